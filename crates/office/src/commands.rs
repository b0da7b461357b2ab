//! A wish, from asking to the record: load, decide, seal, commit; and again if somebody was faster.

use bihuan_core::casework::repeats;
use bihuan_core::casework::seal::{Opened, SUBCASE, seal};
use bihuan_core::casework::{
    AlertNote, Asked, Case, CaseId, Command, Decision, Effect, Event, Identity, NewEntry, Refusal, Who, World, advance,
    decide, entering,
};
use bihuan_core::directory::{DistrictCode, PostName, UnitCode};
use bihuan_core::figures::{Addition, Happened};
use bihuan_core::number::CaseNumber;
use bihuan_core::pack::CaseType;
use bihuan_core::value::Value;
use bihuan_ledger::{
    CaseRow, CommitError, EntryRow, HeadRow, IdempotencyEntry, LedgerError, OuterKey, Outgoing, RecordDraft, VaultItem,
    Write,
};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::demand::{Act, Demand, Filing, IdempotencyKey, Mirror, Settled};
use crate::failure::Failure;
use crate::law::Law;
use crate::notices::Told;
use crate::{Like, Office, alike, figures, rows, slots, stale};

/// How often a wish is decided anew when others are faster, before the caller is told to try again.
const ATTEMPTS: u32 = 20;

/// A case with its place in the record.
pub(crate) struct Loaded {
    pub row: CaseRow,
    pub case: Case,
}

/// The register entries that tell of a new matter, once it is known which it is.
pub(crate) type Entered<'e> = &'e dyn Fn(&Identity) -> Vec<EntryRow>;

/// What a new matter brings beside its form.
#[derive(Clone, Copy, Default)]
pub(crate) struct Beside<'b> {
    /// The matter that it is said to be like.
    pub(crate) like: Option<&'b CaseId>,
    /// The case that asked for it, under which name, and which of that name it is.
    pub(crate) parent: Option<(&'b Case, &'b str, u32)>,
    /// Its id, where that follows from why it is opened; else a new one.
    pub(crate) id: Option<&'b str>,
    /// The crossing that opens it.
    pub(crate) raising: Option<&'b Raising<'b>>,
    /// Register entries of the same transaction, once it is known which matter it is.
    pub(crate) entries: Option<Entered<'b>>,
}

/// A crossing that opens a matter.
pub(crate) struct Raising<'r> {
    /// What its record tells.
    pub note: &'r AlertNote,
    /// The register entries of the same transaction, once it is known which matter it is.
    pub entries: Entered<'r>,
}

/// A decision on its way into the record.
struct Deed<'d> {
    decision: Decision,
    who: &'d Who,
    key: Option<&'d IdempotencyKey>,
    /// Register entries that it writes.
    entries: &'d [EntryRow],
}

impl Office {
    /// Takes a matter in.
    ///
    /// # Errors
    /// [`Failure`]; nothing is written then.
    pub fn file(&self, demand: &Demand<Filing>) -> Result<Settled, Failure> {
        self.file_like(demand, None)
    }

    /// The same, of which whoever files says that it is like an open one: both stand in one record. A form that was sent twice
    /// is answered as the first time, be the other matter answered meanwhile.
    ///
    /// # Errors
    /// [`Failure`]; nothing is written then. What the pack does not call alike is refused at `/alike`.
    pub fn file_like(&self, demand: &Demand<Filing>, like: Option<Like<'_>>) -> Result<Settled, Failure> {
        self.once(demand.key.as_ref(), || {
            let law = self.law();
            let rules = law.current(&demand.wish.case_type).ok_or(Failure::NotFound)?;
            let to = like.map(|like| self.said_like(&law, rules, (&demand.who, &demand.wish), like)).transpose()?;
            let beside = Beside { like: to.as_ref(), ..Beside::default() };
            let _one = rules.cap.as_ref().map(|_| self.capped()).transpose()?;
            self.open_new(&law, rules, demand, beside, |identity| self.filing(demand, identity))
        })
    }

    /// Takes in a matter that an alert opens, with the register entries that tell of it.
    pub(crate) fn file_raised(&self, demand: &Demand<Filing>, raising: &Raising<'_>) -> Result<Settled, Failure> {
        let law = self.law();
        let rules = law.current(&demand.wish.case_type).ok_or(Failure::NotFound)?;
        let beside = Beside { raising: Some(raising), ..Beside::default() };
        self.open_new(&law, rules, demand, beside, |identity| self.filing(demand, identity))
    }

    /// Takes in a matter whose id follows from why it is opened, perhaps for another case: what is there already is not opened
    /// again.
    pub(crate) fn file_as(
        &self,
        demand: &Demand<Filing>,
        id: &str,
        parent: Option<(&Case, &str, u32)>,
    ) -> Result<Settled, Failure> {
        let law = self.law();
        let rules = law.current(&demand.wish.case_type).ok_or(Failure::NotFound)?;
        let beside = Beside { parent, id: Some(id), ..Beside::default() };
        let _one = rules.cap.as_ref().filter(|_| parent.is_some()).map(|_| self.capped()).transpose()?;
        match self.open_new(&law, rules, demand, beside, |identity| self.filing(demand, identity)) {
            // Somebody else was faster with the very same.
            Err(Failure::Busy(wait)) if wait.is_zero() => Ok(unchanged(self.load(id)?)),
            other => other,
        }
    }

    pub(crate) fn filing(&self, demand: &Demand<Filing>, identity: Identity) -> Command {
        Command::File {
            identity,
            district: demand.wish.district.clone(),
            form: demand.wish.form.clone(),
            channel: demand.wish.channel.clone(),
            synthetic: self.is_demo(),
            outer: None,
        }
    }

    /// Acts on a case.
    ///
    /// # Errors
    /// [`Failure`]; nothing is written then.
    pub fn act(&self, demand: &Demand<Act>) -> Result<Settled, Failure> {
        let wish = &demand.wish;
        let command = Command::Act { action: wish.action.clone(), task: wish.task.clone(), input: wish.input.clone() };
        self.once(demand.key.as_ref(), || {
            self.move_on(&wish.case, &demand.who, &command, demand.key.as_ref(), |law, loaded| {
                stale::check(self, law, loaded, wish)
            })
        })
    }

    /// Takes in what another system says of its matter: opens a case the first time, changes it later.
    ///
    /// # Errors
    /// [`Failure`]; nothing is written then.
    pub fn mirror(&self, demand: &Demand<Mirror>) -> Result<Settled, Failure> {
        self.once(demand.key.as_ref(), || self.mirror_once(demand))
    }

    fn mirror_once(&self, demand: &Demand<Mirror>) -> Result<Settled, Failure> {
        let wish = &demand.wish;
        let district = wish.district.to_string();
        for _ in 0..ATTEMPTS {
            let kept = self.ledger().outer(&district, &wish.outer.system, &wish.outer.number)?;
            let settled = match kept {
                Some((case, revision)) => self.mirror_known(demand, &case, revision),
                None => self.mirror_new(demand),
            };
            match settled {
                Err(Failure::Busy(wait)) if wait.is_zero() => continue,
                other => return other,
            }
        }
        Err(busy())
    }

    fn mirror_known(&self, demand: &Demand<Mirror>, case: &str, revision: i64) -> Result<Settled, Failure> {
        let wish = &demand.wish;
        if i64::try_from(wish.outer.revision).unwrap_or(i64::MAX) <= revision {
            return Ok(unchanged(self.load(case)?));
        }
        let command = Command::Mirror { outer: wish.outer.clone(), state: wish.state, form: wish.form.clone() };
        self.move_on(case, &demand.who, &command, demand.key.as_ref(), |_, _| Ok(()))
    }

    fn mirror_new(&self, demand: &Demand<Mirror>) -> Result<Settled, Failure> {
        let (law, wish) = (self.law(), &demand.wish);
        let rules = law.current(&wish.case_type).ok_or(Failure::NotFound)?;
        let filing = Demand {
            who: demand.who.clone(),
            wish: Filing {
                case_type: wish.case_type.clone(),
                district: wish.district.clone(),
                form: wish.form.clone(),
                channel: wish.outer.system.clone(),
            },
            key: demand.key.clone(),
        };
        self.open_new(&law, rules, &filing, Beside::default(), |identity| Command::File {
            identity,
            district: wish.district.clone(),
            form: wish.form.clone(),
            channel: wish.outer.system.clone(),
            synthetic: self.is_demo(),
            outer: Some((wish.outer.clone(), wish.state)),
        })
    }

    /// Opens a new case; anew where another one took meanwhile what it wanted to hold.
    pub(crate) fn open_new(
        &self,
        law: &Law,
        rules: &CaseType,
        demand: &Demand<Filing>,
        beside: Beside<'_>,
        command: impl Fn(Identity) -> Command,
    ) -> Result<Settled, Failure> {
        // From a date on another version may be in force: what counts is the instant of filing.
        let (current, at) = self.law_of_now();
        let law = if law.is_over(at) { current.as_ref() } else { law };
        let rules = law.current(&demand.wish.case_type).map_or(rules, AsRef::as_ref);
        let _one_person = self.one_booking(rules, &demand.wish.form)?;
        for _ in 0..ATTEMPTS {
            match self.open_once(law, rules, demand, beside, &command) {
                Err(Failure::Busy(wait)) if wait.is_zero() && rules.reserve.is_some() => continue,
                other => return other,
            }
        }
        Err(busy())
    }

    /// Opens a new case with the next number that is free.
    fn open_once(
        &self,
        law: &Law,
        rules: &CaseType,
        demand: &Demand<Filing>,
        beside: Beside<'_>,
        command: impl Fn(Identity) -> Command,
    ) -> Result<Settled, Failure> {
        let at = self.clock().now();
        let district = demand.wish.district.to_string();
        let decided = |asked: &Asked| {
            self.with_world(law, rules, &district, |world| {
                let decision = decide(world, None, asked)?.said_alike(world, beside.like)?;
                let decision = match beside.parent {
                    Some((parent, name, sequence)) => decision.opened_for(parent, name, sequence),
                    None => decision,
                };
                Ok(beside.raising.iter().fold(decision, |decision, raising| decision.raised_by(raising.note.clone())))
            })
        };
        decided(&Asked { who: demand.who.clone(), at, command: command(placeholder()) })?;
        let id = beside.id.map_or_else(|| new_id(at), str::to_owned);
        let identity = Identity { id: CaseId(id), number: self.next_number(&demand.wish.district, at)? };
        let told = beside.raising.map(|raising| raising.entries).or(beside.entries);
        let entries = told.map(|entries| entries(&identity)).unwrap_or_default();
        let asked = Asked { who: demand.who.clone(), at, command: command(identity) };
        let decision = decided(&asked)?;
        let (who, key) = (&demand.who, demand.key.as_ref());
        self.keep(law, rules, None, Deed { decision, who, key, entries: &entries })
    }

    fn next_number(&self, district: &DistrictCode, at: Timestamp) -> Result<String, Failure> {
        let year = bihuan_core::calendar::civil(at).year();
        let sequence = self.ledger().next_number(district.as_str(), year)?;
        let number = CaseNumber::new(district.clone(), year, u32::try_from(sequence).unwrap_or(u32::MAX));
        Ok(number.map_err(|error| LedgerError::refused("numbers-used-up", error.to_string()))?.to_string())
    }

    /// Decides a command on a case that exists and keeps what comes of it, as often as others are faster.
    pub(crate) fn move_on(
        &self,
        case: &str,
        who: &Who,
        command: &Command,
        key: Option<&IdempotencyKey>,
        check: impl Fn(&Law, &Loaded) -> Result<(), Failure>,
    ) -> Result<Settled, Failure> {
        self.move_entering(case, who, command, key, &[], check)
    }

    /// The same, with register entries that become part of the record.
    pub(crate) fn move_entering(
        &self,
        case: &str,
        who: &Who,
        command: &Command,
        key: Option<&IdempotencyKey>,
        entries: &[EntryRow],
        check: impl Fn(&Law, &Loaded) -> Result<(), Failure>,
    ) -> Result<Settled, Failure> {
        for _ in 0..ATTEMPTS {
            let (law, loaded) = (self.law(), self.load(case)?);
            let rules = match command {
                Command::Migrate { to } => law.rules_at(&loaded.case.case_type, *to),
                _ => law.rules_of(&loaded.case),
            };
            let rules = rules.ok_or(Failure::NotFound)?;
            check(&law, &loaded)?;
            let asked = Asked { who: who.clone(), at: self.clock().now(), command: command.clone() };
            let mut decision =
                self.with_world(&law, rules, &loaded.row.district, |world| decide(world, Some(&loaded.case), &asked))?;
            if let Command::Act { action, .. } = command {
                let new: Vec<NewEntry<'_>> = entries.iter().map(new_entry).collect();
                decision.events.extend(entering(rules, action, &new)?);
                let issued = self.letters_of(&law, rules, &loaded, action, (decision.at, &decision.events))?;
                decision.events.extend(issued);
            }
            if decision.events.is_empty() {
                return Ok(unchanged(loaded));
            }
            match self.keep(&law, rules, Some(loaded), Deed { decision, who, key, entries }) {
                Err(Failure::Busy(wait)) if wait.is_zero() => continue,
                other => return other,
            }
        }
        Err(busy())
    }

    /// Acts on a case and, with the same record, writes register entries that the pack lets the action write.
    ///
    /// # Errors
    /// [`Failure`]; nothing is written then.
    pub fn act_entering(&self, demand: &Demand<Act>, entries: &[EntryRow]) -> Result<Settled, Failure> {
        let wish = &demand.wish;
        let command = Command::Act { action: wish.action.clone(), task: wish.task.clone(), input: wish.input.clone() };
        self.once(demand.key.as_ref(), || {
            self.move_entering(&wish.case, &demand.who, &command, demand.key.as_ref(), entries, |law, loaded| {
                stale::check(self, law, loaded, wish)
            })
        })
    }

    /// Makes a decision durable. A zero wait means that somebody was faster: decide again.
    fn keep(&self, law: &Law, rules: &CaseType, before: Option<Loaded>, deed: Deed<'_>) -> Result<Settled, Failure> {
        let Deed { decision, who, key, entries } = deed;
        let version = before.as_ref().map_or(0, |loaded| loaded.row.version);
        let Decision { mut events, at, effects } = decision;
        let known = before.as_ref().map(|loaded| &loaded.case);
        let repeat = if repeats::is_open(rules, &law.directory, known) {
            let after = advance(known.cloned(), at, &events).ok_or(Failure::NotFound)?;
            self.repeated(law, rules, known, &after)?
        } else {
            None
        };
        events.extend(repeat.iter().map(|found| found.event.clone()));
        let mut salts = Salts::draw()?;
        let (events, opened) = seal(events, rules, version + 1, &mut || salts.next());
        let case = advance(before.as_ref().map(|loaded| loaded.case.clone()), at, &events).ok_or(Failure::NotFound)?;
        let known = before.as_ref().and_then(|loaded| loaded.row.head.reporter_index.clone());
        let reporter_index = self.reporter_index(rules, case.district.as_str(), &opened, known);
        let told = Told { law, rules, case: &case, who, at };
        let row = key.and_then(|key| crate::import::kept(key, &case, at, before.is_none()));
        let former = before.as_ref().map(|loaded| &loaded.case);
        let past = self.moved_by_ruling(law, former, &case)?;
        let happened = Happened { before: former, after: &case, at, events: &events };
        let write = Write {
            notices: self.notices(&told, &effects),
            district: case.district.to_string(),
            case: case.id.0.clone(),
            expected: version,
            record: RecordDraft {
                at,
                command_id: new_id(at),
                actor: actor(law, who, before.as_ref().map_or(&case, |loaded| &loaded.case), at, &events),
                pack: format!("{}@{}", case.case_type.0, case.pack_version),
                events: events.iter().map(|event| serde_json::to_value(event).unwrap_or_default()).collect(),
            },
            head: HeadRow { reporter_index, ..rows::head_row(rules, &case, self.is_public(law, rules, &case))? },
            tasks: rows::task_rows(&case),
            files: files_of(&opened),
            vault: opened.into_iter().map(|item| vault_item(rules, item)).collect(),
            outbox: effects.iter().filter_map(outgoing).chain(crate::arising::outgoing(&case, &effects)).collect(),
            counts: figures::counts(law, &happened, || past),
            outer: outer_key(&events, &case),
            entries: rows::entry_rows(&case, before.is_none())
                .into_iter()
                .chain(alike::lines(law, before.as_ref().map(|loaded| &loaded.case), &case))
                .chain(crate::views::lines(law, former, &case))
                .chain(crate::rounds::left_behind(rules, former, &case))
                .chain(entries.iter().cloned())
                .chain(repeat.as_ref().map(|found| found.line.clone()))
                .chain(row)
                .collect(),
            reservations: slots::taken(former, &case),
            released: slots::given_back(former, &case),
            letters: crate::letters::rows(before.as_ref().map(|loaded| &loaded.case), &case),
            idempotency: key.map(|key| kept_answer(key, &case)).transpose()?,
        };
        let has_news = *who != Who::Kernel
            && write.outbox.iter().any(|it| [crate::news::KIND, crate::subcases::KIND].contains(&it.kind.as_str()));
        let committed = self.ledger().commit(write);
        drop(repeat);
        match committed {
            Ok(done) => {
                if has_news {
                    self.deliver_now();
                }
                if crate::reports::is_report(rules) {
                    self.follow_report(&case.number);
                }
                Ok(Settled { opened: before.is_none(), case, events, seq: done.seq, hash: done.hash, replayed: false })
            }
            // Somebody took the slot between the look and the write: decided again, the law names the next free times.
            Err(CommitError::Conflict | CommitError::Taken(_)) => Err(Failure::Busy(std::time::Duration::ZERO)),
            Err(other) => Err(other.into()),
        }
    }

    /// What a case added to figures so far, where a decision changes how it is counted.
    fn moved_by_ruling(
        &self,
        law: &Law,
        before: Option<&Case>,
        after: &Case,
    ) -> Result<Vec<(usize, Addition)>, Failure> {
        let Some(before) = before.filter(|before| before.is_ruled_otherwise(after)) else { return Ok(Vec::new()) };
        let rows = self.ledger().records(before.district.as_str(), &before.id.0)?;
        let earlier = rows.iter().filter(|row| row.version <= before.version);
        let records = earlier.map(crate::counted::read).collect::<Result<Vec<_>, _>>()?;
        let calendar = law.calendar(before.district.as_str());
        Ok(law.book.contributed(calendar, records.iter().map(|(at, events)| (*at, events.as_slice()))))
    }

    /// Loads a case by id or number.
    pub(crate) fn load(&self, id_or_number: &str) -> Result<Loaded, Failure> {
        let row = self.ledger().head(id_or_number)?.ok_or(Failure::NotFound)?;
        let case = rows::case_of(&row.head.state)?;
        Ok(Loaded { row, case })
    }

    /// Runs something in the world that surrounds a case of this kind.
    pub(crate) fn with_world<T>(
        &self,
        law: &Law,
        rules: &CaseType,
        district: &str,
        run: impl FnOnce(&World<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Failure> {
        let load = |unit: &UnitCode, post: &PostName| self.open_tasks_of(district, unit, post);
        let peer = |id_or_number: &str| {
            self.load(id_or_number).ok().map(|loaded| bihuan_core::casework::Peer::of(&loaded.case))
        };
        let entry = |register: &str, key: &str| self.ledger().entry(district, register, key).ok().flatten();
        let booked = self.slots_of(district);
        let world = World {
            case_type: rules,
            directory: &law.directory,
            calendar: law.calendar(district),
            load: &load,
            peer: &peer,
            entry: &entry,
            slots: &booked,
            shelf: &crate::shelf::Shelves { office: self, district },
        };
        Ok(run(&world)?)
    }

    /// Answers a repeated request as the first was answered; refuses one whose first is still under way.
    fn once(
        &self,
        key: Option<&IdempotencyKey>,
        run: impl FnOnce() -> Result<Settled, Failure>,
    ) -> Result<Settled, Failure> {
        let Some(key) = key else { return run() };
        let name = format!("{}\n{}\n{}", key.caller, key.path, key.key);
        if !self.in_flight.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(name.clone()) {
            return Err(Failure::InFlight);
        }
        let settled = self.answered_before(key).and_then(|before| before.map_or_else(run, Ok));
        self.in_flight.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(&name);
        settled
    }

    fn answered_before(&self, key: &IdempotencyKey) -> Result<Option<Settled>, Failure> {
        let Some(kept) = self.ledger().idempotency(&key.district, &key.caller, &key.path, &key.key)? else {
            return Ok(None);
        };
        if kept.body_hash != key.body_hash {
            return Err(Failure::KeyReused);
        }
        let case = rows::case_of(&kept.response)?;
        let hash = self
            .ledger()
            .records(case.district.as_str(), &case.id.0)?
            .into_iter()
            .find(|row| row.seq == kept.seq)
            .map(|row| row.hash);
        Ok(Some(Settled {
            opened: case.version == 1,
            case,
            events: Vec::new(),
            seq: kept.seq,
            hash: hash.unwrap_or_default(),
            replayed: true,
        }))
    }
}

/// Before a number is taken, the wish is tried without one: a refused filing leaves no gap.
fn placeholder() -> Identity {
    Identity { id: CaseId("new".into()), number: "new".into() }
}

/// Nobody changed anything.
fn unchanged(loaded: Loaded) -> Settled {
    Settled {
        seq: loaded.row.seq,
        hash: loaded.row.hash,
        case: loaded.case,
        events: Vec::new(),
        replayed: false,
        opened: false,
    }
}

/// A time-ordered id of the instant of the case.
pub(crate) fn new_id(at: Timestamp) -> String {
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    let stamp =
        uuid::Timestamp::from_unix(uuid::NoContext, seconds, u32::try_from(at.subsec_nanosecond()).unwrap_or(0));
    uuid::Uuid::new_v7(stamp).simple().to_string()
}

/// A time-ordered id that is the same whenever it is made of the same: of the instant, and of what the parts say.
pub(crate) fn stable_id(at: Timestamp, parts: &[&str]) -> String {
    let digest = parts.iter().fold(Sha256::new(), |hash, part| {
        hash.chain_update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes()).chain_update(part)
    });
    let digest: [u8; 32] = digest.finalize().into();
    let bytes: [u8; 10] = digest.first_chunk().copied().unwrap_or_default();
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().simple().to_string()
}

/// A stretch of random bytes for each command, from which its salts are drawn.
struct Salts {
    seed: [u8; 32],
    drawn: u64,
}

impl Salts {
    fn draw() -> Result<Salts, LedgerError> {
        let mut seed = [0_u8; 32];
        getrandom::fill(&mut seed).map_err(|error| LedgerError::Io(error.to_string()))?;
        Ok(Salts { seed, drawn: 0 })
    }

    fn next(&mut self) -> [u8; 16] {
        self.drawn += 1;
        let digest: [u8; 32] =
            Sha256::new().chain_update(self.seed).chain_update(self.drawn.to_be_bytes()).finalize().into();
        let (salt, _) = digest.split_at(16);
        salt.try_into().unwrap_or_default()
    }
}

/// An item of the vault: the value as JSON, and the words by which search finds it unless some alone may see it.
fn vault_item(rules: &CaseType, opened: Opened) -> VaultItem {
    let field = opened.item.rsplit('.').next().unwrap_or_default();
    let personal = rules.is_restricted(field);
    // What is told to a sub-case is found there.
    let told = opened.item.contains(&format!(".{SUBCASE}"));
    let search_text = match &opened.value {
        Value::Text(text) if !personal && !told => Some(text.clone()),
        _ => None,
    };
    VaultItem { plain: opened.content(), item: opened.item, search_text }
}

/// The files that a case takes with this command.
fn files_of(opened: &[Opened]) -> Vec<String> {
    opened.iter().flat_map(|item| files_in(&item.value)).collect()
}

fn files_in(value: &Value) -> Vec<String> {
    match value {
        Value::Files(files) => files.iter().map(|file| file.0.clone()).collect(),
        Value::Many(values) => values.iter().flat_map(files_in).collect(),
        _ => Vec::new(),
    }
}

/// A decision's wishes to the outside, as rows of the outbox.
fn outgoing(effect: &Effect) -> Option<Outgoing> {
    match effect {
        Effect::Send { to, command: Command::Hear { from, news } } => {
            Some(Outgoing { kind: crate::news::KIND.into(), payload: json!({ "to": to, "from": from, "news": news }) })
        }
        Effect::Open { parent, name, sequence } => {
            let asked = crate::subcases::Asked { parent: parent.clone(), name: name.clone(), sequence: *sequence };
            Some(Outgoing { kind: crate::subcases::KIND.into(), payload: json!(asked) })
        }
        // Whom to tell is kept as notices.
        Effect::Send { .. } | Effect::Tell { .. } | Effect::Arise { .. } => None,
    }
}

/// The outer matter that the case stands for, where this command learnt of it.
fn outer_key(events: &[Event], case: &Case) -> Option<OuterKey> {
    let learnt =
        events.iter().any(|event| matches!(event, Event::Filed { outer: Some(_), .. } | Event::OuterChanged { .. }));
    let outer = case.outer.as_ref().filter(|_| learnt)?;
    Some(OuterKey {
        system: outer.system.clone(),
        number: outer.number.clone(),
        revision: i64::try_from(outer.revision).unwrap_or(i64::MAX),
    })
}

/// What a repeated request is answered from: the case as this command left it.
fn kept_answer(key: &IdempotencyKey, case: &Case) -> Result<IdempotencyEntry, LedgerError> {
    Ok(IdempotencyEntry {
        caller: key.caller.clone(),
        path: key.path.clone(),
        key: key.key.clone(),
        body_hash: key.body_hash,
        status: 200,
        response: rows::state(case)?,
    })
}

fn new_entry(row: &EntryRow) -> NewEntry<'_> {
    NewEntry { register: &row.register, key: &row.key, value: &row.value }
}

fn busy() -> Failure {
    Failure::Busy(std::time::Duration::from_secs(1))
}

/// Who acted, for the record: post and unit of an officer, never a resident's name.
fn actor(law: &Law, who: &Who, case: &Case, at: Timestamp, events: &[Event]) -> Json {
    match who {
        Who::Officer(officer) => {
            let unit = unit_of_task(case, events).or_else(|| bihuan_core::casework::accountable(case));
            let day = bihuan_core::calendar::civil(at).date();
            let holds =
                |unit| officer.posts.iter().find(|(post, _)| law.directory.holds(&officer.user, post, unit, day));
            let there = unit.and_then(|unit| Some((&holds(unit)?.0, unit)));
            let held = there.or_else(|| officer.posts.first().map(|(post, unit)| (post, unit)));
            json!({ "post": held.map(|(post, _)| post), "unit": held.map(|(_, unit)| unit) })
        }
        Who::Reporter => json!({ "post": "reporter", "unit": null }),
        Who::Public => json!({ "post": "public", "unit": null }),
        Who::Outer(system) => json!({ "post": "outer", "unit": system }),
        Who::Kernel => json!({ "post": "kernel", "unit": null }),
    }
}

/// The unit that had the task in which an action was taken.
fn unit_of_task<'c>(case: &'c Case, events: &[Event]) -> Option<&'c UnitCode> {
    let acted = events.iter().find_map(|event| match event {
        Event::Acted { task, .. } => task.as_ref(),
        _ => None,
    });
    case.task(acted?)?.unit.as_ref()
}
