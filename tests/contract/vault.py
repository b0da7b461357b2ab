"""Personal data and free text stand outside the record: looked for in every byte that is kept."""
import uuid

from files import picture
from steps import GOOD, act, done, path, reporter, taken


def _kept(folder):
    """Every kept file with its bytes, but the search index: words are looked up there, and erased there."""
    for file in folder.rglob("*"):
        if file.is_file() and "search" not in file.name:
            yield file, file.read_bytes()


def _mark(what):
    return f"{what}{uuid.uuid4().hex}"


def plain_text_is_in_no_kept_byte(world):
    """Free text and files are typed by people, so they and every `personal` field stand in the vault under a key per case; the event holds a reference and a salted SHA-256"""
    with world.fresh() as server:
        content, name, reply, remark, image = (_mark(it) for it in ("content", "name", "reply", "remark", "image"))
        phone, address = "13912345670", _mark("address")
        file = server.anybody().upload(f"{_mark('filename')}.png", picture(tail=image.encode())).want(201).json["id"]
        case = taken(server, content=content, name=name, phone=phone, pictures=[file], place={"address": address})
        done(server.user("handler"), case, "reply", {"reply": reply})
        done(server.user("leader"), case, "approve")
        done(reporter(server, case), case, "rate", {**GOOD, "remark": remark})
        shown = server.user("clerk").get(path(case)).want(200).text
        assert content in shown and reply in shown, "an officer reads what was typed"
        told = server.user("clerk").get(path(case) + "/events").want(200).text
        printed = server.printed()
        server.stop()
        for secret in (content, name, reply, remark, phone, address):
            assert secret not in told, f"{secret} is in the events"
            assert secret not in printed, f"{secret} is in the server's log"
            for place, data in _kept(server.data):
                assert secret.encode() not in data, f"{secret} stands in plain in {place.name}"
        for secret in (name, phone):
            for place in server.data.rglob("*"):
                assert not place.is_file() or secret.encode() not in place.read_bytes(), f"{secret} stands in plain in {place.name}"


def codes_and_tokens_are_in_no_kept_byte(world):
    """The code is in no URL and is shown once; derived (HMAC of a server key and the case id), so a replay can show it without storing it."""
    with world.fresh() as server:
        key = str(uuid.uuid4())
        from steps import body
        code = server.anybody().post("/api/v1/cases", body(), key=key).want(201).json["receipt"]["code"]
        token = server.token("clerk")
        act(server.user("clerk"), {"id": "x"}, "take").want(404)
        server.stop()
        for place, data in _kept(server.data):
            assert code.encode() not in data, f"a receipt's code stands in {place.name}"
            assert token.encode() not in data, f"a token stands in {place.name}"
        assert token not in server.printed() and code not in server.printed()
