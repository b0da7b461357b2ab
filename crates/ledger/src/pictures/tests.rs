//! Pictures with and without notices: what is taken out, what stays, and that nothing that is sent makes us stumble.

use proptest::prelude::*;

use super::*;

/// A directory with a turn, and a position of one latitude written outside its entry.
fn exif(turned: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0");
    tiff.push(turned);
    tiff.extend(b"\0\0");
    tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0");
    tiff.extend(b"\0\x01\0\x02\0\x05\0\0\0\x03\0\0\0\x38\0\0\0\0");
    tiff.extend(b"\0\0\0\x1e\0\0\0\x01\0\0\0\x23\0\0\0\x01\0\0\0\x2a\0\0\0\x01");
    tiff
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let long = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], long.as_slice(), data].concat()
}

fn jpeg(notices: &[Vec<u8>], width: u16) -> Vec<u8> {
    let frame = [&[8, 0, 8], width.to_be_bytes().as_slice(), &[1, 1, 0x11, 0]].concat();
    let scan = [segment(0xda, &[1, 1, 0, 0, 63, 0]), vec![0x12, 0xff, 0x00, 0xff, 0xd0, 0x34]].concat();
    let start = [vec![0xff, 0xd8], segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")].concat();
    [start, notices.concat(), segment(0xdb, &[0; 65]), segment(0xc0, &frame), scan, vec![0xff, 0xd9]].concat()
}

fn kept(kind: &str, bytes: &[u8]) -> Vec<u8> {
    without_notices(kind, bytes).unwrap().into_owned()
}

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    [&u32::try_from(data.len()).unwrap().to_be_bytes(), kind, data, b"crc."].concat()
}

fn png(more: &[Vec<u8>]) -> Vec<u8> {
    let size = b"\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0";
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", size), more.concat(), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")]
        .concat()
}

fn piece(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let long = u32::try_from(data.len()).unwrap().to_le_bytes();
    [kind, &long, data, &vec![0; data.len() % 2]].concat()
}

fn webp(flags: u8, more: &[Vec<u8>]) -> Vec<u8> {
    let header = piece(b"VP8X", &[flags, 0, 0, 0, 7, 0, 0, 7, 0, 0]);
    let body = [b"WEBP".to_vec(), header, piece(b"VP8 ", b"odd"), more.concat()].concat();
    [b"RIFF".to_vec(), u32::try_from(body.len()).unwrap().to_le_bytes().to_vec(), body].concat()
}

#[test]
fn a_picture_without_notices_stays_byte_for_byte() {
    for (kind, bytes) in [
        ("image/jpeg", jpeg(&[segment(0xfe, b"a comment")], 8)),
        ("image/jpeg", [jpeg(&[], 8), b"behind the end".to_vec()].concat()),
        ("image/png", png(&[chunk(b"tEXt", b"Comment\0hello")])),
        ("image/webp", webp(0, &[])),
        ("image/heic", b"\0\0\0\x18ftypheic....".to_vec()),
        ("application/pdf", b"%PDF Exif\0\0".to_vec()),
    ] {
        assert!(matches!(without_notices(kind, &bytes).unwrap(), Cow::Borrowed(_)), "{kind}");
    }
}

#[test]
fn where_a_jpeg_was_taken_is_left_out_and_every_other_byte_stays() {
    let xmp = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>30.58</x:xmpmeta>");
    let notices = [segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(1)].concat()), xmp, segment(0xed, b"Photoshop 3.0\0")];
    assert_eq!(kept("image/jpeg", &jpeg(&notices, 8)), jpeg(&[], 8));
    let with_film = [jpeg(&notices, 8), b"\0\0\0\x18ftypmp42 a film".to_vec()].concat();
    assert_eq!(kept("image/jpeg", &with_film), jpeg(&[], 8), "a film behind the end knows the place too");
}

#[test]
fn a_turned_picture_stays_turned_and_tells_nothing_else() {
    let told = segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(6)].concat());
    let left = kept("image/jpeg", &jpeg(&[told], 8));
    let only = segment(0xe1, &[b"Exif\0\0".as_slice(), &tiff::only_orientation(6)].concat());
    assert_eq!(left, jpeg(&[only], 8));
    assert_eq!(tiff::orientation(&tiff::only_orientation(6)), Some(6));
    assert_eq!(kept("image/jpeg", &left), left, "what was cleaned is left alone");
}

#[test]
fn png_and_webp_lose_their_notices_and_stay_whole() {
    let notices = [
        chunk(b"eXIf", &exif(1)),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0..."),
        chunk(b"zTXt", b"Raw profile type exif\0x"),
    ];
    assert_eq!(kept("image/png", &png(&notices)), png(&[]));
    assert_eq!(kept("image/webp", &webp(0b1100, &[piece(b"EXIF", &exif(1)), piece(b"XMP ", b"<x/>")])), webp(0, &[]));
}

#[test]
fn the_position_in_a_heic_is_blanked_where_it_stands() {
    let whole = |tiff: &[u8]| [b"\0\0\0\x18ftypheic....\0\0\0\x06Exif\0\0".as_slice(), tiff].concat();
    let left = kept("image/heic", &whole(&exif(6)));
    assert_eq!(left.len(), whole(&exif(6)).len(), "nothing moves");
    assert!(find(&left, b"\0\0\0\x1e\0\0\0\x01\0\0\0\x23", 0).is_none(), "the latitude is gone");
    assert_eq!(tiff::orientation(&left[26..]), Some(6));
}

fn boxed(kind: &[u8], data: &[u8]) -> Vec<u8> {
    [&u32::try_from(data.len() + 8).unwrap().to_be_bytes(), kind, data].concat()
}

/// A file whose list names a notice and a sheet of XMP, both without the words that begin them elsewhere; `make` is the
/// camera's, and a small picture stands beside.
fn heic(tiff: &[u8], xmp: &[u8]) -> Vec<u8> {
    let infe =
        |id: u8, kind: &[u8]| boxed(b"infe", &[b"\x02\0\0\0\0".as_slice(), &[id], b"\0\0", kind, b"\0"].concat());
    let list = [b"\0\0\0\0\0\x02".to_vec(), infe(7, b"Exif"), infe(8, b"mime")].concat();
    let item = [b"\0\0\0\0".as_slice(), tiff].concat();
    let of = |id: u8, at: usize, long: usize| {
        let number = |n: usize| u32::try_from(n).unwrap().to_be_bytes();
        [&[0, id, 0, 0, 0, 0, 0, 1], number(at).as_slice(), &number(long)].concat()
    };
    let whole = |at: usize| {
        let places = [of(7, at, item.len()), of(8, at + item.len(), xmp.len())].concat();
        let iloc = [b"\x01\0\0\0\x44\0\0\x02".to_vec(), places].concat();
        let meta = [b"\0\0\0\0".to_vec(), boxed(b"iinf", &list), boxed(b"iloc", &iloc)].concat();
        let head = [boxed(b"ftyp", b"heic\0\0\0\0mif1"), boxed(b"meta", &meta)].concat();
        (head.len() + 8, [head, boxed(b"mdat", &[item.clone(), xmp.to_vec(), b"tiles".to_vec()].concat())].concat())
    };
    whole(whole(0).0).1
}

/// A camera's name, written outside its entry, beside how the picture is turned.
fn by_camera(turned: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend(b"\x01\x0f\0\x02\0\0\0\x0c\0\0\0\x26");
    tiff.extend([b"\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[turned], b"\0\0\0\0\0\0"].concat());
    tiff.extend(b"Kamera AG 3\0");
    tiff
}

#[test]
fn a_heic_tells_neither_camera_nor_words_and_stays_as_long_as_it_was() {
    let came = heic(&by_camera(6), b"<rdf:RDF>made by hand</rdf:RDF>");
    let left = kept("image/heic", &came);
    assert_eq!(left.len(), came.len(), "nothing moves");
    assert!(find(&came, b"Kamera AG", 0).is_some() && find(&left, b"Kamera AG", 0).is_none(), "the camera is gone");
    assert!(find(&left, b"made by hand", 0).is_none() && left.ends_with(b"tiles"));
    let tiff = find(&left, b"MM\0*", 0).unwrap();
    assert_eq!(tiff::orientation(&left[tiff..]), Some(6), "how it is turned stays");
    assert_eq!(kept("image/heic", &left), left, "once is enough");
    let stray = [b"\0\0\0\x18ftypheic....Exif\0\0".as_slice(), &by_camera(3)].concat();
    assert!(find(&kept("image/heic", &stray), b"Kamera", 0).is_none(), "nor where no list names it");
}

#[test]
fn a_list_that_does_not_add_up_is_no_danger() {
    let came = heic(&by_camera(6), b"<rdf:RDF>x</rdf:RDF>");
    for at in 0..came.len() - 5 {
        for byte in [0, 1, 0x7f, 0xff] {
            let mut broken = came.clone();
            broken[at] = byte;
            if let Ok(left) = without_notices("image/heic", &broken) {
                assert_eq!(left.len(), broken.len());
            }
        }
    }
}

#[test]
fn a_picture_that_unfolds_to_too_much_is_refused() {
    assert_eq!(kept("image/jpeg", &jpeg(&[], 8)).len(), jpeg(&[], 8).len());
    let vast = chunk(b"IHDR", b"\0\0\x27\x10\0\0\x27\x10\x08\x02\0\0\0");
    let vast = [b"\x89PNG\r\n\x1a\n".to_vec(), vast, chunk(b"IEND", b"")].concat();
    let refused = without_notices("image/png", &vast).unwrap_err();
    assert!(matches!(refused, LedgerError::Refused { code: "too-many-pixels", .. }), "{refused:?}");
}

#[test]
fn what_is_torn_and_tells_something_is_refused() {
    let torn = [b"\xff\xd8\xff\xe0\0\x10JFIF".as_slice(), b"Exif\0\0MM"].concat();
    let refused = without_notices("image/jpeg", &torn).unwrap_err();
    assert!(matches!(refused, LedgerError::Refused { code: "picture-broken", .. }), "{refused:?}");
    assert_eq!(kept("image/jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF"), b"\xff\xd8\xff\xe0\0\x10JFIF");
}

#[test]
fn a_notice_within_a_segment_that_nobody_knows_goes_too() {
    let hidden = segment(0x02, &segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(6)].concat()));
    let came = [b"\xff\xd8".to_vec(), segment(0xda, &[]), hidden, b"\xff\xd9".to_vec()].concat();
    assert!(find(&kept("image/jpeg", &came), b"Exif", 0).is_none());
}

#[test]
fn what_meets_where_a_segment_went_is_read_again() {
    // A scan, a notice, and a byte behind it that is no marker: once the notice is gone, the byte belongs to the scan,
    // and the maker's segment behind it can be followed after all.
    let parts = [segment(0xda, &[]), segment(0xe1, b"Exif\0\0"), vec![0], segment(0xe0, b"made by Kamera AG")];
    let came = [b"\xff\xd8".to_vec(), parts.concat(), b"\xff\xd9".to_vec()].concat();
    let left = kept("image/jpeg", &came);
    assert!(find(&left, b"Kamera", 0).is_none());
    assert_eq!(kept("image/jpeg", &left), left, "once is enough");
}

proptest! {
    /// Whatever comes is refused or kept without a notice, never a panic; and what was kept once is kept the same again.
    #[test]
    fn whatever_comes_tells_nothing_afterwards(
        kind in 0_usize..4,
        parts in prop::collection::vec((0_u8..8, prop::collection::vec(any::<u8>(), 0..40)), 0..8),
        cut in any::<prop::sample::Index>(),
    ) {
        const KINDS: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/heic"];
        let part = |(what, data): (u8, Vec<u8>)| match (kind, what) {
            (0, 0) => segment(0xe1, &[b"Exif\0\0".as_slice(), &data].concat()),
            (0, 1) => segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(6)].concat()),
            (0, 2) => segment(0xda, &data),
            (1, 0) => chunk(b"eXIf", &data),
            (2, 0) => piece(b"EXIF", &data),
            (3, 0) => [b"Exif\0\0".to_vec(), exif(3), data].concat(),
            (_, 3) => [b"Exif\0\0".to_vec(), data].concat(),
            (_, 4) => segment(0xe0, &data),
            _ => data,
        };
        let begins: &[u8] = match kind {
            0 => b"\xff\xd8",
            1 => b"\x89PNG\r\n\x1a\n",
            2 => b"RIFF\0\0\0\0WEBP",
            _ => b"\0\0\0\x18ftypheic",
        };
        let mut bytes = [begins.to_vec(), parts.into_iter().map(part).collect::<Vec<_>>().concat()].concat();
        bytes.truncate(cut.index(bytes.len() + 1));
        if let Ok(left) = without_notices(KINDS[kind], &bytes) {
            prop_assert!(find(&left, b"\0\0\0\x1e\0\0\0\x01\0\0\0\x23", 0).is_none());
            let again = without_notices(KINDS[kind], &left);
            prop_assert_eq!(again.as_deref().ok(), Some(&*left));
        }
    }
}
