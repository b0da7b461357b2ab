//! HEIC, as iPhones write it: notices are items among the picture's tiles, addressed by their place in the file. Leaving
//! one out would move all the others, so the position and XMP are blanked where they stand.

use std::borrow::Cow;

use super::{Followed, big, find, tiff};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: (&[u8], &[u8]) = (b"<x:xmpmeta", b"</x:xmpmeta>");

/// The same file, its position blanked.
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
    blank_exif(&mut blanked);
    blank_xmp(&mut blanked);
    read.kept.push(if blanked == bytes { Cow::Borrowed(bytes) } else { Cow::Owned(blanked) });
    read
}

fn blank_exif(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = find(bytes, EXIF, from) {
        from = at + EXIF.len();
        if let Some(notice) = bytes.get_mut(from..) {
            tiff::blank_position(notice);
        }
    }
}

fn blank_xmp(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(begins) = find(bytes, XMP.0, from) {
        let ends = find(bytes, XMP.1, begins).map_or(bytes.len(), |at| at + XMP.1.len());
        if let Some(part) = bytes.get_mut(begins..ends) {
            part.fill(b' ');
        }
        from = ends;
    }
}
