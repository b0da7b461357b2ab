//! The tasks behind the number of a promise: who has each, and what was recorded when, with the words that support it.

use bihuan_core::casework::seal::{Opened, unseal};
use bihuan_core::casework::{Event, Who};
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Does, FieldType};
use bihuan_core::value::{Value, Values};
use bihuan_ledger::VaultContent;
use bihuan_office::{Failure, Office, Reading};
use bihuan_text::promises::Promise;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Standing, entry, named};
use crate::components::{Cell, Table};
use crate::html::{Html, el};
use crate::names::Names;
use crate::portal::guest::{Guest, body, link};
use crate::portal::when;
use crate::t;

/// A quantity as it was recorded.
pub struct Recorded {
    /// The day that it is about; the day of recording where none was told.
    on: Date,
    /// How much.
    amount: String,
    /// The words that support it.
    evidence: Vec<String>,
}

/// A task that was opened from the promise.
pub struct Task {
    number: String,
    title: String,
    unit: Option<UnitCode>,
    stage: Option<String>,
    outcome: Option<String>,
    synthetic: bool,
    rules: std::sync::Arc<CaseType>,
    recorded: Vec<Recorded>,
}

/// The promise of a name with the tasks that the reader may know of.
pub fn of(office: &Office, id: &str, who: &Who) -> Result<(Standing, Vec<Task>), Failure> {
    let standing = named(office, id)?.ok_or(Failure::NotFound)?;
    let district: DistrictCode = standing.promise.district.parse().map_err(|_| Failure::NotFound)?;
    let mut tasks = Vec::new();
    for number in office.cases_about(district.as_str(), &entry(id))? {
        match office.read(&number, who).or_else(|_| office.read(&number, &Who::Public)) {
            Ok(reading) => tasks.push(task(office, reading, who)?),
            Err(Failure::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok((standing, tasks))
}

fn task(office: &Office, reading: Reading, who: &Who) -> Result<Task, Failure> {
    let case = &reading.case;
    // What officers wrote as evidence is for those who may read the case; in a demonstration it is made up anyway.
    let open = case.synthetic || office.read(&case.id.0, who).is_ok() && matches!(who, Who::Officer(_));
    let recorded = recorded(office, &reading, open)?;
    let text = reading.rules.form.iter().find(|field| field.kind == FieldType::Text);
    let title = text.and_then(|field| match reading.values.get(&field.name) {
        Some(Value::Text(title)) => Some(title.clone()),
        _ => None,
    });
    Ok(Task {
        number: case.number.clone(),
        title: title.unwrap_or_default(),
        unit: bihuan_core::casework::accountable(case).cloned().or_else(|| case.lead_unit.clone()),
        stage: case.standings.first().map(|standing| standing.stage.clone()),
        outcome: case.closed.as_ref().map(|closing| closing.outcome.clone()),
        synthetic: case.synthetic,
        rules: reading.rules.clone(),
        recorded,
    })
}

/// Every recorded quantity, oldest first.
fn recorded(office: &Office, reading: &Reading, open: bool) -> Result<Vec<Recorded>, Failure> {
    let case = &reading.case;
    let vault = office.ledger().vault(case.district.as_str(), &case.id.0)?;
    let opened = |item: &str| match vault.get(item)? {
        VaultContent::Kept(content) => Opened::of_content(item, content).map(|opened| opened.value),
        VaultContent::Erased => None,
    };
    let mut all = Vec::new();
    for record in office.ledger().records(case.district.as_str(), &case.id.0)? {
        let at = record.value()?.get("at").and_then(|at| at.as_str()?.parse::<Timestamp>().ok());
        let events: Vec<Event> =
            record.events()?.into_iter().filter_map(|event| serde_json::from_value(event).ok()).collect();
        let input = events.iter().find_map(|event| match event {
            Event::Acted { action, input, .. } => Some((action.clone(), unseal(input, &opened))),
            _ => None,
        });
        for event in &events {
            let Event::QuantityRecorded { amount, .. } = event else { continue };
            let (action, values) = input.clone().unwrap_or_default();
            let day = values.values().find_map(|value| if let Value::Date(day) = value { Some(*day) } else { None });
            let day = day.or_else(|| at.map(|at| bihuan_core::calendar::civil(at).date())).unwrap_or(Date::MIN);
            let evidence = if open { words_of(&reading.rules, &action, &values) } else { Vec::new() };
            all.push(Recorded { on: day, amount: amount.normalize().to_string(), evidence });
        }
    }
    Ok(all)
}

/// The texts that were written beside a quantity, in the order of the form. Never files.
fn words_of(rules: &CaseType, action: &str, values: &Values) -> Vec<String> {
    let records =
        |known: &&bihuan_core::pack::model::Action| known.name == action && matches!(known.does, Does::Record { .. });
    let Some(declared) = rules.all_actions().map(|(_, known)| known).find(records) else { return Vec::new() };
    let texts = declared.ask.iter().filter(|field| field.kind == FieldType::Text && !field.personal);
    let told = texts.filter_map(|field| match values.get(&field.name) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    });
    told.collect()
}

/// The tasks with their quantities.
pub fn list(guest: &Guest, names: &Names<'_>, promise: &Promise, tasks: &[Task]) -> Html {
    if tasks.is_empty() {
        return super::nothing(guest.words());
    }
    tasks.iter().map(|task| shown(guest, names, promise, task)).collect()
}

fn shown(guest: &Guest, names: &Names<'_>, promise: &Promise, task: &Task) -> Html {
    let words = guest.words();
    let mark = task.synthetic.then(|| when::made_up(words));
    let number = match guest.staff {
        Some(_) => link(&format!("/desk/cases/{}", task.number), task.number.as_str()),
        None => Html::from(task.number.as_str()),
    };
    let number = el("span").class("bh-number").put(number);
    let heading = el("h3").class("govuk-heading-s").put(&task.title).put(" ").put(number).put(" ").put(mark.clone());
    let state = match (&task.outcome, &task.stage) {
        (Some(outcome), _) => t!(words, "follow-closed", outcome = names.outcome(&task.rules, outcome)),
        (None, Some(stage)) => names.stage(&task.rules, stage),
        (None, None) => String::new(),
    };
    let unit = task.unit.as_ref().map(|unit| names.unit(unit)).unwrap_or_default();
    let about = body([unit, state].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "));
    let row = |it: &Recorded| {
        vec![
            Cell::from(it.on.to_string()),
            Cell::number(Html::from(format!("{} {}", it.amount, promise.measure)).then(" ").then(mark.clone())),
            Cell::from(it.evidence.join("；")),
        ]
    };
    let head = vec![
        Cell::from(t!(words, "evidence-day")),
        Cell::number(t!(words, "evidence-amount")),
        Cell::from(t!(words, "evidence-words")),
    ];
    let table = Table {
        caption: format!("{} {}", task.title, task.number),
        caption_classes: "govuk-visually-hidden".into(),
        head,
        rows: task.recorded.iter().map(row).collect(),
        ..Table::default()
    };
    let table = if task.recorded.is_empty() { body(t!(words, "evidence-none")) } else { table.stacked().into() };
    heading.html().then(about).then(table)
}
