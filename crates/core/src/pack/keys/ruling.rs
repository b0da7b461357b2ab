//! A matter that is about another one, and what its outcome means for that one.

use super::{Section, Shape, may, need};
use crate::pack::model::Stretch;

/// A field that holds the number of another matter.
pub static CASE_REF: Section = Section {
    name: "case-ref",
    title: "所指的另一件",
    keys: &[
        need("of", Shape::Name, "哪种事项，须是本包的"),
        may(
            "party",
            Shape::Name,
            "写着申请单位的单位字段：它须办过那一件，提交的人须在该单位任职；不写，须是统管全区、看得到那一件的岗位",
        ),
        may("period", Shape::Choice(&Stretch::WORDS), "那一件办结所在的期间；期间结账后不能再提、不能再准"),
        may("within", Shape::Length, "期间结束后多久结账；写了 `period` 就必填"),
        may("otherwise", Shape::Name, "结账之后改提哪种事项"),
        may("basis", Shape::Name, "依据；写了 `period` 就必填"),
    ],
};

/// What is left out.
pub static EXCLUDES: Section = Section {
    name: "excludes",
    title: "剔除",
    keys: &[
        need("case", Shape::Name, "表单里哪个字段所指的那一件"),
        need("figures", Shape::Names, "从哪些数值中剔除；写比率就是它的分子、分母一并剔除"),
        may("reason", Shape::Name, "写着理由的词条字段"),
    ],
};
