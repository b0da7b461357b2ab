//! Closed matters whose pack and whose reporter let everybody see them: what, who answered, how it ended. Only public
//! fields are shown, and only by them is anything found.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::{Case, TypeId, Who};
use bihuan_core::directory::{DistrictCode, UnitCode, UnitKind};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_core::value::Value;
use bihuan_ledger::{CaseQuery, Page as Found, Status};
use bihuan_office::{Failure, Law, Office, Reading};

use super::{Given, value, way_to};
use crate::components::{Cell, SelectItem, SummaryList, SummaryRow, Table};
use crate::fields::Shown;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{Form, pages, submit};
use crate::portal::guest::{Guest, body, link, title};
use crate::portal::tally::public_types;
use crate::portal::when;
use crate::t;
use crate::words::Lang;

/// Matters of one page, or a few more where a page of the store brought them.
const PAGE: usize = 20;
/// Pages of the store that are looked through for one page of a term's matters, so that no address costs more.
const LOOKED_THROUGH: usize = 10;
/// Matters of a file.
const FILE: usize = 2000;

/// What somebody wants to see.
#[derive(Clone, Debug, Default)]
struct Wanted {
    term: String,
    street: Option<UnitCode>,
    cursor: Option<String>,
}

impl Wanted {
    fn of(given: &[(String, String)]) -> Wanted {
        let plain =
            |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect::<String>();
        let cursor = super::cursor_of(value(given, "cursor"));
        Wanted { term: plain(value(given, "term")), street: value(given, "street").parse().ok(), cursor }
    }

    fn address(&self, path: &str, cursor: Option<&str>) -> String {
        let street = self.street.as_ref().map(UnitCode::as_str).unwrap_or_default();
        let cursor = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        format!("{path}?term={}&street={street}{cursor}", self.term)
    }
}

/// `GET /record/matters`
pub async fn page(guest: Guest, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let wanted = Wanted::of(&given);
    let (of, asked) = (district.clone(), wanted.clone());
    let found = match guest.ask(move |office| found(office, &of, &asked)).await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let next = found.next.as_deref().map(|cursor| wanted.address("/record/matters", Some(cursor)));
    let first = wanted.cursor.is_some().then(|| wanted.address("/record/matters", None));
    let list = match (found.items.is_empty(), &next) {
        (true, Some(_)) => body(t!(words, "record-matters-further")),
        (true, None) => body(t!(words, "record-matters-none")),
        (false, _) => table(&guest, &law, &found.items),
    };
    let main = title(&t!(words, "record-matters"))
        .then(body(t!(words, "record-matters-rule")))
        .then(filter(&guest, &law, &district, &wanted))
        .then(list)
        .then(pages(words, first, next))
        .then(body(link(
            &wanted.address("/record/matters.csv", None),
            t!(words, "record-csv-of", what = t!(words, "record-matters-csv")),
        )));
    let mut page = guest.page(t!(words, "record-matters"), "record").with(main);
    page.before = way_to(words, t!(words, "record-matters"));
    page.into_response()
}

/// `GET /record/matters/{number}`
pub async fn one(guest: Guest, Path(number): Path<String>) -> Response {
    let read = guest
        .ask(move |office| {
            let reading = office.read(&number, &Who::Public)?;
            if is_portals(&office.law(), &reading.case) { Ok(reading) } else { Err(Failure::NotFound) }
        })
        .await;
    let reading = match read {
        Ok(reading) => reading,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let law = guest.app.office.law();
    let names = Names::new(&law, guest.lang());
    let case = &reading.case;
    let number = el("span").class("bh-number").put(&case.number);
    let heading = el("h1")
        .class("govuk-heading-l")
        .put(el("span").class("govuk-caption-l").put(number))
        .put(names.headline(&reading.rules, case));
    let rows = facts(&guest, &law, &names, &reading);
    let main = heading.html().then(SummaryList { rows, ..SummaryList::default() });
    let mut page = guest.page(names.case_type(&reading.rules.id), "record").with(main);
    page.before = crate::phrases::back(words, "/record/matters");
    page.into_response()
}

fn facts(guest: &Guest, law: &Law, names: &Names<'_>, reading: &Reading) -> Vec<SummaryRow> {
    let words = guest.words();
    let case = &reading.case;
    let mark = if case.synthetic { when::made_up(words) } else { Html::empty() };
    let mut rows = vec![SummaryRow::new(t!(words, "follow-filed"), when::instant(case.opened).then(" ").then(mark))];
    if let Some(closing) = &case.closed {
        let told =
            Html::from(names.outcome(&reading.rules, &closing.outcome)).then(" · ").then(when::instant(closing.at));
        rows.push(SummaryRow::new(t!(words, "record-outcome"), told));
    }
    if let Some(unit) = bihuan_core::casework::responsible(case) {
        rows.push(SummaryRow::new(t!(words, "record-answered-by"), names.unit(unit)));
    }
    let shown = Shown {
        law,
        lang: guest.lang(),
        rules: &reading.rules,
        files: None,
        entries: Some(&reading.entries),
        covered: true,
    };
    let row = |field: &Field| {
        let value = reading.values.get(&field.name)?;
        Some(SummaryRow::new(names.field(&reading.rules, None, field), shown.value(field, value)))
    };
    rows.extend(reading.rules.form.iter().chain(&reading.rules.facts).filter_map(row));
    rows
}

/// `GET /record/matters.csv`
pub async fn csv(guest: Guest, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let wanted = Wanted::of(&given);
    let of = district.clone();
    let all = guest
        .ask(move |office| {
            let (mut all, mut wanted) = (Vec::new(), wanted);
            while all.len() < FILE {
                let page = found(office, &of, &wanted)?;
                all.extend(page.items);
                match page.next {
                    Some(next) => wanted.cursor = Some(next),
                    None => break,
                }
            }
            Ok(all)
        })
        .await;
    let all = match all {
        Ok(all) => all,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let names = Names::new(&law, guest.lang());
    let head =
        ["record-number", "record-matter", "follow-filed", "record-closed-at", "record-answered-by", "record-outcome"];
    let mut rows = vec![head.map(|key| words.get(key, &[])).to_vec()];
    rows.extend(all.iter().filter_map(|case| {
        let rules = law.rules_of(case)?;
        let closing = case.closed.as_ref()?;
        let unit = bihuan_core::casework::responsible(case).map(|unit| names.unit(unit)).unwrap_or_default();
        Some(vec![
            case.number.clone(),
            names.headline(rules, case),
            when::exact(case.opened),
            when::exact(closing.at),
            unit,
            names.outcome(rules, &closing.outcome),
        ])
    }));
    crate::csv::answer(&format!("matters-{district}"), &rows)
}

/// One page of the closed public matters that fit.
fn found(office: &Office, district: &DistrictCode, wanted: &Wanted) -> Result<Found<Case>, Failure> {
    let law = office.law();
    let units = wanted.street.iter().flat_map(|street| with_below(&law, street)).collect();
    let mut query = CaseQuery {
        districts: vec![district.to_string()],
        types: public_types(&law).collect(),
        statuses: vec![Status::Closed],
        units,
        public: Some(true),
        cursor: wanted.cursor.clone(),
        limit: PAGE,
        ..CaseQuery::default()
    };
    let mut items = Vec::new();
    for _ in 0..LOOKED_THROUGH {
        let page = office.ledger().cases(&query)?;
        for row in &page.items {
            let case = bihuan_office::rows::case_of(&row.head.state)?;
            if wanted.term.is_empty() || law.rules_of(&case).is_some_and(|rules| has_term(rules, &case, &wanted.term)) {
                items.push(case);
            }
        }
        query.cursor = page.next;
        if items.len() >= PAGE || query.cursor.is_none() {
            break;
        }
    }
    Ok(Found { items, next: query.cursor })
}

/// Matters that the first page shows.
const FEW: usize = 5;

/// The newest of them, for the first page.
///
/// # Errors
/// [`Failure`] of the store.
pub fn latest(office: &Office, district: &DistrictCode) -> Result<Vec<Case>, Failure> {
    let found = found(office, district, &Wanted::default())?;
    Ok(found.items.into_iter().take(FEW).collect())
}

/// These as a list of lines, with the way to all.
pub fn few(guest: &Guest, law: &Law, cases: &[Case]) -> Html {
    let words = guest.words();
    let all = body(link("/record/matters", t!(words, "record-matters-all")));
    if cases.is_empty() {
        return body(t!(words, "record-matters-none")).then(all);
    }
    let names = Names::new(law, guest.lang());
    let line = |case: &Case| {
        let rules = law.rules_of(case)?;
        let closing = case.closed.as_ref()?;
        let what = link(&format!("/record/matters/{}", case.number), names.headline(rules, case));
        let mark = case.synthetic.then(|| when::made_up(words));
        let end = format!(" · {} · ", names.outcome(rules, &closing.outcome));
        Some(el("li").put(what).put(" ").put(mark).put(end).put(when::instant(closing.at)).html())
    };
    el("ul").class("govuk-list").put_all(cases.iter().filter_map(line)).html().then(all)
}

/// A unit and all below it.
fn with_below(law: &Law, unit: &UnitCode) -> Vec<String> {
    let below = law.directory.units(None, None).filter(|known| law.directory.is_within(&known.code, unit));
    below.map(|known| known.code.to_string()).collect()
}

/// The field whose term says what a matter of this kind is about.
fn term_field(rules: &CaseType) -> Option<&Field> {
    rules.form.iter().find(|field| field.kind == FieldType::Term && !field.many)
}

fn has_term(rules: &CaseType, case: &Case, code: &str) -> bool {
    let value = term_field(rules).and_then(|field| case.values.get(&field.name));
    matches!(value, Some(Value::Term(term)) if term == code)
}

/// Whether a case is of a kind that residents file: only those stand in this list.
fn is_portals(law: &Law, case: &Case) -> bool {
    public_types(law).any(|id| TypeId(id) == case.case_type)
}

fn filter(guest: &Guest, law: &Law, district: &DistrictCode, wanted: &Wanted) -> Html {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let street = wanted.street.as_ref().map(ToString::to_string).unwrap_or_default();
    let typed = [("term".to_owned(), wanted.term.clone()), ("street".to_owned(), street)];
    let form = Form::new(words, &typed, &[]);
    let all = || SelectItem::new("", t!(words, "record-all"));
    let kinds: Vec<TypeId> = public_types(law).map(TypeId).collect();
    let terms = kinds.iter().filter_map(|id| law.current(id)).flat_map(|rules| {
        let vocabulary = term_field(rules).and_then(|field| field.vocabulary.clone()).unwrap_or_default();
        let terms = rules.vocabularies.get(&vocabulary).map(|known| known.terms.as_slice()).unwrap_or_default();
        terms
            .iter()
            .map(|term| SelectItem::new(&term.code, names.term(rules, &vocabulary, &term.code)))
            .collect::<Vec<_>>()
    });
    let streets = law.directory.units(None, Some(UnitKind::Street)).filter(|unit| unit.code.district() == *district);
    let streets = streets.map(|unit| SelectItem::new(unit.code.as_str(), names.unit(&unit.code)));
    el("form")
        .class("bh-inline")
        .attr("method", "get")
        .attr("action", "/record/matters")
        .put(form.select("term", t!(words, "record-term"), std::iter::once(all()).chain(terms).collect()))
        .put(form.select(
            "street",
            t!(words, "record-street-answered"),
            std::iter::once(all()).chain(streets).collect(),
        ))
        .put(submit(t!(words, "documents-show")))
        .html()
}

fn table(guest: &Guest, law: &Law, cases: &[Case]) -> Html {
    let words = guest.words();
    let head = ["record-matter", "follow-filed", "record-closed-at", "record-answered-by", "record-outcome"];
    let table = Table {
        caption: t!(words, "record-matters"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows: cases.iter().filter_map(|case| line(guest, law, case)).collect(),
        ..Table::default()
    };
    el("div").class("bh-tight").put(table.stacked()).html()
}

/// A unit's name; one that has no English name is marked as Chinese on an English page.
fn named(guest: &Guest, name: String) -> Html {
    let foreign = guest.lang() == Lang::En && !name.is_ascii();
    el("span").maybe("lang", foreign.then_some("zh-CN")).put(name).html()
}

/// A public matter as a row: what, when filed, when closed, who answered, how it ended.
fn line(guest: &Guest, law: &Law, case: &Case) -> Option<Vec<Cell>> {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let rules = law.rules_of(case)?;
    let closing = case.closed.as_ref()?;
    let mark = if case.synthetic { Html::from(" ").then(when::made_up(words)) } else { Html::empty() };
    let number = el("span").class("bh-number bh-muted").put(&case.number).html();
    let what = link(&format!("/record/matters/{}", case.number), names.headline(rules, case));
    let unit = bihuan_core::casework::responsible(case).map(|unit| names.unit(unit)).unwrap_or_default();
    Some(vec![
        Cell::from(what.then(" ").then(number).then(mark)),
        Cell::from(when::instant(case.opened)),
        Cell::from(when::instant(closing.at)),
        Cell::from(named(guest, unit)),
        Cell::from(names.outcome(rules, &closing.outcome)),
    ])
}

/// What everybody may read of a matter, as plain words: its kind and its public texts. A search that finds a matter by
/// words that are not among these would tell that they stand in what was not published.
pub fn visible(law: &Law, guest: &Guest, reading: &Reading) -> String {
    let names = Names::new(law, guest.lang());
    let told = [names.headline(&reading.rules, &reading.case), reading.case.number.clone()];
    let own = law.rules_of(&reading.case).map(|rules| rules.title.clone());
    told.into_iter().chain(own).chain([said(reading)]).collect::<Vec<_>>().join("\n")
}

/// What the reader of a matter may read of what people wrote, text by text.
pub fn said(reading: &Reading) -> String {
    let texts = reading.values.values().filter_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}
