//! Rounds: the table of what was asked of many units, read in one question; whoever has not answered is urged in one act;
//! and what a matter leaves for the next one about the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::casework::case::{Case, Clock, SubCase};
use bihuan_core::casework::gathering::{self, Line, Standing};
use bihuan_core::casework::known;
use bihuan_core::casework::may::{Right, may};
use bihuan_core::casework::{CaseId, Who};
use bihuan_core::directory::UnitCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Gather, GatherColumn};
use bihuan_core::value::Value;
use bihuan_ledger::EntryRow;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::Map;
use sha2::{Digest, Sha256};

use crate::Office;
use crate::demand::{Act, Demand, IdempotencyKey};
use crate::entries::EntryNames;
use crate::failure::Failure;
use crate::law::Law;
use crate::view::Reading;

/// A round as one reader sees it.
pub struct Round {
    /// How it is laid out.
    pub gather: Gather,
    /// The rules of the matters in it.
    pub rules: Arc<CaseType>,
    /// What the district calls the entries of its own that the lines name.
    pub entries: EntryNames,
    /// A line for each unit, in the order in which they were asked.
    pub lines: Vec<RoundLine>,
    /// What each column adds up to; none where nothing is added up, or something is not for the reader.
    pub totals: Vec<Option<Decimal>>,
    /// How many units stand in each way, and how many are late, by their words.
    pub counts: BTreeMap<&'static str, usize>,
}

/// One unit of a round.
pub struct RoundLine {
    /// The unit.
    pub unit: Option<UnitCode>,
    /// Its matter's id, number and version; none where it was not taken in or is not for the reader.
    pub case: Option<(CaseId, String, u64)>,
    /// Whether its matter is invented for a demonstration.
    pub synthetic: bool,
    /// How it stands.
    pub standing: Standing,
    /// Whether it did not answer in its time.
    pub late: bool,
    /// By when it is to answer.
    pub due: Option<Timestamp>,
    /// What it says, column by column.
    pub values: Vec<Option<Value>>,
}

/// What came of urging one unit.
pub struct Urged {
    /// Its matter's number.
    pub number: String,
    /// The unit.
    pub unit: Option<UnitCode>,
    /// Why not, if it was not urged.
    pub end: Result<(), Failure>,
}

impl Office {
    /// The round of a case that is at hand; none where its kind asks none.
    ///
    /// # Errors
    /// The store's.
    pub fn round(&self, reading: &Reading, who: &Who) -> Result<Option<Round>, Failure> {
        let Some(gather) = reading.rules.gathers.clone() else { return Ok(None) };
        let (law, case) = (self.law(), &reading.case);
        let Some(rules) = gathering::kind(&reading.rules, &gather).and_then(|kind| law.current(kind)).cloned() else {
            return Ok(None);
        };
        let known: Vec<&SubCase> = gathering::gathered(&gather, case).collect();
        let below = self.standing_of(&known, who)?;
        let now = self.clock().now();
        let lines = known.iter().zip(&below).map(|(known, case)| gathering::line(&gather, known, case.as_ref(), now));
        let lines: Vec<Line<'_>> = lines.collect();
        let seen: Vec<Vec<bool>> = lines.iter().map(|line| self.columns_seen(&law, &gather, line, who)).collect();
        let is_whole = |at: usize| seen.iter().all(|columns| columns.get(at).copied().unwrap_or(true));
        let totals = gathering::totals(&gather, &lines).into_iter().enumerate();
        let totals = totals.map(|(at, total)| total.filter(|_| is_whole(at))).collect();
        let counts = gathering::counts(&lines);
        let lines = lines.iter().zip(&seen).map(|(line, seen)| self.line_told(&gather, line, seen));
        let lines: Vec<RoundLine> = lines.collect::<Result<_, _>>()?;
        let told = lines.iter().flat_map(|line| line.values.iter().flatten());
        let entries = self.entry_names(case.district.as_str(), &rules, told)?;
        Ok(Some(Round { gather, rules, entries, lines, totals, counts }))
    }

    /// Which columns of a line the reader may see.
    fn columns_seen(&self, law: &Law, gather: &Gather, line: &Line<'_>, who: &Who) -> Vec<bool> {
        let Some((case, rules)) = line.case.and_then(|case| Some((case, law.rules_of(case)?))) else {
            return Vec::new();
        };
        let at = self.clock().now();
        let seen = self.with_world(law, rules, case.district.as_str(), |world| {
            let sees = |field: &str| may(world, case, who, at, Right::Field(field)).is_ok();
            Ok(gather.columns.iter().map(|column| sees(&column.field)).collect())
        });
        seen.unwrap_or_default()
    }

    /// A line as its reader sees it: what people typed is opened for whoever may see the column.
    fn line_told(&self, gather: &Gather, line: &Line<'_>, seen: &[bool]) -> Result<RoundLine, Failure> {
        let values = gather.columns.iter().enumerate();
        let shown = values.map(|(at, column)| line.value(column).filter(|_| seen.get(at).copied().unwrap_or(false)));
        let shown: Vec<Option<&Value>> = shown.collect();
        Ok(RoundLine {
            unit: line.unit().cloned(),
            case: line.case.map(|case| (case.id.clone(), case.number.clone(), case.version)),
            synthetic: line.case.is_some_and(|case| case.synthetic),
            standing: line.standing,
            late: line.late,
            due: line.case.and_then(due),
            values: self.in_plain(line.case, gather, shown)?,
        })
    }

    /// Cells with what was sealed in plain; the vault of a case is asked only where there is something sealed.
    fn in_plain(
        &self,
        case: Option<&Case>,
        gather: &Gather,
        cells: Vec<Option<&Value>>,
    ) -> Result<Vec<Option<Value>>, Failure> {
        let is_sealed = |cell: &Option<&Value>| matches!(cell, Some(Value::Sealed(_)));
        let Some(case) = case.filter(|_| cells.iter().any(is_sealed)) else {
            return Ok(cells.into_iter().map(|cell| cell.cloned()).collect());
        };
        let named = gather.columns.iter().zip(&cells);
        let sealed = named.filter_map(|(column, cell)| Some((column.field.clone(), (*cell)?.clone()))).collect();
        let plain = self.opened_of(case, &sealed)?;
        let cell =
            |(column, cell): (&GatherColumn, Option<&Value>)| cell.and_then(|_| plain.get(&column.field)).cloned();
        Ok(gather.columns.iter().zip(cells).map(cell).collect())
    }

    /// Urges each unit whose turn it is, once for each version of its matter that was looked at: two officers who press the
    /// same button, or one who presses it twice, urge once. What goes wrong with one is told of that one.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where the case is not for the asker or has nobody to urge; the store's.
    pub fn urge_round(&self, id: &str, who: &Who, looked_at: &BTreeMap<String, u64>) -> Result<Vec<Urged>, Failure> {
        let reading = self.read(id, who)?;
        let round = self.round(&reading, who)?.ok_or(Failure::NotFound)?;
        let action = round.gather.urge.as_ref().map(|(action, _)| action.clone()).ok_or(Failure::NotFound)?;
        let owing = round.lines.into_iter().filter(|line| line.standing.is_owing());
        let urge = |line: RoundLine| {
            let (case, number, version) = line.case?;
            let seen = looked_at.get(&number).copied().filter(|seen| *seen <= version).unwrap_or(version);
            let wish =
                Act { case: case.0.clone(), action: action.clone(), task: None, input: Map::new(), seen: Some(seen) };
            let key = once(&reading.case, &case, &action, seen);
            let end = self.act(&Demand { who: who.clone(), wish, key: Some(key) }).map(drop);
            Some(Urged { number, unit: line.unit, end })
        };
        Ok(owing.filter_map(urge).collect())
    }
}

/// A key that is the same for whoever urges the same matter as it stood then.
fn once(parent: &Case, child: &CaseId, action: &str, seen: u64) -> IdempotencyKey {
    let key = format!("{}/{action}/{seen}", child.0);
    IdempotencyKey {
        district: parent.district.to_string(),
        caller: "round".to_owned(),
        path: format!("urge {}", parent.id.0),
        body_hash: Sha256::digest(&key).into(),
        key,
    }
}

/// The deadline of the matter that runs; where none runs any more, the one that ran.
fn due(case: &Case) -> Option<Timestamp> {
    let own = || case.clocks.iter().filter(|clock| clock.is_of_case());
    own().find(|clock| clock.ended.is_none()).or_else(|| own().next_back()).map(Clock::due)
}

/// The line that a case leaves for the next one about the same.
pub(crate) fn left_behind(rules: &CaseType, before: Option<&Case>, after: &Case) -> Option<EntryRow> {
    let line = known::line(rules, before, after)?;
    Some(EntryRow { register: line.register, key: line.key, value: line.value })
}
