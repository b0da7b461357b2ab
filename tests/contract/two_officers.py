"""Two officers at once: one of them was faster, and nothing is done twice."""
import threading

from outside.server import Client
from steps import act, dispatched, done, events, filed, path, replied, reporter, seen, taken, words


def _at_once(calls):
    """Lets all calls go at the same moment and gathers the answers."""
    answers, gate = [None] * len(calls), threading.Barrier(len(calls))

    def one(at, call):
        gate.wait()
        answers[at] = call()
    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(calls)]
    [t.start() for t in threads], [t.join() for t in threads]
    return answers


def one_of_many_takes_a_case(world):
    """two officers acting at once … Each: a clear error, nothing lost."""
    case = dispatched(world)
    token = world.shared.token("handler")
    answers = _at_once([lambda: act(Client(world.shared.base, token=token), case, "take") for _ in range(16)])
    taken_by = [a for a in answers if a.status == 200]
    assert len(taken_by) == 1 and all(a.status in (200, 409, 412) for a in answers), [a.status for a in answers]
    assert seen(world.user("clerk"), case)["version"] == taken_by[0].json["version"]


def approve_and_reject_do_not_both_happen(world):
    """two officers acting at once"""
    for _ in range(4):
        case = replied(world)
        token = world.shared.token("leader")
        one, two = _at_once([lambda: act(Client(world.shared.base, token=token), case, "approve"), lambda: act(Client(world.shared.base, token=token), case, "reject", {"reason": words("不妥")})])
        assert sorted((one.status, two.status))[0] == 200 and sorted((one.status, two.status))[1] in (409, 412), (str(one), str(two))
        assert seen(world.user("clerk"), case)["stage"] == ("rate" if one.status == 200 else "handle")


def every_comment_of_many_is_kept(world):
    """Each: a clear error, nothing lost."""
    case = taken(world)
    before = seen(world.user("clerk"), case)["version"]
    token = world.shared.token("handler")
    answers = _at_once([lambda: act(Client(world.shared.base, token=token), case, "comment", {"text": words("并发备注")}) for _ in range(20)])
    kept = sum(a.status == 200 for a in answers)
    assert kept >= 1 and all(a.status in (200, 409, 412, 503) for a in answers), [str(a) for a in answers if a.status not in (200, 409, 412, 503)]
    assert seen(world.user("clerk"), case)["version"] == before + kept, "an acknowledged comment is missing, or a refused one was written"
    versions = [a.json["version"] for a in answers if a.status == 200]
    assert len(set(versions)) == kept, "two acts share a version"
    assert kept == 20, f"a comment rests on nothing that another moves, yet {20 - kept} of 20 were refused"


def a_withdrawal_and_a_dispatch_agree(world):
    """two officers acting at once"""
    for _ in range(4):
        case = filed(world.anybody())
        token = world.shared.token("clerk")
        mine = reporter(world, case)
        one, two = _at_once([lambda: act(Client(world.shared.base, token=token), case, "dispatch", {"lead_unit": "420103-urban-management"}), lambda: act(mine, case, "withdraw")])
        assert two.status == 200 and one.status in (200, 409, 412), (str(one), str(two))
        assert seen(world.user("clerk"), case)["status"] == "closed"


def filing_at_once_gives_each_its_number(world):
    """`number` … unique in the instance"""
    from steps import body
    answers = _at_once([lambda: Client(world.shared.base).post("/api/v1/cases", body()) for _ in range(24)])
    assert all(a.status == 201 for a in answers), [str(a) for a in answers if a.status != 201][:2]
    assert len({a.json["number"] for a in answers}) == len({a.json["id"] for a in answers}) == len({a.json["receipt"]["code"] for a in answers}) == 24


def a_chain_has_no_fork(world):
    """per-case hash chain"""
    case = taken(world)
    done(world.user("handler"), case, "comment", {"text": words()})
    told = events(world.user("clerk"), case)
    by_seq = {}
    for event in told:
        by_seq.setdefault(event["seq"], set()).add(event["hash"])
    assert path(case) and all(len(hashes) == 1 for hashes in by_seq.values()), by_seq
