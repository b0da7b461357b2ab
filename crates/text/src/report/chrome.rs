//! The page around a report: data about the file above it, navigation and imprint below it.

use super::clean::letters::stop;
use super::clean::{Cleaned, Paragraph, date_line};
use super::marks::{begins, ends, holds_any};
use super::model::{Kind, Skipped};
use super::split::{Piece, report_title};
use super::terms::numbered_entry;

/// What stands in front of the colon in data about a file.
const LABELS: &[&str] = &[
    "名称",
    "文号",
    "索引号",
    "公开日期",
    "公开方式",
    "主题分类",
    "发布机构",
    "发布时间",
    "发布日期",
    "发布单位",
    "信息来源",
    "来源",
    "稿源",
    "字体",
    "字号",
    "浏览次数",
    "点击数",
    "点击",
    "阅读",
    "阅读次数",
    "当前位置",
    "您的位置",
    "您所在的位置",
    "有效性",
    "成文日期",
    "生成日期",
    "发文机关",
    "发文字号",
    "发文日期",
    "标题",
    "关键词",
    "责任编辑",
    "编辑",
    "审核",
    "作者",
    "信息类别",
    "体裁分类",
    "组配分类",
    "服务对象",
    "时间",
    "日期",
    "访问量",
    "浏览量",
    "分享",
    "分享到",
    "保护视力色",
    "视力保护色",
    "文章来源",
    "公开范围",
    "主题词",
    "信息索引",
    "供稿",
    "撰稿",
    "记者",
    "初审",
    "复审",
    "终审",
    "有效期",
    "所属主题",
    "体裁",
];

/// Words of navigation and imprint.
const FOOTER: &[&str] = &[
    "版权所有",
    "主办单位",
    "主办:",
    "承办单位",
    "承办:",
    "技术支持",
    "ICP备",
    "公网安备",
    "网站标识码",
    "网站地图",
    "站点地图",
    "联系我们",
    "联系电话",
    "地址:",
    "邮编",
    "邮箱",
    "电子邮件",
    "上一篇",
    "下一篇",
    "相关链接",
    "友情链接",
    "扫一扫",
    "返回顶部",
    "返回首页",
    "关闭窗口",
    "点我投稿",
    "企业入驻",
    "政务微信",
    "打印本页",
    "收藏本页",
    "智能问答",
    "无障碍",
    "Copyright",
    "copyright",
    "备案号",
    "相关附件",
    "附件下载",
    "您访问的",
    "相关文章",
    "热门推荐",
    "猜你喜欢",
    "隐私声明",
    "网站声明",
    "关于我们",
    "设为首页",
    "传真:",
    "电话:",
    "免责声明",
];

/// Words that stand alone in navigation.
const ALONE: &[&str] = &[
    "首页",
    "打印",
    "关闭",
    "收藏",
    "分享",
    "返回",
    "大",
    "中",
    "小",
    "纠错",
    "繁体",
    "简体",
    "登录",
    "注册",
    "搜索",
    "导航",
    "人大",
    "政协",
    "附件:",
    "附件",
    "【字体:",
    "正文",
    "无障碍浏览",
    "[打印]",
    "[关闭]",
];

/// A report's own paragraphs, and what of the page stood among them.
pub fn own(cleaned: &Cleaned, piece: &Piece) -> (Vec<Paragraph>, Vec<Skipped>) {
    let all = cleaned.paragraphs.get(piece.paragraphs.clone()).unwrap_or_default();
    if piece.kind == Kind::News {
        return (all.to_vec(), Vec::new());
    }
    let head = all.iter().position(|paragraph| substantial(cleaned, paragraph)).unwrap_or(all.len());
    let tail = all.iter().rposition(|paragraph| substantial(cleaned, paragraph)).map_or(all.len(), |last| last + 1);
    let mut skipped = Vec::new();
    let mut gone = false;
    let own = all
        .iter()
        .enumerate()
        .filter(|(at, paragraph)| {
            let why = if *at < head { above(cleaned.chars(paragraph)) } else { None };
            let why = if *at >= tail { below(cleaned.chars(paragraph), &mut gone) } else { why };
            skipped.extend(
                why.map(|why| Skipped { span: cleaned.view.span(paragraph.range.clone()), why: why.to_owned() }),
            );
            why.is_none()
        })
        .map(|(_, paragraph)| paragraph.clone())
        .collect();
    (own, skipped)
}

/// Running text or an entry of the notes: what a page around a report does not have.
fn substantial(cleaned: &Cleaned, paragraph: &Paragraph) -> bool {
    let chars = cleaned.chars(paragraph);
    let told = chars.len() >= 30 && chars.iter().any(|letter| matches!(letter, '。' | ',' | ';'));
    (told || numbered_entry(chars)) && !imprinted(chars) && label(chars).is_none()
}

/// Words of navigation in a line that is no sentence: sentences speak of addresses and filings too.
fn imprinted(chars: &[char]) -> bool {
    chars.len() < 120 && !chars.contains(&'。') && holds_any(chars, FOOTER)
}

fn above(chars: &[char]) -> Option<&'static str> {
    if report_title(chars) && label(chars).is_none() {
        return None;
    }
    if label(chars).is_some() || (date_line(chars) && chars.contains(&':')) {
        return Some("metadata");
    }
    (alone(chars) || imprinted(chars)).then_some("navigation")
}

/// Below the last sentence: from the first sign of the page on, all is the page.
fn below(chars: &[char], gone: &mut bool) -> Option<&'static str> {
    let imprint = ends(chars, "印发")
        || (date_line(chars) && chars.contains(&'日'))
        || ends(chars, "办公室")
        || ends(chars, "人民政府");
    *gone |= alone(chars) || imprinted(chars) || label(chars).is_some();
    let entry = chars.contains(&':') && chars.last().copied().is_some_and(stop);
    match (*gone, imprint) {
        (true, _) => Some("navigation"),
        (false, true) => Some("imprint"),
        (false, false) => (!entry && chars.len() < 4).then_some("navigation"),
    }
}

fn alone(chars: &[char]) -> bool {
    ALONE.iter().any(|word| begins(chars, word) && chars.len() == word.chars().count())
}

/// The label that a line of data begins with.
fn label(chars: &[char]) -> Option<&'static str> {
    let chars = chars.strip_prefix(&['[']).or_else(|| chars.strip_prefix(&['【'])).unwrap_or(chars);
    let colon = chars.iter().take(12).position(|letter| *letter == ':')?;
    LABELS.iter().copied().find(|label| begins(chars, label) && label.chars().count() == colon && chars.len() < 120)
}
