//! The district by street as a drawing of this server: each point belongs to the community that is nearest, each
//! community to its street, which is how a point that is pressed finds its street too. Schematic, no legal boundary.

use std::collections::BTreeMap;

use bihuan_core::directory::{DistrictCode, Unit, UnitKind};
use bihuan_office::Law;

use crate::fields::map::{HEIGHT, Map, WIDTH};
use crate::html::{Html, escape};

/// How many shades tell more from less, the lightest for nothing.
pub const SHADES: i64 = 4;

/// Characters of a name on the drawing.
const NAME: usize = 4;

/// What a street says of itself on the drawing.
pub struct Street {
    /// Where its number leads.
    pub href: String,
    /// Its whole sentence, for who hears or points.
    pub title: String,
    /// Its number.
    pub n: i64,
}

/// A corner of a cell, and what lies beyond the edge that begins there: the other community, or the frame.
#[derive(Clone, Copy, Debug)]
struct Corner {
    x: f64,
    y: f64,
    beyond: Option<usize>,
}

/// A community on the drawing.
struct Spot<'l> {
    x: f64,
    y: f64,
    street: &'l str,
}

/// The streets by how much each has, a link each; none for a district without an outline.
pub fn drawing(law: &Law, district: &DistrictCode, streets: &BTreeMap<String, Street>, label: &str) -> Option<Html> {
    let map = Map::of(law, district)?;
    let outline = law.directory.district(district)?.outline.as_ref()?;
    let spots = spots(law, district, &map);
    let cells: Vec<Vec<Corner>> = (0..spots.len()).map(|own| cell(&spots, own)).collect();
    let most = streets.values().map(|street| street.n).max().unwrap_or_default();
    let areas: String = streets.iter().map(|(code, street)| area(code, street, most, &spots, &cells)).collect();
    let labels: String = law
        .directory
        .units(None, Some(UnitKind::Street))
        .filter_map(|unit| name(law, &map, unit, streets.get(unit.code.as_str())?))
        .collect();
    let path = map.path(outline);
    Some(Html::raw(format!(
        r#"<svg class="bh-areas" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{}"><clipPath id="bh-district"><path d="{path}" clip-rule="evenodd"/></clipPath><g clip-path="url(#bh-district)">{areas}<path class="bh-areas__between" d="{}"/></g><path class="bh-areas__outline" d="{path}"/>{labels}</svg>"#,
        escape(label),
        between(&spots, &cells),
    )))
}

/// Which shade stands for a number: none of it for nothing, the darkest for the most.
pub fn shade(n: i64, most: i64) -> i64 {
    if n <= 0 || most <= 0 { 0 } else { (n * SHADES + most - 1).checked_div(most).unwrap_or(0).clamp(1, SHADES) }
}

fn spots<'l>(law: &'l Law, district: &DistrictCode, map: &Map) -> Vec<Spot<'l>> {
    let streets = law.directory.units(None, Some(UnitKind::Street)).filter(|unit| unit.code.district() == *district);
    let below = streets.flat_map(|street| law.directory.children(&street.code).map(move |unit| (street, unit)));
    let spot = |(street, unit): (&'l Unit, &'l Unit)| {
        let point = unit.point?;
        let (x, y) = map.pixel(point.lon(), point.lat());
        Some(Spot { x: x as f64, y: y as f64, street: street.code.as_str() })
    };
    below.filter_map(spot).collect()
}

/// All that is nearer to this community than to any other: the frame, cut by the middle line to each of them.
fn cell(spots: &[Spot<'_>], own: usize) -> Vec<Corner> {
    let frame = [(0.0, 0.0), (WIDTH as f64, 0.0), (WIDTH as f64, HEIGHT as f64), (0.0, HEIGHT as f64)];
    let mut corners: Vec<Corner> = frame.map(|(x, y)| Corner { x, y, beyond: None }).to_vec();
    let Some(here) = spots.get(own) else { return Vec::new() };
    for (index, there) in spots.iter().enumerate() {
        let (dx, dy) = (there.x - here.x, there.y - here.y);
        // Two at one pixel cannot be told apart; the first of them has the place.
        if index == own || (dx == 0.0 && dy == 0.0 && index > own) {
            continue;
        }
        let middle = (there.x * there.x + there.y * there.y - here.x * here.x - here.y * here.y) / 2.0;
        corners = cut(&corners, |corner| middle - corner.x * dx - corner.y * dy, index);
    }
    corners
}

/// What of a polygon lies where `inside` is not below nothing; the new edge tells what is beyond it.
fn cut(corners: &[Corner], inside: impl Fn(&Corner) -> f64, beyond: usize) -> Vec<Corner> {
    let next = corners.iter().cycle().skip(1);
    let mut kept = Vec::with_capacity(corners.len() + 1);
    for (a, b) in corners.iter().zip(next) {
        let (at_a, at_b) = (inside(a), inside(b));
        let crossing = || {
            let along = at_a / (at_a - at_b);
            (a.x + (b.x - a.x) * along, a.y + (b.y - a.y) * along)
        };
        if at_a >= 0.0 {
            kept.push(*a);
        }
        if at_a > 0.0 && at_b < 0.0 {
            let (x, y) = crossing();
            kept.push(Corner { x, y, beyond: Some(beyond) });
        } else if at_a < 0.0 && at_b > 0.0 {
            let (x, y) = crossing();
            kept.push(Corner { x, y, beyond: a.beyond });
        }
    }
    kept
}

fn area(code: &str, street: &Street, most: i64, spots: &[Spot<'_>], cells: &[Vec<Corner>]) -> String {
    let own = spots.iter().zip(cells).filter(|(spot, cell)| spot.street == code && cell.len() > 2);
    let path: String = own.map(|(_, cell)| polygon(cell)).collect();
    if path.is_empty() {
        return String::new();
    }
    format!(
        r#"<a href="{}" aria-label="{1}"><title>{1}</title><path class="bh-areas__shade bh-areas__shade--{2}" d="{path}"/></a>"#,
        escape(&street.href),
        escape(&street.title),
        shade(street.n, most),
    )
}

fn polygon(cell: &[Corner]) -> String {
    let steps: Vec<String> = cell.iter().map(|corner| format!("{:.1} {:.1}", corner.x, corner.y)).collect();
    format!("M{}Z", steps.join("L"))
}

/// The lines between streets.
fn between(spots: &[Spot<'_>], cells: &[Vec<Corner>]) -> String {
    let mut lines = String::new();
    for (own, (spot, cell)) in spots.iter().zip(cells).enumerate() {
        let next = cell.iter().cycle().skip(1);
        for (a, b) in cell.iter().zip(next) {
            let other = a.beyond.filter(|other| *other > own).and_then(|other| spots.get(other));
            if other.is_some_and(|other| other.street != spot.street) {
                lines += &format!("M{:.1} {:.1}L{:.1} {:.1}", a.x, a.y, b.x, b.y);
            }
        }
    }
    lines
}

/// A street's name and number in the middle of its communities.
fn name(law: &Law, map: &Map, unit: &Unit, street: &Street) -> Option<String> {
    let (x, y) = map.middle(law, unit)?;
    let name = unit.short_name().trim_end_matches("街道").trim_end_matches('街');
    // A long name would lie over its neighbours'; in full it stands in the title and in the table.
    let short: String = name.chars().take(NAME).collect();
    let name = if name.chars().count() > NAME { format!("{short}…") } else { short };
    Some(format!(
        r#"<text class="bh-areas__name" x="{x}" y="{}" aria-hidden="true">{}</text><text class="bh-areas__n" x="{x}" y="{}" aria-hidden="true">{}</text>"#,
        y - 2,
        escape(&name),
        y + 11,
        street.n,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn area_of(cell: &[Corner]) -> f64 {
        let next = cell.iter().cycle().skip(1);
        cell.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>().abs() / 2.0
    }

    #[test]
    fn a_number_has_a_shade_and_nothing_has_none() {
        assert_eq!((shade(0, 9), shade(1, 9), shade(9, 9), shade(5, 9)), (0, 1, 4, 3));
        assert_eq!((shade(0, 0), shade(3, 0)), (0, 0));
    }

    proptest! {
        #[test]
        fn the_cells_fill_the_frame_and_none_lies_over_another(
            points in prop::collection::btree_set((0_i32..300, 0_i32..360), 1..40),
        ) {
            let spots: Vec<Spot<'_>> =
                points.iter().map(|(x, y)| Spot { x: f64::from(*x), y: f64::from(*y), street: "s" }).collect();
            let all: f64 = (0..spots.len()).map(|own| area_of(&cell(&spots, own))).sum();
            prop_assert!((all - (WIDTH * HEIGHT) as f64).abs() < 1.0, "{all}");
        }
    }
}
