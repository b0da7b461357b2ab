//! Lists on their way out: the table that a page draws is the value of which page, workbook and CSV are made, so that a
//! file has the columns, the filter and the order that its reader saw, and nothing that the page would not show.
//!
//! A page hands its table over with [`offer`]. Where its address says `as=xlsx` or `as=csv` the answer is the file; else
//! the page ends with the two links. Whoever exports is written down. `cell` turns what stands in a cell into a
//! value; `along` does the same for every page that says nothing of its own, out of the page as its reader gets it, and
//! `cards` for lists that are no tables.

mod along;
mod cards;
mod cell;
mod sheet;

use axum::response::Response;
use bihuan_ledger::{LedgerError, LookRow};
use bihuan_office::{Failure, Office};
use bihuan_text::table::{Cell, Column, Kind, MOST_ROWS_OUT};
use jiff::Timestamp;

use crate::components::Table;
use crate::html::{Html, el};
use crate::identity::Staff;
use crate::shell::{Here, Page, Reader};
use crate::t;
use crate::words::Words;

pub use along::take_along;
pub use cards::{any as any_cards, card, cards, part};
pub use sheet::{Sheet, file_name};

use self::along::Drawn;
pub use cell::text;

use self::cell::Told;

/// The parameter of an address that asks for a file.
const AS: &str = "as";
/// What exports are for, in the record of looks.
const PURPOSE: &str = "export";

/// In which file a list goes out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// Text with commas.
    Csv,
}

impl Format {
    /// The file that an address asks for, if it asks for one.
    pub fn asked(reader: &Reader) -> Option<Format> {
        match reader.here.parameter(AS)? {
            "xlsx" => Some(Format::Xlsx),
            "csv" => Some(Format::Csv),
            _ => None,
        }
    }

    /// The end of the file's name.
    pub fn end(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        }
    }
}

/// A list, as far as a file can hold it.
pub struct List {
    title: String,
    words: &'static Words,
    heads: Vec<String>,
    rows: Vec<Vec<Told>>,
    cut: bool,
}

impl List {
    /// An empty list of this title.
    pub fn new(words: &'static Words, title: impl Into<String>) -> List {
        List { title: title.into(), words, heads: Vec::new(), rows: Vec::new(), cut: false }
    }

    /// The list that a table shows.
    pub fn of(words: &'static Words, title: impl Into<String>, table: &Table) -> List {
        let mut list = List::new(words, title);
        list.add(table);
        list
    }

    /// Sets the heads of a list that may have no rows.
    pub fn head(&mut self, heads: &[String]) {
        self.heads = heads.to_vec();
    }

    /// Adds the rows of a further page, or of a further table of the same columns.
    pub fn add(&mut self, table: &Table) {
        self.put(table, None);
    }

    /// Adds the rows of one of several tables that a page shows, with its caption in a first column.
    pub fn add_part(&mut self, caption: &str, table: &Table) {
        self.put(table, Some(caption));
    }

    /// Adds a row of values, for lists that a page does not draw as a table; the heads stand with the first.
    pub fn push(&mut self, heads: &[String], cells: Vec<Cell>, synthetic: bool) {
        if self.heads.is_empty() {
            self.heads = heads.to_vec();
        }
        let mut row: Vec<Told> = cells.into_iter().map(Told::plain).collect();
        if let Some(first) = row.first_mut() {
            first.synthetic = synthetic;
        }
        self.row(row);
    }

    /// All that the tables of a page say, where their columns differ: a row for each number, with its table, its row and
    /// its column.
    pub fn of_page(words: &'static Words, title: impl Into<String>, main: &Html) -> List {
        let mut list = List::new(words, title);
        list.heads =
            vec![t!(words, "lists-part"), t!(words, "lists-row"), t!(words, "lists-column"), t!(words, "lists-value")];
        for table in along::tables(main.as_str()) {
            for row in &table.rows {
                let mut cells = row.iter().zip(&table.heads);
                let Some(((name, _), _)) = cells.next() else { continue };
                let name = cell::read(name, false);
                for ((content, numeric), head) in cells {
                    let mut first = Told::plain(Cell::from(table.caption.as_str()));
                    first.synthetic = name.synthetic;
                    let value = cell::read(content, *numeric);
                    let column = Told::plain(Cell::from(head.as_str()));
                    list.row(vec![first, Told::plain(name.value.clone()), column, value]);
                }
            }
        }
        list
    }

    /// Whether no more rows go out.
    pub fn is_full(&self) -> bool {
        self.rows.len() >= MOST_ROWS_OUT
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn put(&mut self, table: &Table, part: Option<&str>) {
        if self.heads.is_empty() {
            let first = part.map(|_| t!(self.words, "lists-part"));
            self.heads = first.into_iter().chain(table.head.iter().map(|cell| cell::text(&cell.content))).collect();
        }
        for row in &table.rows {
            let first = part.map(|caption| Told::plain(Cell::from(caption)));
            let cells = row.iter().map(|cell| cell::read(&cell.content, cell.format == "numeric"));
            self.row(first.into_iter().chain(cells).collect());
        }
    }

    /// Adds the rows of a table as a page has it.
    fn add_drawn(&mut self, table: &Drawn, part: Option<&str>) {
        if self.heads.is_empty() {
            let first = part.map(|_| t!(self.words, "lists-part"));
            self.heads = first.into_iter().chain(table.heads.iter().cloned()).collect();
        }
        for row in &table.rows {
            let first = part.map(|caption| Told::plain(Cell::from(caption)));
            let cells = row.iter().map(|(content, numeric)| cell::read(content, *numeric));
            self.row(first.into_iter().chain(cells).collect());
        }
    }

    fn row(&mut self, row: Vec<Told>) {
        if self.is_full() {
            self.cut = true;
        } else {
            self.rows.push(row);
        }
    }

    /// Columns and rows as a file has them: without the columns that only hold controls, a deadline as its instant and
    /// its words, and 合成 in each row that is made up.
    pub fn laid_out(&self) -> (Vec<Column>, Vec<Vec<Cell>>) {
        let marked = self.rows.iter().any(|row| row.iter().any(|told| told.synthetic));
        let mut columns = Vec::new();
        let mut picks: Vec<(usize, bool)> = Vec::new();
        for (at, head) in self.heads.iter().enumerate().filter(|(_, head)| !head.is_empty()) {
            let cells = || self.rows.iter().filter_map(move |row| row.get(at));
            let kind = kind_of(cells().map(|told| &told.value));
            columns.push(Column::new(head.as_str(), kind));
            picks.push((at, false));
            if cells().any(|told| told.state.is_some()) {
                columns.push(Column::new(t!(self.words, "lists-state", what = head.as_str()), Kind::Text));
                picks.push((at, true));
            }
        }
        let pick = |row: &[Told], (at, state): (usize, bool)| match row.get(at) {
            Some(told) if state => told.state.clone().map_or(Cell::Empty, Cell::Text),
            Some(told) => told.value.clone(),
            None => Cell::Empty,
        };
        let mut rows: Vec<Vec<Cell>> =
            self.rows.iter().map(|row| picks.iter().map(|from| pick(row, *from)).collect()).collect();
        if marked {
            columns.push(Column::new(t!(self.words, "lists-mark"), Kind::Text));
            for (row, told) in rows.iter_mut().zip(&self.rows) {
                let made_up = told.iter().any(|cell| cell.synthetic);
                row.push(if made_up { Cell::Text(t!(self.words, "synthetic")) } else { Cell::Empty });
            }
        }
        for row in rows.iter().take(200) {
            columns.iter_mut().zip(row).for_each(|(column, cell)| column.fit(cell));
        }
        (columns, rows)
    }

    /// The title, with how far it was cut.
    fn titled(&self) -> String {
        if self.cut {
            t!(self.words, "lists-cut", title = self.title.as_str(), n = MOST_ROWS_OUT)
        } else {
            self.title.clone()
        }
    }
}

fn kind_of<'c>(cells: impl Iterator<Item = &'c Cell>) -> Kind {
    let mut kind = Kind::Text;
    for cell in cells {
        match cell {
            Cell::Moment(_) => return Kind::Time,
            Cell::Number(_) => kind = Kind::Number,
            _ => {}
        }
    }
    kind
}

/// Gives a page its list to take along: as the file that the address asks for, else as links below it.
///
/// # Errors
/// The store's, where it is written down who exports; the writer's.
pub fn offer(
    office: &Office,
    reader: &Reader,
    staff: Option<&Staff>,
    mut page: Page,
    list: &List,
) -> Result<Page, Failure> {
    match Format::asked(reader) {
        // Of an empty list there is no file; another list of the page may have one.
        Some(format) if !list.is_empty() => {
            note_export(office, reader, staff, list.len())?;
            page.sheet = Some(list.sheet(format)?);
        }
        Some(_) => {}
        None if list.is_empty() => {}
        None => page.body.push(links(&reader.here, list.words)),
    }
    Ok(page)
}

impl List {
    /// The file.
    ///
    /// # Errors
    /// The writer's.
    pub fn sheet(&self, format: Format) -> Result<Sheet, Failure> {
        let (columns, rows) = self.laid_out();
        let bytes = match format {
            Format::Xlsx => sheet::book(&self.titled(), &columns, &rows).map_err(broken)?,
            Format::Csv => bihuan_text::table::csv(&columns, rows.iter().map(Vec::as_slice)),
        };
        Ok(Sheet::new(&self.titled(), format, bytes))
    }

    /// The file as an answer of its own.
    ///
    /// # Errors
    /// The writer's.
    pub fn answer(&self, format: Format) -> Result<Response, Failure> {
        use axum::response::IntoResponse;
        Ok(self.sheet(format)?.into_response())
    }
}

fn broken(error: sheet::Broken) -> Failure {
    Failure::Storage(LedgerError::refused("workbook", error.to_string()))
}

/// Who took which list, and how many rows of it; the path alone, for what is sought may be somebody's name.
fn note_export(office: &Office, reader: &Reader, staff: Option<&Staff>, rows: usize) -> Result<(), Failure> {
    let Some(staff) = staff else { return Ok(()) };
    let district = staff.district.as_ref().map(ToString::to_string).unwrap_or_default();
    let what = format!("{} {rows}", reader.here.path());
    office.ledger().look(LookRow::new(&district, "", &[&what], staff.user.as_str(), PURPOSE, Timestamp::now()))?;
    Ok(())
}

/// The links by which the list of a page is taken along.
pub fn links(here: &Here, words: &Words) -> Html {
    let link = |format: Format, text: String| {
        let href = here.without("after").with(AS, format.end());
        el("a").class("govuk-link").attr("href", href).attr("download", "").put(text)
    };
    ways(words, link(Format::Xlsx, t!(words, "lists-xlsx")), link(Format::Csv, t!(words, "lists-csv")))
}

/// The buttons by which a list that answers a form is taken along: they send the form again, to its own address, where
/// `name` says which of its steps made the list. What was typed stands in no address that way.
pub fn buttons(here: &Here, words: &Words, (name, step): (&str, &str)) -> Html {
    let button = |format: Format, text: String| {
        el("button")
            .class("bh-link-button")
            .attr("type", "submit")
            .attr("name", name)
            .attr("value", step)
            .attr("formaction", here.with(AS, format.end()))
            .flag("formnovalidate", true)
            .put(text)
    };
    ways(words, button(Format::Xlsx, t!(words, "lists-xlsx")), button(Format::Csv, t!(words, "lists-csv")))
}

fn ways(words: &Words, book: impl Into<Html>, text: impl Into<Html>) -> Html {
    let more = t!(words, "lists-about", n = MOST_ROWS_OUT);
    el("p")
        .class("govuk-body-s bh-no-print bh-download")
        .put(t!(words, "lists-download"))
        .put(" ")
        .put(book)
        .put(" · ")
        .put(text)
        .put(" ")
        .put(el("span").class("bh-muted").put(more))
        .html()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Cell as Shown, Lateness, clock, synthetic, time};
    use crate::words::Lang;

    fn table() -> Table {
        let hidden = Html::from(el("span").class("govuk-visually-hidden").put("选"));
        let due = time("2026-03-01T17:30:00+08:00", "还剩 1 天", "2026-03-01 17:30", true);
        let number = Html::from(el("a").attr("href", "/x").put("420103")).then(" ").then(synthetic("合成"));
        Table {
            head: vec![hidden.into(), "编号".into(), "件数".into(), "时限".into()],
            rows: vec![
                vec![
                    Html::raw("<input type=\"checkbox\">").into(),
                    number.into(),
                    Shown::number("1,680"),
                    clock(Lateness::Soon, due).into(),
                ],
                vec!["".into(), "=1+1 & <甲>".into(), Shown::number("—"), "不计时".into()],
            ],
            ..Table::default()
        }
    }

    #[test]
    fn a_file_has_what_the_page_shows_and_no_controls() {
        let list = List::of(Words::of(Lang::Zh), "待办", &table());
        let (columns, rows) = list.laid_out();
        let titles: Vec<&str> = columns.iter().map(|column| column.title.as_str()).collect();
        assert_eq!(titles, ["编号", "件数", "时限", "时限·状态", "标记"]);
        let at = jiff::civil::date(2026, 3, 1).at(17, 30, 0, 0);
        assert_eq!(
            rows[0],
            ["420103".into(), Cell::Number(1680.0), Cell::Moment(at), "还剩 1 天".into(), "合成".into()]
        );
        assert_eq!(rows[1][..3], ["=1+1 & <甲>".into(), "—".into(), "不计时".into()]);
        assert_eq!(rows[1][4], Cell::Empty);
    }
}
