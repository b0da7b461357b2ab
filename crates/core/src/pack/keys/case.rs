//! A kind of matter: its form, its facts, what it measures.

use crate::casework::quantity::Pace;

use super::{
    ACCESS, ACTION, CAP, CARRY, CASE_REF, DEADLINE, DRAW, FIELD_TYPES, GATHER, KNOWN, LETTER, NOTICE, OUTCOME, PAPER,
    RESERVE, ROUNDS, ROUTE, STAGE, SUBCASE, Section, Shape, may, need,
};

/// A file that defines a kind of matter.
pub static CASE: Section = Section {
    name: "case",
    title: "事项",
    keys: &[
        need("case", Shape::Name, "事项的名称"),
        need("title", Shape::Text, "中文名称"),
        may("public", Shape::Flag, "是否任何人不登录就可以提交"),
        may("open311", Shape::Flag, "是否经 Open311 提供：服务是第一个单选词条字段的词条，描述填进 `content`"),
        may("confidential", Shape::Flag, "是否保密：受理、督查、审计岗位不因岗位而能看"),
        need("start", Shape::Name, "新件从哪个环节开始"),
        may("avoid", Shape::Part(&AVOID), "回避：反映某单位的件不交给该单位"),
        need("form", Shape::Parts(&FIELD), "反映人填写的字段"),
        may(
            "alike",
            Shape::Part(&ALIKE),
            "同件：哪些字段相同的在办件算同一类事，反映人可以说“就是那一件”；不会自动并单",
        ),
        may("reserve", Shape::Part(&RESERVE), "预约：占用一个条目的若干刻钟，两件不会占同一刻钟"),
        may("channels", Shape::Parts(&CHANNEL), "只供某些岗位使用的来源，和这个来源的短表单；没写的来源填整张表单"),
        may(
            "papers",
            Shape::Parts(&PAPER),
            "申请材料：每份在表单里有一个文件字段；可以容缺后补、承诺代替，或由数据共享免交",
        ),
        may("facts", Shape::Parts(&FIELD), "办理中由经办人确定的字段"),
        may("quantities", Shape::Parts(&QUANTITY), "办理中记录的数量"),
        may("rounds", Shape::Part(&ROUNDS), "评价不满意时最多办几轮"),
        may("deadlines", Shape::Parts(&DEADLINE), "整件的时限"),
        may("routes", Shape::Parts(&ROUTE), "只在本事项用的去向"),
        need("stages", Shape::Parts(&STAGE), "环节，按顺序"),
        may("actions", Shape::Parts(&ACTION), "不属于某个环节的动作"),
        may("subcases", Shape::Parts(&SUBCASE), "可以开的子事项，各有名称"),
        may(
            "gathers",
            Shape::Part(&GATHER),
            "汇总表：向许多单位要同一张表，谁没报、谁超期、合计多少，一次催办，导出表格",
        ),
        may("known", Shape::Part(&KNOWN), "已知数据：同一单位上次报过的，这次先填好并注明，不重复索要"),
        need("outcomes", Shape::Parts(&OUTCOME), "办结方式"),
        may("letters", Shape::Parts(&LETTER), "文书和证照：由动作的 `issues` 出具，有编号，可以核验"),
        may("notices", Shape::Parts(&NOTICE), "通知：什么时候告知谁，说什么，经什么渠道"),
        may("draw", Shape::Part(&DRAW), "这种件就是一次随机抽取：从哪里抽、抽多少、怎样配人、抽中的立什么件"),
        may("cap", Shape::Part(&CAP), "年度上限：同一条目一年内最多立几件，超过的不予登记，也不能列入抽取名单"),
        need("access", Shape::Part(&ACCESS), "谁可以看什么"),
        may("carries", Shape::OneOrList(&CARRY), "旧版本的在办件可以怎样转到本版本；不写，环节名称都相同的才能转"),
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
        may("else", Shape::Part(&AVOID_ELSE), "连这个单位也是被反映的，或是它的下级时，再改由谁办理"),
    ],
};

/// Who has it where the stand-in is the one that the matter is about.
pub static AVOID_ELSE: Section = Section {
    name: "avoid-else",
    title: "再改由谁办理",
    keys: &[need("post", Shape::Name, "改由这个岗位办理"), need("route", Shape::Name, "……在这个去向的单位")],
};

/// Open matters that are alike.
pub static ALIKE: Section = Section {
    name: "alike",
    title: "同件",
    keys: &[
        need("fields", Shape::Names, "要相同的字段：词条、单位、条目，或地点（按街道比）"),
        need("within", Shape::Length, "在办件受理后多久以内，别人可以说与它同一件"),
        need("basis", Shape::Name, "依据"),
        may("again", Shape::Part(&AGAIN), "重复：办结后多久以内又来一件相同的，记为重复"),
    ],
};

/// What comes again after it was closed.
pub static AGAIN: Section = Section {
    name: "again",
    title: "重复",
    keys: &[
        need("within", Shape::Length, "前一件办结后多久以内，如 `30 d`"),
        may("after", Shape::Names, "前一件怎样办结的才算；不写是都算"),
        need("basis", Shape::Name, "依据"),
    ],
};

/// A channel with posts and a form of its own.
pub static CHANNEL: Section = Section {
    name: "channel",
    title: "来源",
    keys: &[
        need("by", Shape::Names, "哪些岗位可以由此登记"),
        need("ask", Shape::Names, "填表单里的哪些字段，按顺序；`名称?` 为选填，表单里必填的都要写上"),
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
        may("min", Shape::Integer, "最小的数、最少的字数，或最少几个值"),
        may("max", Shape::Integer, "最大的数、最多的字数，或最多几个值"),
        may("vocabulary", Shape::Name, "类型为 `term` 时：哪个词表"),
        may("register", Shape::Name, "类型为 `entry` 时：哪个登记簿"),
        may("fresh", Shape::Name, "类型为 `entry` 时：条目里哪个日期字段是有效期；过期的条目不能选"),
        may("kinds", Shape::Names, "类型为 `unit` 时：哪些种类的单位"),
        may("case", Shape::Part(&CASE_REF), "类型为 `text` 时：填另一件的编号，只用于 `form`"),
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
        may(
            "by",
            Shape::Choice(&Pace::WORDS),
            "按日、按月还是按季记：每笔数量都记明属于哪一天、哪个月或哪个季度；不写是 `day`",
        ),
        may("plan", Shape::Name, "哪个数量是它的计划数：同一计量单位，在表里与实际数并列"),
    ],
};

/// A quantity's measure that a field holds.
pub static MEASURE: Section =
    Section {
        name: "measure", title: "计量单位", keys: &[need("field", Shape::Name, "写着计量单位的字段")]
    };
