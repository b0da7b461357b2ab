"""How often one may ask, and how often one may be wrong; what stops the one stops nobody else."""
import contextlib

from outside.server import Client
from steps import act, filed, path

ELSEWHERE = "127.0.0.2"     # loopback is a whole network: another address of this machine
A_MINUTE = 30


@contextlib.contextmanager
def _limited(world):
    """A server that takes few requests, on data of its own, so that no other test is stopped."""
    with world.fresh(more=("--requests-a-minute", str(A_MINUTE))) as server:
        yield server


def _stopped(answer, code):
    """429, saying when to try again."""
    problem = answer.refused(429, code)
    assert 1 <= int(answer.headers["Retry-After"]) <= 900, answer.headers.get("Retry-After")
    return problem


def a_token_has_so_many_requests_a_minute(world):
    """Rate limits per token and per non-loopback address, in the config; 429 and 503 with Retry-After"""
    with _limited(world) as server:
        busy, other = server.user("clerk"), server.user("handler")
        for _ in range(A_MINUTE):
            busy.get("/api/v1/me").want(200)
        answer = busy.get("/api/v1/me")
        _stopped(answer, "too-many-requests")
        assert int(answer.headers["Retry-After"]) <= 60
        before = server.user("auditor").get("/api/v1/cases", limit=1).want(200).json["items"][0]["number"]
        _stopped(busy.post("/api/v1/cases", {"type": "hotline.request", "district": "420103", "form": {"content": "合成:不收"}}), "too-many-requests")
        assert server.user("auditor").get("/api/v1/cases", limit=1).want(200).json["items"][0]["number"] == before, "a refusal writes nothing"
        other.get("/api/v1/me").want(200)
        for _ in range(A_MINUTE + 5):
            server.anybody().get("/api/v1/types").want(200)


def a_demo_has_no_limit(world):
    """off in the demo"""
    clerk = world.user("clerk")
    for _ in range(A_MINUTE * 3):
        clerk.get("/api/v1/me").want(200)


def ten_wrong_codes_are_enough(world):
    """10 wrong codes for a number in 15 minutes: 429 … count per number or account and address, and never stop another address that has the right code or password."""
    case, other = filed(world.anybody()), filed(world.anybody())
    guesser = world.holder("WRNGCDE23XYZ")
    for _ in range(10):
        guesser.get(path(case)).refused(404)
    _stopped(guesser.get(path(case)), "too-many-codes")
    _stopped(guesser.get(f"/api/v1/cases/{case['number']}"), "too-many-codes")
    _stopped(act(guesser, case, "withdraw"), "too-many-codes")
    _stopped(world.holder(case["receipt"]["code"]).get(path(case)), "too-many-codes")
    world.holder(other["receipt"]["code"]).get(path(other)).want(200)
    world.user("clerk").get(path(case)).want(200)
    base = world.shared.base
    Client(base, code=case["receipt"]["code"], address=ELSEWHERE).get(path(case)).want(200)
    _stopped(Client(base, code="WRNGCDE23XYZ", address=ELSEWHERE).get(path(case)), "too-many-codes")


def wrong_codes_on_the_page_count_too(world):
    """10 wrong codes for a number in 15 minutes: 429"""
    case = filed(world.anybody())
    page = world.anybody()
    for _ in range(10):
        _follow(page, case["number"], "WRNGCDE23XYZ").want(422)
    answer = _follow(page, case["number"], "WRNGCDE23XYZ").want(429)
    assert int(answer.headers["Retry-After"]) > 0
    _follow(page, case["number"], case["receipt"]["code"]).want(429)
    _stopped(world.holder("WRNGCDE23XYZ").get(path(case)), "too-many-codes")


def ten_wrong_passwords_lock_the_address_out(world):
    """the sign-in lock-out [is] always on … never stop another address that has the right code or password"""
    with world.fresh() as server:
        for language, word in (("zh-CN", "过多"), ("en", "ime")):
            guesser, user = Client(server.base, language=language), {"zh-CN": "research", "en": "permits"}[language]
            for _ in range(10):
                _enter(guesser, user, "wrong").want(200)
            answer = _enter(guesser, user, f"demo-{user}").want(429)
            assert int(answer.headers["Retry-After"]) > 0 and "Set-Cookie" not in answer.headers
            assert "type=\"password\"" in answer.text and word in answer.text, "the form says why, in the reader's language"
            _enter(Client(server.base, address=ELSEWHERE), user, f"demo-{user}").want(303)
        _enter(Client(server.base), "clerk", "demo-clerk").want(303)


def _enter(client, user, password):
    return _form(client, "/sign-in", user=user, password=password, to="/desk")


def _follow(client, number, code):
    return _form(client, "/follow", number=number, code=code)


def _form(client, at, **fields):
    from urllib.parse import urlencode
    return client.call("POST", at, raw=urlencode(fields), kind="application/x-www-form-urlencoded")
