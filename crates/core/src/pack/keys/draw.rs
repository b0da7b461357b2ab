//! A choice by chance that anyone can recompute, and how often an entry may be looked at in a year.

use super::{Section, Shape, may, need};

/// The words for the steps of a draw, as [`crate::pack::model::DrawStep`] has them.
pub const DRAW_STEPS: &[&str] = &["show", "freeze", "tell", "draw", "break_off", "hand_out"];

/// A kind of matter that is a draw.
pub static DRAW: Section = Section {
    name: "draw",
    title: "随机抽取",
    keys: &[
        need("of", Shape::Name, "从哪个登记簿抽"),
        may("only", Shape::Words, "只抽这样的条目：条目的字段和它的值，值写 `form.字段` 就取表单里填的，没填就不限"),
        may("stratum", Shape::Name, "分层：条目的哪个字段；不写就不分层"),
        may("tickets", Shape::Name, "票数 1–100，风险高的多几票：条目的整数字段，或 `词条字段.属性`；不写就各一票"),
        may("count", Shape::Name, "每层抽几个：表单里的整数字段"),
        may("share", Shape::Name, "每层抽百分之几，向上取整：表单里的整数字段，或分层词条的属性 `stratum.属性`"),
        may("leave_out", Shape::Name, "表单里的是否字段：选“是”，本年已到次数上限的不列入名单；否则名单里有就拒绝"),
        may("with", Shape::Part(&DRAW_WITH), "从另一个登记簿给每个抽中的配人"),
        may("opens", Shape::Part(&DRAW_OPENS), "抽中的各立一件什么事项"),
        need("basis", Shape::Name, "依据"),
    ],
};

/// Who looks at what is drawn.
pub static DRAW_WITH: Section = Section {
    name: "draw_with",
    title: "配人",
    keys: &[
        need("of", Shape::Name, "从哪个登记簿配"),
        need("each", Shape::Integer, "每个抽中的配几人，至少 2"),
        may("only", Shape::Words, "只配这样的条目，写法同上"),
        may("apart", Shape::Names, "回避：两个登记簿都有的字段，值相同的不配在一起，如所在单位"),
        may("declared", Shape::Name, "回避：配的人自己申报的、不能检查的条目，写在哪个字段"),
    ],
};

/// The matter that a drawn entry becomes.
pub static DRAW_OPENS: Section = Section {
    name: "draw_opens",
    title: "抽中立件",
    keys: &[
        need("case", Shape::Name, "立哪一种事项"),
        need(
            "form",
            Shape::Words,
            "表单怎样填：`entry` 抽中的条目、`with` 配的人、`number` 抽取的编号、`entry.字段`、`form.字段`",
        ),
    ],
};

/// How often in a year.
pub static CAP: Section = Section {
    name: "cap",
    title: "年度上限",
    keys: &[
        need("entry", Shape::Name, "按表单里哪个登记簿条目字段计"),
        need("times", Shape::Integer, "最多几件"),
        may("per", Shape::Choice(&["year", "ever"]), "按一个自然年计（`year`，默认），还是不分年度一直计（`ever`）"),
        need("basis", Shape::Name, "依据"),
    ],
};
