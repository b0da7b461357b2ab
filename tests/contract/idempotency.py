"""Idempotency keys: the same key and body are the same act, also after a crash."""
import threading
import uuid

from steps import act, body, dispatched, filed, path, seen, words


def _key():
    return str(uuid.uuid4())


def the_same_key_and_body_is_the_same_answer(world):
    """same key and body: the same 2xx again with `Idempotent-Replayed: true`"""
    key, request = _key(), body()
    first = world.anybody().post("/api/v1/cases", request, key=key).want(201)
    again = world.anybody().post("/api/v1/cases", request, key=key).want(201)
    assert "Idempotent-Replayed" not in first.headers and again.headers.get("Idempotent-Replayed") == "true", again.headers
    assert (again.json["id"], again.json["number"], again.json["receipt"]["code"]) == (first.json["id"], first.json["number"], first.json["receipt"]["code"])


def an_act_is_done_once(world):
    """same key and body: the same 2xx again with `Idempotent-Replayed: true`"""
    case, key = dispatched(world), _key()
    first = act(world.user("handler"), case, "take", {}, key=key).want(200)
    again = act(world.user("handler"), case, "take", {}, key=key).want(200)
    assert again.headers.get("Idempotent-Replayed") == "true" and again.json["version"] == first.json["version"]
    comment = {"text": words()}
    for _ in range(3):
        act(world.user("handler"), case, "comment", comment, key=key + "c").want(200)
    assert seen(world.user("clerk"), case)["version"] == first.json["version"] + 1


def another_body_is_422(world):
    """other body: 422 `key-reused`"""
    key = _key()
    world.anybody().post("/api/v1/cases", body(), key=key).want(201)
    world.anybody().post("/api/v1/cases", body(), key=key).refused(422, "key-reused")


def a_key_belongs_to_caller_and_path(world):
    """is scoped by district, caller and path"""
    key, request = _key(), body()
    mine = world.user("clerk").post("/api/v1/cases", request, key=key).want(201)
    other = world.anybody().post("/api/v1/cases", request, key=key).want(201)
    assert mine.json["id"] != other.json["id"] and "Idempotent-Replayed" not in other.headers
    one, two = dispatched(world), dispatched(world)
    for case in (one, two):
        assert "Idempotent-Replayed" not in act(world.user("handler"), case, "take", {}, key=key).want(200).headers


def after_a_refusal_the_key_may_be_tried_again(world):
    """after a refusal the key may be tried again"""
    key = _key()
    world.anybody().post("/api/v1/cases", body(phone="12"), key=key).refused(422)
    world.anybody().post("/api/v1/cases", body(), key=key).want(201)


def an_anonymous_key_must_be_hard_to_guess(world):
    """a random UUID, or 22 characters or more; shorter: 422 `key-weak`"""
    for weak in ("1", "order-17", "x" * 21):
        world.anybody().post("/api/v1/cases", body(), key=weak).refused(422, "key-weak")
    world.anybody().post("/api/v1/cases", body(), key=uuid.uuid4().hex[:22]).want(201)
    world.user("clerk").post("/api/v1/cases", body(), key="order-" + uuid.uuid4().hex[:6]).want(201)


def a_key_is_1_to_200_printable_ascii(world):
    """`Idempotency-Key` (optional, 1..200 printable ASCII)"""
    world.user("clerk").post("/api/v1/cases", body(), key=uuid.uuid4().hex + "~" * 168).want(201)
    for wrong in ("x" * 201, "caf\u00e9" + uuid.uuid4().hex, "tab\tin" + uuid.uuid4().hex):
        world.user("clerk").call("POST", "/api/v1/cases", body(), headers={"Idempotency-Key": wrong.encode("utf-8")}).want(400, 422)


def the_same_key_at_once_is_one_act(world):
    """still running: 409 `in-flight`"""
    key, request, answers = _key(), body(), []

    def one():
        answers.append(world.anybody().post("/api/v1/cases", request, key=key))
    threads = [threading.Thread(target=one) for _ in range(12)]
    [t.start() for t in threads], [t.join() for t in threads]
    assert len(answers) == 12 and {a.status for a in answers} <= {201, 409}, [a.status for a in answers]
    for answer in answers:
        if answer.status == 409:
            answer.refused(409, "in-flight")
    assert len({a.json["id"] for a in answers if a.status == 201}) == 1, "one key, two cases"


def a_key_outlives_kill_9(world):
    """lives a day, across a crash"""
    with world.fresh() as server:
        key, request = _key(), body()
        first = server.anybody().post("/api/v1/cases", request, key=key).want(201).json
        case = dispatched(server)
        acted = act(server.user("handler"), case, "take", {}, key=key).want(200).json
        server.restart()
        again = server.anybody().post("/api/v1/cases", request, key=key).want(201)
        assert again.headers.get("Idempotent-Replayed") == "true" and again.json["id"] == first["id"], again
        assert again.json["receipt"]["code"] == first["receipt"]["code"], "the code is derived, so a replay shows it"
        repeated = act(server.user("handler"), case, "take", {}, key=key).want(200)
        assert repeated.headers.get("Idempotent-Replayed") == "true" and repeated.json["version"] == acted["version"]
        server.anybody().post("/api/v1/cases", body(), key=key).refused(422, "key-reused")


def keys_follow_the_machines_clock(world):
    """tokens, sessions, idempotency keys, lock-outs and limits follow the machine's clock"""
    with world.fresh() as server:
        key, request = _key(), body()
        first = server.anybody().post("/api/v1/cases", request, key=key).want(201).json
        server.move_clock(advance="P3D").want(200)
        again = server.anybody().post("/api/v1/cases", request, key=key).want(201)
        assert again.json["id"] == first["id"] and again.headers.get("Idempotent-Replayed") == "true"


def the_reporter_has_keys_too(world):
    """scoped by district, caller and path"""
    case = filed(world.anybody())
    key, text = _key(), {"text": words("补充")}
    mine = world.holder(case["receipt"]["code"])
    first = mine.post(path(case, "add"), text, key=key).want(200)
    again = mine.post(path(case, "add"), text, key=key).want(200)
    assert again.headers.get("Idempotent-Replayed") == "true" and again.json["version"] == first.json["version"]
