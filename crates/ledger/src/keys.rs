//! The keys of an instance, made at its first start and kept under `keys/` with mode 0600.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac};

use crate::error::{LedgerError, Result};

const NAMES: [&str; 3] = ["vault", "code", "sign"];

/// What seals, derives and signs.
#[derive(Clone)]
pub struct Keys {
    vault: [u8; 32],
    code: [u8; 32],
    sign: SigningKey,
}

impl Keys {
    /// Whether `dir` has keys, so that a store was begun there.
    pub(crate) fn exist(dir: &Path) -> bool {
        dir.join("keys").exists()
    }

    /// Reads the keys of `dir`, or makes them for an `unused` store. A used store without its keys is never given others.
    pub(crate) fn open(dir: &Path, unused: bool) -> Result<Keys> {
        if !Keys::exist(dir) && unused {
            make_all(dir)?;
        }
        let [vault, code, sign] = NAMES.map(|name| read_key(&dir.join("keys").join(name)));
        Ok(Keys { vault: vault?, code: code?, sign: SigningKey::from_bytes(&sign?) })
    }

    /// HMAC-SHA-256 under the server's key for `purpose`; what receipt codes and reporter indexes are derived from.
    pub fn derive(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        // HMAC fills a short key with zeros up to its block; doing so here leaves no length that could be refused.
        let mut block = [0; 64];
        block.iter_mut().zip(self.code).for_each(|(to, from)| *to = from);
        let mut mac = <Hmac<sha2::Sha256> as hmac::KeyInit>::new(&block.into());
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// The key that signs checkpoints.
    pub(crate) fn signing(&self) -> &SigningKey {
        &self.sign
    }

    /// A fresh key for a case, and the same wrapped for keeping.
    pub(crate) fn new_case_key(&self, place: &str) -> Result<([u8; 32], Vec<u8>)> {
        let key = random()?;
        Ok((key, seal(&self.vault, place, &key)?))
    }

    /// Unwraps a case's key.
    pub(crate) fn case_key(&self, place: &str, wrapped: &[u8]) -> Result<[u8; 32]> {
        let key = unseal(&self.vault, place, wrapped)?;
        key.try_into().map_err(|_| broken(place))
    }
}

/// Seals `plain` for `place`: 12 random bytes, then ciphertext and tag.
pub(crate) fn seal(key: &[u8; 32], place: &str, plain: &[u8]) -> Result<Vec<u8>> {
    let nonce: [u8; 12] = random()?;
    let payload = Payload { msg: plain, aad: place.as_bytes() };
    let sealed =
        ChaCha20Poly1305::new(&(*key).into()).encrypt(&Nonce::from(nonce), payload).map_err(|_| broken(place))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal`] sealed for the same place.
pub(crate) fn unseal(key: &[u8; 32], place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
    let (nonce, body) = sealed.split_first_chunk::<12>().ok_or_else(|| broken(place))?;
    let payload = Payload { msg: body, aad: place.as_bytes() };
    ChaCha20Poly1305::new(&(*key).into()).decrypt(&Nonce::from(*nonce), payload).map_err(|_| broken(place))
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| LedgerError::Io(e.to_string()))?;
    Ok(bytes)
}

fn broken(place: &str) -> LedgerError {
    LedgerError::refused("vault-broken", format!("保密内容无法解开: {place} · the vault item cannot be opened"))
}

/// All of them or none: made beside, then renamed.
fn make_all(dir: &Path) -> Result<()> {
    let part = dir.join("keys.part");
    drop(fs::remove_dir_all(&part));
    fs::create_dir(&part)?;
    for name in NAMES {
        write_secret(&part.join(name), &random::<32>()?)?;
    }
    fs::File::open(&part)?.sync_all()?;
    fs::rename(&part, dir.join("keys"))?;
    Ok(fs::File::open(dir)?.sync_all()?)
}

fn read_key(path: &Path) -> Result<[u8; 32]> {
    let missing = || {
        LedgerError::refused(
            "key-missing",
            format!("缺少密钥文件或长度不对: {} · a key file is missing or damaged", path.display()),
        )
    };
    fs::read(path).map_err(|_| missing())?.try_into().map_err(|_| missing())
}

/// Writes a file that only its owner may read, and makes it durable.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}
