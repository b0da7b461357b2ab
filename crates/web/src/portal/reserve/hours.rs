//! How free a day of an entry is, hour by hour: in words and in colour.

use std::collections::BTreeMap;

use bihuan_core::calendar::civil;
use bihuan_core::casework::opening::Opening;
use bihuan_core::casework::slots::instant;
use jiff::civil::Date;

use crate::html::{Html, el};
use crate::t;
use crate::words::Words;

/// An hour of a day: how many of its open quarters are free.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Hour {
    /// Of the day, from 0.
    pub hour: i8,
    /// Quarters that are open and not over.
    pub open: usize,
    /// Of them, those that nobody holds.
    pub free: usize,
}

/// The hours of a day in which something is open, from now on.
pub fn of_day(opening: &Opening, held: &[i64], range: (i64, i64), day: Date) -> Vec<Hour> {
    let mut hours: BTreeMap<i8, Hour> = BTreeMap::new();
    for quarter in opening.quarters(day).into_iter().filter(|it| (range.0..range.1).contains(it)) {
        let at = civil(instant(quarter)).hour();
        let hour = hours.entry(at).or_insert(Hour { hour: at, ..Hour::default() });
        hour.open += 1;
        hour.free += usize::from(held.binary_search(&quarter).is_err());
    }
    hours.into_values().collect()
}

/// The strip of hours: each says its hour and whether it is free.
pub fn strip(words: &Words, hours: &[Hour]) -> Html {
    if hours.is_empty() {
        return el("p").class("govuk-body-s bh-muted").put(t!(words, "reserve-closed")).html();
    }
    let item = |hour: &Hour| {
        let (class, key) = match hour.free {
            0 => ("is-full", "reserve-hour-full"),
            free if free == hour.open => ("is-free", "reserve-hour-free"),
            _ => ("is-part", "reserve-hour-part"),
        };
        let mark = if hour.free == 0 {
            "×"
        } else if hour.free == hour.open {
            "○"
        } else {
            "△"
        };
        let said = el("span").class("govuk-visually-hidden").put(words.get(key, &[("hour", hour.hour.into())]));
        let seen = el("span").attr("aria-hidden", "true").put(hour.hour.to_string()).put(el("b").put(mark));
        el("li").class(format!("bh-hour {class}")).put(seen).put(said)
    };
    el("ol").class("bh-hours").put_all(hours.iter().map(item)).html()
}

/// What the colours and marks mean.
pub fn legend(words: &Words) -> Html {
    el("p").class("govuk-body-s bh-muted").put(t!(words, "reserve-legend")).html()
}

#[cfg(test)]
mod tests {
    use bihuan_core::casework::opening::Weekdays;

    use super::*;

    #[test]
    fn an_hour_is_free_partly_free_or_full_and_what_is_over_is_not_told() {
        let opening = Opening { hours: "09:00-11:30".parse().unwrap(), weekdays: Weekdays::read("1-7") };
        let day: Date = "2026-11-24".parse().unwrap();
        let open = opening.quarters(day);
        let held = [open[2], open[4], open[5], open[6], open[7]];
        let found = of_day(&opening, &held, (open[1], open[0] + 96), day);
        let told: Vec<(i8, usize, usize)> = found.iter().map(|hour| (hour.hour, hour.open, hour.free)).collect();
        assert_eq!(told, [(9, 3, 2), (10, 4, 0), (11, 2, 2)]);
    }
}
