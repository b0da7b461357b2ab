"""Holds `bihuan calendar day` to the PyPI packages chinesecalendar, every day of 2004–2026, and lunardate, every day
of 2027–2099 (weekends and statutory festivals, provisional).

    python tests/calendar/against_chinesecalendar.py --program target/debug/bihuan
"""

import argparse
import datetime
import json
import subprocess
import sys

import chinese_calendar
from chinese_calendar.solar_terms import SolarTerms
from lunardate import LunarDate

PUBLISHED = range(2004, 2027)
TO_COME = range(2027, 2100)
# The package's short forms of names that the notices write in full.
FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


def days(years):
    first, last = datetime.date(years[0], 1, 1), datetime.date(years[-1], 12, 31)
    return [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]


def ours(program, years):
    answers = []
    for year in years:
        command = [program, "calendar", "day", "--json", *(day.isoformat() for day in days([year]))]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        answers += [json.loads(line) for line in printed.splitlines()]
    return answers


def published(day):
    """The same answer from the package's own tables."""
    named = {holiday.value: FULL_NAMES.get(holiday.chinese, holiday.chinese) for holiday in chinese_calendar.Holiday}
    name = None
    if day in chinese_calendar.constants.holidays:
        name = named[chinese_calendar.constants.holidays[day]]
    elif day in chinese_calendar.constants.workdays:
        name = named[chinese_calendar.constants.workdays[day]] + "调休上班"
    working = chinese_calendar.is_workday(day)
    return {"date": day.isoformat(), "working": working, "name": name, "provisional": False}


def statutory(year):
    """The thirteen statutory days of a year, 全国年节及纪念日放假办法 since 2025; two on one day are both named."""
    spring = LunarDate(year, 1, 1).to_solar_date()
    fixed = [(1, 1, "元旦"), (5, 1, "劳动节"), (5, 2, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节")]
    found = [(datetime.date(year, month, day), name) for month, day, name in fixed]
    found += [(spring + datetime.timedelta(days=n), "春节") for n in range(-1, 3)]
    found += [(LunarDate(year, 5, 5).to_solar_date(), "端午节"), (LunarDate(year, 8, 15).to_solar_date(), "中秋节")]
    april = [datetime.date(year, 4, day) for day in (3, 4, 5, 6)]
    found += [(day, "清明节") for day in april if qingming(day)]
    names = {}
    for day, name in found:
        names[day] = f"{names[day]}、{name}" if day in names else name
    return names


def qingming(day):
    terms = chinese_calendar.get_solar_terms(day, day)
    return any(term == SolarTerms.pure_brightness.value[1] for _, term in terms)


def provisional(day, festivals):
    name = festivals[day.year].get(day)
    return {"date": day.isoformat(), "working": day.weekday() < 5 and not name, "name": name, "provisional": True}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="the program bihuan")
    program = parser.parse_args().program
    festivals = {year: statutory(year) for year in TO_COME}
    answers = ours(program, PUBLISHED) + ours(program, TO_COME)
    wanted = [published(day) for day in days(PUBLISHED)] + [provisional(day, festivals) for day in days(TO_COME)]
    failed = abs(len(answers) - len(wanted))
    for got, want in zip(answers, wanted):
        if got != want:
            failed += 1
            print(f"{want['date']}: ours {got}, theirs {want}")
    print(f"{len(wanted) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
