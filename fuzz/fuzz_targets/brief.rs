//! Any text as the template of a brief: read without a panic, every fault within the text, the same twice.

#![no_main]

use bihuan_core::brief::{Names, Template};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (template, faults) = Template::read(text);
    let lines = text.lines().count().max(1);
    assert!(faults.iter().all(|fault| fault.line as usize <= lines && fault.column >= 1));
    assert_eq!(Template::read(text), (template, faults));
    drop(Template::faults(text, &Names::default()));
});
