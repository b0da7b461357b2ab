"""Writes cn.csv and festivals.csv from the packages named in README.md.

    pip install chinesecalendar==1.11.0 lunar_python lunardate cnlunar borax
    python data/calendar/make.py
"""

import datetime
import pathlib
import sys
import warnings

import chinese_calendar
import cnlunar
from borax.calendars.lunardate import LunarDate as Borax
from lunar_python import Lunar
from lunardate import LunarDate

HERE = pathlib.Path(__file__).parent
NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
# The day a year's notice bears; a year not named here has a blank: its day was not looked up.
PUBLISHED = {
    2015: "2014-12-16", 2018: "2017-11-30", 2019: "2018-12-06", 2020: "2019-11-21", 2021: "2020-11-25",
    2022: "2021-10-25", 2023: "2022-12-08", 2024: "2023-10-25", 2025: "2024-11-12", 2026: "2025-11-04",
}
# What a later notice of the same year set anew.
CHANGED = {
    "2015-05-13": ["2015-09-03", "2015-09-04", "2015-09-05", "2015-09-06"],
    "2019-03-22": ["2019-04-28", "2019-05-02", "2019-05-03", "2019-05-04", "2019-05-05"],
    "2020-01-27": ["2020-01-31", "2020-02-01", "2020-02-02"],
}
# What the earlier notice had said of a day that the later one set anew.
SUPERSEDED = [("2020-02-01", "workday", "春节调休上班", "2019-11-21")]


def published(day):
    for notice, days in CHANGED.items():
        if day.isoformat() in days:
            return notice
    # A break over New Year stands in the notice of the year that begins.
    year = day.year + 1 if (day.month, day.day) >= (12, 26) else day.year
    return PUBLISHED.get(year, "")


def notices():
    named = {h.value: NAMES.get(h.chinese, h.chinese) for h in chinese_calendar.Holiday}
    rows = list(SUPERSEDED)
    for day, name in chinese_calendar.constants.holidays.items():
        rows.append((day.isoformat(), "holiday", named[name], published(day)))
    for day, name in chinese_calendar.constants.workdays.items():
        rows.append((day.isoformat(), "workday", named[name] + "调休上班", published(day)))
    return sorted(rows, key=lambda row: (row[0], row[3]))


def lunar(year, month, day):
    solar = Lunar.fromYmd(year, month, day).getSolar()
    found = datetime.date(solar.getYear(), solar.getMonth(), solar.getDay())
    others = {"borax": Borax(year, month, day).to_solar_date()}
    if year < 2100:
        others["lunardate"] = LunarDate(year, month, day).toSolarDate()
        told = cnlunar.Lunar(datetime.datetime(found.year, found.month, found.day, 12))
        others["cnlunar"] = found if (told.lunarMonth, told.lunarDay) == (month, day) else None
    for package, date in others.items():
        if date != found:
            print(f"{package} says {date}, not {found}, for {year}, month {month}, day {day}", file=sys.stderr)
    return found


def qingming(year):
    solar = Lunar.fromYmd(year, 3, 1).getJieQiTable()["清明"]
    return datetime.date(solar.getYear(), solar.getMonth(), solar.getDay())


def write(name, header, rows):
    text = "\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"
    (HERE / name).write_text(text, encoding="utf-8")


warnings.simplefilter("ignore")
write("cn.csv", "date,kind,name,published", notices())
write(
    "festivals.csv",
    "year,spring_festival,qingming,dragon_boat,mid_autumn",
    [(y, lunar(y, 1, 1), qingming(y), lunar(y, 5, 5), lunar(y, 8, 15)) for y in range(2004, 2101)],
)
