//! Any bytes as a report: read or refused, and every quote is the text at its place.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = bihuan_text::report::read(bytes, "report.txt") else { return };
    for document in &read.harvest.documents {
        for indicator in &document.indicators {
            assert_eq!(read.given.quote(indicator.span), indicator.quote);
        }
        for commitment in &document.commitments {
            assert_eq!(read.given.quote(commitment.span), commitment.quote);
        }
    }
});
