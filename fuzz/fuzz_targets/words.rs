//! Any text as each of the short things that people and other systems write: lengths, working hours, case numbers, codes,
//! amounts, units of measure. What reads must write itself back and read the same again.

#![no_main]

use std::fmt::{Debug, Display};
use std::str::FromStr;

use bihuan_core::calendar::{Hours, Length};
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::number::CaseNumber;
use bihuan_text::measure::{Amount, Measure};
use libfuzzer_sys::fuzz_target;

fn there_and_back<T: FromStr<Err: Debug> + Display + PartialEq + Debug>(text: &str) {
    if let Ok(read) = text.parse::<T>() {
        assert_eq!(read.to_string().parse::<T>().unwrap(), read);
    }
}

fuzz_target!(|text: &str| {
    there_and_back::<Length>(text);
    there_and_back::<CaseNumber>(text);
    there_and_back::<DistrictCode>(text);
    there_and_back::<UnitCode>(text);
    drop(text.parse::<Hours>());
    drop(Measure::parse(text));
    if let Some(amount) = Amount::parse(text) {
        assert_eq!(Amount::parse(&amount.to_string()), Some(amount));
    }
});
