//! `views.yaml`: the lists, boards, maps, calendars, funnels, month tables and meetings in which matters appear, and the lists
//! and maps of the entries of registers.

use super::{Section, Shape, may, need};
use crate::pack::model::ViewKind;

/// `views.yaml`.
pub static VIEWS: Section = Section {
    name: "views",
    title: "视图",
    keys: &[need("views", Shape::Parts(&VIEW), "本包的视图，按名称：清单、看板、地图、日历、漏斗、月度表、调度会")],
};

/// One view.
pub static VIEW: Section = Section {
    name: "view",
    title: "一个视图",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        need(
            "kind",
            Shape::Choice(&ViewKind::WORDS),
            "种类：`list` 清单、`board` 看板、`map` 地图、`calendar` 日历、`funnel` 漏斗、`month-table` 月度表、`meeting` 调度会",
        ),
        may("of", Shape::Name, "列出哪种事项；列登记簿的条目不写它，写 `register`"),
        may(
            "register",
            Shape::Name,
            "列出哪个登记簿的条目，只用 `list` 和 `map`，并写 `columns`；`where`、`state`、`descending` 等只说件的键不用",
        ),
        may("only", Shape::Words, "登记簿：只列这些字段这样写的条目，如 `power: true`；文字、日期、是非字段和词"),
        may(
            "where",
            Shape::Guard,
            "只列符合的；与其他条件一样只读 `form`、`case`，件一有变动就重新判断，所以查看时不必逐件翻找",
        ),
        may("state", Shape::Choice(&["open", "closed", "all"]), "在办、已办结，还是都列；不写是 `open`，漏斗总是都算"),
        may(
            "columns",
            Shape::Names,
            "每件显示什么，按顺序：字段（登记簿的视图写它的字段）、数量，或 `stage` 环节、`unit` 责任单位、`due` 期限、`light` 剩余时间、`opened` 受理时间、`outcome` 办结方式",
        ),
        may(
            "order",
            Shape::Name,
            "按什么排：`due`、`opened`，或一个日期、数字、金额字段；不写是 `due`。登记簿：一个必填的文字、日期、单位字段或词，不写按键",
        ),
        may("descending", Shape::Flag, "是否从大到小、从新到旧"),
        may("stages", Shape::Names, "看板：列哪些环节，含分支里的；不写是分支以外的全部"),
        may("day", Shape::Name, "日历：按哪一天放，`due`、`opened` 或一个日期字段"),
        may("place", Shape::Name, "地图：哪个地点字段"),
        may("steps", Shape::Names, "漏斗：依次到过哪些环节，最后可写 `closed` 或一种办结方式；第一步是受理，不必写"),
        may("quantities", Shape::Names, "月度表：哪些数量；写了 `plan` 的数量连同计划一并列出"),
        may("about", Shape::Name, "调度会：哪种事项记会议决定"),
        may(
            "decision",
            Shape::Words,
            "调度会：会议决定的字段，`matter` 所指的事项、`words` 决定、`unit` 责任单位、`due` 期限",
        ),
        may("every", Shape::Length, "调度会：多久开一次，用来判断上次以来动了什么；不写是 `7 d`，只用 `d`"),
        may("on", Shape::Names, "在哪里出现：`desk` 工作台、`cockpit` 驾驶舱、`portal` 公开门户；不写是 `desk`"),
        need("for", Shape::Names, "给哪些岗位；统管全区的岗位看全区，其余看本单位的"),
    ],
};
