//! A table of figures from outside, row by row: which column is what, what a row says, and the year that stands over it.

use std::collections::{BTreeMap, BTreeSet};

use bihuan_core::casework::refusal::Fault;
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::number::amount;
use bihuan_core::figures::outside::{Release, Said, When};
use bihuan_text::table::{Cell, Row};
use rust_decimal::Decimal;

use super::{Basis, Fact, figure_of};
use crate::Office;
use crate::import::{Known, Layout};
use crate::law::Law;

/// The columns, each by the titles that tables give it.
const COLUMNS: [(&str, &[&str], &str); 9] = [
    ("figure", &["指标", "指标名称", "项目"], "Figure"),
    ("unit", &["地区", "所属地区", "街道", "单位名称"], "Unit"),
    ("period", &["期间", "时间", "统计期", "年月"], "Period"),
    ("value", &["数值", "绝对数", "完成数", "本期数"], "Value"),
    ("growth", &["同比增长", "增速", "同比", "增长"], "Growth"),
    ("measure", &["计量单位", "单位"], "Measure"),
    ("status", &["发布状态", "数据状态"], "Status"),
    ("basis", &["口径", "统计口径"], "Basis"),
    ("source", &["来源", "数据来源"], "Source"),
];

/// The columns that a table of figures may have.
pub fn outside_columns() -> Vec<Known> {
    let known = |target: &str, zh: &str, en: &str| Known {
        target: target.into(),
        field: None,
        zh: zh.into(),
        en: en.into(),
        required: matches!(target, "figure" | "period"),
        files: true,
    };
    COLUMNS.iter().flat_map(|(target, titles, en)| titles.iter().map(move |zh| known(target, zh, en))).collect()
}

/// A table with what stands in its columns, and what holds for all its rows.
pub struct Columns<'c> {
    /// Its rows, head and titles included.
    pub rows: &'c [Row],
    /// What the columns are.
    pub layout: Layout,
    /// Who says it, for rows that do not say so.
    pub source: String,
    /// Of when it is, for rows that do not say so.
    pub period: String,
    /// Rows that a person has looked at and confirmed, by their number in the file.
    pub confirmed: BTreeSet<usize>,
}

impl Columns<'_> {
    /// The layout that fits the rows best.
    pub fn recognise(rows: &[Row]) -> Layout {
        Layout::recognise(&outside_columns(), rows, &BTreeMap::new())
    }

    /// The rows behind the head.
    pub fn body(&self) -> &[Row] {
        self.rows.get(self.layout.head + 1..).unwrap_or_default()
    }

    /// The years that stand in the titles over the head, and in the head itself.
    pub fn years(&self) -> BTreeSet<i16> {
        let above = self.rows.get(..=self.layout.head).unwrap_or_default();
        above.iter().flat_map(|row| &row.cells).flat_map(|cell| years_in(&cell.words())).collect()
    }

    /// Each row as a figure, or why it is none.
    pub fn facts(&self, office: &Office, district: &DistrictCode) -> Vec<(usize, Result<Fact, Vec<Fault>>)> {
        let (law, years) = (office.law(), self.years());
        self.body().iter().map(|row| (row.number, self.fact(&law, district, row, &years))).collect()
    }

    fn fact(&self, law: &Law, district: &DistrictCode, row: &Row, years: &BTreeSet<i16>) -> Result<Fact, Vec<Fault>> {
        let mut faults = Vec::new();
        let figure = figure_of(&self.said(row, "figure"));
        if figure.is_none() {
            let zh = "不认识这个指标，请用统计公报的名称，或由小写字母、数字、下划线组成的代码";
            let en =
                "This figure is not known. Use its name in the statistics, or a code of small letters, digits and _.";
            faults.push(Fault::new("/figure", "unknown-figure", zh, en));
        }
        let of = unit(law, district, &self.said(row, "unit"), &mut faults);
        let when = self.when(row, &mut faults);
        if let Some(when) = when.as_ref().filter(|when| !years.is_empty() && !years.contains(&when.year())) {
            let told: Vec<String> = years.iter().map(i16::to_string).collect();
            let (told, year) = (told.join("、"), when.year());
            let zh = format!("表头写的是 {told} 年，这一行是 {year} 年，请核对是不是用了旧表头");
            let en = format!(
                "The table's head says {told} and this row is of {year}. Look whether the head is last year's."
            );
            faults.push(Fault::new("/period", "other-year", zh, en));
        }
        let said = Said {
            value: number(row, self.layout.column("value"), "/value", &mut faults),
            growth_pct: number(row, self.layout.column("growth"), "/growth", &mut faults),
            measure: self.said(row, "measure"),
            release: self.read(row, "status", Release::of_words, &mut faults).unwrap_or_default(),
            source: Some(self.said(row, "source")).filter(|it| !it.is_empty()).unwrap_or_else(|| self.source.clone()),
        };
        let basis = Some(self.said(row, "basis")).filter(|words| !words.is_empty());
        let basis = basis.and_then(|_| self.read(row, "basis", Basis::of_words, &mut faults));
        match (figure, of, when) {
            (Some((figure, name)), Some(of), Some(when)) if faults.is_empty() => {
                Ok(Fact { figure, name, of, when, basis, said, confirmed: self.confirmed.contains(&row.number) })
            }
            _ => Err(faults),
        }
    }

    fn said(&self, row: &Row, target: &str) -> String {
        let cell = self.layout.column(target).map(|column| row.cell(column).words());
        cell.unwrap_or_default().trim().to_owned()
    }

    fn read<T>(&self, row: &Row, target: &str, of: fn(&str) -> Option<T>, faults: &mut Vec<Fault>) -> Option<T> {
        let words = self.said(row, target);
        let read = of(&words);
        if read.is_none() {
            let zh = format!("“{words}”不是可用的写法");
            faults.push(Fault::new(format!("/{target}"), "invalid", zh, format!("“{words}” cannot be read here.")));
        }
        read
    }

    fn when(&self, row: &Row, faults: &mut Vec<Fault>) -> Option<When> {
        let own = self.said(row, "period");
        let words = if own.is_empty() { self.period.trim().to_owned() } else { own };
        let when = When::read(&words);
        if when.is_none() {
            let zh = "期间写成 2026、2026-Q2、2026-06 或日期，也可以写 2026年6月";
            let en = "Write the period as 2026, 2026-Q2, 2026-06 or a day.";
            let code = if words.is_empty() { "required" } else { "not-a-period" };
            faults.push(Fault::new("/period", code, zh, en));
        }
        when
    }
}

/// The district for an empty cell; else the unit of this code, or of this name if it has only one.
fn unit(law: &Law, district: &DistrictCode, words: &str, faults: &mut Vec<Fault>) -> Option<UnitCode> {
    let root = district.unit();
    if words.is_empty() || law.directory.unit(&root).is_some_and(|unit| unit.name == words) {
        return Some(root);
    }
    let by_code = words.parse::<UnitCode>().ok().filter(|code| law.directory.unit(code).is_some());
    let mut named =
        law.directory.units(None, None).filter(|unit| unit.name == words && unit.code.district() == *district);
    let by_name = named.next().filter(|_| named.next().is_none()).map(|unit| unit.code.clone());
    let found = by_code.or(by_name);
    if found.is_none() {
        let zh = format!("本区没有“{words}”，请写全称或单位代码");
        let en = format!("The district has no “{words}”. Write its full name or its code.");
        faults.push(Fault::new("/unit", "unknown-unit", zh, en));
    }
    found
}

fn number(row: &Row, column: Option<usize>, field: &str, faults: &mut Vec<Fault>) -> Option<Decimal> {
    let cell = row.cell(column?);
    if cell.is_empty() {
        return None;
    }
    // A spreadsheet keeps 0.1 as what is nearest to it; four places are more than any statistic has.
    let words = match cell {
        Cell::Number(number) => format!("{number:.4}"),
        other => other.words(),
    };
    let read = amount(words.trim().trim_end_matches('%'));
    if read.is_none() {
        let zh = format!("“{}”不是数", cell.words());
        faults.push(Fault::new(field, "not-a-number", zh, format!("“{}” is no number.", cell.words())));
    }
    read
}

/// Years as titles write them: four digits before 年, or alone.
fn years_in(words: &str) -> Vec<i16> {
    let digits = words.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4);
    digits.filter_map(|part| part.parse().ok()).filter(|year| (2000..=2100).contains(year)).collect()
}
