//! Any bytes as a report, or two versions of one parted by 0xFF: read or refused, every quote the text at its place, every
//! anchor read back, checked for what does not fit, and set beside its other version.

#![no_main]

use bihuan_text::report::anchor::{self, Anchor, Item, Places};
use bihuan_text::report::check::{Source, check};
use bihuan_text::report::decided::{Decided, decided};
use bihuan_text::report::{Read, read, versions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let parted = bytes.iter().position(|byte| *byte == 0xFF).map(|at| bytes.split_at(at));
    let halves = parted.map_or(vec![bytes], |(first, second)| vec![first, second.get(1..).unwrap_or_default()]);
    let named = |(at, bytes): (usize, &[u8])| read(bytes, "report.txt").ok().map(|read| Source { file: format!("{at}.txt"), read });
    let sources: Vec<Source> = halves.into_iter().enumerate().filter_map(named).collect();
    sources.iter().for_each(|source| quoted(&source.read));
    for finding in check(&sources) {
        for place in finding.places {
            let source = sources.iter().find(|source| source.file == place.file).expect("a file that was given");
            assert_eq!(source.read.given.chars()[place.start..place.end].iter().collect::<String>(), place.quote);
        }
    }
    let laid: Vec<Decided> = sources.iter().flat_map(|source| anchored(&source.read)).collect();
    if let [first, .., last] = laid.as_slice() {
        versions::differences(first, last);
        assert!(versions::differences(last, last).is_empty());
    }
});

fn quoted(read: &Read) {
    for document in &read.harvest.documents {
        for indicator in &document.indicators {
            assert_eq!(read.given.quote(indicator.span), indicator.quote);
        }
        for commitment in &document.commitments {
            assert_eq!(read.given.quote(commitment.span), commitment.quote);
        }
    }
}

fn anchored(read: &Read) -> Vec<Decided> {
    let places = Places::new(&read.given);
    for (anchor, item) in read.harvest.documents.iter().flat_map(|document| anchor::items(document, &read.given)) {
        if let Ok(back) = anchor.to_string().parse::<Anchor>() {
            assert_eq!(back, anchor);
            // A term is named as it reads, without the marks that the page put inside it; a quote is the text.
            let exact = !matches!(item, Item::Term(_)) && item.words().chars().count() <= 1000;
            assert!(!exact || places.find(&anchor).is_some(), "{anchor}");
        }
    }
    read.harvest.documents.iter().map(|document| decided(document, &read.given, &[])).collect()
}
