//! Published scores as pages show them: an edition as a table, what changed in it in words, and the list of editions. The
//! desk and the open record show the same.

use bihuan_core::figures::edition::{Change, Edition, Line, PartLine};
use bihuan_core::figures::number::shown;
use bihuan_core::figures::score::Unranked;
use bihuan_office::Law;
use rust_decimal::Decimal;

use crate::components::{Cell, Table};
use crate::html::{Html, el};
use crate::names::Names;
use crate::portal::when;
use crate::t;
use crate::words::Lang;

/// Units whose changes are told one by one.
const TOLD: usize = 40;

/// How editions are told to one reader.
pub struct Told<'t> {
    /// The law, for titles.
    pub law: &'t Law,
    /// What things are called.
    pub names: Names<'t>,
    /// The pack that the score is of.
    pub pack: &'t str,
}

impl Told<'_> {
    /// What a figure of the pack is called.
    pub fn figure(&self, name: &str) -> String {
        let found = self.law.figure(&format!("{}.{name}", self.pack));
        let title = found.map(|figure| match self.names.lang() {
            Lang::Zh => figure.title.clone(),
            Lang::En => figure.title_en.clone(),
        });
        title.unwrap_or_else(|| name.to_owned())
    }

    /// The units with everything that their totals are made of.
    pub fn table(&self, lines: &[Line]) -> Table {
        let words = self.names.words();
        let mut head = vec![
            Cell::number(t!(words, "score-place")),
            Cell::from(t!(words, "score-unit")),
            Cell::number(t!(words, "score-total")),
        ];
        let parts = lines.first().map(|line| line.parts.as_slice()).unwrap_or_default();
        head.extend(parts.iter().map(|part| Cell::number(self.figure(&part.figure))));
        Table {
            caption: t!(words, "scores"),
            caption_classes: "govuk-visually-hidden".into(),
            head,
            rows: lines.iter().map(|line| self.row(line)).collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        }
    }

    fn row(&self, line: &Line) -> Vec<Cell> {
        let words = self.names.words();
        let why = line.unranked.map(|why| match why {
            Unranked::TooFew => small(t!(words, "score-too-few")),
            Unranked::Nothing => small(t!(words, "score-nothing")),
        });
        let mut cells = vec![
            Cell::number(place(line.place)),
            Cell::from(Html::from(self.names.unit_of(&line.unit)).then(why)),
            Cell::number(number(line.total)),
        ];
        cells.extend(line.parts.iter().map(|part| Cell::number(self.part(part))));
        cells
    }

    fn part(&self, part: &PartLine) -> Html {
        let words = self.names.words();
        let Some(points) = part.points else { return Html::from("—").then(small(t!(words, "score-no-value"))) };
        let gives = t!(words, "score-points", points = shown(points), of = part.weight);
        let rests = match part.share {
            Some((of, over)) => format!("{of}/{over}"),
            None => t!(words, "score-sample", n = part.sample),
        };
        let left_out = (part.excluded > 0).then(|| small(t!(words, "score-excluded", n = part.excluded)));
        Html::from(number(part.value)).then(small(gives)).then(small(rests)).then(left_out)
    }

    /// What changed, a line for each, as words.
    pub fn changes(&self, changes: &[Change]) -> Html {
        let words = self.names.words();
        let items = changes.iter().take(TOLD).map(|change| el("li").put(self.change(change)));
        let list = el("ul").class("govuk-list govuk-list--bullet").put_all(items).html();
        let more = changes.len().saturating_sub(TOLD);
        let more = (more > 0).then(|| el("p").class("govuk-body").put(t!(words, "edition-more", n = more)));
        list.then(more)
    }

    fn change(&self, change: &Change) -> String {
        let words = self.names.words();
        match change {
            Change::Unit { unit, there: true } => t!(words, "edition-unit-in", unit = self.names.unit_of(unit)),
            Change::Unit { unit, there: false } => t!(words, "edition-unit-out", unit = self.names.unit_of(unit)),
            Change::Total { unit, before, now } => t!(
                words,
                "edition-total",
                unit = self.names.unit_of(unit),
                before = number(before.0),
                now = number(now.0),
                from = place(before.1),
                to = place(now.1)
            ),
            Change::Part { unit, figure, before, now } => t!(
                words,
                "edition-part",
                unit = self.names.unit_of(unit),
                figure = self.figure(figure),
                before = number(before.0),
                now = number(now.0),
                out = before.1,
                left = now.1
            ),
        }
    }

    /// Which edition it is, when and by whom it was published, by which definition.
    pub fn about(&self, edition: &Edition) -> Html {
        let words = self.names.words();
        let by = self.names.post_at(Some(&edition.post), Some(&edition.unit));
        let said = t!(
            words,
            "edition-about",
            n = edition.number,
            at = when::exact(edition.at),
            by = by,
            version = edition.version
        );
        let mark = edition.synthetic.then(|| when::made_up(words));
        let about = el("p").class("govuk-body").put(Html::from(said).then(" ").then(mark)).html();
        let open = edition.provisional.map(|day| t!(words, "edition-provisional", day = day.to_string()));
        about.then(open.map(|told| el("p").class("govuk-body govuk-!-font-weight-bold").put(told)))
    }

    /// The editions of a score, the latest time first, each with the way to it.
    pub fn list(&self, editions: &[Edition], at: impl Fn(&Edition) -> String) -> Html {
        let words = self.names.words();
        if editions.is_empty() {
            return el("p").class("govuk-body").put(t!(words, "editions-none")).html();
        }
        let row = |edition: &Edition| {
            let name = t!(words, "edition-of", period = edition.period.as_str(), n = edition.number);
            let link = el("a").class("govuk-link").attr("href", at(edition)).put(name).html();
            let current =
                editions.iter().filter(|other| other.period == edition.period).map(|other| other.number).max();
            let state = match (current == Some(edition.number), edition.provisional) {
                (false, _) => "edition-replaced",
                (true, Some(_)) => "edition-current-provisional",
                (true, None) => "edition-current",
            };
            let mark = edition.synthetic.then(|| when::made_up(words));
            vec![
                Cell::from(link.then(" ").then(mark)),
                Cell::from(words.get(state, &[])),
                Cell::from(when::instant(edition.at)),
            ]
        };
        let head = ["edition-name", "edition-state", "edition-at"].map(|key| Cell::from(words.get(key, &[]))).to_vec();
        let rows = editions.iter().map(row).collect();
        let caption = t!(words, "editions");
        let caption_classes = "govuk-table__caption--m".to_owned();
        Table { caption, caption_classes, head, rows, first_cell_is_header: true, ..Table::default() }.stacked().into()
    }
}

fn number(value: Option<Decimal>) -> String {
    value.map_or_else(|| "—".to_owned(), shown)
}

fn place(place: Option<u32>) -> String {
    place.map_or_else(|| "—".to_owned(), |place| place.to_string())
}

fn small(text: String) -> Html {
    el("div").class("govuk-body-s bh-muted govuk-!-margin-bottom-0").put(text).html()
}
