//! Where a matter is: on the map that this server draws, and in words. Who may not see the field is shown neither; nothing
//! is asked of any other machine.

use bihuan_core::casework::street;
use bihuan_core::directory::UnitCode;
use bihuan_core::pack::model::Field;
use bihuan_core::value::{Place, Value};
use bihuan_office::Law;

use super::parts::section;
use super::sheet::Sheet;
use crate::fields::map::{HEIGHT, Map, WIDTH, middle_of};
use crate::html::{Html, el, void};
use crate::t;

/// The places that the reader may see, each on its map.
pub fn drawn(sheet: &Sheet) -> Html {
    let rules = &sheet.reading.rules;
    let maps: Html = rules.form.iter().chain(&rules.facts).filter_map(|field| one(sheet, field)).collect();
    section(&t!(sheet.words(), "where-it-is"), maps)
}

fn one(sheet: &Sheet, field: &Field) -> Option<Html> {
    let Value::Place(place) = sheet.reading.values.get(&field.name)? else { return None };
    let district = &sheet.reading.case.district;
    let map = Map::of(&sheet.law, district)?;
    let (lon, lat, exact) = spot(&sheet.law, place)?;
    let (words, told) = (sheet.words(), in_words(sheet, place));
    let about = if exact { t!(words, "where-exact") } else { t!(words, "where-about") };
    let drawing = void("img")
        .attr("src", format!("/map/{district}"))
        .attr("width", WIDTH.to_string())
        .attr("height", HEIGHT.to_string())
        .attr("alt", t!(words, "where-map", place = told.as_str()));
    let caption = el("figcaption")
        .class("govuk-body-s")
        .put(el("strong").put(&told))
        .put(void("br"))
        .put(el("span").class("bh-muted").put(about).put(" ").put(t!(words, "where-schematic")));
    let picture = el("div").class("bh-map").put(drawing).put(map.mark(lon, lat));
    Some(el("figure").class("bh-where").put(picture).put(caption).html())
}

/// The point to mark, and whether it was given or is only the middle of the unit.
fn spot(law: &Law, place: &Place) -> Option<(i64, i64, bool)> {
    match place.point {
        Some(point) => Some((point.lon, point.lat, true)),
        None => middle_of(law, place.unit.as_ref()?).map(|(lon, lat)| (lon, lat, false)),
    }
}

/// Street and what is below it, from the wide to the narrow.
fn in_words(sheet: &Sheet, place: &Place) -> String {
    let (law, names) = (&sheet.law, sheet.names());
    let Some(unit) = &place.unit else { return names.unit(&sheet.reading.case.district.unit()) };
    let street = street(&law.directory, unit);
    let mut path: Vec<&UnitCode> = law.directory.path(unit).into_iter().map(|unit| &unit.code).collect();
    if let Some(at) = path.iter().position(|code| street.as_ref() == Some(*code)) {
        path.truncate(at + 1);
    }
    path.reverse();
    path.into_iter().map(|code| names.unit(code)).collect::<Vec<_>>().join(" · ")
}
