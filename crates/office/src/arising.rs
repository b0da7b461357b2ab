//! Matters that another one gives rise to: asked for in its record, taken in after the commit from the outbox, each once. A
//! crash in between only delays it; the line that tells of it stands in the transaction of the matter itself.

use bihuan_core::casework::refusal::RefusalCode;
use bihuan_core::casework::rehearsal::ARISEN;
use bihuan_core::casework::{Case, CaseId, Effect, Identity, Refusal, TypeId, Who};
use bihuan_ledger::{EntryRow, LedgerError, Outgoing};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::Office;
use crate::commands::Beside;
use crate::demand::{Demand, Filing};
use crate::failure::Failure;
use crate::turns::Turn;

/// The register that tells which matters gave rise to which.
const REGISTER: &str = "arisen";

/// A matter that is to be taken in.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Arising {
    from: CaseId,
    kind: TypeId,
    key: String,
    form: Map<String, Json>,
}

/// A matter that another one gave rise to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Arisen {
    /// What tells it from the others of the same origin.
    pub key: String,
    /// Its id.
    pub case: CaseId,
    /// Its number.
    pub number: String,
}

/// What a decision gives rise to, as rows of the outbox.
pub(crate) fn outgoing<'d>(case: &'d Case, effects: &'d [Effect]) -> impl Iterator<Item = Outgoing> + 'd {
    effects.iter().filter_map(|effect| {
        let Effect::Arise { kind, key, form } = effect else { return None };
        let arising = Arising { from: case.id.clone(), kind: kind.clone(), key: key.clone(), form: form.clone() };
        Some(Outgoing { kind: crate::news::KIND.into(), payload: json!(arising) })
    })
}

impl Office {
    /// Takes a matter in that another one gave rise to, unless it was.
    ///
    /// # Errors
    /// The refusal; the store's.
    pub(crate) fn arise(&self, arising: Arising) -> Result<(), Failure> {
        let Arising { from, kind, key, form } = arising;
        let origin = self.load(&from.0)?.case;
        let place = format!("{}/{key}", from.0);
        let _one = self.turn_at(&self.arising, "arising")?;
        if self.ledger().entry(origin.district.as_str(), REGISTER, &place)?.is_some() {
            return Ok(());
        }
        let law = self.law();
        // It waits for the pack that knows it, rather than being lost.
        let rules = law.current(&kind).ok_or_else(|| not_in_force(&kind))?;
        let entries = |identity: &Identity| {
            let arisen = Arisen { key: key.clone(), case: identity.id.clone(), number: identity.number.clone() };
            vec![EntryRow { register: REGISTER.into(), key: place.clone(), value: json!(arisen) }]
        };
        let wish =
            Filing { case_type: kind.clone(), district: origin.district.clone(), form, channel: ARISEN.to_owned() };
        let demand = Demand { who: Who::Kernel, wish, key: None };
        let beside = Beside { entries: Some(&entries), ..Beside::default() };
        self.open_new(&law, rules, &demand, beside, |identity| self.filing(&demand, identity)).map(drop)
    }

    /// The matters that one gave rise to, by their keys; at most a page of 200.
    ///
    /// # Errors
    /// The store's.
    pub fn arisen_from(&self, case: &Case) -> Result<Vec<Arisen>, Failure> {
        let prefix = format!("{}/", case.id.0);
        let page = self.ledger().entries_under(case.district.as_str(), REGISTER, &prefix, None, 200)?;
        Ok(page.items.into_iter().filter_map(|row| serde_json::from_value(row.value).ok()).collect())
    }

    /// Held while a matter is counted and written that may be there so often in a year. What it gives rise to is taken in
    /// while it is held, so that has a lock of its own.
    pub(crate) fn capped(&self) -> Result<Turn<'_>, LedgerError> {
        self.turn_at(&self.capping, "capping")
    }
}

fn not_in_force(kind: &TypeId) -> Failure {
    let (zh, en) = (format!("事项“{}”现在没有启用，启用后再立", kind.0), format!("`{}` is not in force now.", kind.0));
    Refusal::new(RefusalCode::Definition, zh, en).into()
}
