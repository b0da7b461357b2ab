//! What is counted: figures, their times and rates.

use super::{Section, Shape, may, need};

/// `figures.yaml`.
pub static FIGURES: Section = Section {
    name: "figures",
    title: "数值",
    keys: &[
        may("of", Shape::Name, "没有写 `of` 的数值是哪种事项的"),
        may("funnel", Shape::Names, "驾驶舱里“收下的事后来怎样”并列的几个比率，按写的顺序；不写的显示每种事项自带的"),
        need("figures", Shape::Parts(&FIGURE), "本包的数值，按名称；另有每种事项自带的，见说明"),
    ],
};

/// A figure.
pub static FIGURE: Section = Section {
    name: "figure",
    title: "一个数值",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        may("of", Shape::Name, "哪种事项；包里只有一种，或文件开头写了 `of` 时可不写"),
        may(
            "counts",
            Shape::Names,
            "计次：`filed` 受理、`closed` 办结、`answered` 答复、`answered-in-time` 按时答复、`answered-late` 超期答复、`overdue` 到期未办、\
             `rated` 评价、`satisfied` 好评、`dissatisfied` 差评、`silent` 到期未评价、`returned` 退单、`reopened` 重新办理、`redone` 差评重办、\
             `merged` 并件、`repeated` 重复（同件办结后又来）、`relapsed` 评价之后又重复、`extended` 准予延期、`duty.名称` 一项义务了结，`reached.环节` 首次进入某环节（计在受理的当日），或一个动作的名称",
        ),
        may("sums", Shape::Name, "求和：期内填报的某个数量，计在所填日期，更正计为差额"),
        may("total", Shape::Name, "累计：截至期末填报的某个数量"),
        may("latest", Shape::Name, "最新值：各件某个数字字段的现值之和"),
        may("stock", Shape::Choice(&crate::figures::State::WORDS), "期末在某种状态的件数"),
        may("mean", Shape::Part(&TIME), "所用时间的平均数"),
        may("median", Shape::Part(&TIME), "所用时间的中位数，按固定分组估算"),
        may("percentile", Shape::Part(&TIME), "所用时间的分位数，写明 `share`"),
        may("in", Shape::Choice(&["min", "h", "wh", "d", "wd"]), "时间的单位；不写是 `wh`"),
        may("rate", Shape::Part(&RATE), "比率：分子除以分母，百分数，一位小数；分母为零时不计"),
        may(
            "where",
            Shape::Guard,
            "只计符合的；除 `form`、`input`、`case`、`subcases` 外，还可读 `clock`（答复、义务、到期）和 `rating`（评价）",
        ),
        may("measure", Shape::Text, "计量单位；求和、累计、最新值必写，比率是 `%`"),
        may("better", Shape::Choice(&["more", "less", "neither"]), "越多越好、越少越好，或无所谓；不写是 `neither`"),
        may("by", Shape::Names, "全区还按这些字段的值分别计：词条、单位、地点、是否、条目"),
        may("public", Shape::Flag, "是否向社会公开"),
        need("basis", Shape::Name, "公式的依据"),
    ],
};

/// From when until when.
pub static TIME: Section = Section {
    name: "time",
    title: "从何时到何时",
    keys: &[
        need("from", Shape::Name, "`filed`，或一个环节：最近一次进入它"),
        need("until", Shape::Name, "一个时机，同 `counts`"),
        may("share", Shape::Integer, "分位数：百分之几，1 至 99"),
    ],
};

/// A rate.
pub static RATE: Section = Section {
    name: "rate",
    title: "比率",
    keys: &[
        need(
            "of",
            Shape::Names,
            "分子：一个或几个计次（或求和）的数值；每种事项自带的写作 `事项-名称`，如 `request-filed`",
        ),
        need("over", Shape::Names, "分母：一个或几个计次（或求和）的数值，计量单位与分子相同"),
        may("less", Shape::Names, "从分子里减去的，如评价为已解决而又重复的"),
        may("beside", Shape::Names, "不计入而在旁边列出的"),
    ],
};
