"""A machine's clock that is set back takes nothing back."""
import datetime

from steps import act, dispatched, done, events, filed, seen, taken, words


def _instants(told):
    return [datetime.datetime.fromisoformat(e["time"].replace("Z", "+00:00")) for e in sorted(told, key=lambda e: e["seq"])]


def events_never_run_backwards(world):
    """Event time = max(now, last event of the case); clock going backwards"""
    with world.fresh() as server:
        case = taken(server)
        before = seen(server.user("clerk"), case)
        server.restart(clock="2026-03-09T09:00:00+08:00")
        after = seen(server.user("clerk"), case)
        assert (after["due"], after["stage"]) == (before["due"], before["stage"])
        done(server.user("handler"), case, "comment", {"text": words()})
        instants = _instants(events(server.user("clerk"), case))
        assert instants == sorted(instants), instants
        new = dispatched(server)
        act(server.user("handler"), new, "take").want(200)
        assert filed(server.anybody())["number"] != new["number"]
        assert server.run("ledger", "verify", within=300).returncode == 0


def years_back_is_no_harm(world):
    """clock going backwards … Each: a clear error, nothing lost."""
    with world.fresh() as server:
        case = taken(server)
        server.restart(clock="2019-06-03T09:00:00+08:00")
        done(server.user("handler"), case, "comment", {"text": words()})
        assert filed(server.anybody())["due"]
        assert server.run("ledger", "verify", within=300).returncode == 0
