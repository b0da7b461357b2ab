//! The items of a file in boxes (ISO/IEC 14496-12: `meta` with `iinf` and `iloc`): which of them are notices, and where
//! their bytes stand. Whatever does not add up is left out; nothing here fails.

use std::collections::BTreeMap;
use std::ops::Range;

use super::big;

/// Items and stretches of a file that are looked at: a camera writes about a hundred.
const MOST: usize = 4096;

/// A notice, or a stretch of one.
pub(super) struct Notice {
    /// Its bytes in the file.
    pub place: Range<usize>,
    /// Whether it is EXIF; else words about the picture (XMP).
    pub is_exif: bool,
}

/// The notices that the file's list names.
pub(super) fn notices(bytes: &[u8]) -> Vec<Notice> {
    let Some(meta) = boxes(bytes, 0..bytes.len()).find(|(kind, _)| kind == b"meta").map(|(_, place)| place) else {
        return Vec::new();
    };
    // Version and flags stand before the boxes within.
    let inner = || boxes(bytes, meta.start.saturating_add(4)..meta.end);
    let of = |wanted: &[u8; 4]| inner().find(|(kind, _)| kind == wanted).map(|(_, place)| place);
    let kinds = of(b"iinf").map(|place| kinds(bytes, place)).unwrap_or_default();
    let data = of(b"idat").unwrap_or(0..0);
    let places = of(b"iloc").and_then(|place| places(bytes, place, &data)).unwrap_or_default();
    let told = places.into_iter().filter_map(|(item, place)| Some((kinds.get(&item)?, place)));
    let notices = told.filter_map(|(kind, place)| match kind {
        b"Exif" => Some(Notice { place, is_exif: true }),
        b"mime" => Some(Notice { place, is_exif: false }),
        _ => None,
    });
    notices.filter(|notice| notice.place.end <= bytes.len()).collect()
}

/// The boxes of a stretch, each with the place of what it holds.
fn boxes(bytes: &[u8], stretch: Range<usize>) -> impl Iterator<Item = ([u8; 4], Range<usize>)> {
    let mut at = stretch.start;
    std::iter::from_fn(move || {
        let kind: [u8; 4] = bytes.get(at.checked_add(4)?..at.checked_add(8)?)?.try_into().ok()?;
        let (head, size) = match big::<4>(bytes, at)? {
            0 => (8, stretch.end.checked_sub(at)?),
            1 => (16, usize::try_from(big::<8>(bytes, at + 8)?).ok()?),
            size => (8, usize::try_from(size).ok()?),
        };
        let end = at.checked_add(size).filter(|end| size >= head && *end <= stretch.end)?;
        let place = at + head..end;
        at = end;
        Some((kind, place))
    })
}

/// What each item is, by its number.
fn kinds(bytes: &[u8], list: Range<usize>) -> BTreeMap<u64, [u8; 4]> {
    let wide = bytes.get(list.start).is_some_and(|version| *version > 0);
    let first = list.start.saturating_add(if wide { 8 } else { 6 });
    let entry = |(kind, place): ([u8; 4], Range<usize>)| {
        let version = *bytes.get(place.start)?;
        let (id, at) = match version {
            2 => (big::<2>(bytes, place.start + 4)?, place.start + 8),
            3 => (big::<4>(bytes, place.start + 4)?, place.start + 10),
            _ => return None,
        };
        let said: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        (&kind == b"infe").then_some((id, said))
    };
    boxes(bytes, first..list.end).take(MOST).filter_map(entry).collect()
}

/// A reader of numbers, one after the other.
struct Numbers<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Numbers<'_> {
    fn next(&mut self, size: u8) -> Option<u64> {
        let number = match size {
            0 => 0,
            1 => big::<1>(self.bytes, self.at)?,
            2 => big::<2>(self.bytes, self.at)?,
            4 => big::<4>(self.bytes, self.at)?,
            8 => big::<8>(self.bytes, self.at)?,
            _ => return None,
        };
        self.at = self.at.checked_add(usize::from(size))?;
        Some(number)
    }
}

/// Where the stretches of each item stand; `data` is the box for items that are kept within the list.
fn places(bytes: &[u8], list: Range<usize>, data: &Range<usize>) -> Option<Vec<(u64, Range<usize>)>> {
    let mut numbers = Numbers { bytes: bytes.get(..list.end)?, at: list.start };
    let version = numbers.next(1)?;
    numbers.at += 3;
    let sizes = numbers.next(2)?;
    let nibble = |shift: u32| u8::try_from(sizes >> shift & 15).unwrap_or(0);
    let (offset, length, base) = (nibble(12), nibble(8), nibble(4));
    let index = if version > 0 { nibble(0) } else { 0 };
    let wide = if version < 2 { 2 } else { 4 };
    let mut found = Vec::new();
    for _ in 0..numbers.next(wide)?.min(MOST as u64) {
        let item = numbers.next(wide)?;
        let method = if version > 0 { numbers.next(2)? & 15 } else { 0 };
        numbers.next(2)?;
        let from = numbers.next(base)?;
        for _ in 0..numbers.next(2)?.min(MOST as u64) {
            numbers.next(index)?;
            let (at, long) = (numbers.next(offset)?, numbers.next(length)?);
            let whole = if method == 1 { data.clone() } else { 0..bytes.len() };
            found.extend(stretch(&whole, from.checked_add(at)?, long).map(|place| (item, place)));
        }
    }
    Some(found)
}

/// A stretch of a whole; of no length: all that follows.
fn stretch(whole: &Range<usize>, at: u64, long: u64) -> Option<Range<usize>> {
    let start = whole.start.checked_add(usize::try_from(at).ok()?)?;
    let end = match long {
        0 => whole.end,
        long => start.checked_add(usize::try_from(long).ok()?)?,
    };
    (start <= end && end <= whole.end).then_some(start..end)
}
