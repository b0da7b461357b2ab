//! What a picture tells beside itself: where it was taken, by whose camera, when. That is taken out before a picture is
//! kept, without touching a single pixel: whole pieces of the file are left out, nothing is decoded and written anew. What
//! has none of it stays as it came, byte for byte.
//!
//! Only how the picture is turned is kept. What cannot be followed piece by piece is kept where nothing in it looks like
//! such a notice, and refused where something does.

mod heic;
mod items;
mod jpeg;
mod png;
mod tiff;
mod webp;

use std::borrow::Cow;

use crate::error::{LedgerError, Result};

/// The most pixels of one picture. A phone's camera takes 12 to 50 million; a file that unfolds to more is meant to choke
/// whoever opens it.
pub const PIXEL_LIMIT: u64 = 60_000_000;

/// The bytes with which notices about a picture begin, wherever they stand in it.
const NOTICES: [&[u8]; 3] = [b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"<x:xmpmeta"];

/// How often what was kept is read again, at most, until nothing more goes from it.
const PASSES: usize = 8;

/// What is kept of a picture, or the same bytes where it tells nothing beside itself; other files are not looked at.
///
/// Where a piece is left out, what stood on either side of it meets, and may read as a piece of its own. So what is kept
/// is read again until it stays as it is: what a second reader would take out does not lie in the store.
///
/// # Errors
/// Refused: `too-many-pixels`, and `picture-broken` for what tells something but cannot be followed.
pub fn without_notices<'b>(media_type: &str, bytes: &'b [u8]) -> Result<Cow<'b, [u8]>> {
    let mut kept = read_once(media_type, bytes)?;
    for _ in 1..PASSES {
        let Cow::Owned(left) = kept else { return Ok(kept) };
        match read_once(media_type, &left)? {
            Cow::Borrowed(_) => return Ok(Cow::Owned(left)),
            Cow::Owned(less) => kept = Cow::Owned(less),
        }
    }
    Err(broken())
}

/// One reading of the file from its beginning to its end.
fn read_once<'b>(media_type: &str, bytes: &'b [u8]) -> Result<Cow<'b, [u8]>> {
    let read = match media_type {
        "image/jpeg" => jpeg::read(bytes),
        "image/png" => png::read(bytes),
        "image/webp" => webp::read(bytes),
        "image/heic" => heic::read(bytes),
        _ => return Ok(Cow::Borrowed(bytes)),
    };
    if read.pixels.is_some_and(|pixels| pixels > PIXEL_LIMIT) {
        return Err(LedgerError::refused(
            "too-many-pixels",
            "图片超过 6000 万像素，请缩小后再传 · the picture has more than 60 million pixels; make it smaller",
        ));
    }
    if tells_something(read.doubtful) {
        return Err(broken());
    }
    let nothing_went = read.kept.iter().map(|part| part.len()).sum::<usize>() == bytes.len();
    if nothing_went && read.kept.iter().all(|part| matches!(part, Cow::Borrowed(_))) {
        return Ok(Cow::Borrowed(bytes));
    }
    let left = read.kept.concat();
    Ok(if left == bytes { Cow::Borrowed(bytes) } else { Cow::Owned(left) })
}

fn broken() -> LedgerError {
    LedgerError::refused(
        "picture-broken",
        "图片已损坏，请重新拍摄或另存后再传 · the picture is damaged; take it again or save it anew",
    )
}

/// A picture, followed piece by piece.
#[derive(Debug, Default)]
struct Followed<'b> {
    /// The pieces that are kept, in order.
    kept: Vec<Cow<'b, [u8]>>,
    /// Width times height, where the picture says so.
    pixels: Option<u64>,
    /// The end of what is kept, where it could not be followed.
    doubtful: &'b [u8],
}

impl<'b> Followed<'b> {
    fn keep(&mut self, part: &'b [u8]) {
        self.kept.push(Cow::Borrowed(part));
    }

    /// Keeps what follows as it is, although it could not be followed.
    fn give_up(mut self, rest: &'b [u8]) -> Self {
        self.doubtful = rest;
        self.keep(rest);
        self
    }

    fn measure(&mut self, width: u64, height: u64) {
        self.pixels = Some(self.pixels.unwrap_or(0).max(width.saturating_mul(height)));
    }
}

fn tells_something(part: &[u8]) -> bool {
    NOTICES.iter().any(|notice| find(part, notice, 0).is_some())
}

/// Where `wanted` stands in `bytes`, looked for from `from` on.
fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    bytes.get(from..)?.windows(wanted.len()).position(|window| window == wanted).map(|at| at + from)
}

/// A number of `N` bytes, the largest first.
fn big<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let part: &[u8] = bytes.get(at..at.checked_add(N)?)?;
    Some(part.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// A number of `N` bytes, the smallest first.
fn little<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let part: &[u8] = bytes.get(at..at.checked_add(N)?)?;
    Some(part.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests;
