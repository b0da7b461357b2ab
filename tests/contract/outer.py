"""Matters of others: an order arrives twice, closed, withdrawn, moved, and out of order."""
import datetime
import uuid

from steps import TYPE, done, path, seen, words

DUE = "2026-03-13T18:00:00+08:00"


class _City:
    """The outer system and one order of its own."""

    def __init__(self, world):
        self.who, self.number, self.clerk = world.user("clerk", "outer:city"), "HC-" + uuid.uuid4().hex[:8], world.user("clerk")
        self.form = {"content": words("市级转来"), "category": "noise"}

    def says(self, revision, state="open", due=DUE, **change):
        return self.who.put(f"/api/v1/cases/by-outer/city/{self.number}", {"type": TYPE, "form": self.form, "due": due, "state": state, "revision": revision, **change})


def an_order_arrives_once(world):
    """201 new, 200 changed or the same"""
    city = _City(world)
    first = city.says(1).want(201).json
    again = city.says(1).want(200).json
    assert first["id"] == again["id"] and first["version"] == again["version"], "an order that arrives twice changes nothing"
    case = seen(city.clerk, first)
    assert [it["due"] for it in case["deadlines"] if it["kind"] == "outer"], case["deadlines"]


def both_deadlines_are_kept(world):
    """outer number, outer deadline (kept beside ours; the earlier one rules)"""
    case = seen((city := _City(world)).clerk, city.says(1).want(201).json)
    outer = next(it for it in case["deadlines"] if it["kind"] == "outer")
    assert _instant(outer["due"]) == _instant(DUE), outer
    assert next(it for it in case["deadlines"] if it["kind"] == "pledged")["due"], case["deadlines"]


def a_moved_deadline_is_taken_over(world):
    """its deadline moved"""
    city = _City(world)
    case = city.says(1).want(201).json
    city.says(2, due="2026-03-12T18:00:00+08:00").want(200)
    outer = next(it for it in seen(city.clerk, case)["deadlines"] if it["kind"] == "outer" and it["state"] != "cancelled")
    assert _instant(outer["due"]) == _instant("2026-03-12T18:00:00+08:00"), outer


def an_older_revision_changes_nothing(world):
    """a `revision` not above the kept one changes nothing"""
    city = _City(world)
    case = city.says(5).want(201).json
    before = seen(city.clerk, case)
    for revision, state in ((4, "withdrawn"), (5, "closed"), (1, "open")):
        city.says(revision, state, due="2026-03-30T18:00:00+08:00").want(200)
    assert seen(city.clerk, case) == before


def a_withdrawn_order_is_closed(world):
    """state: open|withdrawn|closed"""
    city = _City(world)
    case = city.says(1).want(201).json
    done(city.clerk, case, "dispatch", {"lead_unit": "420103-environment"})
    city.says(2, "withdrawn").want(200)
    now = seen(city.clerk, case)
    assert (now["status"], now["outcome"]) == ("closed", "withdrawn"), now
    assert not any(it["state"] == "running" for it in now["deadlines"]), now["deadlines"]


def an_order_that_is_ended_there_is_closed_here(world):
    """state: open|withdrawn|closed"""
    city = _City(world)
    case = city.says(1).want(201).json
    city.says(2, "closed").want(200)
    assert seen(city.clerk, case)["status"] == "closed"


def an_order_may_arrive_closed(world):
    """an order that arrives twice, arrives closed, is withdrawn, or has its deadline moved is a scenario"""
    city = _City(world)
    case = city.says(1, "closed").want(201).json
    assert seen(city.clerk, case)["status"] == "closed"
    city.says(1, "closed").want(200)


def the_scope_names_the_system(world):
    """scope `outer:{system}`"""
    city = _City(world)
    request = {"type": TYPE, "form": city.form, "state": "open", "revision": 1}
    city.who.put(f"/api/v1/cases/by-outer/province/{city.number}", request).refused(403)
    world.user("clerk").put(f"/api/v1/cases/by-outer/city/{city.number}", request).refused(403)
    world.anybody().put(f"/api/v1/cases/by-outer/city/{city.number}", request).refused(401)
    city.who.get("/api/v1/tasks").refused(403)


def wrong_orders_are_refused(world):
    """422 `invalid` (every wrong field)"""
    city = _City(world)
    city.says(1, "sleeping").refused(422)
    city.says(0, due="tomorrow").refused(422)
    for revision in (-1, "two", None, 1.5, 10 ** 30):
        city.says(revision).want(400, 422)
    city.says(1, type="hotline.nothing").want(404, 422)
    city.says(1, form={}).refused(422)
    city.says(1, colour="red").want(400, 422)


def _instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def the_same_number_of_two_systems_is_two_cases(world):
    """Taking in is idempotent by (system, number)"""
    city = _City(world)
    province = world.user("clerk", "outer:province")
    one = city.says(1).want(201).json
    two = province.put(f"/api/v1/cases/by-outer/province/{city.number}", {"type": TYPE, "form": {"content": words(), "category": "noise"}, "state": "open", "revision": 1}).want(201).json
    assert one["id"] != two["id"]
    assert seen(city.clerk, one)["number"] and path(two)
