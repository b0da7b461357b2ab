//! Lists out and in again: as they are shown, by number, each row once; and one case as an archive.

use std::io::{Cursor, Read};

use bihuan_core::casework::Who;
use bihuan_ledger::{Cases, Ledger};
use bihuan_office::import::{Layout, Outcome, Plan, known_columns};
use bihuan_text::table::{self, Cell, Column, Kind, Row, Workbook};
use serde_json::Value as Json;

use crate::house::{Answer, House, Visitor};

const TYPE: &str = "hotline.request";

fn words(row: &Row) -> Vec<String> {
    row.cells.iter().map(Cell::words).collect()
}

fn csv(rows: &[&[&str]]) -> Vec<u8> {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    lines.join("\n").into_bytes()
}

async fn send(who: &Visitor<'_>, name: &str, bytes: &[u8]) -> Answer {
    let start = who.get("/desk/import").await.want(200);
    let file = [("file", name, "application/octet-stream", bytes)];
    who.upload(&start, "/desk/import", &[("type", TYPE)], &file).await
}

/// Sends a table and opens what would come of it.
async fn looked(who: &Visitor<'_>, name: &str, bytes: &[u8]) -> (String, Answer) {
    let at = send(who, name, bytes).await.want(303).location;
    let page = who.get(&at).await.want(200);
    (at, page)
}

async fn taken(who: &Visitor<'_>, at: &str, page: &Answer) -> Answer {
    let to = who.fill(page, at, &[("step", "take")]).await.want(303).location;
    who.get(&to).await.want(200)
}

fn cases(house: &House) -> usize {
    let query = bihuan_ledger::CaseQuery { limit: 200, ..Default::default() };
    house.ledger.cases(&query).unwrap().items.len()
}

#[tokio::test]
async fn a_list_goes_out_as_it_is_shown_and_one_changed_row_comes_back_once() {
    let house = House::new();
    let numbers: Vec<String> = (0..3).map(|_| house.lamp().number).collect();
    let clerk = house.staff("clerk");
    let page = clerk.get("/desk/supervise").await.want(200);
    assert!(page.says("as=xlsx") && page.says("as=csv"));
    let book = clerk.get("/desk/supervise?as=xlsx").await.want(200);
    let rows = table::read(&book.bytes).unwrap();
    let head = words(&rows[0]);
    assert_eq!(head, ["栏目", "编号", "事项", "单位", "环节", "收到", "时限", "时限·状态", "标记"]);
    assert!(matches!(rows[1].cells[6], Cell::Moment(_)), "a date is a date: {:?}", rows[1]);
    assert_eq!(rows[1].cells[8].words(), "合成");
    let as_text = table::read(&clerk.get("/desk/supervise?as=csv").await.want(200).bytes).unwrap();
    assert_eq!(as_text.iter().map(words).collect::<Vec<_>>(), rows.iter().map(words).collect::<Vec<_>>());

    let mut columns: Vec<Column> = head.iter().map(|title| Column::new(title.as_str(), Kind::Text)).collect();
    columns.extend(["办理动作", "主办单位"].map(|title| Column::new(title, Kind::Text)));
    let mut book = Workbook::begin("督办", &columns).unwrap();
    for row in &rows[1..] {
        let mut cells = row.cells.clone();
        cells.resize(head.len(), Cell::Empty);
        if cells[1].words() == numbers[1] {
            cells.extend([Cell::from("派单"), Cell::from("城管部门")]);
        }
        book.push(&cells).unwrap();
    }
    let (at, look) = looked(&clerk, "督办.xlsx", &book.finish().unwrap()).await;
    assert!(look.says("将办理") && look.says("收下 1 行") && look.says("不变"), "{}", look.main());
    let before = house.office.read(&numbers[1], &Who::Kernel).unwrap().version;
    let done = taken(&clerk, &at, &look).await;
    assert!(done.says("已收 1 行"), "{}", done.main());
    let after = house.office.read(&numbers[1], &Who::Kernel).unwrap();
    assert!(after.version > before && after.values.contains_key("lead_unit"));
    taken(&clerk, &at, &look).await;
    assert_eq!(
        house.office.read(&numbers[1], &Who::Kernel).unwrap().version,
        after.version,
        "a second press adds nothing"
    );
    assert_eq!(cases(&house), 3);
}

#[tokio::test]
async fn any_page_with_a_list_is_taken_along_to_its_last_page() {
    let house = House::new();
    let mut numbers: Vec<String> = (0..53).map(|_| house.lamp().number).collect();
    let clerk = house.staff("clerk");
    let page = clerk.get("/desk").await.want(200);
    assert!(page.says("/desk?as=xlsx") && page.says("rel=\"next\""));
    let rows = table::read(&clerk.get("/desk?as=xlsx").await.want(200).bytes).unwrap();
    let mut found: Vec<String> = rows[1..].iter().map(|row| row.cells[0].words()).collect();
    found.sort();
    numbers.sort();
    assert_eq!((words(&rows[0])[..2].to_vec(), found), (vec!["编号".to_owned(), "事项".to_owned()], numbers));
    let stranger = house.stranger().get("/desk?as=xlsx").await.want(200);
    assert!(stranger.says("type=\"password\""), "who is not signed in gets the form and no list");
    let one = clerk.get(&format!("/desk/cases/{}?as=csv", rows[1].cells[0].words())).await.want(200);
    assert!(one.bytes.starts_with("\u{feff}".as_bytes()));
}

#[tokio::test]
async fn rows_are_filed_and_those_that_are_not_come_back_to_be_mended() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let rows: [&[&str]; 6] = [
        &["2026年诉求登记表", "", "", ""],
        &["诉求内容*", "诉求类别", "联系电话", "发生地点·街道社区"],
        &["合成：路灯不亮", "street-light", "13800000000", "420103001"],
        &["", "", "13800000000", ""],
        &["合成：=1+1", "没有的类别", "12", ""],
        &["\"=HYPERLINK(\"\"http://x\"\")\"", "", "", "不存在的街道"],
    ];
    let text = String::from_utf8(csv(&rows)).unwrap();
    let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
    let (at, look) = looked(&clerk, "登记.csv", &gb).await;
    assert!(look.says("收下 1 行") && look.says("不收 3 行"), "{}", look.main());
    assert!(look.says("请填写诉求内容") && look.says("没有这个选项") && look.says("电话号码不对"));
    insta::assert_snapshot!("import_look", look.main().replace(&at, "/desk/import/…"));
    assert_eq!(cases(&house), 0, "looking writes nothing");
    let done = taken(&clerk, &at, &look).await;
    assert!(done.says("已登记") && done.says("不收 3 行"));
    assert_eq!(cases(&house), 1);

    let refused = clerk.get(&format!("{at}/refused")).await.want(200);
    let mut sheet = String::new();
    let mut parts = zip::ZipArchive::new(Cursor::new(&refused.bytes[..])).unwrap();
    parts.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "no cell is a formula");
    let back = table::read(&refused.bytes).unwrap();
    assert_eq!(words(&back[0]), ["诉求内容*", "诉求类别", "联系电话", "发生地点·街道社区", "未收原因"]);
    assert_eq!(back.len(), 4);
    assert!(back[2].cells[4].words().contains("诉求类别：没有这个选项"), "{:?}", back[2]);
    let mended = csv(&[
        &["诉求内容*", "诉求类别", "联系电话", "未收原因"],
        &["合成：已改", "路灯不亮", "13800000001", "诉求类别：没有这个选项"],
    ]);
    let (at, look) = looked(&clerk, "不收的行.csv", &mended).await;
    taken(&clerk, &at, &look).await;
    assert_eq!(cases(&house), 2, "{}", look.main());
}

#[tokio::test]
async fn pasted_cells_take_the_same_way_and_headings_are_remembered() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let start = clerk.get("/desk/import").await.want(200);
    let pasted = "情况描述\t电话\n合成：井盖松动\t13800000000\n";
    let at = clerk.fill(&start, "/desk/import", &[("type", TYPE), ("cells", pasted)]).await.want(303).location;
    let look = clerk.get(&at).await.want(200);
    assert!(look.says("还缺必填的栏目：诉求内容"), "{}", look.main());
    let set = [("column-0", "content"), ("column-1", "phone"), ("step", "columns")];
    let to = clerk.fill(&look, &at, &set).await.want(303).location;
    let look = clerk.get(&to).await.want(200);
    assert!(look.says("收下 1 行"));
    taken(&clerk, &at, &look).await;
    assert_eq!(cases(&house), 1);
    let (_, again) = looked(&clerk, "明年.csv", "情况描述,电话\n合成：又一件,13800000000\n".as_bytes()).await;
    assert!(again.says("收下 1 行"), "last year's headings are known: {}", again.main());
}

#[tokio::test]
async fn a_crash_between_two_rows_adds_nothing_twice() {
    let house = House::new();
    let rows = table::read(&csv(&[&["诉求内容"], &["合成：一"], &["合成：二"], &["合成：三"]])).unwrap();
    let law = house.office.law();
    let rules = law.types().find(|(_, rules)| rules.id.0 == TYPE).map(|(_, rules)| rules.clone()).unwrap();
    let layout = Layout::recognise(&known_columns(&law, &rules), &rows, &Default::default());
    let plan = |rows| Plan {
        who: &Who::Kernel,
        caller: "test".into(),
        rules: rules.clone(),
        district: "420103".parse().unwrap(),
        channel: "table".into(),
        rows,
        layout: layout.clone(),
        action: None,
        file: "one-file".into(),
        again: None,
    };
    let first = plan(&rows[..3]).carry_out(&house.office).unwrap();
    let whole = plan(&rows).carry_out(&house.office).unwrap();
    let number = |outcome: &Outcome| match outcome {
        Outcome::Taken { number, .. } => number.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(cases(&house), 3);
    assert_eq!(number(&first[1].outcome), number(&whole[1].outcome));
    let changed = table::read(&csv(&[&["诉求内容"], &["合成：另一件"]])).unwrap();
    let told = plan(&changed).carry_out(&house.office).unwrap();
    assert!(matches!(&told[0].outcome, Outcome::Refused(why) if why[0].code == "key-reused"), "{told:?}");
    assert_eq!(cases(&house), 3);
}

#[tokio::test]
async fn a_table_that_comes_again_on_another_day_is_known_row_by_row() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let table =
        csv(&[&["诉求内容", "诉求类别"], &["合成：甲路灯不亮", "street-light"], &["合成：乙路灯不亮", "street-light"]]);
    let (at, look) = looked(&clerk, "登记.csv", &table).await;
    assert!(!look.says("name=\"again\""), "a new table asks nothing");
    taken(&clerk, &at, &look).await;
    assert_eq!(cases(&house), 2);
    // What a day keeps is gone, and another officer sends the same rows with a third one.
    house.ledger.sweep(jiff::Timestamp::now().checked_add(jiff::SignedDuration::from_hours(48)).unwrap()).unwrap();
    let other = house.staff("supervisor");
    let (at, look) = looked(&other, "同一份.csv", &table).await;
    assert!(
        look.says("2 行以前收过") && look.says("2025-09-25 由 clerk 收下") && look.says("name=\"again\""),
        "{}",
        look.main()
    );
    let done = taken(&other, &at, &look).await;
    assert!(done.says("以前收过") && cases(&house) == 2, "without the tick nothing is taken: {}", done.main());

    let clerk = house.staff("clerk");
    let (at, look) = looked(&clerk, "同一份.csv", &table).await;
    let (_, rest) = look.html.split_once("name=\"again\"").unwrap();
    let name = rest.split_once("value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    for _ in 0..2 {
        clerk.fill(&look, &at, &[("step", "take"), ("again", &name)]).await.want(303);
    }
    assert_eq!(cases(&house), 4, "taken once more on purpose, and a second press adds nothing");
    assert!(house.ledger.verify(&bihuan_office::checks()).unwrap().wrong.is_none());
}

#[tokio::test]
async fn what_is_no_table_is_told_and_nobody_sees_anothers() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let wrong = send(&clerk, "报告.pdf", b"%PDF-1.7").await.want(422);
    assert!(wrong.says("这不是表格"));
    let old = send(&clerk, "旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").await.want(422);
    assert!(old.says("另存为"));
    let many = "一\n".repeat(table::MOST_ROWS + 1);
    assert!(send(&clerk, "多.csv", many.as_bytes()).await.want(422).says("50,000"));
    let (at, _) = looked(&clerk, "a.csv", &csv(&[&["诉求内容"], &["合成"]])).await;
    house.staff("supervisor").get(&at).await.want(404);
    assert!(house.stranger().get("/desk/import").await.want(200).says("type=\"password\""));
    let template = clerk.get(&format!("/desk/import/template?type={TYPE}")).await.want(200);
    let head = words(&table::read(&template.bytes).unwrap()[0]);
    assert_eq!(head[..3], ["诉求内容（必填）", "诉求类别", "诉求性质"]);
    let english = house.staff("clerk").in_english().get("/desk/import").await.want(200);
    assert!(english.says("File and act by table"));
}

#[tokio::test]
async fn one_case_is_taken_along_as_an_archive_of_what_its_reader_may_see() {
    let house = House::new();
    let case = house.dispatched();
    house.settled();
    let path = format!("/desk/cases/{}/archive", case.number);
    let page = house.staff("clerk").get(&format!("/desk/cases/{}", case.number)).await.want(200);
    assert!(page.says(&path));
    let file = |bytes: &[u8], name: &str| {
        let mut text = String::new();
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let clerks = house.staff("clerk").get(&path).await.want(200).bytes;
    let record = file(&clerks, "record.html");
    assert!(record.contains(&case.number) && record.contains("合成") && record.contains("&lt;三天了&gt;"));
    assert!(!record.contains("<script") && !record.contains("href=\"/") && !record.contains("<form"), "{record}");
    let events: Json = serde_json::from_str(&file(&clerks, "events.json")).unwrap();
    assert!(events.as_array().is_some_and(|events| events.len() > 3));
    let receipt: Json = serde_json::from_str(&file(&clerks, "proof/receipt.json")).unwrap();
    assert_eq!((receipt["number"].as_str(), receipt.get("code")), (Some(case.number.as_str()), None));
    assert!(file(&clerks, "proof/README.txt").contains("verify-receipt"));
    let auditors = house.staff("auditor").get(&path).await.want(200).bytes;
    for name in ["record.html", "case.json", "events.json"] {
        assert!(!file(&auditors, name).contains("13800000000"), "{name} holds what an auditor may not see");
    }
    assert!(house.stranger().get(&path).await.want(200).says("type=\"password\""));
    let looks = bihuan_ledger::Vault::looks(house.ledger.as_ref(), "420103", &case.id.0).unwrap();
    assert!(looks.iter().any(|look| look.purpose == "export" && look.who == "auditor"));
}
