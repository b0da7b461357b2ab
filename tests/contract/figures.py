"""Figures: worked out, and each with the list of exactly what was counted."""
from decimal import Decimal

from steps import HERE, LEAD, BAD, answered, closed, done, every, reporter

LIGHTS = ("green", "yellow", "red", "grey")
YEAR, PARTS = "2026", ("2026-W10", "2026-03-10", "2025")


def _behind(who, figure):
    """All lines of the list that a figure's link leads to, and how many of them the asker may not see."""
    first = figure["cases"] + "&limit=200"
    lines, hidden, path = [], 0, first
    for _ in range(60):
        page = who.get(path).want(200).json
        lines, hidden = lines + page["items"], hidden + page["hidden"]
        if not page["next"]:
            return lines, hidden
        path = first + "&cursor=" + page["next"]
    raise AssertionError(f"{figure['cases']}: too many pages")


def _holds(who, id, **asked):
    figure = who.get(f"/api/v1/figures/{id}", **asked).want(200).json
    if figure["cases"] is None:         # how many stood open on a past day: a number that has no list any more
        return figure, []
    lines, hidden = _behind(who, figure)
    assert len(lines) + hidden == figure["sample"], f"{id} {asked}: {figure['sample']} counted, {len(lines)} + {hidden} listed by {figure['cases']}"
    # What a pack counts may belong to a day before the one it was recorded on: its list is in the order of the record.
    plain = "-" in id.partition(".")[2]
    assert not plain or [line["counted"] for line in lines] == sorted((line["counted"] for line in lines), reverse=True), "newest first"
    return figure, lines


def every_number_leads_to_what_it_counts(world):
    """`cases` a link whose list has that count"""
    unhappy = answered(world)
    done(reporter(world, unhappy), unhappy, "rate", BAD)
    closed(world)
    clerk = world.user("clerk")
    found = 0
    plain = [it for it in every(clerk, "/api/v1/figures") if "." not in it["indicator"].partition(".")[2]]
    for at, figure in enumerate(plain):
        # Each figure over the whole year, and in turn over a week, a day or the year before.
        for period in (YEAR, PARTS[at % len(PARTS)]):
            told, lines = _holds(clerk, figure["indicator"], period=period, district=HERE)
            found += len(lines)
            if figure["measure"] == "件":
                assert told["value"] == str(told["sample"]), told
            aim = told["standing"]
            assert aim is None or (period.isdigit() and aim["light"] in LIGHTS and aim["source"] in ("set", "report")), told
    assert found > 300, f"the demo has matters behind its numbers: {found}"


def a_unit_has_its_own_list(world):
    """`GET /api/v1/figures/{indicator}?unit=&period=&by=&as_of=`"""
    closed(world)
    clerk = world.user("clerk")
    for name in ("filed", "closed", "answered-in-time", "answered-late", "satisfied", "dissatisfied", "in-time-rate", "satisfied-rate", "closed-rate"):
        id = f"hotline.request-{name}"
        split = clerk.get(f"/api/v1/figures/{id}", by="unit", period="2026", district=HERE).want(200).json
        for part in split["parts"][:3]:
            figure, _ = _holds(clerk, id, unit=part["unit"], period="2026")
            assert figure["value"] == part["value"], (figure, part)
        earlier, _ = _holds(clerk, id, period="2026-W09", as_of="2026-02-25", district=HERE)
        assert earlier["sample"] <= clerk.get(f"/api/v1/figures/{id}", period="2026-W09", district=HERE).want(200).json["sample"]
    _, lines = _holds(clerk, "hotline.request-satisfied", unit=LEAD, period="2026-03-10")
    assert lines and all(line["type"] == "hotline.request" for line in lines), lines


def a_rate_is_what_its_list_says(world):
    """`value` a decimal string or null for a zero denominator"""
    clerk = world.user("clerk")
    rate = clerk.get("/api/v1/figures/hotline.request-satisfied-rate", period="2026", district=HERE).want(200).json
    good, bad = (clerk.get(f"/api/v1/figures/hotline.request-{name}", period="2026", district=HERE).want(200).json["sample"] for name in ("satisfied", "dissatisfied"))
    assert rate["sample"] == good + bad and rate["numerator"] == str(good), rate
    assert abs(Decimal(rate["value"]) - Decimal(100) * good / (good + bad)) <= Decimal("0.05"), rate
    nothing = clerk.get("/api/v1/figures/hotline.request-satisfied-rate", period="2004", district=HERE).want(200).json
    assert nothing["value"] is None and nothing["denominator"] == "0", nothing


def a_promise_is_a_figure_with_its_target(world):
    """`{indicator,title,measure,direction,unit,period,as_of,value,numerator,denominator,sample,target,cases,parts}`"""
    clerk = world.user("clerk")
    promised = [it for it in every(clerk, "/api/v1/figures") if it["indicator"].startswith("supervision.task-done.")]
    assert len(promised) >= 30, len(promised)
    begun = 0
    for it in promised:
        figure, lines = _holds(clerk, it["indicator"])
        assert Decimal(figure["target"]) > 0 and figure["measure"] == it["measure"] and Decimal(figure["value"]) >= 0, figure
        begun += bool(lines)
    assert begun, "something was recorded for a promise of the demo"


def a_stranger_is_told_how_much_is_kept_from_them(world):
    """Public without credentials: … public figures, public fields of public cases"""
    closed(world, publish=True), closed(world)
    figure, lines = _holds(world.anybody(), "hotline.request-closed", period="2026-03-10", district=HERE)
    assert lines and len(lines) < figure["sample"], "some are public, some are not"
    assert all("合成:" not in str(line) for line in lines), "no words of the reporter stand in a list"


def a_list_behind_a_figure_refuses_slips(world):
    """unknown parameters and bad cursors are 400"""
    clerk = world.user("clerk")
    for wrong in ({"cursor": "nonsense"}, {"limit": 0}, {"period": "soon"}, {"unit": "X"}, {"colour": "red"}):
        clerk.get("/api/v1/figures/hotline.request-filed/cases", **wrong).refused(400)
    clerk.get("/api/v1/figures/hotline.request-nothing/cases").refused(404)
