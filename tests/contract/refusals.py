"""Refusals: their shape, their codes, their language, and that they write nothing."""
from steps import LEAD, TYPE, act, body, dispatched, path, seen, words


def a_body_that_is_not_json_is_400(world):
    """400 not JSON"""
    for raw in (b"", b"{", b"nonsense", b'{"type": }', b"\xff\xfe{}", b'{"type":"hotline.request"', b"'single'", b"{\"a\":1}{\"b\":2}", b"NaN"):
        world.anybody().post("/api/v1/cases", raw=raw, kind="application/json").refused(400)


def text_that_is_not_utf_8_is_400(world):
    """Truncated, huge, wrongly encoded and deeply nested bodies"""
    gbk = '{"type":"hotline.request","district":"420103","form":{"content":"合成路灯"}}'.encode("gbk")
    world.anybody().post("/api/v1/cases", raw=gbk, kind="application/json").refused(400)
    world.anybody().post("/api/v1/cases", raw=b'{"type":"hotline.request","district":"420103","form":{"content":"\\ud800"}}', kind="application/json").want(400, 422)


def another_kind_of_body_is_415(world):
    """413 · 415"""
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        world.anybody().post("/api/v1/cases", raw=b'{"type":"hotline.request"}', kind=kind).refused(415)


def a_huge_body_is_413(world):
    """Truncated, huge, wrongly encoded and deeply nested bodies"""
    import requests
    huge = b'{"type":"hotline.request","district":"420103","form":{"content":"' + b"x" * 12_000_000 + b'"}}'
    try:
        world.anybody().post("/api/v1/cases", raw=huge, kind="application/json").refused(413)
    except requests.ConnectionError:
        raise AssertionError("the server hung up on a huge body instead of answering 413") from None


def a_deeply_nested_body_is_refused(world):
    """Truncated, huge, wrongly encoded and deeply nested bodies"""
    for depth in (200, 100_000):
        for opened, ended in ((b"[", b"]"), (b'{"a":', b"}")):
            raw = b'{"type":"hotline.request","district":"420103","form":{"content":' + opened * depth + b"1" + ended * depth + b"}}"
            world.anybody().post("/api/v1/cases", raw=raw, kind="application/json").want(400, 413, 422)


def a_key_twice_is_no_surprise(world):
    """Each: a clear error, nothing lost."""
    raw = '{"type":"hotline.request","district":"420103","form":{"content":"合成甲"},"form":{"content":"合成乙"}}'.encode()
    world.anybody().post("/api/v1/cases", raw=raw, kind="application/json").want(201, 400, 422)


def the_caller_is_spoken_to_in_their_language(world):
    """`application/problem+json` … in the caller's language"""
    chinese = world.anybody(language="zh-CN").post("/api/v1/cases", body(phone="12")).refused(422)
    english = world.anybody(language="en").post("/api/v1/cases", body(phone="12")).refused(422)
    plain = world.anybody().post("/api/v1/cases", body(phone="12")).refused(422)
    has_chinese = lambda it: any("\u4e00" <= c <= "\u9fff" for c in it["detail"] + "".join(e["detail"] for e in it["errors"]))
    assert has_chinese(chinese) and not has_chinese(english) and has_chinese(plain), (chinese, english, plain)
    assert chinese["code"] == english["code"]
    for language in ("fr, de;q=0.5", "en-GB,en;q=0.9,zh;q=0.1", "*", "", ";;;q=x", "x" * 3000):
        world.anybody(language=language).post("/api/v1/cases", body(phone="12")).want(422)


def a_refusal_writes_nothing(world):
    """A refusal writes nothing."""
    case = dispatched(world)
    before = seen(world.user("clerk"), case)
    told = world.user("clerk").get(path(case) + "/events").json
    for who, action, input in (("handler", "reply", {"reply": "早了"}), ("clerk", "dispatch", {"lead_unit": LEAD}), ("handler", "return", {}), ("handler", "take", {"x": 1}), ("investment", "take", {})):
        assert act(world.user(who), case, action, input).status >= 400
    assert seen(world.user("clerk"), case) == before
    assert world.user("clerk").get(path(case) + "/events").json == told


def a_method_that_is_not_there_is_refused(world):
    """Refusals are `application/problem+json`"""
    for method, at in (("DELETE", "/api/v1/cases"), ("PATCH", "/api/v1/types"), ("PUT", "/api/v1/me"), ("POST", "/api/v1/types")):
        world.user("clerk").call(method, at).refused(405)


def an_unknown_case_is_404(world):
    """Wrong code, unknown case and no right to see all answer 404"""
    clerk = world.user("clerk")
    for wrong in ("420103-0000-0000", "x", "%00", "../../etc/passwd", "a" * 3000, "'; DROP TABLE record;--", "编号"):
        clerk.get("/api/v1/cases/" + wrong.replace("/", "%2F")).want(400, 404, 414)
    clerk.post("/api/v1/cases/420103-0000-0000/actions/take", {}).refused(404)


def an_action_takes_json_alone(world):
    """400 not JSON · … · 415"""
    case = dispatched(world)
    at = path(case, "take")
    world.user("handler").post(at, raw=b"{", kind="application/json").refused(400)
    world.user("handler").post(at, raw=b"a=1", kind="application/x-www-form-urlencoded").refused(415)
    assert seen(world.user("clerk"), case)["stage"] == "sign"


def the_type_of_a_refusal_is_a_link_or_blank(world):
    """`{type,title,status,detail,code,errors:[{field:"/form/phone",code,detail}]}`"""
    problem = world.anybody().post("/api/v1/cases", {"type": TYPE, "district": "420103", "form": {"content": words(), "phone": "1"}}).refused(422, "invalid", "/form/phone")
    assert isinstance(problem["type"], str) and problem["type"]
