//! Entries on the district's map: those that stand close together are one pin with their number, a link to them.

use std::collections::BTreeMap;

use bihuan_core::directory::DistrictCode;
use bihuan_office::Law;

use crate::fields::map::{HEIGHT, Map, WIDTH};
use crate::html::{Html, escape};

/// Pixels of a cell whose entries are one pin: two pins are never nearer than a finger is wide.
const CELL: i64 = 30;

/// A cell of the map.
pub type Cell = (i64, i64);

/// The cell in which a point lies.
pub fn cell(map: &Map, (lon, lat): (i64, i64)) -> Cell {
    let (x, y) = map.pixel(lon, lat);
    (x.div_euclid(CELL), y.div_euclid(CELL))
}

/// As an address writes a cell.
pub fn written((x, y): Cell) -> String {
    format!("{x}.{y}")
}

/// A pin: how many entries, where it leads, and its whole sentence.
pub struct Pin {
    /// How many.
    pub n: usize,
    /// Where it leads.
    pub href: String,
    /// Its sentence.
    pub label: String,
    /// Whether it is the one that is looked at.
    pub chosen: bool,
}

/// The map with its pins; none for a district without an outline.
pub fn drawing(law: &Law, district: &DistrictCode, pins: &BTreeMap<Cell, Pin>, label: &str) -> Option<Html> {
    let map = Map::of(law, district)?;
    let outline = law.directory.district(district)?.outline.as_ref()?;
    let pins: String = pins.iter().map(|(cell, it)| pin(*cell, it)).collect();
    Some(Html::raw(format!(
        r#"<svg class="bh-pins" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{}"><path class="bh-pins__outline" d="{}"/>{pins}</svg>"#,
        escape(label),
        map.path(outline),
    )))
}

fn pin((x, y): Cell, pin: &Pin) -> String {
    let (x, y) = (x * CELL + CELL / 2, y * CELL + CELL / 2);
    let class = if pin.chosen { "bh-pin is-chosen" } else { "bh-pin" };
    format!(
        r#"<a class="{class}" href="{}" aria-label="{}"><circle cx="{x}" cy="{y}" r="13"/><text x="{x}" y="{}" text-anchor="middle">{}</text></a>"#,
        escape(&pin.href),
        escape(&pin.label),
        y + 4,
        pin.n,
    )
}
