//! A district on a table: what the program around the core does, without disk, network or clock.
//!
//! Scenarios, what-if runs and tests put matters on it, act, let time pass, and look. It seals, keeps records, carries
//! what cases say to each other, and wakes each case when it asked to be woken. It holds no secrets: its salts are counted.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::alert::AlertNote;
use super::case::{Case, TaskId};
use super::command::{Asked, Command, News, Officer, Who};
use super::decide::{Addressee, Decision, Effect, Open, Peer, World, decide, json_of};
use super::event::Event;
use super::evolve::advance;
use super::known;
use super::letters::Press;
use super::may;
use super::refusal::Refusal;
use super::repeats;
use super::seal::{Opened, seal, unseal};
use super::shelf::Shelf;
use super::slots::{Booked, Hold, Slots};
use super::watch::{responsible, wake_at};
use super::{CaseId, Identity, TypeId, likeness, subcase};
use crate::calendar::{Calendar, civil};
use crate::directory::{Directory, DistrictCode, PostName, UnitCode, UserName};
use crate::number::CaseNumber;
use crate::pack::CaseType;
use crate::pack::model::Alert;
use crate::value::{EntryRef, Value, Values};

/// How a matter comes in that another one gives rise to.
pub const ARISEN: &str = "arisen";

/// The table.
pub struct Rehearsal<'r> {
    directory: &'r Directory,
    calendar: &'r Calendar,
    district: DistrictCode,
    /// The hour.
    pub now: Timestamp,
    kept: BTreeMap<CaseId, Kept>,
    /// The kinds of matter that cases may open.
    types: BTreeMap<TypeId, Arc<CaseType>>,
    salts: u64,
    to_open: VecDeque<(TypeId, Map<String, Json>)>,
    /// What happened since it was last cleared, by case, in order.
    pub happened: Vec<(CaseId, Event)>,
    /// Who was told since it was last cleared.
    pub told: Vec<Told>,
    /// Kinds of matter that one on the table may give rise to.
    pub kinds: BTreeMap<TypeId, Arc<CaseType>>,
    /// The matters that others gave rise to, in order.
    pub arisen: Vec<CaseId>,
}

/// Somebody was told of a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Told {
    /// Whom.
    pub whom: Addressee,
    /// Of which case.
    pub case: CaseId,
    /// On which occasion.
    pub occasion: String,
    /// By which notice of the pack.
    pub notice: Option<String>,
}

/// What is to be carried once a decision is kept.
enum Sent {
    /// A word to a case.
    Word(CaseId, Box<Command>),
    /// A matter to be taken in for a case.
    Open { parent: CaseId, name: String, sequence: u32 },
}

/// A case on the table, with its record and its vault.
pub struct Kept {
    /// Its rules.
    pub case_type: Arc<CaseType>,
    /// As it stands.
    pub case: Case,
    /// What each command did.
    pub records: Vec<(Timestamp, Vec<Event>)>,
    /// Who asked for it, command by command.
    pub asked: Vec<Who>,
    /// What people typed.
    pub vault: BTreeMap<String, Opened>,
}

impl<'r> Rehearsal<'r> {
    /// An empty table at an hour.
    pub fn new(directory: &'r Directory, calendar: &'r Calendar, district: DistrictCode, now: Timestamp) -> Self {
        let (kept, happened, told) = (BTreeMap::new(), Vec::new(), Vec::new());
        let (kinds, arisen) = (BTreeMap::new(), Vec::new());
        Self {
            directory,
            calendar,
            district,
            now,
            kept,
            types: BTreeMap::new(),
            salts: 0,
            to_open: VecDeque::new(),
            happened,
            told,
            kinds,
            arisen,
        }
    }

    /// The same table, on which cases of these kinds can be opened by others.
    #[must_use]
    pub fn knowing(mut self, types: impl IntoIterator<Item = Arc<CaseType>>) -> Self {
        self.types.extend(types.into_iter().map(|one| (one.id.clone(), one)));
        self
    }

    /// Takes a matter in.
    ///
    /// # Errors
    /// The refusal.
    pub fn file(&mut self, case_type: &Arc<CaseType>, who: Who, form: Map<String, Json>) -> Result<CaseId, Refusal> {
        self.file_from(case_type, who, form, "portal", None)
    }

    /// Takes a matter in by a channel, perhaps from another system.
    ///
    /// # Errors
    /// The refusal.
    pub fn file_from(
        &mut self,
        case_type: &Arc<CaseType>,
        who: Who,
        form: Map<String, Json>,
        channel: &str,
        outer: Option<(super::case::Outer, super::command::OuterState)>,
    ) -> Result<CaseId, Refusal> {
        self.file_alike(case_type, who, form, (channel, outer), None)
    }

    /// The same, of which whoever reports says that it is like another one.
    ///
    /// # Errors
    /// The refusal.
    pub fn file_alike(
        &mut self,
        case_type: &Arc<CaseType>,
        who: Who,
        form: Map<String, Json>,
        (channel, outer): (&str, Option<(super::case::Outer, super::command::OuterState)>),
        like: Option<&CaseId>,
    ) -> Result<CaseId, Refusal> {
        self.take_in(case_type, who, form, (channel, outer), |decision, world| decision.said_alike(world, like))
    }

    /// Takes in a matter that an alert opens.
    ///
    /// # Errors
    /// The refusal.
    pub fn file_raised(
        &mut self,
        case_type: &Arc<CaseType>,
        form: Map<String, Json>,
        note: AlertNote,
    ) -> Result<CaseId, Refusal> {
        self.take_in(case_type, Who::Kernel, form, (Alert::CHANNEL, None), |decision, _| Ok(decision.raised_by(note)))
    }

    fn take_in(
        &mut self,
        case_type: &Arc<CaseType>,
        who: Who,
        form: Map<String, Json>,
        (channel, outer): (&str, Option<(super::case::Outer, super::command::OuterState)>),
        saying: impl FnOnce(Decision, &World<'_>) -> Result<Decision, Refusal>,
    ) -> Result<CaseId, Refusal> {
        let (id, sent) = self.taken_in(case_type, who, form, (channel, outer), saying)?;
        self.deliver(sent);
        Ok(id)
    }

    fn taken_in(
        &mut self,
        case_type: &Arc<CaseType>,
        who: Who,
        form: Map<String, Json>,
        (channel, outer): (&str, Option<(super::case::Outer, super::command::OuterState)>),
        saying: impl FnOnce(Decision, &World<'_>) -> Result<Decision, Refusal>,
    ) -> Result<(CaseId, VecDeque<Sent>), Refusal> {
        let identity = self.next_identity()?;
        let id = identity.id.clone();
        let (district, channel) = (self.district.clone(), channel.to_owned());
        let command = Command::File { identity, district, form, channel, synthetic: true, outer };
        let asked = Asked { who, at: self.now, command };
        let decision = self.within(case_type, |world| saying(decide(world, None, &asked)?, world))?;
        let sent = self.keep(&id, case_type, asked.who, decision);
        Ok((id, sent))
    }

    fn next_identity(&self) -> Result<Identity, Refusal> {
        let sequence = u32::try_from(self.kept.len() + 1).unwrap_or(u32::MAX);
        let number = CaseNumber::new(self.district.clone(), civil(self.now).year(), sequence)
            .map_err(|error| Refusal::new(super::RefusalCode::Definition, "本年编号已用完", error.to_string()))?;
        Ok(Identity { id: CaseId(format!("c{sequence:06}")), number: number.to_string() })
    }

    /// Takes an action.
    ///
    /// # Errors
    /// The refusal.
    pub fn act(
        &mut self,
        id: &CaseId,
        who: Who,
        action: &str,
        task: Option<TaskId>,
        input: Map<String, Json>,
    ) -> Result<(), Refusal> {
        self.ask(id, who, Command::Act { action: action.to_owned(), task, input })
    }

    /// Asks anything of a case.
    ///
    /// # Errors
    /// The refusal.
    pub fn ask(&mut self, id: &CaseId, who: Who, command: Command) -> Result<(), Refusal> {
        let sent = self.answer(id, who, command)?;
        self.deliver(sent);
        self.open_all();
        Ok(())
    }

    /// Takes in the matters that others gave rise to. One that is refused is not there, as a story then sees.
    fn open_all(&mut self) {
        while let Some((kind, form)) = self.to_open.pop_front() {
            let Some(case_type) = self.kinds.get(&kind).cloned() else { continue };
            let opened = self.file_from(&case_type, Who::Kernel, form, ARISEN, None);
            self.arisen.extend(opened);
        }
    }

    /// Asks something of a case under other rules than its own, which are its own from then on: it is carried to a version.
    ///
    /// # Errors
    /// The refusal.
    pub fn ask_under(&mut self, id: &CaseId, rules: &Arc<CaseType>, who: Who, command: Command) -> Result<(), Refusal> {
        let Some(kept) = self.kept.get(id) else { return Err(may::not_found()) };
        let asked = Asked { who, at: self.now, command };
        let decision = self.within(rules, |world| decide(world, Some(&kept.case), &asked))?;
        let sent = self.keep(id, rules, asked.who, decision);
        self.deliver(sent);
        Ok(())
    }

    fn answer(&mut self, id: &CaseId, who: Who, command: Command) -> Result<VecDeque<Sent>, Refusal> {
        let Some(kept) = self.kept.get(id) else { return Err(may::not_found()) };
        let case_type = Arc::clone(&kept.case_type);
        let asked = Asked { who, at: self.now, command };
        let mut decision = self.within(&case_type, |world| decide(world, Some(&kept.case), &asked))?;
        if let Command::Act { action, .. } = &asked.command {
            let issued = self.letters(kept, action, &decision)?;
            decision.events.extend(issued);
        }
        Ok(self.keep(id, &case_type, asked.who, decision))
    }

    /// The letters of an act, numbered on the table.
    fn letters(&self, kept: &Kept, action: &str, decision: &Decision) -> Result<Vec<Event>, Refusal> {
        let Some(after) = advance(Some(kept.case.clone()), decision.at, &decision.events) else {
            return Ok(Vec::new());
        };
        let open = |item: &str| kept.vault.get(item).map(|opened| opened.value.clone());
        let values = unseal(&after.values, &open);
        let issued = || self.kept.values().flat_map(|kept| &kept.case.letters);
        let mut given: BTreeMap<(String, i16), u32> = BTreeMap::new();
        let mut number = |series: &str, year: i16| {
            let of_series = issued().filter(|letter| letter.note.series == series && letter.note.year == year);
            let last = of_series.map(|letter| letter.note.n).max().unwrap_or_default();
            let next = given.entry((series.to_owned(), year)).or_insert(last);
            *next += 1;
            *next
        };
        let mut codes = issued().count();
        let mut code = || {
            codes += 1;
            format!("CODE{codes:012}")
        };
        let mut press = Press {
            case_type: &kept.case_type,
            directory: self.directory,
            case: (&kept.case, &after),
            values: &values,
            at: decision.at,
            number: &mut number,
            code: &mut code,
        };
        press.issue(action)
    }

    /// Carries what cases say to each other, and what that makes them say, until all is said.
    fn deliver(&mut self, mut sent: VecDeque<Sent>) {
        while let Some(next) = sent.pop_front() {
            let more = match next {
                Sent::Word(to, command) => {
                    let command = self.with_answer(*command);
                    self.answer(&to, Who::Kernel, command)
                }
                Sent::Open { parent, name, sequence } => self.open_for(&parent, &name, sequence),
            };
            sent.extend(more.unwrap_or_default());
        }
    }

    /// Takes in what a case asked for; it hears why not, if that cannot be. What is of a kind that is not on the table stays
    /// asked for.
    fn open_for(&mut self, parent: &CaseId, name: &str, sequence: u32) -> Result<VecDeque<Sent>, Refusal> {
        let Some(kept) = self.kept.get(parent) else { return Err(may::not_found()) };
        let Some(asked) = kept.case.subcase(name, sequence).cloned() else { return Err(may::not_found()) };
        let Some(child) = self.types.get(&asked.opens).cloned() else { return Ok(VecDeque::new()) };
        let open = |item: &str| kept.vault.get(item).map(|opened| opened.value.clone());
        let values = unseal(&asked.values, &open);
        let form = subcase::form_of(&kept.case_type, name, &child, &values, &self.district);
        let above = kept.case.clone();
        let telling = |decision: Decision, _: &World<'_>| Ok(decision.opened_for(&above, name, sequence));
        match self.taken_in(&child, Who::Kernel, form, (subcase::CHANNEL, None), telling) {
            Ok((_, sent)) => Ok(sent),
            Err(refusal) => {
                let (from, name, code) = (parent.clone(), name.to_owned(), refusal.code.word());
                let news = News::SubCaseRefused { name, sequence, code };
                self.answer(parent, Who::Kernel, Command::Hear { from, news })
            }
        }
    }

    /// An answer travels in plain words: they are opened here and sealed again over there.
    fn with_answer(&self, command: Command) -> Command {
        match command {
            Command::Hear { from, news: News::Answered { stage, outcome, .. } } => {
                let answer = self.kept.get(&from).map(|lead| answer_of(&lead.case_type, &self.values(&from)));
                let answer = answer.unwrap_or_default();
                Command::Hear { from, news: News::Answered { stage, outcome, answer } }
            }
            other => other,
        }
    }

    /// Seals and records what was decided; gives back what is to be said to other cases.
    fn keep(&mut self, id: &CaseId, case_type: &Arc<CaseType>, who: Who, mut decision: Decision) -> VecDeque<Sent> {
        let sent = self.note_effects(id, std::mem::take(&mut decision.effects));
        if decision.events.is_empty() {
            return sent;
        }
        let repeated = self.repeated(id, case_type, &decision);
        decision.events.extend(repeated);
        let version = self.kept.get(id).map_or(0, |kept| kept.case.version) + 1;
        let salts = &mut self.salts;
        let mut salt = || {
            *salts += 1;
            u128::from(*salts).to_be_bytes()
        };
        let (events, opened) = seal(decision.events, case_type, version, &mut salt);
        self.happened.extend(events.iter().map(|event| (id.clone(), event.clone())));
        let before = self.kept.remove(id);
        let (case, mut records, mut asked, mut vault) = match before {
            Some(kept) => (Some(kept.case), kept.records, kept.asked, kept.vault),
            None => (None, Vec::new(), Vec::new(), BTreeMap::new()),
        };
        if let Some(case) = advance(case, decision.at, &events) {
            records.push((decision.at, events));
            asked.push(who);
            vault.extend(opened.into_iter().map(|opened| (opened.item.clone(), opened)));
            self.kept.insert(id.clone(), Kept { case_type: Arc::clone(case_type), case, records, asked, vault });
        }
        sent
    }

    /// Whether the matter repeats one that was closed: the newest like it.
    fn repeated(&self, id: &CaseId, case_type: &CaseType, decision: &Decision) -> Option<Event> {
        let before = self.kept.get(id).map(|kept| &kept.case);
        if !repeats::is_open(case_type, self.directory, before) {
            return None;
        }
        let after = advance(before.cloned(), decision.at, &decision.events)?;
        let words = repeats::to_look_for(case_type, self.directory, before, &after)?;
        let like = |kept: &&Kept| {
            let same = kept.case.case_type == after.case_type && repeats::can_be_repeated(case_type, &kept.case);
            same && likeness(case_type, self.directory, &kept.case.values).as_ref() == Some(&words)
        };
        let earlier = self.kept.values().filter(like).max_by_key(|kept| kept.case.closed.as_ref().map(|it| it.at))?;
        let closed = earlier.case.closed.as_ref()?.at;
        let told = |event: &Event| matches!(event, Event::Repeated { of, closed: at, .. } if *of == earlier.case.id && *at == closed);
        let is_told = self.kept.values().flat_map(|kept| &kept.records).flat_map(|(_, events)| events).any(told);
        let judged = repeats::last_judgement(&earlier.records).filter(|_| !is_told);
        let unit = responsible(&earlier.case).cloned();
        let earlier = repeats::Earlier { case: earlier.case.id.clone(), closed, unit, judged };
        repeats::repeated(case_type, self.calendar, after.opened, earlier)
    }

    fn note_effects(&mut self, id: &CaseId, effects: Vec<Effect>) -> VecDeque<Sent> {
        let mut sent = VecDeque::new();
        for effect in effects {
            match effect {
                Effect::Tell { whom, occasion, notice, .. } => {
                    self.told.push(Told { whom, case: id.clone(), occasion, notice });
                }
                Effect::Send { to, command } => sent.push_back(Sent::Word(to, Box::new(command))),
                Effect::Open { parent, name, sequence } => sent.push_back(Sent::Open { parent, name, sequence }),
                Effect::Arise { kind, form, .. } => self.to_open.push_back((kind, form)),
            }
        }
        sent
    }

    /// Lets time pass: each case is woken at the instant that it asked for.
    pub fn pass_until(&mut self, until: Timestamp) {
        let mut idle = BTreeSet::new();
        while let Some((at, id)) = self.next_wake(&idle).filter(|(at, _)| *at <= until) {
            self.now = self.now.max(at);
            let before = self.happened.len();
            let woken = self.ask(&id, Who::Kernel, Command::Wake);
            if woken.is_err() || self.happened.len() == before {
                idle.insert(id);
            }
        }
        self.now = self.now.max(until);
    }

    /// Time passes while nothing is awake; then each case is woken once.
    pub fn sleep_until(&mut self, until: Timestamp) {
        self.now = self.now.max(until);
        let ids: Vec<CaseId> = self.kept.keys().cloned().collect();
        for id in ids {
            let _ = self.ask(&id, Who::Kernel, Command::Wake);
        }
    }

    fn next_wake(&self, idle: &BTreeSet<CaseId>) -> Option<(Timestamp, CaseId)> {
        let awake = self.kept.iter().filter(|(id, _)| !idle.contains(*id));
        awake.filter_map(|(id, kept)| Some((wake_at(&kept.case)?, id.clone()))).min()
    }

    /// All that somebody may do with a case now.
    #[must_use]
    pub fn available(&self, id: &CaseId, who: &Who) -> Vec<Open> {
        let open = |kept: &Kept| self.within(&kept.case_type, |world| may::available(world, &kept.case, who, self.now));
        self.kept.get(id).map(open).unwrap_or_default()
    }

    /// The calendar that it goes by.
    #[must_use]
    pub fn calendar(&self) -> &'r Calendar {
        self.calendar
    }

    /// The district's units, posts and officers.
    #[must_use]
    pub fn directory(&self) -> &'r Directory {
        self.directory
    }

    /// Lets it go by another calendar from now on.
    pub fn go_by(&mut self, calendar: &'r Calendar) {
        self.calendar = calendar;
    }

    /// A case on the table.
    #[must_use]
    pub fn kept(&self, id: &CaseId) -> Option<&Kept> {
        self.kept.get(id)
    }

    /// Takes a case off the table.
    pub fn take(&mut self, id: &CaseId) -> Option<Kept> {
        self.kept.remove(id)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Kept> {
        self.kept.values()
    }

    /// The values of a case with what people typed.
    #[must_use]
    pub fn values(&self, id: &CaseId) -> Values {
        let Some(kept) = self.kept.get(id) else { return Values::new() };
        let open = |item: &str| kept.vault.get(item).map(|opened| opened.value.clone());
        unseal(&kept.case.values, &open)
    }

    /// The officer of this account with the posts of the day.
    #[must_use]
    pub fn officer(&self, user: &UserName) -> Who {
        let posts = self.directory.posts_of(user, civil(self.now).date());
        Who::Officer(Officer { user: user.clone(), posts })
    }

    /// Asks a question in the world of a case type, as it is at this hour.
    pub fn within<A>(&self, case_type: &CaseType, question: impl FnOnce(&World<'_>) -> A) -> A {
        let load = |unit: &UnitCode, post: &PostName| self.load(unit, post);
        let peer = |named: &str| self.peer(named);
        let entry = |register: &str, key: &str| self.left_behind(register, key);
        question(&World {
            case_type,
            directory: self.directory,
            calendar: self.calendar,
            load: &load,
            peer: &peer,
            entry: &entry,
            slots: &Table(self),
            shelf: self,
        })
    }

    fn load(&self, unit: &UnitCode, post: &PostName) -> u64 {
        let open = self.kept.values().flat_map(|kept| kept.case.open_tasks());
        let count = open.filter(|task| task.unit.as_ref() == Some(unit) && task.post.as_ref() == Some(post)).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// What the last matter about the same left, as the district's record would have it.
    fn left_behind(&self, register: &str, key: &str) -> Option<Json> {
        let closed = self.kept.values().filter(|kept| kept.case.closed.is_some());
        let lines = closed
            .filter_map(|kept| Some((kept.case.closed.as_ref()?.at, known::line(&kept.case_type, None, &kept.case)?)));
        let same = lines.filter(|(_, line)| line.register == register && line.key == key);
        same.max_by_key(|(at, _)| *at).map(|(_, line)| line.value)
    }

    fn peer(&self, named: &str) -> Option<Peer> {
        let fits = |kept: &&Kept| kept.case.id.0 == named || kept.case.number == named;
        self.kept.values().find(fits).map(|kept| Peer::of(&kept.case))
    }
}

/// Who holds what on the table.
struct Table<'t>(&'t Rehearsal<'t>);

impl Slots for Table<'_> {
    fn held(&self, entry: &EntryRef, from: i64, until: i64) -> Vec<i64> {
        let holds = self.0.kept.values().filter_map(|kept| kept.case.hold.as_ref());
        let of_entry = holds.filter(|hold| hold.entry == *entry).flat_map(Hold::quarters);
        let mut held: Vec<i64> = of_entry.filter(|quarter| (from..until).contains(quarter)).collect();
        held.sort_unstable();
        held
    }

    fn of_person(&self, kind: &CaseType, number: &str) -> Vec<Booked> {
        let Some(person) = kind.reserve.as_ref().and_then(|reserve| reserve.person.as_ref()) else { return Vec::new() };
        let own = |id: &CaseId| self.0.values(id).get(&person.field) == Some(&Value::Text(number.to_owned()));
        let same = self.0.kept.iter().filter(|(id, kept)| kept.case_type.id == kind.id && own(id));
        same.map(|(_, kept)| Booked::of(kind, &kept.case)).collect()
    }
}

impl Shelf for Rehearsal<'_> {
    fn entries(&self, _: &str) -> Option<Vec<(String, Json)>> {
        Some(Vec::new())
    }

    fn opened_about(&self, kind: &TypeId, entry: &EntryRef, year: Option<i16>) -> Option<u64> {
        let about = |case: &Case| case.values.values().any(|value| *value == Value::Entry(entry.clone()));
        let fits = |kept: &&Kept| {
            let case = &kept.case;
            case.case_type == *kind && year.is_none_or(|year| civil(case.opened).year() == year) && about(case)
        };
        u64::try_from(self.kept.values().filter(fits).count()).ok()
    }
}

/// What a lead's answer consists of, in plain JSON: the facts that officers settled.
#[must_use]
pub fn answer_of(case_type: &CaseType, values: &Values) -> Map<String, Json> {
    let facts = case_type.facts.iter().filter_map(|field| Some((field.name.clone(), values.get(&field.name)?)));
    facts.filter(|(_, value)| !matches!(value, Value::Sealed(_))).map(|(name, value)| (name, json_of(value))).collect()
}
