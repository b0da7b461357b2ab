//! WebP: chunks in a RIFF. `EXIF` and `XMP ` carry the notices, and the extended header says that they are there.

use std::borrow::Cow;

use super::{Followed, little};

const HEADER: usize = 12;
/// The bits of the extended header that promise EXIF and XMP.
const PROMISES: u8 = 0b0000_1100;

/// Follows a WebP from chunk to chunk.
pub(super) fn read(bytes: &[u8]) -> Followed<'_> {
    let mut read = Followed::default();
    read.keep(bytes.get(..HEADER.min(bytes.len())).unwrap_or_default());
    let (mut at, mut dropped) = (HEADER.min(bytes.len()), false);
    while at < bytes.len() {
        let long = little::<4>(bytes, at + 4).and_then(|long| usize::try_from(long).ok());
        let next = long.and_then(|long| at.checked_add(8)?.checked_add(long)?.checked_add(long % 2));
        let Some((next, chunk)) = next.and_then(|next| Some((next, bytes.get(at..next)?))) else {
            return sized(read, dropped).give_up(bytes.get(at..).unwrap_or_default());
        };
        match chunk.get(..4).unwrap_or_default() {
            b"EXIF" | b"XMP " => dropped = true,
            b"VP8X" => read.kept.push(extended(chunk)),
            _ => read.keep(chunk),
        }
        measure(&mut read, chunk);
        at = next;
    }
    sized(read, dropped)
}

/// The extended header without its promises.
fn extended(chunk: &[u8]) -> Cow<'_, [u8]> {
    match chunk.get(8) {
        Some(flags) if flags & PROMISES != 0 => {
            let mut quiet = chunk.to_vec();
            if let Some(flags) = quiet.get_mut(8) {
                *flags &= !PROMISES;
            }
            Cow::Owned(quiet)
        }
        _ => Cow::Borrowed(chunk),
    }
}

fn measure(read: &mut Followed<'_>, chunk: &[u8]) {
    let size = match chunk.get(..4).unwrap_or_default() {
        b"VP8X" => little::<3>(chunk, 12).zip(little::<3>(chunk, 15)).map(|(width, height)| (width + 1, height + 1)),
        b"VP8 " => little::<2>(chunk, 14).zip(little::<2>(chunk, 16)).map(|(w, h)| (w & 0x3fff, h & 0x3fff)),
        b"VP8L" => little::<4>(chunk, 9).map(|bits| ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)),
        _ => None,
    };
    if let Some((width, height)) = size {
        read.measure(width, height);
    }
}

/// The file's own length, told anew where something was left out.
fn sized(mut read: Followed<'_>, dropped: bool) -> Followed<'_> {
    if !dropped {
        return read;
    }
    let body: usize = read.kept.iter().skip(1).map(|part| part.len()).sum();
    let mut header = b"RIFF".to_vec();
    header.extend(u32::try_from(body + 4).unwrap_or(u32::MAX).to_le_bytes());
    header.extend(b"WEBP");
    if let Some(first) = read.kept.first_mut() {
        *first = Cow::Owned(header);
    }
    read
}
