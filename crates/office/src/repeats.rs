//! Closed is not solved: each matter that was closed has a line by what makes it alike, the newest first, so that one that
//! comes soon after finds it by one question, however many there are. What is found becomes part of its own record.

use bihuan_core::casework::repeats::{self, Earlier};
use bihuan_core::casework::{Case, Event, likeness, responsible};
use bihuan_core::pack::CaseType;
use bihuan_ledger::EntryRow;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::Office;
use crate::alike::prefix;
use crate::failure::Failure;
use crate::law::Law;
use crate::turns::Turn;

/// What a line says once a repeat was told of it.
const TOLD: &str = "repeated";

/// A repeat that was found: what happens, and the line that then says that it was told.
pub(crate) struct Found<'o> {
    /// What happens.
    pub event: Event,
    /// The line of the matter that is repeated.
    pub line: EntryRow,
    /// Held until it is written, where a judgement is put into question: of two that come at once only the first does.
    _one: Option<Turn<'o>>,
}

impl Office {
    /// Whether a matter repeats one that was closed, as it is first known what it is about.
    ///
    /// Costs one question, and where one is found the record of that one.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn repeated(
        &self,
        law: &Law,
        rules: &CaseType,
        before: Option<&Case>,
        after: &Case,
    ) -> Result<Option<Found<'_>>, Failure> {
        let Some(words) = repeats::to_look_for(rules, &law.directory, before, after) else { return Ok(None) };
        let Some(line) = self.newest(rules, after, &words)? else { return Ok(None) };
        // Most are the first to come again, if any: only those wait for one another.
        let one = (!is_told(&line)).then(|| self.turn_at(&self.repeating, "repeating")).transpose()?;
        let Some(line) = self.newest(rules, after, &words)? else { return Ok(None) };
        let Some(earlier) = self.earlier(law, rules, after.district.as_str(), &line)? else { return Ok(None) };
        let event = repeats::repeated(rules, law.calendar(after.district.as_str()), after.opened, earlier);
        Ok(event.map(|event| Found { event, line: told(line), _one: one }))
    }

    /// The newest like matter that was closed.
    fn newest(&self, rules: &CaseType, after: &Case, words: &[String]) -> Result<Option<EntryRow>, Failure> {
        let (register, prefix) = (register(rules), prefix(words));
        let page = self.ledger().entries_under(after.district.as_str(), &register, &prefix, None, 1)?;
        Ok(page.items.into_iter().next())
    }

    /// The matter that a line tells of, with its judgement unless a repeat was told of it already.
    fn earlier(
        &self,
        law: &Law,
        rules: &CaseType,
        district: &str,
        line: &EntryRow,
    ) -> Result<Option<Earlier>, Failure> {
        let text = |name: &str| line.value.get(name).and_then(Json::as_str);
        let (Some(id), Some(closed)) = (text("case"), text("closed").and_then(|at| at.parse::<Timestamp>().ok()))
        else {
            return Ok(None);
        };
        let case = self.load(id)?.case;
        // A line that was not taken away in time tells of nothing.
        let same = case.closed.as_ref().is_some_and(|closing| closing.at == closed);
        if !same || !repeats::can_be_repeated(law.current(&case.case_type).map_or(rules, AsRef::as_ref), &case) {
            return Ok(None);
        }
        let judged = if is_told(line) {
            None
        } else {
            let mut records = Vec::new();
            for row in self.ledger().records(district, id)? {
                records.push(crate::counted::read(&row)?);
            }
            repeats::last_judgement(&records)
        };
        Ok(Some(Earlier { unit: responsible(&case).cloned(), case: case.id, closed, judged }))
    }
}

/// Whether a repeat was told of it already.
fn is_told(line: &EntryRow) -> bool {
    line.value.get(TOLD).is_some()
}

fn told(mut line: EntryRow) -> EntryRow {
    if let Json::Object(value) = &mut line.value {
        value.insert(TOLD.to_owned(), true.into());
    }
    line
}

/// The line of a matter that was closed and can be repeated. What is declared now counts, whatever version it ran under.
pub(crate) fn line(law: &Law, case: &Case) -> Option<EntryRow> {
    let rules = law.current(&case.case_type)?;
    let closed = case.closed.as_ref().filter(|_| repeats::can_be_repeated(rules, case))?.at;
    let words = likeness(rules, &law.directory, &case.values)?;
    let newest_first = i64::MAX - closed.as_microsecond();
    Some(EntryRow {
        register: register(rules),
        key: format!("{}{newest_first:019}/{}", prefix(&words), case.id.0),
        value: json!({ "case": case.id, "closed": closed }),
    })
}

fn register(rules: &CaseType) -> String {
    format!("{}.closed-alike", rules.id.0)
}
