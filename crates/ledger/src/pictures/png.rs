//! PNG: chunks with length, kind and check sum. `eXIf` carries EXIF, `iTXt` XMP; old programs hide both in `tEXt` and `zTXt`.

use super::{Followed, big, tells_something};

const SIGNATURE: usize = 8;

/// Follows a PNG from chunk to chunk.
pub(super) fn read(bytes: &[u8]) -> Followed<'_> {
    let mut read = Followed::default();
    read.keep(bytes.get(..SIGNATURE).unwrap_or_default());
    let mut at = SIGNATURE;
    while at < bytes.len() {
        let next = big::<4>(bytes, at).and_then(|long| at.checked_add(usize::try_from(long).ok()?)?.checked_add(12));
        let Some((next, chunk)) = next.and_then(|next| Some((next, bytes.get(at..next)?))) else {
            return read.give_up(bytes.get(at..).unwrap_or_default());
        };
        let kind = chunk.get(4..8).unwrap_or_default();
        let data = chunk.get(8..chunk.len() - 4).unwrap_or_default();
        if let (b"IHDR", Some(width), Some(height)) = (kind, big::<4>(data, 0), big::<4>(data, 4)) {
            read.measure(width, height);
        }
        if is_kept(kind, data) {
            read.keep(chunk);
        }
        at = next;
        if kind == b"IEND" {
            break;
        }
    }
    let behind = bytes.get(at..).unwrap_or_default();
    if !behind.is_empty() && !tells_something(behind) {
        read.keep(behind);
    }
    read
}

fn is_kept(kind: &[u8], data: &[u8]) -> bool {
    match kind {
        b"eXIf" => false,
        b"iTXt" | b"tEXt" | b"zTXt" => {
            let hidden = data.starts_with(b"Raw profile type ") || data.starts_with(b"XML:com.adobe.xmp\0");
            !hidden && !tells_something(data)
        }
        _ => true,
    }
}
