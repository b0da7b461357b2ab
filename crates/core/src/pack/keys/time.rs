//! By when: rounds, deadlines with their rules, extension, warnings.

use super::{Section, Shape, may, need};

/// Rounds.
pub static ROUNDS: Section = Section {
    name: "rounds",
    title: "轮次",
    keys: &[need("max", Shape::Integer, "最多几轮，第一轮也算"), need("basis", Shape::Name, "依据")],
};

/// A deadline.
pub static DEADLINE: Section = Section {
    name: "deadline",
    title: "时限",
    keys: &[
        need("kind", Shape::Choice(&["statutory", "pledged", "duty"]), "法定、承诺，或环节里的一项义务（如首次联系）"),
        need("title", Shape::Text, "中文名称"),
        need(
            "starts",
            Shape::Free,
            "从何时起算：`filed`，进入某环节 `{ stage: handle }`，或分支开始 `{ branch: land }`（即该分支的时限，随它结束）",
        ),
        may("met_by", Shape::Names, "进入这些环节即为完成；办结总是完成"),
        may("done_by", Shape::Names, "义务：做了这些动作之一即为完成；任务先结束的，义务不再需要"),
        may(
            "each_round",
            Shape::Flag,
            "义务：重办、重新办理时是否再做一次；不写，一件事只做一次（首次联系过的，重办不再计）",
        ),
        need("rules", Shape::List(&RULE), "依次匹配，取第一条符合的"),
        may("extend", Shape::Part(&EXTEND), "能否延期"),
        may("warn", Shape::List(&WARN), "预警"),
    ],
};

/// A rule of a deadline.
pub static RULE: Section = Section {
    name: "rule",
    title: "时限规则",
    keys: &[
        may("when", Shape::Guard, "条件"),
        may("otherwise", Shape::Flag, "其余情形：写 `true`"),
        may("within", Shape::Length, "多长时间；写了 `from` 就从那一天往后数"),
        may("before", Shape::Length, "`from` 那一天之前多长时间"),
        may(
            "from",
            Shape::Name,
            "从哪个日期字段所写之日起数：与 `within`（之后）或 `before`（之前）同写，用 `d`、`wd`、`mo`",
        ),
        may("on", Shape::Name, "到某个日期字段所写之日终了，或某个时间字段所写之时"),
        may("term", Shape::Name, "按词条：表单里的词条字段，如 `form.item`；时间写在它的属性里"),
        may("attribute", Shape::Name, "按词条：词条上写着时间的属性（类型 `length`）"),
        need("basis", Shape::Name, "依据"),
    ],
};

/// Where a deadline starts.
pub static STARTS: Section = Section {
    name: "starts",
    title: "起算",
    keys: &[
        may("stage", Shape::Name, "每轮第一次进入这个环节时起算"),
        may("branch", Shape::Name, "这个分支可以开始时起算：它是该分支自己的时限"),
    ],
};

/// An extension.
pub static EXTEND: Section = Section {
    name: "extend",
    title: "延期",
    keys: &[
        need("times", Shape::Integer, "最多几次"),
        need("most", Shape::Length, "总共最多多长"),
        may("within_base", Shape::Flag, "是否不得超过原来的时限：3 wd 的最多再延 3 wd"),
        need("basis", Shape::Name, "依据"),
    ],
};

/// A warning.
pub static WARN: Section = Section {
    name: "warn",
    title: "预警",
    keys: &[
        need("level", Shape::Choice(&["yellow", "red"]), "黄色或红色"),
        need("at", Shape::Integer, "用去计入时间的百分之几；100 是到期"),
        need("basis", Shape::Name, "依据"),
        need("tell", Shape::Names, "告知谁"),
    ],
};
