//! HEIC, as iPhones write it: notices are items among the picture's tiles, addressed by their place in the file. Leaving
//! one out would move all the others, so each is overwritten where it stands: with nothing but how the picture is turned.
//!
//! The file's own list of items says where they are. Where that list cannot be followed, whatever looks like a notice is
//! looked for and overwritten all the same.

use std::borrow::Cow;
use std::ops::Range;

use super::items::notices;
use super::{Followed, big, find, tiff};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: (&[u8], &[u8]) = (b"<x:xmpmeta", b"</x:xmpmeta>");

/// The same file, its notices overwritten.
pub(super) fn read(bytes: &[u8]) -> Followed<'_> {
    let mut read = Followed::default();
    let mut from = 0;
    // `ispe`: version and flags, width, height; of each tile and of the whole.
    while let Some(at) = find(bytes, b"ispe", from) {
        if let (Some(width), Some(height)) = (big::<4>(bytes, at + 8), big::<4>(bytes, at + 12)) {
            read.measure(width, height);
        }
        from = at + 4;
    }
    let mut blanked = bytes.to_vec();
    for notice in notices(bytes) {
        overwrite(&mut blanked, notice.place, notice.is_exif);
    }
    blank_stray_exif(&mut blanked);
    blank_stray_xmp(&mut blanked);
    read.kept.push(if blanked == bytes { Cow::Borrowed(bytes) } else { Cow::Owned(blanked) });
    read
}

/// An item of the list: its first four bytes say how far its TIFF header is.
fn overwrite(bytes: &mut [u8], place: Range<usize>, is_exif: bool) {
    let Some(item) = bytes.get_mut(place) else { return };
    let header = big::<4>(item, 0).and_then(|far| usize::try_from(far).ok()).and_then(|far| far.checked_add(4));
    let turned = header.and_then(|at| item.get(at..)).and_then(tiff::orientation).filter(|_| is_exif);
    item.fill(if is_exif { 0 } else { b' ' });
    if let Some(turned) = turned {
        let told = tiff::only_orientation(turned);
        if let Some(part) = item.get_mut(4..4 + told.len()) {
            part.copy_from_slice(&told);
        }
    }
}

fn blank_stray_exif(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = find(bytes, EXIF, from) {
        from = at + EXIF.len();
        if let Some(notice) = bytes.get_mut(from..) {
            tiff::blank(notice);
        }
    }
}

fn blank_stray_xmp(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(begins) = find(bytes, XMP.0, from) {
        let ends = find(bytes, XMP.1, begins).map_or(bytes.len(), |at| at + XMP.1.len());
        if let Some(part) = bytes.get_mut(begins..ends) {
            part.fill(b' ');
        }
        from = ends;
    }
}
