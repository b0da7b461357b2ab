//! Draws by chance that everybody may look at: what two people showed before the list was frozen, the list, what they told
//! then, and who was drawn; as a page, and as a file that any SHA-256 recomputes.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::drawing::{DrawList, DrawnEntry};
use bihuan_core::casework::{Case, Try, Who};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::FieldType;
use bihuan_ledger::{CaseQuery, Page as Found};
use bihuan_office::{Failure, Law, Office, Reading};
use serde_json::Value as Plain;

use super::{Given, cursor_of, value, way_to};
use crate::components::{Cell, Details, InsetText, SummaryList, SummaryRow, Table};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{back, pages};
use crate::portal::guest::{Guest, body, link, section, title};
use crate::portal::when;
use crate::t;
use crate::words::Words;

/// Draws of one page.
const PAGE: usize = 20;
/// Entries whose names stand on the page of a draw; the file has all.
const NAMED: usize = 200;

/// `GET /record/draws`
pub async fn list(guest: Guest, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let cursor = cursor_of(value(&given, "cursor"));
    let asked = cursor.clone();
    let found = match guest.ask(move |office| found(office, &district, asked)).await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let next = found.next.as_deref().map(|cursor| format!("/record/draws?cursor={cursor}"));
    let first = cursor.is_some().then(|| "/record/draws".to_owned());
    let all = if found.items.is_empty() { body(t!(words, "draws-none")) } else { table(&guest, &law, &found.items) };
    let main =
        title(&t!(words, "record-draws")).then(body(t!(words, "draws-what"))).then(all).then(pages(words, first, next));
    let mut page = guest.page(t!(words, "record-draws"), "record").with(main);
    page.before = way_to(words, t!(words, "record-draws"));
    page.into_response()
}

/// `GET /record/draws/{number}`; with `.json` behind it all that recomputes the draw.
pub async fn one(guest: Guest, Path(number): Path<String>) -> Response {
    let (number, as_file) = match number.strip_suffix(".json") {
        Some(number) => (number.to_owned(), true),
        None => (number, false),
    };
    let read = guest
        .ask(move |office| {
            let reading = office.read(&number, &Who::Public)?;
            if reading.rules.draw.is_none() {
                return Err(Failure::NotFound);
            }
            let names = names_of_drawn(office, &reading)?;
            let arisen = office.arisen_from(&reading.case)?;
            Ok((reading, names, arisen.len()))
        })
        .await;
    let (reading, names, arisen) = match read {
        Ok(read) => read,
        Err(sorry) => return sorry,
    };
    if as_file {
        let tries = reading.case.drawing.iter().flat_map(|drawing| &drawing.tries);
        let tries: Vec<Plain> = tries.map(Try::published).collect();
        return Json(serde_json::json!({ "number": reading.case.number, "tries": tries })).into_response();
    }
    let words = guest.words();
    let law = guest.app.office.law();
    let sheet = Sheet { words, rules: &reading.rules, titles: Names::new(&law, guest.lang()), names };
    let case = &reading.case;
    let number = el("span").class("bh-number").put(&case.number);
    let caption = el("span").class("govuk-caption-l").put(number);
    let heading = el("h1").class("govuk-heading-l").put(caption).put(sheet.titles.case_type(&reading.rules.id));
    let mark = if case.synthetic { body(when::made_up(words)) } else { Html::empty() };
    let tries = case.drawing.as_ref().map_or(&[][..], |drawing| &drawing.tries);
    let told = tries.iter().enumerate().rev().map(|(at, one)| sheet.one_try(at, one));
    let empty = tries.is_empty().then(|| body(t!(words, "draw-not-begun")));
    let handed = case.drawing.as_ref().is_some_and(|drawing| drawing.handed_out);
    let handed = handed.then(|| body(t!(words, "draw-handed-out", n = arisen)));
    let main = heading.html().then(mark).then(empty).then(handed);
    let main = told.fold(main, Html::then).then(sheet.recompute(case));
    let mut page = guest.page(sheet.titles.case_type(&reading.rules.id), "record").with(main);
    page.before = back(words, "/record/draws");
    page.into_response()
}

/// One page of the draws that everybody may see, newest first.
fn found(office: &Office, district: &DistrictCode, cursor: Option<String>) -> Result<Found<Case>, Failure> {
    let law = office.law();
    let types: Vec<String> =
        law.types().filter(|(_, rules)| rules.draw.is_some()).map(|(_, rules)| rules.id.0.clone()).collect();
    if types.is_empty() {
        return Ok(Found { items: Vec::new(), next: None });
    }
    let query = CaseQuery {
        districts: vec![district.to_string()],
        types,
        public: Some(true),
        cursor,
        limit: PAGE,
        ..CaseQuery::default()
    };
    let page = office.ledger().cases(&query)?;
    let items = page.items.iter().map(|row| bihuan_office::rows::case_of(&row.head.state));
    Ok(Found { items: items.collect::<Result<_, _>>()?, next: page.next })
}

/// What the drawn entries are called, by their keys: the first text of each, which a register gives its name.
fn names_of_drawn(office: &Office, reading: &Reading) -> Result<BTreeMap<String, String>, Failure> {
    let Some(rule) = &reading.rules.draw else { return Ok(BTreeMap::new()) };
    let Some(register) = reading.rules.registers.get(&rule.of) else { return Ok(BTreeMap::new()) };
    let named = register.fields.iter().find(|field| field.kind == FieldType::Text && !field.personal);
    let Some(named) = named else { return Ok(BTreeMap::new()) };
    let results = reading.case.drawing.iter().flat_map(|drawing| &drawing.tries).filter_map(|one| one.result.as_ref());
    let keys: Vec<&str> = results.flat_map(|result| &result.drawn).map(|one| one.id.as_str()).take(NAMED).collect();
    let own = office.ledger().entries_named(reading.case.district.as_str(), &register.name, &keys)?;
    let said = |value: Option<&Plain>| value.and_then(Plain::as_str).map(str::to_owned);
    let shipped = register.rows.iter().filter(|row| keys.contains(&row.key.as_str()));
    let mut all: BTreeMap<String, String> =
        shipped.filter_map(|row| Some((row.key.clone(), said(row.values.get(&named.name))?))).collect();
    all.extend(own.into_iter().filter_map(|row| Some((row.key, said(row.value.get(&named.name))?))));
    Ok(all)
}

fn table(guest: &Guest, law: &Law, cases: &[Case]) -> Html {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let line = |case: &Case| {
        let number = el("span").class("bh-number bh-muted").put(&case.number).html();
        let what = link(&format!("/record/draws/{}", case.number), names.case_type(&case.case_type));
        let mark = if case.synthetic { Html::from(" ").then(when::made_up(words)) } else { Html::empty() };
        let now = case.drawing.as_ref().and_then(|drawing| drawing.now());
        let drawn = now.and_then(|now| now.result.as_ref()).map_or(0, |result| result.drawn.len());
        let listed = now.and_then(|now| now.list.as_ref()).map_or(0, |list| list.entries.len());
        vec![
            Cell::from(what.then(" ").then(number).then(mark)),
            Cell::from(when::instant(case.opened)),
            Cell::from(words.get(&format!("draw-{}", stands(case)), &[])),
            Cell::number(listed.to_string()),
            Cell::number(drawn.to_string()),
        ]
    };
    let head = ["draws-what-drawn", "follow-filed", "draw-stands", "draw-listed", "draw-drawn"];
    let table = Table {
        caption: t!(words, "record-draws"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows: cases.iter().map(line).collect(),
        ..Table::default()
    };
    el("div").class("bh-tight").put(table.stacked()).html()
}

/// How far a draw has come, as the end of a word's name.
fn stands(case: &Case) -> &'static str {
    let Some(drawing) = &case.drawing else { return "waits" };
    match drawing.now() {
        _ if drawing.handed_out => "is-handed-out",
        None => "waits",
        Some(now) if now.broken.is_some() => "is-broken-off",
        Some(now) if now.result.is_some() => "is-drawn",
        Some(now) if now.list.is_some() => "is-frozen",
        Some(_) => "is-shown",
    }
}

/// A draw's page in the making.
struct Sheet<'s> {
    words: &'static Words,
    rules: &'s CaseType,
    titles: Names<'s>,
    names: BTreeMap<String, String>,
}

impl Sheet<'_> {
    fn one_try(&self, at: usize, one: &Try) -> Html {
        let words = self.words;
        let mut rows = Vec::new();
        for shown in &one.shown {
            rows.push(SummaryRow::new(t!(words, "draw-shown"), code(&shown.hash)));
        }
        rows.extend(one.list.iter().flat_map(|list| self.of_list(list)));
        for secret in one.shown.iter().filter_map(|shown| shown.secret.as_ref()) {
            rows.push(SummaryRow::new(t!(words, "draw-secret"), code(secret)));
        }
        rows.extend(one.result.iter().map(|result| SummaryRow::new(t!(words, "draw-seed"), code(&result.seed))));
        let broken = one.broken.as_ref().map(|reason| {
            let why = self.reason(reason);
            Html::from(InsetText::from(t!(words, "draw-broken", reason = why)))
        });
        let drawn = one.result.as_ref().map(|result| self.drawn(&result.drawn));
        section(t!(words, "draw-try", n = at + 1))
            .then(broken)
            .then(drawn)
            .then(SummaryList { rows, ..SummaryList::default() })
            .then(one.list.as_ref().map(|list| self.whole_list(list)))
    }

    fn of_list(&self, list: &DrawList) -> Vec<SummaryRow> {
        let words = self.words;
        let take = list.take.iter().map(|(stratum, wanted)| {
            let held = list.entries.iter().filter(|entry| entry.stratum == *stratum).count();
            el("li").put(t!(words, "draw-take", stratum = self.stratum(stratum), n = *wanted, held = held)).html()
        });
        let mut rows = vec![
            SummaryRow::new(t!(words, "draw-list-hash"), code(&list.hash)),
            SummaryRow::new(t!(words, "draw-takes"), el("ul").class("govuk-list").put_all(take).html()),
        ];
        if !list.left_out.is_empty() {
            rows.push(SummaryRow::new(t!(words, "draw-left-out"), list.left_out.join(" ")));
        }
        if let Some(with) = &list.with {
            rows.push(SummaryRow::new(
                t!(words, "draw-with"),
                t!(words, "draw-with-each", n = with.list.len(), each = with.each),
            ));
            rows.push(SummaryRow::new(t!(words, "draw-with-hash"), code(&with.hash)));
        }
        rows
    }

    fn drawn(&self, drawn: &[DrawnEntry]) -> Html {
        let words = self.words;
        let with = drawn.iter().any(|one| !one.with.is_empty());
        let mut head = vec!["draw-entry", "draw-stratum", "draw-place"];
        head.extend(with.then_some("draw-with"));
        let row = |one: &DrawnEntry| {
            let key = el("span").class("bh-number bh-muted").put(&one.id).html();
            let name = self.names.get(&one.id).map_or("", String::as_str);
            let mut cells = vec![
                Cell::from(chinese(words, name).then(" ").then(key)),
                Cell::from(self.stratum(&one.stratum)),
                Cell::number(one.place.to_string()),
            ];
            cells.extend(with.then(|| Cell::from(one.with.join(" "))));
            cells
        };
        let table = Table {
            caption: t!(words, "draw-result"),
            caption_classes: "govuk-table__caption--m".into(),
            classes: "bh-dense".into(),
            head: head.into_iter().map(|key| Cell::from(words.get(key, &[]))).collect(),
            rows: drawn.iter().map(row).collect(),
            ..Table::default()
        };
        el("div").class("bh-tight").put(table.stacked()).html()
    }

    /// The list, line by line, as it was hashed.
    fn whole_list(&self, list: &DrawList) -> Html {
        let lines: String =
            list.entries.iter().map(|one| format!("{}\t{}\t{}\n", one.id, one.stratum, one.tickets)).collect();
        let content = el("pre").class("bh-pre").attr("tabindex", "0").put(lines).html();
        let summary = t!(self.words, "draw-list", n = list.entries.len()).into();
        Details { summary, content, ..Details::default() }.into()
    }

    fn recompute(&self, case: &Case) -> Html {
        let words = self.words;
        let file = format!("/record/draws/{}.json", case.number);
        let command = format!("python3 recompute.py {}.json", case.number);
        section(t!(words, "draw-recompute"))
            .then(body(t!(words, "draw-recompute-how")))
            .then(body(link(&file, t!(words, "draw-file"))))
            .then(el("pre").class("bh-pre").attr("tabindex", "0").put(command))
    }

    /// What a stratum is called: the term, the unit, or all.
    fn stratum(&self, code: &str) -> String {
        let field = self.rules.draw.as_ref().and_then(|draw| {
            let register = self.rules.registers.get(&draw.of)?;
            register.fields.iter().find(|field| Some(&field.name) == draw.stratum.as_ref())
        });
        match field {
            None => t!(self.words, "draw-all"),
            Some(field) => match (&field.vocabulary, field.kind) {
                (Some(vocabulary), _) => self.titles.term(self.rules, vocabulary, code),
                (None, FieldType::Unit) => self.titles.unit_of(code),
                _ => code.to_owned(),
            },
        }
    }

    /// The ground on which a try was broken off.
    fn reason(&self, code: &str) -> String {
        let known = self.rules.vocabularies.iter().find(|(_, list)| list.terms.iter().any(|term| term.code == code));
        known.map_or_else(|| code.to_owned(), |(name, _)| self.titles.term(self.rules, name, code))
    }
}

fn code(text: &str) -> Html {
    el("span").class("bh-code").put(text).html()
}

/// A name of the register, marked as Chinese where the page is not.
fn chinese(words: &Words, name: &str) -> Html {
    let foreign = words.lang() == crate::words::Lang::En && !name.is_ascii();
    el("span").maybe("lang", foreign.then_some("zh-CN")).put(name).html()
}
