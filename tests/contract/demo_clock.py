"""The demonstration's clock: forward only, by the admin only, and every timer has fired when it answers."""
import datetime

from steps import BAD, act, answered, dispatched, done, events, filed, path, reporter, seen, taken, words


def _warnings(server, case):
    return [e for e in events(server.user("clerk"), case) if "warn" in e["type"] or "late" in e["type"]]


def _now(server):
    """The clock as a new case tells it."""
    case = filed(server.anybody())
    return datetime.datetime.fromisoformat(seen(server.user("clerk"), case)["stages"][0]["since"].replace("Z", "+00:00"))


def it_moves_forward_only(world):
    """`POST /api/v1/demo/clock` `{"to": RFC3339}` or `{"advance": "P1D"}`; forward only"""
    with world.fresh() as server:
        before = _now(server)
        server.move_clock(advance="P1D").want(200)
        after = _now(server)
        assert datetime.timedelta(hours=23, minutes=59) < after - before < datetime.timedelta(hours=24, minutes=10), (before, after)
        server.move_clock(to="2026-03-13T09:00:00+08:00").want(200)
        assert _now(server).astimezone(datetime.timezone(datetime.timedelta(hours=8))).date().isoformat() == "2026-03-13"
        for wrong in ({"to": "2026-03-01T09:00:00+08:00"}, {"advance": "-P1D"}, {"to": "tomorrow"}, {"advance": "a day"}, {}, {"to": "2026-03-14T09:00:00+08:00", "advance": "P1D"},
                      {"to": "2026-03-14T09:00:00"}, {"advance": 5}, {"to": "9999-12-31T23:59:59+08:00"}, {"advance": "P99999999Y"}):
            answer = server.move_clock(**wrong)
            assert answer.status in (400, 409, 422), f"{wrong}: {answer}"
        assert _now(server).astimezone(datetime.timezone(datetime.timedelta(hours=8))).date().isoformat() == "2026-03-13", "a refusal moved the clock"


def only_the_admin_moves_it(world):
    """by any token of the user `admin` whatever its scopes"""
    with world.fresh() as server:
        for who in (server.user("clerk"), server.user("supervisor")):
            who.post("/api/v1/demo/clock", {"advance": "PT1M"}).refused(403)
        server.anybody().post("/api/v1/demo/clock", {"advance": "PT1M"}).refused(401)
        server.user("admin", "read").post("/api/v1/demo/clock", {"advance": "PT1M"}).want(200)
        server.user("admin", "file").post("/api/v1/demo/clock", {"advance": "PT1M"}).want(200)


def warnings_come_exactly_once(world):
    """answers after every timer due by then has fired; Exactly once, also after a crash."""
    with world.fresh() as server:
        case = taken(server)
        assert not _warnings(server, case)
        server.move_clock(to="2026-03-17T15:00:00+08:00").want(200)         # past 80 % of five working days, which end on the 17th
        told = [(it["data"]["clock"], it["data"]["level"]) for it in _warnings(server, case)]
        assert told.count(("pledged", "yellow")) == 1 and len(told) == len(set(told)), _warnings(server, case)
        yellow = len(told)
        server.move_clock(advance="PT10M").want(200)
        assert len(_warnings(server, case)) == yellow, "a warning came twice"
        server.move_clock(to="2026-03-18T09:00:00+08:00").want(200)
        red = len(_warnings(server, case))
        assert red > yellow, "past its due, and nobody was told"
        assert seen(server.user("clerk"), case)["deadlines"] and any(it["kind"] == "pledged" and it["state"] == "missed" for it in seen(server.user("clerk"), case)["deadlines"])
        server.restart(clock="2026-03-18T09:05:00+08:00")
        server.move_clock(advance="PT10M").want(200)
        assert len(_warnings(server, case)) == red, "a warning came again after a crash"
        late = server.user("clerk").get("/api/v1/cases", late="true", limit=200).want(200).json["items"]
        assert case["id"] in {it["id"] for it in late}


def late_is_past_its_due(world):
    """Late means now > due."""
    with world.fresh() as server:
        case = dispatched(server)
        due = seen(server.user("clerk"), case)["due"]
        server.move_clock(to="2026-03-17T23:59:00+08:00").want(200)
        find = lambda: next(it for it in server.user("clerk").get("/api/v1/cases", q=case["number"]).want(200).json["items"] if it["id"] == case["id"])
        assert find()["late"] is False, f"{due}: a minute before it is due"
        server.move_clock(to="2026-03-18T00:00:00+08:00").want(200)
        assert find()["late"] is True, f"{due}: a second after it is due"


def silence_closes(world):
    """Silence is `is_default`, in no rate; the silence timer runs there"""
    with world.fresh() as server:
        case = answered(server)
        server.move_clock(to="2026-03-17T23:00:00+08:00").want(200)
        assert seen(server.user("clerk"), case)["status"] == "open"
        server.move_clock(to="2026-03-18T00:05:00+08:00").want(200)
        now = seen(server.user("clerk"), case)
        assert (now["status"], now["outcome"]) == ("closed", "done"), now
        act(reporter(server, case), case, "rate", BAD).want(404, 409)


def an_extension_that_nobody_answers_lapses(world):
    """unanswered at the base due = refused, and the clerk told"""
    with world.fresh() as server:
        case = taken(server)
        due = seen(server.user("clerk"), case)["due"]
        done(server.user("handler"), case, "extend", {"days": 2, "reason": words("等备件")})
        server.move_clock(to="2026-03-18T00:05:00+08:00").want(200)
        assert seen(server.user("clerk"), case)["due"] == due
        act(server.user("leader"), case, "approve").want(403, 409)


def the_clock_of_a_server_that_was_away_catches_up(world):
    """timers that fire once after a restart; after downtime only the highest level fires, lower ones are recorded as passed"""
    with world.fresh() as server:
        case = taken(server)
        server.kill()
        server.clock = "2026-03-20T09:00:00+08:00"
        server.start()
        import time
        for _ in range(50):
            if _warnings(server, case):
                break
            time.sleep(0.2)
        told = _warnings(server, case)
        assert told, "due while the server was away, and nobody was told after it came back"
        levels = [str(e["data"]) for e in told if "passed" not in e["type"] and "passed" not in str(e["data"])]
        assert sum("yellow" in it for it in levels) == 0, f"only the highest level fires: {told}"


def it_is_for_the_demo_alone(world):
    """with `--demo` only"""
    with world.fresh(data=world.copy(), demo=False) as server:
        server.user("admin").post("/api/v1/demo/clock", {"advance": "PT1M"}).want(403, 404)


def it_runs_on_from_where_it_was_put(world):
    """The demo clock (and `--clock`, where it starts and then runs on)"""
    import time
    with world.fresh() as server:
        server.move_clock(to="2026-03-12T09:00:00+08:00").want(200)
        first = _now(server)
        time.sleep(1.2)
        second = _now(server)
        assert datetime.timedelta(seconds=1) <= second - first < datetime.timedelta(seconds=60), (first, second)
        assert path(filed(server.anybody()))


def tokens_follow_the_machines_clock(world):
    """tokens, sessions, idempotency keys, lock-outs and limits follow the machine's clock"""
    with world.fresh() as server:
        who = server.user("clerk")
        server.move_clock(to="2027-03-10T09:00:00+08:00").want(200)
        who.get("/api/v1/me").want(200)
