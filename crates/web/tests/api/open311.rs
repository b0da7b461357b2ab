//! Open311 GeoReport v2: one structure in two formats, only what is public, and refusals as the standard writes them.

use axum::http::Method;
use bihuan_web::identity::{Scope, tokens};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};

use super::town::{Answer, Caller, LEAD, Town};

const HERE: &str = "jurisdiction_id=420103&service_code=street-light";

async fn send(caller: &Caller<'_>, format: &str, form: &str) -> Answer {
    let kind = "application/x-www-form-urlencoded; charset=utf-8";
    let path = format!("/open311/v2/requests.{format}");
    caller.send(Method::POST, &path, Some(kind), form.as_bytes().to_vec()).await
}

/// Percent signs for everything that is not plain.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Files what is said at an address; number and code.
async fn filed(caller: &Caller<'_>, description: &str, more: &str) -> (String, String) {
    let place = escaped("合成路 1 号");
    let form = format!("{HERE}&address_string={place}&description={}{more}", escaped(description));
    let answer = send(caller, "json", &form).await.want(201).json;
    let notice = answer[0]["service_notice"].as_str().unwrap().to_owned();
    let code = notice.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| word.len() == 12).unwrap();
    (answer[0]["service_request_id"].as_str().unwrap().to_owned(), code.to_owned())
}

/// Every error has the code of the answer, and a sentence that says this.
fn refused(answer: Answer, status: u16, says: &str) {
    let answer = answer.want(status);
    assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
    let errors = answer.json.as_array().unwrap();
    assert!(errors.iter().all(|error| error["code"] == status && error["description"].is_string()), "{errors:?}");
    assert!(answer.text().contains(says), "{}", answer.text());
}

/// The text of the first element of this name.
fn element(xml: &str, name: &str) -> Option<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut inside, mut text) = (false, String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) if start.name().as_ref() == name => inside = true,
            Event::Empty(empty) if empty.name().as_ref() == name => return Some(String::new()),
            Event::End(end) if end.name().as_ref() == name => return Some(text),
            Event::Text(part) if inside => text.push_str(&part),
            Event::GeneralRef(of) if inside => match of.resolve_char_ref().unwrap() {
                Some(c) => text.push(c),
                None => text.push_str(quick_xml::escape::resolve_predefined_entity(&of).unwrap()),
            },
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[tokio::test]
async fn services_are_the_terms_with_their_attributes() {
    let town = Town::new();
    let services = town.anybody().get("/open311/v2/services.json?jurisdiction_id=420103&lang=en").await.want(200).json;
    let light = services.as_array().unwrap().iter().find(|service| service["service_code"] == "street-light").unwrap();
    insta::assert_json_snapshot!("open311-service", light);
    let path = "/open311/v2/services/street-light";
    let definition = town.anybody().get(&format!("{path}.json?jurisdiction_id=420103")).await.want(200).json;
    let told: Vec<(&str, &str, bool)> = definition["attributes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let listed = it["values"].as_array().is_some_and(|values| !values.is_empty());
            (it["code"].as_str().unwrap(), it["datatype"].as_str().unwrap(), listed)
        })
        .collect();
    let list = "singlevaluelist";
    let expected = [("kind", list), ("anonymous", list), ("about", list), ("show_name", list), ("publish", list)];
    assert_eq!(told, expected.map(|(code, datatype)| (code, datatype, true)));
    let xml = town.anybody().get(&format!("{path}.xml?jurisdiction_id=420103")).await.want(200);
    assert_eq!(xml.header("content-type"), "text/xml; charset=utf-8");
    assert_eq!(element(&xml.text(), "service_code").as_deref(), Some("street-light"));
    let units = town.anybody().get(&format!("{path}.json")).await.want(200).json;
    let about = units["attributes"].as_array().unwrap().iter().find(|it| it["code"] == "about").unwrap();
    assert_eq!(about["datatype"], "string", "without a jurisdiction nobody knows whose units to list");
    let long = town.anybody().get("/open311/v2/services/hotline.request.street-light.json").await.want(200).json;
    assert_eq!(long["service_code"], "street-light");
}

#[tokio::test]
async fn discovery_tells_where_and_in_which_formats() {
    let town = Town::new();
    let told = town.anybody().with("host", "bihuan.example").get("/open311/v2/discovery.json").await.want(200).json;
    let endpoint = &told["endpoints"][0];
    assert_eq!(endpoint["url"], "http://bihuan.example/open311/v2");
    assert_eq!(endpoint["type"], "test");
    assert_eq!(endpoint["formats"], json!(["application/json", "text/xml"]));
    let xml = town.anybody().get("/open311/v2/discovery.xml").await.want(200).text();
    assert!(xml.contains("<formats><format>application/json</format>"), "{xml}");
}

#[tokio::test]
async fn what_is_filed_stands_in_its_fields_and_what_is_personal_in_the_vault() {
    let town = Town::new();
    let more = "&lat=30.601&long=114.27&phone=13900001234&last_name=%E7%A4%BA&first_name=%E4%BE%8B&email=a%40b.example&device_id=7\
                &media_url=https%3A%2F%2Fpictures.example%2F1.jpg&attribute%5Bkind%5D=complaint&attribute%5Bpublish%5D=true";
    let (number, code) = filed(&town.anybody(), "合成：路灯不亮", more).await;
    let seen = town.user("clerk").get(&format!("/api/v1/cases/{number}")).await.want(200).json;
    assert_eq!(seen["type"], "hotline.request");
    let form = &seen["form"];
    assert_eq!(form["content"], "合成：路灯不亮\n图片链接：https://pictures.example/1.jpg");
    assert_eq!(
        (&form["category"], &form["kind"], &form["publish"]),
        (&json!("street-light"), &json!("complaint"), &json!(true))
    );
    assert_eq!(form["place"]["lat"], json!(30.601));
    assert!(form["place"]["unit"].as_str().unwrap().starts_with("420103"), "{form}");
    assert!(!seen.to_string().contains("b.example"), "this kind has nowhere to keep an address for mail");
    let own = town.holder(&code).get(&format!("/api/v1/cases/{number}")).await.want(200).json;
    assert_eq!((&own["form"]["name"], &own["form"]["phone"]), (&json!("示例"), &json!("13900001234")));
    let told = town.holder(&code).get(&format!("/open311/v2/requests/{number}.json")).await.want(200).json;
    assert_eq!(told[0]["description"], "合成：路灯不亮");
    assert_eq!(told[0]["media_url"], "https://pictures.example/1.jpg");
    assert_eq!((&told[0]["lat"], &told[0]["long"]), (&json!(30.601), &json!(114.27)));
    assert_eq!(told[0]["expected_datetime"], seen["due"]);
    assert_eq!(told[0]["requested_datetime"], seen["opened"]);
}

#[tokio::test]
async fn only_public_fields_of_what_one_may_know_of_are_told() {
    let town = Town::new();
    let stranger = town.anybody();
    let (number, code) = filed(&stranger, "合成：只给经办人看", "&attribute[publish]=true&phone=13900001234").await;
    let one = format!("/open311/v2/requests/{number}.json");
    let token = format!("/open311/v2/tokens/{number}.json");
    refused(stranger.get(&one).await, 404, "没有找到");
    refused(stranger.get(&token).await, 404, "没有找到");
    assert_eq!(stranger.get("/open311/v2/requests.json").await.want(200).json, json!([]));
    assert_eq!(
        stranger.get(&format!("/open311/v2/requests.json?service_request_id={number}")).await.want(200).json,
        json!([])
    );
    let clerk = town.user("clerk");
    let told = clerk.get(&one).await.want(200).json;
    assert_eq!((&told[0]["status"], &told[0]["service_code"]), (&json!("open"), &json!("street-light")));
    assert!(told[0]["description"].is_null() && told[0]["address"].is_null(), "not public: {told}");
    let known = clerk.get(&token).await.want(200).json;
    assert_eq!(known, json!([{ "service_request_id": number, "token": number }]));
    let case = json!({ "id": number });
    clerk.acts(&case, "dispatch", json!({ "lead_unit": LEAD })).await;
    town.user("handler").acts(&case, "take", json!({})).await;
    town.user("handler").acts(&case, "reply", json!({ "reply": "合成：已修好" })).await;
    town.user("leader").acts(&case, "approve", json!({})).await;
    let rating = json!({ "responded": true, "resolved": true, "satisfied": 5 });
    town.holder(&code).acts(&case, "rate", rating).await;
    let told = stranger.get(&one).await.want(200).json;
    assert_eq!(told[0]["status"], "closed");
    assert!(told[0]["status_notes"].as_str().unwrap().contains("合成：已修好"), "{told}");
    assert!(!told.to_string().contains("只给经办人看") && !told.to_string().contains("13900001234"), "{told}");
    let listed = |query: &str| {
        let path = format!("/open311/v2/requests.json?{query}");
        let stranger = stranger.clone();
        async move { stranger.get(&path).await.want(200).json.as_array().unwrap().len() }
    };
    assert_eq!(listed("").await, 1);
    assert_eq!(listed("status=closed&service_code=street-light,waste&jurisdiction_id=420103").await, 1);
    assert_eq!((listed("status=open").await, listed("service_code=waste").await), (0, 0));
    assert_eq!(listed("jurisdiction_id=420106").await, 0);
    assert_eq!(
        (listed("end_date=2026-03-09").await, listed("start_date=2026-03-10&end_date=2026-03-10").await),
        (0, 1)
    );
    assert_eq!(listed("start_date=2026-01-01T00:00:00Z").await, 1);
    assert_eq!(
        listed(&format!("service_request_id={number},unknown&status=open")).await,
        1,
        "numbers override all else"
    );
    let xml = stranger.get(&format!("/open311/v2/requests/{number}.xml")).await.want(200).text();
    assert_eq!(element(&xml, "service_request_id"), Some(number));
    assert_eq!(element(&xml, "description").as_deref(), Some(""));
}

#[tokio::test]
async fn refusals_are_written_as_the_standard_writes_them() {
    let town = Town::new();
    let anybody = town.anybody();
    let form = |text: &str| format!("description=x&address_string=y&{text}");
    refused(send(&anybody, "json", &form("jurisdiction_id=420103")).await, 400, "service_code");
    refused(send(&anybody, "json", &form("jurisdiction_id=420103&service_code=no-such")).await, 404, "service_code");
    refused(send(&anybody, "json", &form("service_code=waste")).await, 400, "jurisdiction_id");
    refused(send(&anybody, "json", &form("service_code=waste&jurisdiction_id=999999")).await, 404, "jurisdiction_id");
    refused(send(&anybody, "json", &format!("{HERE}&address_string=y")).await, 400, "description");
    refused(send(&anybody, "json", &format!("{HERE}&description=x")).await, 400, "address_string");
    refused(send(&anybody, "json", &format!("{HERE}&description=x&lat=30.6")).await, 400, "lat");
    refused(send(&anybody, "json", &format!("{HERE}&description=x&lat=a&long=b")).await, 400, "lat");
    refused(send(&anybody, "json", &format!("{}&media_url=javascript:x", form(HERE))).await, 400, "media_url");
    refused(send(&anybody, "json", &format!("{}&attribute[colour]=red", form(HERE))).await, 400, "attribute[colour]");
    refused(send(&anybody, "json", &format!("{}&attribute[kind]=red", form(HERE))).await, 400, "attribute[kind]");
    refused(send(&anybody, "json", &format!("{}&phone=1", form(HERE))).await, 400, "phone");
    refused(send(&anybody, "json", &format!("{}&api_key=nonsense", form(HERE))).await, 403, "令牌");
    refused(anybody.post("/open311/v2/requests.json", json!({})).await, 400, "application/x-www-form-urlencoded");
    for (path, status) in [
        ("services.json?jurisdiction_id=999999", 404),
        ("services/no-such.json", 404),
        ("services/street-light.yaml", 404),
        ("requests.json?status=lost", 400),
        ("requests.json?start_date=yesterday", 400),
        ("requests.json?start_date=2026-03-02&end_date=2026-03-01", 400),
        ("requests.json?start_date=2025-01-01&end_date=2026-03-01", 400),
        ("requests.json?service_code=no-such", 404),
        ("requests/420103000.json", 404),
        ("tokens/420103000.json", 404),
        ("nowhere.json", 404),
    ] {
        refused(anybody.get(&format!("/open311/v2/{path}")).await, status, "");
    }
    refused(anybody.send(Method::DELETE, "/open311/v2/requests.json", None, Vec::new()).await, 405, "");
    let english = anybody.with("accept-language", "en").get("/open311/v2/services/no-such.xml").await.want(404);
    assert_eq!(english.header("content-type"), "text/xml; charset=utf-8");
    let (code, said) = (element(&english.text(), "code"), element(&english.text(), "description"));
    assert!(english.text().contains("<errors><error><code>404</code>") && code.as_deref() == Some("404"));
    assert!(said.unwrap().is_ascii());
    assert_eq!(town.ledger().count_cases(&Default::default()).unwrap(), 0, "a refusal writes nothing");
}

#[tokio::test]
async fn a_key_is_a_bearer_token() {
    let town = Town::new();
    let issue = |scopes: &[Scope]| tokens::issue(town.office.ledger(), "clerk", scopes, 90).unwrap().token;
    let key = issue(&[Scope::Read, Scope::File]);
    let (number, _) = filed(&town.anybody(), "合成：路灯不亮", &format!("&api_key={key}")).await;
    let path = format!("/open311/v2/requests/{number}.json");
    town.anybody().get(&format!("{path}?api_key={key}")).await.want(200);
    town.anybody().with("authorization", &format!("Bearer {key}")).get(&path).await.want(200);
    let narrow = issue(&[Scope::Read]);
    let form = format!("{HERE}&description=x&address_string=y&api_key={narrow}");
    refused(send(&town.anybody(), "json", &form).await, 403, "file");
    refused(town.anybody().get(&format!("{path}?api_key=nonsense")).await, 403, "");
    let again = town.anybody().with("idempotency-key", "7b6f1c1e-9a3e-4a58-8a06-6a4f0f1e2d3c");
    let first = filed(&again, "合成：同一件", "").await;
    assert_eq!(filed(&again, "合成：同一件", "").await, first, "a phone in a tunnel files one request");
}

/// Whatever a resident says comes back as it was said, hostile or not, in both formats.
#[test]
fn any_text_comes_back_the_same() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let town = Town::new();
    let told = |text: &str| {
        runtime.block_on(async {
            let (number, code) = filed(&town.anybody(), text, "").await;
            let path = format!("/open311/v2/requests/{number}");
            let xml = town.holder(&code).get(&format!("{path}.xml")).await.want(200).text();
            let json = town.holder(&code).get(&format!("{path}.json")).await.want(200).json;
            (element(&xml, "description").unwrap(), json[0]["description"].clone())
        })
    };
    let said = proptest::string::string_regex(
        "[^\\p{Cc}\\u{FFFE}\\u{FFFF}]{0,40}[<>&'\"\\r\\n\\t\\]]{0,6}[^\\p{Cc}\\p{Z}\\u{FFFE}\\u{FFFF}]",
    )
    .unwrap();
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    runner
        .run(&said, |text| {
            prop_assert_eq!(told(&text), (text.clone(), Json::from(text)));
            Ok(())
        })
        .unwrap();
}
