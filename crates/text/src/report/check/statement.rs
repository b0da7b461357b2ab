//! A figure with what is needed to set it beside another one: region, subject, size in a base unit.

use std::collections::BTreeMap;

use super::Source;
use super::finding::Place;
use crate::report::figures::names::vocabulary;
use crate::report::model::{Comparator, Indicator, Kind, Report, Tense};
use crate::report::text::{Given, Span};

/// A figure of a report or of news.
#[derive(Clone, Debug)]
pub struct Statement<'r> {
    /// The file it stands in.
    pub file: &'r str,
    /// The text of that file.
    pub given: &'r Given,
    /// The document it stands in.
    pub report: &'r Report,
    /// Which document of all that is.
    pub document: usize,
    /// The figure.
    pub indicator: &'r Indicator,
    /// Whom it is about.
    pub region: Option<String>,
    /// The canonical name, else the name without verbs and scopes.
    pub subject: String,
    /// Its size in the smallest unit of its kind, and that unit.
    pub size: Option<(f64, &'static str)>,
}

impl Statement<'_> {
    /// Where it stands.
    pub fn place(&self) -> Place {
        self.place_of(self.indicator.span)
    }

    /// Any stretch of its text as a place.
    pub fn place_of(&self, span: Span) -> Place {
        Place {
            file: self.file.to_owned(),
            document: self.report.title.clone(),
            start: span.start,
            end: span.end,
            quote: self.given.quote(span),
        }
    }

    /// Whether it tells what was.
    pub fn actual(&self) -> bool {
        self.indicator.kind == Tense::Actual && self.indicator.aside.judgement.is_none()
    }

    /// Whether a report says it; news is never a base.
    pub fn trusted(&self) -> bool {
        self.report.kind == Kind::Report
    }

    /// Whether it tells a level, not a step (同比增加20天) or a sum of years.
    pub fn level(&self) -> bool {
        let aside = &self.indicator.aside;
        self.size.is_some() && aside.direction.is_none() && aside.period.is_none()
    }

    /// Whether its number is meant as it stands.
    pub fn exact(&self) -> bool {
        self.indicator.comparator == Comparator::Exact
    }

    /// Whether the vocabulary knows its subject.
    pub fn known(&self) -> bool {
        self.indicator.canonical.is_some()
    }

    /// Whether both stand in one document.
    pub fn beside(&self, other: &Self) -> bool {
        self.document == other.document
    }
}

/// So many mentions of one statistic in one year are set beside each other: a report has a handful, a text made to
/// weary the reader thousands.
pub const MOST: usize = 64;

/// Every figure of all documents, found by what it is about.
pub struct Statements<'r> {
    /// In the order of the documents and of their text.
    pub all: Vec<Statement<'r>>,
    /// Region, subject, year: where in `all`, in their order.
    years: BTreeMap<(String, String, Option<i16>), Vec<usize>>,
    /// Document and subject.
    subjects: BTreeMap<(usize, String), Vec<usize>>,
}

impl<'r> Statements<'r> {
    /// Gathers the figures of all documents.
    pub fn of(sources: &'r [Source]) -> Self {
        let documents =
            sources.iter().flat_map(|source| source.read.harvest.documents.iter().map(move |it| (source, it)));
        let told = documents.enumerate().flat_map(|(document, (source, report))| {
            report.indicators.iter().map(move |indicator| Statement {
                file: &source.file,
                given: &source.read.given,
                report,
                document,
                indicator,
                region: report.region.clone(),
                subject: subject(indicator),
                size: size(indicator),
            })
        });
        let mut found = Self { all: told.collect(), years: BTreeMap::new(), subjects: BTreeMap::new() };
        for (at, one) in found.all.iter().enumerate() {
            found.subjects.entry((one.document, one.subject.clone())).or_default().push(at);
            if let Some(region) = one.region.clone() {
                found.years.entry((region, one.subject.clone(), one.indicator.year)).or_default().push(at);
            }
        }
        found
    }

    /// What is said of one subject of one region for one year, group by group.
    pub fn by_year(&self) -> impl Iterator<Item = impl Iterator<Item = &Statement<'r>>> {
        self.years.values().map(|places| self.at(places))
    }

    /// What all documents say of this one's subject, in its region, for a year.
    pub fn of_year(&self, one: &Statement<'_>, year: Option<i16>) -> impl Iterator<Item = &Statement<'r>> {
        let key = one.region.clone().map(|region| (region, one.subject.clone(), year));
        self.at(key.and_then(|key| self.years.get(&key)).map(Vec::as_slice).unwrap_or_default())
    }

    /// What this one's document says of a subject.
    pub fn beside(&self, one: &Statement<'_>, subject: &str) -> impl Iterator<Item = &Statement<'r>> {
        self.at(self.subjects.get(&(one.document, subject.to_owned())).map(Vec::as_slice).unwrap_or_default())
    }

    fn at(&self, places: &[usize]) -> impl Iterator<Item = &Statement<'r>> {
        places.iter().take(MOST).filter_map(|place| self.all.get(*place))
    }
}

/// Words in front of a name that say what is done, where and when.
const BEFORE: &[&str] = &[
    "新改扩建",
    "新改建",
    "改扩建",
    "新扩建",
    "新增",
    "新建",
    "新设",
    "改建",
    "扩建",
    "建成",
    "建设",
    "完成",
    "实现",
    "引进",
    "引育",
    "培育",
    "策划",
    "组织",
    "实施",
    "签约",
    "投入",
    "发放",
    "开展",
    "举办",
    "打造",
    "创建",
    "改造",
    "增设",
    "全年",
    "全区",
    "全市",
    "全县",
    "区域",
    "累计",
    "力争",
    "确保",
    "预计",
    "净增",
    "公共",
    "地方",
    "城镇",
];

/// Other words for one thing.
const ALIKE: &[(&str, &str)] =
    &[("停车泊位", "停车位"), ("泊车位", "停车位"), ("就业岗位", "就业"), ("义务教育学位", "学位")];

/// What a statement is about.
fn subject(indicator: &Indicator) -> String {
    if let Some(canonical) = &indicator.canonical {
        return canonical.clone();
    }
    if indicator.aside.judgement.is_some() {
        return missed(&indicator.name).unwrap_or_else(|| indicator.name.clone());
    }
    core(&indicator.name)
}

/// A name without verbs and scopes.
pub fn core(name: &str) -> String {
    let mut core = name;
    while let Some(rest) =
        BEFORE.iter().find_map(|word| core.strip_prefix(word)).filter(|rest| rest.chars().count() > 1)
    {
        core = rest;
    }
    ALIKE.iter().find(|(other, _)| *other == core).map_or(core, |(_, usual)| usual).to_owned()
}

/// 地区生产总值增幅未: the statistic that a missed growth is about.
fn missed(name: &str) -> Option<String> {
    let known = vocabulary().entries.iter().flat_map(|entry| {
        let names = entry.synonyms.iter().chain([&entry.name]);
        names.map(move |name| (name, &entry.canonical))
    });
    let within = known.filter(|(known, _)| known.chars().count() > 2 && name.contains(known.as_str()));
    within.max_by_key(|(known, _)| known.len()).map(|(_, canonical)| canonical.clone())
}

/// Units that may be turned into each other: name, size in the base, base.
const UNITS: &[(&str, f64, &str)] = &[
    ("平方米", 1.0, "平方米"),
    ("方", 1.0, "平方米"),
    ("公顷", 10_000.0, "平方米"),
    ("亩", 10_000.0 / 15.0, "平方米"),
    ("平方公里", 1_000_000.0, "平方米"),
    ("公里", 1_000.0, "米"),
    ("千米", 1_000.0, "米"),
    ("米", 1.0, "米"),
    ("美元", 1.0, "美元"),
    ("元", 1.0, "元"),
    ("公斤", 1.0, "公斤"),
    ("斤", 0.5, "公斤"),
    ("吨", 1_000.0, "公斤"),
];

/// The unit of a figure without its scale word: 万平方米 is 平方米.
pub fn bare_unit(unit: &str) -> &str {
    let scales = ["万亿", "亿", "万", "千", "百"];
    scales
        .iter()
        .find_map(|scale| unit.strip_prefix(scale))
        .filter(|rest| !rest.is_empty() && *rest != "米" || unit.starts_with('万') || unit.starts_with('亿'))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(unit)
}

fn scale(unit: &str) -> f64 {
    let bare = bare_unit(unit);
    match unit.strip_suffix(bare).unwrap_or_default() {
        "万亿" => 1e12,
        "亿" => 1e8,
        "万" => 1e4,
        "千" => 1e3,
        "百" => 1e2,
        _ => 1.0,
    }
}

/// Size in the base unit. Counts of things keep their measure word: 人 is not 人次.
fn size(indicator: &Indicator) -> Option<(f64, &'static str)> {
    let (value, unit) = (indicator.value?, indicator.unit.as_deref().unwrap_or_default());
    let bare = bare_unit(unit);
    // 破千亿: of a statistic in money the unit goes without saying.
    if matches!(unit, "亿" | "万亿") && indicator.canonical.is_some() {
        return Some((value * if unit == "亿" { 1e8 } else { 1e12 }, "元"));
    }
    match UNITS.iter().find(|(name, ..)| *name == bare) {
        Some((_, worth, base)) => Some((value * scale(unit) * worth, base)),
        None => Some((value * scale(unit), measure(bare))),
    }
}

/// Measure words that count alike.
fn measure(bare: &str) -> &'static str {
    const WORDS: &[(&str, &str)] = &[
        ("个", "个"),
        ("家", "家"),
        ("户", "户"),
        ("项", "项"),
        ("人", "人"),
        ("名", "人"),
        ("位", "人"),
        ("人次", "人次"),
        ("套", "套"),
        ("所", "所"),
        ("件", "件"),
        ("处", "处"),
        ("条", "条"),
        ("天", "天"),
        ("%", "%"),
        ("座", "座"),
        ("场", "场"),
        ("台", "台"),
        ("辆", "辆"),
        ("张", "张"),
        ("株", "株"),
    ];
    WORDS.iter().find(|(word, _)| *word == bare).map_or("", |(_, base)| base)
}
