//! Classes told apart from values: 亿元以上项目, 30岁以上, 15分钟便民生活圈.

use std::ops::Range;

use super::line::Line;
use super::tokens::{Kind, Quantity, Token};
use super::units::Sort;
use super::words::{self, Governor};
use crate::report::model::Comparator;

/// Tells classes from values, now that what follows is known.
pub(super) fn classes(line: &Line, tokens: &mut [Token]) {
    for place in 0..tokens.len() {
        let class = is_class(line, tokens, place);
        if let Some(Token { kind: Kind::Quantity(quantity), .. }) = tokens.get_mut(place) {
            quantity.class = class;
        }
    }
}

fn is_class(line: &Line, tokens: &[Token], place: usize) -> bool {
    let Some(Token { range, kind: Kind::Quantity(quantity) }) = tokens.get(place) else { return false };
    let noun = followed_by_noun(line, range.end);
    let ranked = matches!(quantity.bound, Some(Comparator::AtLeast | Comparator::Within));
    let chinese = !line.at(range.start).is_ascii_digit();
    // 连跨4个万亿元台阶: steps, no things; 10件民生实事: how many the report lists.
    let steps = [
        "万亿元台阶",
        "千亿元台阶",
        "百亿元台阶",
        "万亿台阶",
        "千亿台阶",
        "百亿台阶",
        "台阶",
        "民生实事",
        "实事",
        "为民实事",
    ];
    if steps.iter().any(|word| line.starts(range.end, word)) && quantity.sort == Sort::Count {
        return true;
    }
    // 二十项任务: how many the report itself lists.
    let listed = ["任务", "重点任务", "工作任务", "重点工作"].iter().any(|word| line.starts(range.end, word));
    if chinese && listed && quantity.sort == Sort::Count {
        return true;
    }
    match quantity.sort {
        Sort::People if ranked && noun && quantity.unit == "人" && sized(line, range.end) => true,
        Sort::Age => noun || ranked && !matches!(line.at(range.end), ',' | '。' | ';' | '\0'),
        Sort::Time => time_names_something(line, range, quantity),
        Sort::Money if chinese && line.at(range.end) == '的' => !reached_by_subject(line, range.start),
        Sort::Money if describes(line, tokens, place, ranked) => true,
        Sort::Money if ranked && counted_next(tokens, place) => true,
        Sort::Money => {
            noun && (line.at(range.end) == '级'
                || counted_behind(line, tokens, place, ranked || chinese)
                || ranked && !spending(line, range.start))
        }
        Sort::Amount if noun && names_by_size(line, range, quantity) => true,
        Sort::Amount => noun && (line.at(range.end) == '级' || ranked && counted_behind(line, tokens, place, true)),
        Sort::Count | Sort::People
            if ranked && noun && matches!(quantity.unit.as_str(), "户" | "人") && clause_starts(line, range.start) =>
        {
            true
        }
        Sort::Count | Sort::People => {
            line.at(range.end) == '级'
                || ranked && noun && counted_behind(line, tokens, place, false) && money_like(line, range.end)
        }
        _ => false,
    }
}

/// 收入超过5万元的村占比达85%: a bound sum that tells which things are counted or measured behind it.
fn describes(line: &Line, tokens: &[Token], place: usize, ranked: bool) -> bool {
    let (Some(here), Some(text), Some(next)) = (tokens.get(place), tokens.get(place + 1), tokens.get(place + 2)) else {
        return false;
    };
    let bound = matches!(words::governor(line, 0, here.range.start), Some((Governor::Binds(_), _)));
    let counted =
        matches!(&next.kind, Kind::Quantity(next) if matches!(next.sort, Sort::Count | Sort::Percent | Sort::Tenths));
    let noun = text.kind == Kind::Text && text.range.start == here.range.end && text.range.len() > 1;
    (ranked || bound) && counted && noun && line.at(text.range.start) == '的'
}

/// 成为全市第四个地区生产总值破千亿的城区: the class that the clause's subject has come to be of tells its figure.
fn reached_by_subject(line: &Line, at: usize) -> bool {
    let from =
        (at.saturating_sub(40)..at).rev().find(|at| matches!(line.at(*at), ',' | '。' | ';')).map_or(0, |at| at + 1);
    let came =
        (from.max(at.saturating_sub(40))..at).find(|at| line.starts(*at, "成为") || line.starts(*at, "成功跻身"));
    came.is_some_and(|came| words::after_ordinal(line, came, at).is_some())
}

/// 56人以上大班额: a short noun behind a bound number of persons is of that size.
fn sized(line: &Line, at: usize) -> bool {
    let end = (at..at + 9).find(|place| !line.at(*place).is_alphabetic());
    end.is_some_and(|end| end > at + 1) && words::verb(line, at).is_none()
}

/// Nothing but marks and small words before it in its clause.
fn clause_starts(line: &Line, at: usize) -> bool {
    !line.before(at).is_alphanumeric() || ["实现", "达到", "推动"].iter().any(|word| line.ends(at, word))
}

fn money_like(line: &Line, at: usize) -> bool {
    ["企业", "村", "规模", "项目"].iter().any(|word| line.starts(at, word))
}

fn followed_by_noun(line: &Line, at: usize) -> bool {
    let letter = line.at(at);
    letter.is_alphabetic()
        && !matches!(letter, '的')
        && !line.starts(at, "左右")
        && !line.starts(at, "大关")
        && words::governor(line, at, at + 2).is_none()
}

/// 投入2亿元以上实施…: money spent, whatever follows.
fn spending(line: &Line, at: usize) -> bool {
    ["投入", "投资", "筹集", "争取", "发放", "达到", "突破", "完成", "增长", "实现", "超过", "资金"]
        .iter()
        .any(|word| line.ends(at, word))
}

/// 110千伏变电站, 500米服务半径: a size that names a thing.
fn names_by_size(line: &Line, range: &Range<usize>, quantity: &Quantity) -> bool {
    let radius = ["服务半径", "半径", "见绿", "见园", "大道", "跑"].iter().any(|word| line.starts(range.end, word));
    quantity.unit.contains('伏') && !line.starts(range.end, "安") || radius
}

/// 10亿元以上8个: the class stands right before its count.
fn counted_next(tokens: &[Token], place: usize) -> bool {
    matches!(tokens.get(place + 1).map(|token| &token.kind), Some(Kind::Quantity(next)) if next.sort == Sort::Count)
}

/// 亿元项目30个: the money names the sort of thing that is counted behind it.
fn counted_behind(line: &Line, tokens: &[Token], place: usize, open: bool) -> bool {
    const KINDS: &[&str] = &[
        "项目",
        "企业",
        "产业",
        "集群",
        "楼宇",
        "园区",
        "工业",
        "服务业",
        "制造业",
        "重大",
        "税收",
        "税源",
        "单体",
        "现代",
        "重点",
        "优质",
        "乡镇",
        "街道",
        "村",
        "强",
        "大项目",
        "龙头",
        "先进",
        "特色",
        "级",
    ];
    let (Some(here), Some(text), Some(next)) = (tokens.get(place), tokens.get(place + 1), tokens.get(place + 2)) else {
        return false;
    };
    let counted = matches!(&next.kind, Kind::Quantity(next) if matches!(next.sort, Sort::Count));
    let named = KINDS.iter().any(|word| line.starts(here.range.end, word));
    text.kind == Kind::Text && (named && (open || counted) || open && counted)
        || named
            && place
                .checked_sub(1)
                .and_then(|before| tokens.get(before))
                .is_some_and(|before| matches!(&before.kind, Kind::Quantity(before) if before.sort == Sort::Count))
}

/// 15分钟便民生活圈, 24小时自助: a time that names something; 压缩至3小时 is a value.
fn time_names_something(line: &Line, range: &Range<usize>, quantity: &Quantity) -> bool {
    let governed = words::governor(line, 0, range.start).map(|(governor, _)| governor);
    let soonest = ["最快", "最短", "仅需", "只需"].iter().any(|word| line.ends(range.start, word));
    let led = soonest
        || matches!(
            governed,
            Some(
                Governor::To
                    | Governor::ChangeTo
                    | Governor::From
                    | Governor::Up
                    | Governor::Down
                    | Governor::Binds(_)
                    | Governor::Average
                    | Governor::Sum
            )
        );
    let stop = matches!(line.at(range.end), ',' | '。' | ';' | '、' | '\0' | '(' | ')');
    let months = quantity.unit.contains('月') || quantity.unit == "周" || quantity.unit.contains("季度");
    !(led || stop && !months || quantity.bound == Some(Comparator::Within) && !months)
}
