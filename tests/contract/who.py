"""Who may see and do what."""
from steps import HERE, TYPE, act, body, closed, dispatched, done, events, filed, open_actions, path, reporter, seen, taken, words

PHONE = "13900001234"


def some_things_are_public(world):
    """Public without credentials: POST cases of types with `public: true`, POST files, GET types, public figures, public fields of public cases, `/log`, `/open311/v2`, openapi, docs, health."""
    stranger = world.anybody()
    for at in ("/api/v1/types", f"/api/v1/types/{TYPE}", "/api/v1/openapi.json", "/healthz", "/readyz", f"/log/{HERE}/checkpoint"):
        stranger.get(at).want(200)
    filed(stranger)


def all_else_asks_for_a_bearer(world):
    """All else `Authorization: Bearer`."""
    stranger = world.anybody()
    for at in ("/api/v1/me", "/api/v1/tasks", "/api/v1/tasks?mine=true"):
        stranger.get(at).refused(401)
    listed = stranger.get("/api/v1/cases").want(200, 401)
    assert listed.status == 401 or all(it["status"] == "closed" for it in listed.json["items"] if it["type"] == TYPE), listed.text[:300]
    closed_type = next(it["id"] for it in world.user("clerk").get("/api/v1/types").want(200).json["items"] if not it["public"])
    stranger.post("/api/v1/cases", {"type": closed_type, "district": HERE, "form": {}}).want(401, 403, 404)


def a_wrong_token_is_401(world):
    """400 not JSON · 401 · 403 · 404"""
    from outside.server import Client
    for wrong in ("nonsense", "bh_" + "0" * 64, "x" * 5000, "\u00e9".encode().decode("latin-1")):
        answer = Client(world.shared.base, token=wrong).get("/api/v1/me")
        answer.refused(401)
        assert "bearer" in answer.headers.get("WWW-Authenticate", "Bearer").lower()
    world.anybody().call("GET", "/api/v1/me", headers={"Authorization": "Basic Y2xlcms6Y2xlcms="}).refused(401)


def an_open_request_is_404_to_strangers(world):
    """so a stranger asking for an open one gets 404; Wrong code, unknown case and no right to see all answer 404"""
    case = filed(world.anybody())
    unknown = world.anybody().get("/api/v1/cases/4201032603100000").refused(404)
    for who in (world.anybody(), world.user("investment"), world.user("research")):
        for at in (path(case), path(case) + "/events", f"/api/v1/cases/{case['number']}"):
            problem = who.get(at).refused(404)
            assert (problem["code"], problem["title"]) == (unknown["code"], unknown["title"]), "an open case and an unknown one are told alike"
        act(who, case, "comment", {"text": words()}).refused(404)
    act(world.anybody(), case, "withdraw").want(401, 404)


def a_closed_request_is_public_only_where_the_reporter_agreed(world):
    """`hotline.request` only once closed and only where the reporter agreed"""
    quiet, agreed = closed(world), closed(world, publish=True)
    world.anybody().get(path(quiet)).refused(404)
    shown = world.anybody().get(path(agreed)).want(200)
    assert shown.json["number"] == agreed["number"]


def a_public_case_shows_public_fields_alone(world):
    """public fields of public cases"""
    mark = words("只给经办人看")
    case = closed(world, publish=True, content=mark, phone=PHONE, name="示例居民甲")
    shown = world.anybody().get(path(case)).want(200)
    for secret in (mark, PHONE, "示例居民甲", case["receipt"]["code"]):
        assert secret not in shown.text, f"{secret} is shown to a stranger"


def the_centre_and_the_auditors_read_every_case(world):
    """In every district `clerk`, `supervisor` and `auditor` posts read every case that is not marked confidential (personal fields masked)."""
    case = taken(world, phone=PHONE, name="示例居民乙")
    for name in ("clerk", "supervisor", "auditor"):
        shown = world.user(name).get(path(case)).want(200)
        assert PHONE not in shown.text and "示例居民乙" not in shown.text, f"{name} sees a personal field"
        told = world.user(name).get(path(case) + "/events").want(200)
        assert PHONE not in told.text and "示例居民乙" not in told.text, f"{name} sees a personal field in the events"


def the_handler_does_not_see_who_reported(world):
    """the reporter's name stays hidden from the handler unless the reporter allows it"""
    case = taken(world, phone=PHONE, name="示例居民丙")
    for name in ("handler", "leader"):
        shown = world.user(name).get(path(case)).want(200)
        assert PHONE not in shown.text and "示例居民丙" not in shown.text, f"{name} sees a personal field"


def the_reporter_sees_own_words(world):
    """the *reporter* of that case alone (public fields, own words, …)"""
    mark = words("我写的话")
    case = filed(world.anybody(), content=mark, phone=PHONE)
    assert mark in world.holder(case["receipt"]["code"]).get(path(case)).want(200).text
    other = filed(world.anybody())
    world.holder(case["receipt"]["code"]).get(path(other)).refused(404)
    listed = world.holder(case["receipt"]["code"]).get("/api/v1/cases").want(200, 401)
    assert listed.status == 401 or all(it["status"] == "closed" for it in listed.json["items"] if it["type"] == TYPE), "a code opens no list"


def a_code_opens_no_officers_action(world):
    """those of rate, add, withdraw and, where a type has it, mend that are open"""
    case = filed(world.anybody())
    act(reporter(world, case), case, "dispatch", {"lead_unit": "420103-urban-management"}).want(403, 404)
    act(reporter(world, case), case, "comment", {"text": words()}).want(403, 404)
    assert seen(world.user("clerk"), case)["version"] == case["version"]


def wrong_codes_are_404_then_429(world):
    """Wrong code, unknown case and no right to see all answer 404; 10 wrong codes for a number in 15 minutes: 429."""
    case = filed(world.anybody())
    for n in range(10):
        world.holder(f"WRNGC{n}DE23X"[:12]).get(path(case)).refused(404)
    stopped = world.holder("WRNGCADE23XY").get(path(case))
    stopped.refused(429)
    assert int(stopped.headers["Retry-After"]) > 0, stopped.headers
    world.holder("WRNGCADE23XY").get(f"/api/v1/cases/{case['number']}").refused(429)
    other = filed(world.anybody())
    assert seen(reporter(world, other), other)["id"] == other["id"], "another number is not stopped"


def the_right_code_from_elsewhere_still_works(world):
    """count per number or account and address, and never stop another address that has the right code or password"""
    from outside.server import Client
    import requests.adapters
    case = filed(world.anybody())
    for n in range(12):
        world.holder(f"ELSEW{n}DE23X"[:12]).get(path(case)).want(404, 429)
    elsewhere = Client(world.shared.base, code=case["receipt"]["code"])

    class From(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *a, **k):
            super().init_poolmanager(*a, source_address=("127.0.0.2", 0), **k)

    elsewhere.session.mount("http://", From())
    assert elsewhere.get(path(case)).want(200).json["id"] == case["id"]
    world.user("clerk").get(path(case)).want(200)


def scopes_bound_a_token(world):
    """`token create --user U [--scope read,act,file,export,admin,outer:SYSTEM]…`"""
    case = filed(world.anybody())
    reader, filer = world.user("clerk", "read"), world.user("clerk", "file")
    reader.get(path(case)).want(200)
    act(reader, case, "dispatch", {"lead_unit": "420103-urban-management"}).refused(403)
    reader.post("/api/v1/cases", body()).refused(403)
    filed(filer)
    filer.get("/api/v1/tasks").refused(403)
    reader.put("/api/v1/cases/by-outer/city/N-1", {"type": TYPE, "form": {"content": words()}, "state": "open", "revision": 1}).refused(403)
    assert world.user("clerk", "read", "act").get("/api/v1/me").want(200).json["scopes"] in (["read", "act"], ["act", "read"])


def the_post_bounds_the_officer(world):
    """`may(who, what, case, field)`: buttons, commands, pages and exports ask it"""
    case = dispatched(world)
    act(world.user("clerk"), case, "take").want(403)
    act(world.user("auditor"), case, "comment", {"text": words()}).want(403)
    assert not {"take", "reply", "comment"} & open_actions(seen(world.user("auditor"), case))
    assert seen(world.user("clerk"), case)["stage"] == "sign"


def what_is_shown_is_accepted(world):
    """`actions: [{id, task, branch, title, input}]`: a button that is shown is a step that is accepted, and no other step is"""
    case = dispatched(world)
    for name in ("clerk", "handler", "leader", "supervisor", "auditor"):
        who = world.user(name)
        offered = open_actions(seen(who, case))
        for action in ("take", "return", "comment", "reassign", "classify", "merge", "urge", "withdraw", "add"):
            answer = act(who, case, action, {"unheard_of": 1})
            if action in offered:
                answer.refused(422)
            else:
                answer.want(403, 409)


def the_events_hold_no_free_text(world):
    """Free text and files … stand in the vault under a key per case; the event holds a reference and a salted SHA-256"""
    mark = words("不进记录的话")
    case = dispatched(world, content=mark)
    done(world.user("handler"), case, "take")
    reply = words("不进记录的答复")
    done(world.user("handler"), case, "reply", {"reply": reply})
    for name in ("clerk", "handler", "auditor"):
        told = world.user(name).get(path(case) + "/events").want(200).text
        assert mark not in told and reply not in told, f"{name} reads plain text in the events"
    assert events(world.user("clerk"), case)
