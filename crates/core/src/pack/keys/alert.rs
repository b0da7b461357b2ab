//! `alerts.yaml`: lines that figures must not pass, and the matters that they open.

use super::{Section, Shape, may, need};

/// `alerts.yaml`.
pub static ALERTS: Section = Section {
    name: "alerts",
    title: "预警",
    keys: &[need("alerts", Shape::Parts(&ALERT), "预警，按名称：数值越线时由系统立一件")],
};

/// One alert.
pub static ALERT: Section = Section {
    name: "alert",
    title: "一项预警",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        need("opens", Shape::Name, "立哪个事项，来源记为 `alert`"),
        need("watch", Shape::List(&SIGNAL), "看哪几条线；同一单位的放在一起看"),
        may("need", Shape::Integer, "几条线同时越过才立件（多点触发）；不写是 1"),
        may("together", Shape::Length, "相隔多久之内算同时；要两条以上时必写，只用 `min`、`h`、`d`"),
        may("rest", Shape::Length, "立件后至少隔多久才再立；不写是不限，只用 `min`、`h`、`d`"),
        need(
            "form",
            Shape::Words,
            "立件时填什么：字段 → 文字，可用 `{title}` 预警名称、`{unit}` 单位代码、`{place}` 单位名称、`{figure}` 指标、`{value}` 数值、\
             `{measure}` 计量单位、`{line}` 界线、`{period}` 期间、`{day}` 日期、`{readings}` 各条线的读数、`{numbers}` 所涉诉求的编号",
        ),
        need("basis", Shape::Name, "界线的依据"),
    ],
};

/// One line.
pub static SIGNAL: Section = Section {
    name: "signal",
    title: "一条线",
    keys: &[
        may("series", Shape::Name, "外部数据的规范名：传感器读数、统计数"),
        may("figure", Shape::Name, "本包的一个数值，同 `figures:`；事项自带的写作 `事项-名称`"),
        may("days", Shape::Integer, "数值计最近几天，含当天；不写是 1"),
        may("burst", Shape::Names, "同类诉求一周内多发：`any`（每个类别各看各的），或几个类别的代码（合在一起看）"),
        may("measure", Shape::Text, "界线的计量单位；外部数据必写，须与所报的一致"),
        may("side", Shape::Choice(&["above", "below"]), "越线是高于还是低于；不写是 `above`"),
        need("opens_at", Shape::Free, "到这个值算越线；同类诉求多发按反映人数计"),
        need("closes_at", Shape::Free, "回到这个值算回落：界线内侧，免得来回跳动"),
        may("for", Shape::Length, "要持续多久；不写是当时就算，只用 `min`、`h`、`d`"),
    ],
};

/// A reading in a story.
pub static READING: Section = Section {
    name: "reading",
    title: "一个读数",
    keys: &[
        need("of", Shape::Name, "外部数据的规范名、本包数值的名称，或 `burst`"),
        may("unit", Shape::Text, "哪个单位；不写是全区"),
        may("about", Shape::Name, "同类诉求的类别代码"),
        need("value", Shape::Free, "数值"),
        may("raises", Shape::Flag, "是否因此立了件；不写就不看"),
    ],
};
