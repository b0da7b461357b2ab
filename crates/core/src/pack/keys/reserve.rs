//! Reservation: what a matter holds of an entry, from when until when, and how it is given back.

use super::{Section, Shape, may, need};

/// Slots of an entry that a matter holds.
pub static RESERVE: Section = Section {
    name: "reserve",
    title: "预约",
    keys: &[
        need("entry", Shape::Name, "表单里的条目字段：占用哪一条，必填"),
        need("from", Shape::Name, "表单里的时间字段：从何时起，必填，以一刻钟为单位"),
        need("until", Shape::Name, "表单里的时间字段：到何时止，必填"),
        need("open", Shape::Name, "登记簿里写着每天开放时间的文本字段，内容如 `08:30-12:00 14:00-21:00`"),
        may(
            "weekdays",
            Shape::Name,
            "登记簿里写着每周开放哪几天的文本字段，内容如 `1-5` 或 `2-7`，周一是 1；不写是每天",
        ),
        need("ahead", Shape::Length, "最多提前多久，用 `min`、`h` 或 `d`"),
        need("longest", Shape::Length, "一次最长多久，用 `min` 或 `h`"),
        need("begins", Shape::Part(&BEGINS), "怎样算开始使用，没有开始怎么办"),
        need("over", Shape::Name, "开始使用以后，时间一到以何种方式办结"),
        may("used", Shape::Name, "把实际使用的小时数记作这个数量"),
        may("person", Shape::Part(&PERSON), "同一个人最多同时预约几次，爽约几次要等几天"),
        need("basis", Shape::Name, "这些时间和次数的依据"),
    ],
};

/// How a slot is begun.
pub static BEGINS: Section = Section {
    name: "begins",
    title: "开始使用",
    keys: &[
        need("by", Shape::Name, "哪个动作"),
        need("early", Shape::Length, "最早可以提前多久开始，用 `min` 或 `h`"),
        need("within", Shape::Length, "到时多久没有开始就放出来，用 `min` 或 `h`"),
        need("missed", Shape::Name, "没有开始的，以何种方式办结"),
        may("code", Shape::Name, "现场的码：登记簿里的文本字段，动作要填同名的一项，两者相同才能开始；不对外公开"),
    ],
};

/// What one person may hold.
pub static PERSON: Section = Section {
    name: "person",
    title: "预约人",
    keys: &[
        need("field", Shape::Name, "表单里认人的电话字段，须是个人信息；按加密的索引比对，不给人记分"),
        need("at_once", Shape::Integer, "同时最多几个没有结束的预约"),
        may("misses", Shape::Part(&MISSES), "爽约几次以后要等几天"),
    ],
};

/// What follows from not coming.
pub static MISSES: Section = Section {
    name: "misses",
    title: "爽约",
    keys: &[
        need("times", Shape::Integer, "几次"),
        need("within", Shape::Length, "在多长时间里，用 `d`"),
        need("wait", Shape::Length, "从最近一次起要等多久，用 `d`"),
        need("basis", Shape::Name, "依据"),
    ],
};
