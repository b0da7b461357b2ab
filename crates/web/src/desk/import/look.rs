//! A table before it is taken, and after: what comes of each row, why a row is not taken and what helps, and which
//! column is which field.

use bihuan_core::pack::model::{Does, FieldType};
use bihuan_office::import::{ACTION, Known, Line, NUMBER, Outcome, Plan, Tally, told};
use bihuan_office::{Failure, Office};

use super::super::light::tongue;
use super::super::room::Room;
use super::brought::Brought;
use crate::components::*;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{self, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;
use crate::words::Lang;

/// Rows that are shown of those that are taken, and as many of those that are not.
const SHOWN: usize = 100;
/// Columns of the file that are shown beside a row's outcome.
const BESIDE: usize = 3;

/// The page.
pub fn draw(office: &Office, room: &Room, brought: &Brought, plan: &Plan<'_>) -> Result<Page, Failure> {
    let words = room.words();
    let doubled = plan.layout.doubled();
    let lines = if doubled.is_empty() { plan.preview(office)? } else { Vec::new() };
    let tally = Tally::of(&lines);
    let done = room.reader.here.parameter("done").is_some();
    let look = Look { office, room, brought, plan, lines: &lines, tally, known: brought.known(office)? };
    let title = if done { t!(words, "import-result") } else { t!(words, "import-check") };
    let banner = (done && tally.taken > 0).then(|| phrases::done(words, t!(words, "import-done", n = tally.taken)));
    let twice = (!doubled.is_empty())
        .then(|| phrases::important(words, t!(words, "import-doubled", columns = doubled.join(words.comma()))));
    let main = Html::from(banner)
        .then(twice)
        .then(el("h1").class("govuk-heading-l").put(&title))
        .then(look.summary())
        .then(look.take())
        .then(look.columns())
        .then(look.rows());
    let mut page = room.page(title, "intake").with(main);
    page.before = phrases::back(words, "/desk/import");
    Ok(page)
}

struct Look<'l> {
    office: &'l Office,
    room: &'l Room,
    brought: &'l Brought,
    plan: &'l Plan<'l>,
    lines: &'l [Line],
    tally: Tally,
    known: Vec<Known>,
}

impl Look<'_> {
    /// What file it is and how many rows come to what.
    fn summary(&self) -> Html {
        let words = self.room.words();
        let law = self.office.law();
        let kind = Names::new(&law, self.room.reader.lang).case_type(&self.plan.rules.id);
        let file = t!(words, "import-of", name = self.brought.about.name.as_str(), kind = kind, n = self.lines.len());
        let counts = [
            ("import-n-file", self.tally.file),
            ("import-n-act", self.tally.act),
            ("import-n-taken", self.tally.taken),
            ("import-n-before", self.tally.before),
            ("import-n-unchanged", self.tally.unchanged),
            ("import-n-refused", self.tally.refused),
        ];
        let figure = |(key, n): (&str, usize)| {
            el("div").class("bh-figure").put(el("dt").put(words.get(key, &[]))).put(el("dd").put(n.to_string()))
        };
        let shown = counts.into_iter().filter(|(_, n)| *n > 0).map(figure);
        el("p").class("govuk-body").put(file).html().then(el("dl").class("bh-figures").put_all(shown))
    }

    /// The press that takes the rows, and the way to those that are not taken.
    fn take(&self) -> Html {
        let words = self.room.words();
        let ready = self.tally.file + self.tally.act;
        let before = if self.done() { 0 } else { self.tally.before + self.tally.taken };
        let button = (ready + before > 0).then(|| {
            let mut button = submit(t!(words, "import-take", n = ready));
            button.name = "step".into();
            button.value = "take".into();
            self.form().put_if(before > 0, || self.once_more(before)).put(button).html()
        });
        let refused = (self.tally.refused > 0).then(|| {
            let href = format!("/desk/import/{}/refused", self.brought.id);
            let link = el("a").class("govuk-link").attr("href", href).attr("download", "");
            let link = link.put(t!(words, "import-refused-link", n = self.tally.refused));
            el("p").class("govuk-body").put(link).put(" ").put(t!(words, "import-refused-about")).html()
        });
        let nothing = (ready == 0
            && self.tally.taken + self.tally.before == 0
            && self.tally.refused == 0
            && !self.lines.is_empty())
        .then(|| el("p").class("govuk-body").put(t!(words, "import-unchanged-all")).html());
        Html::from(button).then(refused).then(nothing)
    }

    fn done(&self) -> bool {
        self.room.reader.here.parameter("done").is_some()
    }

    /// That the table came before, and the tick that takes its rows once more on purpose.
    fn once_more(&self, before: usize) -> Html {
        let words = self.room.words();
        let name = jiff::Timestamp::now().as_millisecond().to_string();
        let tick = Choice::new(name.as_str(), t!(words, "import-take-again", n = before));
        let ticks = Form::new(words, &[], &[]).checkboxes("again", t!(words, "import-again-legend"), vec![tick]);
        phrases::important(words, t!(words, "import-already", n = before)).then(ticks)
    }

    fn form(&self) -> crate::html::Element {
        el("form")
            .attr("method", "post")
            .attr("action", format!("/desk/import/{}", self.brought.id))
            .put(hidden("csrf", &self.room.staff.csrf))
    }

    /// Which column is which field; open as long as something is missing.
    fn columns(&self) -> Html {
        let words = self.room.words();
        let layout = &self.plan.layout;
        let typed: Vec<(String, String)> = layout
            .targets
            .iter()
            .enumerate()
            .map(|(at, target)| (format!("column-{at}"), target.clone()))
            .chain(self.plan.action.iter().map(|action| ("action".to_owned(), action.clone())))
            .collect();
        let form = Form::new(words, &typed, &[]);
        let rows = layout.titles.iter().enumerate().map(|(at, title)| {
            let sample = self.plan.body().iter().map(|row| row.cell(at).words()).find(|words| !words.trim().is_empty());
            let sample: String = sample.unwrap_or_default().chars().take(40).collect();
            let head = if title.is_empty() { t!(words, "import-column-n", n = at + 1) } else { title.clone() };
            let name = format!("column-{at}");
            let label = Label {
                classes: "govuk-visually-hidden".into(),
                ..t!(words, "import-is", column = head.as_str()).into()
            };
            let select = form.select(&name, label, self.choices());
            vec![Cell::from(head), Cell::from(sample), Cell::from(Html::from(select))]
        });
        let table = Table {
            head: ["import-column", "import-sample", "import-field"].map(|key| words.get(key, &[]).into()).to_vec(),
            rows: rows.collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        };
        let missing: Vec<String> = self.missing();
        let told = (!missing.is_empty()).then(|| {
            el("p").class("govuk-body").put(t!(words, "import-missing", columns = missing.join(words.comma()))).html()
        });
        let content = Html::from(told).then(
            self.form()
                .put(table.stacked())
                .put(self.action(&form))
                .put(hidden("step", "columns"))
                .put(Button { classes: "govuk-button--secondary".into(), ..submit(t!(words, "import-again")) })
                .html(),
        );
        Details {
            summary: t!(words, "import-columns").into(),
            content,
            open: !missing.is_empty() || self.lines.is_empty() || layout.targets.iter().all(String::is_empty),
            ..Details::default()
        }
        .into()
    }

    /// Fields that filing asks for and no column has, in a table that files.
    fn missing(&self) -> Vec<String> {
        let layout = &self.plan.layout;
        if layout.column(NUMBER).is_some() {
            return Vec::new();
        }
        let there = |target: &str| layout.targets.iter().any(|known| known.split('/').next() == Some(target));
        let needed = self.known.iter().filter(|known| known.required && !there(&known.target));
        needed.map(|known| self.title(known).to_owned()).collect()
    }

    fn title<'k>(&self, known: &'k Known) -> &'k str {
        match self.room.reader.lang {
            Lang::Zh => &known.zh,
            Lang::En => &known.en,
        }
    }

    fn choices(&self) -> Vec<SelectItem> {
        let words = self.room.words();
        let item = |known: &Known| {
            let group = match known.target.as_str() {
                NUMBER | ACTION => t!(words, "import-group-own"),
                _ if known.files => t!(words, "import-group-files"),
                _ => t!(words, "import-group-acts"),
            };
            SelectItem { group, ..SelectItem::new(known.target.as_str(), self.title(known)) }
        };
        std::iter::once(SelectItem::new("", t!(words, "import-leave-out"))).chain(self.known.iter().map(item)).collect()
    }

    /// The action for rows that have a number and say nothing of their own.
    fn action(&self, form: &Form<'_>) -> Html {
        if self.plan.layout.column(NUMBER).is_none() {
            return Html::empty();
        }
        let words = self.room.words();
        let law = self.office.law();
        let names = Names::new(&law, self.room.reader.lang);
        let mut seen = std::collections::BTreeSet::new();
        let asked = |action: &bihuan_core::pack::model::Action| {
            !matches!(action.does, Does::Resume { .. })
                && action.ask.iter().all(|f| !f.required || f.kind != FieldType::File)
        };
        let all = self.plan.rules.all_actions().filter(|(_, action)| asked(action));
        let items: Vec<SelectItem> = all
            .filter(|(_, action)| seen.insert(action.name.clone()))
            .map(|(stage, action)| {
                let stage = stage.map_or("", |stage| stage.name.as_str());
                SelectItem::new(action.name.as_str(), names.action(&self.plan.rules, stage, &action.name))
            })
            .collect();
        let none = SelectItem::new("", t!(words, "import-no-action"));
        let mut select =
            form.select("action", t!(words, "import-action"), std::iter::once(none).chain(items).collect());
        select.hint = Some(t!(words, "import-action-hint").into());
        select.into()
    }

    fn rows(&self) -> Html {
        let refused = |line: &&Line| matches!(line.outcome, Outcome::Refused(_));
        let wrong: Vec<&Line> = self.lines.iter().filter(refused).collect();
        let right: Vec<&Line> = self.lines.iter().filter(|line| !refused(line)).collect();
        self.table("import-rows-refused", &wrong).then(self.table("import-rows", &right))
    }

    fn table(&self, caption: &str, lines: &[&Line]) -> Html {
        if lines.is_empty() {
            return Html::empty();
        }
        let words = self.room.words();
        let beside = self.beside();
        let title = |at: usize| self.plan.layout.titles.get(at).cloned().unwrap_or_default();
        let mut head = vec![Cell::number(t!(words, "import-row")), Cell::from(t!(words, "import-outcome"))];
        head.extend(beside.iter().map(|at| Cell::from(title(*at))));
        let rows = lines.iter().take(SHOWN).map(|line| {
            let row = self.plan.body().iter().find(|row| row.number == line.row);
            let mut cells = vec![Cell::number(line.row.to_string()), Cell::from(self.outcome(&line.outcome))];
            cells.extend(beside.iter().map(|at| {
                let words = row.map(|row| row.cell(*at).words()).unwrap_or_default();
                let short: String = words.chars().take(60).collect();
                Cell::from(short)
            }));
            cells
        });
        let table = Table {
            caption: words.get(caption, &[("n", lines.len().into())]),
            caption_classes: "govuk-table__caption--m".into(),
            head,
            rows: rows.collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        };
        let more = (lines.len() > SHOWN)
            .then(|| el("p").class("govuk-body-s bh-muted").put(t!(words, "import-shown", n = SHOWN)).html());
        Html::from(table.stacked()).then(more)
    }

    /// The first columns that mean something.
    fn beside(&self) -> Vec<usize> {
        let used = self.plan.layout.targets.iter().enumerate().filter(|(_, target)| !target.is_empty());
        used.map(|(at, _)| at).take(BESIDE).collect()
    }

    fn outcome(&self, outcome: &Outcome) -> Html {
        let words = self.room.words();
        let link = |number: &str| {
            el("a").class("govuk-link bh-number").attr("href", format!("/desk/cases/{number}")).put(number).html()
        };
        let tagged = |colour: &str, key: &str| Html::from(Tag::coloured(colour, words.get(key, &[])));
        match outcome {
            Outcome::WouldFile => tagged("blue", "import-would-file"),
            Outcome::WouldAct { number, action } => {
                tagged("blue", "import-would-act").then(" ").then(link(number)).then(" ").then(action)
            }
            Outcome::Taken { number, opened } => {
                let key = if *opened { "import-filed" } else { "import-acted" };
                tagged("green", key).then(" ").then(link(number))
            }
            Outcome::Before(before) => {
                let by = match before.by.strip_prefix("user:") {
                    Some(user) => user.to_owned(),
                    None => t!(words, "import-by-program"),
                };
                let day = bihuan_core::calendar::civil(before.at).date().to_string();
                let told = el("p").class("govuk-body-s govuk-!-margin-bottom-0");
                let told = told.put(t!(words, "import-before-by", day = day, by = by));
                tagged("orange", "import-before").then(" ").then(link(&before.number)).then(told)
            }
            Outcome::Unchanged { number } => tagged("grey", "import-unchanged").then(" ").then(link(number)),
            Outcome::Refused(reasons) => {
                let why = crate::fields::lines(&told(reasons, tongue(self.room.reader.lang)));
                tagged("red", "import-refused").then(el("p").class("govuk-body-s govuk-!-margin-bottom-0").put(why))
            }
        }
    }
}
