"""Holds `bihuan calendar day` to the PyPI package chinesecalendar, every day of 2004–2026.

    python tests/calendar/against_chinesecalendar.py --program target/debug/bihuan
"""

import argparse
import datetime
import json
import subprocess
import sys

import chinese_calendar

FIRST, LAST = datetime.date(2004, 1, 1), datetime.date(2026, 12, 31)
# The package's short forms of names that the notices write in full.
FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


def days():
    return [FIRST + datetime.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def ours(program):
    command = [program, "calendar", "day", "--json", *(day.isoformat() for day in days())]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def theirs(day):
    """The same answer from the package's own tables."""
    named = {holiday.value: FULL_NAMES.get(holiday.chinese, holiday.chinese) for holiday in chinese_calendar.Holiday}
    name = None
    if day in chinese_calendar.constants.holidays:
        name = named[chinese_calendar.constants.holidays[day]]
    elif day in chinese_calendar.constants.workdays:
        name = named[chinese_calendar.constants.workdays[day]] + "调休上班"
    working = chinese_calendar.is_workday(day)
    return {"date": day.isoformat(), "working": working, "name": name, "provisional": False}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="the program bihuan")
    answers = ours(parser.parse_args().program)
    wanted = [theirs(day) for day in days()]
    failed = abs(len(answers) - len(wanted))
    for got, want in zip(answers, wanted):
        if got != want:
            failed += 1
            print(f"{want['date']}: ours {got}, theirs {want}")
    print(f"{len(wanted) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
