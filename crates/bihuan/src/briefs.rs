//! Briefs on the command line: which template and which district are meant, and what the record says.

use std::sync::Arc;

use bihuan_core::calendar::Period;
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::model::BriefRule;
use bihuan_office::{Law, Office};
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::orders::{Hands, known, office_of};

/// Compiles a brief: from the author's draft where there is one, else from the template.
pub fn compile(
    hands: &Hands<'_>,
    district: Option<&DistrictCode>,
    template: &str,
    period: &str,
) -> Result<Json, Failure> {
    let office = office_of(hands)?;
    let law = office.law();
    let rule = named(&law, template)?;
    let district = &the_district(hands, office, district)?;
    let period = &of_rule(rule, period)?;
    let brief = match office.brief_draft(district, rule, period)? {
        Some(draft) => office.compiled_from(district, rule, &draft.text, period)?.0,
        None => office.compiled(district, rule, period)?,
    };
    serde_json::to_value(brief).map_err(|error| Failure::Work(error.to_string()))
}

fn named<'l>(law: &'l Law, template: &str) -> Result<&'l Arc<BriefRule>, Failure> {
    let found: Vec<&Arc<BriefRule>> =
        law.briefs().filter(|rule| rule.id == template || rule.name == template).collect();
    match found.as_slice() {
        [only] => Ok(only),
        [] => {
            let known: Vec<&str> = law.briefs().map(|rule| rule.id.as_str()).collect();
            let known = known.join(" ");
            Err(Failure::Use(format!(
                "没有模板 {template}，有的是：{known} · there is no template {template}; there are {known}"
            )))
        }
        several => {
            let known: Vec<&str> = several.iter().map(|rule| rule.id.as_str()).collect();
            let known = known.join(" ");
            Err(Failure::Use(format!(
                "几个事项包都有模板 {template}，请写全名：{known} · several packs have a template {template}; write one of {known}"
            )))
        }
    }
}

fn the_district(hands: &Hands<'_>, office: &Office, asked: Option<&DistrictCode>) -> Result<DistrictCode, Failure> {
    if let Some(code) = asked {
        known(hands, code)?;
        return Ok(code.clone());
    }
    let law = office.law();
    let all: Vec<DistrictCode> = law.directory.districts().map(|unit| unit.code.district()).collect();
    match all.as_slice() {
        [only] => Ok(only.clone()),
        _ => Err(Failure::Use(
            "这里有几个区，请用 --district 指明 · there are several districts; name one with --district".into(),
        )),
    }
}

fn of_rule(rule: &BriefRule, text: &str) -> Result<Period, Failure> {
    let period = Period::read(text).ok_or_else(|| {
        Failure::Use(format!(
            "--period {text}：写 2025、2025-Q2、2025-06 或 2025-W23 · write 2025, 2025-Q2, 2025-06 or 2025-W23"
        ))
    })?;
    let example = Period::of(rule.every, period.first);
    if period.every != rule.every {
        let title = &rule.title;
        return Err(Failure::Use(format!(
            "“{title}”按{}写，如 --period {example} · this template is for a {}, such as {example}",
            zh(rule.every),
            rule.every.word()
        )));
    }
    Ok(period)
}

fn zh(every: bihuan_core::calendar::Every) -> &'static str {
    use bihuan_core::calendar::Every;
    match every {
        Every::Day => "日",
        Every::Week => "周",
        Every::Month => "月",
        Every::Quarter => "季",
        Every::Year => "年",
    }
}
