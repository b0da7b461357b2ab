//! What is done with one invented matter. In each stage that it comes to, its pack says who may do what and how often; what
//! is drawn waits for its time, and is let go when the matter has moved on before.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::super::chance::Chance;
use super::words::Filling;
use super::{Birth, Filed, Role, Setting, Spot, Wish, waited};
use crate::casework::case::TaskKind;
use crate::casework::facts::holds;
use crate::casework::{Case, TaskId};
use crate::pack::model::{CLOSED, DemoScene, DemoSubject, FieldType, Move, TermValue};
use crate::value::Values;

/// How often what moves a matter on is drawn anew while it stays where it is: passed down, and passed down again.
const DRAWN: u8 = 6;

/// One invented matter, from its filing on.
pub struct Life<'l> {
    setting: Setting<'l>,
    chance: Chance,
    known: BTreeMap<String, Json>,
    subject: Option<&'l DemoSubject>,
    scene: Option<&'l DemoScene>,
    twin: bool,
    /// What waits for its time.
    ahead: Vec<Ahead<'l>>,
    /// Where it has been, and how often its way on was drawn there.
    stays: BTreeMap<Stay, u8>,
}

/// A stage that a matter came to at an instant.
type Stay = (String, String, Timestamp);

#[derive(Clone)]
struct Ahead<'l> {
    at: Timestamp,
    /// Where the matter must still be; none: wherever it is.
    stay: Option<Stay>,
    does: &'l Move,
    /// Whether it follows something else.
    in_row: bool,
    /// What follows it.
    then: &'l [Move],
}

impl<'l> Life<'l> {
    /// A matter that is to be filed.
    #[must_use]
    pub fn new(setting: Setting<'l>, birth: &Birth) -> Life<'l> {
        // Each matter has chances of its own, so that none depends on what became of the others.
        let mut chance = Chance::apart(setting.seed, birth.matter);
        let scene = match birth.role {
            Role::Scene(place) => setting.demo.scenes.get(place),
            _ => None,
        };
        let subject = subject(&setting, scene, birth, &mut chance);
        let spot = setting.spots.get(birth.spot);
        let mut known = known(&setting, birth, spot, &mut chance);
        let said = [scene.map(|scene| &scene.form), subject.map(|subject| &subject.form)];
        known.extend(said.into_iter().flatten().flat_map(|form| attributes(&setting, form)));
        let twin = matches!(birth.role, Role::Twin { .. });
        Life { setting, chance, known, subject, scene, twin, ahead: Vec::new(), stays: BTreeMap::new() }
    }

    /// Tells something that was not known before, such as the number of the matter that was told of first.
    pub fn tell(&mut self, name: &str, value: &str) {
        self.known.insert(name.to_owned(), value.into());
    }

    /// The matter as it is filed.
    pub fn filed(&mut self, at: Timestamp) -> Option<Filed> {
        let demo = self.setting.demo;
        let (channel, who) = self.chance.weighted(&demo.channels).cloned()?;
        let mut form = self.values(&demo.form, at);
        for group in &demo.vary {
            let with = self.chance.weighted(group).cloned().unwrap_or_default();
            form.extend(self.values(&with, at));
        }
        let own = [self.subject.map(|subject| &subject.form), self.scene.map(|scene| &scene.form)];
        for more in own.into_iter().flatten() {
            form.extend(self.values(more, at));
        }
        Some(Filed { who, channel, form })
    }

    /// When the next wish is due; none: nobody wishes anything any more.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        self.ahead.iter().map(|ahead| ahead.at).min()
    }

    /// Looks at the matter after it was filed.
    pub fn begin(&mut self, case: &Case) {
        match (self.scene.and_then(|scene| scene.steps.as_ref()), &self.setting.demo.twins) {
            (Some(steps), _) => self.follow(None, steps, case.opened, case),
            (None, Some(twins)) if self.twin => {
                let at = waited(self.setting.calendar, case.opened, twins.link.after, &mut self.chance);
                self.ahead.push(Ahead { at, stay: None, does: &twins.link, in_row: false, then: &twins.link.then });
            }
            _ => self.look(case),
        }
    }

    /// The wish that is due first, with the matter as it stands; none where it has moved on since.
    pub fn wish(&mut self, case: &Case) -> Option<(Timestamp, Wish, Due<'l>)> {
        let place = (0..self.ahead.len()).min_by_key(|place| self.ahead.get(*place).map(|ahead| ahead.at))?;
        let ahead = self.ahead.remove(place);
        if ahead.stay.as_ref().is_some_and(|stay| !stays(case).contains(stay)) {
            self.look(case);
            return None;
        }
        let wish = Wish {
            who: ahead.does.who.clone(),
            action: ahead.does.does.clone()?,
            task: task(case, &ahead),
            input: self.values(&ahead.does.with, ahead.at),
        };
        Some((ahead.at, wish, Due(ahead)))
    }

    /// Takes note that a wish was done, with the matter as it is then.
    pub fn done(&mut self, due: &Due<'l>, case: &Case) {
        let Due(ahead) = due;
        // What began with a way on goes on wherever the matter is; what was done beside it ends with the stage.
        let stay = ahead.stay.clone().filter(|_| ahead.does.beside || ahead.in_row);
        self.follow(stay, ahead.then, ahead.at, case);
        if ahead.then.is_empty() {
            self.draw_again(ahead, case);
        }
        self.look(case);
    }

    /// Takes note that a wish was refused: something else is tried.
    pub fn refused(&mut self, due: &Due<'l>, case: &Case) {
        self.draw_again(&due.0, case);
        self.look(case);
    }

    /// A matter that is still where it was after its way on was taken or refused goes on from there.
    fn draw_again(&mut self, ahead: &Ahead<'l>, case: &Case) {
        let Some(stay) = ahead.stay.as_ref().filter(|_| !ahead.does.beside && !ahead.in_row) else { return };
        let Some(drawn) = self.stays.get_mut(stay).filter(|drawn| **drawn < DRAWN) else { return };
        *drawn += 1;
        if stays(case).contains(stay) {
            self.draw_way_on(stay, case, ahead.at);
        }
    }

    /// Draws what is done in stages that the matter came to since it was looked at last.
    fn look(&mut self, case: &Case) {
        if self.scene.is_some_and(|scene| scene.steps.is_some()) {
            return;
        }
        for stay in stays(case) {
            if self.stays.contains_key(&stay) {
                continue;
            }
            self.stays.insert(stay.clone(), 1);
            let since = stay.2;
            self.draw_way_on(&stay, case, since);
            for does in self.moves(&stay).iter().filter(|does| does.beside) {
                if fits(does, case) && self.chance.percent(does.share) {
                    self.push(&stay, does, since);
                }
            }
        }
    }

    fn moves(&self, (_, stage, _): &Stay) -> &'l [Move] {
        self.setting.demo.stages.get(stage).map(Vec::as_slice).unwrap_or_default()
    }

    /// One of what may be done in the situation that the matter is in.
    fn draw_way_on(&mut self, stay: &Stay, case: &Case, from: Timestamp) {
        let ways = || self.moves(stay).iter().filter(|does| !does.beside);
        let situation = ways().filter(|does| does.when.is_some()).find(|does| fits(does, case));
        let situation = situation.and_then(|does| does.when.as_ref()).map(|guard| &guard.source);
        let drawn: Vec<(u64, &'l Move)> = ways()
            .filter(|does| does.when.as_ref().map(|guard| &guard.source) == situation)
            .map(|does| (does.share, does))
            .collect();
        if let Some(does) = self.chance.weighted(&drawn).copied() {
            self.push(stay, does, from);
        }
    }

    fn push(&mut self, stay: &Stay, does: &'l Move, from: Timestamp) {
        if does.does.is_some() {
            let at = waited(self.setting.calendar, from, does.after, &mut self.chance);
            self.ahead.push(Ahead { at, stay: Some(stay.clone()), does, in_row: false, then: &does.then });
        }
    }

    /// What comes after something that was done: the next of a row, if it is to come at all.
    fn follow(&mut self, stay: Option<Stay>, row: &'l [Move], from: Timestamp, case: &Case) {
        let Some((next, rest)) = row.split_first() else { return };
        if fits(next, case) && self.chance.percent(next.share) {
            let at = waited(self.setting.calendar, from, next.after, &mut self.chance);
            let then = if next.then.is_empty() { rest } else { &next.then };
            self.ahead.push(Ahead { at, stay, does: next, in_row: true, then });
        }
    }

    fn values(&mut self, written: &Map<String, Json>, now: Timestamp) -> Map<String, Json> {
        let samples = [self.subject.map(|subject| &subject.texts), Some(&self.setting.demo.texts)];
        Filling { known: &self.known, samples, now, chance: &mut self.chance }.values(written)
    }
}

/// A wish that was asked for, until it is told what came of it.
pub struct Due<'l>(Ahead<'l>);

/// Where a matter stands, since when; after its end, that it has ended.
fn stays(case: &Case) -> Vec<Stay> {
    match &case.closed {
        Some(end) => vec![(String::new(), CLOSED.to_owned(), end.at)],
        None => case.standings.iter().map(|at| (at.id.clone(), at.stage.clone(), at.since)).collect(),
    }
}

/// A request for more time waits beside the work itself, and both are approved: what follows the request is about it, all
/// else about the work.
fn task(case: &Case, ahead: &Ahead<'_>) -> Option<TaskId> {
    case.open_tasks().find(|task| task.kind == TaskKind::Approval)?;
    let about = if ahead.in_row { TaskKind::Approval } else { TaskKind::Lead };
    let decides = matches!(ahead.does.does.as_deref(), Some("approve" | "reject"));
    case.open_tasks().filter(|task| decides && task.kind == about).map(|task| task.id.clone()).next()
}

fn fits(does: &Move, case: &Case) -> bool {
    does.when.as_ref().is_none_or(|guard| holds(guard, case, &Values::new()))
}

/// What a matter is about: what its scene says, what whoever told of it first said, else any.
fn subject<'l>(
    setting: &Setting<'l>,
    scene: Option<&DemoScene>,
    birth: &Birth,
    chance: &mut Chance,
) -> Option<&'l DemoSubject> {
    let named = scene.and_then(|scene| scene.subject.as_ref()).and_then(|name| setting.demo.subjects.get(name));
    if let Some((_, subject)) = named {
        return Some(subject);
    }
    let all: Vec<(u64, &DemoSubject)> = setting.demo.subjects.values().map(|(share, one)| (*share, one)).collect();
    match birth.role {
        Role::Twin { of } => Chance::apart(setting.seed, of).weighted(&all).copied(),
        _ => chance.weighted(&all).copied(),
    }
}

fn known(setting: &Setting<'_>, birth: &Birth, spot: Option<&Spot>, chance: &mut Chance) -> BTreeMap<String, Json> {
    let mut known = BTreeMap::new();
    if let Some((key, entry)) = &birth.entry {
        known.extend(entry.clone());
        known.insert("key".to_owned(), json!(key));
    }
    known.insert("n".to_owned(), json!(format!("{:05}", birth.matter % 100_000)));
    known.insert("district".to_owned(), json!(setting.district.as_str()));
    if let Some(spot) = spot {
        known.insert("community".to_owned(), json!(spot.unit));
        known.insert("street".to_owned(), json!(spot.street));
        known.insert("place".to_owned(), json!(spot.name));
        known.insert("somewhere".to_owned(), somewhere(spot, chance));
    }
    known
}

/// A place for a form: three times in five the point, else the unit; always an invented address.
fn somewhere(spot: &Spot, chance: &mut Chance) -> Json {
    let address = format!("合成路{}号", chance.within(1, 99));
    let degrees = |micro: i64| serde_json::from_str::<Json>(&format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000));
    match spot.point.map(|point| (degrees(point.lon()), degrees(point.lat()))) {
        Some((Ok(lon), Ok(lat))) if chance.percent(60) => {
            json!({ "lon": lon, "lat": lat, "crs": "WGS84", "address": address })
        }
        _ => json!({ "unit": spot.unit, "address": address }),
    }
}

/// The units that the terms of a form name.
fn attributes(setting: &Setting<'_>, form: &Map<String, Json>) -> Vec<(String, Json)> {
    let term = |(name, code): (&String, &Json)| {
        let list = setting.rules.vocabularies.get(setting.rules.field(name)?.vocabulary.as_ref()?)?;
        let term = list.terms.iter().find(|term| code.as_str() == Some(&term.code))?;
        let units = list.attributes.iter().filter(|(_, kind)| **kind == FieldType::Unit);
        let named = units.filter_map(|(name, _)| match term.attributes.get(name)? {
            TermValue::Text(suffix) => Some((name.clone(), json!(format!("{}-{suffix}", setting.district)))),
            _ => None,
        });
        Some(named.collect::<Vec<_>>())
    };
    form.iter().filter_map(term).flatten().collect()
}
