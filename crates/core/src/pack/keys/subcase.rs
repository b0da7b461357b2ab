//! Sub-cases: which matters a matter may open, and how a stage waits for them.

use super::{ELSE_WAY, Section, Shape, may, need};
use crate::pack::model::{Needs, OnClose};

/// Matters that a matter may open.
pub static SUBCASE: Section = Section {
    name: "subcase",
    title: "子事项",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        need("opens", Shape::Name, "开哪种事项：本包的名称，或 `包/名称`"),
        may(
            "with",
            Shape::Free,
            "子事项表单的字段各从哪里来：本件的字段名、`input.填写项`、`each`（逐个的那个值）、`case.number`（本件编号），或 `{ is: 固定值 }`",
        ),
        may("each", Shape::Name, "对这个多值字段的每个值各开一件"),
        need(
            "on_close",
            Shape::Choice(&OnClose::WORDS),
            "本件办结时，还没办结的子事项怎样：`wait` 等它们（不许先办结）、`withdraw` 撤销、`release` 各自继续",
        ),
        may("outcome", Shape::Name, "`withdraw`：子事项以哪种方式办结"),
        may("most", Shape::Integer, "最多开几件；不写是 20"),
        may("levels", Shape::Integer, "事项互相开成一圈时，最多几层（连最上一层，不超过 3）"),
    ],
};

/// That a stage waits for sub-cases.
pub static WAIT: Section = Section {
    name: "wait",
    title: "等子事项",
    keys: &[
        need("for", Shape::Name, "等哪一组子事项"),
        need(
            "need",
            Shape::Choice(&Needs::WORDS),
            "`all` 全部、`any` 任一、`none` 无一（都办结了，且没有一件是这些结果）",
        ),
        may("of", Shape::Names, "子事项的哪些办结方式算数；不写就是办结即可"),
        may("then", Shape::Name, "等到了转到哪个环节"),
        may("close", Shape::Name, "……或以何种方式办结"),
        may("end", Shape::Name, "……分支里：以何种结果结束本分支"),
        may("else", Shape::Part(&ELSE_WAY), "再也等不到时去哪里，立即执行；可能等不到的就必填"),
    ],
};
