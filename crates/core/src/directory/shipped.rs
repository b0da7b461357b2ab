//! The districts and the demo's officers that come with the program: facts of `data/`, read at compile time.
//!
//! Where they come from, and which of them are made up, stands in `data/districts/README.md`.

use serde::Deserialize;

use super::{Directory, DirectoryBuilder, DirectoryError, Officer, Unit};

const DISTRICTS: [(&str, &str); 4] = [
    ("420103.json", include_str!("../../../../data/districts/420103.json")),
    ("420105.json", include_str!("../../../../data/districts/420105.json")),
    ("420106.json", include_str!("../../../../data/districts/420106.json")),
    ("420111.json", include_str!("../../../../data/districts/420111.json")),
];
const OFFICERS: (&str, &str) = ("officers.json", include_str!("../../../../data/demo/officers.json"));

/// A file of `data/districts`: a note for people, then the units.
#[derive(Deserialize)]
struct DistrictFile {
    units: Vec<Unit>,
}

/// A file of officers: a note for people, then the officers.
#[derive(Deserialize)]
struct OfficerFile {
    officers: Vec<Officer>,
}

/// The four districts of Wuhan that ship with the program, without officers.
pub fn shipped_districts() -> Result<Vec<Unit>, DirectoryError> {
    let mut units = Vec::new();
    for (file, text) in DISTRICTS {
        units.extend(read_units(file, text)?);
    }
    Ok(units)
}

/// The demo's directory: the four districts, with officers in Jianghan.
pub fn demo() -> Result<Directory, Vec<DirectoryError>> {
    let units = shipped_districts().map_err(|error| vec![error])?;
    let officers = read::<OfficerFile>(OFFICERS.0, OFFICERS.1).map_err(|error| vec![error])?.officers;
    DirectoryBuilder::new().units(units).officers(officers).build()
}

/// The units of a file as they stand in `data/districts`: a note for people, then `units`.
///
/// # Errors
/// [`DirectoryError::Unreadable`] with the file's name.
pub fn read_units(file: &str, text: &str) -> Result<Vec<Unit>, DirectoryError> {
    Ok(read::<DistrictFile>(file, text)?.units)
}

fn read<T: for<'a> Deserialize<'a>>(file: &str, text: &str) -> Result<T, DirectoryError> {
    let why = |error: serde_json::Error| DirectoryError::Unreadable { file: file.to_owned(), why: error.to_string() };
    serde_json::from_str(text).map_err(why)
}
