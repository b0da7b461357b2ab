//! Open data through the office: an edition a day, entered in the record, and nothing in it that is not public.

use bihuan_core::casework::{Who, entered};
use bihuan_core::directory::DistrictCode;
use bihuan_office::open_data::{DataSet, Edition, REGISTER};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::desk::Desk;

fn district() -> DistrictCode {
    "420103".parse().unwrap()
}

/// A lamp that was answered and judged, published or not.
fn lamp(desk: &Desk, publish: bool) -> String {
    let form = json!({ "content": "合成：家里有病人", "category": "street-light", "phone": "13800000000",
        "place": { "unit": "420103001" }, "publish": publish });
    let case = desk.file(form).case;
    desk.step("clerk", &case.id.0, "dispatch", json!({ "lead_unit": "420103-urban-management" }));
    desk.step("handler", &case.id.0, "take", json!({}));
    desk.step("handler", &case.id.0, "reply", json!({ "reply": "合成：已更换灯头" }));
    desk.step("leader", &case.id.0, "approve", json!({}));
    desk.act(Who::Reporter, &case.id.0, "rate", json!({ "responded": true, "resolved": true, "satisfied": 5 }))
        .unwrap();
    case.number
}

fn file(desk: &Desk, name: &str) -> (Edition, String) {
    desk.office.open_data_file(&district(), name).unwrap()
}

#[test]
fn every_file_is_what_the_edition_says_and_holds_nothing_private() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let (secret, open) = (lamp(&desk, false), lamp(&desk, true));
    let names = DataSet::ALL.iter().flat_map(|set| set.files()).chain(["dictionary.json".to_owned()]);
    for name in names {
        let (edition, text) = file(&desk, &name);
        let told = edition.file(&name).unwrap();
        let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((told.bytes, &told.sha256), (text.len(), &hash), "{name}");
        for hidden in ["病人", "13800000000", "灯头", &secret] {
            assert!(!text.contains(hidden), "{name} holds {hidden}");
        }
    }
    let (_, matters) = file(&desk, "matters.csv");
    let line = matters.lines().find(|line| line.contains(&open)).unwrap();
    assert!(line.contains("\"closed\"") && line.ends_with("\"2025-09-25\",\"合成\""), "{line}");
    let figures: Json = serde_json::from_str(&file(&desk, "figures.json").1).unwrap();
    let received = figures["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["indicator"] == "hotline.received" && row["period"] == "2025-09" && row["unit"].is_null());
    assert_eq!(received.unwrap()["value"], "2", "{received:?}");
}

#[test]
fn an_edition_is_made_once_a_day_and_stands_in_the_record() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    lamp(&desk, true);
    let first = desk.office.open_data(&district()).unwrap();
    lamp(&desk, true);
    assert_eq!(desk.office.open_data(&district()).unwrap(), first, "until tomorrow it is the same");
    let proof = desk.office.open_data_proof(&district()).unwrap();
    let value: Json = serde_json::from_str(&proof.value).unwrap();
    assert!(proof.record.contains(&entered(&[(&first.key(), &value)])) && proof.record.contains(REGISTER));
    desk.office.advance_to("2025-09-26T09:00:00+08:00".parse().unwrap()).unwrap();
    let second = desk.office.open_data(&district()).unwrap();
    assert_eq!((second.date.to_string().as_str(), second.number), ("2025-09-26", 1));
    assert_eq!(second.file("matters.csv").unwrap().rows, 2);
    assert_eq!(file(&desk, "matters.csv").0, second);
    let checked = desk.office.ledger().verify(&bihuan_office::checks()).unwrap();
    assert!(checked.wrong.is_none(), "{:?}", checked.wrong);
}
