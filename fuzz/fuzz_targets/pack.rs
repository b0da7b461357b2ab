//! Any bytes as a pack: files parted by NUL, each a path, a line end and its contents.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let files: Vec<(String, Vec<u8>)> = bytes
        .split(|byte| *byte == 0)
        .map(|file| {
            let end = file.iter().position(|byte| *byte == b'\n').unwrap_or(file.len());
            let (path, rest) = file.split_at(end);
            (String::from_utf8_lossy(path).into_owned(), rest.to_vec())
        })
        .collect();
    bihuan_core::pack::read(&files);
});
