//! Signed heads as C2SP `tlog-checkpoint` and `signed-note` describe them, so that programs which others wrote can check ours.

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::keys::Keys;
use crate::write::Hash;

/// The kind of key that `signed-note` numbers 1: Ed25519.
const ED25519: u8 = 1;

/// The name under which a district's log signs: its origin line.
pub fn origin(district: &str) -> String {
    format!("bihuan/{district}")
}

/// The note for a tree of this size and root.
pub fn sign(keys: &Keys, district: &str, size: u64, root: &Hash) -> String {
    let name = origin(district);
    let text = format!("{name}\n{size}\n{}\n", Base64::encode_string(&root.0));
    let signature = keys.signing().sign(text.as_bytes());
    let id = key_id(&name, &keys.signing().verifying_key());
    let signed = Base64::encode_string(&[id.as_slice(), &signature.to_bytes()].concat());
    format!("{text}\n— {name} {signed}\n")
}

/// The verifier's key: `name+id+key`.
pub fn verifier(keys: &Keys, district: &str) -> String {
    let (name, key) = (origin(district), keys.signing().verifying_key());
    let id: String = key_id(&name, &key).iter().map(|b| format!("{b:02x}")).collect();
    let encoded = Base64::encode_string(&[&[ED25519], key.as_bytes().as_slice()].concat());
    format!("{name}+{id}+{encoded}")
}

/// Reads a note and checks its signature against a verifier's key; answers with size and root. None: not ours, or not whole.
pub fn verify(note: &str, verifier: &str) -> Option<(u64, Hash)> {
    let mut parts = verifier.splitn(3, '+');
    let (name, _, encoded) = (parts.next()?, parts.next()?, Base64::decode_vec(parts.next()?).ok()?);
    let key = VerifyingKey::from_bytes(encoded.strip_prefix(&[ED25519])?.try_into().ok()?).ok()?;
    let (text, signatures) = note.split_once("\n\n")?;
    let text = format!("{text}\n");
    let line = signatures.lines().find_map(|l| l.strip_prefix(&format!("— {name} ")))?;
    let signed = Base64::decode_vec(line).ok()?;
    let (id, signature) = signed.split_first_chunk::<4>()?;
    let genuine = *id == key_id(name, &key)
        && key.verify_strict(text.as_bytes(), &Signature::from_slice(signature).ok()?).is_ok();
    let mut lines = text.lines();
    let (said, size, root) = (lines.next()?, lines.next()?.parse().ok()?, Base64::decode_vec(lines.next()?).ok()?);
    (genuine && said == name).then_some((size, Hash::of_slice(&root)?))
}

/// The first four bytes of SHA-256 over name, newline, kind and key.
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let digest: [u8; 32] =
        Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(key.as_bytes()).finalize().into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}
