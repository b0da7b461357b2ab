"""RFC 6962 and C2SP notes, written here a second time so that the program does not check itself."""
import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf_hash, leaf, size, path):
    """RFC 9162 §2.1.3.2: the root that this path leads to; None if the path does not fit."""
    if leaf >= size:
        return None
    fn, sn, at = leaf, size - 1, leaf_hash
    for step in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            at = node(step, at)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            at = node(at, step)
        fn, sn = fn >> 1, sn >> 1
    return at if sn == 0 else None


def note(text):
    """A signed note's parts: origin, size, root, signed text, signatures by name."""
    signed, _, signatures = text.partition("\n\n")
    signed += "\n"
    origin, size, root = signed.split("\n")[:3]
    kept = {}
    for line in signatures.strip("\n").split("\n"):
        dash, name, value = line.split(" ")
        assert dash == "\u2014", f"a signature line begins with an em dash: {line!r}"
        kept[name] = base64.b64decode(value, validate=True)
    return origin, int(size), base64.b64decode(root, validate=True), signed, kept


def is_signed(text, verifier):
    """Whether a note carries the signature of this verifier key (`name+id+key`)."""
    name, identifier, encoded = verifier.strip().split("+", 2)
    key = base64.b64decode(encoded)
    assert key[0] == 1 and len(key) == 33, "an Ed25519 key of signed-note"
    origin, _, _, signed, signatures = note(text)
    expected = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    assert identifier == expected.hex(), "the key's id is the hash of name and key"
    mine = signatures.get(name)
    if not mine or mine[:4] != expected or origin != name:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(mine[4:], signed.encode())
    except InvalidSignature:
        return False
    return True
