"""ETags: an act on an older version is refused only if what it rests on has moved."""
from steps import LEAD, act, dispatched, done, filed, path, reporter, seen, taken, words


def an_older_version_passes_if_nothing_it_rests_on_moved(world):
    """an act with an older version is refused (412 `stale`, saying what changed and by whom) only if its task, or a field its guard reads, changed since"""
    case = dispatched(world)
    tag = world.user("handler").get(path(case)).want(200).headers["ETag"]
    done(reporter(world, case), case, "add", {"text": words("补充")})
    done(world.user("clerk"), case, "comment", {"text": words("备注")})
    assert seen(world.user("clerk"), case)["version"] > int(tag.strip('"'))
    act(world.user("handler"), case, "take", {}, if_match=tag).want(200)


def an_older_version_is_stale_if_its_task_moved(world):
    """412 `stale`, saying what changed and by whom"""
    case = taken(world)
    tag = world.user("handler").get(path(case)).want(200).headers["ETag"]
    done(world.user("supervisor"), case, "reassign", {"unit": "420103-construction", "reason": words("职责")})
    before = seen(world.user("clerk"), case)["version"]
    problem = act(world.user("handler"), case, "reply", {"reply": words()}, if_match=tag).refused(412, "stale")
    assert "supervisor" in str(problem) or "督查" in str(problem), f"does not say by whom: {problem}"
    assert seen(world.user("clerk"), case)["version"] == before, "a refusal writes nothing"
    act(world.user("handler"), case, "reply", {"reply": words()}, if_match=f'"{before}"').want(200)


def an_older_version_is_stale_if_a_field_of_its_guard_changed(world):
    """only if its task, or a field its guard reads, changed since"""
    case = filed(world.anybody())
    tag = world.user("clerk").get(path(case)).want(200).headers["ETag"]
    done(world.user("supervisor"), case, "classify", {"category": "burst-pipe", "because": words("爆管")})
    act(world.user("clerk"), case, "dispatch", {"lead_unit": LEAD}, if_match=tag).refused(412, "stale")


def the_newest_version_passes(world):
    """`ETag` is `"<version>"`; `If-Match` optional"""
    case = dispatched(world)
    tag = world.user("handler").get(path(case)).want(200).headers["ETag"]
    act(world.user("handler"), case, "take", {}, if_match=tag).want(200)


def an_if_match_that_is_no_version_is_refused(world):
    """`ETag` is `"<version>"`"""
    case = dispatched(world)
    for wrong in ('"999999"', "nonsense", '"-1"', '""', '"99999999999999999999999"'):
        act(world.user("handler"), case, "take", {}, if_match=wrong).want(400, 412, 422)
    assert seen(world.user("clerk"), case)["stage"] == "sign"
    act(world.user("handler"), case, "take", {}, if_match="*").want(200)
