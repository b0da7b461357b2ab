"""Bihuan as others meet it: a program that is started, spoken to over HTTP, and killed.

Nothing here knows how the inside works: only the commands and calls of the contract are used.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
PANIC = re.compile(r"panicked at|stack backtrace:|RUST_BACKTRACE|has overflowed its stack|internal error: entered unreachable")
UP_WITHIN = 240     # seconds: the first start fills the demo, in a debug build on a busy machine


class Answer:
    """What a call was answered: status, headers, text, and the JSON if it is some."""

    def __init__(self, method, path, response):
        self.method, self.path = method, path
        self.status, self.headers, self.bytes = response.status_code, response.headers, response.content
        self.text = response.content.decode("utf-8", "replace")
        self.kind = response.headers.get("Content-Type", "")
        self.json = json.loads(self.text) if "json" in self.kind and self.text else None

    def want(self, *statuses):
        """The answer itself, if its status is one of these."""
        assert self.status in statuses, f"{self}: wanted {' or '.join(map(str, statuses))}"
        return self

    def refused(self, status, code=None, field=None):
        """The problem document of a refusal, its shape checked to the letter."""
        self.want(status)
        assert self.kind.split(";")[0] == "application/problem+json", f"{self}: refusal as {self.kind!r}"
        problem = self.json
        for key in ("type", "title", "status", "detail", "code"):
            assert problem.get(key) not in (None, ""), f"{self}: no {key}"
        assert problem["status"] == status, f"{self}: says {problem['status']}"
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", problem["code"]), f"{self}: code is not kebab-case"
        for error in problem.get("errors", []):
            assert {"field", "code", "detail"} <= set(error), f"{self}: an error without field, code or detail"
        if code:
            assert problem["code"] == code, f"{self}: wanted code {code}"
        if field:
            assert field in fields(problem), f"{self}: {field} is not named"
        return problem

    def __str__(self):
        return f"{self.method} {self.path} -> {self.status} {self.text[:600]}"


def fields(problem):
    """The fields that a refusal names."""
    return [error["field"] for error in problem.get("errors", [])]


class _From(requests.adapters.HTTPAdapter):
    """Calls that come from another address of this machine."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *given, **more):
        super().init_poolmanager(*given, source_address=(self.address, 0), **more)


class Client:
    """Somebody who calls: with a token, with a receipt code, or as anybody."""

    def __init__(self, base, token=None, code=None, language=None, timeout=60, address=None):
        self.base, self.token, self.code, self.language, self.timeout = base, token, code, language, timeout
        self.session = requests.Session()
        self.session.trust_env = False
        if address:
            self.session.mount("http://", _From(address))

    def call(self, method, path, body=None, *, raw=None, kind=None, key=None, if_match=None, params=None, files=None, headers=None, follow=False):
        sent = dict(headers or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if self.code:
            sent["Receipt-Code"] = self.code
        if self.language:
            sent["Accept-Language"] = self.language
        if key:
            sent["Idempotency-Key"] = key
        if if_match:
            sent["If-Match"] = if_match
        data = raw
        if raw is None and files is None and body is not None:
            data, kind = json.dumps(body, ensure_ascii=False).encode(), kind or "application/json"
        if kind:
            sent["Content-Type"] = kind
        response = self.session.request(
            method, self.base + path, data=data, params=params, files=files, headers=sent, timeout=self.timeout, allow_redirects=follow)
        return Answer(method, path, response)

    def get(self, path, **params):
        return self.call("GET", path, params=params or None)

    def post(self, path, body=None, **how):
        return self.call("POST", path, {} if body is None and "raw" not in how and "files" not in how else body, **how)

    def put(self, path, body, **how):
        return self.call("PUT", path, body, **how)

    def upload(self, name, content, kind="image/png"):
        return self.call("POST", "/api/v1/files", files={"file": (name, content, kind)})

    def reporter(self, code):
        """The same machine, holding a receipt's code."""
        return Client(self.base, code=code, language=self.language)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def program(binary, *arguments, within=120, given=None, env=None, text=True):
    """Runs a command to its end, from the checkout, and answers with what it printed."""
    done = subprocess.run(
        [str(binary), *map(str, arguments)], cwd=ROOT, capture_output=True, timeout=within, input=given,
        env={**os.environ, **(env or {})}, text=text, stdin=None if given is not None else subprocess.DEVNULL)
    printed = done.stderr if text else done.stderr.decode("utf-8", "replace")
    assert not PANIC.search(printed), f"{' '.join(map(str, arguments))}: a panic in\n{printed[-3000:]}"
    return done


class Server:
    """One running program on one folder of data."""

    def __init__(self, binary, data, *, clock=None, demo=True, packs=None, prepare=None, more=()):
        self.binary, self.data, self.clock, self.demo, self.packs, self.prepare, self.more = str(binary), pathlib.Path(data), clock, demo, packs, prepare, more
        self.port, self.process, self.tokens, self.starts = free_port(), None, {}, 0

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self):
        return self.data.parent / f"{self.data.name}.{self.starts}.log"

    def arguments(self):
        given = ["serve", "--data", str(self.data), "--listen", f"127.0.0.1:{self.port}"]
        given += ["--demo"] if self.demo else []
        given += ["--clock", self.clock] if self.clock else []
        return given + (["--packs", str(self.packs)] if self.packs else []) + list(self.more)

    def start(self, within=UP_WITHIN):
        self.starts += 1
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [self.binary, *self.arguments()], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=self.prepare, start_new_session=True)
        self._wait_until_ready(within)
        return self

    def _wait_until_ready(self, within):
        until = time.monotonic() + within
        while time.monotonic() < until:
            assert self.process.poll() is None, f"serve ended with {self.process.returncode}:\n{self.printed()[-3000:]}"
            try:
                if requests.get(self.base + "/readyz", timeout=5).status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.05)
        self.kill()
        raise AssertionError(f"serve was not ready within {within} s:\n{self.printed()[-3000:]}")

    def stop(self):
        """Asks it to stop, as Ctrl-C does; answers with its exit code."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError("serve did not stop within 30 s of Ctrl-C") from None
        return self.process.returncode if self.process else None

    def kill(self):
        """kill -9: no chance to tidy up."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def restart(self, **how):
        self.kill()
        for name, value in how.items():
            setattr(self, name, value)
        return self.start()

    def printed(self):
        """All that it wrote to its log, over all its starts."""
        logs = sorted(self.data.parent.glob(f"{self.data.name}.*.log"))
        return "".join(path.read_text("utf-8", "replace") for path in logs)

    def panics(self):
        return [line for line in self.printed().splitlines() if PANIC.search(line)]

    def run(self, *arguments, **how):
        """A command on this server's data: through the socket while it runs."""
        return program(self.binary, *arguments, "--data", self.data, **how)

    def token(self, user, *scopes, days=None):
        """A token of this user; the same one for the same question."""
        asked = (user, scopes, days)
        if asked not in self.tokens:
            more = [part for scope in scopes for part in ("--scope", scope)] + (["--days", days] if days else [])
            made = self.run("token", "create", "--user", user, *more)
            assert made.returncode == 0, f"token create --user {user}: {made.returncode} {made.stderr}"
            self.tokens[asked] = made.stdout.strip()
            assert self.tokens[asked] and "\n" not in self.tokens[asked], f"not the token alone: {made.stdout!r}"
        return self.tokens[asked]

    def user(self, name, *scopes, language=None):
        return Client(self.base, token=self.token(name, *scopes), language=language)

    def anybody(self, language=None):
        return Client(self.base, language=language)

    def holder(self, code):
        return Client(self.base, code=code)

    def move_clock(self, **to):
        return self.user("admin").post("/api/v1/demo/clock", to)

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, *_):
        self.kill()


class World:
    """A filled demo that is made once, a server on it that tests share, and copies of it for tests that break things."""

    CLOCK = "2026-03-10T09:00:00+08:00"      # a Tuesday morning, so that lengths in working days are known

    def __init__(self, binary, seed=None):
        self.binary = pathlib.Path(binary).resolve()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bh-"))     # short: a socket's path is at most 108 bytes
        self.made, self.servers, self._shared = 0, [], None
        self._seed, self._broken = seed and pathlib.Path(seed), None

    @property
    def seed(self):
        """A folder with the filled demo in it, nobody serving."""
        assert not self._broken, f"the demo could not be filled: {self._broken}"
        if not self._seed:
            server = Server(self.binary, self.folder / "seed", clock=self.CLOCK)
            self.servers.append(server)
            try:
                server.start()
                server.stop()
            except AssertionError as error:
                self._broken = str(error)[-400:]
                raise
            self._seed = server.data
        return self._seed

    def copy(self, source=None):
        self.made += 1
        place = self.folder / f"d{self.made}"
        shutil.copytree(source or self.seed, place, ignore=lambda _, names: [n for n in names if n.endswith(".sock")])
        return place

    def empty(self):
        """A folder that does not exist yet."""
        self.made += 1
        return self.folder / f"d{self.made}"

    def fresh(self, **how):
        """A server of its own, on a copy of the filled demo; stopped when left."""
        how.setdefault("clock", self.CLOCK)
        server = Server(self.binary, how.pop("data", None) or self.copy(), **how)
        self.servers.append(server)
        return server

    @property
    def shared(self):
        if not self._shared:
            self._shared = self.fresh().start()
        return self._shared

    def run(self, *arguments, **how):
        return program(self.binary, *arguments, **how)

    def user(self, name, *scopes, **how):
        return self.shared.user(name, *scopes, **how)

    def anybody(self, **how):
        return self.shared.anybody(**how)

    def holder(self, code):
        return self.shared.holder(code)

    def panics(self):
        return [line for server in self.servers for line in server.panics()]

    def close(self):
        for server in self.servers:
            server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
