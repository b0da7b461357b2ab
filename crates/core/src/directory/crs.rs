//! Coordinate systems: what a place was given in, and the one that the record keeps.
//!
//! The record keeps WGS 84. CGCS2000, the legal system, is the same within a few centimetres. GCJ-02, in which the usual phone
//! maps answer, is shifted by some 500 m. Its shift has sines in it, so this is the one floating-point corner of the directory:
//! it works at the door, and only the rounded point is recorded.

use std::f64::consts::PI;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Point;

/// A coordinate system that a place may be given in.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Crs {
    /// WGS 84, as satellites tell.
    #[default]
    #[serde(rename = "WGS84")]
    Wgs84,
    /// CGCS2000 (EPSG:4490).
    #[serde(rename = "CGCS2000")]
    Cgcs2000,
    /// GCJ-02, as AMap and Tencent tell.
    #[serde(rename = "GCJ02")]
    Gcj02,
}

impl FromStr for Crs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "WGS84" => Ok(Self::Wgs84),
            "CGCS2000" => Ok(Self::Cgcs2000),
            "GCJ02" => Ok(Self::Gcj02),
            other => Err(other.to_owned()),
        }
    }
}

impl Crs {
    /// The point in WGS 84, to the nearest micro-degree.
    pub fn to_wgs84(self, point: Point) -> Point {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => point,
            Self::Gcj02 => unshifted(point),
        }
    }
}

/// Undoes the shift: it changes so slowly that stepping back by the shift of the last guess settles at once.
fn unshifted(point: Point) -> Point {
    let mut guess = point;
    for _ in 0..4 {
        let there = shifted(guess);
        let (lon, lat) = (guess.lon() + point.lon() - there.lon(), guess.lat() + point.lat() - there.lat());
        guess = Point::from_micro(lon, lat).unwrap_or(guess);
    }
    guess
}

/// From WGS 84 to GCJ-02. The formula is the one that is commonly known; outside of China nothing is shifted.
fn shifted(point: Point) -> Point {
    let in_china = (72_004_000..=137_834_700).contains(&point.lon()) && (829_300..=55_827_100).contains(&point.lat());
    if !in_china {
        return point;
    }
    let (lon, lat) = (degrees(point.lon()), degrees(point.lat()));
    let (east, north) = waves(lon - 105.0, lat - 35.0);
    let (semi_major, eccentricity_squared) = (6_378_245.0, 0.006_693_421_622_965_943);
    let sine = lat.to_radians().sin();
    let curve = 1.0 - eccentricity_squared * sine * sine;
    let metres_north = semi_major * (1.0 - eccentricity_squared) / (curve * curve.sqrt());
    let metres_east = semi_major / curve.sqrt() * lat.to_radians().cos();
    let (east, north) = ((east / metres_east).to_degrees(), (north / metres_north).to_degrees());
    Point::from_micro(micro(lon + east), micro(lat + north)).unwrap_or(point)
}

/// The shift in metres, east and north, at `x` and `y` degrees from 105° E 35° N.
fn waves(x: f64, y: f64) -> (f64, f64) {
    let wave = |height: f64, length: f64, at: f64| height * (at / length * PI).sin();
    let common = wave(20.0, 1.0 / 6.0, x) + wave(20.0, 0.5, x);
    let east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt();
    let east_waves = wave(20.0, 1.0, x) + wave(40.0, 3.0, x) + wave(150.0, 12.0, x) + wave(300.0, 30.0, x);
    let north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt();
    let north_waves = wave(20.0, 1.0, y) + wave(40.0, 3.0, y) + wave(160.0, 12.0, y) + wave(320.0, 30.0, y);
    let two_thirds = 2.0 / 3.0;
    (east + two_thirds * (common + east_waves), north + two_thirds * (common + north_waves))
}

fn degrees(micro: i64) -> f64 {
    micro as f64 / 1e6
}

fn micro(degrees: f64) -> i64 {
    (degrees * 1e6).round() as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_vector_at_wuhan_holds_both_ways() {
        let (wgs84, gcj02) = (Point::from_micro(114_270_000, 30_600_000), Point::from_micro(114_275_415, 30_597_548));
        assert_eq!(shifted(wgs84.clone().unwrap()), gcj02.clone().unwrap());
        assert_eq!(Crs::Gcj02.to_wgs84(gcj02.unwrap()), wgs84.unwrap());
    }

    #[test]
    fn a_system_is_read_by_the_name_that_it_is_written_with() {
        for crs in [Crs::Wgs84, Crs::Cgcs2000, Crs::Gcj02] {
            let name = serde_json::to_value(crs).unwrap();
            assert_eq!(name.as_str().unwrap().parse(), Ok(crs));
        }
        assert!("BD09".parse::<Crs>().is_err());
    }

    proptest! {
        #[test]
        fn going_there_and_back_ends_within_a_metre(lon in 73_000_000i64..135_000_000, lat in 18_000_000i64..54_000_000) {
            let point = Point::from_micro(lon, lat).unwrap();
            let back = Crs::Gcj02.to_wgs84(shifted(point));
            prop_assert!((back.lon() - lon).abs() <= 2 && (back.lat() - lat).abs() <= 2, "{:?} {:?}", point, back);
        }

        #[test]
        fn no_point_on_earth_breaks_it(lon in -180_000_000i64..=180_000_000, lat in -90_000_000i64..=90_000_000) {
            let there = Crs::Gcj02.to_wgs84(Point::from_micro(lon, lat).unwrap());
            prop_assert!((there.lon() - lon).abs() < 30_000 && (there.lat() - lat).abs() < 30_000);
        }
    }
}
