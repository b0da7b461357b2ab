//! `briefs/*.md`: what stands above a template of a brief, between two lines of `---`.

use super::{Section, Shape, may, need};
use crate::pack::model::BriefKind;

/// The periods that a brief may be written for.
pub const BRIEF_PERIODS: [&str; 4] = ["week", "month", "quarter", "year"];

/// The head of a template.
pub static BRIEF: Section = Section {
    name: "brief",
    title: "文稿模板",
    keys: &[
        need("brief", Shape::Name, "模板的名称"),
        need("title", Shape::Text, "中文名称"),
        need(
            "kind",
            Shape::Choice(&BriefKind::WORDS),
            "种类：`report` 年度报告、`bulletin` 通报、`brief` 简报、`special` 专报、`minutes` 纪要",
        ),
        need("every", Shape::Choice(&BRIEF_PERIODS), "按什么时期写：周、月、季、年"),
        need("for", Shape::Names, "由哪些岗位起草；统管全区的岗位看全区的数"),
        need("issued_by", Shape::Names, "由哪些岗位印发；不能是起草的同一个人"),
        may(
            "issued_within",
            Shape::Length,
            "时期结束后多久之内印发，如 `2 wd`；从时期最后一天起算。写了它，时期一结束草稿就备好，并在工作台上告诉起草和印发的岗位",
        ),
        may("basis", Shape::Name, "`issued_within` 的依据"),
        may("public", Shape::Flag, "印发后是否公开；公开的文稿只引用公开的指标和视图"),
    ],
};
