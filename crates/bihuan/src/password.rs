//! Passwords as they are kept: argon2id in PHC form.

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};

use crate::failure::Failure;

/// The fewest characters that a password may have.
const SHORTEST: usize = 8;

/// Refuses what is too short to be a password.
pub fn check(password: &str) -> Result<(), Failure> {
    match password.chars().count() {
        0..SHORTEST => {
            Err(Failure::Use(format!("密码至少 {SHORTEST} 个字符 · a password has at least {SHORTEST} characters")))
        }
        1025.. => Err(Failure::Use("密码太长 · the password is too long".into())),
        _ => Ok(()),
    }
}

/// The hash of a password that protects something: 19 MiB, two passes.
pub fn hash(password: &str) -> Result<String, Failure> {
    hash_with(&Argon2::default(), password)
}

/// The hash of a password that everybody knows: as cheap as the form allows, so that a demonstration starts quickly.
pub fn hash_known(password: &str) -> Result<String, Failure> {
    let params = Params::new(1024, 1, 1, None).map_err(failed)?;
    hash_with(&Argon2::new(Algorithm::Argon2id, Version::V0x13, params), password)
}

fn hash_with(argon2: &Argon2<'_>, password: &str) -> Result<String, Failure> {
    argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::Work(format!("密码无法处理:{error} · the password could not be hashed"))
}
