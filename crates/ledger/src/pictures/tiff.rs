//! The TIFF header and directories in which EXIF is written: read for how a picture is turned, blanked where a position is.

use super::{big, little};

/// Bytes of one entry of a directory.
const ENTRY: usize = 12;
const ORIENTATION: u64 = 0x0112;
const GPS: u64 = 0x8825;

/// The byte order that a header tells; none if it is no header.
fn order(tiff: &[u8]) -> Option<Order> {
    match tiff.get(..4)? {
        b"II*\0" => Some(Order { little: true }),
        b"MM\0*" => Some(Order { little: false }),
        _ => None,
    }
}

#[derive(Clone, Copy)]
struct Order {
    little: bool,
}

impl Order {
    fn short(self, bytes: &[u8], at: usize) -> Option<u64> {
        if self.little { little::<2>(bytes, at) } else { big::<2>(bytes, at) }
    }

    fn place(self, bytes: &[u8], at: usize) -> Option<usize> {
        let place = if self.little { little::<4>(bytes, at) } else { big::<4>(bytes, at) };
        usize::try_from(place?).ok()
    }
}

/// Where the entries of the directory at a place begin, one after the other.
fn entries(tiff: &[u8], order: Order, directory: usize) -> impl Iterator<Item = usize> {
    let count = order.short(tiff, directory).and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    let fit = tiff.len().saturating_sub(directory.saturating_add(2)) / ENTRY;
    (0..count.min(fit)).map(move |index| directory + 2 + index * ENTRY)
}

/// How the picture is turned, where that is told and is not upright.
pub(super) fn orientation(tiff: &[u8]) -> Option<u8> {
    let order = order(tiff)?;
    let directory = order.place(tiff, 4)?;
    let entry = entries(tiff, order, directory).find(|at| order.short(tiff, *at) == Some(ORIENTATION))?;
    let value = u8::try_from(order.short(tiff, entry + 8)?).ok()?;
    (2..=8).contains(&value).then_some(value)
}

/// A header and a directory with this single entry.
pub(super) fn only_orientation(orientation: u8) -> [u8; 26] {
    let mut tiff = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    if let Some(value) = tiff.get_mut(19) {
        *value = orientation;
    }
    tiff
}

/// Blanks the position: each value of its directory, the entries, and the entry that leads there.
pub(super) fn blank_position(tiff: &mut [u8]) {
    let Some(order) = order(tiff) else { return };
    let Some(directory) = order.place(tiff, 4) else { return };
    let leads: Vec<usize> = entries(tiff, order, directory).filter(|at| order.short(tiff, *at) == Some(GPS)).collect();
    for lead in leads {
        let Some(position) = order.place(tiff, lead + 8) else { continue };
        let told: Vec<usize> = entries(tiff, order, position).collect();
        for entry in told {
            let size = match order.short(tiff, entry + 2) {
                Some(3) => 2,
                Some(4 | 9) => 4,
                Some(5 | 10) => 8,
                _ => 1,
            };
            let long = order.place(tiff, entry + 4).unwrap_or(0).saturating_mul(size);
            if let Some(at) = order.place(tiff, entry + 8).filter(|_| long > 4) {
                blank(tiff, at, long);
            }
            blank(tiff, entry, ENTRY);
        }
        blank(tiff, lead, ENTRY);
    }
}

fn blank(bytes: &mut [u8], at: usize, long: usize) {
    let until = at.saturating_add(long).min(bytes.len());
    if let Some(part) = bytes.get_mut(at.min(until)..until) {
        part.fill(0);
    }
}
