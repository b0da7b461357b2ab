//! The target that stands beside a figure: what was set for the unit and the year that is asked, and how it stands.

use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::target::Verdict;
use bihuan_office::Office;
use bihuan_office::targets::Stood;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::super::problem::Problem;
use super::asked::Question;
use crate::identity::{Caller, Scope};
use crate::words::Lang;

/// The keys `target` (the value that was set) and `standing` (the rest of it); both null where none was set. A target is for
/// a year: any other time has none, and so has a past day, as how it stood then is not kept. Staff and systems see it; a target that is public stands in its report.
pub fn told(office: &Office, figure: &str, question: &Question, caller: &Caller) -> Result<Map<String, Json>, Problem> {
    let stood = match aim_of(question).filter(|_| caller.scopes.contains(&Scope::Read)) {
        Some((district, year)) => {
            let of = question.unit.clone().unwrap_or_else(|| district.unit());
            office.target_of(&district, figure, &of, year)?
        }
        None => None,
    };
    let value = stood.as_ref().and_then(|stood| stood.entry.value.clone());
    let standing = stood.as_ref().map_or(Json::Null, |stood| standing(stood, caller.lang));
    Ok(Map::from_iter([("target".to_owned(), json!(value)), ("standing".to_owned(), standing)]))
}

/// The district and the year, where one target can stand beside what is asked.
fn aim_of(question: &Question) -> Option<(DistrictCode, i16)> {
    let [district] = question.districts.as_slice() else { return None };
    let (first, last) = (question.period.first, question.period.last);
    let whole_year =
        first.day_of_year() == 1 && last.day_of_year() == last.days_in_year() && first.year() == last.year();
    (whole_year && question.is_now()).then(|| Some((district.parse().ok()?, first.year())))?
}

fn standing(stood: &Stood, lang: Lang) -> Json {
    let entry = &stood.entry;
    let text = |number: Option<Decimal>| number.map(|number| number.normalize().to_string());
    let seen = stood.standing.as_ref();
    let verdict = seen.map(|it| match it.verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
        Verdict::Unknown => "unknown",
    });
    let reason = seen.map(|it| if lang == Lang::Zh { it.reason.zh.clone() } else { it.reason.en.clone() });
    json!({
        "year": entry.year,
        "growth_pct": entry.growth_pct,
        "rank": entry.rank,
        "comparator": entry.comparator,
        "pace": entry.path.as_deref().unwrap_or("even"),
        "due": text(seen.and_then(|it| it.due)),
        "light": seen.map(|it| it.light.code()),
        "verdict": verdict,
        "reason": reason,
        "source": entry.quote.as_ref().map_or("set", |_| "report"),
        "quote": entry.quote,
        "report": entry.report,
    })
}
