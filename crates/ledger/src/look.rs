//! What is looked at before a command is written: where its case stands, and what may stand in its way. Commands of a batch
//! that touch nothing in common are looked at together, so that a server is asked a few times for all of them.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan};

use crate::error::{CommitError, LedgerError, Result};
use crate::letters;
use crate::sql::{Db, Params, Question, ToValue, Value, hash, micros, signed, unsigned};
use crate::write::{Committed, Hash, Write};

/// What looking came to.
pub(crate) enum Look {
    /// Nothing stands in the way.
    Go(Known),
    /// This very command is already durable.
    Done(Committed),
    /// It cannot be.
    Refuse(CommitError),
}

/// What is known of a case that a command is written to.
#[derive(Default)]
pub(crate) struct Known {
    /// The hash of its last record.
    pub(crate) prev: Option<Hash>,
    /// Its key, wrapped; none: it has none yet, or nothing is to be sealed.
    pub(crate) key: Option<Vec<u8>>,
}

/// Something that may stand in a command's way: a question, and why the command is refused if there is a row, or if there is
/// none.
pub(crate) struct Obstacle {
    question: Question<'static>,
    if_there: bool,
    why: CommitError,
}

impl Obstacle {
    /// A row that must not be there.
    pub(crate) fn there(sql: &'static str, with: impl Params, why: CommitError) -> Obstacle {
        Obstacle { question: owned(sql, with), if_there: true, why }
    }

    /// A row that must be there.
    fn missing(sql: &'static str, with: impl Params, why: CommitError) -> Obstacle {
        Obstacle { question: owned(sql, with), if_there: false, why }
    }
}

fn owned(sql: &'static str, with: impl Params) -> Question<'static> {
    Question { sql, with: with.values().into_iter().map(Value::into_owned).collect() }
}

/// Looks at commands that touch nothing in common; in their order.
pub(crate) fn look(db: &Db, writes: &[&Write]) -> Result<Vec<Look>> {
    let mut looks = stand(db, writes)?;
    let (mut whose, mut obstacles) = (Vec::new(), Vec::new());
    for (at, (w, look)) in writes.iter().zip(&mut looks).enumerate() {
        match in_the_way(w) {
            Ok(found) if matches!(look, Look::Go(_)) => {
                whose.extend(found.iter().map(|_| at));
                obstacles.extend(found);
            }
            Err(why) if matches!(look, Look::Go(_)) => *look = Look::Refuse(why),
            _ => {}
        }
    }
    let (questions, verdicts): (Vec<_>, Vec<_>) =
        obstacles.into_iter().map(|it| (it.question, (it.if_there, it.why))).unzip();
    let rows = db.first_rows(&questions, |_| Ok(()))?;
    for ((at, row), (if_there, why)) in whose.into_iter().zip(rows).zip(verdicts) {
        // The first thing that stands in the way is the one that is told.
        if let Some(look @ Look::Go(_)) = looks.get_mut(at)
            && row.is_some() == if_there
        {
            *look = Look::Refuse(why);
        }
    }
    with_keys(db, writes, &mut looks)?;
    Ok(looks)
}

/// Whether each case is where its command believes it to be.
fn stand(db: &Db, writes: &[&Write]) -> Result<Vec<Look>> {
    const HEAD: &str = "SELECT version, hash FROM case_head WHERE district = ?1 AND case_id = ?2";
    let questions: Vec<_> = writes.iter().map(|w| owned(HEAD, (&w.district, &w.case))).collect();
    let heads = db.first_rows(&questions, |r| Ok((unsigned(r, 0)?, hash(r, 1)?)))?;
    let stand = |(w, head): (&&Write, Option<(u64, Hash)>)| {
        if head.map_or(0, |(version, _)| version) == w.expected {
            return Ok(Look::Go(Known { prev: head.map(|(_, hash)| hash), key: None }));
        }
        Ok(repeated(db, w)?.map_or(Look::Refuse(CommitError::Conflict), Look::Done))
    };
    writes.iter().zip(heads).map(stand).collect()
}

/// A command whose answer was lost comes again: it is found by the version it made.
fn repeated(db: &Db, w: &Write) -> Result<Option<Committed>> {
    const MADE: &str =
        "SELECT seq, hash FROM record WHERE district = ?1 AND case_id = ?2 AND version = ?3 AND command_id = ?4";
    let version = w.expected + 1;
    db.prepare_cached(MADE)?.query_row((&w.district, &w.case, signed(version), &w.record.command_id), |r| {
        Ok(Committed { seq: unsigned(r, 0)?, version, hash: hash(r, 1)? })
    })
}

/// The keys under which what people typed is sealed.
fn with_keys(db: &Db, writes: &[&Write], looks: &mut [Look]) -> Result<()> {
    const KEY: &str = "SELECT wrapped FROM vault_key WHERE district = ?1 AND case_id = ?2";
    let sealing = |(w, look): (&&Write, &Look)| !w.vault.is_empty() && matches!(look, Look::Go(_));
    let wanted: Vec<usize> =
        writes.iter().zip(&*looks).enumerate().filter(|(_, it)| sealing(*it)).map(|(at, _)| at).collect();
    let questions: Vec<_> =
        wanted.iter().filter_map(|at| writes.get(*at)).map(|w| owned(KEY, (&w.district, &w.case))).collect();
    let keys = db.first_rows(&questions, |r| r.get::<Option<Vec<u8>>>(0))?;
    for (at, key) in wanted.into_iter().zip(keys) {
        match (looks.get_mut(at), key) {
            (Some(look), Some(None)) => *look = Look::Refuse(CommitError::Storage(LedgerError::Erased)),
            (Some(Look::Go(known)), Some(Some(key))) => known.key = Some(key),
            _ => {}
        }
    }
    Ok(())
}

/// Where a day of machine time begins that ends at `now`.
pub(crate) fn a_day_before(now: Timestamp) -> Timestamp {
    now.checked_sub(24.hours()).unwrap_or(Timestamp::MIN)
}

/// All that may stand in a command's way, or what does by itself.
fn in_the_way(w: &Write) -> Result<Vec<Obstacle>, CommitError> {
    let mut all = Vec::new();
    let mut there =
        |sql: &'static str, with: &[&dyn ToValue], why: CommitError| all.push(Obstacle::there(sql, with, why));
    if w.expected == 0 {
        let twice = || CommitError::Invalid(format!("{} {}", w.head.number, w.case));
        there("SELECT 1 FROM case_head WHERE number = ?1", &[&w.head.number], twice());
        there("SELECT 1 FROM case_head WHERE case_id = ?1", &[&w.case], twice());
    }
    if let Some(key) = &w.idempotency {
        let since = micros(a_day_before(Timestamp::now()));
        there(
            "SELECT 1 FROM idempotency WHERE district = ?1 AND caller = ?2 AND path = ?3 AND key = ?4 AND kept_at > ?5",
            &[&w.district, &key.caller, &key.path, &key.key, &since],
            CommitError::KeyInUse,
        );
    }
    for slot in &w.reservations {
        there(
            "SELECT 1 FROM reservation WHERE district = ?1 AND entry = ?2 AND quarter = ?3 AND case_id <> ?4",
            &[&w.district, &slot.entry, &slot.quarter, &w.case],
            CommitError::Taken(slot.clone()),
        );
    }
    if let Some(key) = &w.outer {
        there(
            "SELECT 1 FROM outer_key WHERE district = ?1 AND system = ?2 AND number = ?3 AND (case_id <> ?4 OR revision >= ?5)",
            &[&w.district, &key.system, &key.number, &w.case, &key.revision],
            CommitError::Conflict,
        );
    }
    let mut names = BTreeSet::new();
    for item in &w.vault {
        let twice = || CommitError::Invalid(item.item.clone());
        if !names.insert(&item.item) {
            return Err(twice());
        }
        if w.expected > 0 {
            there(
                "SELECT 1 FROM vault WHERE district = ?1 AND case_id = ?2 AND item = ?3",
                &[&w.district, &w.case, &item.item],
                twice(),
            );
        }
    }
    let put = |file: &String| {
        Obstacle::missing("SELECT 1 FROM file WHERE id = ?1", [file], CommitError::Invalid(file.clone()))
    };
    all.extend(w.files.iter().map(put));
    all.extend(letters::in_the_way(w));
    Ok(all)
}

/// What a command touches that another of the same batch may touch as well.
pub(crate) fn touched(w: &Write) -> Vec<String> {
    let mut all = vec![format!("case {}", w.case), format!("number {}", w.head.number)];
    all.extend(w.idempotency.iter().map(|it| format!("key {} {} {}", it.caller, it.path, it.key)));
    all.extend(w.reservations.iter().chain(&w.released).map(|it| format!("slot {} {}", it.entry, it.quarter)));
    all.extend(w.outer.iter().map(|it| format!("outer {} {}", it.system, it.number)));
    all.extend(w.letters.iter().flat_map(|it| {
        [
            format!("letter {} {} {}", it.series, it.year, it.n),
            format!("letter {}", it.number),
            format!("code {}", it.code),
        ]
    }));
    all
}
