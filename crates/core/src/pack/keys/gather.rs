//! Rounds: one form to every unit of a set, what comes back in one table, and what is known already of what is asked.

use super::{Section, Shape, may, need};

/// The table of what a matter asks of many units.
pub static GATHER: Section = Section {
    name: "gather",
    title: "汇总表",
    keys: &[
        need("of", Shape::Names, "汇总哪几组子事项：都开同一种事项，且是本包的"),
        need("columns", Shape::Parts(&GATHER_COLUMN), "汇总哪些字段，按索要单位的表样排列"),
        need("awaits", Shape::Names, "子事项在哪些环节是还没有报：由被索要的单位填报、审核"),
        need("counts", Shape::Names, "子事项以哪些方式办结的才计入合计"),
        may("urge", Shape::Name, "一次催办全部未报单位时，对每件子事项做的动作：不移动子事项，也没有必填项"),
    ],
};

/// A column of it.
pub static GATHER_COLUMN: Section = Section {
    name: "gather-column",
    title: "汇总表的一列",
    keys: &[may("measure", Shape::Text, "计量单位：数字字段必写，按它合计；其他字段不写，不合计")],
};

/// What is known already of what a matter asks.
pub static KNOWN: Section = Section {
    name: "known",
    title: "已知数据",
    keys: &[
        need("same", Shape::Names, "表单里哪些字段相同的，算同一单位的同一种表"),
        need("asks", Shape::Names, "请对方填哪些字段：逐项计数"),
        need("fields", Shape::Names, "其中哪些不常变：上一次办结的同类件里有值的就是已知，填写时先填好并注明"),
        need("after", Shape::Names, "上一次以哪些方式办结的才算"),
        need("within", Shape::Length, "上一次办结后多久以内的才算"),
        need("asked", Shape::Name, "把要填几项记为哪个数量"),
        need("known", Shape::Name, "把其中已知几项记为哪个数量"),
        need("basis", Shape::Name, "依据"),
    ],
};
