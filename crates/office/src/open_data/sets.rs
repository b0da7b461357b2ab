//! Which data sets there are, and what each column means. The files and the dictionary are both made of this, so that
//! neither can say a column that the other does not know.

use serde::Serialize;

/// A text in both languages.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Told {
    /// 中文.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Words.
    Text,
    /// A code, the same in both languages.
    Code,
    /// A whole number.
    Integer,
    /// A decimal number; in JSON a text, so that no digit is lost.
    Decimal,
    /// A day, `2026-03-10`.
    Date,
    /// An instant, RFC 3339.
    Time,
}

/// A column of a data set.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Column {
    /// Its name: in the head of the CSV, and the key in JSON.
    pub name: &'static str,
    /// What stands in it.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What it means.
    #[serde(flatten)]
    pub about: Told,
    /// What it is read from.
    pub source: Told,
}

/// A data set.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DataSet {
    /// The public figures of every pack.
    Figures,
    /// Promises of the work reports with their standing.
    Promises,
    /// Matters that everybody may see.
    Matters,
}

impl DataSet {
    /// All of them, in the order of the page.
    pub const ALL: [DataSet; 3] = [DataSet::Figures, DataSet::Promises, DataSet::Matters];

    /// Its name in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DataSet::Figures => "figures",
            DataSet::Promises => "promises",
            DataSet::Matters => "matters",
        }
    }

    /// The names of its files.
    #[must_use]
    pub fn files(self) -> [String; 2] {
        ["csv", "json"].map(|end| format!("{}.{end}", self.name()))
    }

    /// What it is called.
    #[must_use]
    pub fn title(self) -> Told {
        match self {
            DataSet::Figures => told("公开数值", "Public figures"),
            DataSet::Promises => told("承诺及进展", "Promises and where they stand"),
            DataSet::Matters => told("公开事项", "Public matters"),
        }
    }

    /// What it holds.
    #[must_use]
    pub fn about(self) -> Told {
        match self {
            DataSet::Figures => told(
                "各系统公开的数值：全区近13个月逐月和今年的数，以及今年各街道、部门和中心的数（含下属单位）。没有发生过的月份和单位没有行",
                "The public figures of every system: the whole district month by month for 13 months and for this year, and this year by street, department and centre (with what is below). A month or a unit in which nothing happened has no row",
            ),
            DataSet::Promises => told(
                "工作报告里的每一项承诺，原话、数量、已完成的数量和进展",
                "Every promise of the work reports: its words, how much, how much is done, and how it stands",
            ),
            DataSet::Matters => told(
                "任何人都可以查看的事项：类别、责任单位、时间和结果，新的在前。没有反映的内容，没有个人信息",
                "Matters that everybody may see: kind, unit, times and outcome, the newest first. Nothing that was reported, nothing personal",
            ),
        }
    }

    /// Its columns, in the order of its CSV.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            DataSet::Figures => FIGURES,
            DataSet::Promises => PROMISES,
            DataSet::Matters => MATTERS,
        }
    }
}

const fn told(zh: &'static str, en: &'static str) -> Told {
    Told { zh, en }
}

const fn column(name: &'static str, kind: Kind, about: Told, source: Told) -> Column {
    Column { name, kind, about, source }
}

const DEFINED: Told =
    told("数值的定义和依据见本说明的 indicators", "the figure's definition with its basis: see `indicators` here");
const COUNTED: Told = told("办理记录逐笔累加", "summed from the record as it is written");
const QUOTED: Told = told("工作报告原文", "the words of the work report");
const RECORDED: Told = told("办理记录", "the record of the matter");
const DECLARED: Told = told("事项包的定义", "declared by the pack");
const LISTED: Told = told("单位名录", "the directory of units");
const MADE: Told = told("本期数据", "this edition");

const EDITION: Column = column("edition", Kind::Date, told("本期的日期", "The day of this edition"), MADE);
const MARK: Column = column(
    "mark",
    Kind::Text,
    told("虚构的数据写“合成”，其余为空", "合成 where the data are invented, else nothing"),
    MADE,
);

const FIGURES: &[Column] = &[
    column("pack", Kind::Code, told("属于哪个系统", "The system that it belongs to"), DECLARED),
    column("indicator", Kind::Code, told("数值的编码", "The figure's id"), DEFINED),
    column("title", Kind::Text, told("数值的名称", "The figure's name in Chinese"), DEFINED),
    column("title_en", Kind::Text, told("数值的英文名称", "The figure's name"), DEFINED),
    column("measure", Kind::Text, told("计量单位", "The measure"), DEFINED),
    column("unit", Kind::Code, told("单位代码；空着是全区", "The unit's code; empty for the whole district"), LISTED),
    column("unit_name", Kind::Text, told("单位名称", "The unit's name"), LISTED),
    column("period", Kind::Code, told("月（2026-03）或年（2026）", "A month (2026-03) or a year (2026)"), COUNTED),
    column(
        "value",
        Kind::Decimal,
        told("数值；没有可除的时空着", "The value; empty where there is nothing to divide by"),
        COUNTED,
    ),
    column("numerator", Kind::Decimal, told("分子，或数值本身", "What stands above the line, or the number"), COUNTED),
    column(
        "denominator",
        Kind::Decimal,
        told("分母；不是比率的空着", "What stands below it; empty for what is no quotient"),
        COUNTED,
    ),
    column("sample", Kind::Integer, told("依据多少笔记录", "How many records it rests on"), COUNTED),
    column("excluded", Kind::Integer, told("经决定不计入的笔数", "How many were left out by a decision"), COUNTED),
    EDITION,
    MARK,
];

const PROMISES: &[Column] = &[
    column("id", Kind::Code, told("承诺的编号", "The promise's id"), QUOTED),
    column("year", Kind::Integer, told("应在哪一年内完成", "The year by whose end it is due"), QUOTED),
    column("quote", Kind::Text, told("报告原话", "The report's words"), QUOTED),
    column("promised", Kind::Decimal, told("承诺的数量", "How much is promised"), QUOTED),
    column("measure", Kind::Text, told("计量单位", "The measure"), QUOTED),
    column(
        "done",
        Kind::Decimal,
        told("已记录完成的数量；还没有记录的空着", "How much is recorded as done; empty where nothing was recorded"),
        COUNTED,
    ),
    column(
        "standing",
        Kind::Code,
        told(
            "unbegun 还没有记录，under-way 进行中，kept 已兑现，late 已过期未兑现",
            "unbegun (nothing recorded), under-way, kept, or late",
        ),
        COUNTED,
    ),
    column("unit", Kind::Code, told("牵头单位代码", "The code of the unit that leads"), LISTED),
    column("unit_name", Kind::Text, told("牵头单位", "The unit that leads"), LISTED),
    column("document", Kind::Code, told("哪一份文件", "Which document"), QUOTED),
    column("line", Kind::Integer, told("文件的第几行", "The line of the document"), QUOTED),
    EDITION,
    MARK,
];

const MATTERS: &[Column] = &[
    column("number", Kind::Code, told("事项编号", "The matter's number"), RECORDED),
    column("type", Kind::Code, told("事项种类", "The kind of matter"), DECLARED),
    column("title", Kind::Text, told("种类和类别", "Kind and category in Chinese"), DECLARED),
    column("title_en", Kind::Text, told("种类和类别（英文）", "Kind and category"), DECLARED),
    column("unit", Kind::Code, told("责任单位代码", "The code of the unit that answers for it"), RECORDED),
    column("unit_name", Kind::Text, told("责任单位", "The unit that answers for it"), LISTED),
    column(
        "status",
        Kind::Code,
        told("open 办理中，suspended 中止，closed 办结", "open, suspended or closed"),
        RECORDED,
    ),
    column("opened", Kind::Time, told("受理时间", "When it was taken in"), RECORDED),
    column(
        "due",
        Kind::Time,
        told("承诺的期限；没有的空着", "The pledged deadline; empty where there is none"),
        RECORDED,
    ),
    column(
        "closed",
        Kind::Time,
        told("办结时间；未办结的空着", "When it was closed; empty where it was not"),
        RECORDED,
    ),
    column("outcome", Kind::Code, told("办结方式的编码", "The code of its outcome"), RECORDED),
    column("outcome_title", Kind::Text, told("办结方式", "Its outcome in Chinese"), DECLARED),
    column("outcome_title_en", Kind::Text, told("办结方式（英文）", "Its outcome"), DECLARED),
    EDITION,
    MARK,
];
