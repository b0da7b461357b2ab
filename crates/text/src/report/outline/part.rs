//! What the words of a heading say that its part is for.

use crate::report::marks::{begins, find, first_year, holds_any, mark};

/// What a part of a report is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Part {
    /// Looks back.
    Review,
    /// Looks ahead.
    Plan,
    /// Explains terms.
    Glossary,
    /// An annex.
    Annex,
    /// The last words.
    Closing,
}

const GLOSSARY: &[&str] = &[
    "名词解释",
    "名词注释",
    "名词释义",
    "名词说明",
    "用语解释",
    "用语说明",
    "用语注释",
    "有关用语",
    "名词术语",
    "术语解释",
    "缩略语",
    "词语解释",
    "词汇解释",
    "相关名词",
    "有关名词",
    "部分名词",
    "注释",
    "名词及用语",
];
const CLOSING: &[&str] = &["结束语", "结语", "结尾"];
const REVIEW: &[&str] = &[
    "回顾",
    "总结",
    "过去",
    "一年来",
    "五年来",
    "年来",
    "工作情况",
    "工作成效",
    "主要成绩",
    "主要成效",
    "取得的成",
    "成就",
    "完成情况",
    "工作进展",
    "基本情况",
    "执行情况",
    "所做的",
    "历程",
    "去年",
    "上年",
];
const PLAN: &[&str] = &[
    "安排",
    "任务",
    "目标",
    "部署",
    "打算",
    "重点工作",
    "主要工作",
    "工作重点",
    "工作思路",
    "总体要求",
    "总体思路",
    "建议",
    "计划",
    "展望",
    "今后",
    "未来",
    "工作要点",
    "政策取向",
    "下一步",
    "明年",
    "今年",
    "下一年",
    "举措",
    "规划",
    "蓝图",
    "措施",
    "下一阶段",
    "工作意见",
];

/// The part that a heading opens; `None` if its words do not say.
pub fn part(heading: &[char]) -> Option<Part> {
    let words = heading.get(mark(heading).map_or(0, |mark| mark.length)..).unwrap_or_default();
    if holds_any(words, GLOSSARY) || matches!(words, ['注', ':'] | ['附', '注', ':']) {
        return Some(Part::Glossary);
    }
    if begins(words, "附件") || begins(words, "附表") || begins(words, "附录") || begins(words, "附:") {
        return Some(Part::Annex);
    }
    if CLOSING.iter().any(|word| find(words, word) == Some(0)) {
        return Some(Part::Closing);
    }
    let timed = first_year(words).is_some()
        || holds_any(
            words,
            &["年", "过去", "今后", "未来", "下一", "“十", "\"十", "十三五", "十四五", "十五五", "十二五"],
        );
    let works = holds_any(
        words,
        &[
            "工作",
            "任务",
            "目标",
            "安排",
            "建议",
            "计划",
            "部署",
            "回顾",
            "总结",
            "打算",
            "成就",
            "成绩",
            "蓝图",
            "展望",
            "情况",
            "总体要求",
        ],
    );
    if !timed && !works {
        return None;
    }
    match (holds_any(words, REVIEW), holds_any(words, PLAN)) {
        (true, _) => Some(Part::Review),
        (false, true) if timed || (works && generic(words)) => Some(Part::Plan),
        _ => None,
    }
}

/// Words that can only be about the plan as a whole, without a year: 总体要求和主要目标, 主要任务.
fn generic(words: &[char]) -> bool {
    words.len() <= 22
        && holds_any(
            words,
            &[
                "总体要求",
                "主要目标",
                "主要任务",
                "工作任务",
                "工作安排",
                "重点任务",
                "重点工作",
                "预期目标",
                "奋斗目标",
                "发展目标",
                "工作打算",
                "工作部署",
                "工作建议",
                "总体部署",
                "总体安排",
                "工作重点",
                "工作目标",
                "工作思路",
            ],
        )
}

/// A line of its own about the government's own work, where a report of unnumbered parts turns to it last.
pub fn own_work(line: &[char]) -> bool {
    line.len() <= 20 && holds_any(line, &["政府自身建设"]) && !holds_any(line, &[",", "。", ";", ":"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_their_part_is_for() {
        let read = |text: &str| part(&text.chars().collect::<Vec<_>>());
        assert_eq!(read("一、2023年工作回顾"), Some(Part::Review));
        assert_eq!(read("2018年主要工作"), Some(Part::Plan));
        assert_eq!(read("二、2024年经济社会发展总体要求和政策取向"), Some(Part::Plan));
        assert_eq!(read("一、过去五年的工作"), Some(Part::Review));
        assert_eq!(read("《政府工作报告》名词注释"), Some(Part::Glossary));
        assert_eq!(read("附件1:2018年政府为民办实事"), Some(Part::Annex));
        assert_eq!(read("三、努力建设人民满意的服务型政府"), None);
        assert_eq!(read("一、重质效、增活力,经济实力不断提升"), None);
        assert_eq!(read("(一)坚持目标导向,夯实发展基础"), None);
    }
}
