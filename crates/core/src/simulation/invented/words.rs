//! Placeholders: how a sentence or a value of `demo.yaml` becomes that of one matter.
//!
//! `{place}` stands for what is known of the matter, `{ask}` for one of the samples of that name. A value that is nothing
//! but a placeholder takes its kind with it: `quantity: "{quantity}"` stays an amount. `{quantity 30%}` is a part of it,
//! whole where the amount is whole; `{quantity 30% gone}` a part of what the entry's year has gone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Map, Value as Json};

use super::super::chance::Chance;
use crate::calendar::{civil, rfc3339};
use crate::casework::slots;
use crate::pack::model::Texts;

/// What every invented text says.
pub const MADE_UP: &str = "合成";

/// What a placeholder may name in every pack: the matter's number, district, community, street, what people call the place,
/// the place itself for a field, today, this year, a day of the entry's year that has gone by, the entry's key, the number
/// of the matter that was told of first, the present quarter of an hour (`{quarter +3}`: three of them on).
pub const GIVEN: [&str; 12] = [
    "n",
    "district",
    "community",
    "street",
    "place",
    "somewhere",
    "today",
    "this_year",
    "earlier",
    "key",
    "first",
    "quarter",
];

/// How deep samples may name samples.
const DEEPEST: u8 = 3;

/// The names in the placeholders of a text.
pub fn placeholders(text: &str) -> Vec<String> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    inside.map(|(name, _)| name.split_whitespace().next().unwrap_or_default().to_owned()).collect()
}

/// What is known when something is filled in.
pub struct Filling<'f> {
    /// By name.
    pub known: &'f BTreeMap<String, Json>,
    /// Samples, the most particular first.
    pub samples: [Option<&'f Texts>; 2],
    /// The hour.
    pub now: Timestamp,
    /// What is left to chance.
    pub chance: &'f mut Chance,
}

impl Filling<'_> {
    /// Some values with their placeholders filled in.
    pub fn values(&mut self, written: &Map<String, Json>) -> Map<String, Json> {
        written.iter().map(|(name, value)| (name.clone(), self.value(value))).collect()
    }

    fn value(&mut self, written: &Json) -> Json {
        match written {
            Json::String(text) => self.filled(text, 0),
            Json::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Json::Object(fields) => self.values(fields).into(),
            other => other.clone(),
        }
    }

    fn filled(&mut self, text: &str, depth: u8) -> Json {
        if let Some(inside) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
            && !inside.contains(['{', '}'])
        {
            return self.named(inside, depth);
        }
        let mut parts = text.split('{');
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (inside, rest) = part.split_once('}').unwrap_or((part, ""));
            whole.push_str(&plain(&self.named(inside, depth)));
            whole.push_str(rest);
        }
        whole.into()
    }

    fn named(&mut self, inside: &str, depth: u8) -> Json {
        let mut words = inside.split_whitespace();
        let (name, part, gone) = (words.next().unwrap_or_default(), words.next(), words.next() == Some("gone"));
        if let Some(sample) = self.sample(name).filter(|_| depth < DEEPEST) {
            return self.filled(&sample, depth + 1);
        }
        let value = match name {
            "today" => civil(self.now).date().to_string().into(),
            "this_year" => civil(self.now).year().into(),
            "earlier" => self.earlier().to_string().into(),
            "quarter" => self.quarter(part).into(),
            _ => self.known.get(name).cloned().unwrap_or_default(),
        };
        match part.and_then(|part| part.strip_suffix('%')?.parse::<u32>().ok()) {
            Some(part) => self.portion(&value, part, gone),
            None => value,
        }
    }

    fn sample(&mut self, name: &str) -> Option<String> {
        let [own, shared] = self.samples;
        let samples = own.and_then(|texts| texts.get(name)).or_else(|| shared.and_then(|texts| texts.get(name)))?;
        self.chance.of(samples).cloned()
    }

    /// The year of the entry, else the running one, up to today: its first day, and how many days of it have gone.
    fn year(&self) -> (Date, i64) {
        let today = civil(self.now).date();
        let year = self.known.get("year").and_then(Json::as_i64).and_then(|year| i16::try_from(year).ok());
        let year = year.filter(|year| *year <= today.year()).unwrap_or_else(|| today.year());
        let gone = if year < today.year() { 365 } else { i64::from(today.day_of_year()) };
        (Date::new(year, 1, 1).unwrap_or(today), gone)
    }

    /// The quarter of an hour in which it is, or so many on.
    fn quarter(&self, on: Option<&str>) -> String {
        let on: i64 = on.and_then(|on| on.strip_prefix('+')?.parse().ok()).unwrap_or(0);
        rfc3339(slots::instant(slots::quarter(self.now) + on))
    }

    fn earlier(&mut self) -> Date {
        let (first, gone) = self.year();
        let back = jiff::Span::new().try_days(self.chance.within(0, gone - 1));
        back.ok().and_then(|days| first.checked_add(days).ok()).unwrap_or(first)
    }

    fn portion(&self, value: &Json, part: u32, gone: bool) -> Json {
        let Ok(amount) = plain(value).parse::<Decimal>() else { return value.clone() };
        let places = if amount.fract().is_zero() { 0 } else { 2 };
        let days = if gone { self.year().1 } else { 365 };
        let share = Decimal::from(part).checked_mul(Decimal::from(days)).and_then(|of| of.checked_div(36_500.into()));
        let found = share.and_then(|share| amount.checked_mul(share)).unwrap_or(amount);
        found.round_dp_with_strategy(places, RoundingStrategy::AwayFromZero).normalize().to_string().into()
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled(text: &str) -> Json {
        let known = BTreeMap::from([
            ("n".to_owned(), json!("01234")),
            ("quantity".to_owned(), json!("28")),
            ("year".to_owned(), json!(2026)),
        ]);
        let texts = Texts::from([("ask".to_owned(), vec!["合成：{n} 号".to_owned()])]);
        let now = "2026-07-02T12:00:00+08:00".parse().unwrap();
        let mut chance = Chance::new(1);
        let mut filling = Filling { known: &known, samples: [Some(&texts), None], now, chance: &mut chance };
        filling.value(&json!(text))
    }

    #[test]
    fn placeholders_keep_their_kind_and_parts_stay_whole() {
        assert_eq!(filled("{year}"), json!(2026));
        assert_eq!(filled("在 {year} 年"), json!("在 2026 年"));
        assert_eq!(filled("{ask}！"), json!("合成：01234 号！"));
        assert_eq!(filled("{quantity 30%}"), json!("9"), "8.4 is told as a whole number");
        assert_eq!(filled("{quantity 50% gone}"), json!("8"), "183 of 365 days have gone");
        assert_eq!(filled("{nothing}"), Json::Null);
        let earlier: Date = filled("{earlier}").as_str().unwrap().parse().unwrap();
        assert!(earlier.year() == 2026 && earlier <= jiff::civil::date(2026, 7, 2));
    }

    #[test]
    fn names_are_found_wherever_they_stand() {
        assert_eq!(placeholders("合成：{place}的{quantity 30% gone}，{"), ["place", "quantity"]);
    }
}
