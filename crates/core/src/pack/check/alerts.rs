//! Alerts can open what they are for: the form is filled with what fits, and lines of requests are never about one person.

use rust_decimal::Decimal;

use crate::figures::alert::Source;
use crate::figures::number::amount;
use crate::pack::diagnostic::Findings;
use crate::pack::model::{Alert, CaseType, Field, FieldType, Pack};

/// Fewest people whose like requests may be told of.
const FEWEST: i64 = 5;

/// Checks the alerts of a pack.
pub fn check(pack: &Pack, out: &mut Findings) {
    for alert in pack.alerts.values() {
        let case = alert.opens.0.split_once('.').and_then(|(_, name)| pack.cases.get(name));
        bursts(alert, out);
        let Some(case) = case else { continue };
        whole(alert, case, out);
        alert.form.iter().for_each(|(name, words)| {
            if let Some(field) = case.form.iter().find(|field| field.name == *name) {
                fits((alert, case), field, words, out);
            }
        });
    }
}

/// A topic is told by several people, and one that may be about anything stands alone: it has no place in common with
/// another line but by chance.
fn bursts(alert: &Alert, out: &mut Findings) {
    for signal in &alert.rule.signals {
        let Source::Burst { about } = &signal.source else { continue };
        if signal.line.opens_at < Decimal::from(FEWEST) {
            let message = format!("同类诉求多发写了 {} 人，会显出是谁", signal.line.opens_at);
            out.error(alert.span, "burst-of-few", message).help(format!("`opens_at` 至少 {FEWEST} 人"));
        }
        if about.is_empty() && alert.rule.signals.len() > 1 {
            let message = "`burst: any` 每个类别各看各的，不能与别的线合在一起看";
            out.error(alert.span, "burst-of-anything", message)
                .help("写明类别，如 `burst: [drainage]`，或单独成一项预警");
        }
    }
}

/// What the form asks of everybody is filled.
fn whole(alert: &Alert, case: &CaseType, out: &mut Findings) {
    let asked = case.form_through(Alert::CHANNEL).iter().filter(|field| field.required);
    for field in asked.filter(|field| !alert.form.contains_key(&field.name)) {
        let message = format!("事项 `{}` 必填“{}”，预警没有填", alert.opens.0, field.title);
        out.error(alert.span, "alert-leaves-out", message).help(format!("在 `form:` 里写 `{}: …`", field.name));
    }
}

/// What is written fits the field's type; nobody's own data can come from a sensor.
fn fits((alert, case): (&Alert, &CaseType), field: &Field, words: &str, out: &mut Findings) {
    let at = alert.places.get(&field.name).copied().unwrap_or(alert.span);
    let one = |gap: &str| words == format!("{{{gap}}}");
    let plain = !words.contains('{');
    let wanted = match field.kind {
        _ if field.personal => Some("个人信息不能由预警填写"),
        FieldType::Text => None,
        FieldType::Unit => (!one("unit") && !plain).then_some("单位写 `\"{unit}\"`，或一个单位的代码"),
        FieldType::Place => (!one("unit") && !plain).then_some("地点写 `\"{unit}\"`"),
        FieldType::Decimal | FieldType::Number | FieldType::Money => {
            let number = one("value") || one("line") || amount(words).is_some();
            (!number).then_some("数字写 `\"{value}\"`、`\"{line}\"`，或一个数")
        }
        FieldType::Integer => words.parse::<i64>().is_err().then_some("整数写一个数"),
        FieldType::Date => {
            let day = one("day") || words.parse::<jiff::civil::Date>().is_ok();
            (!day).then_some("日期写 `\"{day}\"`，或一个日期")
        }
        FieldType::Boolean => (!["true", "false"].contains(&words)).then_some("写 `true` 或 `false`"),
        FieldType::Term => (!is_term(case, field, words)).then_some("写词表里的一个代码"),
        _ => Some("这一类字段不能由预警填写"),
    };
    if let Some(wanted) = wanted {
        let message = format!("字段“{}”不能填 `{words}`", field.title);
        out.error(at, "alert-misfits", message).help(wanted);
    }
}

fn is_term(case: &CaseType, field: &Field, code: &str) -> bool {
    let vocabulary = field.vocabulary.as_ref().and_then(|name| case.vocabularies.get(name));
    vocabulary.is_some_and(|vocabulary| vocabulary.terms.iter().any(|term| term.code == code))
}
