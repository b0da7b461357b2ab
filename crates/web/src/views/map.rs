//! Matters as points on the drawing of the district, each a link, with the same matters as a table below: what cannot be
//! seen or pressed stands there in words.

use bihuan_core::value::Value;
use bihuan_office::{Failure, Reading};

use super::sight::Sight;
use crate::fields::map::{HEIGHT, Map, WIDTH};
use crate::html::{Html, escape};
use crate::portal::guest::body;
use crate::t;

/// Points of one drawing; more lie on top of each other, and the page says so.
const POINTS: usize = 200;

/// The drawing, and the table.
pub fn drawn(sight: &Sight<'_>, place: &str) -> Result<Html, Failure> {
    let part = sight.whole();
    let all = sight.count(&part)?;
    let rows = sight.rows(&part, None, POINTS)?;
    let told = body(t!(sight.words, "view-count", n = all)).then(sight.not_yours(rows.hidden));
    let cut = rows.next.is_some().then(|| body(t!(sight.words, "map-cut", n = POINTS)));
    let drawing = points(sight, place, &rows.items);
    if rows.items.is_empty() {
        return Ok(told);
    }
    Ok(told.then(cut).then(drawing).then(super::list::table(sight, &rows).stacked()))
}

fn points(sight: &Sight<'_>, place: &str, rows: &[Reading]) -> Option<Html> {
    let map = Map::of(sight.law, &sight.at.district)?;
    let drawing = map.drawing(sight.law, &sight.at.district)?;
    let inner = drawing.strip_prefix('<').and_then(|rest| rest.split_once('>'))?.1.strip_suffix("</svg>")?.to_owned();
    let mark = |reading: &Reading| {
        let Some(Value::Place(at)) = reading.values.get(place) else { return None };
        let point = at.point?;
        let (x, y) = map.pixel(point.lon, point.lat);
        let number = escape(&reading.case.number);
        let headline = sight.names.headline(&reading.rules, &reading.case);
        let about = escape(&headline);
        let dot = format!(r#"<title>{number} {about}</title><circle class="bh-points__dot" cx="{x}" cy="{y}" r="5"/>"#);
        Some(match sight.at.room {
            Some(_) => format!(r#"<a href="/desk/cases/{number}" aria-label="{number} {about}">{dot}</a>"#),
            None => format!("<g>{dot}</g>"),
        })
    };
    let marks: String = rows.iter().filter_map(mark).collect();
    let title = sight.title();
    let label = escape(&title);
    Some(Html::raw(format!(
        r#"<svg class="bh-points" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{label}"><g aria-hidden="true">{inner}</g>{marks}</svg>"#
    )))
}
