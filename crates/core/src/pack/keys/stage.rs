//! Where a case stands: stages, tasks, units, supporting units, silence.

use super::{ACTION, BRANCH, JOIN, OUTCOME, Section, Shape, WAIT, WARN, may, need};

/// A stage.
pub static STAGE: Section = Section {
    name: "stage",
    title: "环节",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        need("task", Shape::Part(&TASK), "谁在多长时间内办"),
        may("support", Shape::Part(&SUPPORT), "协办单位同时做什么"),
        may("actions", Shape::Parts(&ACTION), "可以做什么；分头办理、等子事项的环节可以不写，其余必填"),
        may("silence", Shape::Part(&SILENCE), "反映人不作声时怎么办；反映人的环节必填"),
        may("branches", Shape::Parts(&BRANCH), "分头办理：同时办的各个分支，由本环节的任务牵头"),
        may("outcomes", Shape::Parts(&OUTCOME), "各分支可能的结果；有 `branches` 就必填"),
        may("waits", Shape::Part(&WAIT), "等子事项：任务由谁办，等的责任就在谁"),
        may("join", Shape::Part(&JOIN), "各分支怎样汇合；有 `branches` 就必填"),
    ],
};

/// The task of a stage.
pub static TASK: Section = Section {
    name: "task",
    title: "任务",
    keys: &[
        may("reporter", Shape::Flag, "由反映人办：写 `true`，不写其余各键"),
        may("post", Shape::Name, "岗位"),
        may("unit", Shape::Part(&UNIT), "单位"),
        may("rules", Shape::List(&TASK_RULE), "不同情形的时间：依次匹配，取第一条符合的；都不符合才用 `within`"),
        may("within", Shape::Within, "多长时间，或 `remaining`（整件剩余的时间）"),
        may("basis", Shape::Name, "依据；写了时间就必填"),
        may("warn", Shape::List(&WARN), "任务自己的预警"),
    ],
};

/// How long a task may take in some situation.
pub static TASK_RULE: Section = Section {
    name: "task-rule",
    title: "任务时间规则",
    keys: &[
        need("when", Shape::Guard, "条件"),
        need("within", Shape::Within, "多长时间，或 `remaining`"),
        may("basis", Shape::Name, "依据；写了时间就必填"),
    ],
};

/// Which unit.
pub static UNIT: Section = Section {
    name: "unit",
    title: "单位",
    keys: &[
        may("route", Shape::Name, "按去向"),
        may("field", Shape::Name, "字段里写的单位"),
        may("climbs", Shape::Name, "答复的单位及逐级转办它的单位，直到字段里写的单位"),
        may("worked", Shape::Name, "本轮在这个环节办过的单位（转办给下级的，就是那个下级），没有就是字段里写的单位"),
    ],
};

/// Supporting units.
pub static SUPPORT: Section = Section {
    name: "support",
    title: "协办",
    keys: &[
        need("each", Shape::Name, "写着协办单位的字段"),
        need("post", Shape::Name, "岗位"),
        need("within", Shape::Within, "多长时间，或 `remaining`"),
        may("basis", Shape::Name, "依据；写了时间就必填"),
        need("actions", Shape::Parts(&ACTION), "可以做什么；`done: true` 的动作结束协办任务"),
    ],
};

/// Silence.
pub static SILENCE: Section = Section {
    name: "silence",
    title: "不作声",
    keys: &[
        need("after", Shape::Length, "多长时间之后"),
        need("basis", Shape::Name, "依据"),
        may("then", Shape::Name, "转到哪个环节"),
        may("close", Shape::Name, "以何种方式办结"),
        may("end", Shape::Name, "分支里：以何种结果结束本分支"),
        may("rating", Shape::Choice(&["default"]), "记为默认评价，不计入任何比率"),
    ],
};
