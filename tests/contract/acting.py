"""Acting: the loop from dispatch to rating, and the ways that leave it."""
import time

from steps import BAD, GOOD, LEAD, TYPE, act, answered, closed, dispatched, done, events, filed, open_actions, path, replied, reporter, seen, taken, words


def the_loop_closes(world):
    """so `dispatch, take, reply, approve, rate` closes a request with the accounts clerk, handler, leader and the reporter"""
    clerk, handler, leader = (world.user(name) for name in ("clerk", "handler", "leader"))
    case = filed(world.anybody())
    assert done(clerk, case, "dispatch", {"lead_unit": LEAD})["stage"] == "sign"
    assert done(handler, case, "take")["stage"] == "handle"
    assert done(handler, case, "reply", {"reply": words("修好了")})["stage"] == "review"
    assert done(leader, case, "approve")["stage"] == "rate"
    done(reporter(world, case), case, "rate", GOOD)
    now = seen(clerk, case)
    assert (now["status"], now["outcome"]) == ("closed", "done"), now
    pledged = [it for it in now["deadlines"] if it["kind"] == "pledged"]
    assert pledged[0]["state"] == "met", pledged


def every_unit_that_dispatch_offers_has_its_handler(world):
    """In the demo `handler` (经办人) and `leader` (unit head) hold their posts in every unit that `dispatch` offers"""
    case = filed(world.anybody())
    offer = next(it for it in seen(world.user("clerk"), case)["actions"] if it["id"] == "dispatch")["input"]["properties"]["lead_unit"]
    units = offer.get("enum") or [it["code"] for it in world.user("clerk").get(offer["x-bihuan-options"]).want(200).json["items"]]
    assert len(units) > 3, offer
    for unit in (units[0], units[len(units) // 2], units[-1]):
        case = dispatched(world, unit)
        done(world.user("handler"), case, "take")
        done(world.user("handler"), case, "reply", {"reply": words("办好")})
        assert done(world.user("leader"), case, "approve")["stage"] == "rate", unit


def each_act_raises_the_version(world):
    """`ETag` is `"<version>"`"""
    case = filed(world.anybody())
    first = world.user("clerk").get(path(case)).want(200)
    assert first.headers["ETag"] == f'"{first.json["version"]}"', first.headers.get("ETag")
    after = act(world.user("clerk"), case, "dispatch", {"lead_unit": LEAD}).want(200)
    assert after.json["version"] > first.json["version"] and after.headers["ETag"] == f'"{after.json["version"]}"'


def an_act_that_is_not_open_is_409(world):
    """409 `not-open`, `ambiguous-task`, `in-flight`"""
    case = filed(world.anybody())
    act(world.user("handler"), case, "take").want(403, 404, 409)
    act(world.user("clerk"), case, "call_back", GOOD).refused(409, "not-open")
    version = seen(world.user("clerk"), case)["version"]
    assert version == case["version"], "a refusal writes nothing"


def an_action_that_no_pack_knows_is_404(world):
    """Refusals are `application/problem+json` … 404"""
    act(world.user("clerk"), filed(world.anybody()), "levitate").refused(404)


def the_author_never_approves(world):
    """`approve {}` / `reject {reason}` by the head of the unit, then by the centre where the category asks for it, never by the author"""
    case = replied(world)
    act(world.user("handler"), case, "approve").want(403, 409)
    assert seen(world.user("clerk"), case)["stage"] == "review"


def the_centre_looks_too_where_the_category_asks(world):
    """`approve {}` / `reject {reason}` by the head of the unit, then by the centre where the category asks for it"""
    case = replied(world, category="fire-safety")
    assert done(world.user("leader"), case, "approve")["stage"] == "centre_review"
    assert done(world.user("clerk"), case, "reject", {"reason": words("请补现场照片")})["stage"] == "handle"
    done(world.user("handler"), case, "reply", {"reply": words("已补")})
    done(world.user("leader"), case, "approve")
    assert done(world.user("clerk"), case, "approve")["stage"] == "rate"


def a_head_sends_an_answer_back_with_a_reason(world):
    """After `reply` the case stands in review: `approve {}` / `reject {reason}` by the head of the unit"""
    case = replied(world)
    act(world.user("leader"), case, "reject").refused(422, field="/reason")
    assert done(world.user("leader"), case, "reject", {"reason": words("未答所问")})["stage"] == "handle"


def an_extension_is_approved(world):
    """the same two decide on `extend`; Extension belongs to a named deadline; new due = recount from the trigger with n + ext"""
    case = taken(world)
    before = seen(world.user("clerk"), case)["due"]
    done(world.user("handler"), case, "extend", {"days": 2, "reason": words("等备件")})
    assert seen(world.user("clerk"), case)["due"] == before, "asking moves no clock"
    done(world.user("leader"), case, "approve")
    now = seen(world.user("clerk"), case)
    assert now["due"] > before and now["stage"] == "handle", now
    act(world.user("handler"), case, "extend", {"days": 1, "reason": words("再等")}).want(409)


def an_extension_is_refused(world):
    """the same two decide on `extend`"""
    case = taken(world)
    before = seen(world.user("clerk"), case)["due"]
    done(world.user("handler"), case, "extend", {"days": 2, "reason": words("等备件")})
    done(world.user("leader"), case, "reject", {"reason": words("不必等")})
    assert seen(world.user("clerk"), case)["due"] == before


def an_action_in_two_tasks_asks_which(world):
    """`task` only if the action is open in more than one task, else 409 `ambiguous-task` with the list"""
    case = taken(world)
    done(world.user("handler"), case, "extend", {"days": 2, "reason": words("等备件")})
    done(world.user("handler"), case, "reply", {"reply": words("其实已好")})
    leader = world.user("leader")
    approvals = [it for it in seen(leader, case)["actions"] if it["id"] == "approve"]
    assert len(approvals) == 2 and len({it["task"] for it in approvals}) == 2, f"an answer and an extension wait for the head: {approvals}"
    problem = act(leader, case, "approve").refused(409, "ambiguous-task")
    for it in approvals:
        assert it["task"] in str(problem), problem
    review = next(it for it in seen(leader, case)["actions"] if it["id"] == "approve")
    leader.call("POST", path(case, "approve"), {}, params={"task": review["task"]}).want(200)
    leader.call("POST", path(case, "approve"), {}, params={"task": "t999"}).want(404, 409, 422)


def a_unit_hands_back_once_then_disputes(world):
    """a unit may hand a case back a limited number of times within a limited time; after that the coordinator decides (退单, 疑难工单)"""
    case = dispatched(world)
    assert done(world.user("handler"), case, "return", {"reason": words("不属我局")})["stage"] == "accept"
    done(world.user("clerk"), case, "dispatch", {"lead_unit": LEAD})
    assert done(world.user("handler"), case, "return", {"reason": words("仍不属我局")})["stage"] == "dispute"
    before = seen(world.user("clerk"), case)["due"]
    after = done(world.user("supervisor"), case, "insist", {"reason": words("属你局职责")})
    assert after["stage"] == "handle" and seen(world.user("clerk"), case)["due"] == before, "a refused dispute never stopped the clock"


def a_bad_rating_opens_a_second_round(world):
    """`rate {responded: boolean, resolved: boolean, satisfied: integer 1..5, remark?}` (bad = not resolved or satisfied < 3)"""
    for bad in (BAD, {"responded": True, "resolved": True, "satisfied": 2}):
        case = answered(world)
        done(reporter(world, case), case, "rate", bad)
        now = seen(world.user("clerk"), case)
        assert (now["status"], now["stage"]) == ("open", "handle"), now
        assert any(it["kind"] == "pledged" and it["state"] == "running" for it in now["deadlines"]), now["deadlines"]
    done(world.user("handler"), case, "reply", {"reply": words("重办")})
    done(world.user("leader"), case, "approve")
    done(reporter(world, case), case, "rate", BAD)
    assert seen(world.user("clerk"), case)["stage"] == "unresolved", "after the last round a bad rating goes to the coordinator"
    done(world.user("supervisor"), case, "conclude", {"reason": words("已尽责")})
    assert seen(world.user("clerk"), case)["outcome"] == "unresolved"


def a_middling_rating_closes(world):
    """bad = not resolved or satisfied < 3"""
    case = answered(world)
    done(reporter(world, case), case, "rate", {"responded": False, "resolved": True, "satisfied": 3, "remark": words("还行")})
    assert seen(world.user("clerk"), case)["status"] == "closed"


def an_immediate_answer_goes_to_rating(world):
    """`answer {reply}`"""
    case = filed(world.anybody())
    assert done(world.user("clerk"), case, "answer", {"reply": words("请看公告")})["stage"] == "rate"


def a_refusal_needs_a_second_person(world):
    """a refusal needs a second person and tells the way to object; `refuse {reason, instead}`"""
    case = filed(world.anybody())
    done(world.user("clerk"), case, "refuse", {"reason": "litigation", "instead": words("请向法院起诉")})
    act(world.user("clerk"), case, "approve").want(403, 409)
    done(world.user("leader"), case, "approve")
    now = seen(world.user("clerk"), case)
    assert (now["status"], now["outcome"]) == ("closed", "refused"), now


def a_request_about_a_unit_never_reaches_it(world):
    """a case about a unit never goes to that unit or its subordinates without the coordinator's recorded decision"""
    case = filed(world.anybody(), about=LEAD)
    act(world.user("clerk"), case, "dispatch", {"lead_unit": LEAD}).want(409)
    done(world.user("supervisor"), case, "entrust", {"lead_unit": LEAD, "reason": words("另派专人")})


def the_reporter_adds_urges_and_withdraws(world):
    """`add {text, pictures?}` (reporter), `urge {text?}`, `withdraw {reason?}`"""
    case = dispatched(world)
    before = seen(world.user("clerk"), case)["deadlines"]
    mine = reporter(world, case)
    done(mine, case, "add", {"text": words("今晚仍不亮")})
    done(mine, case, "urge")
    assert seen(world.user("clerk"), case)["deadlines"] == before, "an addition never moves a clock"
    done(mine, case, "withdraw", {"reason": words("自行解决")})
    now = seen(world.user("clerk"), case)
    assert (now["status"], now["outcome"], open_actions(seen(world.user("handler"), case)) & {"take", "reply"}) == ("closed", "withdrawn", set()), now


def a_comment_moves_no_clock(world):
    """A comment, an edit or a look never moves a clock."""
    case = taken(world)
    before = seen(world.user("clerk"), case)
    done(world.user("handler"), case, "comment", {"text": words("已联系")})
    after = seen(world.user("clerk"), case)
    assert (after["due"], after["deadlines"], after["stage"]) == (before["due"], before["deadlines"], before["stage"])


def a_task_is_passed_down_with_a_shorter_limit(world):
    """`pass {unit, within}`; a unit may pass its task to a unit below it with a shorter limit and stays accountable"""
    units = world.user("clerk").get("/api/v1/units", kind="street", limit=200).want(200).json["items"]
    street = next(it["code"] for it in units if it["code"].startswith("420103"))
    below = world.user("clerk").get("/api/v1/units", under=street, kind="community", limit=200).want(200).json["items"][0]["code"]
    case = taken(world, street)
    act(world.user("handler"), case, "pass", {"unit": LEAD, "within": "1 wd"}).want(409, 422)
    done(world.user("handler"), case, "pass", {"unit": below, "within": "1 wd"})
    now = seen(world.user("clerk"), case)
    assert now["status"] == "open" and now["due"], now


def _until(it, within=5):
    """Waits for what happens a moment after an act."""
    end = time.monotonic() + within
    while not it():
        assert time.monotonic() < end, f"not within {within} s"
        time.sleep(0.1)


def duplicates_are_linked_and_answered_together(world):
    """`merge {lead}`; The lead's answer copies to each; each rates alone"""
    lead, follower = taken(world), filed(world.anybody())
    done(world.user("clerk"), follower, "merge", {"lead": lead["number"]})
    act(world.user("clerk"), follower, "dispatch", {"lead_unit": LEAD}).want(409)
    _until(lambda: follower["id"] in str(events(world.user("clerk"), lead)))       # linked cases hear of each other in commits of their own
    done(world.user("handler"), lead, "reply", {"reply": words("一并修好")})
    done(world.user("leader"), lead, "approve")
    _until(lambda: seen(world.user("clerk"), follower)["stage"] == "rate")
    done(reporter(world, follower), follower, "rate", GOOD)
    assert seen(world.user("clerk"), follower)["status"] == "closed"
    assert seen(world.user("clerk"), lead)["status"] == "open", "each rates alone"


def a_closed_case_is_reopened_within_its_window(world):
    """`reopen {reason}`; Reopen = new round, own deadline, within a declared window."""
    case = closed(world)
    done(reporter(world, case), case, "reopen", {"reason": words("又坏了")})
    now = seen(world.user("clerk"), case)
    assert now["status"] == "open" and any(it["state"] == "running" and it["kind"] == "pledged" for it in now["deadlines"]), now


def a_task_is_reassigned_by_the_supervisor(world):
    """`reassign {unit, officer?, reason}`"""
    case = taken(world)
    done(world.user("supervisor"), case, "reassign", {"unit": "420103-construction", "reason": words("职责调整")})
    assert seen(world.user("clerk"), case)["unit"] == "420103-construction"


def an_open_case_always_has_a_clock(world):
    """An open case always has an entry `running`, `suspended` or `missed` (past due, not yet met)."""
    listed = world.user("auditor").get("/api/v1/cases", status="open", limit=200).want(200).json["items"]
    assert listed, "the demo has open matters"
    for item in listed[:60]:
        states = {it["state"] for it in seen(world.user("auditor"), item)["deadlines"]}
        assert states & {"running", "suspended", "missed"}, f"{item['number']} in {item['stage']}: {states}"


def events_tell_what_happened(world):
    """An event: `seq, type, time, actor {post, unit}, task, data, hash` (of its commit record)."""
    case = taken(world)
    told = events(world.user("clerk"), case)
    for event in told:
        assert set(event) >= {"seq", "type", "time", "actor", "task", "data", "hash"}, sorted(event)
        assert event["actor"] is None or {"post", "unit"} <= set(event["actor"]), event
    assert [e["seq"] for e in told] == sorted(e["seq"] for e in told) or [e["seq"] for e in told] == sorted((e["seq"] for e in told), reverse=True)
    assert len({e["hash"] for e in told}) >= 3, "three acts, three commit records"


def other_packs_are_found_through_types(world):
    """Other packs' are found through `/types`."""
    ids = {it["id"] for it in world.user("clerk").get("/api/v1/types").want(200).json["items"]}
    assert any(not it.startswith("hotline.") for it in ids) and TYPE in ids, ids
