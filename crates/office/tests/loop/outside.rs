//! Figures from outside and targets: who may enter them, that the record holds them, that a revision keeps what it
//! replaced, and that a target stands beside what was counted.

use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::light::Light;
use bihuan_core::figures::outside::{Release, Said, When};
use bihuan_core::figures::target::Verdict;
use bihuan_ledger::EntryRow;
use bihuan_office::checks;
use bihuan_office::outside::{Columns, FIGURES, Fact, Taken};
use bihuan_office::targets::{NewTarget, TARGETS};
use bihuan_text::table;

use super::*;

fn here() -> DistrictCode {
    "420103".parse().unwrap()
}

fn fact(figure: &str, when: &str, value: i64, release: Release) -> Fact {
    Fact {
        figure: figure.into(),
        name: figure.into(),
        of: here().unit(),
        when: When::read(when).unwrap(),
        basis: None,
        said: Said {
            value: Some(value.into()),
            growth_pct: None,
            measure: "亿元".into(),
            release,
            source: "合成统计局".into(),
        },
        confirmed: false,
    }
}

impl Desk {
    fn is_proved(&self) -> u64 {
        let report = self.office.ledger().verify(&checks()).unwrap();
        assert_eq!(report.wrong, None);
        report.entries
    }

    fn takes(&self, facts: &[Fact]) -> Vec<String> {
        let hand = self.office.hand(&self.officer("supervisor"), &here(), FIGURES).unwrap();
        let came = self.office.take_outside(&hand, &here(), facts).unwrap();
        let told = |came: Result<Taken, Vec<bihuan_core::casework::refusal::Fault>>| match came {
            Ok(taken) => format!("{taken:?}"),
            Err(faults) => faults.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>().join(" "),
        };
        came.into_iter().map(told).collect()
    }

    fn sets(&self, new: &NewTarget) -> Result<String, Failure> {
        let hand = self.office.hand(&self.officer("supervisor"), &here(), TARGETS)?;
        self.office.set_target(&hand, &here(), new)
    }
}

#[test]
fn a_revision_keeps_what_it_replaced_and_the_record_holds_both() {
    let desk = Desk::at("2026-07-15T09:00:00+08:00");
    let june = |value, release| fact("gdp", "2026-06", value, release);
    assert_eq!(
        desk.takes(&[june(800, Release::Preliminary), fact("gdp", "2026-03", 400, Release::Final)]),
        ["New", "New"]
    );
    assert_eq!(desk.takes(&[june(800, Release::Preliminary)]), ["Same"], "the same table twice adds nothing");
    assert_eq!(desk.takes(&[june(812, Release::Final)]), ["Revised"]);
    assert_eq!(desk.takes(&[june(790, Release::Preliminary)]), ["final-before"]);
    assert_eq!(desk.takes(&[june(8_120_000, Release::Final)]), ["jump"]);
    assert_eq!(desk.takes(&[june(1, Release::Final), june(2, Release::Final)])[1], "twice");
    let page = desk.office.outside_figures(&here(), ("gdp", &here().unit()), "2026", None, 50).unwrap();
    let (_, kept) = page.items.iter().find(|(when, _)| when.as_str() == "2026-06").unwrap();
    let told: Vec<i64> = kept.replaced.iter().map(|old| i64::try_from(old.said.value.unwrap()).unwrap()).collect();
    assert_eq!(told, [800, 812], "what was said, in order");
    let series = desk.office.outside_series(&here(), None, 50).unwrap().items;
    assert_eq!((series.len(), series[0].count), (1, 2));
    assert!(desk.is_proved() >= 3);
    // Whoever changes the store behind the record is found.
    let key = "o.gdp.420103.2026-06";
    let mut value = desk.office.ledger().entry("420103", FIGURES, key).unwrap().unwrap();
    value["value"] = json!("999");
    desk.office
        .ledger()
        .put_entries("420103", vec![EntryRow { register: FIGURES.into(), key: key.into(), value }])
        .unwrap();
    let wrong = desk.office.ledger().verify(&checks()).unwrap().wrong.unwrap();
    assert!(wrong.place.contains(key), "{}", wrong.place);
}

#[test]
fn only_whom_the_pack_names_enters_figures_and_targets() {
    let desk = Desk::at("2026-07-15T09:00:00+08:00");
    for who in [desk.officer("clerk"), desk.officer("admin"), Who::Public, Who::Kernel, Who::Reporter] {
        assert!(desk.office.hand(&who, &here(), FIGURES).is_err(), "{who:?}");
        assert!(desk.office.hand(&who, &here(), TARGETS).is_err(), "{who:?}");
    }
    let elsewhere: DistrictCode = "420105".parse().unwrap();
    assert!(desk.office.hand(&desk.officer("supervisor"), &elsewhere, TARGETS).is_err());
}

#[test]
fn a_push_is_taken_whole_or_not_at_all() {
    let desk = Desk::at("2026-07-15T09:00:00+08:00");
    let hand = desk.office.hand_of_system("gauge");
    let level = |when: &str, value: i64| {
        let mut level = fact("water_level", when, value, Release::Final);
        level.said.measure = "米".into();
        level
    };
    let (good, ahead) = (level("2026-07-15T08:00:00+08:00", 25), level("2026-07-15T18:00:00+08:00", 25));
    let Err(Failure::Refused(refusal)) = desk.office.push_outside(&hand, &here(), &[good.clone(), ahead]) else {
        panic!()
    };
    assert_eq!(refusal.faults[0].field, "/items/1/period");
    assert!(desk.office.outside_series(&here(), None, 50).unwrap().items.is_empty(), "nothing was taken");
    assert_eq!(desk.office.push_outside(&hand, &here(), std::slice::from_ref(&good)).unwrap(), [Taken::New]);
    assert_eq!(desk.office.push_outside(&hand, &here(), &[good]).unwrap(), [Taken::Same]);
    desk.is_proved();
}

#[test]
fn a_table_is_read_row_by_row_and_last_years_head_is_noticed() {
    let desk = Desk::at("2026-07-15T09:00:00+08:00");
    let text = "2025年主要经济指标,,,\n指标,期间,数值,计量单位,同比增长,数据状态\n地区生产总值,2025年,\"1,680.5\",亿元,7.4,最终\n地区生产总值,2026-06,812,亿元,,初步\n合成怪数,2025,1,亿元,,\n固定资产投资,2025,很多,亿元,,\n";
    let rows = table::read(text.as_bytes()).unwrap();
    let columns = Columns {
        layout: Columns::recognise(&rows),
        rows: &rows,
        source: "合成统计局".into(),
        period: String::new(),
        confirmed: Default::default(),
    };
    let read = columns.facts(&desk.office, &here());
    let codes = |n: usize| {
        let (_, fact) = &read[n];
        fact.as_ref().err().map(|faults| faults.iter().map(|fault| fault.code.clone()).collect::<Vec<_>>())
    };
    let (_, first) = &read[0];
    let first = first.as_ref().unwrap();
    assert_eq!((first.figure.as_str(), first.when.as_str()), ("gdp", "2025"));
    assert_eq!(first.said.value.unwrap().to_string(), "1680.5");
    assert_eq!(codes(1), Some(vec!["other-year".to_owned()]));
    assert_eq!(codes(2), Some(vec!["unknown-figure".to_owned()]));
    assert_eq!(codes(3), Some(vec!["not-a-number".to_owned()]));
}

#[test]
fn a_target_without_a_year_is_refused_and_one_with_a_year_stands_beside_what_was_counted() {
    let desk = Desk::at("2026-07-02T09:00:00+08:00");
    desk.takes(&[fact("gdp", "2025", 1600, Release::Final), fact("gdp", "2026-06", 812, Release::Preliminary)]);
    let new = NewTarget {
        indicator: "地区生产总值".into(),
        growth: "7".into(),
        value: "1700".into(),
        measure: "亿元".into(),
        comparator: "at_least".into(),
        ..NewTarget::default()
    };
    let Err(Failure::Refused(refusal)) = desk.sets(&new) else { panic!() };
    assert_eq!((refusal.faults[0].field.as_str(), refusal.faults[0].code.as_str()), ("/year", "required"));
    let new = NewTarget { year: "2026".into(), ..new };
    let key = desk.sets(&new).unwrap();
    assert_eq!(desk.sets(&new).unwrap(), key, "set again, it is the same target");
    let stood = desk.office.target(&here(), &key).unwrap();
    let standing = stood.standing.unwrap();
    assert_eq!(stood.figure.unwrap().value.unwrap().to_string(), "812");
    // 7 % more than 1600 is 1712; by 2 July 183 of 365 days are over, and 858 are due.
    assert_eq!(standing.light, Light::Yellow, "{}", standing.reason.zh);
    assert_eq!(standing.verdict, Verdict::Missed, "of its two aims the value is not reached yet");
    assert!(desk.is_proved() >= 3);
    // This office's own counts stand beside a target too.
    desk.file(json!({ "content": "合成:路灯不亮" }));
    let own = NewTarget {
        indicator: "hotline.request-filed".into(),
        year: "2026".into(),
        value: "1".into(),
        ..NewTarget::default()
    };
    let key = desk.sets(&own).unwrap();
    let stood = desk.office.target(&here(), &key).unwrap();
    assert_eq!(stood.standing.unwrap().light, Light::Green);
    assert_eq!(stood.figure.unwrap().measure, "件");
    let all = desk.office.targets(&here(), None, 50).unwrap();
    assert_eq!(all.items.len(), 2);
}

/// The faults of a target that cannot be set: field and code.
fn faults(desk: &Desk, new: &NewTarget) -> Vec<(String, String)> {
    let Err(Failure::Refused(refusal)) = desk.sets(new) else { panic!("it was set: {new:?}") };
    refusal.faults.iter().map(|fault| (fault.field.clone(), fault.code.clone())).collect()
}

#[test]
fn a_target_can_be_set_for_any_figure_and_says_why_where_it_cannot() {
    let desk = Desk::at("2026-07-02T09:00:00+08:00");
    desk.file(json!({ "content": "合成:路灯不亮" }));
    let of = |indicator: &str| NewTarget { indicator: indicator.into(), year: "2026".into(), ..NewTarget::default() };
    let said = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
    let growth = NewTarget { growth: "5".into(), ..of("hotline.solved_rate") };
    assert_eq!(faults(&desk, &growth), said("/growth", "no-growth"), "a share has no growth");
    let growth = NewTarget { growth: "5".into(), ..of("hotline.time_to_answer") };
    assert_eq!(faults(&desk, &growth), said("/growth", "no-growth"), "nor has a median");
    let beyond = NewTarget { value: "120".into(), ..of("hotline.solved_rate") };
    assert_eq!(faults(&desk, &beyond), said("/value", "out-of-range"));
    let retired = NewTarget { value: "1".into(), ..of("gone.received_rate") };
    assert_eq!(faults(&desk, &retired), said("/indicator", "unknown-figure"), "no pack in force counts it");

    let median = NewTarget { value: "24".into(), comparator: "within".into(), ..of("hotline.time_to_answer") };
    let stood = desk.office.target(&here(), &desk.sets(&median).unwrap()).unwrap();
    let figure = stood.figure.unwrap();
    assert_eq!((figure.value, figure.measure.as_str()), (None, "工作小时"), "nothing is answered yet");
    let rate = NewTarget { value: "95".into(), comparator: "at_least".into(), ..of("hotline.on_time_rate") };
    let stood = desk.office.target(&here(), &desk.sets(&rate).unwrap()).unwrap();
    assert_eq!(stood.figure.unwrap().share, Some((0, 0)));
    let count =
        NewTarget { value: "9".into(), growth: "3".into(), comparator: "about".into(), ..of("hotline.received") };
    let stood = desk.office.target(&here(), &desk.sets(&count).unwrap()).unwrap();
    assert_eq!(stood.figure.unwrap().value.unwrap().to_string(), "1");
}

/// A target of a figure whose pack was retired is still shown, with no figure beside it and the reason.
#[test]
fn a_target_whose_pack_was_retired_stands_without_a_figure() {
    let desk = Desk::at("2026-07-02T09:00:00+08:00");
    let kept = json!({ "name": "某率", "indicator": "gone.received_rate", "year": 2026, "value": "95" });
    let row = bihuan_ledger::EntryRow {
        register: TARGETS.into(),
        key: "t-gone.received_rate.420103.2026".into(),
        value: kept,
    };
    desk.office.ledger().put_entries("420103", vec![row]).unwrap();
    let all = desk.office.targets(&here(), None, 50).unwrap();
    assert!(all.items[0].figure.is_none());
    assert_eq!(all.items[0].standing.as_ref().unwrap().light, Light::Grey);
}
