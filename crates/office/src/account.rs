//! Tokens: random, shown once, kept as their hash.

use sha2::{Digest, Sha256};

/// What a token's text begins with, so that it is recognised where it should not be.
const PREFIX: &str = "bh_";

/// A new token's text: 256 random bits in hexadecimal behind a prefix.
pub fn new_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::from(PREFIX), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    }))
}

/// What is kept of a token.
pub fn hash_token(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
