//! The TIFF header and directories in which EXIF is written: read for how a picture is turned, blanked in all else.

use super::{big, little};

/// Bytes of the header, and so where the first directory can begin.
const HEADER: usize = 8;
/// Bytes of one entry of a directory.
const ENTRY: usize = 12;
const ORIENTATION: u64 = 0x0112;
/// Directories within: of the camera, of the position, of how to read them together.
const LEADS: [u64; 3] = [0x8769, 0x8825, 0xA005];
/// Where the small picture stands, and how long it is.
const SMALL_AT: u64 = 0x0201;
const SMALL_LONG: u64 = 0x0202;

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

/// Blanks every notice: the values of all directories with their entries, but for how the picture is turned, and the small
/// picture beside the large one.
pub(super) fn blank(tiff: &mut [u8]) {
    let Some(order) = order(tiff) else { return };
    let Some(first) = order.place(tiff, 4) else { return };
    let mut left = vec![(first, true)];
    // A camera writes about six; one that leads back to itself must not keep us here.
    for _ in 0..16 {
        let Some((directory, upright)) = left.pop() else { return };
        if directory < HEADER {
            continue;
        }
        let told: Vec<usize> = entries(tiff, order, directory).collect();
        let after = directory.saturating_add(2 + told.len() * ENTRY);
        left.extend(order.place(tiff, after).filter(|next| *next > 0).map(|next| (next, false)));
        left.extend(told.iter().filter_map(|at| leads_to(tiff, order, *at)).map(|next| (next, false)));
        blank_small_picture(tiff, order, &told);
        for entry in told {
            if !(upright && order.short(tiff, entry) == Some(ORIENTATION)) {
                blank_entry(tiff, order, entry);
            }
        }
    }
}

/// The directory that an entry leads to.
fn leads_to(tiff: &[u8], order: Order, entry: usize) -> Option<usize> {
    let leads = order.short(tiff, entry).is_some_and(|tag| LEADS.contains(&tag));
    order.place(tiff, entry + 8).filter(|_| leads)
}

fn blank_small_picture(tiff: &mut [u8], order: Order, told: &[usize]) {
    let value = |wanted: u64| {
        let entry = told.iter().find(|at| order.short(tiff, **at) == Some(wanted))?;
        order.place(tiff, entry + 8)
    };
    if let (Some(at), Some(long)) = (value(SMALL_AT), value(SMALL_LONG)) {
        clear(tiff, at, long);
    }
}

fn blank_entry(tiff: &mut [u8], order: Order, entry: usize) {
    let size = match order.short(tiff, entry + 2) {
        Some(3 | 8) => 2,
        Some(4 | 9 | 11) => 4,
        Some(5 | 10 | 12) => 8,
        _ => 1,
    };
    let long = order.place(tiff, entry + 4).unwrap_or(0).saturating_mul(size);
    if let Some(at) = order.place(tiff, entry + 8).filter(|_| long > 4) {
        clear(tiff, at, long);
    }
    clear(tiff, entry, ENTRY);
}

/// Never the header: a directory that was blanked is found, and found empty, again.
fn clear(bytes: &mut [u8], at: usize, long: usize) {
    let (at, until) = (at.max(HEADER), at.saturating_add(long).min(bytes.len()));
    if let Some(part) = bytes.get_mut(at.min(until)..until) {
        part.fill(0);
    }
}
