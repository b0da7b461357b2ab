//! A place pressed on a map: the district's outline drawn by this server, schematic, with the streets' names. It is the
//! image of a button, so that a press works without script; nothing is asked of any other machine.

use bihuan_core::directory::{DistrictCode, Outline, Point, Unit, UnitCode, UnitKind};
use bihuan_office::Law;

use crate::html::{Html, escape};

/// The drawing, in pixels.
pub const WIDTH: i64 = 300;
/// Its height.
pub const HEIGHT: i64 = 360;
/// What stays free around the outline.
const MARGIN: i64 = 12;

/// How a district lies on the drawing.
#[derive(Clone, Copy, Debug)]
pub struct Map {
    west: i64,
    north: i64,
    /// Thousandths by which a degree of longitude is shorter than one of latitude here.
    squeeze: i64,
    /// Pixels for so many millionths of a degree of latitude.
    pixels: i64,
    micro: i64,
}

impl Map {
    /// The map of a district that has an outline.
    pub fn of(law: &Law, district: &DistrictCode) -> Option<Map> {
        let outline = law.directory.district(district)?.outline.as_ref()?;
        let points = || outline.0.iter().flatten();
        let (west, east) = (points().map(|p| p.lon()).min()?, points().map(|p| p.lon()).max()?);
        let (south, north) = (points().map(|p| p.lat()).min()?, points().map(|p| p.lat()).max()?);
        let squeeze = cosine((south + north) / 2);
        let wide = ((east - west) * squeeze / 1000).max(1);
        let tall = (north - south).max(1);
        let (room_x, room_y) = (WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN);
        let (pixels, micro) = if room_x * tall <= room_y * wide { (room_x, wide) } else { (room_y, tall) };
        Some(Map { west, north, squeeze, pixels, micro })
    }

    /// Where a point stands on the drawing.
    pub fn pixel(&self, lon: i64, lat: i64) -> (i64, i64) {
        let x = (lon - self.west) * self.squeeze / 1000 * self.pixels / self.micro;
        let y = (self.north - lat) * self.pixels / self.micro;
        (x + MARGIN, y + MARGIN)
    }

    /// The point in millionths of a degree under a pixel.
    pub fn point(&self, x: i64, y: i64) -> (i64, i64) {
        let lon = self.west + (x - MARGIN) * self.micro / self.pixels * 1000 / self.squeeze;
        let lat = self.north - (y - MARGIN) * self.micro / self.pixels;
        (lon, lat)
    }

    /// The drawing: outline and the names of the streets, each where its communities lie.
    pub fn drawing(&self, law: &Law, district: &DistrictCode) -> Option<String> {
        let outline = law.directory.district(district)?.outline.as_ref()?;
        let labels: String = streets(law, district).filter_map(|street| self.label(law, street)).collect();
        Some(format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"><rect width="{WIDTH}" height="{HEIGHT}" fill="#f6f1e8"/><path d="{}" fill="#ffffff" stroke="#1f6b45" stroke-width="1.5" fill-rule="evenodd" stroke-linejoin="round"/>{labels}</svg>"##,
            self.path(outline)
        ))
    }

    /// The outline as a path of the drawing.
    pub fn path(&self, outline: &Outline) -> String {
        let ring = |ring: &Vec<Point>| {
            let steps: Vec<String> = ring
                .iter()
                .map(|point| {
                    let (x, y) = self.pixel(point.lon(), point.lat());
                    format!("{x} {y}")
                })
                .collect();
            format!("M{}Z", steps.join("L"))
        };
        outline.0.iter().map(ring).collect()
    }

    /// The middle of a street's communities; none for a street without any.
    pub fn middle(&self, law: &Law, street: &Unit) -> Option<(i64, i64)> {
        let (lon, lat) = middle_of_children(law, &street.code)?;
        Some(self.pixel(lon, lat))
    }

    /// A street's name in the middle of its communities.
    fn label(&self, law: &Law, street: &Unit) -> Option<String> {
        let (x, y) = self.middle(law, street)?;
        let name = street.short_name().trim_end_matches("街道").trim_end_matches('街');
        Some(format!(
            r##"<circle cx="{x}" cy="{y}" r="2" fill="#5a544b"/><text x="{x}" y="{}" font-size="11" font-family="sans-serif" text-anchor="middle" fill="#1d1a16">{}</text>"##,
            y - 5,
            escape(name)
        ))
    }

    /// The mark of the chosen point, to lie over the drawing.
    pub fn mark(&self, lon: i64, lat: i64) -> Html {
        let (x, y) = self.pixel(lon, lat);
        Html::raw(format!(
            r##"<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" aria-hidden="true" focusable="false"><circle cx="{x}" cy="{y}" r="9" fill="none" stroke="#b3261e" stroke-width="3"/><circle cx="{x}" cy="{y}" r="3" fill="#b3261e"/></svg>"##
        ))
    }
}

/// Where a unit is: its own point, else the middle of the units below it.
pub fn middle_of(law: &Law, unit: &UnitCode) -> Option<(i64, i64)> {
    let own = law.directory.unit(unit).and_then(|unit| unit.point).map(|point| (point.lon(), point.lat()));
    own.or_else(|| middle_of_children(law, unit))
}

fn middle_of_children(law: &Law, unit: &UnitCode) -> Option<(i64, i64)> {
    let points: Vec<Point> = law.directory.children(unit).filter_map(|unit| unit.point).collect();
    let count = i64::try_from(points.len()).ok().filter(|count| *count > 0)?;
    let lon = points.iter().map(|point| point.lon()).sum::<i64>() / count;
    let lat = points.iter().map(|point| point.lat()).sum::<i64>() / count;
    Some((lon, lat))
}

fn streets<'l>(law: &'l Law, district: &'l DistrictCode) -> impl Iterator<Item = &'l Unit> {
    law.directory.units(None, Some(UnitKind::Street)).filter(|unit| unit.code.district() == *district)
}

/// The community or street that a point of the district lies in; none outside it.
pub fn unit_at(law: &Law, district: &DistrictCode, lon: i64, lat: i64) -> Option<UnitCode> {
    if !law.directory.in_district(district, lon, lat) {
        return None;
    }
    let of = |kind| law.directory.containing(lon, lat, kind).map(|unit| unit.code.clone());
    of(UnitKind::Community).or_else(|| of(UnitKind::Street)).or_else(|| Some(district.unit()))
}

/// The cosine of a latitude in millionths of a degree, in thousandths, by Bhaskara's formula: within 0.2 %.
fn cosine(lat: i64) -> i64 {
    let hundredths = lat / 10_000;
    let square = hundredths * hundredths;
    1000 * (324_000_000 - 4 * square) / (324_000_000 + square)
}

/// Millionths of a degree as the decimal that a form sends.
pub fn degrees(micro: i64) -> String {
    format!("{}{}.{:06}", if micro < 0 { "-" } else { "" }, micro.abs() / 1_000_000, micro.abs() % 1_000_000)
}

/// The decimal that a form sends, in millionths of a degree.
pub fn micro(text: &str) -> Option<i64> {
    let point = Point::from_degrees(text, "0").ok()?;
    Some(point.lon())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_leads_back_to_its_point() {
        let map = Map { west: 114_225_586, north: 30_642_578, squeeze: cosine(30_600_000), pixels: 276, micro: 67_000 };
        assert!((858..=863).contains(&map.squeeze), "the cosine of 30.6 degrees is 0.8607: {}", map.squeeze);
        for (x, y) in [(12, 12), (100, 200), (280, 350)] {
            let (lon, lat) = map.point(x, y);
            let (back_x, back_y) = map.pixel(lon, lat);
            assert!((back_x - x).abs() <= 1 && (back_y - y).abs() <= 1, "{x} {y} became {back_x} {back_y}");
        }
    }

    #[test]
    fn degrees_are_written_as_they_are_read() {
        for value in [0, 114_270_867, -5, 30_000_001] {
            assert_eq!(micro(&degrees(value)), Some(value));
        }
    }
}
