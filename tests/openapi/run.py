"""Schemathesis against the API's own description: no 5xx, and every answer as it was described.

    python tests/openapi/run.py --program P [--seconds 80] [--seed N]

Two runs share the time, one with a clerk's token and one as anybody; each operation that was tried is one test.
"""
import argparse
import collections
import pathlib
import random
import sys
import time

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from outside.counting import Count
from outside.server import World

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
NOT_TRIED = {"POST /api/v1/demo/clock"}      # it would move the clock under the other tests; contract/demo_clock.py tries it


def _operations(server):
    """What the description offers, once loaded."""
    schema = schemathesis.openapi.from_url(server.base + "/api/v1/openapi.json")
    for found in schema.get_all_operations():
        operation = found.ok()
        name = f"{operation.method.upper()} {operation.path}"
        if name not in NOT_TRIED:
            yield name, operation


def _try(operation, headers, seconds, seed):
    """Calls one operation with what its description allows and what it does not, until its share of time is used."""
    until, tried, found = time.monotonic() + seconds, 0, []

    @seeded(seed)
    @settings(max_examples=200, deadline=None, database=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def examples(case):
        nonlocal tried
        if found or (tried and time.monotonic() > until):       # always one: the first call also builds the strategies
            return
        tried += 1
        try:
            case.call_and_validate(headers=headers, checks=list(CHECKS), timeout=30)
        except Exception as failure:        # kept and raised below: time may be up before it could be shown again
            found.append(failure)
    examples()
    if found:
        raise found[0]
    assert tried, "not one example within its time"
    return tried


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--program", required=True)
    asked.add_argument("--seconds", type=float, default=70)
    asked.add_argument("--seed", type=int, default=None)
    asked = asked.parse_args()
    seed = random.SystemRandom().randrange(2 ** 32) if asked.seed is None else asked.seed
    print(f"seed {seed}", flush=True)
    world, count = World(asked.program), Count()
    calls = collections.Counter()
    try:
        server = world.fresh().start()
        operations = list(_operations(server))
        callers = {"clerk": {"Authorization": f"Bearer {server.token('clerk', 'read', 'act', 'file')}"}, "anybody": {}}
        share = asked.seconds / (len(operations) * len(callers))
        for who, headers in callers.items():
            for name, operation in operations:
                def test():
                    """no 5xx and no schema violation"""
                    calls[who] += _try(operation, headers, share, seed)
                count.take(f"{who}: {name}", test)

        def no_panic():
            """Never a panic on any input."""
            assert not server.panics(), server.panics()
        count.take("no_panic", no_panic)
    finally:
        world.close()
    print(", ".join(f"{n} calls as {who}" for who, n in calls.items()))
    count.close()


if __name__ == "__main__":
    main()
