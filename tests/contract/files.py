"""Files: taken, refused, and given to a case."""
import struct
import zlib

from steps import done, every, filed, path, reporter, seen, taken, words


def picture(size=8, tail=b""):
    """A PNG that is one."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\x00" + bytes(size * 3) for _ in range(size))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)) + chunk(b"tEXt", b"Comment\x00" + tail) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def a_picture_is_taken(world):
    """`POST /api/v1/files` (multipart, part `file`, 10 MB): 201 `{id: "sha256-…", name, type, size}`"""
    content = picture(tail=words().encode())
    taken = world.anybody().upload("路灯.png", content).want(201).json
    assert set(taken) == {"id", "name", "type", "size"}, taken
    assert taken["id"].startswith("sha256-") and (taken["name"], taken["type"], taken["size"]) == ("路灯.png", "image/png", len(content)), taken
    assert world.anybody().upload("other.png", content).want(201).json["id"] == taken["id"], "the id is that of the content"


def a_picture_is_given_to_a_case(world):
    """file: array of file ids."""
    ids = [world.anybody().upload("a.png", picture(tail=words().encode())).want(201).json["id"] for _ in range(2)]
    case = filed(world.anybody(), pictures=ids)
    more = world.anybody().upload("b.png", picture(tail=words().encode())).want(201).json["id"]
    done(reporter(world, case), case, "add", {"text": words("补图"), "pictures": [more]})


def what_came_with_a_case_is_listed_and_opened(world):
    """A resident sends header `Receipt-Code: <code>`: the *reporter* of that case alone (public fields, own words …); `add {text, pictures?}` (reporter)"""
    contents = [picture(tail=words().encode()) for _ in range(2)]
    first, later = [world.anybody().upload(name, content).want(201).json["id"] for name, content in zip(("a.png", "b.png"), contents)]
    case = filed(world.anybody(), pictures=[first])
    own = reporter(world, case)
    done(own, case, "add", {"text": words("补图"), "pictures": [later]})
    at = path(case) + "/files"
    for who in (own, world.user("clerk"), world.user("supervisor")):
        listed = every(who, at, limit=1)
        assert {it["id"] for it in listed} == {first, later}, f"{listed}"
        assert all({"id", "name", "type", "size"} <= set(it) for it in listed), listed
        for id, content in zip((first, later), contents):
            got = who.get(f"{at}/{id}").want(200)
            assert got.bytes == content and got.kind == "image/png" and "no-store" in got.headers["Cache-Control"]
    stranger = filed(world.anybody())
    for who in (world.anybody(), reporter(world, stranger), world.user("investment")):
        who.get(at).refused(404)
        who.get(f"{at}/{later}").refused(404)
    reporter(world, stranger).get(f"{path(stranger)}/files/{first}").refused(404)
    assert reporter(world, stranger).get(path(stranger) + "/files").want(200).json == {"items": [], "next": None}
    own.get(at, cursor="sha256-" + "0" * 64).refused(400)


def what_officers_send_each_other_is_not_the_reporters(world):
    """the *reporter* of that case alone (public fields, own words …)"""
    paper = world.anybody().upload("c.png", picture(tail=words().encode())).want(201).json["id"]
    case = taken(world)
    done(world.user("handler"), case, "reply", {"reply": words("已修好"), "evidence": [paper]})
    assert paper in {it["id"] for it in every(world.user("clerk"), path(case) + "/files")}
    seen_by_reporter = "evidence" in seen(reporter(world, case), case)["facts"]
    listed = paper in {it["id"] for it in every(reporter(world, case), path(case) + "/files")}
    assert listed == seen_by_reporter, "a paper is seen by who sees its field"


def a_file_that_nobody_sent_is_refused(world):
    """422 `invalid` (every wrong field)"""
    for wrong in (["sha256-" + "0" * 64], ["nonsense"], "sha256-" + "0" * 64, [7], ["../../etc/passwd"]):
        from steps import body
        problem = world.anybody().post("/api/v1/cases", body(pictures=wrong)).refused(422, "invalid")
        assert any(e["field"].startswith("/form/pictures") for e in problem["errors"]), problem


def a_file_of_more_than_10_mb_is_413(world):
    """10 MB … 413"""
    world.anybody().upload("big.png", picture(tail=b"x" * (10 * 1024 * 1024 + 1))).refused(413)
    world.anybody().upload("fits.png", picture(tail=b"x" * 9_000_000)).want(201)


def a_file_that_is_not_what_it_claims_is_refused(world):
    """a file that is not what it claims"""
    for name, content, kind in (("a.png", b"MZ\x90\x00" + b"\x00" * 200, "image/png"), ("a.png", b"<html><script>alert(1)</script></html>", "image/png"), ("a.pdf", picture(), "application/pdf"),
                                ("a.jpg", b"", "image/jpeg"), ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml"), ("a.exe", b"MZ\x90", "application/octet-stream")):
        answer = world.anybody().upload(name, content, kind)
        assert answer.status in (415, 422), f"{name} as {kind}: {answer}"
        answer.refused(answer.status)


def a_body_without_a_file_is_refused(world):
    """`POST /api/v1/files` (multipart, part `file`, 10 MB)"""
    world.anybody().call("POST", "/api/v1/files", files={"other": ("a.png", picture(), "image/png")}).want(400, 422)
    world.anybody().post("/api/v1/files", {"file": "aGk="}).want(400, 415, 422)
    world.anybody().call("POST", "/api/v1/files", raw=b"--x\r\nContent-Disposition: form-data; name=\"file\"", kind="multipart/form-data; boundary=x").want(400, 422)
    world.anybody().call("POST", "/api/v1/files", raw=b"nothing", kind="multipart/form-data").want(400, 415, 422)


def a_name_cannot_lead_out_of_the_folder(world):
    """a file that is not what it claims … Each: a clear error, nothing lost."""
    for name in ("../../../escape.png", "/etc/passwd.png", "a\x00b.png", "合成" * 200 + ".png", "C:\\x.png"):
        answer = world.anybody().upload(name, picture(tail=words().encode())).want(201, 400, 422)
        if answer.status == 201:
            assert not any(mark in answer.json["name"] for mark in ("/", "\x00", "..")), answer.json
    assert not (world.folder.parent / "escape.png").exists() and not (world.folder / "escape.png").exists()
