//! Who is told, when, in which words and how.

use super::{Section, Shape, may, need};

/// A notice.
pub static NOTICE: Section = Section {
    name: "notice",
    title: "通知",
    keys: &[
        need(
            "on",
            Shape::Name,
            "什么时候：`filed` 受理、`task` 派到任务、`yellow`/`red` 预警、`answered` 已答复、`redo` 重办、`extended` 准予延期、\
             `extension-refused` 不予延期、`paper-missing` 材料逾期没有补交、`closed` 办结、`reopened` 重新办理、`withdrawn` 所在分支不用再办，或一个动作的名称",
        ),
        may("tell", Shape::Names, "告知谁；不写就是这件事本来要告知的人（任务的经办人、预警写的 `tell`、反映人）"),
        need("by", Shape::Names, "经什么渠道：`page` 页面、`mail` 邮件、`sms` 短信、`chat` 工作群、`slip` 纸质告知单"),
        need(
            "text",
            Shape::Text,
            "中文文字，必有 `{number}`，可有 `{due}`；链接由系统附上，件的内容和个人信息写不进去",
        ),
        may("hours", Shape::Text, "只在这些时候发：`working` 工作时间，或每天的 `08:00-20:00`"),
        may("digest", Shape::Names, "攒到每天这些时刻合成一条发，如 `\"09:00\"`"),
        may("once", Shape::Flag, "一件之内对同一人只说一次"),
        may("basis", Shape::Name, "写了 `hours` 或 `digest` 时的依据"),
    ],
};
