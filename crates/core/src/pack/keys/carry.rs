//! How running matters of an older version go on under this one.

use super::{Section, Shape, may, need};

/// How matters of one older version are carried.
pub static CARRY: Section = Section {
    name: "carry",
    title: "转到本版本",
    keys: &[
        need("from", Shape::Integer, "从哪个旧版本"),
        may("stages", Shape::Words, "旧环节 → 本版本的环节；没有写的，转到名称相同的环节，没有同名的不能转"),
        may(
            "clocks",
            Shape::Choice(&["keep", "recount"]),
            "时限：`keep` 照旧（默认），`recount` 从原来的起点按本版本重算，算出来已经过去的，到下一个工作日终了",
        ),
        may("basis", Shape::Name, "依据；写了 `recount` 就必填"),
    ],
};
