//! Matters that cases ask for are taken in: after the commit, from the outbox, each once. A crash in between only delays it,
//! for the new case's id follows from who asked and when, and a second taking in finds it there.

use bihuan_core::casework::case::{Case, SubCase, SubCaseState};
use bihuan_core::casework::command::News;
use bihuan_core::casework::may::{Right, may};
use bihuan_core::casework::{CaseId, Command, Who, subcase};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::OnClose;
use bihuan_ledger::{OutboxRow, Retry};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::Office;
use crate::commands::stable_id;
use crate::demand::{Demand, Filing};
use crate::failure::Failure;
use crate::law::Law;
use crate::rows;

/// The outbox's kind for matters to be taken in.
pub(crate) const KIND: &str = "subcase";

/// How many are taken at a time.
const BATCH: usize = 64;

/// What is asked for.
#[derive(Deserialize, Serialize)]
pub(crate) struct Asked {
    /// The case that asks.
    pub parent: CaseId,
    /// The name of these matters in its pack.
    pub name: String,
    /// Which of that name it is.
    pub sequence: u32,
}

impl Office {
    /// The sub-cases of a case as they stand, the first so many of them, in order; none in the place of one that has not been
    /// taken in or that the reader may not read. Nothing of them is opened, and the store is asked once.
    ///
    /// # Errors
    /// The store's.
    pub fn subcases_of(&self, case: &Case, who: &Who, most: usize) -> Result<Vec<Option<Case>>, Failure> {
        let known: Vec<&SubCase> = case.subcases.iter().take(most).collect();
        self.standing_of(&known, who)
    }

    /// The same of some of them.
    pub(crate) fn standing_of(&self, known: &[&SubCase], who: &Who) -> Result<Vec<Option<Case>>, Failure> {
        let law = self.law();
        let ids: Vec<String> = known.iter().filter_map(|it| Some(it.identity.as_ref()?.id.0.clone())).collect();
        let rows = self.ledger().heads_of(&ids)?;
        let cases = rows.iter().map(|row| rows::case_of(&row.head.state).map(|case| (case.id.clone(), case)));
        let mut cases = cases.collect::<Result<BTreeMap<_, _>, _>>()?;
        let found = known.iter().map(|it| cases.remove(&it.identity.as_ref()?.id));
        found.map(|case| case.map_or(Ok(None), |case| self.if_readable(&law, case, who))).collect()
    }

    fn if_readable(&self, law: &Law, case: Case, who: &Who) -> Result<Option<Case>, Failure> {
        let Some(rules) = law.rules_of(&case) else { return Ok(None) };
        let at = self.clock().now();
        match self.with_world(law, rules, case.district.as_str(), |world| may(world, &case, who, at, Right::Read)) {
            Ok(()) => Ok(Some(case)),
            Err(Failure::Refused(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Takes in what was asked for and waits; answers how many.
    pub(crate) fn open_subcases(&self) -> Result<usize, Failure> {
        let _one_at_a_time = self.turn_at(&self.opening, "opening")?;
        let mut opened = 0;
        loop {
            let asked = self.ledger().outbox_take(KIND, BATCH, Timestamp::now())?;
            if asked.is_empty() {
                return Ok(opened);
            }
            for row in &asked {
                opened += usize::from(self.open_asked(row)?);
            }
        }
    }

    fn open_asked(&self, row: &OutboxRow) -> Result<bool, Failure> {
        match self.take_in_for(row) {
            Ok(()) | Err(Failure::NotFound) => self.ledger().outbox_ack(row.id)?,
            Err(Failure::Storage(error)) => return Err(Failure::Storage(error)),
            Err(other) => {
                self.ledger().outbox_fail(row.id, &format!("{other:?}"), Timestamp::now(), Retry::default())?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn take_in_for(&self, row: &OutboxRow) -> Result<(), Failure> {
        let Ok(asked) = serde_json::from_value::<Asked>(row.payload.clone()) else { return Err(Failure::NotFound) };
        let (law, parent) = (self.law(), self.load(&asked.parent.0)?.case);
        let rules = law.rules_of(&parent).ok_or(Failure::NotFound)?;
        let Some(known) = parent.subcase(&asked.name, asked.sequence) else { return Err(Failure::NotFound) };
        if !is_wanted(rules, known) {
            return Ok(());
        }
        let id = child_id(&parent, known);
        if self.ledger().head(&id)?.is_some() {
            return Ok(());
        }
        let Some(child) = law.current(&known.opens) else { return self.tell_refused(&asked, "not-found") };
        // Opened from the vault only now, and sealed again for the new case.
        let values = self.opened_of(&parent, &known.values)?;
        let form = subcase::form_of(rules, &known.name, child, &values, &parent.district);
        let wish = Filing {
            case_type: known.opens.clone(),
            district: parent.district.clone(),
            form,
            channel: subcase::CHANNEL.to_owned(),
        };
        let demand = Demand { who: Who::Kernel, wish, key: None };
        match self.file_as(&demand, &id, Some((&parent, &known.name, known.sequence))) {
            Err(Failure::Refused(refusal)) => {
                tracing::error!(parent = %parent.number, name = %known.name, code = ?refusal.code, "a sub-case was refused");
                self.tell_refused(&asked, &refusal.code.word())
            }
            other => other.map(drop),
        }
    }

    fn tell_refused(&self, asked: &Asked, code: &str) -> Result<(), Failure> {
        let Asked { parent, name, sequence } = asked;
        let news = News::SubCaseRefused { name: name.clone(), sequence: *sequence, code: code.to_owned() };
        let command = Command::Hear { from: parent.clone(), news };
        self.move_on(&parent.0, &Who::Kernel, &command, None, |_, _| Ok(())).map(drop)
    }
}

/// One that is not asked for any more is not taken in, unless it was to go its own way: then it is, and let go.
fn is_wanted(rules: &CaseType, known: &SubCase) -> bool {
    let released =
        || rules.subcases.get(&known.name).is_some_and(|rule| !matches!(rule.on_close, OnClose::Withdraw(_)));
    match known.state {
        SubCaseState::Asked => true,
        SubCaseState::Left => known.identity.is_none() && released(),
        _ => false,
    }
}

/// The id of a case that another asked for, which is always the same.
fn child_id(parent: &Case, known: &SubCase) -> String {
    stable_id(known.asked, &["subcase", &parent.id.0, &known.name, &known.sequence.to_string()])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use bihuan_core::casework::command::Officer;
    use bihuan_core::casework::{TypeId, Who};
    use bihuan_core::directory;
    use bihuan_ledger::{CaseQuery, OutboxRow, Sqlite};
    use serde_json::json;

    use super::Asked;
    use crate::{Act, Demand, Filing, Law, Office, OfficeClock, PackSource};

    fn office(dir: &Path) -> Office {
        let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/packs/undertakings");
        let ledger = Arc::new(Sqlite::open(dir).unwrap());
        let clock = OfficeClock::starting_at("2025-03-10T09:00:00+08:00".parse().unwrap());
        let packs = [PackSource::read(&pack).unwrap()];
        let law = Law::publish(ledger.as_ref(), &packs, directory::demo().unwrap(), clock.now()).unwrap();
        Office::new(ledger, law, clock, true)
    }

    /// A crash after the taking in and before it is ticked off: the same is asked for again.
    #[test]
    fn what_was_taken_in_before_a_crash_is_found_there_and_not_taken_in_again() {
        let dir = tempfile::tempdir().unwrap();
        let office = office(dir.path());
        let wish = Filing {
            case_type: TypeId("undertakings.undertaking".into()),
            district: "420103".parse().unwrap(),
            form: [("title".to_owned(), json!("合成工程"))].into_iter().collect(),
            channel: "portal".into(),
        };
        let case = office.file(&Demand { who: Who::Public, wish, key: None }).unwrap().case;
        let post = ("manager".parse().unwrap(), "420103-development-reform".parse().unwrap());
        let who = Who::Officer(Officer { user: "manager-a".parse().unwrap(), posts: vec![post] });
        let input = [("departments".to_owned(), json!(["420103-fire"]))].into_iter().collect();
        let wish = Act { case: case.id.0.clone(), action: "apply".into(), task: None, input, seen: None };
        office.act(&Demand { who, wish, key: None }).unwrap();
        let id = case.id.0.clone();
        let before = office.standing(&id).unwrap();
        let asked = Asked { parent: case.id.clone(), name: "permits".into(), sequence: 1 };
        let (district, kind) = ("420103".to_owned(), super::KIND.to_owned());
        let row = OutboxRow {
            id: 1,
            district,
            case: case.id.0,
            seq: 2,
            kind,
            payload: json!(asked),
            attempts: 0,
            error: None,
        };
        for _ in 0..3 {
            assert!(office.take_in_for(&row).is_ok());
        }
        assert_eq!(office.ledger().count_cases(&CaseQuery::default()).unwrap(), 2);
        assert_eq!(office.standing(&id).unwrap(), before);
        assert_eq!(super::child_id(&before, &before.subcases[0]), before.subcases[0].identity.clone().unwrap().id.0);
    }
}
