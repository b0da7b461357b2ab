//! What the keys of the language are called in a sentence. What has no short name here is called by the beginning of what
//! the reference says of it, and in English by the key itself.

use super::said::Said;
use crate::pack::keys::{Key, Section};

/// Section, key, Chinese, English; `*` stands for every section.
const LABELS: &[(&str, &str, &str, &str)] = &[
    ("task", "within", "办理时限", "time limit"),
    ("task-rule", "within", "办理时限", "time limit"),
    ("support", "within", "协办时限", "time limit for supporting units"),
    ("rule", "within", "时限", "time limit"),
    ("rule", "on", "到期之日", "due on the day in"),
    ("extend", "times", "延期次数", "extensions"),
    ("extend", "most", "延期最长", "longest extension"),
    ("extend", "within_base", "延期不超过原时限", "extension no longer than the limit itself"),
    ("warn", "at", "提醒时点（用时百分比）", "warned at (per cent of the time)"),
    ("warn", "level", "提醒等级", "level of warning"),
    ("limit", "within", "限期", "only within"),
    ("limit", "times", "次数上限", "times at most"),
    ("limit", "otherwise", "用完之后", "afterwards"),
    ("approval", "within", "审批时限", "time limit for approval"),
    ("silence", "after", "视为默认的时间", "silence counts after"),
    ("alike", "within", "算同一类事的时间", "alike within"),
    ("again", "within", "算重复的时间", "a repeat within"),
    ("action", "at_most", "中止最长", "longest suspension"),
    ("action", "within", "可重新办理的时间", "may be reopened within"),
    ("action", "ask", "填写项", "what is asked"),
    ("action", "why_not", "不能办理时的说明", "why not"),
    ("action", "when", "条件", "condition"),
    ("action", "limit", "次数限制", "limit"),
    ("action", "by", "谁可以做", "who may"),
    ("action", "during", "何时可以做", "when it may be done"),
    ("action", "does", "做什么", "what it does"),
    ("action", "rating", "评价", "judgement"),
    ("action", "overrides_avoidance", "可越过回避", "may lift avoidance"),
    ("action", "other_than", "须与做过这些动作的人不同", "never by who did"),
    ("action", "choose", "去处", "ways on"),
    ("action", "approval", "审批", "approval"),
    ("case", "public", "任何人可提交", "anybody may file"),
    ("case", "open311", "经 Open311 提供", "offered through Open311"),
    ("case", "confidential", "保密", "confidential"),
    ("case", "form", "表单", "form"),
    ("case", "facts", "办理中确定的字段", "facts"),
    ("case", "actions", "环节之外的动作", "actions beside the stages"),
    ("case", "deadlines", "时限", "deadlines"),
    ("case", "rounds", "轮次", "rounds"),
    ("case", "stages", "环节", "stages"),
    ("case", "outcomes", "办结方式", "outcomes"),
    ("case", "notices", "通知", "notices"),
    ("case", "access", "谁可以看", "access"),
    ("case", "avoid", "回避", "avoidance"),
    ("case", "channels", "来源", "channels"),
    ("case", "routes", "去向", "routes"),
    ("case", "start", "从哪个环节开始", "starts at"),
    ("rounds", "max", "最多轮次", "rounds at most"),
    ("stage", "actions", "动作", "actions"),
    ("stage", "branches", "分支", "branches"),
    ("task", "rules", "不同情形的时限", "limits by situation"),
    ("task", "unit", "单位", "unit"),
    ("deadline", "rules", "规则", "rules"),
    ("deadline", "starts", "起算", "starts"),
    ("deadline", "met_by", "进入即完成", "met by entering"),
    ("deadline", "done_by", "做了即完成", "met by doing"),
    ("deadline", "kind", "种类", "sort"),
    ("field", "required", "必填", "required"),
    ("field", "many", "可有几个值", "several values"),
    ("field", "min", "下限", "least"),
    ("field", "max", "上限", "most"),
    ("field", "personal", "个人信息", "personal"),
    ("field", "required_when", "必填的条件", "required when"),
    ("register", "kept_by", "由谁填报", "kept by"),
    ("register", "entries", "随包条目", "entries"),
    ("vocabulary", "terms", "词条", "terms"),
    ("notice", "on", "时机", "occasion"),
    ("notice", "by", "渠道", "channels"),
    ("notice", "text", "文字", "words"),
    ("notice", "hours", "发送时间", "hours"),
    ("notice", "once", "只说一次", "once only"),
    ("pack", "serves", "对应的文件行", "rows of the documents served"),
    ("basis", "kind", "依据种类", "sort of basis"),
    ("basis", "note", "说明", "note"),
    ("basis", "quote", "原文", "quote"),
    ("access", "read", "谁可以看这类件", "who reads the case"),
    ("access", "fields", "谁可以看个人信息", "who sees personal fields"),
    ("access", "public", "向公众公开", "public"),
    ("public", "fields", "公开的字段", "public fields"),
    ("figure", "where", "只计", "counts only where"),
    ("*", "when", "条件", "condition"),
    ("*", "otherwise", "其余情形", "otherwise"),
    ("*", "title", "名称", "name"),
    ("*", "basis", "依据", "basis"),
    ("*", "tell", "告知", "told"),
    ("*", "to", "下一环节", "next stage"),
    ("*", "then", "转到", "goes to"),
    ("*", "close", "办结方式", "closes as"),
    ("*", "end", "分支结果", "branch ends as"),
    ("*", "post", "岗位", "post"),
    ("*", "unit", "单位", "unit"),
    ("*", "help", "填写提示", "help"),
    ("*", "public", "公开", "public"),
];

/// What a key is called.
pub fn label(section: &str, key: &Key) -> Said {
    let fits = |of: &str| LABELS.iter().find(|(section, name, ..)| *section == of && *name == key.name);
    if let Some((_, _, zh, en)) = fits(section).or_else(|| fits("*")) {
        return Said::new(*zh, *en);
    }
    let about = key.about.split(['，', '；', '：', '（', '、', '`', '。']).next().unwrap_or_default().trim();
    let about = about.strip_prefix("是否").unwrap_or(about);
    Said::new(if about.is_empty() { key.name } else { about }, key.name.replace(['_', '-'], " "))
}

/// What a group of keys is called.
pub fn section_title(section: &Section) -> Said {
    Said::new(section.title, section.name.replace('-', " "))
}
