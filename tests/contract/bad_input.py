"""Rubbish of every kind at every door: an answer below 500, and the server goes on."""
import random
import socket

from steps import body, filed, path, words

RUBBISH = ("", " ", "\x00", "\ufffd", "\u202e合成", "𠀀" * 100, "a" * 8000, "../" * 50, "%s%n%x", "${jndi:ldap://x}", "{{7*7}}", "' OR 1=1 --", "<script>", "-1", "1e999", "NaN", "null", "true", "[]", "{}", "９９９", "\u0660\u0661", "\r\nX: y")


def _below_500(answer):
    assert answer.status < 500, str(answer)
    return answer


def rubbish_in_the_query_never_breaks(world):
    """Never a panic on any input."""
    for at in ("/api/v1/cases", "/api/v1/tasks", "/api/v1/units", "/api/v1/types", "/"):
        for name in ("type", "stage", "unit", "late", "status", "q", "cursor", "limit", "mine", "under", "kind", "d", "district"):
            for rubbish in RUBBISH[::3]:
                _below_500(world.user("clerk").get(at, **{name: rubbish}))


def rubbish_in_the_path_never_breaks(world):
    """Never a panic on any input."""
    from urllib.parse import quote
    for rubbish in RUBBISH:
        word = quote(rubbish, safe="") or "%20"
        for at in (f"/api/v1/cases/{word}", f"/api/v1/cases/{word}/events", f"/api/v1/types/{word}", f"/log/{word}/checkpoint", f"/{word}", f"/api/v1/figures/{word}"):
            _below_500(world.user("clerk").get(at))
        _below_500(world.user("clerk").post(f"/api/v1/cases/{word}/actions/{word}", {}))


def rubbish_in_the_form_never_breaks(world):
    """Never a panic on any input."""
    chance = random.Random(7)
    values = [*RUBBISH, 0, -1, 1.5, 10 ** 25, True, None, [], {}, [[]], [None], {"lon": "x"}, {"lon": 1e308, "lat": -1e308}]
    names = ("content", "category", "kind", "place", "phone", "name", "anonymous", "about", "pictures", "publish")
    for _ in range(150):
        form = {name: chance.choice(values) for name in chance.sample(names, chance.randint(1, 5))}
        answer = _below_500(world.anybody().post("/api/v1/cases", body(**form)))
        assert answer.status in (201, 400, 422), str(answer)


def rubbish_in_an_action_never_breaks(world):
    """Never a panic on any input."""
    chance, case = random.Random(11), filed(world.anybody())
    values = [*RUBBISH, 0, 10 ** 25, True, None, [], {}, ["420103"]]
    for _ in range(120):
        action = chance.choice(("dispatch", "answer", "refuse", "merge", "classify", "comment", "entrust"))
        input = {name: chance.choice(values) for name in chance.sample(("lead_unit", "support_units", "category", "reply", "reason", "instead", "lead", "text", "because", "kind"), 3)}
        _below_500(world.user("clerk").post(path(case, action), input))


def rubbish_in_the_headers_never_breaks(world):
    """Never a panic on any input."""
    case = filed(world.anybody())
    for rubbish in RUBBISH:
        value = rubbish.replace("\x00", "").replace("\r", "").replace("\n", "").strip().encode("utf-8")
        for header in ("Authorization", "Receipt-Code", "If-Match", "Idempotency-Key", "Accept-Language", "Accept", "If-None-Match", "Cookie", "Range", "X-Forwarded-For", "Origin"):
            _below_500(world.anybody().call("GET", path(case), headers={header: value}))
    big = b"x" * 7000
    _below_500(world.anybody().call("GET", "/", headers={"Cookie": big}))


def what_is_no_http_is_hung_up_on(world):
    """Each: a clear error, nothing lost."""
    for raw in (b"\x00\x01\x02\x03\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", b"POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n{",
                b"POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n", b"\x16\x03\x01\x02\x00\x01\x00"):
        with socket.create_connection(("127.0.0.1", world.shared.port), timeout=5) as s:
            s.sendall(raw)
            s.settimeout(0.5)
            try:
                first = s.recv(200)
                assert b" 500 " not in first, first
            except (TimeoutError, ConnectionResetError):
                pass
    assert filed(world.anybody())["number"]


def _texts(json):
    """Every text in an answer, one after the other."""
    inside = json.values() if isinstance(json, dict) else json if isinstance(json, list) else ()
    return json if isinstance(json, str) else "\n".join(map(_texts, inside))


def a_person_in_every_script_is_kept_as_typed(world):
    """Each: a clear error, nothing lost."""
    for text in ("合成:龘靐齉爩", "合成:𠮷野家前", "合成:ئۇيغۇرچە", "合成:བོད་ཡིག", "合成:line\nbreak\ttab", "合成:👨‍👩‍👧‍👦", "合成:é vs e\u0301"):
        case = filed(world.anybody(), content=text + words())
        shown = world.holder(case["receipt"]["code"]).get(path(case)).want(200)
        assert text in _texts(shown.json), f"{text!r} is not in {shown.text[:500]}"


def whatever_is_searched_for_has_an_answer(world):
    """`/search`: what is beyond sixty characters is not looked at, and the page says so; no character is an operator."""
    for odd in ('"', "(" * 10_000, "*", "路灯 AND (", "[a TO b]", "\x00", "😀", "words:灯", "-", "a" * 10_000):
        answer = world.anybody().get("/search", q=odd).want(200)
        assert answer.kind.startswith("text/html") and len(answer.text) < 200_000, f"{odd[:20]}: {len(answer.text)}"
    assert "60 个字" in answer.text or "60 characters" in answer.text, "a long question is cut without a word"
    # Ten thousand Chinese characters are an address of 90 000 bytes, too long for HTTP: in words, with what to do.
    answer = world.anybody().get("/search", q="路" * 10_000).want(414)
    assert "网址太长" in answer.text and "too long" in answer.text and 'href="/search"' in answer.text, answer.text[:300]
