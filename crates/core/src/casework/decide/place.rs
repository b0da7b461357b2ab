//! A place: a point on the map, a unit, an address in words, or several of them; never outside its district.

use serde_json::{Map, Value as Json};

use super::World;
use super::form::{Wrong, typed, wrong};
use crate::directory::{Crs, DistrictCode, Point, UnitCode};
use crate::value::{self, Place, Words};

/// Characters of an address.
const LONGEST_ADDRESS: usize = 200;

/// Reads a place and finds the unit that contains its point.
pub(super) fn read(world: &World<'_>, district: &DistrictCode, json: &Json) -> Result<Place, Wrong> {
    let Json::Object(place) = json else {
        return Err(wrong(
            "not-a-place",
            "请给出地点：坐标、单位或地址",
            "Give a place: a point, a unit or an address.",
        ));
    };
    if let Some(name) = place.keys().find(|name| !["lon", "lat", "crs", "address", "unit"].contains(&name.as_str())) {
        let name: String = name.chars().take(60).collect();
        return Err(wrong("unknown-field", format!("地点里没有“{name}”这一项"), format!("A place has no `{name}`.")));
    }
    let point = point(world, district, place)?;
    let named = unit(world, district, place)?;
    let address = address(place)?;
    if point.is_none() && named.is_none() && address.is_none() {
        return Err(wrong(
            "not-a-place",
            "请给出地点：坐标、单位或地址",
            "Give a place: a point, a unit or an address.",
        ));
    }
    let found =
        || world.directory.contains(point?.lon, point?.lat).filter(|unit| unit.district() == *district).cloned();
    Ok(Place { point, unit: named.or_else(found), address })
}

fn point(world: &World<'_>, district: &DistrictCode, place: &Map<String, Json>) -> Result<Option<value::Point>, Wrong> {
    let (lon, lat) = match (given(place, "lon"), given(place, "lat")) {
        (None, None) => return Ok(None),
        (Some(Json::Number(lon)), Some(Json::Number(lat))) => (lon.to_string(), lat.to_string()),
        _ => {
            return Err(wrong(
                "not-a-point",
                "经度和纬度须同时给出，并且是数字",
                "Give lon and lat together, as numbers.",
            ));
        }
    };
    let crs = match given(place, "crs") {
        None => Crs::default(),
        Some(crs) => serde_json::from_value(crs.clone()).map_err(|_| {
            wrong("unknown-crs", "坐标系只能是 WGS84、CGCS2000 或 GCJ02", "The crs is WGS84, CGCS2000 or GCJ02.")
        })?,
    };
    let point = Point::from_degrees(&lon, &lat).map_err(|error| wrong("not-a-point", error.zh(), error.to_string()))?;
    let point = crs.to_wgs84(point);
    let outlined = world.directory.district(district).is_some_and(|unit| unit.outline.is_some());
    if outlined && !world.directory.in_district(district, point.lon(), point.lat()) {
        return Err(wrong(
            "outside-district",
            "地点不在本区范围内，请核对，或向所在区反映",
            "The place lies outside the district. Check it, or turn to the district where it lies.",
        ));
    }
    Ok(Some(value::Point { lon: point.lon(), lat: point.lat() }))
}

fn unit(world: &World<'_>, district: &DistrictCode, place: &Map<String, Json>) -> Result<Option<UnitCode>, Wrong> {
    let Some(given) = given(place, "unit") else { return Ok(None) };
    let code: Option<UnitCode> = given.as_str().filter(|code| code.len() <= 100).and_then(|code| code.parse().ok());
    let unit = code.filter(|code| world.directory.unit(code).is_some() && code.district() == *district);
    unit.map(Some).ok_or_else(|| {
        wrong("unknown-unit", "本区没有这个单位，请核对单位代码", "The district has no such unit. Check its code.")
    })
}

fn address(place: &Map<String, Json>) -> Result<Option<Words>, Wrong> {
    match given(place, "address") {
        None => Ok(None),
        Some(Json::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Json::String(text)) if text.chars().count() <= LONGEST_ADDRESS && !text.chars().any(char::is_control) => {
            Ok(Some(Words::Typed(text.clone())))
        }
        Some(_) => Err(wrong(
            "not-an-address",
            format!("地址须是文字，最多 {LONGEST_ADDRESS} 字"),
            format!("An address is text of at most {LONGEST_ADDRESS} characters."),
        )),
    }
}

fn given<'j>(place: &'j Map<String, Json>, name: &str) -> Option<&'j Json> {
    place.get(name).filter(|given| !given.is_null())
}

/// A place in the contract's JSON.
pub(super) fn json_of(place: &Place) -> Json {
    let mut json = Map::new();
    if let Some(point) = place.point {
        json.insert("lon".to_owned(), degrees(point.lon));
        json.insert("lat".to_owned(), degrees(point.lat));
        json.insert("crs".to_owned(), "WGS84".into());
    }
    if let Some(unit) = &place.unit {
        json.insert("unit".to_owned(), unit.as_str().into());
    }
    if place.address.is_some() {
        json.insert("address".to_owned(), typed(place.address.as_ref()));
    }
    Json::Object(json)
}

/// Millionths of a degree as JSON writes degrees.
#[expect(
    clippy::cast_precision_loss,
    reason = "six digits behind the point and three before are exact enough in a JSON number"
)]
fn degrees(micro: i64) -> Json {
    (micro as f64 / 1e6).into()
}
