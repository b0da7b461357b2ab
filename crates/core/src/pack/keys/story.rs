//! Scenarios: what is given, what happens, what must be so.

use super::alert::READING;
use super::{Section, Shape, may, need};

/// `scenarios/*.yaml`.
pub static SCENARIO: Section = Section {
    name: "scenario",
    title: "情景",
    keys: &[
        need("scenario", Shape::Text, "一句话说明发生什么，办事的人一看就懂"),
        may("shows", Shape::Text, "它表明哪条规则，依据是什么"),
        need("given", Shape::Part(&GIVEN), "开始时的情形"),
        need("steps", Shape::List(&STEP), "依次发生什么"),
    ],
};

/// What a scenario starts from.
pub static GIVEN: Section = Section {
    name: "given",
    title: "开始时",
    keys: &[
        need("district", Shape::Text, "区划代码，加引号"),
        need("at", Shape::Text, "开始的时间，如 `2025-09-25T09:00`（北京时间）"),
        may("staff", Shape::Lists, "身兼几个岗位的人，各自的 `岗位@单位`"),
    ],
};

/// A step of a scenario.
pub static STEP: Section = Section {
    name: "step",
    title: "步骤",
    keys: &[
        may("at", Shape::Text, "何时；不写就与上一步同时"),
        may("by", Shape::Name, "谁：`reporter`、`public`、`staff` 里的人、岗位，或 `岗位@单位`"),
        may("case", Shape::Name, "哪一件；子事项写作 `件.子事项` 或 `件.子事项.2`，再往下类推；不写就是上一步那件"),
        may("as", Shape::Name, "给新件起的名字"),
        may("file", Shape::Name, "提交哪个事项"),
        may("form", Shape::Free, "提交的内容"),
        may("alike", Shape::Name, "提交时说与哪一件是同一件事"),
        may("channel", Shape::Name, "渠道；不写是 `portal`"),
        may("do", Shape::Name, "做哪个动作"),
        may("task", Shape::Name, "几个任务都能做时，哪个单位的任务"),
        may("branch", Shape::Name, "几个分支都能做时，哪个分支的任务"),
        may("input", Shape::Free, "动作的填写项；`{ case: 名字 }` 代表那一件"),
        may("refused", Shape::Name, "应被拒绝，理由代码"),
        may("outer", Shape::Part(&OUTER), "外部系统来的消息"),
        may("reading", Shape::Part(&READING), "看到一个读数；立了件就接着看那一件，`as` 给它起名"),
        may("asleep_until", Shape::Text, "程序停机到何时"),
        may("expect", Shape::Part(&EXPECT), "此时应当怎样"),
        may("note", Shape::Text, "给读者的一句话"),
    ],
};

/// What an outer system says.
pub static OUTER: Section = Section {
    name: "outer",
    title: "外部系统",
    keys: &[
        need("system", Shape::Name, "系统名称"),
        need("number", Shape::Text, "对方编号"),
        need("state", Shape::Choice(&["open", "withdrawn", "closed"]), "对方状态"),
        need("revision", Shape::Integer, "对方修订号"),
        may("due", Shape::Text, "对方时限"),
        may("type", Shape::Name, "哪个事项；第一次必写"),
        may("form", Shape::Free, "内容"),
    ],
};

/// What must then hold.
pub static EXPECT: Section = Section {
    name: "expect",
    title: "应当",
    keys: &[
        may("stage", Shape::Name, "所在环节；分头办理时是分支之外的环节"),
        may("branches", Shape::Words, "各分支到了哪里：所在环节、分支结果，或 `waiting`（等候）、`withdrawn`（撤销）"),
        may("opened", Shape::Free, "各周期至今开了几件"),
        may("subcases", Shape::Lists, "各组子事项依次怎样：`asked`、`open`、`refused`、`left`，或办结方式"),
        may("unit", Shape::Text, "主办任务所在单位"),
        may("post", Shape::Name, "主办任务的岗位"),
        may("due", Shape::Text, "承诺时限；`null` 为没有"),
        may("task_due", Shape::Text, "主办任务的时限；`null` 为没有"),
        may("outer_due", Shape::Text, "外部时限；`null` 为没有"),
        may("status", Shape::Choice(&["open", "suspended", "closed"]), "状态"),
        may("outcome", Shape::Name, "办结方式"),
        may("late", Shape::Flag, "是否逾期"),
        may("round", Shape::Integer, "第几轮"),
        may(
            "papers",
            Shape::Words,
            "各份材料怎样了：`handed`、`owed`、`promised`、`accepted`、`returned`、`kept`、`false`、`missing`、`shared`、`released`",
        ),
        may("letters", Shape::Words, "各种文书最近一份的效力或编号：`valid`、`revoked`、`replaced`、`void`，或编号"),
        may("clocks", Shape::Words, "各时限的状态：`running`、`suspended`、`met`、`missed`、`cancelled`"),
        may("warned", Shape::Lists, "至今各时限发出的预警，按顺序；`{}` 为没有"),
        may("told", Shape::Lists, "至今各通知告知了谁，按顺序：`reporter`、用户名、岗位，或 `岗位@单位`"),
        may("rated", Shape::Text, "最近的评价：`good`、`bad`、`default`，或 `null`"),
        may("quantities", Shape::Words, "各数量的合计"),
        may("measured", Shape::Words, "各数量在各期间的合计，写作 `数量/期间`，如 `done/2024-03`"),
        may("views", Shape::Lists, "此时在各视图的哪些列：环节、到过的步骤；只有一列的写 `-`，不在其中的写 `[]`"),
        may(
            "gathered",
            Shape::Words,
            "汇总表里各有几家：`asked` 开出中、`refused` 没能开、`missing` 未报、`returned` 退回重报、`waiting` 待核、`counted` 已核、`out` 不再报、`late` 超期",
        ),
        may("totals", Shape::Words, "汇总表各列的合计"),
        may("columns", Shape::Lists, "汇总表的各列依次写着什么，按开出的顺序；还看不到的写 `\"-\"`"),
        may("known", Shape::Words, "立件时已知哪些字段，各是什么；`{}` 为没有"),
        may("figures", Shape::Words, "故事开始以来本包的数值；没有分母的写 `—`"),
        may(
            "scores",
            Shape::Words,
            "单位的评分，写作 `评分@单位`，如 `{ streets@420103001: \"87.5\" }`；没有可评的写 `—`",
        ),
        may("excluded", Shape::Words, "各数值旁边剔除了几件"),
        may("may", Shape::Lists, "谁此时可以做哪些动作"),
        may("may_not", Shape::Lists, "谁此时不可以做哪些动作"),
        may("held", Shape::Names, "主办任务先后在哪些单位"),
        may("drawn", Shape::Lists, "抽中了哪些条目，各配了谁；`{}` 为还没有抽"),
        may("events", Shape::Free, "至今各种事件发生几次"),
        may("sees", Shape::Free, "谁看个人信息字段：`shown` 或 `masked`"),
        may("lead", Shape::Name, "并到哪一件；`null` 为没有"),
        may("version_since", Shape::Integer, "上一个 `expect` 以来件被改动几次"),
    ],
};
