//! A trial of other rules or other staff, carried out by whoever holds the store, and told as JSON and in words.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bihuan_core::calendar::{Calendar, Lang, zone};
use bihuan_core::casework::{Case, TypeId};
use bihuan_core::directory::{self, Directory};
use bihuan_core::pack::{self, CaseType, Pack, Severity};
use bihuan_core::simulation::invented::Maker;
use bihuan_core::simulation::{Ground, Script, settled};
use bihuan_ledger::LedgerError;
use bihuan_office::period::Period;
use bihuan_office::whatif::{Matters, StaffChange, Trial, Tried, tried, tried_on};
use bihuan_office::{Office, PackSource};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::demo;
use crate::failure::Failure;

/// What is to be tried.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Asked {
    /// On which matters.
    pub period: Period,
    /// Under which packs; none: those in force.
    pub packs: Option<Vec<PackSource>>,
    /// With which staff.
    pub staff: Vec<StaffChange>,
    /// What chances start from.
    pub seed: u64,
}

/// Tries it on matters that are invented for it, so many times as many as the packs say: no store is needed.
pub fn on_invented(asked: &Asked, sources: &[PackSource], times: u32) -> Result<Json, Failure> {
    let packs = read(sources)?;
    let rules = asked.packs.as_ref().map_or_else(|| Ok(rules_of(&packs)), |changed| compiled(changed))?;
    let (Some(since), Some(until)) = (asked.period.since, asked.period.until) else {
        return Err(Failure::Use("请给出起止日期 · give the period".into()));
    };
    let directory = directory::demo()
        .map_err(|errors| Failure::Work(errors.first().map(ToString::to_string).unwrap_or_default()))?;
    let instant = |date: Date| {
        date.to_zoned(zone()).map(|zoned| zoned.timestamp()).map_err(|error| Failure::Work(error.to_string()))
    };
    let period = (instant(since)?, instant(until.tomorrow().unwrap_or(until))?);
    let ground = (&directory, Calendar::shipped(), demo::district()?);
    let maker = Maker::new(&packs, ground, period, (times, asked.seed));
    let trial = Trial { period: &asked.period, rules: &rules, staff: &asked.staff, most: None, seed: asked.seed };
    let tried = tried_on(&Invention { maker, rules: &rules }, &trial)?;
    let mut answer = reported(asked, &tried, versions(&rules));
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("synthetic".into(), true.into());
    }
    Ok(answer)
}

/// Invented matters, and the rules to try on them.
struct Invention<'i> {
    maker: Maker<'i>,
    rules: &'i BTreeMap<TypeId, Arc<CaseType>>,
}

impl Matters for Invention<'_> {
    fn each<T: Default + Send>(
        &self,
        look: impl Fn(&mut T, &Script, &Case, &Ground<'_>, &CaseType) + Sync,
    ) -> Result<(Vec<T>, bool), LedgerError> {
        let next = AtomicUsize::new(0);
        let entry = |_: &str, _: &str| None;
        let ground = Ground { directory: self.maker.directory(), calendar: Calendar::shipped(), entry: &entry };
        let work = || {
            let mut mine = T::default();
            while let Some(matters) = self.maker.made(next.fetch_add(1, Ordering::Relaxed)) {
                for matter in matters {
                    let was = settled(&ground, &matter.rules, matter.case, self.as_of());
                    let rules = self.rules.get(&matter.script.case_type).unwrap_or(&matter.rules);
                    look(&mut mine, &matter.script, &was, &ground, rules);
                }
            }
            mine
        };
        let hands = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 8);
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..hands).map(|_| scope.spawn(work)).collect();
            let gathered = threads.into_iter().map(|thread| thread.join().map_err(|_| LedgerError::Closing));
            Ok((gathered.collect::<Result<Vec<T>, LedgerError>>()?, false))
        })
    }

    fn as_of(&self) -> Timestamp {
        self.maker.until()
    }

    fn directory(&self) -> &Directory {
        self.maker.directory()
    }
}

/// Tries it.
pub fn carry_out(office: &Office, asked: &Asked) -> Result<Json, Failure> {
    let law = office.law();
    let unknown = asked.staff.iter().find(|change| law.directory.unit(&change.unit).is_none());
    if let Some(change) = unknown {
        return Err(Failure::Use(format!("单位目录里没有 {} · the directory has no such unit", change.unit)));
    }
    let rules: BTreeMap<TypeId, Arc<CaseType>> = match &asked.packs {
        Some(sources) => compiled(sources)?,
        None => law.types().map(|(_, rules)| (rules.id.clone(), Arc::clone(rules))).collect(),
    };
    let trial = Trial { period: &asked.period, rules: &rules, staff: &asked.staff, most: None, seed: asked.seed };
    let tried = tried(office.ledger(), &law, &trial)?;
    Ok(reported(asked, &tried, versions(&rules)))
}

fn versions(rules: &BTreeMap<TypeId, Arc<CaseType>>) -> Vec<Json> {
    rules.values().map(|rules| json!({ "type": rules.id, "version": rules.version })).collect()
}

/// The rules of packs that nobody has published; one with an error is told with its place.
fn compiled(sources: &[PackSource]) -> Result<BTreeMap<TypeId, Arc<CaseType>>, Failure> {
    Ok(rules_of(&read(sources)?))
}

fn rules_of(packs: &[Pack]) -> BTreeMap<TypeId, Arc<CaseType>> {
    let cases = packs.iter().flat_map(|pack| pack.cases.values());
    cases.map(|rules| (rules.id.clone(), Arc::clone(rules))).collect()
}

fn read(sources: &[PackSource]) -> Result<Vec<Pack>, Failure> {
    let mut packs = Vec::new();
    for source in sources {
        let reading = pack::read(&source.bytes());
        let error = reading.diagnostics.iter().find(|found| found.severity == Severity::Error);
        if let Some(found) = error {
            return Err(Failure::Work(format!(
                "{}/{}:{}:{}: {} · the pack has errors",
                source.name, found.file, found.line, found.column, found.message
            )));
        }
        packs.extend(reading.pack);
    }
    Ok(packs)
}

fn reported(asked: &Asked, tried: &Tried, versions: Vec<Json>) -> Json {
    let tally = &tried.tally;
    let whole = tally.whole();
    let types: Vec<Json> = tally.types.iter().map(|(kind, sums)| row(&[("type", &kind.0)], sums)).collect();
    let units: Vec<Json> = tally.units.iter().map(|(unit, sums)| row(&[("unit", unit.as_str())], sums)).collect();
    let weekly = tally.weeks.iter();
    let weeks: Vec<Json> =
        weekly.map(|((week, unit), sums)| row(&[("week", &week.to_string()), ("unit", unit.as_str())], sums)).collect();
    let refused = tally.refused.iter().map(|((action, code), n)| json!({ "action": action, "code": code, "times": n }));
    json!({
        "since": asked.period.since, "until": asked.period.until, "as_of": tried.as_of, "seed": asked.seed,
        "rules": versions, "staff": asked.staff,
        "matters": tally.matters, "changed": tally.changed, "strained": tally.strained, "unfiled": tally.unfiled,
        "late": {
            "was": whole.late_was, "would": whole.late_would, "newly": whole.late_newly, "spared": whole.spared,
            "band": tried.band,
        },
        "types": types, "units": units, "weeks": weeks,
        "newly_late": tally.late, "spared": tally.spared, "refused": refused.collect::<Json>(),
    })
}

/// A row: what it is about, then its sums.
fn row(about: &[(&str, &str)], sums: &impl Serialize) -> Json {
    let mut fields: Map<String, Json> =
        about.iter().map(|(name, value)| ((*name).to_owned(), Json::from(*value))).collect();
    if let Ok(Json::Object(sums)) = serde_json::to_value(sums) {
        fields.extend(sums);
    }
    Json::Object(fields)
}

/// The answer in words.
pub fn told(done: &Json, lang: Lang) -> Vec<String> {
    let number = |pointer: &str| done.pointer(pointer).and_then(Json::as_i64).unwrap_or_default();
    let text = |row: &Json, name: &str| row.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let (matters, was, would) = (number("/matters"), number("/late/was"), number("/late/would"));
    let (newly, spared) = (number("/late/newly"), number("/late/spared"));
    let zh = lang == Lang::Zh;
    let (since, until) = (text(done, "since"), text(done, "until"));
    let mut lines: Vec<String> = Vec::new();
    lines.extend(done.get("synthetic").map(|_| match zh {
        true => "合成：这里没有真实事项，以下数字来自按演示的情节编造的事项。".to_owned(),
        false => "合成 synthetic: there is no real matter in this; all are invented after the plots of the demonstration.".to_owned(),
    }));
    lines.push(if zh {
        format!("{since} 至 {until} 受理的 {matters} 件事项，按新的规则和人手重新推演，每一步的用时与当时相同。")
    } else {
        format!("{matters} matters filed from {since} to {until}, played again; each step takes as long as it did.")
    });
    lines.push(if zh {
        format!("当时逾期 {was} 件，推演逾期 {would} 件：新逾期 {newly} 件，不再逾期 {spared} 件。")
    } else {
        format!("{was} were late; {would} would be: {newly} newly, and {spared} no more.")
    });
    lines.extend(done.pointer("/late/band/low").map(|_| {
        let (low, high) = (number("/late/band/low"), number("/late/band/high"));
        match zh {
            true => format!("差额 {:+} 件；换一批日子，95% 的情况在 {low:+} 至 {high:+} 件之间。", would - was),
            false => format!(
                "The difference is {:+}; with other days, 95 times in 100, between {low:+} and {high:+}.",
                would - was
            ),
        }
    }));
    let unfiled = number("/unfiled");
    if number("/strained") > 0 {
        lines.push(if zh {
            format!("{} 件有的步骤在新规则下办不成（其中 {unfiled} 件不能受理），按其余步骤推演。", number("/strained"))
        } else {
            format!(
                "In {} some step has no room under the rules ({unfiled} could not be filed); they go on without it.",
                number("/strained")
            )
        });
    }
    lines.extend(units(done, zh));
    let late = done.get("newly_late").and_then(Json::as_array).into_iter().flatten().take(20);
    lines.extend(late.map(|moved| {
        let (number, deadline) = (text(moved, "number"), text(moved, "deadline"));
        let (due_was, due_would) = (text(moved, "due_was"), text(moved, "due_would"));
        let end = text(moved, "done");
        match (zh, end.is_empty()) {
            (true, true) => format!("{number}（{deadline}）：期限由 {due_was} 变为 {due_would}，尚未办结，逾期。"),
            (true, false) => format!("{number}（{deadline}）：期限由 {due_was} 变为 {due_would}，{end} 办结，逾期。"),
            (false, true) => {
                format!("{number} ({deadline}): due {due_would} instead of {due_was}; not done yet, late.")
            }
            (false, false) => format!("{number} ({deadline}): due {due_would} instead of {due_was}; done {end}, late."),
        }
    }));
    lines
}

/// The units whose work or lateness would be another, the most changed first.
fn units(done: &Json, zh: bool) -> Vec<String> {
    let count = |row: &Json, name: &str| row.get(name).and_then(Json::as_i64).unwrap_or_default();
    let change = |row: &Json| {
        let by = |was: &str, would: &str| (count(row, would) - count(row, was)).abs();
        by("works_was", "works_would") + by("late_was", "late_would")
    };
    let mut rows: Vec<&Json> = done.get("units").and_then(Json::as_array).into_iter().flatten().collect();
    rows.retain(|row| change(row) > 0);
    rows.sort_by_key(|row| std::cmp::Reverse(change(row)));
    let line = |row: &&Json| {
        let unit = row.get("unit").and_then(Json::as_str).unwrap_or_default();
        let (was, would) = (count(row, "works_was"), count(row, "works_would"));
        let (late_was, late_would) = (count(row, "late_was"), count(row, "late_would"));
        match zh {
            true => format!("{unit}：任务 {was} → {would} 项，超时限 {late_was} → {late_would} 次。"),
            false => format!("{unit}: tasks {was} → {would}, limits passed {late_was} → {late_would}."),
        }
    };
    rows.iter().take(10).map(line).collect()
}
