"""The transparency log, checked with arithmetic of our own."""
import time
import uuid

from proof import is_signed, note, root_of
from steps import HERE, body


def _proof(world, leaf, size, district=HERE):
    return world.anybody().get(f"/log/{district}/proof/inclusion", leaf=leaf, size=size)


def receipt_of(world, district=HERE, within=8):
    """The receipt of a new case, asked for again with the same key until it has its leaf and checkpoint."""
    key, request, until = str(uuid.uuid4()), body(district), time.monotonic() + within
    while True:
        receipt = world.anybody().post("/api/v1/cases", request, key=key).want(201).json["receipt"]
        if receipt["leaf"] is not None and receipt["checkpoint"] is not None:
            return receipt
        assert time.monotonic() < until, "`leaf` and `checkpoint` may be null for up to 5 s"
        time.sleep(0.3)


def a_checkpoint_is_a_signed_note(world):
    """`GET /log/{district}/checkpoint`; signed checkpoints (C2SP)"""
    answer = world.anybody().get(f"/log/{HERE}/checkpoint").want(200)
    assert answer.kind.startswith("text/plain"), answer.kind
    origin, size, root, _, signatures = note(answer.text)
    assert HERE in origin and size > 0 and len(root) == 32 and origin in signatures, answer.text


def a_receipt_is_proved_by_the_log(world):
    """one RFC 6962 tree per district with signed checkpoints and inclusion proofs (leaf = commit record), so that receipts are real from the first version"""
    for _ in range(3):
        receipt = receipt_of(world)
        _, size, root, _, _ = note(receipt["checkpoint"])
        assert receipt["leaf"] < size
        proof = _proof(world, receipt["leaf"], size).want(200).json
        path_up = [bytes.fromhex(step) for step in proof["path"]]
        assert root_of(bytes.fromhex(receipt["hash"]), receipt["leaf"], size, path_up) == root, f"the receipt's hash does not lead to the signed root: {receipt} {proof}"
        wrong = bytes.fromhex(receipt["hash"])[::-1]
        assert root_of(wrong, receipt["leaf"], size, path_up) != root


def a_checkpoint_is_signed_by_the_published_key(world):
    """verify the ed25519 signature of the C2SP checkpoint note"""
    key = world.anybody().get(f"/log/{HERE}/key").want(200).text
    text = world.anybody().get(f"/log/{HERE}/checkpoint").want(200).text
    assert is_signed(text, key)
    assert not is_signed(text.replace("\n", "\n1", 1), key), "another size is another text"


def every_leaf_of_a_checkpoint_is_proved(world):
    """`GET /log/{district}/proof/inclusion?leaf=&size=`"""
    _, size, root, _, _ = note(world.anybody().get(f"/log/{HERE}/checkpoint").want(200).text)
    for leaf in {0, 1, size // 2, size - 2, size - 1}:
        proof = _proof(world, leaf, size).want(200).json
        assert (proof["leaf"], proof["size"]) == (leaf, size), proof
        assert root_of(bytes.fromhex(proof["leaf_hash"]), leaf, size, [bytes.fromhex(s) for s in proof["path"]]) == root, f"leaf {leaf} of {size}"


def a_leaf_outside_the_tree_is_refused(world):
    """unknown parameters and bad cursors are 400; unknown … 404"""
    for leaf, size in ((10 ** 9, 10 ** 9 + 1), (5, 3), (-1, 5), ("x", 5), (0, 0), (0, 10 ** 30)):
        _proof(world, leaf, size).want(400, 404, 422)
    world.anybody().get(f"/log/{HERE}/proof/inclusion").want(400, 422)
    world.anybody().get("/log/999999/checkpoint").want(404)


def each_district_has_its_own_tree(world):
    """one RFC 6962 tree per district"""
    receipt = receipt_of(world, "420111")
    origin, size, root, _, _ = note(receipt["checkpoint"])
    assert "420111" in origin
    proof = _proof(world, receipt["leaf"], size, "420111").want(200).json
    assert root_of(bytes.fromhex(receipt["hash"]), receipt["leaf"], size, [bytes.fromhex(s) for s in proof["path"]]) == root
