//! Branches: how a stage splits and how its branches join.

use super::{STAGE, Section, Shape, may, need};

/// A branch of a stage that splits.
pub static BRANCH: Section = Section {
    name: "branch",
    title: "分支",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        may(
            "after",
            Shape::Free,
            "等哪些分支结束后才开始：分支的名称（不论结果），或 `{ 分支: 结果 }`（须是这些结果之一）",
        ),
        may("else", Shape::Name, "所等的分支结果不符时，本分支不办，以这个结果结束；`after` 写了结果就必填"),
        may("start", Shape::Name, "从哪个环节开始；不写就是第一个"),
        need("stages", Shape::Parts(&STAGE), "分支里的环节，按顺序；以 `end: 结果` 结束分支"),
    ],
};

/// How branches join.
pub static JOIN: Section = Section {
    name: "join",
    title: "汇合",
    keys: &[
        need("need", Shape::Free, "要几个分支办成：`all`（全部）、`any`（任一），或一个数"),
        need("of", Shape::Names, "哪些结果算办成"),
        may("then", Shape::Name, "办成了转到哪个环节；其余还没办完的分支随即撤销"),
        may("close", Shape::Name, "……或以何种方式办结"),
        may("else", Shape::Part(&ELSE), "再也凑不够时去哪里，立即执行；总能凑够的不写"),
    ],
};

/// Where a join goes that cannot be reached any more.
pub static ELSE: Section = Section {
    name: "else",
    title: "汇合不成",
    keys: &[may("then", Shape::Name, "转到哪个环节"), may("close", Shape::Name, "以何种方式办结")],
};

/// Where a wait goes that has become vain.
pub static ELSE_WAY: Section = Section {
    name: "else-way",
    title: "等不到",
    keys: &[
        may("then", Shape::Name, "转到哪个环节"),
        may("close", Shape::Name, "以何种方式办结"),
        may("end", Shape::Name, "分支里：以何种结果结束本分支"),
    ],
};
