//! A round: every unit that was asked in one table, who has not answered and who is late at a glance, urged in one act,
//! what the answers add up to, and the same as a workbook in the columns of whoever asks.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::gathering::{self, Line, Standing};
use bihuan_core::pack::model::GatherColumn;
use bihuan_core::value::Value;
use bihuan_office::rounds::{Round, RoundLine, Urged};
use bihuan_office::{Failure, Law, Office, Reading};

use super::super::light::exact;
use super::super::room::Room;
use super::super::work::matter;
use super::sheet::Sheet;
use crate::components::*;
use crate::fields::{Sent, Shown};
use crate::html::{Html, el};
use crate::lists::List;
use crate::names::Names;
use crate::phrases::{self, submit};
use crate::shell::{Page, hidden};
use crate::t;
use crate::words::{Lang, Words};

/// Ways of standing that a reader looks for, in the order in which they are looked for.
const TILES: [&str; 5] = ["missing", "returned", "late", "waiting", "counted"];

/// What a case's page says of its round: how many stand how, and the way to the table.
pub fn summary(sheet: &Sheet) -> Option<Html> {
    let (words, case) = (sheet.words(), &sheet.reading.case);
    let gather = sheet.reading.rules.gathers.as_ref()?;
    let below = sheet.family.below.iter().filter(|one| gather.of.contains(&one.known.name));
    let lines: Vec<Line<'_>> =
        below.map(|one| gathering::line(gather, &one.known, one.case.as_ref(), sheet.now)).collect();
    if lines.is_empty() {
        return None;
    }
    let link = el("a").class("govuk-link").attr("href", address(&case.number)).put(t!(words, "round-open"));
    let whole = gathering::gathered(gather, case).count() == lines.len();
    let told = whole.then(|| in_a_sentence(words, &gathering::counts(&lines), lines.len()));
    let text = el("p").class("govuk-body").put(told).put(" ").put(link);
    Some(el("section").put(el("h2").class("govuk-heading-m").put(t!(words, "round"))).put(text).html())
}

fn in_a_sentence(words: &Words, counts: &BTreeMap<&'static str, usize>, all: usize) -> String {
    let n = |word: &str| counts.get(word).copied().unwrap_or_default();
    let (missing, returned, waiting) = (n("missing"), n("returned"), n("waiting"));
    let (counted, late) = (n("counted"), n("late"));
    t!(
        words,
        "round-told",
        all = all,
        counted = counted,
        waiting = waiting,
        missing = missing,
        returned = returned,
        late = late
    )
}

fn address(number: &str) -> String {
    format!("/desk/cases/{number}/round")
}

/// The page of a round.
pub async fn page(room: Room, Path(number): Path<String>, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let only = asked.get("only").filter(|word| TILES.contains(&word.as_str())).cloned();
        View::load(office, &inner, &number, only)?.page(office, Html::empty())
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// Everybody whose turn it is is urged.
pub async fn urge(room: Room, Path(number): Path<String>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let answer = room.ask(move |office| {
        let seen = sent.values("seen").filter_map(|pair| {
            let (number, version) = pair.rsplit_once('/')?;
            Some((number.to_owned(), version.parse().ok()?))
        });
        let urged = office.urge_round(&number, &inner.staff.who, &seen.collect())?;
        let view = View::load(office, &inner, &number, None)?;
        let told = view.urged(&urged);
        view.page(office, told)
    });
    answer.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// A round, for one reader.
struct View<'v> {
    room: &'v Room,
    law: std::sync::Arc<Law>,
    reading: Reading,
    round: Round,
    only: Option<String>,
}

impl<'v> View<'v> {
    fn load(office: &Office, room: &'v Room, number: &str, only: Option<String>) -> Result<Self, Failure> {
        let reading = office.read(number, &room.staff.who)?;
        let round = office.round(&reading, &room.staff.who)?.ok_or(Failure::NotFound)?;
        Ok(Self { room, law: office.law(), reading, round, only })
    }

    fn words(&self) -> &'static Words {
        self.room.words()
    }

    fn names(&self) -> Names<'_> {
        Names::new(&self.law, self.room.reader.lang)
    }

    fn page(&self, office: &Office, told: Html) -> Result<Page, Failure> {
        let (words, number) = (self.words(), self.reading.case.number.as_str());
        let title = t!(words, "round-title", number = number);
        let heading = el("h1").class("govuk-heading-l").put(phrases::with_whole_numbers(&title));
        let about = el("p").class("govuk-body-l").put(matter(&self.names(), &self.reading));
        let table = self.table();
        let mut list = List::new(words, title.as_str());
        list.add(&table);
        let nobody = table.rows.is_empty().then(|| el("p").class("govuk-body").put(t!(words, "round-none")));
        let shown = if table.rows.is_empty() { Html::empty() } else { table.stacked().into() };
        let body = told.then(heading).then(about).then(self.tiles()).then(self.urging()).then(nobody).then(shown);
        let mut page = self.room.page(title, "work").with(body);
        page.before = phrases::back(words, &format!("/desk/cases/{number}"));
        self.room.offering(office, page, &list)
    }

    /// How many stand how, each the way to those.
    fn tiles(&self) -> Html {
        let words = self.words();
        let number = self.reading.case.number.as_str();
        let tile = |word: &str| {
            let n = self.round.counts.get(word).copied().unwrap_or_default();
            let link = el("a").attr("href", format!("{}?only={word}", address(number)));
            let link = if self.only.as_deref() == Some(word) { link.attr("aria-current", "page") } else { link };
            let name = words.get(&format!("round-{word}"), &[]);
            el("li").put(link.put(el("strong").put(n.to_string())).put(" ").put(name))
        };
        let all = self.only.as_ref().map(|_| {
            let link = el("a").class("govuk-link").attr("href", address(number)).put(t!(words, "round-all"));
            el("p").class("govuk-body").put(link)
        });
        el("ul").class("bh-counts").put_all(TILES.into_iter().map(tile)).html().then(all)
    }

    /// The one act by which everybody whose turn it is is urged.
    fn urging(&self) -> Option<Html> {
        let words = self.words();
        self.round.gather.urge.as_ref()?;
        let owing: Vec<String> =
            self.round.lines.iter().filter(|line| line.standing.is_owing()).filter_map(seen).collect();
        if owing.is_empty() {
            return None;
        }
        let form = el("form")
            .class("bh-no-print")
            .attr("method", "post")
            .attr("action", format!("{}/urge", address(&self.reading.case.number)))
            .put(hidden("csrf", &self.room.staff.csrf))
            .put_all(owing.iter().map(|pair| hidden("seen", pair)))
            .put(submit(t!(words, "round-urge", n = owing.len())));
        Some(form.html())
    }

    /// What came of urging: how many, and who was not and why.
    fn urged(&self, urged: &[Urged]) -> Html {
        let words = self.words();
        let done = urged.iter().filter(|one| one.end.is_ok()).count();
        let left: Vec<Html> = urged.iter().filter_map(|one| self.not_urged(one)).collect();
        let banner = match (done, left.is_empty()) {
            (0, true) => phrases::important(words, t!(words, "round-urged-none")),
            (0, false) => Html::empty(),
            _ => phrases::done(words, t!(words, "round-urged", n = done)),
        };
        let warning = (!left.is_empty()).then(|| phrases::warning(words, t!(words, "round-not-urged", n = left.len())));
        let list = (!left.is_empty()).then(|| el("ul").class("govuk-list govuk-list--bullet").put_all(left));
        banner.then(warning).then(list)
    }

    fn not_urged(&self, one: &Urged) -> Option<Html> {
        let words = self.words();
        let why = match one.end.as_ref().err()? {
            Failure::Refused(refusal) if self.room.reader.lang == Lang::En => refusal.sentence.en.clone(),
            Failure::Refused(refusal) => refusal.sentence.zh.clone(),
            Failure::Stale { .. } | Failure::InFlight => t!(words, "round-moved"),
            _ => t!(words, "busy-about"),
        };
        let unit = one.unit.as_ref().map(|unit| self.names().unit(unit)).unwrap_or_default();
        Some(el("li").put(t!(words, "round-why-not", unit = unit, number = one.number.as_str(), why = why)).html())
    }

    fn table(&self) -> Table {
        let words = self.words();
        let columns = self.round.gather.columns.iter().map(|column| match &column.measure {
            Some(_) => Cell::number(self.title(column)),
            None => Cell::from(self.title(column)),
        });
        let ends = [t!(words, "round-stands"), t!(words, "round-due"), t!(words, "round-number")].map(Cell::from);
        let head = std::iter::once(Cell::from(t!(words, "round-unit"))).chain(columns).chain(ends).collect();
        let lines = self.round.lines.iter().filter(|line| self.is_shown(line));
        let mut rows: Vec<Vec<Cell>> = lines.map(|line| self.row(line)).collect();
        if self.only.is_none() && !rows.is_empty() {
            rows.push(self.total());
        }
        Table { head, rows, classes: "bh-dense".into(), first_cell_is_header: true, ..Table::default() }
    }

    fn is_shown(&self, line: &RoundLine) -> bool {
        match self.only.as_deref() {
            None => true,
            Some("late") => line.late,
            Some(word) => line.standing.word() == word,
        }
    }

    /// "户数（户）".
    fn title(&self, column: &GatherColumn) -> String {
        let field = self.round.rules.field(&column.field);
        let title = field.map(|field| self.names().field(&self.round.rules, None, field)).unwrap_or_default();
        match &column.measure {
            Some(measure) => t!(self.words(), "round-column", title = title, measure = measure.as_str()),
            None => title,
        }
    }

    fn row(&self, line: &RoundLine) -> Vec<Cell> {
        let unit = line.unit.as_ref().map_or_else(|| "—".to_owned(), |unit| self.names().unit(unit));
        let columns = self.round.gather.columns.iter().zip(&line.values);
        let number = line.case.as_ref().map(|(_, number, _)| {
            el("a").class("govuk-link bh-number").attr("href", format!("/desk/cases/{number}")).put(number).html()
        });
        let mark = line.synthetic.then(|| synthetic(&t!(self.words(), "synthetic")));
        let mut cells = vec![Cell::from(el("span").class("bh-round__unit").put(unit).html())];
        cells.extend(columns.map(|(column, value)| self.cell(column, value.as_ref())));
        cells.extend([
            Cell::from(self.stands(line)),
            Cell::from(line.due.map_or_else(|| "—".to_owned(), exact)),
            Cell::from(number.unwrap_or_else(|| "—".into()).then(" ").then(mark)),
        ]);
        cells
    }

    fn cell(&self, column: &GatherColumn, value: Option<&Value>) -> Cell {
        let rules = &self.round.rules;
        match (value, rules.field(&column.field)) {
            (Some(Value::Integer(number)), _) => Cell::number(number.to_string()),
            (Some(Value::Decimal(number)), _) => Cell::number(number.normalize().to_string()),
            (Some(value), Some(field)) => {
                let shown = Shown {
                    law: &self.law,
                    lang: self.room.reader.lang,
                    rules,
                    files: None,
                    entries: Some(&self.round.entries),
                    covered: false,
                };
                Cell::from(shown.value(field, value))
            }
            _ if column.measure.is_some() => Cell::number("—"),
            _ => Cell::from("—"),
        }
    }

    /// How it stands, and that it is late.
    fn stands(&self, line: &RoundLine) -> Html {
        let words = self.words();
        let colour = match line.standing {
            Standing::Counted => "green",
            Standing::Waiting => "blue",
            Standing::Missing | Standing::Asked => "yellow",
            Standing::Returned | Standing::Refused => "orange",
            Standing::Out => "grey",
        };
        let stands = Tag::coloured(colour, words.get(&format!("round-{}", line.standing.word()), &[]));
        let late = line.late.then(|| Html::from(" ").then(Tag::coloured("red", t!(words, "round-late"))));
        Html::from(stands).then(late)
    }

    /// What counts, column by column.
    fn total(&self) -> Vec<Cell> {
        let words = self.words();
        let counted = self.round.counts.get("counted").copied().unwrap_or_default();
        let (n, of) = (counted, self.round.lines.len());
        let mut cells = vec![Cell::from(el("strong").put(t!(words, "round-total")).html())];
        let totals = self.round.totals.iter().zip(&self.round.gather.columns);
        cells.extend(totals.map(|(total, column)| match (total, &column.measure) {
            (Some(total), _) => Cell::number(total.normalize().to_string()),
            (None, Some(_)) => Cell::number("—"),
            (None, None) => Cell::from(""),
        }));
        cells.extend([Cell::from(t!(words, "round-total-of", n = n, of = of)), Cell::from(""), Cell::from("")]);
        cells
    }
}

/// A matter and the version of it that stands on the page.
fn seen(line: &RoundLine) -> Option<String> {
    line.case.as_ref().map(|(_, number, version)| format!("{number}/{version}"))
}
