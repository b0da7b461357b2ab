//! Every key of the pack language, in one table: the reader refuses what is not in it, the published
//! JSON Schema is made from it, and a test holds the reference in `docs/packs` to it.

/// A group of keys that stand together.
#[derive(Debug)]
pub struct Section {
    /// Its name in the schema and the reference.
    pub name: &'static str,
    /// Its Chinese title.
    pub title: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// One key.
#[derive(Debug)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What stands behind it.
    pub shape: Shape,
    /// Whether it must be there.
    pub need: bool,
    /// What it means, in a sentence.
    pub about: &'static str,
}

/// What may stand behind a key.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Words for people.
    Text,
    /// An identifier: one that is declared here, or one declared elsewhere.
    Name,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Flag,
    /// A length of time such as `5 wd`.
    Length,
    /// A length of time, or `remaining`.
    Within,
    /// A condition in CEL.
    Guard,
    /// A civil date.
    Day,
    /// One name or a list of names.
    Names,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A group of keys.
    Part(&'static Section),
    /// Groups of keys by name.
    Parts(&'static Section),
    /// A list of groups of keys.
    List(&'static Section),
    /// One group of keys or a list of them.
    OneOrList(&'static Section),
    /// Names, each with words.
    Words,
    /// Names, each with a list of names.
    Lists,
    /// What its line in the reference says.
    Free,
}

const fn need(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, need: true, about }
}

const fn may(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, need: false, about }
}

/// The words for types, as in the contract.
pub const FIELD_TYPES: &[&str] = &[
    "text",
    "phone",
    "identity-number",
    "credit-code",
    "integer",
    "number",
    "decimal",
    "money",
    "date",
    "time",
    "boolean",
    "length",
    "term",
    "unit",
    "officer",
    "entry",
    "place",
    "file",
];
/// The types that an attribute of a term can have.
pub const ATTRIBUTE_TYPES: &[&str] = &["text", "integer", "boolean", "term", "unit"];
/// The sorts of basis.
pub const BASIS_KINDS: &[&str] = &["law", "policy", "local-rule", "document", "ours", "unverified"];
/// What an action can do beside moving the case.
pub const DOES: &[&str] = &["stay", "pass", "extend", "merge", "reassign", "reopen", "suspend", "resume", "record"];

/// `pack.yaml`.
pub static PACK: Section = Section {
    name: "pack",
    title: "事项包",
    keys: &[
        need("pack", Shape::Name, "事项包的名称，与文件夹同名"),
        need("version", Shape::Integer, "版本号，从 1 起，每次发布加一"),
        need("title", Shape::Text, "中文名称"),
        need("summary", Shape::Text, "一句话说明它管什么"),
        need("posts", Shape::Parts(&POST), "用到的岗位"),
        need("bases", Shape::Parts(&BASIS), "时限、次数、阈值、清单的依据，用名称引用"),
        may("routes", Shape::Parts(&ROUTE), "找到承办单位的办法，用名称引用"),
        may("serves", Shape::Parts(&ROW), "对应文件中的哪几行，由什么证明"),
    ],
};

/// A post.
pub static POST: Section =
    Section { name: "post", title: "岗位", keys: &[need("title", Shape::Text, "中文名称")] };

/// A basis.
pub static BASIS: Section = Section {
    name: "basis",
    title: "依据",
    keys: &[
        need("kind", Shape::Choice(BASIS_KINDS), "依据的种类；`ours`、`unverified` 会标明“本系统设定，可改”"),
        may("law", Shape::Text, "法律法规名称；种类为 `law` 时必填"),
        may(
            "source",
            Shape::Text,
            "政策、地方规定的名称，或文件的行号；种类为 `policy`、`local-rule`、`document` 时必填",
        ),
        may("article", Shape::Text, "条款；种类为 `law` 时必填"),
        may("date", Shape::Day, "该版本施行或作出的日期；种类为 `law` 时必填"),
        may("quote", Shape::Text, "原文；种类为 `document` 时必填"),
        may("note", Shape::Text, "说明；种类为 `ours`、`unverified` 时必填"),
    ],
};

/// A route.
pub static ROUTE: Section = Section {
    name: "route",
    title: "去向",
    keys: &[
        may("unit", Shape::Name, "固定单位：区划代码之后的部分，如 `citizen-centre`"),
        may("term", Shape::Name, "按词条：表单里的词条字段，如 `form.category`"),
        may("attribute", Shape::Name, "按词条：词条上写着单位的属性"),
        may("place", Shape::Name, "按地点：表单里的地点字段"),
        may("kinds", Shape::Names, "按地点：依次找哪些种类的单位"),
        may("least_load", Shape::Names, "按在办件数：在这些单位中取最少的"),
        may("otherwise", Shape::Name, "找不到时用哪个去向；按词条、按地点时必填"),
    ],
};

/// What a pack says of a row of the documents.
pub static ROW: Section = Section {
    name: "row",
    title: "对应的文件行",
    keys: &[
        may("page", Shape::Text, "看得见它的页面"),
        may("verbs", Shape::Words, "这一行的动词，各由哪个情景证明"),
        may("numbers", Shape::Words, "这一行的数字，各由哪个数值或承诺证明"),
        may("users", Shape::Words, "这一行的使用者，各自的页面或没有的理由"),
        may("walk", Shape::Text, "走过它的浏览器测试"),
    ],
};

/// `vocabularies/*.yaml`.
pub static VOCABULARY: Section = Section {
    name: "vocabulary",
    title: "词表",
    keys: &[
        need("vocabulary", Shape::Name, "词表的名称"),
        need("title", Shape::Text, "中文名称"),
        need("basis", Shape::Name, "清单的依据"),
        may("attributes", Shape::Parts(&ATTRIBUTE), "词条除名称外还写什么"),
        need("terms", Shape::Parts(&TERM), "词条，按代码"),
    ],
};

/// An attribute of the terms of a vocabulary.
pub static ATTRIBUTE: Section = Section {
    name: "attribute",
    title: "词条的属性",
    keys: &[
        need("type", Shape::Choice(ATTRIBUTE_TYPES), "属性的类型"),
        need("title", Shape::Text, "中文名称"),
        may("vocabulary", Shape::Name, "类型为 `term` 时：哪个词表"),
        may("default", Shape::Free, "词条没有写时的值；没有默认值，每个词条都要写"),
    ],
};

/// A term; its attributes stand beside these keys.
pub static TERM: Section = Section {
    name: "term",
    title: "词条",
    keys: &[need("title", Shape::Text, "中文名称"), need("en", Shape::Text, "英文名称")],
};

/// `registers/*.yaml`.
pub static REGISTER: Section = Section {
    name: "register",
    title: "登记簿",
    keys: &[
        need("register", Shape::Name, "登记簿的名称"),
        need("title", Shape::Text, "中文名称"),
        need("fields", Shape::Parts(&FIELD), "条目写什么"),
        may("entries", Shape::Free, "随包带来的条目：按键写在这里，或写一个 .json 文件的路径（每项有 `id`）"),
    ],
};

/// A file that defines a kind of matter.
pub static CASE: Section = Section {
    name: "case",
    title: "事项",
    keys: &[
        need("case", Shape::Name, "事项的名称"),
        need("title", Shape::Text, "中文名称"),
        may("public", Shape::Flag, "是否任何人不登录就可以提交"),
        may("open311", Shape::Flag, "是否经 Open311 提供"),
        may("confidential", Shape::Flag, "是否保密：受理、督查、审计岗位不因岗位而能看"),
        need("start", Shape::Name, "新件从哪个环节开始"),
        may("avoid", Shape::Part(&AVOID), "回避：反映某单位的件不交给该单位"),
        need("form", Shape::Parts(&FIELD), "反映人填写的字段"),
        may("facts", Shape::Parts(&FIELD), "办理中由经办人确定的字段"),
        may("quantities", Shape::Parts(&QUANTITY), "办理中记录的数量"),
        may("rounds", Shape::Part(&ROUNDS), "评价不满意时最多办几轮"),
        may("deadlines", Shape::Parts(&DEADLINE), "整件的时限"),
        may("routes", Shape::Parts(&ROUTE), "只在本事项用的去向"),
        need("stages", Shape::Parts(&STAGE), "环节，按顺序"),
        may("actions", Shape::Parts(&ACTION), "不属于某个环节的动作"),
        need("outcomes", Shape::Parts(&OUTCOME), "办结方式"),
        need("access", Shape::Part(&ACCESS), "谁可以看什么"),
    ],
};

/// Avoidance.
pub static AVOID: Section = Section {
    name: "avoid",
    title: "回避",
    keys: &[
        need("field", Shape::Name, "写着被反映单位的字段"),
        need("basis", Shape::Name, "依据"),
        may("post", Shape::Name, "去向落到被反映单位时，改由这个岗位办理"),
        may("route", Shape::Name, "……在这个去向的单位"),
    ],
};

/// A field of a form, of facts, of a register or of an action's input.
pub static FIELD: Section = Section {
    name: "field",
    title: "字段",
    keys: &[
        need("type", Shape::Choice(FIELD_TYPES), "字段的类型"),
        need("title", Shape::Text, "中文名称"),
        may("help", Shape::Text, "填写提示"),
        may("required", Shape::Flag, "是否必填"),
        may("required_when", Shape::Guard, "在什么条件下必填"),
        may("many", Shape::Flag, "是否可以有几个值"),
        may("min", Shape::Integer, "最小的数，或最少的字数"),
        may("max", Shape::Integer, "最大的数、最多的字数，或最多几个值"),
        may("vocabulary", Shape::Name, "类型为 `term` 时：哪个词表"),
        may("register", Shape::Name, "类型为 `entry` 时：哪个登记簿"),
        may("fresh", Shape::Name, "类型为 `entry` 时：条目里哪个日期字段是有效期；过期的条目不能选"),
        may("kinds", Shape::Names, "类型为 `unit` 时：哪些种类的单位"),
        may("personal", Shape::Flag, "是否个人信息：单独保管，默认遮盖"),
    ],
};

/// A quantity.
pub static QUANTITY: Section = Section {
    name: "quantity",
    title: "数量",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        need("measure", Shape::Free, "计量单位，或写着计量单位的字段 `{ field: measure }`"),
    ],
};

/// A quantity's measure that a field holds.
pub static MEASURE: Section =
    Section {
        name: "measure", title: "计量单位", keys: &[need("field", Shape::Name, "写着计量单位的字段")]
    };

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
        need("starts", Shape::Free, "从何时起算：`filed`，或进入某环节 `{ stage: handle }`"),
        may("met_by", Shape::Names, "进入这些环节即为完成；办结总是完成"),
        may("done_by", Shape::Names, "义务：做了这些动作之一即为完成；任务先结束的，义务不再需要"),
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
        may("within", Shape::Length, "多长时间"),
        may("on", Shape::Name, "到某个日期字段所写之日终了"),
        need("basis", Shape::Name, "依据"),
    ],
};

/// Where a deadline starts.
pub static STARTS: Section =
    Section {
        name: "starts", title: "起算", keys: &[need("stage", Shape::Name, "每轮第一次进入这个环节时起算")]
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

/// A stage.
pub static STAGE: Section = Section {
    name: "stage",
    title: "环节",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        need("task", Shape::Part(&TASK), "谁在多长时间内办"),
        may("support", Shape::Part(&SUPPORT), "协办单位同时做什么"),
        need("actions", Shape::Parts(&ACTION), "可以做什么"),
        may("silence", Shape::Part(&SILENCE), "反映人不作声时怎么办；反映人的环节必填"),
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
        may("rating", Shape::Choice(&["default"]), "记为默认评价，不计入任何比率"),
    ],
};

/// An action.
pub static ACTION: Section = Section {
    name: "action",
    title: "动作",
    keys: &[
        need("title", Shape::Text, "按钮上的字"),
        may(
            "by",
            Shape::Names,
            "谁可以做：`task`、`reporter`、`public`、`outer`、岗位、`岗位@task`、`岗位@字段`；环节里的动作默认为 `task` 或 `reporter`",
        ),
        may("during", Shape::Names, "何时可以做：`open`、`closed`、`always`，或几个环节"),
        may("when", Shape::Guard, "条件"),
        may("why_not", Shape::Text, "条件不符时告诉人的话；写了 `when` 就必填"),
        may("ask", Shape::Free, "要填什么：字段名的列表（`名称?` 为选填），或新字段"),
        may("to", Shape::Name, "下一个环节"),
        may("close", Shape::Name, "以何种方式办结"),
        may("choose", Shape::List(&CHOICE), "依次匹配，取第一条符合的去处"),
        may("new_round", Shape::Flag, "是否开始新的一轮"),
        may("done", Shape::Flag, "是否结束协办任务"),
        may("does", Shape::Choice(DOES), "除移动之外做什么"),
        may("limit", Shape::Part(&LIMIT), "最多几次"),
        may("other_than", Shape::Names, "做过这些动作的人不能做"),
        may("reclassifies", Shape::Flag, "是否重新匹配时限"),
        may("rating", Shape::Part(&RATING), "填写的是反映人的评价"),
        may("overrides_avoidance", Shape::Flag, "是否作为协调人的决定，可以交给被反映的单位"),
        may("tell", Shape::Names, "告知谁"),
        may("deadline", Shape::Name, "`does: extend`：延哪个时限"),
        may("approval", Shape::OneOrList(&APPROVAL), "`does: extend`：依次由谁批准"),
        may("within", Shape::Length, "`does: reopen`：办结后多长时间内"),
        may("basis", Shape::Name, "`does: reopen`、`does: suspend`：依据"),
        may("ground", Shape::Text, "`does: suspend`：中止的理由"),
        may("at_most", Shape::Length, "`does: suspend`：最长中止多久"),
        may("quantity", Shape::Name, "`does: record`：哪个数量"),
        may("amount", Shape::Name, "`does: record`：写着多少的字段"),
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

/// An outcome.
pub static OUTCOME: Section =
    Section { name: "outcome", title: "办结方式", keys: &[need("title", Shape::Text, "中文名称")] };

/// Who sees what.
pub static ACCESS: Section = Section {
    name: "access",
    title: "谁可以看",
    keys: &[
        need("read", Shape::Names, "谁可以看这类件"),
        may("fields", Shape::Lists, "个人信息字段，谁可以看原文"),
        may("consents", Shape::List(&CONSENT), "反映人同意时，另外向谁显示哪些个人信息字段"),
        may("public", Shape::Part(&PUBLIC), "何时向公众公开哪些字段"),
    ],
};

/// What a person's consent opens.
pub static CONSENT: Section = Section {
    name: "consent",
    title: "同意",
    keys: &[
        need("when", Shape::Guard, "条件：反映人同意"),
        need("fields", Shape::Names, "哪些个人信息字段"),
        need("by", Shape::Names, "另外向谁显示"),
    ],
};

/// What anyone may see.
pub static PUBLIC: Section = Section {
    name: "public",
    title: "公开",
    keys: &[may("when", Shape::Guard, "条件"), need("fields", Shape::Names, "哪些字段")],
};

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
        may("case", Shape::Name, "哪一件；不写就是上一步那件"),
        may("as", Shape::Name, "给新件起的名字"),
        may("file", Shape::Name, "提交哪个事项"),
        may("form", Shape::Free, "提交的内容"),
        may("channel", Shape::Name, "渠道；不写是 `portal`"),
        may("do", Shape::Name, "做哪个动作"),
        may("task", Shape::Name, "几个任务都能做时，哪个单位的任务"),
        may("input", Shape::Free, "动作的填写项；`{ case: 名字 }` 代表那一件"),
        may("refused", Shape::Name, "应被拒绝，理由代码"),
        may("outer", Shape::Part(&OUTER), "外部系统来的消息"),
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
        may("stage", Shape::Name, "所在环节"),
        may("unit", Shape::Text, "主办任务所在单位"),
        may("post", Shape::Name, "主办任务的岗位"),
        may("due", Shape::Text, "承诺时限；`null` 为没有"),
        may("task_due", Shape::Text, "主办任务的时限；`null` 为没有"),
        may("outer_due", Shape::Text, "外部时限；`null` 为没有"),
        may("status", Shape::Choice(&["open", "suspended", "closed"]), "状态"),
        may("outcome", Shape::Name, "办结方式"),
        may("late", Shape::Flag, "是否逾期"),
        may("round", Shape::Integer, "第几轮"),
        may("clocks", Shape::Words, "各时限的状态：`running`、`suspended`、`met`、`missed`、`cancelled`"),
        may("warned", Shape::Lists, "至今各时限发出的预警，按顺序；`{}` 为没有"),
        may("rated", Shape::Text, "最近的评价：`good`、`bad`、`default`，或 `null`"),
        may("quantities", Shape::Words, "各数量的合计"),
        may("may", Shape::Lists, "谁此时可以做哪些动作"),
        may("may_not", Shape::Lists, "谁此时不可以做哪些动作"),
        may("held", Shape::Names, "主办任务先后在哪些单位"),
        may("events", Shape::Free, "至今各种事件发生几次"),
        may("sees", Shape::Free, "谁看个人信息字段：`shown` 或 `masked`"),
        may("lead", Shape::Name, "并到哪一件；`null` 为没有"),
        may("version_since", Shape::Integer, "上一个 `expect` 以来件被改动几次"),
    ],
};

/// Every section that stands in a file, the files' own first.
pub static ALL: &[&Section] = &[
    &PACK,
    &CASE,
    &VOCABULARY,
    &REGISTER,
    &SCENARIO,
    &POST,
    &BASIS,
    &ROUTE,
    &ROW,
    &ATTRIBUTE,
    &TERM,
    &AVOID,
    &FIELD,
    &QUANTITY,
    &MEASURE,
    &ROUNDS,
    &DEADLINE,
    &RULE,
    &STARTS,
    &EXTEND,
    &WARN,
    &STAGE,
    &TASK,
    &TASK_RULE,
    &UNIT,
    &SUPPORT,
    &SILENCE,
    &ACTION,
    &CHOICE,
    &LIMIT,
    &APPROVAL,
    &RATING,
    &OUTCOME,
    &ACCESS,
    &CONSENT,
    &PUBLIC,
    &GIVEN,
    &STEP,
    &OUTER,
    &EXPECT,
];
