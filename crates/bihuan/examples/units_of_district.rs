//! Prints the units of one district found in published lists: `units_of_district 420103 streets.json villages.json`.

use std::error::Error;

use bihuan_core::directory::import;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let district = words.next().ok_or("usage: units_of_district CODE FILE…")?.parse()?;
    let files = words.map(|file| std::fs::read(&file).map(|bytes| (file, bytes))).collect::<Result<Vec<_>, _>>()?;
    let files: Vec<_> = files.iter().map(|(file, bytes)| (file.as_str(), bytes.as_slice())).collect();
    for unit in import::read(&district, &files)? {
        println!("{}\t{}\t{}", unit.code, unit.kind, unit.name);
    }
    Ok(())
}
