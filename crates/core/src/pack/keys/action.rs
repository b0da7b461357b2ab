//! What somebody may do: actions, ways on, limits, approvals, judgement.

use super::{DOES, DRAW_STEPS, Section, Shape, UNIT, may, need};

/// An action.
pub static ACTION: Section = Section {
    name: "action",
    title: "动作",
    keys: &[
        need("title", Shape::Text, "按钮上的字"),
        may(
            "by",
            Shape::Names,
            "谁可以做：`task`、`reporter`、`filer`、`public`、`outer`、岗位、`岗位@task`、`岗位@字段`；环节里的动作默认为 `task` 或 `reporter`",
        ),
        may("during", Shape::Names, "何时可以做：`open`、`closed`、`always`，或几个环节"),
        may("when", Shape::Guard, "条件"),
        may("why_not", Shape::Text, "条件不符时告诉人的话；写了 `when` 就必填"),
        may(
            "ask",
            Shape::Free,
            "要填什么：字段名的列表（`名称?` 为选填，字段自己写的 `required_when` 照样算），或新字段",
        ),
        may("to", Shape::Name, "下一个环节"),
        may("close", Shape::Name, "以何种方式办结"),
        may("end", Shape::Name, "分支里：以何种结果结束本分支"),
        may("leaves", Shape::Choice(&["all"]), "`all`：可以离开所有分支，还没办完的随即撤销；要离开就必写"),
        may("choose", Shape::List(&CHOICE), "依次匹配，取第一条符合的去处"),
        may("new_round", Shape::Flag, "是否开始新的一轮"),
        may("done", Shape::Flag, "是否结束协办任务"),
        may("does", Shape::Choice(DOES), "除移动之外做什么"),
        may("limit", Shape::Part(&LIMIT), "最多几次"),
        may("other_than", Shape::Names, "做过这些动作的人不能做"),
        may("reclassifies", Shape::Flag, "是否重新匹配时限"),
        may("rating", Shape::Part(&RATING), "填写的是反映人的评价"),
        may("overrides_avoidance", Shape::Flag, "是否作为协调人的决定，可以交给被反映的单位"),
        may(
            "draws",
            Shape::Choice(DRAW_STEPS),
            "随机抽取的一步：`show` 提交口令的哈希、`freeze` 冻结名单、`tell` 公开口令、`draw` 抽取、`break_off` 中止（要填词条 `reason`）、`hand_out` 交办",
        ),
        may("enters", Shape::Names, "可以写入哪些登记簿的条目"),
        may("opens", Shape::Names, "开哪些子事项"),
        may("issues", Shape::Names, "出具哪些文书和证照；已有一份有效的，由新的换发"),
        may("revokes", Shape::Names, "撤销哪些文书和证照：有效的不再有效"),
        may("voids", Shape::Names, "哪些文书和证照作废：出错的一份，编号不再使用"),
        may("tell", Shape::Names, "告知谁"),
        may("deadline", Shape::Name, "`does: extend`：延哪个时限"),
        may("approval", Shape::OneOrList(&APPROVAL), "`does: extend`：依次由谁批准"),
        may("within", Shape::Length, "`does: reopen`：办结后多长时间内"),
        may("basis", Shape::Name, "`does: reopen`、`does: suspend`：依据"),
        may("ground", Shape::Text, "`does: suspend`：中止的理由"),
        may("at_most", Shape::Length, "`does: suspend`：最长中止多久"),
        may(
            "scope",
            Shape::Choice(&["case", "branch", "task"]),
            "`does: suspend`、`does: resume`：中止哪些计时：整件（默认）、所在分支，或所在任务",
        ),
        may("quantity", Shape::Name, "`does: record`：哪个数量"),
        may("amount", Shape::Name, "`does: record`：写着多少的字段"),
        may(
            "period",
            Shape::Name,
            "`does: record`：哪个日期字段写明数量属于哪一天、哪个月或哪个季度；不写取第一个日期字段，没有就取办理当天",
        ),
        may(
            "measure",
            Shape::Name,
            "`does: record`：写着所用计量单位的文字字段；与数量的单位不符就不收，能换算的告知换算结果",
        ),
    ],
};

/// One way on.
pub static CHOICE: Section = Section {
    name: "choice",
    title: "去处",
    keys: &[
        may("when", Shape::Guard, "条件"),
        may("otherwise", Shape::Flag, "其余情形：写 `true`"),
        may("to", Shape::Name, "下一个环节"),
        may("close", Shape::Name, "以何种方式办结"),
        may("end", Shape::Name, "分支里：以何种结果结束本分支"),
        may("new_round", Shape::Flag, "是否开始新的一轮"),
    ],
};

/// A limit.
pub static LIMIT: Section = Section {
    name: "limit",
    title: "次数",
    keys: &[
        need("times", Shape::Integer, "最多几次"),
        may("per", Shape::Choice(&["case", "unit"]), "按件或按单位计；默认按件"),
        may("within", Shape::Length, "任务开始后多长时间内"),
        need("basis", Shape::Name, "依据"),
        may("otherwise", Shape::Name, "用完之后转到哪个环节；不写就不许再做"),
    ],
};

/// An approval.
pub static APPROVAL: Section = Section {
    name: "approval",
    title: "批准",
    keys: &[
        need("post", Shape::Name, "岗位"),
        need("unit", Shape::Part(&UNIT), "单位"),
        may("when", Shape::Guard, "在什么条件下需要"),
        need("within", Shape::Length, "多长时间内决定"),
        need("basis", Shape::Name, "依据"),
    ],
};

/// A judgement of the reporter.
pub static RATING: Section = Section {
    name: "rating",
    title: "评价",
    keys: &[
        need("bad", Shape::Guard, "怎样算不满意"),
        may("responded", Shape::Name, "响应：哪个填写项"),
        may("resolved", Shape::Name, "解决：哪个填写项"),
        may("satisfied", Shape::Name, "满意：哪个填写项"),
        may("grade", Shape::Name, "好差评五级：哪个填写项"),
    ],
};
