//! What people can ask for, as they look for it: the terms that kinds of matter are filed under, with a guide to each.

use super::{Section, Shape, may, need};

/// `catalogue.yaml`.
pub static CATALOGUE: Section = Section {
    name: "catalogue",
    title: "办事目录",
    keys: &[
        need("catalogue", Shape::Name, "目录的名称"),
        need("title", Shape::Text, "中文名称"),
        need("offers", Shape::List(&OFFER), "提供哪些事项：每一项的词条，就是目录里的一条"),
        need("guides", Shape::Name, "写办事指南的登记簿：条目的键就是词条的代码，各字段照登记簿的顺序显示"),
        may("facets", Shape::Words, "按什么找：词条的哪个属性 → 写着它的值的词表，如 `way: ways`"),
    ],
};

/// A kind of matter that a catalogue offers.
pub static OFFER: Section = Section {
    name: "offer",
    title: "提供的事项",
    keys: &[
        need("case", Shape::Name, "哪种事项，须是任何人都可以提交的"),
        need("field", Shape::Name, "表单里写着要办哪一条的词条字段"),
    ],
};
