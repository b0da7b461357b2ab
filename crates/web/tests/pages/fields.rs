//! A pack's fields as a form, and back.

use bihuan_core::casework::Refusal;
use bihuan_core::casework::refusal::Fault;
use bihuan_web::fields::{Fields, Sent};
use bihuan_web::phrases::Form;
use bihuan_web::words::{Lang, Words};
use serde_json::json;

use crate::house::{House, tidy};

fn sent(pairs: &[(&str, &str)]) -> Sent {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Sent { pairs, papers: Vec::new() }
}

#[test]
fn a_form_shows_every_field_with_what_was_typed_and_what_was_wrong() {
    let house = House::new();
    let law = house.office.law();
    let (_, rules) = law.types().find(|(_, rules)| rules.open311).unwrap();
    let district = "420103".parse().unwrap();
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let fields = Fields::of_type(&law, lang, rules, &district);
        let typed = sent(&[("content", "路灯 <不亮>"), ("phone", "99999999999"), ("category", "street-light")]);
        let refusal = Refusal::invalid(vec![
            Fault::new("/form/phone", "not-a-phone", "电话号码不对", "Not a telephone number."),
            Fault::new("/form/place", "not-a-place", "请给出地点", "Give a place."),
        ]);
        let errors = fields.errors(&refusal, "/form", "form");
        let form = Form::new(Words::of(lang), &typed.pairs, &errors);
        let html = form.error_summary().then(fields.controls(&form));
        insta::assert_snapshot!(format!("form_of_a_request_{name}"), tidy(html.as_str()));
    }
}

#[test]
fn what_was_sent_is_the_contracts_json() {
    let house = House::new();
    let law = house.office.law();
    let district = "420103".parse().unwrap();
    let (_, rules) = law.types().find(|(_, rules)| rules.open311).unwrap();
    let fields = Fields::of_type(&law, Lang::Zh, rules, &district);
    let typed = sent(&[
        ("content", "路灯不亮"),
        ("category", ""),
        ("place-unit", "420103001"),
        ("place-address", "示例路 12 号"),
        ("place-lon", ""),
        ("anonymous", "true"),
        ("pictures", "sha256-a"),
        ("pictures", "sha256-b"),
        ("csrf", "not a field"),
    ]);
    let read = json!({
        "content": "路灯不亮",
        "place": { "unit": "420103001", "address": "示例路 12 号" },
        "anonymous": true,
        "pictures": ["sha256-a", "sha256-b"],
    });
    assert_eq!(serde_json::Value::Object(fields.read(&typed)), read);
    let has = |rules: &bihuan_core::pack::CaseType, name| rules.form.iter().any(|field| field.name == name);
    let (_, tasks) = law.types().find(|(_, rules)| has(rules, "year") && has(rules, "quantity")).unwrap();
    let fields = Fields::of_type(&law, Lang::Zh, tasks, &district);
    let typed =
        sent(&[("due-year", "2026"), ("due-month", "3"), ("due-day", "1"), ("year", "二"), ("quantity", "1.5")]);
    let read = json!({ "quantity": "1.5", "year": "二", "due": "2026-03-01" });
    assert_eq!(serde_json::Value::Object(fields.read(&typed)), read);
}
