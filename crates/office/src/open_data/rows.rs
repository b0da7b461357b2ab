//! What stands in the data sets. Each is read as everybody may read it: a figure that its pack made public, a promise as
//! the page of promises tells it, a matter as a list without credentials shows it. There is no second rule of privacy.

use std::sync::Arc;

use bihuan_core::calendar::{Period, rfc3339};
use bihuan_core::casework::may::{Right, may};
use bihuan_core::casework::{Case, Who, responsible};
use bihuan_core::directory::{DistrictCode, UnitCode, UnitKind};
use bihuan_core::figures::Figure;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::Pack;
use bihuan_core::value::Value;
use bihuan_ledger::CaseQuery;
use bihuan_text::table::MOST_ROWS_OUT;
use jiff::ToSpan;
use jiff::civil::Date;

use super::sets::DataSet;
use super::sheet::{Datum, Sheet};
use crate::figures::ask::{Asked, By, Every, Reading};
use crate::law::Law;
use crate::promised::{Standing, standings};
use crate::{Failure, Office, rows};

/// Months that the figures look back, this one among them.
const MONTHS: i32 = 13;
/// Matters read at a time.
const A_PAGE: usize = 200;
/// Pages of the store that are looked through, so that a day's edition never costs more than this.
const LOOKS: usize = 2 * MOST_ROWS_OUT / A_PAGE;
/// What stands in each row of invented data.
const INVENTED: &str = "合成";

/// A district, read on a day.
pub(super) struct Reader<'r> {
    pub(super) office: &'r Office,
    pub(super) law: &'r Law,
    pub(super) district: &'r DistrictCode,
    pub(super) today: Date,
}

impl Reader<'_> {
    /// The rows of a data set.
    pub(super) fn sheet(&self, set: DataSet) -> Result<Sheet, Failure> {
        match set {
            DataSet::Figures => self.figures(),
            DataSet::Promises => self.promises(),
            DataSet::Matters => self.matters(),
        }
    }

    /// A row with what ends each: the day of the edition and the mark.
    fn ended(&self, mut row: Vec<Datum>, invented: bool) -> Vec<Datum> {
        row.push(Datum::Text(self.today.to_string()));
        row.push(if invented { Datum::text(INVENTED) } else { Datum::None });
        row
    }

    fn unit_name(&self, code: &UnitCode) -> Datum {
        self.law.directory.unit(code).map_or(Datum::None, |unit| Datum::text(unit.name.as_str()))
    }

    fn figures(&self) -> Result<Sheet, Failure> {
        let mut sheet = Sheet { set: DataSet::Figures, rows: Vec::new(), cut: false };
        for figure in public_figures(self.law) {
            for (unit, period, reading) in self.readings(figure)? {
                sheet.rows.push(self.figure(figure, unit.as_ref(), period, reading));
            }
        }
        sheet.cut = sheet.rows.len() > MOST_ROWS_OUT;
        sheet.rows.truncate(MOST_ROWS_OUT);
        Ok(sheet)
    }

    /// What a figure says: the district month by month and this year, and this year of each unit.
    fn readings(&self, figure: &Figure) -> Result<Vec<(Option<UnitCode>, String, Reading)>, Failure> {
        let year = Period::year_of(self.today);
        let whole = Asked::ever(&figure.id, &[self.district.to_string()]);
        let of_year = Asked { from: Some(year.first), to: Some(year.last), ..whole.clone() };
        let first = self.today.first_of_month().saturating_sub((MONTHS - 1).months());
        let of_months = Asked { from: Some(first), to: Some(self.today), ..whole };
        let months = self.office.figure_by(&of_months, &By::Period(Every::Month))?;
        let mut all: Vec<_> = months.into_iter().map(|(month, reading)| (None, month, reading)).collect();
        all.push((None, year.to_string(), self.office.figure(&of_year)?));
        let units = self.units();
        let each = self.office.figure_of_each(figure, &of_year, &units)?;
        let happened = units.into_iter().zip(each).filter(|(_, reading)| reading.sample > 0);
        all.extend(happened.map(|(unit, reading)| (Some(unit), year.to_string(), reading)));
        Ok(all)
    }

    fn units(&self) -> Vec<UnitCode> {
        let kinds = [UnitKind::Street, UnitKind::Department, UnitKind::Centre];
        let all = self.law.directory.units(None, None);
        let here = all.filter(|unit| unit.code.district() == *self.district && kinds.contains(&unit.kind));
        here.map(|unit| unit.code.clone()).collect()
    }

    fn figure(&self, figure: &Figure, unit: Option<&UnitCode>, period: String, reading: Reading) -> Vec<Datum> {
        let row = vec![
            Datum::text(figure.id.split_once('.').map_or("", |(pack, _)| pack)),
            Datum::text(figure.id.as_str()),
            Datum::text(figure.title.as_str()),
            Datum::text(figure.title_en.as_str()),
            Datum::text(figure.measure.as_str()),
            Datum::text(unit.map(UnitCode::to_string).unwrap_or_default()),
            unit.map_or(Datum::None, |unit| self.unit_name(unit)),
            Datum::Text(period),
            Datum::decimal(reading.value),
            Datum::decimal(reading.numerator),
            Datum::decimal(reading.denominator),
            Datum::Integer(reading.sample),
            Datum::Integer(reading.excluded),
        ];
        self.ended(row, self.office.is_demo())
    }

    fn promises(&self) -> Result<Sheet, Failure> {
        let rows = standings(self.office, self.district)?.iter().map(|standing| self.promise(standing)).collect();
        Ok(Sheet { set: DataSet::Promises, rows, cut: false })
    }

    fn promise(&self, standing: &Standing) -> Vec<Datum> {
        let promise = &standing.promise;
        let unit = promise.lead_code();
        let done = standing.has_begun().then(|| standing.progress.done.to_string());
        let row = vec![
            Datum::text(promise.id.as_str()),
            Datum::Integer(promise.year.into()),
            Datum::text(promise.quote.as_str()),
            Datum::Decimal(promise.quantity.to_string()),
            Datum::text(promise.measure.as_str()),
            Datum::decimal(done),
            Datum::text(word_of(standing)),
            Datum::text(unit.as_str()),
            unit.parse().map_or(Datum::None, |unit| self.unit_name(&unit)),
            Datum::text(promise.document.as_str()),
            Datum::Integer(i64::try_from(promise.line).unwrap_or_default()),
        ];
        // What was done about a promise is invented in a demonstration, be its words as they were said.
        self.ended(row, self.office.is_demo())
    }

    fn matters(&self) -> Result<Sheet, Failure> {
        let mut sheet = Sheet { set: DataSet::Matters, rows: Vec::new(), cut: false };
        let mut query = CaseQuery {
            districts: vec![self.district.to_string()],
            public: Some(true),
            limit: A_PAGE,
            ..CaseQuery::default()
        };
        for _ in 0..LOOKS {
            let page = self.office.ledger().cases(&query)?;
            for row in &page.items {
                sheet.rows.extend(self.matter(&rows::case_of(&row.head.state)?));
            }
            query.cursor = page.next;
            if query.cursor.is_none() || sheet.rows.len() >= MOST_ROWS_OUT {
                break;
            }
        }
        sheet.cut = query.cursor.is_some();
        sheet.rows.truncate(MOST_ROWS_OUT);
        Ok(sheet)
    }

    /// A matter, if anyone may read it: the same question that a list without credentials asks.
    fn matter(&self, case: &Case) -> Option<Vec<Datum>> {
        let rules = self.law.rules_of(case)?;
        let now = self.office.clock().now();
        let may_read = self.office.with_world(self.law, rules, self.district.as_str(), |world| {
            may(world, case, &Who::Public, now, Right::Read)
        });
        may_read.ok()?;
        let unit = responsible(case);
        let (outcome, closed) = case
            .closed
            .as_ref()
            .map_or((None, Datum::None), |closing| (Some(closing.outcome.as_str()), Datum::Text(rfc3339(closing.at))));
        let (title, title_en) = self.headlines(rules, case);
        let (outcome_title, outcome_en) = outcome.map_or((Datum::None, Datum::None), |it| self.outcomes(rules, it));
        let row = vec![
            Datum::text(case.number.as_str()),
            Datum::text(case.case_type.0.as_str()),
            Datum::text(title),
            Datum::text(title_en),
            Datum::text(unit.map(UnitCode::to_string).unwrap_or_default()),
            unit.map_or(Datum::None, |unit| self.unit_name(unit)),
            Datum::text(rows::status(case).word()),
            Datum::Text(rfc3339(case.opened)),
            rows::pledged_due(case).map_or(Datum::None, |due| Datum::Text(rfc3339(due))),
            closed,
            Datum::text(outcome.unwrap_or_default()),
            outcome_title,
            outcome_en,
        ];
        Some(self.ended(row, case.synthetic))
    }

    /// The kind of matter and its first term, in Chinese and in English. Never what people typed.
    fn headlines(&self, rules: &CaseType, case: &Case) -> (String, String) {
        let kind = self.english(rules, "case", &[]).unwrap_or(&rules.title);
        let term = rules.form.iter().filter(|field| !rules.is_restricted(&field.name)).find_map(|field| {
            let Some(Value::Term(code)) = case.values.get(&field.name) else { return None };
            let vocabulary = rules.vocabularies.get(field.vocabulary.as_deref()?)?;
            let term = vocabulary.terms.iter().find(|term| term.code == *code)?;
            Some(term.en.as_ref().unwrap_or(&term.title).clone())
        });
        let english = term.map_or_else(|| kind.to_owned(), |term| format!("{kind} · {term}"));
        (rows::headline(rules, case), english)
    }

    fn outcomes(&self, rules: &CaseType, outcome: &str) -> (Datum, Datum) {
        let title = rules.outcomes.get(outcome).map_or(outcome, String::as_str);
        (Datum::text(title), Datum::text(self.english(rules, "outcome", &[outcome]).unwrap_or(title)))
    }

    fn english(&self, rules: &CaseType, kind: &str, path: &[&str]) -> Option<&str> {
        let (pack, name) = rules.id.0.split_once('.')?;
        let path: Vec<&str> = std::iter::once(name).chain(path.iter().copied()).collect();
        self.law.packs.get(pack)?.english(kind, &path)
    }
}

/// The figures that their packs made public, in the order of their ids.
pub(super) fn public_figures(law: &Law) -> impl Iterator<Item = &Arc<Figure>> {
    law.book.all().filter(|figure| figure.public)
}

/// The pack that a figure is of.
pub(super) fn pack_of<'l>(law: &'l Law, figure: &Figure) -> Option<&'l Arc<Pack>> {
    figure.id.split_once('.').and_then(|(pack, _)| law.packs.get(pack))
}

fn word_of(standing: &Standing) -> &'static str {
    match () {
        () if !standing.has_begun() => "unbegun",
        () if standing.is_kept() => "kept",
        () if standing.is_late() => "late",
        () => "under-way",
    }
}
