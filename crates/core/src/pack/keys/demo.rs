//! `demo.yaml`: what an invented district does with the pack, for demonstrations, benches and empty systems.

use super::{Section, Shape, may, need};

/// `demo.yaml`.
pub static DEMOS: Section = Section {
    name: "demo",
    title: "演示",
    keys: &[need("demo", Shape::Parts(&DEMO), "编造的事项，按名称；每段文字都须写明“合成”")],
};

/// Invented matters of one sort.
pub static DEMO: Section = Section {
    name: "demo-matters",
    title: "一种编造的事项",
    keys: &[
        need("case", Shape::Name, "哪个事项"),
        may("arrivals", Shape::Part(&ARRIVALS), "何时何地来多少；与 `each` 二选一"),
        may("each", Shape::Part(&EACH), "登记簿的条目各来一件；与 `arrivals` 二选一"),
        need("channels", Shape::List(&CHANNEL), "从哪些渠道来，`share` 合计 100"),
        need("form", Shape::Free, "填写的内容；占位见下"),
        may("vary", Shape::PartLists(&VARIATION), "内容的变化，按名称；每组 `share` 合计 100"),
        may("subjects", Shape::Parts(&SUBJECT), "说的是什么事，`share` 合计 100"),
        may("texts", Shape::Lists, "样句，按名称；用到时任取一句"),
        need("stages", Shape::PartLists(&MOVE), "在每个环节（办结后写 `closed`）谁做什么"),
        may("twins", Shape::Part(&TWINS), "几个人反映同一件事"),
        may("scenes", Shape::Parts(&SCENE), "固定要有的事项，按名称"),
    ],
};

/// When and where matters come in.
pub static ARRIVALS: Section = Section {
    name: "demo-arrivals",
    title: "来件的多少",
    keys: &[
        need("days", Shape::Words, "每天平均几件：`mon` 至 `sun`，法定节假日 `holiday`；调休上班日按 `mon`"),
        need("hours", Shape::Words, "每天各小时（0 至 23）的份量"),
        need("places", Shape::Choice(&["community", "street"]), "发生在哪一级单位的地方"),
        may("busiest", Shape::Integer, "件最多的地方是件最少的几倍；不写是 1"),
    ],
};

/// One matter for each entry of a register.
pub static EACH: Section = Section {
    name: "demo-each",
    title: "每个条目一件",
    keys: &[
        need("register", Shape::Name, "登记簿；条目的字段都可作占位，另有 `key`"),
        may("year", Shape::Choice(&["this", "past"]), "只要 `year` 是今年的，或以往年度的"),
        need("share", Shape::Integer, "百分之几的条目有"),
        need("within", Shape::Wait, "开始后多久来"),
    ],
};

/// A way in.
pub static CHANNEL: Section = Section {
    name: "demo-channel",
    title: "来件渠道",
    keys: &[
        need("share", Shape::Integer, "百分之几"),
        need("channel", Shape::Name, "渠道"),
        need("who", Shape::Name, "谁提交：`public` 或岗位"),
    ],
};

/// A variation of the form.
pub static VARIATION: Section = Section {
    name: "demo-variation",
    title: "内容的一种变化",
    keys: &[need("share", Shape::Integer, "百分之几"), may("with", Shape::Free, "多填什么；不写就什么都不多填")],
};

/// What a matter is about.
pub static SUBJECT: Section = Section {
    name: "demo-subject",
    title: "一种事由",
    keys: &[
        need("share", Shape::Integer, "百分之几"),
        may("form", Shape::Free, "填写的内容，先于别处所写"),
        may("texts", Shape::Lists, "这种事由自己的样句"),
    ],
};

/// What somebody does in a stage.
pub static MOVE: Section = Section {
    name: "demo-move",
    title: "一个举动",
    keys: &[
        need("share", Shape::Integer, "百分之几；同一条件下的合计 100，`beside` 的各算各的"),
        may("beside", Shape::Flag, "顺带做的事，不算在合计里"),
        may("when", Shape::Guard, "在什么情况下；都不合的用没有写条件的"),
        may("after", Shape::Wait, "到这个环节（或上一个举动）之后多久"),
        may("who", Shape::Name, "谁做：`reporter` 或岗位"),
        may("does", Shape::Name, "做哪个动作；不写就是谁也不做什么"),
        may("with", Shape::Free, "动作的填写项"),
        may("then", Shape::List(&MOVE), "做成之后接着做的，一个接一个；没有轮到就到此为止"),
    ],
};

/// Several people who tell of the same.
pub static TWINS: Section = Section {
    name: "demo-twins",
    title: "同一件事",
    keys: &[
        need("share", Shape::Integer, "百分之几的事项有"),
        need("more", Shape::Integer, "另有几个人反映"),
        need("within", Shape::Wait, "相隔多久"),
        need("link", Shape::Part(&MOVE), "谁把后来的并到先来的，`{first}` 是先来的编号"),
    ],
};

/// Matters that must be there.
pub static SCENE: Section = Section {
    name: "demo-scene",
    title: "固定要有的事项",
    keys: &[
        need("before", Shape::Names, "在截止前多久提交，一个时间一件，如 `26h`"),
        need("at", Shape::Name, "地方的单位代码；没有这个单位就不编"),
        may("subject", Shape::Name, "哪种事由；不写就按份量取"),
        may("form", Shape::Free, "填写的内容，先于别处所写"),
        may("steps", Shape::List(&MOVE), "依次做什么，此后不再有人做什么；不写就照环节走"),
    ],
};
