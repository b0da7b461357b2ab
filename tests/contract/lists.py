"""Lists: pages, filters, order."""
from steps import LEAD, TYPE, closed, done, events, every, filed, path, reporter, taken, words

ITEM = {"id", "number", "district", "type", "title", "stages", "stage", "unit", "due", "late", "status", "outcome", "opened", "version"}
TASK = {"id", "case", "number", "type", "stage", "branch", "unit", "post", "officer", "due", "left", "late", "actions"}


def an_item_tells_the_case(world):
    """An item: `id, number, district, type, title, stages, stage, unit, due, late, status (open|suspended|closed), outcome, opened, version, synthetic?`"""
    page = world.user("clerk").get("/api/v1/cases").want(200).json
    assert set(page) >= {"items", "next"} and 0 < len(page["items"]) <= 50, (sorted(page), len(page["items"]))
    for item in page["items"]:
        assert ITEM <= set(item), sorted(ITEM - set(item))
        assert item["status"] in ("open", "suspended", "closed") and isinstance(item["late"], bool), item
        assert item["synthetic"] is True, "generated matters are marked"
        assert (item["outcome"] is None) == (item["status"] != "closed"), item


def a_limit_is_between_1_and_200(world):
    """`limit` 1..200, default 50"""
    clerk = world.user("clerk")
    assert len(clerk.get("/api/v1/cases", limit=1).want(200).json["items"]) == 1
    clerk.get("/api/v1/cases", limit=200).want(200)
    for wrong in (0, 201, -1, "many", "", 10 ** 30):
        for at in ("/api/v1/cases", "/api/v1/tasks", "/api/v1/units", "/api/v1/types"):
            clerk.get(at, limit=wrong).refused(400)


def unknown_parameters_are_400(world):
    """unknown parameters and bad cursors are 400"""
    clerk = world.user("clerk")
    for at in ("/api/v1/cases", "/api/v1/tasks", "/api/v1/units", "/api/v1/types"):
        clerk.get(at, colour="red").refused(400)
        for cursor in ("nonsense", "AAAA", "%00", "9" * 500):
            clerk.get(at, cursor=cursor).refused(400)


def pages_follow_one_another(world):
    """Lists answer `{items, next}`; newest first"""
    clerk = world.user("clerk")
    whole = every(clerk, "/api/v1/cases", limit=200)
    ids = [item["id"] for item in whole]
    assert len(ids) == len(set(ids)), "an item came twice"
    assert [item["opened"] for item in whole] == sorted((item["opened"] for item in whole), reverse=True), "not newest first"
    walked, cursor = [], None
    while len(walked) < 21:
        page = clerk.get("/api/v1/cases", limit=7, **({"cursor": cursor} if cursor else {})).want(200).json
        walked += [item["id"] for item in page["items"]]
        cursor = page["next"]
        assert cursor or len(walked) >= len(ids)
        if not cursor:
            break
    assert walked == ids[:len(walked)]


def a_case_filed_while_paging_shifts_nothing(world):
    """Lists answer `{items, next}`"""
    clerk = world.user("clerk")
    first = clerk.get("/api/v1/cases", limit=5).want(200).json
    filed(world.anybody())
    second = clerk.get("/api/v1/cases", limit=5, cursor=first["next"]).want(200).json
    assert not {it["id"] for it in first["items"]} & {it["id"] for it in second["items"]}


def filters_narrow(world):
    """`GET /api/v1/cases?type=&stage=&unit=&late=&status=&q=&cursor=&limit=`"""
    clerk = world.user("clerk")
    mine, ended = taken(world), closed(world)
    for params, test in (({"type": TYPE}, lambda it: it["type"] == TYPE), ({"stage": "handle"}, lambda it: "handle" in [s["id"] for s in it["stages"]]),
                         ({"status": "closed"}, lambda it: it["status"] == "closed"), ({"status": "open"}, lambda it: it["status"] == "open"),
                         ({"late": "true"}, lambda it: it["late"]), ({"late": "false"}, lambda it: not it["late"]), ({"unit": LEAD, "status": "open"}, lambda it: it["unit"] == LEAD)):
        items = every(clerk, "/api/v1/cases", limit=200, **params)
        assert all(test(it) for it in items), f"{params}: {[it for it in items if not test(it)][:2]}"
        assert items or params == {"late": "true"}, f"{params}: nothing"
    ids = {it["id"] for it in every(clerk, "/api/v1/cases", limit=200, stage="handle", unit=LEAD)}
    assert mine["id"] in ids and ended["id"] not in ids


def repeated_parameters_mean_or(world):
    """repeated parameters mean or"""
    clerk = world.user("clerk")
    count = lambda stages: {it["id"] for it in every(clerk, "/api/v1/cases", limit=200, stage=stages)}
    taken(world), filed(world.anybody())
    assert count(["accept", "handle"]) == count(["accept"]) | count(["handle"]) != count(["accept"])


def a_unit_includes_units_below(world):
    """`unit` includes units below"""
    clerk = world.user("clerk")
    street = next(it["code"] for it in every(clerk, "/api/v1/units", kind="street", limit=200) if it["code"].startswith("420103"))
    below = next(it["code"] for it in every(clerk, "/api/v1/units", under=street, kind="community", limit=200))
    case = taken(world, street)
    done(world.user("handler"), case, "pass", {"unit": below, "within": "1 wd"})
    assert case["id"] in {it["id"] for it in every(clerk, "/api/v1/cases", unit=street, limit=200)}
    assert every(clerk, "/api/v1/cases", unit="420103", limit=200), "the district's own unit includes all"


def an_unknown_unit_or_stage_finds_nothing_or_is_refused(world):
    """unknown parameters and bad cursors are 400"""
    for params in ({"unit": "420103-nowhere"}, {"stage": "nowhere"}, {"type": "hotline.nothing"}, {"status": "sleeping"}, {"late": "perhaps"}):
        answer = world.user("clerk").get("/api/v1/cases", **params).want(200, 400, 404, 422)
        assert answer.status != 200 or answer.json["items"] == [], f"{params} found {answer.json['items'][:1]}"


def a_word_is_searched_for(world):
    """`GET /api/v1/cases?…&q=`"""
    import time
    case = filed(world.anybody(), content="合成:江滩旁的旋转木马彩灯不亮了 " + words("木马"))
    for _ in range(50):
        found = {it["id"] for it in every(world.user("clerk"), "/api/v1/cases", q="旋转木马", limit=200)}
        if case["id"] in found:
            break
        time.sleep(0.2)
    assert case["id"] in found, "the words of a case find it within 10 s"
    by_number = world.user("clerk").get("/api/v1/cases", q=case["number"]).want(200).json["items"]
    assert [it["id"] for it in by_number] == [case["id"]], by_number
    for odd in ('"', "*", "AND", "a OR", "(", "NEAR(", "旋转\"木马", "'; DROP TABLE cases;--", "-", "^", ":", "\x00"):
        world.user("clerk").get("/api/v1/cases", q=odd).want(200, 400)


def tasks_come_soonest_due_first(world):
    """work, soonest due first; tasks by due with nulls last"""
    filed(world.anybody()), taken(world)
    for who in ("clerk", "handler"):
        items = every(world.user(who), "/api/v1/tasks", mine="true", limit=200)
        assert items, f"{who} has no work"
        dues = [it["due"] for it in items]
        known = [due for due in dues if due]
        assert dues == sorted(known) + [None] * (len(dues) - len(known)), dues[:10]


def a_task_tells_what_is_left(world):
    """A task: `id, case, number, type, stage, branch, unit, post, officer, due, left {text, working_seconds}, late, actions`."""
    filed(world.anybody())
    for item in world.user("clerk").get("/api/v1/tasks", mine="true").want(200).json["items"]:
        assert TASK <= set(item), sorted(TASK - set(item))
        assert item["left"] is None or set(item["left"]) == {"text", "working_seconds"} and isinstance(item["left"]["working_seconds"], int), item["left"]


def my_tasks_are_mine(world):
    """`GET /api/v1/tasks?mine=true`"""
    case = filed(world.anybody())
    assert case["id"] in {it["case"] for it in every(world.user("clerk"), "/api/v1/tasks", mine="true", limit=200)}
    assert case["id"] not in {it["case"] for it in every(world.user("handler"), "/api/v1/tasks", mine="true", limit=200)}


def what_happened_comes_page_by_page(world):
    """Lists answer `{items, next}`; `limit` 1..200, default 50; … unknown parameters and bad cursors are 400."""
    case = taken(world)
    for who in (world.user("clerk"), reporter(world, case)):
        at = path(case) + "/events"
        whole = who.get(at, limit=200).want(200).json
        assert whole["next"] is None and len(whole["items"]) > 4
        assert every(who, at, limit=2) == whole["items"], "the pages together are the whole, in the same order"
        assert whole["items"][0]["type"] == "filed", "a story begins at its beginning"
        assert len(who.get(at, limit=1).want(200).json["items"]) == 1
        for wrong in ({"limit": 0}, {"limit": 201}, {"cursor": "nonsense"}, {"cursor": "999999.0"}, {"colour": "red"}):
            who.get(at, **wrong).refused(400)
