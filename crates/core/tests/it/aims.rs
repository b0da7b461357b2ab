//! The laws of figures beside their targets: paces never go back, met is what the words say, scores stay in their bounds,
//! an interval holds its share, a line is crossed once each way, a revision loses nothing.

use bihuan_core::figures::forecast::{Method, forecast};
use bihuan_core::figures::interval::{WHOLE, wilson};
use bihuan_core::figures::light::{Known, Light, look};
use bihuan_core::figures::number::amount;
use bihuan_core::figures::outside::{Beside, Change, Release, Said, take};
use bihuan_core::figures::pace::{Counting, Path};
use bihuan_core::figures::score::{Measured, PartRule, Raise, ScoreRule, Veto, ranked};
use bihuan_core::figures::target::{Aim, Better, Comparator, Reached, Strength, Target, Tolerance, Verdict};
use bihuan_core::figures::threshold::{Crossing, Side, State, Threshold};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn comparator() -> impl Strategy<Value = Comparator> {
    prop::sample::select(Comparator::ALL.to_vec())
}

fn better() -> impl Strategy<Value = Better> {
    prop::sample::select(vec![Better::More, Better::Less, Better::Neither])
}

/// Amounts of every size that may come in.
fn number() -> impl Strategy<Value = Decimal> {
    prop_oneof![-1000_i64..1000, -1_000_000_000_000_000_i64..1_000_000_000_000_000,]
        .prop_flat_map(|n| (Just(n), 0_u32..5))
        .prop_map(|(n, scale)| Decimal::new(n, scale))
}

fn path() -> impl Strategy<Value = Path> {
    let months = prop::collection::vec((0_i64..1_000_000).prop_map(Decimal::from), 12);
    let plan = prop::collection::vec((1_i16..365, 0_i64..100), 0..6);
    prop_oneof![Just(Path::Even), months.prop_map(Path::Seasonal), plan.prop_map(planned)]
}

/// A plan that goes forward, towards a hundred.
fn planned(mut points: Vec<(i16, i64)>) -> Path {
    points.sort_unstable();
    points.dedup_by_key(|point| point.0);
    let mut most = 0;
    let point = |(day, n): (i16, i64)| {
        most = most.max(n);
        (day_of(day), Decimal::from(most))
    };
    Path::Planned(points.into_iter().map(point).collect())
}

fn day_of(day: i16) -> Date {
    date(2026, 1, 1).checked_add(jiff::Span::new().days(i64::from(day))).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_pace_never_goes_back_and_ends_at_the_target(path in path(), one in -40_i16..420, more in 0_i16..60) {
        let way = (Decimal::ZERO, Decimal::ONE_HUNDRED);
        let due = |day| path.due(Counting::Added, way, 2026, day_of(day)).unwrap();
        prop_assert!(due(one) <= due(one + more));
        prop_assert_eq!(due(364), Decimal::ONE_HUNDRED);
        prop_assert_eq!(due(-40), Decimal::ZERO);
    }

    #[test]
    fn met_is_what_the_comparator_says(now in number(), wanted in number(), comparator in comparator(), better in better()) {
        let target = Target { aims: vec![Aim::Value(wanted, comparator)], better, ..Target::default() };
        let reached = Reached { value: Some(now), ..Reached::default() };
        let exact = Tolerance { permille: 0, tenths: 0 };
        let says = match (comparator, better) {
            (Comparator::AtLeast, _) | (Comparator::Exact | Comparator::About, Better::More) => now >= wanted,
            (Comparator::Within, _) | (Comparator::Exact | Comparator::About, Better::Less) => now <= wanted,
            (Comparator::Over, _) => now > wanted,
            (Comparator::Exact | Comparator::About, Better::Neither) => now == wanted,
        };
        prop_assert_eq!(target.judge(&reached, exact) == Verdict::Met, says);
        // A tolerance only ever helps, and no other comparator knows one.
        let kind = target.judge(&reached, Tolerance::default()) == Verdict::Met;
        prop_assert!(kind || !says);
        prop_assert!(comparator == Comparator::About || kind == says);
        // Both languages have words for it.
        let words = target.words("亿元");
        prop_assert!(!words.zh.is_empty() && !words.en.is_empty());
    }

    #[test]
    fn any_target_and_figure_have_a_light_with_a_reason(
        value in prop::option::of(number()), growth in prop::option::of(number()), last in prop::option::of(number()),
        wanted in number(), comparator in comparator(), better in better(), is_growth: bool, strive: bool,
        path in path(), counting in prop::sample::select(vec![Counting::Added, Counting::Level, Counting::Held]),
        day in -400_i16..800,
    ) {
        let aim = if is_growth { Aim::Growth(wanted, comparator) } else { Aim::Value(wanted, comparator) };
        let strength = if strive { Strength::Strive } else { Strength::Ensure };
        let target = Target { aims: vec![aim], strength, better };
        let known = Known { value, growth, rank: None, last_year: last, counting, path };
        let today = day_of(day);
        let it = look(&target, &known, 2026, today, Tolerance::default());
        prop_assert!(!it.reason.zh.is_empty() && !it.reason.en.is_empty());
        if value.is_none() && growth.is_none() {
            prop_assert_eq!(it.light, Light::Grey);
        }
        // What the year's end says is the light's colour.
        if today.year() > 2026 && it.verdict == Verdict::Met {
            prop_assert_eq!(it.light, Light::Green);
        }
        if strive && today.year() > 2026 {
            prop_assert_ne!(it.light, Light::Red);
        }
    }

    #[test]
    fn whoever_is_where_the_pace_wants_ends_the_year_at_the_target(path in path(), day in 60_i16..364) {
        let way = (Decimal::ZERO, Decimal::ONE_HUNDRED);
        let due = path.due(Counting::Added, way, 2026, day_of(day)).unwrap();
        if let Some(it) = forecast(&path, Counting::Added, due, way, 2026, day_of(day)) {
            let far = (it.value - Decimal::ONE_HUNDRED).abs();
            prop_assert!(far < Decimal::new(1, 6) || it.method == Method::Final, "{} {:?}", it.value, it.method);
        }
    }

    #[test]
    fn an_interval_holds_its_share_and_narrows_with_cases(cases in 1_i64..5_000_000, hits in 0_i64..5_000_000) {
        let hits = hits.min(cases);
        let it = wilson(hits, cases).unwrap();
        // low <= hits/cases <= high, without rounding.
        prop_assert!(it.low * cases <= hits * WHOLE && hits * WHOLE <= it.high * cases);
        prop_assert!(0 <= it.low && it.high <= WHOLE);
        let ten = wilson(hits * 10, cases * 10).unwrap();
        prop_assert!(ten.high - ten.low <= it.high - it.low);
        // The other side of the share has the mirrored interval, but for the rounding.
        let other = wilson(cases - hits, cases).unwrap();
        prop_assert!((WHOLE - other.high - it.low).abs() <= 1 && (WHOLE - other.low - it.high).abs() <= 1);
    }

    #[test]
    fn a_line_is_crossed_once_each_way(
        opens in -50_i64..50, gap in 0_i64..20, minutes in 0_u32..30, below: bool,
        readings in prop::collection::vec((-5_i64..20, -80_i64..80), 0..80),
    ) {
        let side = if below { Side::Below } else { Side::Above };
        let closes = if below { opens + gap } else { opens - gap };
        let line = Threshold { side, opens_at: opens.into(), closes_at: closes.into(), minutes };
        prop_assert!(line.is_sound());
        let (mut state, mut minute, mut last) = (State::default(), 0, None::<Crossing>);
        for (step, value) in readings {
            minute += step;
            let at = Timestamp::from_second(minute * 60).unwrap();
            let (next, crossing) = line.hear(state, at, value.into());
            if let Some(now) = crossing {
                // Never twice the same, the first is an opening, and the value is on the side that the crossing says.
                prop_assert_ne!(Some(now), last);
                prop_assert!(last.is_some() || now == Crossing::Opened);
                let is_there = (line.is_past(value.into()), line.is_back(value.into()));
                prop_assert_eq!(is_there, (now == Crossing::Opened, now == Crossing::Closed));
                last = Some(now);
            }
            prop_assert_eq!(next.open, last == Some(Crossing::Opened));
            // The same reading again, as after a crash, changes nothing.
            prop_assert_eq!(line.hear(next, at, value.into()), (next, None));
            state = next;
        }
    }

    #[test]
    fn a_score_is_between_none_and_a_hundred_and_raising_what_would_raise_it_does(
        parts in prop::collection::vec((1_u32..60, number(), number(), prop::option::of(number()), 0_i64..90, 0_i64..90), 1..6),
        veto in prop::option::of((0_i64..100, number())),
    ) {
        let mut rule = ScoreRule { sample: 30, ..ScoreRule::default() };
        let mut figures: Vec<Measured> = Vec::new();
        for (n, (weight, none_at, full_at, value, hits, more)) in parts.iter().enumerate() {
            rule.parts.push(PartRule {
                figure: n.to_string(), weight: *weight, none_at: *none_at, full_at: *full_at, ..PartRule::default()
            });
            figures.push(Measured { value: *value, share: Some((*hits, hits + more)), sample: hits + more, excluded: 0 });
        }
        if let Some((cap, line)) = veto {
            rule.vetoes.push(Veto { figure: "0".into(), comparator: Comparator::Over, line, cap: cap.into() });
        }
        let look = |name: &str| figures[name.parse::<usize>().unwrap()];
        let score = rule.score(&look);
        prop_assert_eq!(score.total.is_none(), figures.iter().all(|it| it.value.is_none()));
        let Some(total) = score.total else { return Ok(()) };
        prop_assert!(Decimal::ZERO <= total && total <= Decimal::ONE_HUNDRED);
        for part in &score.parts {
            prop_assert!(part.points.is_none_or(|points| Decimal::ZERO <= points && points <= part.weight.into()));
        }
        if let Some(Raise::Part { figure, gain }) = &score.raise {
            let at: usize = figure.parse().unwrap();
            let full = rule.parts[at].full_at;
            let better = rule.score(&|name: &str| {
                if name == figure { Measured { value: Some(full), ..look(name) } } else { look(name) }
            });
            // Bringing it there may trip the veto on the same figure; else it gains what was said.
            if score.vetoes.len() == better.vetoes.len() {
                prop_assert!((better.total.unwrap() - total - gain).abs() < Decimal::new(1, 6));
            }
        }
    }

    #[test]
    fn places_follow_totals_and_the_unranked_have_none(totals in prop::collection::vec((0_i64..40, 0_i64..60), 1..20)) {
        let rule = ScoreRule {
            parts: vec![PartRule { figure: "x".into(), weight: 100, full_at: 40.into(), ..PartRule::default() }],
            sample: 30,
            ..ScoreRule::default()
        };
        let scored = totals.iter().enumerate().map(|(n, (value, sample))| {
            let measured = Measured { value: Some((*value).into()), share: None, sample: *sample, excluded: 0 };
            (n, rule.score(&|_: &str| measured))
        });
        let all = ranked(scored.collect());
        prop_assert_eq!(all.len(), totals.len());
        for (place, n, score) in &all {
            prop_assert_eq!(place.is_none(), totals[*n].1 < 30);
            if let Some(place) = place {
                let better = all.iter().filter(|(other, _, it)| other.is_some() && it.total > score.total).count();
                prop_assert_eq!(*place, better + 1);
            }
        }
    }

    #[test]
    fn a_revision_loses_nothing(values in prop::collection::vec((number(), any::<bool>(), -3_i64..10), 1..20)) {
        let (mut kept, mut taken, mut second) = (None, Vec::new(), 1000);
        for (value, preliminary, step) in values {
            second += step;
            let at = Timestamp::from_second(second).unwrap();
            let release = if preliminary { Release::Preliminary } else { Release::Final };
            let said = Said { value: Some(value), growth_pct: None, measure: "件".into(), release, source: "合成".into() };
            let beside = Beside { measure: Some("件"), kept: kept.as_ref(), last: None };
            match take(said.clone(), beside, at, true).unwrap() {
                Change::Same => prop_assert_eq!(taken.last(), Some(&said)),
                Change::New(new) | Change::Revised(new) => {
                    taken.push(said);
                    kept = Some(new);
                }
            }
        }
        let kept = kept.unwrap();
        let told: Vec<Said> = kept.replaced.iter().map(|old| old.said.clone()).chain([kept.said.clone()]).collect();
        prop_assert_eq!(told, taken);
        for old in &kept.replaced {
            prop_assert!(old.taken <= old.until);
        }
        prop_assert_eq!(kept.as_of(kept.taken), Some(&kept.said));
    }

    #[test]
    fn any_text_is_an_amount_or_none(text in "\\PC{0,40}") {
        let read = amount(&text);
        prop_assert!(read.is_none_or(|read| read.scale() <= 4));
        drop(bihuan_core::figures::outside::When::read(&text));
    }
}
