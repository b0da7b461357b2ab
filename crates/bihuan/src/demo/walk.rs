//! The walk through the weeks: what the packs' `demo.yaml` invent is asked of the office as people would ask it, in the order
//! of time, with the clock moved on before. Warnings, silence and lapsed requests happen on the way, because their time comes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::Arc;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::{Case, CaseId};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Demo, DemoSource};
use bihuan_core::simulation::invented::{
    Answer, Came, EntryOf, Filed, Place, Setting, Spot, Wish, births, run, spots, unit_of, who,
};
use bihuan_office::{Act, Demand, Failure as Why, Filing, Office};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::failure::Failure;

/// How many entries of a register are read at a time.
const A_PAGE: usize = 200;

/// A sort of invented matters with its rules and places.
struct Sort {
    demo: Arc<Demo>,
    rules: Arc<CaseType>,
    spots: Vec<Spot>,
}

/// Plays everything that the packs invent from an instant up to another, and lets the time run there.
pub fn walk(
    office: &Office,
    district: &DistrictCode,
    (from, until): (Timestamp, Timestamp),
    seed: u64,
) -> Result<Came, Failure> {
    let (law, calendar) = (office.law(), Calendar::shipped());
    let of_pack = law.packs.values().flat_map(|pack| {
        let sort = |demo: &Arc<Demo>| Some((Arc::clone(demo), Arc::clone(pack.cases.get(&demo.case)?)));
        pack.demos.values().filter_map(sort).collect::<Vec<_>>()
    });
    let sorts: Vec<Sort> =
        of_pack.map(|(demo, rules)| Sort { spots: spots(&law.directory, district, &demo), demo, rules }).collect();
    let settings: Vec<Setting<'_>> = sorts
        .iter()
        .map(|Sort { demo, rules, spots }| Setting { demo, rules, district, spots, calendar, seed })
        .collect();
    let entries = entries(office, district, &sorts)?;
    let born = settings.iter().enumerate().flat_map(|(sort, setting)| {
        births(setting, &entries, (from, until), 1).into_iter().map(move |birth| (sort, birth)).collect::<Vec<_>>()
    });
    let mut bar = Bar::new(from, until);
    let came = run(&mut Open { office, district }, &settings, born.collect(), until, &mut |at| bar.at(at))?;
    bar.end();
    Ok(came)
}

/// The entries of the registers that matters are made for, each once: one that the pack ships stands in the record too
/// as soon as somebody wrote it there, and what the record says counts.
fn entries(
    office: &Office,
    district: &DistrictCode,
    sorts: &[Sort],
) -> Result<BTreeMap<String, Vec<EntryOf>>, Failure> {
    let mut all = BTreeMap::new();
    for sort in sorts {
        let DemoSource::Each(each) = &sort.demo.source else { continue };
        let shipped = sort.rules.registers.get(&each.register).map(|register| register.rows.as_slice());
        let of_pack = shipped.unwrap_or_default().iter().map(|row| (row.key.clone(), row.values.clone().into_iter()));
        let mut found: BTreeMap<String, _> = of_pack.map(|(key, values)| (key, values.collect())).collect();
        let mut cursor = None;
        loop {
            let page = office.ledger().entries(district.as_str(), &each.register, cursor.as_deref(), A_PAGE)?;
            let fields = |value: Json| if let Json::Object(fields) = value { Some(fields) } else { None };
            found.extend(page.items.into_iter().filter_map(|row| Some((row.key, fields(row.value)?))));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        all.insert(each.register.clone(), found.into_iter().collect());
    }
    Ok(all)
}

/// The office, open to invented people.
struct Open<'o> {
    office: &'o Office,
    district: &'o DistrictCode,
}

impl Place for Open<'_> {
    type Fault = Failure;

    fn pass(&mut self, until: Timestamp) -> Result<(), Failure> {
        self.office.deliver_news()?;
        if self.office.next_wake()?.is_some_and(|due| due <= until) {
            self.office.advance_to(until)?;
        } else {
            self.office.clock().advance_to(until);
        }
        Ok(())
    }

    fn file(&mut self, at: Timestamp, setting: &Setting<'_>, filed: Filed) -> Result<Answer, Failure> {
        let who = who(&self.office.law().directory, (self.district, None), &filed.who, at);
        let (case_type, district) = (setting.rules.id.clone(), self.district.clone());
        let wish = Filing { case_type, district, form: filed.form, channel: filed.channel };
        answer(self.office.file(&Demand { who, wish, key: None }).map(|settled| settled.case.id))
    }

    fn act(&mut self, at: Timestamp, id: &CaseId, _: &Setting<'_>, wish: Wish) -> Result<Answer, Failure> {
        let case = self.office.standing(&id.0)?;
        let who = who(&self.office.law().directory, (self.district, unit_of(&case, &wish)), &wish.who, at);
        let wish = Act { case: id.0.clone(), action: wish.action, task: wish.task, input: wish.input, seen: None };
        answer(self.office.act(&Demand { who, wish, key: None }).map(|_| id.clone()))
    }

    fn case(&self, id: &CaseId) -> Result<Option<Cow<'_, Case>>, Failure> {
        Ok(Some(Cow::Owned(self.office.standing(&id.0)?)))
    }
}

fn answer(settled: Result<CaseId, Why>) -> Result<Answer, Failure> {
    match settled {
        Ok(id) => Ok(Answer::Done(id)),
        Err(Why::Refused(refusal)) => Ok(Answer::Refused(*refusal)),
        Err(other) => Err(other.into()),
    }
}

/// Progress on stderr: one line that is written over on a terminal, a few lines elsewhere.
struct Bar {
    from: Timestamp,
    seconds: i64,
    tenths: i64,
    live: bool,
}

impl Bar {
    fn new(from: Timestamp, until: Timestamp) -> Bar {
        let seconds = until.as_second().saturating_sub(from.as_second()).max(1);
        Bar { from, seconds, tenths: 0, live: std::io::stderr().is_terminal() }
    }

    fn at(&mut self, at: Timestamp) {
        let percent = (at.as_second().saturating_sub(self.from.as_second()) * 100 / self.seconds).clamp(0, 100);
        let step = if self.live { percent } else { percent / 10 };
        if step > self.tenths {
            self.tenths = step;
            self.show(usize::try_from(percent).unwrap_or(0));
        }
    }

    fn show(&self, percent: usize) {
        let filled = percent / 5;
        let line = format!(
            "合成数据 · synthetic matters [{}{}] {percent:3} %",
            "#".repeat(filled),
            " ".repeat(20usize.saturating_sub(filled))
        );
        let end = if self.live { "" } else { "\n" };
        let start = if self.live { "\r" } else { "" };
        drop(write!(std::io::stderr().lock(), "{start}{line}{end}"));
    }

    fn end(&self) {
        if self.live {
            drop(writeln!(std::io::stderr().lock()));
        }
    }
}
