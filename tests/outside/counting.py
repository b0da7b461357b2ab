"""Runs plain functions as tests: a name, a sentence that it holds to, and a count at the end."""
import inspect
import sys
import time
import traceback


def tests_of(module):
    """The functions of a world that the module itself defines, in the order of their writing."""
    own = [f for f in vars(module).values() if inspect.isfunction(f) and f.__module__ == module.__name__ and not f.__name__.startswith("_")]
    found = [f for f in own if list(inspect.signature(f).parameters) == ["world"]]
    for function in found:
        assert function.__doc__, f"{module.__name__}.{function.__name__} does not say which promise it checks"
    return sorted(found, key=lambda f: f.__code__.co_firstlineno)


class Count:
    """How many held and how many did not."""

    def __init__(self):
        self.passed, self.failed, self.names = 0, 0, []

    def take(self, name, test, *given):
        started = time.monotonic()
        try:
            test(*given)
        except Exception as error:      # a test that breaks down has not held
            self.failed += 1
            self.names.append(name)
            print(f"FAILED {name} ({time.monotonic() - started:.1f} s)\n    {' '.join((test.__doc__ or '').split())}")
            print("    " + "".join(_where(error)).rstrip().replace("\n", "\n    "), flush=True)
        else:
            self.passed += 1
            print(f"ok {name} ({time.monotonic() - started:.1f} s)", flush=True)

    def close(self):
        """Prints the count and ends the run with it."""
        for name in self.names:
            print(f"FAILED {name}")
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


def _where(error):
    """The lines of the tests that led there, and the error itself; no inside of a library."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/tests/" in f.filename and f.name not in ("take", "watched")]
    return [*traceback.format_list(frames[-3:]), *traceback.format_exception_only(error)]
