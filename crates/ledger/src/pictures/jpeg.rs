//! JPEG (ITU-T T.81): markers with their lengths, then the scans. APP1 carries EXIF and XMP, APP13 IPTC; makers use others.

use std::borrow::Cow;

use super::{Followed, big, tells_something, tiff};

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const TEM: u8 = 0x01;
const RESTARTS: std::ops::RangeInclusive<u8> = 0xd0..=0xd7;

/// Follows a JPEG from marker to marker.
pub(super) fn read(bytes: &[u8]) -> Followed<'_> {
    let mut read = Followed::default();
    let mut at = 0;
    // Before the first scan the way it is turned must be told; it goes where the notice stood.
    while let Some((marker, begins)) = marker_at(bytes, at) {
        let after = begins + 2;
        match marker {
            SOI | TEM => read.keep(bytes.get(at..after).unwrap_or_default()),
            _ if RESTARTS.contains(&marker) => read.keep(bytes.get(at..after).unwrap_or_default()),
            EOI => return end(read, bytes, at, after),
            _ => {
                let Some(next) = big::<2>(bytes, after).and_then(|long| after.checked_add(usize::try_from(long).ok()?))
                else {
                    return read.give_up(bytes.get(at..).unwrap_or_default());
                };
                let Some(segment) = bytes.get(after + 2..next) else {
                    return read.give_up(bytes.get(at..).unwrap_or_default());
                };
                let next = if marker == SOS { scan_ends(bytes, next) } else { next };
                measure(&mut read, marker, segment);
                if is_kept(marker, segment) {
                    read.keep(bytes.get(at..next).unwrap_or_default());
                } else if let Some(turned) = turned(segment) {
                    read.kept.push(Cow::Owned(turned));
                }
                at = next;
                continue;
            }
        }
        at = after;
    }
    read.give_up(bytes.get(at..).unwrap_or_default())
}

/// The marker at a place, and where its own two bytes begin: fill bytes may stand before it.
fn marker_at(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let mut begins = at;
    if *bytes.get(begins)? != 0xff {
        return None;
    }
    while *bytes.get(begins + 1)? == 0xff {
        begins += 1;
    }
    let marker = *bytes.get(begins + 1)?;
    (marker != 0).then_some((marker, begins))
}

/// Where the coded data behind a scan's header ends: at the next marker that is neither stuffing nor a restart.
fn scan_ends(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)) {
        at += found;
        match bytes.get(at + 1) {
            Some(0) => at += 2,
            Some(next) if RESTARTS.contains(next) => at += 2,
            Some(_) => return at,
            None => return bytes.len(),
        }
    }
    bytes.len()
}

/// Some phones put a film or another picture behind the end, with notices of its own.
fn end<'b>(mut read: Followed<'b>, bytes: &'b [u8], at: usize, after: usize) -> Followed<'b> {
    read.keep(bytes.get(at..after).unwrap_or_default());
    let behind = bytes.get(after..).unwrap_or_default();
    let film = behind.get(4..8) == Some(b"ftyp".as_slice()) || super::find(behind, b"ftypmp42", 0).is_some();
    if !behind.is_empty() && !film && !tells_something(behind) {
        read.keep(behind);
    }
    read
}

/// What is needed to show the picture as it was meant: its own header, its colours, a plain comment.
fn is_kept(marker: u8, segment: &[u8]) -> bool {
    match marker {
        0xe0 => segment.starts_with(b"JFIF\0"),
        0xe2 => segment.starts_with(b"ICC_PROFILE\0"),
        0xee => segment.starts_with(b"Adobe"),
        0xe1..=0xef => false,
        // A comment, and whatever no maker of pictures ought to write: a notice may stand in it as in any other.
        _ => !tells_something(segment),
    }
}

/// The header of the frame: precision, height, width.
fn measure(read: &mut Followed<'_>, marker: u8, segment: &[u8]) {
    let frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
    if let (true, Some(height), Some(width)) = (frame, big::<2>(segment, 1), big::<2>(segment, 3)) {
        read.measure(width, height);
    }
}

/// A notice that says nothing but how the picture is turned, where the old one said that it is.
fn turned(segment: &[u8]) -> Option<Vec<u8>> {
    let orientation = tiff::orientation(segment.strip_prefix(b"Exif\0\0")?)?;
    let mut notice = vec![0xff, 0xe1, 0, 34];
    notice.extend(b"Exif\0\0");
    notice.extend(tiff::only_orientation(orientation));
    Some(notice)
}
