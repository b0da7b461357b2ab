//! Laws that hold for any history: whatever people do, in whatever order, on the packs that ship.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, LazyLock};

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::case::{Case, SubCase, Task, TaskId, Verdict, WarningLevel};
use bihuan_core::casework::command::News;
use bihuan_core::casework::decide::Open;
use bihuan_core::casework::may::available;
use bihuan_core::casework::rehearsal::Kept;
use bihuan_core::casework::{
    Asked, CaseId, Command, Event, Identity, Officer, RefusalCode, Rehearsal, Who, accountable, advance, dated, decide,
    evolve, replay, running, story, wake_at,
};
use bihuan_core::directory::{Directory, UnitCode, shipped_districts};
use bihuan_core::draw;
use bihuan_core::pack::model::{Does, Field, FieldType, Measure, OnClose, Reserve};
use bihuan_core::pack::scenario::Scenario;
use bihuan_core::pack::{CaseType, Pack};
use bihuan_core::value::{Value, Values};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::desk::at;
use crate::stories;

struct Shipped {
    pack: Pack,
    directory: Directory,
    /// How the stories of the pack begin, up to each stage that they lead a matter to: chance alone seldom takes twenty
    /// right steps in a row.
    beginnings: Vec<Beginning>,
}

/// The steps of a story up to the first in which a matter of a kind stands in a stage.
struct Beginning {
    kind: String,
    stage: String,
    story: Scenario,
}

static PACKS: LazyLock<Vec<Shipped>> = LazyLock::new(|| {
    let read = |name: String| {
        let (pack, stories) = stories::read(&name);
        let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
        let beginnings = beginnings(&pack, &stories, &directory);
        Shipped { pack, directory, beginnings }
    };
    stories::names().into_iter().map(read).collect()
});

/// One beginning for each kind and stage, the shortest that there is.
fn beginnings(pack: &Pack, stories: &[Scenario], directory: &Directory) -> Vec<Beginning> {
    let mut found: Vec<Beginning> = Vec::new();
    for story in stories {
        for length in 1..=story.steps.len() {
            let start = Scenario { steps: story.steps[..length].to_vec(), ..story.clone() };
            let (_, Some(table)) = story::played(pack, &start, directory, Calendar::shipped()) else { continue };
            let open = table.all().filter(|kept| kept.case.closed.is_none() && kept.case.lead.is_none());
            let all = open.flat_map(|kept| kept.case.standings.iter().map(|at| (&kept.case_type.id.0, &at.stage)));
            let at: Vec<(String, String)> = all.map(|(kind, stage)| (kind.clone(), stage.clone())).collect();
            for (kind, stage) in at {
                match found.iter_mut().find(|known| (&known.kind, &known.stage) == (&kind, &stage)) {
                    Some(known) if known.story.steps.len() <= length => {}
                    Some(known) => known.story = start.clone(),
                    None => found.push(Beginning { kind, stage, story: start.clone() }),
                }
            }
        }
    }
    found
}

/// A source of choices that is used up from the front, and repeats when it is empty.
#[derive(Clone)]
struct Dice<'d> {
    faces: &'d [u16],
    next: usize,
}

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        let face = self.faces[self.next % self.faces.len()];
        self.next += 1;
        usize::from(face) % sides.max(1)
    }

    fn coin(&mut self) -> bool {
        self.roll(2) == 1
    }
}

fn officer(post: &str, unit: &str) -> Who {
    colleague(post, unit, 1)
}

/// Two people hold each post: a pack that asks for a second person has one.
fn colleague(post: &str, unit: &str, which: u8) -> Who {
    let unit: UnitCode = unit.parse().unwrap();
    let user = format!("{post}-{unit}-{which}").parse().unwrap();
    Who::Officer(Officer { user, posts: vec![(post.parse().unwrap(), unit)] })
}

/// Everybody who could have a say: whoever holds a post of the pack in a unit of the case, and the reporter.
fn people(pack: &Pack, case: &Case) -> Vec<Who> {
    let mut units: BTreeSet<String> = ["420103-supervision-office", "420103-citizen-centre"].map(String::from).into();
    for task in &case.tasks {
        units.extend(task.unit.iter().chain(&task.passed_by).map(ToString::to_string));
    }
    let mut people = vec![Who::Reporter, Who::Public];
    for (unit, post) in units.iter().flat_map(|unit| pack.posts.keys().map(move |post| (unit, post))) {
        people.extend([1, 2].map(|which| colleague(post.as_str(), unit, which)));
    }
    people
}

/// What two people think of before a draw.
const SECRETS: [&str; 2] = ["合成口令：第一个人想好的一句话，不给别人看", "合成口令：另一个人想好的一句话，也不给人看"];

/// An input that fits its form.
fn input(
    fields: &[Field],
    world: (&CaseType, &Directory),
    task: Option<&UnitCode>,
    dice: &mut Dice<'_>,
) -> Map<String, Json> {
    let mut input = Map::new();
    for field in fields {
        let wanted = field.required || field.required_when.is_some() || dice.coin();
        if let Some(one) = wanted.then(|| value(field, world, task, dice)).flatten() {
            let several = field.many && field.kind != FieldType::File;
            let more = (1..field.counts().0).filter_map(|_| value(field, world, task, dice));
            input.insert(field.name.clone(), if several { std::iter::once(one).chain(more).collect() } else { one });
        }
    }
    if let Some(reserve) = &world.0.reserve {
        booked(world.0, reserve, &mut input, dice);
    }
    told_in(world.0, &mut input, dice);
    input
}

/// Where an amount is told with its measure, the measure is one of those in which the matter counts.
fn told_in(case_type: &CaseType, input: &mut Map<String, Json>, dice: &mut Dice<'_>) {
    let own = |name: &String| case_type.quantities.iter().find(|quantity| quantity.name == *name);
    let told = case_type.all_actions().filter_map(|(_, action)| match &action.does {
        Does::Record { quantity, measure: Some(field), .. } => Some((field, &own(quantity)?.measure)),
        _ => None,
    });
    let known: BTreeSet<(&String, &String)> = told
        .filter_map(|(field, measure)| if let Measure::Words(words) = measure { Some((field, words)) } else { None })
        .filter(|(field, _)| input.contains_key(*field))
        .collect();
    if !known.is_empty() {
        let (field, words) = known.iter().nth(dice.roll(known.len())).unwrap();
        input.insert((*field).clone(), (*words).clone().into());
    }
}

/// What holds slots names an entry that there is, a time at which it is open, and the code that stands there.
fn booked(case_type: &CaseType, reserve: &Reserve, input: &mut Map<String, Json>, dice: &mut Dice<'_>) {
    let register = case_type.field(&reserve.entry).and_then(|field| field.register.as_ref()).unwrap();
    let row = &case_type.registers[register].rows[0];
    if let Some(entry) = input.get_mut(&reserve.entry) {
        *entry = format!("{register}/{}", row.key).into();
        // Often the present hour: it can be begun at once.
        let hour = 9 + [0, 0, 0, 1, 3, 8][dice.roll(6)];
        input.insert(reserve.from.clone(), format!("2025-09-25T{hour:02}:00:00+08:00").into());
        input.insert(reserve.until.clone(), format!("2025-09-25T{:02}:15:00+08:00", hour + dice.roll(3)).into());
    }
    if let Some(code) = reserve.begins.code.as_ref().filter(|code| input.contains_key(*code)) {
        input.insert(code.clone(), row.values[code].clone());
    }
}

fn value(
    field: &Field,
    (case_type, directory): (&CaseType, &Directory),
    task: Option<&UnitCode>,
    dice: &mut Dice<'_>,
) -> Option<Json> {
    Some(match field.kind {
        // Two people have a secret each; by chance somebody shows or tells the other's.
        FieldType::Text if field.name == "secret" => SECRETS[dice.roll(2)].into(),
        FieldType::Text if field.name == "hash" => draw::shown(SECRETS[dice.roll(2)]).unwrap().into(),
        FieldType::Text => "合成".repeat(usize::try_from(field.min.unwrap_or(1)).unwrap().max(1)).into(),
        FieldType::Phone => "13800138000".into(),
        FieldType::IdentityNumber => "11010519491231002X".into(),
        FieldType::CreditCode => "91350100M000100Y43".into(),
        FieldType::Integer => {
            let min = field.min.unwrap_or(0);
            let max = field.max.unwrap_or(i64::MAX).min(min + 9);
            (min + i64::try_from(dice.roll(usize::try_from(max - min + 1).unwrap())).unwrap()).into()
        }
        FieldType::Number => json!(3),
        FieldType::Decimal | FieldType::Money => format!("{}.5", dice.roll(9)).into(),
        FieldType::Date => "2026-12-31".into(),
        FieldType::Time => "2026-12-31T09:00:00+08:00".into(),
        FieldType::Boolean => dice.coin().into(),
        FieldType::Length => "1 h".into(),
        FieldType::Term => {
            let terms = &case_type.vocabularies[field.vocabulary.as_ref()?].terms;
            terms[dice.roll(terms.len())].code.clone().into()
        }
        FieldType::Unit => {
            let below =
                task.and_then(|unit| directory.children(unit).next()).filter(|_| field.name == "unit" && dice.coin());
            let named = ["420103-environment", "420103-water", "420103008", "420103008003", "420103-citizen-centre"];
            let fits = |code: &&&str| {
                let unit = directory.unit(&code.parse().unwrap()).unwrap();
                field.unit_kinds.is_empty() || field.unit_kinds.contains(&unit.kind)
            };
            let fitting: Vec<&&str> = named.iter().filter(fits).collect();
            match below {
                Some(unit) => unit.code.as_str().into(),
                None => (*fitting.get(dice.roll(fitting.len()))?).to_owned().into(),
            }
        }
        FieldType::Place => json!({"unit": "420103008003", "address": "合成路 1 号"}),
        FieldType::File => json!([format!("sha256-{}", "0".repeat(64))]),
        FieldType::Entry => {
            let name = field.register.as_deref()?;
            let rows = &case_type.registers[name].rows;
            let key = if rows.is_empty() { "x" } else { &rows[dice.roll(rows.len())].key };
            format!("{name}/{key}").into()
        }
        FieldType::Officer => return None,
    })
}

fn filed<'s>(shipped: &'s Shipped, case_type: &Arc<CaseType>, dice: &mut Dice<'_>) -> (Rehearsal<'s>, CaseId) {
    let mut table =
        Rehearsal::new(&shipped.directory, Calendar::shipped(), "420103".parse().unwrap(), at("2025-09-25"));
    let mut who = if case_type.public { Who::Public } else { officer("supervisor", "420103-supervision-office") };
    let mut form = input(&case_type.form, (case_type, &shipped.directory), None, dice);
    for (field, refers) in case_type.form.iter().filter_map(|field| Some((field, field.refers.as_ref()?))) {
        let other = &shipped.pack.cases[&refers.of];
        let about = input(&other.form, (other, &shipped.directory), None, dice);
        let by = if other.public { Who::Public } else { officer("supervisor", "420103-supervision-office") };
        let about = table.file(other, by, about).unwrap();
        let about = &table.kept(&about).unwrap().case;
        let unit = about.tasks[0].unit.clone().unwrap();
        form.insert(field.name.clone(), about.number.clone().into());
        form.extend(refers.party.clone().map(|party| (party, unit.as_str().into())));
        who = officer("clerk", unit.as_str());
    }
    let id = table.file(case_type, who, form).unwrap();
    (table, id)
}

/// A matter at the beginning of a history: just filed, or where a story has led one.
fn begun<'s>(shipped: &'s Shipped, case_type: &Arc<CaseType>, dice: &mut Dice<'_>) -> (Rehearsal<'s>, CaseId) {
    let led: Vec<&Beginning> = shipped.beginnings.iter().filter(|known| known.kind == case_type.id.0).collect();
    let start = if dice.coin() { led.get(dice.roll(led.len())) } else { None };
    let Some(start) = start else { return filed(shipped, case_type, dice) };
    let (_, table) = story::played(&shipped.pack, &start.story, &shipped.directory, Calendar::shipped());
    let table = table.unwrap();
    let stands = |case: &Case| case.closed.is_none() && case.standings.iter().any(|at| at.stage == start.stage);
    let here = |kept: &&Kept| kept.case_type.id.0 == start.kind && kept.case.lead.is_none() && stands(&kept.case);
    let id = table.all().find(here).unwrap().case.id.clone();
    (table, id)
}

/// A history of each kind of matter of the packs that ship, made of these choices, for somebody to look at.
pub fn histories(faces: &[u16], steps: usize, mut look: impl FnMut(&Pack, &Rehearsal<'_>, &CaseId)) {
    for shipped in PACKS.iter() {
        for case_type in shipped.pack.cases.values() {
            let mut dice = Dice { faces, next: 0 };
            let (mut table, id) = begun(shipped, case_type, &mut dice);
            for _ in 0..steps {
                step(&mut table, shipped, &id, &mut dice);
            }
            look(&shipped.pack, &table, &id);
        }
    }
}

/// Refusals that depend on what is in the input: the button was right, the form was not.
fn about_the_input(code: RefusalCode) -> bool {
    // A ruling may come too late for the matter that it rules on, whose books are closed: `Limit` is about that matter.
    matches!(code, RefusalCode::Invalid | RefusalCode::Guard | RefusalCode::Avoidance | RefusalCode::Limit)
}

/// One step of a history: time passes, or somebody does something that they are shown, or tries what they are not.
fn step(table: &mut Rehearsal<'_>, shipped: &Shipped, id: &CaseId, dice: &mut Dice<'_>) {
    let (kept, rolled) = (table.kept(id).unwrap(), dice.roll(10));
    if rolled < 2 {
        let hours = [1, 2, 5, 30, 300][dice.roll(5)];
        let until = table.now + SignedDuration::from_hours(hours);
        if rolled == 0 {
            table.pass_until(until)
        } else {
            table.sleep_until(until)
        }
        return;
    }
    let (case, case_type) = (kept.case.clone(), Arc::clone(&kept.case_type));
    let mut people = people(&shipped.pack, &case);
    if dice.roll(3) > 0 {
        people.retain(|who| case.open_tasks().any(|task| has(who, task)));
    }
    let who = people.get(dice.roll(people.len())).cloned().unwrap_or(Who::Reporter);
    let shown = table.available(id, &who);
    if shown.is_empty() || rolled == 2 {
        try_what_is_not_shown(table, id, &case, &who, dice);
        return;
    }
    let open = &shown[dice.roll(shown.len())];
    let unit = open.task.as_ref().and_then(|task| case.task(task)).and_then(|task| task.unit.clone());
    let given = input(&open.fields, (&case_type, &shipped.directory), unit.as_ref(), dice);
    if let Err(refusal) = table.act(id, who.clone(), &open.action, open.task.clone(), given.clone()) {
        assert!(about_the_input(refusal.code), "{who:?} was shown {} and refused: {refusal:?} {given:?}", open.action);
        assert_eq!(table.kept(id).unwrap().case, case, "a refusal changes nothing");
    }
}

/// Somebody who may do something now, and what.
fn someone(table: &Rehearsal<'_>, shipped: &Shipped, id: &CaseId, dice: &mut Dice<'_>) -> Option<(Who, Open)> {
    let case = &table.kept(id).unwrap().case;
    let mut people = people(&shipped.pack, case);
    if dice.roll(3) > 0 {
        people.retain(|who| case.open_tasks().any(|task| has(who, task)));
    }
    let who = people.get(dice.roll(people.len()))?.clone();
    let mut open = table.available(id, &who);
    let which = dice.roll(open.len());
    (which < open.len()).then(|| (who, open.swap_remove(which)))
}

/// A case without what may differ: how many commands it took and when the last came, and the names of sealed items.
fn bare(table: &Rehearsal<'_>, id: &CaseId) -> Case {
    let mut case = table.kept(id).unwrap().case.clone();
    (case.version, case.last) = (0, case.opened);
    let asked = case.subcases.iter_mut().map(|asked| &mut asked.values);
    let told = case.letters.iter_mut().map(|letter| &mut letter.note.text);
    for values in asked.chain(told).chain([&mut case.values]) {
        unsealed(values);
    }
    case
}

/// Without what is sealed: it bears the number of its record, and the timer's ringing makes records too.
fn unsealed(values: &mut Values) {
    values.retain(|_, value| !matches!(value, Value::Sealed(_)));
    for value in values.values_mut() {
        if let Value::Place(place) = value {
            place.address = None;
        }
    }
}

/// Whether somebody holds the post of a task: most of what happens to a case is their work.
fn has(who: &Who, task: &Task) -> bool {
    match who {
        Who::Officer(officer) => officer
            .posts
            .iter()
            .any(|(post, unit)| task.post.as_ref() == Some(post) && task.unit.as_ref() == Some(unit)),
        _ => task.unit.is_none(),
    }
}

fn try_what_is_not_shown(table: &mut Rehearsal<'_>, id: &CaseId, case: &Case, who: &Who, dice: &mut Dice<'_>) {
    let case_type = Arc::clone(&table.kept(id).unwrap().case_type);
    let all: Vec<String> = case_type.all_actions().map(|(_, action)| action.name.clone()).collect();
    let action = &all[dice.roll(all.len())];
    let shown = table.available(id, who).into_iter().any(|open| open.action == *action);
    if !shown {
        let refusal =
            table.act(id, who.clone(), action, None, Map::new()).expect_err("what is not shown is not accepted");
        assert!(!refusal.sentence.zh.is_empty() && !refusal.sentence.en.is_empty());
        assert_eq!(table.kept(id).unwrap().case, *case, "a refusal changes nothing");
    }
}

/// What must be so after every act.
fn stands(table: &Rehearsal<'_>, id: &CaseId) {
    let case = &table.kept(id).unwrap().case;
    if case.closed.is_some() {
        assert!(
            case.open_tasks().next().is_none() && case.open_clocks().next().is_none(),
            "closing leaves nothing open"
        );
        assert_eq!(wake_at(case), None);
    } else {
        assert!(accountable(case).is_some(), "nobody is accountable: {case:#?}");
        assert!(running(case).is_some(), "no clock runs: {case:#?}");
        let has_it = case.open_tasks().any(|task| task.moves_on());
        assert_eq!(has_it, !case.is_linked(), "somebody has it, or its lead is worked on: {case:#?}");
    }
}

/// What must be so of the record of any history.
fn holds(table: &Rehearsal<'_>, id: &CaseId) {
    let kept = table.kept(id).unwrap();
    let again = replay(kept.records.iter().map(|(at, events)| (*at, events.as_slice())));
    assert_eq!(again.as_ref(), Some(&kept.case), "replay equals state");
    let json = serde_json::to_string(&kept.records).unwrap();
    let read: Vec<(Timestamp, Vec<Event>)> = serde_json::from_str(&json).unwrap();
    assert_eq!(read, kept.records, "a record reads back as it was written");
    assert!(!json.contains("合成路") && !json.contains("13800138000"), "what people typed is not in the record");
    told_once(&kept.records);
    late_stays_late(&kept.records);
    assert!(kept.records.is_sorted_by_key(|(at, _)| *at), "time runs forward");
}

fn told_once(records: &[(Timestamp, Vec<Event>)]) {
    let mut told: BTreeSet<(String, WarningLevel, u32)> = BTreeSet::new();
    for event in records.iter().flat_map(|(_, events)| events) {
        if let Event::Warned { clock, level, generation, passed } = event {
            for level in passed.iter().chain([level]) {
                assert!(told.insert((clock.0.clone(), *level, *generation)), "warned twice: {clock:?} {level:?}");
            }
        }
    }
}

/// Late is never unsaid: a clock that was late at some instant says so ever after.
fn late_stays_late(records: &[(Timestamp, Vec<Event>)]) {
    let mut case = None;
    let mut late: BTreeSet<String> = BTreeSet::new();
    for (at, event) in records.iter().flat_map(|(at, events)| dated(*at, events)) {
        let before: Option<Case> = case.clone();
        late.extend(
            before
                .iter()
                .flat_map(|case| case.open_clocks())
                .filter(|clock| clock.is_late(at))
                .map(|clock| clock.id.0.clone()),
        );
        case = evolve(case, at, event);
        for clock in case.iter().flat_map(|case| &case.clocks).filter(|clock| late.contains(&clock.id.0)) {
            let missed = matches!(clock.ended, Some((Verdict::Missed, _)));
            assert!(clock.was_late || missed || clock.is_late(at), "late was unsaid: {clock:?}");
        }
    }
}

/// Whether the case can still be brought to its end, without its reporter taking it back.
fn can_close(table: &Rehearsal<'_>, shipped: &Shipped, id: &CaseId) -> bool {
    let kept = table.kept(id).unwrap();
    let case_type = Arc::clone(&kept.case_type);
    let (mut seen, mut stages) = (BTreeSet::new(), BTreeSet::new());
    let mut open = VecDeque::from([kept.case.clone()]);
    while let Some(case) = open.pop_front() {
        if case.closed.is_some() {
            return true;
        }
        let place = (
            case.standings.iter().map(|s| s.stage.clone()).collect::<Vec<_>>(),
            case.round,
            case.authors.clone(),
            case.tallies.len(),
            awaited(&case_type, &case).count(),
        );
        if seen.len() < 1000 && seen.insert(place) {
            let held = awaited(&case_type, &case).count();
            for later in next(table, shipped, &case_type, &case) {
                // What comes to a stage where none has been yet, or is held up by less, is nearer to the end than one more
                // variant of what is known; what is held up by more leads away from it.
                let at: Vec<String> = later.standings.iter().map(|standing| standing.stage.clone()).collect();
                let (goes_on, held_now) = (stages.insert(at), awaited(&case_type, &later).count());
                if goes_on || held_now < held || later.closed.is_some() {
                    open.push_front(later);
                } else if held_now == held {
                    open.push_back(later);
                }
            }
        }
    }
    false
}

/// The open matters for which a stage of the case waits, or its close.
fn awaited<'c>(case_type: &'c CaseType, case: &'c Case) -> impl Iterator<Item = &'c SubCase> {
    let waits = |name: &str| {
        let stages =
            case.standings.iter().filter_map(|at| case_type.stages.iter().find(|stage| stage.name == at.stage));
        let holds_the_close = case_type.subcases.get(name).is_some_and(|rule| rule.on_close == OnClose::Wait);
        holds_the_close || stages.filter_map(|stage| stage.waits.as_ref()).any(|wait| wait.of == name)
    };
    case.open_subcases().filter(move |it| waits(&it.name))
}

/// What a matter that the case opened may tell of its end: by each outcome of its kind, where the pack has it too.
fn ended(case: &Case, it: &SubCase) -> Vec<Command> {
    let id = CaseId(format!("{}-{}-{}", case.id.0, it.name, it.sequence));
    let identity = it.identity.clone().unwrap_or(Identity { number: id.0.clone(), id });
    let kind = PACKS.iter().find_map(|shipped| shipped.pack.cases.values().find(|kind| kind.id == it.opens));
    let outcomes = kind.into_iter().flat_map(|kind| kind.outcomes.keys().cloned());
    let told = |outcome: String| News::SubCase {
        name: it.name.clone(),
        sequence: it.sequence,
        version: it.version + 1,
        number: identity.number.clone(),
        unit: None,
        outcome: Some(outcome),
    };
    outcomes.map(|outcome| Command::Hear { from: identity.id.clone(), news: told(outcome) }).collect()
}

/// The cases that one more act, or time alone, makes of a case.
fn next(table: &Rehearsal<'_>, shipped: &Shipped, case_type: &Arc<CaseType>, case: &Case) -> Vec<Case> {
    let moves = [
        "comment",
        "add",
        "urge",
        "withdraw",
        "reassign",
        "merge",
        "extend",
        "pass",
        "suspend",
        "classify",
        "contact",
        "not_reached",
    ];
    let mut asked: Vec<Asked> = Vec::new();
    let now = table.now.max(case.last);
    table.within(case_type, |world| {
        for who in people(&shipped.pack, case) {
            for open in
                available(world, case, &who, now).into_iter().filter(|open| !moves.contains(&open.action.as_str()))
            {
                for faces in [[0_u16, 1], [1, 1], [4, 1]] {
                    let unit = open.task.as_ref().and_then(|task| case.task(task)).and_then(|task| task.unit.clone());
                    let mut dice = Dice { faces: &faces, next: 0 };
                    let input = input(&open.fields, (case_type, &shipped.directory), unit.as_ref(), &mut dice);
                    let command = Command::Act { action: open.action.clone(), task: open.task.clone(), input };
                    asked.push(Asked { who: who.clone(), at: now, command });
                }
            }
        }
        asked.extend(awaited(case_type, case).flat_map(|it| ended(case, it)).map(|command| Asked {
            who: Who::Kernel,
            at: now,
            command,
        }));
        asked.extend(wake_at(case).map(|at| Asked { who: Who::Kernel, at: at.max(now), command: Command::Wake }));
        let decided = asked.iter().filter_map(|asked| decide(world, Some(case), asked).ok());
        decided.filter_map(|decision| advance(Some(case.clone()), decision.at, &decision.events)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 640, max_shrink_iters: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_history_keeps_the_laws(kind in any::<u16>(), faces in prop::collection::vec(any::<u16>(), 40..200)) {
        let (shipped, case_type) = one_of_all(kind);
        let mut dice = Dice { faces: &faces, next: 0 };
        let (mut table, id) = begun(shipped, case_type, &mut dice);
        for _ in 0..40 {
            step(&mut table, shipped, &id, &mut dice);
            stands(&table, &id);
        }
        holds(&table, &id);
        prop_assert!(can_close(&table, shipped, &id), "cannot close: {:#?}", table.kept(&id).unwrap().case);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_word_or_a_look_moves_no_clock(faces in prop::collection::vec(any::<u16>(), 40..120)) {
        for shipped in PACKS.iter() {
            for case_type in shipped.pack.cases.values() {
                let mut dice = Dice { faces: &faces, next: 0 };
                let (mut table, id) = begun(shipped, case_type, &mut dice);
                for _ in 0..15 {
                    step(&mut table, shipped, &id, &mut dice);
                }
                // What is due by now has come: a term that was over before it began warns at once, whoever acts next.
                table.sleep_until(table.now);
                let before = table.kept(&id).unwrap().case.clone();
                for who in people(&shipped.pack, &before) {
                    let open = table.available(&id, &who);
                    for word in open.iter().filter(|open| ["comment", "add", "urge"].contains(&open.action.as_str())) {
                        table.act(&id, who.clone(), &word.action, None, json!({"text": "合成"}).as_object().unwrap().clone()).unwrap();
                    }
                }
                let after = &table.kept(&id).unwrap().case;
                prop_assert_eq!(&after.clocks, &before.clocks);
                prop_assert_eq!(wake_at(after), wake_at(&before));
            }
        }
    }

    #[test]
    fn after_waking_nothing_is_overdue_to_be_done(faces in prop::collection::vec(any::<u16>(), 40..120)) {
        for shipped in PACKS.iter() {
            for case_type in shipped.pack.cases.values() {
                let mut dice = Dice { faces: &faces, next: 0 };
                let (mut table, id) = begun(shipped, case_type, &mut dice);
                for _ in 0..12 {
                    step(&mut table, shipped, &id, &mut dice);
                }
                let later = table.now + SignedDuration::from_hours(500);
                table.sleep_until(later);
                let next = wake_at(&table.kept(&id).unwrap().case);
                prop_assert!(next.is_none_or(|next| next > table.now), "woken at {:?}, asks for {:?}", table.now, next);
                let version = table.kept(&id).unwrap().case.version;
                table.sleep_until(later);
                prop_assert_eq!(table.kept(&id).unwrap().case.version, version, "to wake twice changes nothing");
            }
        }
    }

    /// A timer that rings at every due instant, one that rings now and then, and none at all: whoever acts finds the same.
    #[test]
    fn it_makes_no_difference_when_the_timer_rings(faces in prop::collection::vec(any::<u16>(), 40..160)) {
        for shipped in PACKS.iter() {
            for case_type in shipped.pack.cases.values() {
                let mut dice = Dice { faces: &faces, next: 0 };
                let (mut often, id) = begun(shipped, case_type, &mut dice.clone());
                let (mut rarely, _) = begun(shipped, case_type, &mut dice.clone());
                let (mut never, _) = begun(shipped, case_type, &mut dice);
                for _ in 0..24 {
                    let later = often.now + SignedDuration::from_hours([0, 1, 9, 70, 300, 900][dice.roll(6)]);
                    often.pass_until(later);
                    if dice.roll(3) == 0 { rarely.sleep_until(later) } else { rarely.now = later }
                    never.now = later;
                    let Some((who, open)) = someone(&often, shipped, &id, &mut dice) else { continue };
                    let shown = |table: &Rehearsal<'_>| -> Vec<(String, Option<TaskId>)> {
                        table.available(&id, &who).into_iter().map(|open| (open.action, open.task)).collect()
                    };
                    prop_assert_eq!(shown(&often), shown(&never));
                    prop_assert_eq!(shown(&often), shown(&rarely));
                    let unit = often.kept(&id).unwrap().case.task(open.task.as_ref().unwrap_or(&TaskId(String::new())));
                    let unit = unit.and_then(|task| task.unit.clone());
                    let given = input(&open.fields, (case_type, &shipped.directory), unit.as_ref(), &mut dice);
                    let outcomes = [&mut often, &mut rarely, &mut never].map(|table| {
                        let act = table.act(&id, who.clone(), &open.action, open.task.clone(), given.clone());
                        act.map_err(|refusal| refusal.code)
                    });
                    prop_assert_eq!(outcomes[0], outcomes[1]);
                    prop_assert_eq!(outcomes[0], outcomes[2]);
                }
                let until = often.now + SignedDuration::from_hours(400);
                often.pass_until(until);
                rarely.sleep_until(until);
                never.sleep_until(until);
                prop_assert_eq!(bare(&often, &id), bare(&rarely, &id));
                prop_assert_eq!(bare(&often, &id), bare(&never, &id));
                for table in [&often, &rarely, &never] {
                    holds(table, &id);
                }
            }
        }
    }

    #[test]
    fn any_input_is_taken_or_refused(form in json_value(), action in "[a-z_]{0,12}", input in json_value()) {
        let (shipped, case_type) = general();
        let mut table = Rehearsal::new(&shipped.directory, Calendar::shipped(), "420103".parse().unwrap(), at("2025-09-25"));
        let object = |json: &Json| json.as_object().cloned().unwrap_or_default();
        if let Ok(id) = table.file(case_type, Who::Public, object(&form)) {
            let _ = table.act(&id, officer("clerk", "420103-citizen-centre"), &action, Some(TaskId("t1".into())), object(&input));
        }
        let mut form = object(&form);
        form.insert("content".into(), "合成".into());
        for name in ["category", "place", "phone", "about", "pictures", "publish"] {
            let mut form = form.clone();
            form.retain(|key, _| key == "content");
            form.insert(name.into(), input.clone());
            let _ = table.file(case_type, Who::Public, form);
        }
    }
}

/// The kind of matter that takes any request, in its pack.
fn general() -> (&'static Shipped, &'static Arc<CaseType>) {
    let any = |shipped: &'static Shipped| Some((shipped, shipped.pack.cases.values().find(|kind| kind.open311)?));
    PACKS.iter().find_map(any).unwrap()
}

/// One kind of matter of all that ship.
fn one_of_all(which: u16) -> (&'static Shipped, &'static Arc<CaseType>) {
    let of_pack = |shipped: &'static Shipped| shipped.pack.cases.values().map(move |kind| (shipped, kind));
    let all: Vec<_> = PACKS.iter().flat_map(of_pack).collect();
    all[usize::from(which) % all.len()]
}

/// Brings a case to its end as willing people would.
fn finish(table: &mut Rehearsal<'_>, shipped: &Shipped, id: &CaseId) {
    let way = ["answer", "reply", "approve", "insist", "take", "accept", "call_back", "conclude", "uphold"];
    for faces in (0..60_u16).map(|n| [n, 3, 1, 1, 5]) {
        let kept = table.kept(id).unwrap();
        let (case, case_type) = (kept.case.clone(), Arc::clone(&kept.case_type));
        if case.closed.is_some() || case.is_linked() {
            return;
        }
        if case.waits_for_reporter() {
            let silent = table.now + SignedDuration::from_hours(24 * 20);
            table.pass_until(silent);
            continue;
        }
        for who in people(&shipped.pack, &case) {
            let shown = table.available(id, &who);
            if let Some(open) = way.iter().find_map(|name| shown.iter().find(|open| open.action == **name)) {
                let given =
                    input(&open.fields, (&case_type, &shipped.directory), None, &mut Dice { faces: &faces, next: 0 });
                if table.act(id, who, &open.action, open.task.clone(), given).is_ok() {
                    break;
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Cases that are linked, passed on, taken back and answered in any order all come to an end.
    #[test]
    fn linked_cases_keep_the_laws_and_all_close(faces in prop::collection::vec(any::<u16>(), 60..200)) {
        let (shipped, case_type) = general();
        let mut dice = Dice { faces: &faces, next: 0 };
        let (mut table, first) = filed(shipped, case_type, &mut dice);
        let mut ids = vec![first];
        for content in ["乙", "丙", "丁"] {
            let form = json!({"content": content}).as_object().unwrap().clone();
            ids.push(table.file(case_type, Who::Public, form).unwrap());
        }
        for _ in 0..60 {
            let id = ids[dice.roll(4)].clone();
            if dice.roll(4) == 0 {
                let lead = table.kept(&ids[dice.roll(4)]).unwrap().case.number.clone();
                let clerk = officer("clerk", "420103-citizen-centre");
                let input = json!({"lead": lead}).as_object().unwrap().clone();
                let before = table.kept(&id).unwrap().case.clone();
                if table.act(&id, clerk, "merge", None, input).is_err() {
                    prop_assert_eq!(&table.kept(&id).unwrap().case, &before);
                }
            } else {
                step(&mut table, shipped, &id, &mut dice);
            }
            for id in &ids {
                stands(&table, id);
            }
        }
        for id in &ids {
            holds(&table, id);
        }
        // Leads first, then whoever they let go: a chain is never longer than one.
        for id in ids.iter().chain(&ids) {
            finish(&mut table, shipped, id);
        }
        for id in &ids {
            prop_assert!(table.kept(id).unwrap().case.closed.is_some(), "{:#?}", table.kept(id).unwrap().case);
        }
    }
}

/// The laws above would say little of histories that never leave the first stage.
#[test]
fn histories_reach_far() {
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let mut expected: BTreeSet<String> = BTreeSet::new();
    for shipped in PACKS.iter() {
        for case_type in shipped.pack.cases.values() {
            expected.extend(case_type.stages.iter().map(|stage| format!("{} {}", case_type.id.0, stage.name)));
            for seed in 0_u32..150 {
                let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12345);
                let mut face = || {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    u16::try_from(state >> 16).unwrap()
                };
                let faces: Vec<u16> = (0..240).map(|_| face()).collect();
                let mut dice = Dice { faces: &faces, next: 0 };
                let (mut table, id) = begun(shipped, case_type, &mut dice);
                for _ in 0..40 {
                    step(&mut table, shipped, &id, &mut dice);
                    let case = &table.kept(&id).unwrap().case;
                    reached
                        .extend(case.standings.iter().map(|standing| format!("{} {}", case_type.id.0, standing.stage)));
                }
                let events = table
                    .happened
                    .iter()
                    .map(|(_, event)| serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned());
                reached.extend(events);
            }
        }
    }
    let events = [
        "filed",
        "acted",
        "facts-set",
        "stage-entered",
        "task-opened",
        "task-moved",
        "task-ended",
        "clock-started",
        "clock-moved",
        "clock-ended",
        "warned",
        "extension-asked",
        "extension-granted",
        "extension-refused",
        "handed-back",
        "round-started",
        "rated",
        "quantity-recorded",
        "closed",
        "reopened",
    ];
    expected.extend(events.map(String::from));
    let missing: Vec<&String> = expected.difference(&reached).collect();
    assert!(missing.is_empty(), "no history reached {missing:?}");
}

fn json_value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        "\\PC{0,20}".prop_map(Json::from),
        Just(json!("420103008")),
    ];
    let name = prop_oneof![
        Just("lon".to_owned()),
        Just("lat".to_owned()),
        Just("unit".to_owned()),
        Just("content".to_owned()),
        "[a-z~/]{0,6}"
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map(name.clone(), inner, 0..4)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}
