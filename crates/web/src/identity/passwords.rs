//! Passwords: kept as Argon2id hashes, and checked in a time that does not tell whether there is such an account.

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};

/// More than this is not typed by a person, and hashing it would only keep the machine busy. In bytes.
pub const LONGEST: usize = 1024;

/// The fewest characters of a new password: NIST SP 800-63B asks for eight at least, and for length rather than rules.
pub const SHORTEST: usize = 10;

/// A hash of nobody's password, so that an unknown account costs as much time as a wrong password.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody").unwrap_or_default());

/// Why a password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("口令无法保存 · the password cannot be hashed: {0}")]
pub struct Unhashed(String);

/// What is kept of a password: Argon2id with a random salt, as a PHC string.
///
/// # Errors
/// A password that is too long, or a machine without randomness.
pub fn hash(password: &str) -> Result<String, Unhashed> {
    if password.len() > LONGEST {
        return Err(Unhashed("too long".into()));
    }
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|phc| phc.to_string()).map_err(|error| Unhashed(error.to_string()))
}

/// Whether this is the password of which `kept` was kept; never for an account without one.
pub fn is_right(password: &str, kept: Option<&str>) -> bool {
    let kept = kept.filter(|hash| !hash.is_empty());
    let against = kept.unwrap_or(NOBODY.as_str());
    let fits = password.len() <= LONGEST && Argon2::default().verify_password(password.as_bytes(), against).is_ok();
    fits && kept.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_fits_and_nobody_has_none() {
        let kept = hash("合成-口令-7").unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(is_right("合成-口令-7", Some(&kept)));
        assert!(!is_right("合成-口令-8", Some(&kept)));
        assert!(!is_right("", Some("")) && !is_right("nobody", None) && !is_right("nobody", Some("")));
        assert!(hash(&"x".repeat(LONGEST + 1)).is_err());
    }
}
