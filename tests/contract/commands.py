"""The program's commands: help, exit codes, the calendar."""
import json

from outside.server import ROOT

COMMANDS = (
    "serve", "check", "calendar day", "calendar due", "directory import", "documents", "import cases", "report import", "report check", "ledger verify", "ledger verify-receipt",
    "token create", "user add", "backup", "restore",
)


def _json(world, *arguments, code=0):
    done = world.run(*arguments, "--json")
    assert done.returncode == code, f"{arguments}: exit {done.returncode}: {done.stdout[-500:]} {done.stderr[-500:]}"
    return json.loads(done.stdout)


def _due(world, start, within, *more):
    return _json(world, "calendar", "due", "--from", start, f"--within={within}", *more)


def every_command_has_help_with_an_example(world):
    """Every command has `--help` with an example"""
    for command in COMMANDS:
        done = world.run(*command.split(), "--help")
        assert done.returncode == 0, f"{command} --help: exit {done.returncode} {done.stderr}"
        lines = [line for line in done.stdout.splitlines() if "bihuan " + command in line and "[OPTIONS]" not in line and "Usage" not in line]
        assert lines, f"{command} --help has no example:\n{done.stdout}"


def wrong_use_is_exit_2(world):
    """exit code 0 / 1 (a check that failed, or work that could not be done) / 2 (wrong use)"""
    for wrong in (["nonsense"], ["check", "--nonsense"], ["calendar", "day"], ["calendar", "day", "yesterday"], ["calendar", "due", "--from", "2026-09-18"],
                  ["calendar", "due", "--from", "2026-09-18T16:30:00+08:00", "--within", "5 moons"], ["serve", "--clock", "noon"]):
        done = world.run(*wrong)
        assert done.returncode == 2, f"{wrong}: exit {done.returncode} {done.stdout} {done.stderr}"
        assert done.stderr.strip() and not done.stdout.strip(), f"{wrong}: says so on stderr alone: {done.stdout!r}"


def a_day_says_whether_it_works_and_why(world):
    """`{date, working, name, provisional}`; `name` null on a plain day, else the festival's or the make-up day's name"""
    plain = _json(world, "calendar", "day", "2026-03-10")
    assert plain == {"date": "2026-03-10", "working": True, "name": None, "provisional": False}, plain
    feast = _json(world, "calendar", "day", "2026-10-01")
    assert feast["working"] is False and feast["name"] and not feast["provisional"], feast
    make_up = _json(world, "calendar", "day", "2026-09-20")
    assert make_up["working"] is True and make_up["name"], f"a Sunday that is worked: {make_up}"
    weekend = _json(world, "calendar", "day", "2026-03-14")
    assert weekend["working"] is False, weekend


def years_without_a_notice_are_provisional(world):
    """`provisional` true in a year whose notice is not in the data (2027 on)"""
    assert _json(world, "calendar", "day", "2027-03-02")["provisional"] is True
    assert _json(world, "calendar", "day", "2026-12-31")["provisional"] is False


def the_calendar_has_a_first_and_a_last_day(world):
    """exit 0 for 2004-01-01 … 2100-12-31"""
    for date in ("2004-01-01", "2004-02-29", "2100-12-31", "2099-06-15"):
        assert _json(world, "calendar", "day", date)["date"] == date
    for date in ("2003-12-31", "2101-01-01", "2025-02-29"):
        assert world.run("calendar", "day", date).returncode == 2, date


def working_hours_cross_a_make_up_sunday(world):
    """`--from 2026-09-18T16:30:00+08:00 --within "4 wh"` → `2026-09-20T11:30:00+08:00`"""
    answer = _due(world, "2026-09-18T16:30:00+08:00", "4 wh")
    assert answer["due"] == "2026-09-20T11:30:00+08:00", answer


def lengths_in_days_end_at_the_last_second(world):
    """`d wd mo`: the day of `--from` (at +08:00) is not counted; due is 23:59:59+08:00 of the last day; `d` and `mo` roll forward to the next working day"""
    vectors = [
        ("2025-01-20T10:00:00+08:00", "5 wd", "2025-01-26"), ("2025-01-20T10:00:00+08:00", "20 wd", "2025-02-21"),
        ("2025-01-20T10:00:00+08:00", "30 wd", "2025-03-07"), ("2025-01-20T10:00:00+08:00", "45 wd", "2025-03-28"),
        ("2025-01-20T10:00:00+08:00", "60 wd", "2025-04-21"), ("2025-09-25T09:00:00+08:00", "7 wd", "2025-10-11"),
        ("2025-09-25T09:00:00+08:00", "20 wd", "2025-10-29"), ("2026-09-18T09:00:00+08:00", "1 wd", "2026-09-20"),
        ("2026-02-14T09:00:00+08:00", "1 wd", "2026-02-24"), ("2024-02-02T09:00:00+08:00", "10 wd", "2024-02-21"),
        ("2025-09-16T09:00:00+08:00", "15 d", "2025-10-09"),
    ]
    for start, within, date in vectors:
        answer = _due(world, start, within)
        assert (answer["due"], answer["date"]) == (f"{date}T23:59:59+08:00", date), f"{start} + {within}: {answer}"


def the_day_of_the_start_is_the_day_in_china(world):
    """the day of `--from` (at +08:00) is not counted"""
    assert _due(world, "2026-03-10T17:00:00Z", "1 wd")["date"] == "2026-03-12", "17:00 UTC is the next day at +08:00"


def minutes_and_hours_are_exact(world):
    """`min h`: exact, no roll."""
    assert _due(world, "2026-10-01T23:30:00+08:00", "45 min")["due"] == "2026-10-02T00:15:00+08:00"
    assert _due(world, "2026-10-01T23:30:00+08:00", "24 h")["due"] == "2026-10-02T23:30:00+08:00"


def a_month_ends_on_its_day_or_its_last(world):
    """`d` and `mo` roll forward to the next working day (weekends too)"""
    assert _due(world, "2025-01-31T09:00:00+08:00", "1 mo")["date"] == "2025-02-28"
    assert _due(world, "2025-01-15T09:00:00+08:00", "1 mo")["date"] == "2025-02-17", "15 February 2025 is a Saturday"


def negative_lengths_count_back(world):
    """Negative lengths count back and roll back (to the working day before)."""
    assert _due(world, "2026-03-10T09:00:00+08:00", "-5 wd")["date"] == "2026-03-03"
    assert _due(world, "2026-03-17T09:00:00+08:00", "-2 d")["date"] == "2026-03-13", "Sunday the 15th rolls back to Friday"


def other_hours_may_be_given(world):
    """`wh`: exact, in working hours; default 08:30–12:00 and 14:00–17:30 on every working day (configuration)"""
    assert _due(world, "2026-03-10T11:30:00+08:00", "1 wh")["due"] == "2026-03-10T14:30:00+08:00"
    assert _due(world, "2026-03-10T11:30:00+08:00", "1 wh", "--hours", "09:00-17:00")["due"] == "2026-03-10T12:30:00+08:00"


def a_due_date_explains_itself_day_by_day(world):
    """`{due, date, provisional, calendar, days: [{date, counted, why}]}`"""
    answer = _due(world, "2025-09-25T09:00:00+08:00", "7 wd")
    assert set(answer) == {"due", "date", "provisional", "calendar", "days"}, sorted(answer)
    assert answer["calendar"] and answer["provisional"] is False
    for day in answer["days"]:
        assert set(day) == {"date", "counted", "why"} and day["why"], day
    assert sum(day["counted"] for day in answer["days"]) == 7
    kept = {day["date"]: day["counted"] for day in answer["days"]}
    assert kept["2025-09-28"] is True and kept["2025-10-01"] is False, kept


def dates_outside_the_calendar_are_wrong_use(world):
    """`--from` or due outside 2004-01-01 … 2100-12-31: exit 2."""
    for start, within in (("2003-12-31T09:00:00+08:00", "1 wd"), ("2101-01-01T09:00:00+08:00", "1 wd"), ("2100-12-30T09:00:00+08:00", "20 wd"),
                          ("2004-01-02T09:00:00+08:00", "-20 d"), ("2026-01-01T09:00:00+08:00", "99999999999999999999 wd"), ("2026-01-01T09:00:00+08:00", "9223372036854775807 min")):
        done = world.run("calendar", "due", "--from", start, f"--within={within}")
        assert done.returncode == 2 and done.stderr.strip(), f"{start} {within}: exit {done.returncode} {done.stdout}"


def a_token_is_printed_alone_or_with_its_facts(world):
    """the token alone; with `--json` `{token,id,user,scopes,expires}`; default scope read,act,file"""
    made = world.shared.run("token", "create", "--user", "clerk", "--json")
    assert made.returncode == 0, made.stderr
    facts = json.loads(made.stdout)
    assert set(facts) == {"token", "id", "user", "scopes", "expires"}, facts
    assert facts["user"] == "clerk" and sorted(facts["scopes"]) == ["act", "file", "read"], facts
    assert world.shared.token("clerk") != facts["token"], "each token is a new one"


def a_token_for_nobody_is_refused(world):
    """1 (a check that failed, or work that could not be done)"""
    for wrong in (["--user", "nobody-here"], ["--user", "clerk", "--scope", "everything"]):
        made = world.shared.run("token", "create", *wrong)
        assert made.returncode in (1, 2) and made.stderr.strip() and not made.stdout.strip(), f"{wrong}: {made.returncode} {made.stdout} {made.stderr}"


def a_user_is_added_with_a_post(world):
    """`bihuan user add NAME --post POST@UNIT… --password-stdin`"""
    added = world.shared.run("user", "add", "second-clerk", "--post", "clerk@420103-citizen-centre", "--password-stdin", given="合成-long-enough-7\n")
    assert added.returncode == 0, f"{added.returncode} {added.stdout} {added.stderr}"
    me = world.user("second-clerk").get("/api/v1/me").want(200).json
    assert me["user"] == "second-clerk" and {"post": "clerk", "unit": "420103-citizen-centre"} in me["posts"], me


def a_command_opens_the_store_itself_when_nobody_serves(world):
    """If a server holds the store, the command goes through its socket `DIR/control.sock` with the same answer; otherwise it opens the store itself."""
    place = world.copy()
    alone = world.run("ledger", "verify", "--data", place)
    assert alone.returncode == 0, f"{alone.stdout} {alone.stderr}"
    with world.fresh(data=place) as server:
        assert (place / "control.sock").exists(), sorted(p.name for p in place.iterdir())
        assert server.run("ledger", "verify").returncode == 0


def data_comes_from_the_environment(world):
    """Commands that touch data take `--data DIR | --database URL` (default `$DATA` or `./var`)"""
    made = world.run("token", "create", "--user", "clerk", env={"DATA": str(world.copy())})
    assert made.returncode == 0 and made.stdout.strip(), made.stderr


def commands_keep_to_their_district(world):
    """Commands that touch data take `--data DIR | --database URL` … and `--district CODE` (default all)."""
    whole = json.loads(world.shared.run("ledger", "verify", "--json").stdout)
    here = json.loads(world.shared.run("ledger", "verify", "--district", "420103", "--json").stdout)
    other = json.loads(world.shared.run("ledger", "verify", "--district", "420111", "--json").stdout)
    assert here["wrong"] is None and (here["districts"], other["districts"], other["records"]) <= (1, 1, here["records"]), (here, other)
    assert 0 < here["records"] <= whole["records"] and other["records"] < whole["records"], (whole, here, other)
    made = world.shared.run("token", "create", "--user", "clerk", "--district", "420103")
    assert made.returncode == 0 and made.stdout.strip(), made.stderr
    refused = {1: [["token", "create", "--user", "clerk", "--district", "420105"], ["ledger", "verify", "--district", "110101"],
                   ["user", "add", "elsewhere", "--post", "clerk@420103-citizen-centre", "--district", "420105", "--password-stdin"]],
               2: [["ledger", "verify", "--district", "4201"], ["token", "create", "--user", "clerk", "--district", "jianghan"],
                   ["backup", world.empty(), "--district", "420103"]]}
    for code, commands in refused.items():
        for command in commands:
            done = world.shared.run(*command, given="合成-long-enough-7\n")
            assert done.returncode == code and done.stderr.strip() and not done.stdout.strip(), f"{command}: {done.returncode} {done.stdout} {done.stderr}"


def the_program_stops_cleanly(world):
    """stops cleanly on Ctrl-C"""
    server = world.fresh().start()
    assert server.stop() == 0, f"exit {server.process.returncode}: {server.printed()[-800:]}"
    again = world.run("ledger", "verify", "--data", server.data)
    assert again.returncode == 0, again.stderr


def nothing_is_left_in_the_checkout(world):
    """Commands that touch data take `--data DIR`"""
    world.shared
    assert not (ROOT / "var").exists() or (ROOT / "var").stat().st_mtime < world.folder.stat().st_ctime, "a server with --data wrote to ./var"
