//! Puts what Vite built (`web/dist`) and the languages (`lang/`) into tables that the crate includes.
//!
//! A checkout without `web/dist` still builds: pages then come without styles, and cargo says what to run.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("assets.rs"), assets(&here.join("../../web/dist"))?)?;
    fs::write(out.join("languages.rs"), languages(&here.join("lang"))?)?;
    Ok(())
}

/// One line an asset: logical name, served name, type, bytes, gzip bytes.
fn assets(dist: &Path) -> Result<String, Box<dyn Error>> {
    // While it is missing, cargo asks us again on every build, so the styles are there once they were built.
    println!("cargo:rerun-if-changed={}", dist.display());
    let mut table = String::from("&[\n");
    if !dist.join("manifest.json").exists() {
        println!("cargo:warning=web/dist is missing, so pages come without styles: run `make web`");
    }
    for file in files(dist)? {
        let Some(name) = file.file_name().and_then(|n| n.to_str()) else { continue };
        let (Some(logical), Some(kind)) = (logical(name), kind(name)) else { continue };
        let gzip = file.with_file_name(format!("{name}.gz"));
        let gzip = if gzip.exists() { format!("Some(include_bytes!({gzip:?}))") } else { "None".into() };
        writeln!(
            table,
            "Asset {{ logical: {logical:?}, name: {name:?}, kind: {kind:?}, bytes: include_bytes!({file:?}), gzip: {gzip} }},"
        )?;
    }
    Ok(table + "]")
}

/// `main-CoiETjCm.css` is `main.css`: Vite's mark is a dash and eight characters, which may be dashes themselves.
fn logical(name: &str) -> Option<String> {
    let (stem, end) = name.rsplit_once('.')?;
    let at = stem.len().checked_sub(9)?;
    let (base, mark) = (stem.get(..at)?, stem.get(at..)?);
    mark.starts_with('-').then(|| format!("{base}.{end}"))
}

fn kind(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "webmanifest" => Some("application/manifest+json"),
        _ => None,
    }
}

/// One line a file of words: language, page, text.
fn languages(lang: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo:rerun-if-changed={}", lang.display());
    let mut table = String::from("&[\n");
    for folder in files(lang)? {
        let Some(tag) = folder.file_name().and_then(|n| n.to_str()) else { continue };
        for file in files(&folder)? {
            let Some(page) = file.file_name().and_then(|n| n.to_str()) else { continue };
            if page.ends_with(".ftl") {
                writeln!(table, "({tag:?}, {page:?}, include_str!({file:?})),")?;
            }
        }
    }
    Ok(table + "]")
}

/// What a folder holds, in the order of names; nothing where there is no folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if !folder.is_dir() {
        return Ok(vec![]);
    }
    let mut found =
        fs::read_dir(folder)?.map(|entry| entry?.path().canonicalize()).collect::<Result<Vec<_>, std::io::Error>>()?;
    found.sort();
    Ok(found)
}
