//! Schedules: when matters are opened again and again.

use super::{Section, Shape, may, need};

/// `schedules.yaml`.
pub static SCHEDULES: Section = Section {
    name: "schedules",
    title: "周期",
    keys: &[need("schedules", Shape::Parts(&SCHEDULE), "周期性开的件，各有名称")],
};

/// How often a schedule can be.
pub const EVERY: &[&str] = &["week", "month", "quarter", "year", "working-days"];

/// A schedule.
pub static SCHEDULE: Section = Section {
    name: "schedule",
    title: "周期",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        need("opens", Shape::Name, "开哪种事项，须是本包的"),
        need("every", Shape::Choice(EVERY), "多久一次：每周、每月、每季、每年，或每几个工作日"),
        may(
            "day",
            Shape::Text,
            "哪一天：`week` 写 `monday` 到 `sunday`；`month` 写 1 到 31（没有那天的月份就是最后一天）；`quarter` 写“第几个月-日”，如 `1-10`；`year` 写“月-日”",
        ),
        may("days", Shape::Integer, "`working-days`：每几个工作日"),
        may("from", Shape::Day, "`working-days`：从哪一天数起"),
        need("at", Shape::Text, "几点，如 `\"09:00\"`"),
        may("rest_day", Shape::Choice(&["keep", "next"]), "那天放假时：`keep` 照常（默认），`next` 顺延到下一个工作日"),
        may("units", Shape::Names, "对这几类单位的每一个各开一件；与 `entries` 都不写就只开一件"),
        may("entries", Shape::Name, "对这个登记簿的每个条目各开一件"),
        may("when", Shape::Guard, "只对符合的条目：条目的字段写作 `form.字段`"),
        may(
            "with",
            Shape::Free,
            "表单的字段各从哪里来：`entry`（条目本身）、`entry.key`、`entry.字段`、`unit`、`period`（期间，如 2025-W11）、`day`（当天），或 `{ is: 固定值 }`",
        ),
        may("catch_up", Shape::Flag, "停机错过的是否逐期补开；不写就只开最近一期"),
        need("basis", Shape::Name, "依据"),
    ],
};
