//! `scores.yaml`: scores of units, put together from figures.

use super::{Section, Shape, may, need};
use crate::pack::model::Stretch;

/// `scores.yaml`.
pub static SCORES: Section = Section {
    name: "scores",
    title: "评分",
    keys: &[need("scores", Shape::Parts(&SCORE), "单位的评分，按名称；只对单位，不对个人")],
};

/// One score.
pub static SCORE: Section = Section {
    name: "score",
    title: "一项评分",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        need("of", Shape::Names, "评哪几种单位：`street`、`department` 等"),
        need("parts", Shape::List(&PART), "组成部分，权重合计 100"),
        may("vetoes", Shape::List(&VETO), "否决项：越线时全部得分不超过某个数"),
        need("sample", Shape::Integer, "每个组成部分至少要有多少件；不足的单位照样列出，不排名次"),
        need("basis", Shape::Name, "权重和界线的依据"),
        may("publish", Shape::Part(&PUBLISH), "按期公布，一版一版存档"),
    ],
};

/// How it is published.
pub static PUBLISH: Section = Section {
    name: "publish",
    title: "公布",
    keys: &[
        need("register", Shape::Name, "存各版的登记簿；由它的 `kept_by` 公布"),
        need("period", Shape::Choice(&Stretch::WORDS), "每月、每季或每年一次"),
    ],
};

/// A part of a score.
pub static PART: Section = Section {
    name: "score-part",
    title: "评分的组成部分",
    keys: &[
        need("figure", Shape::Name, "本包的一个数值；每种事项自带的写作 `事项-名称`，如 `request-in-time-rate`"),
        need("weight", Shape::Integer, "满分多少分"),
        need("none_at", Shape::Free, "到这个值得零分"),
        need("full_at", Shape::Free, "到这个值得满分；比 `none_at` 小，就是越少越好"),
        may("floor", Shape::Free, "有数就至少得这么多分"),
        may("steps", Shape::List(&STEP), "分档给分，代替两点之间的直线"),
    ],
};

/// A step of a part.
pub static STEP: Section = Section {
    name: "score-step",
    title: "分档",
    keys: &[need("at", Shape::Free, "到这个值起"), need("points", Shape::Free, "得这么多分")],
};

/// A veto.
pub static VETO: Section = Section {
    name: "veto",
    title: "否决项",
    keys: &[
        need("figure", Shape::Name, "本包的一个数值"),
        need("when", Shape::Choice(&["over", "at_least", "within"]), "怎样算越线：大于、不小于、不大于 `line`"),
        need("line", Shape::Free, "界线"),
        need("cap", Shape::Free, "越线后全部得分最多多少"),
    ],
};
