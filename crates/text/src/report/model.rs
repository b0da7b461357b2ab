//! The structured report as it goes out: the shapes of the contract, field for field.
//!
//! `start` and `end` (exclusive) count Unicode characters in the text as given; every `quote` is exactly that text.

use serde::{Deserialize, Serialize};

use crate::report::text::Span;

/// Everything read from one file: its documents in their order, and what was left out.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Harvest {
    /// The documents; empty when the file holds no report and no news.
    pub documents: Vec<Report>,
    /// Navigation, page numbers, watermarks: left out, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

/// A stretch that was not read, and why.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Skipped {
    /// Where it stood.
    #[serde(flatten)]
    pub span: Span,
    /// `navigation`, `page-number`, `watermark`, `footnote-mark` …, a kebab-case code.
    pub why: String,
}

/// What kind of document it is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A government work report.
    Report,
    /// A news piece: low trust, never the base of a figure.
    News,
    /// A text with a title block of its own beside several documents.
    Annex,
}

/// One document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Report {
    /// What kind of document; always said where a file holds several.
    pub kind: Kind,
    /// Where the document stands in the text as given.
    #[serde(flatten)]
    pub span: Span,
    /// Its title as written, spaces between Chinese characters removed.
    pub title: Option<String>,
    /// The region it speaks for, as it calls it: 江汉区, 全国.
    pub region: Option<String>,
    /// GB/T 2260 code where the region is known to the directory.
    pub district: Option<String>,
    /// The year planned.
    pub report_year: Option<i16>,
    /// The year looked back on.
    pub year_reviewed: Option<i16>,
    /// The year planned.
    pub year_planned: Option<i16>,
    /// Headings with the stretch that each governs, in their order.
    pub sections: Vec<Section>,
    /// One entry for each mention of a figure.
    pub indicators: Vec<Indicator>,
    /// What the plan part binds the government to.
    pub commitments: Vec<Commitment>,
    /// Terms explained.
    pub glossary: Vec<Term>,
    /// Short phrases that open a paragraph as its heading; beside the contract's sections, absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leads: Vec<LeadPhrase>,
    /// The day or month of the session, as precisely as the text says it: `2023-12-25`, `2024-01`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<String>,
    /// The congress that heard it, as written: 江汉区第十六届人民代表大会第三次会议.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// What was left out inside this document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

/// What a section is for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks back.
    Review,
    /// Looks ahead.
    Plan,
    /// Explains terms.
    Glossary,
    /// Anything else.
    Other,
}

/// A heading and the stretch from it to the next heading of its level or above.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Section {
    /// The heading as it reads, numeral included, page breaks and stray spaces removed.
    pub heading: String,
    /// Depth in this report: 1 a part, 2 directly under a part, 3 under that.
    pub level: u8,
    /// What it is for; a section under a part has the part's role.
    pub role: Role,
    /// Where it stands.
    #[serde(flatten)]
    pub span: Span,
}

/// A short phrase that opens a paragraph as its heading: 综合实力稳步增强。
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct LeadPhrase {
    /// Its words without the stop.
    pub heading: String,
    /// Where they stand.
    #[serde(flatten)]
    pub span: Span,
}

/// Whether a figure tells what was or what shall be.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tense {
    /// Reached (or forecast for the year's end).
    Actual,
    /// Set for the time ahead.
    Target,
}

/// How the words bind themselves to the number.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// The number itself; 预计 力争 确保 never change it.
    #[default]
    Exact,
    /// 左右 约 近.
    About,
    /// 以上 不少于 不低于 至少.
    AtLeast,
    /// 超 突破 逾 余 多.
    Over,
    /// 以内 不超过 以下.
    Within,
    /// From low to high.
    Range,
}

/// One mention of a figure.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Indicator {
    /// The subject as written: 地区生产总值.
    pub name: String,
    /// Its canonical name where the vocabulary knows it.
    pub canonical: Option<String>,
    /// Reached or set.
    pub kind: Tense,
    /// The year it speaks of.
    pub year: Option<i16>,
    /// The number as written (13.5万件 is 13.5); null for a growth without a level; the low end of a range.
    pub value: Option<f64>,
    /// Everything that scales the number: 亿元, 万件, %.
    pub unit: Option<String>,
    /// Growth in percent; a fall is negative.
    pub growth_pct: Option<f64>,
    /// How the words bind themselves to the value.
    pub comparator: Comparator,
    /// The shortest run with subject, number and unit.
    pub quote: String,
    /// Where the quote stands.
    #[serde(flatten)]
    pub span: Span,
    /// What is said beside; absent when not said.
    #[serde(flatten)]
    pub aside: Aside,
}

/// What a statement may say beside its number. Every field is absent when the text does not say it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Aside {
    /// 预计: provisional, to be replaced by a final figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forecast: Option<bool>,
    /// 确保 or 力争.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// The high end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_max: Option<f64>,
    /// Bound to another figure of the same year: 与经济增长同步.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// 位居中心城区第一.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
    /// `up`, `down` or `steady` where only a direction is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// The base of a from–to: 由23.8个工作日 is 23.8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// 截至: the day it speaks of, `2017-12-21`, as precisely as it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Several years together: 五年累计, 年均.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// How the words bind themselves to the growth, when it is not exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub growth_comparator: Option<Comparator>,
    /// The high end of a range of growth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub growth_pct_max: Option<f64>,
    /// `missed` where the report admits it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judgement: Option<String>,
}

/// How strongly a target is promised.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// 确保.
    Ensure,
    /// 力争.
    Strive,
}

/// A figure set beside another one.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Relation {
    /// `with` (同步), `over` (高于, 快于), `times` (…倍) …
    pub op: String,
    /// What it is set beside, as written or by canonical name.
    pub to: String,
}

/// A place in an order.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Rank {
    /// 1 for 第一; absent for 前列.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// Among whom: 中心城区, 全市, 全省, 全国.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// By what: 总量 or 增速.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// Several years together.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Period {
    /// First year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<i16>,
    /// Last year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<i16>,
    /// `cumulative` or `annual_average`.
    pub basis: String,
}

/// Something the plan part binds the government to.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Commitment {
    /// The task in words, page breaks removed: verb and object.
    pub text: String,
    /// How much; null for a task without a number.
    pub quantity: Option<f64>,
    /// In which unit.
    pub unit: Option<String>,
    /// How the words bind themselves to the number.
    pub comparator: Comparator,
    /// The shortest run with verb, number and object.
    pub quote: String,
    /// Where the quote stands.
    #[serde(flatten)]
    pub span: Span,
    /// The high end of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity_max: Option<f64>,
    /// 确保 or 力争.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// What is done: 新建.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verb: Option<String>,
    /// To what: 口袋公园.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// Suffix of the unit that should lead, from the directory's duties, with the word that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead>,
}

/// A suggested lead unit.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Lead {
    /// Code of the unit after the district's: `education`.
    pub unit: String,
    /// The words of the task that the unit's duties name.
    pub because: String,
}

/// A term and what the report says it means.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Term {
    /// The term without its number and marks.
    pub term: String,
    /// The text that explains it.
    pub definition: String,
    /// The whole entry.
    #[serde(flatten)]
    pub span: Span,
}
