"""Notices leave the house: letters by a real SMTP server, text messages by a real HTTP gateway, each once, with a number and a
link and nothing of the matter; what the other side refuses is laid aside, what is away comes back, and a kill loses nothing."""
import datetime
import email
import email.policy
import http.server
import json
import ipaddress
import re
import socket
import ssl
import threading
import time

import requests
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from outside.server import free_port

# A Wednesday, a quarter of a minute before the letters of the afternoon go out.
BEFORE_THE_LETTERS = "2026-03-11T14:29:45+08:00"
SECRET = "合成:不可外传的内容"


class Opened(Controller):
    """A server that is seen to be open by a knock at its door: what is said behind it may be private."""

    def _trigger_server(self):
        socket.create_connection((self.hostname, self.port), 5).close()


class Post:
    """A mail server that refuses one box, and may be away."""

    def __init__(self, **private):
        self.port, self.letters, self.controller, self.private = free_port(), [], None, private

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((envelope.rcpt_tos, letter, envelope.content))
        return "250 OK"

    def open(self):
        self.controller = Opened(self, hostname="127.0.0.1", port=self.port, **self.private)
        self.controller.start()
        return self

    def close(self):
        if self.controller:
            self.controller.stop()
        self.controller = None


class Gateway:
    """A gateway for text messages; one that `puts_off` takes each message only when it comes again."""

    def __init__(self, puts_off=False):
        self.calls = []
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                headers = {name.lower(): value for name, value in self.headers.items()}
                known = any(call["idempotency-key"] == headers["idempotency-key"] for call, _ in gateway.calls)
                gateway.calls.append((headers, body))
                self.send_response(503 if puts_off and not known else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/send"

    def close(self):
        self.server.shutdown()


class House:
    """A certificate authority of a test, and servers that it speaks for."""

    def __init__(self, folder):
        self.folder = folder
        self.key, self.name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test house")])
        self.root = self._signed(self.name, self.key.public_key(), [(x509.BasicConstraints(ca=True, path_length=None), True)])

    def _signed(self, subject, public, extensions):
        now = datetime.datetime.now(datetime.timezone.utc)
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(public)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        for extension, critical in extensions:
            made = made.add_extension(extension, critical)
        return made.sign(self.key, hashes.SHA256())

    def root_file(self):
        file = self.folder / f"root-{id(self)}.pem"
        file.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        return str(file)

    def server(self, name):
        """The side of a server that shows a certificate for this name or address."""
        key = ec.generate_private_key(ec.SECP256R1())
        try:
            names = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            names = x509.DNSName(name)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mail of a test")])
        shown = self._signed(subject, key.public_key(), [(x509.SubjectAlternativeName([names]), False)])
        file = self.folder / f"server-{id(key)}.pem"
        kept = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(kept + shown.public_bytes(serialization.Encoding.PEM))
        side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        side.load_cert_chain(file)
        return side


def _private(side, mode):
    """A server that takes letters in private only."""
    return Post(ssl_context=side) if mode == "tls" else Post(tls_context=side, require_starttls=True)


def _channels(world, post=None, gateway=None, tls="none", root=None):
    """The file of channels, its secret in a file of its own."""
    secret = world.folder / "sms-key"
    secret.write_text("k-123\n")
    said = {"address": "https://bihuan.example/"}
    if post:
        said["mail"] = {"host": "127.0.0.1", "port": post.port, "tls": tls, "from": "Bihuan <notice@bihuan.example>"}
        if root:
            said["mail"]["root"] = root
    if gateway:
        said["sms"] = {"url": gateway.url, "headers": {"Authorization": {"file": str(secret)}},
                       "body": {"mobile": "{to}", "params": {"number": "{number}"}, "content": "{text}", "template": "{notice}"}}
    world.made += 1
    file = world.folder / f"channels{world.made}.json"
    file.write_text(json.dumps(said))
    return str(file)


def _reached_by(server, user, mail):
    """The officer says on the page where letters go."""
    browser = requests.Session()
    browser.post(server.base + "/sign-in", data={"user": user, "password": f"demo-{user}", "to": "/desk"}, headers={"Origin": server.base})
    page = browser.get(server.base + "/desk/notices").text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
    return browser.post(server.base + "/desk/notices/contact", data={"csrf": csrf, "mail": mail, "phone": "", "lang": "zh"},
                        headers={"Origin": server.base}), browser


def _until(said, within=40):
    end = time.monotonic() + within
    while time.monotonic() < end:
        if said():
            return True
        time.sleep(0.2)
    return False


def letters_go_out_gathered_and_name_no_matter(world):
    """a text carries number and link, never the content of the matter; many tasks make one letter"""
    post = Post().open()
    try:
        with world.fresh(data=world.copy(), demo=False, clock=BEFORE_THE_LETTERS, more=["--channels", _channels(world, post)]) as server:
            kept, _ = _reached_by(server, "clerk", "clerk@office.example")
            assert kept.status_code == 200, kept.status_code
            numbers = [server.anybody().post("/api/v1/cases", {"type": "hotline.request", "district": "420103", "form": {"content": SECRET}}).want(201).json["number"] for _ in range(2)]
            assert _until(lambda: post.letters), "no letter arrived"
            to, letter, raw = post.letters[0]
            text = letter.get_content()
            assert to == ["clerk@office.example"] and letter["Message-ID"].endswith("@bihuan.example>"), (to, letter["Message-ID"])
            for number in numbers:
                assert number in text and f"https://bihuan.example/desk/cases/{number}" in text, text
            assert "不可外传" not in text and "通知 2 条" in letter["Subject"], (letter["Subject"], text)
            time.sleep(2)
            assert len(post.letters) == 1, "one letter for both, once"
    finally:
        post.close()


def a_box_that_is_refused_is_laid_aside_and_told(world):
    """dead letters: the administrator sees what could not be sent and why, and no address"""
    post = Post().open()
    try:
        with world.fresh(data=world.copy(), demo=False, clock=BEFORE_THE_LETTERS, more=["--channels", _channels(world, post)]) as server:
            _reached_by(server, "clerk", "refused@office.example")
            server.anybody().post("/api/v1/cases", {"type": "hotline.request", "district": "420103", "form": {"content": SECRET}}).want(201)
            _, admin = _reached_by(server, "admin", "")
            shown = lambda: admin.get(server.base + "/admin/notices?state=dead").text
            assert _until(lambda: "对方拒收（550）" in shown()), "what was refused is not shown"
            page = shown()
            assert "r…@office.example" in page and "refused@office.example" not in page
            assert "refused@office.example" not in server.printed(), "the log holds no address"
    finally:
        post.close()


def a_server_that_is_away_gets_it_when_it_is_back(world):
    """retries with backoff, under the same message id"""
    post = Post()
    with world.fresh(data=world.copy(), demo=False, clock=BEFORE_THE_LETTERS, more=["--channels", _channels(world, post)]) as server:
        _reached_by(server, "clerk", "clerk@office.example")
        server.anybody().post("/api/v1/cases", {"type": "hotline.request", "district": "420103", "form": {"content": SECRET}}).want(201)
        _, admin = _reached_by(server, "admin", "")
        assert _until(lambda: "连不上" in admin.get(server.base + "/admin/notices?channel=mail").text), "the page does not say that the server is away"
        post.open()
        try:
            assert _until(lambda: post.letters, 60), "it was not tried again"
        finally:
            post.close()


def letters_go_out_in_private(world):
    """STARTTLS and TLS from the first byte, against a server that takes nothing in plain, under the house's own authority"""
    for mode in ("starttls", "tls"):
        house = House(world.folder)
        post = _private(house.server("127.0.0.1"), mode).open()
        try:
            channels = _channels(world, post, tls=mode, root=house.root_file())
            with world.fresh(data=world.copy(), demo=False, clock=BEFORE_THE_LETTERS, more=["--channels", channels]) as server:
                _reached_by(server, "clerk", "clerk@office.example")
                number = server.anybody().post("/api/v1/cases", {"type": "hotline.request", "district": "420103", "form": {"content": SECRET}}).want(201).json["number"]
                assert _until(lambda: post.letters), f"{mode}: no letter arrived"
                assert number in post.letters[0][1].get_content(), mode
        finally:
            post.close()


def a_certificate_of_another_is_refused_and_told(world):
    """neither one of an unknown authority nor one for another name gets a letter; the administrator sees why"""
    house, strangers = House(world.folder), House(world.folder)
    for mode, side in (("starttls", strangers.server("127.0.0.1")), ("tls", strangers.server("127.0.0.1")), ("starttls", house.server("elsewhere.example"))):
        post = _private(side, mode).open()
        try:
            channels = _channels(world, post, tls=mode, root=house.root_file())
            with world.fresh(data=world.copy(), demo=False, clock=BEFORE_THE_LETTERS, more=["--channels", channels]) as server:
                _reached_by(server, "clerk", "clerk@office.example")
                server.anybody().post("/api/v1/cases", {"type": "hotline.request", "district": "420103", "form": {"content": SECRET}}).want(201)
                _, admin = _reached_by(server, "admin", "")
                shown = lambda: admin.get(server.base + "/admin/notices?channel=mail").text
                assert _until(lambda: "证书" in shown()), f"{mode}: the page does not say that the certificate is wrong"
                assert not post.letters, f"{mode}: a letter went to a server that is another"
        finally:
            post.close()


def a_gateway_is_called_with_its_template_and_one_key_for_each_message(world):
    """the gateway call carries an idempotency key; a resident's telephone is read only at the moment of sending"""
    gateway = Gateway(puts_off=True)
    try:
        with world.fresh(data=world.copy(), demo=False, clock=BEFORE_THE_LETTERS, more=["--channels", _channels(world, gateway=gateway)]) as server:
            case = server.anybody().post("/api/v1/cases", {"type": "hotline.request", "district": "420103", "form": {"content": SECRET, "phone": "13800001234"}}).want(201).json
            mine = lambda: [call for call in gateway.calls if call[1]["params"]["number"] == case["number"]]
            assert _until(lambda: len(mine()) == 2), f"put off once, it comes again: {gateway.calls}"
            (first, body), (second, again) = mine()
            assert first["idempotency-key"] == second["idempotency-key"] and re.fullmatch("[0-9a-f]{32}", first["idempotency-key"])
            assert first["authorization"] == "k-123" and body == again
            assert body["mobile"] == "13800001234" and body["template"] == "filed", body
            assert "不可外传" not in json.dumps(body, ensure_ascii=False)
            assert "13800001234" not in server.printed(), "the log holds no telephone"
    finally:
        gateway.close()


def killed_after_the_act_it_is_sent_once_all_the_same(world):
    """exactly once, also after kill -9"""
    gateway = Gateway()
    try:
        server = world.fresh(data=world.copy(), demo=False, clock="2026-03-11T23:00:00+08:00", more=["--channels", _channels(world, gateway=gateway)])
        with server:
            # In the quiet hours nothing goes out, so all of it is still to be sent when the program dies.
            numbers = [server.anybody().post("/api/v1/cases", {"type": "hotline.request", "district": "420103", "form": {"content": SECRET, "phone": "13800001234"}}).want(201).json["number"] for _ in range(5)]
            server.kill()
            sent = lambda: [call[1]["params"]["number"] for call in gateway.calls if call[1]["template"] == "filed"]
            assert not sent(), "no resident is woken at night"
            server.restart(clock="2026-03-12T08:00:00+08:00")
            assert _until(lambda: set(numbers) <= set(sent())), sent()
            time.sleep(2)
            assert sorted(number for number in sent() if number in numbers) == sorted(numbers), "each once"
    finally:
        gateway.close()


def an_address_that_would_break_a_letter_is_refused(world):
    """header injection"""
    with world.fresh(data=world.copy(), demo=False) as server:
        for wrong in ("a@b.example\r\nBcc: c@d.example", "a b@c.example", "a@b", "<a@b.example>", "合成@b.example"):
            kept, _ = _reached_by(server, "clerk", wrong)
            assert kept.status_code == 422, f"{wrong!r}: {kept.status_code}"


def a_file_of_channels_that_cannot_be_taken_says_why(world):
    """wrong use: exit 2 and one sentence"""
    for text in ('{"address": "x"', '{"address": "x", "fax": {}}', '{"address": "x", "sms": {"url": "ftp://x", "body": {}}}',
                 '{"address": "x", "mail": {"host": "h", "from": "nobody"}}', '{"address": "x", "sms": {"url": "http://x", "headers": {"K": {"env": "NOT_SET_XYZ"}}, "body": {}}}'):
        file = world.folder / "wrong.json"
        file.write_text(text)
        done = world.run("serve", "--demo", "--data", world.empty(), "--listen", "127.0.0.1:0", "--channels", file)
        assert done.returncode == 2 and done.stderr.strip(), f"{text}: {done.returncode} {done.stderr}"
