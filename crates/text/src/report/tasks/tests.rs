//! Sentences of a plan part, each with the tasks that it binds the government to.

use proptest::prelude::*;

use super::*;

fn commitments(text: &str, role: Role) -> Vec<Commitment> {
    let mut clean = Clean::default();
    text.chars().enumerate().for_each(|(place, letter)| clean.push(letter, place));
    let passage = Passage { range: 0..clean.len(), role, heading: false, under: None };
    let setting = Setting { year_reviewed: Some(2023), year_planned: Some(2024), region: None };
    Parsed::of(&clean, &passage, &setting).map(|parsed| read(&clean, &passage, &setting, &parsed)).unwrap_or_default()
}

fn say(text: &str) -> Vec<String> {
    let short = |task: &Commitment| match task.quantity {
        Some(quantity) => format!("{} = {quantity}{}", task.quote, task.unit.as_deref().unwrap_or("")),
        None => task.quote.clone(),
    };
    commitments(text, Role::Plan).iter().map(short).collect()
}

#[test]
fn counted_tasks_are_one_for_each_number() {
    for (sentence, expected) in [
        ("新建公园5个、绿道10公里。", vec!["新建公园5个 = 5个", "绿道10公里 = 10公里"]),
        ("引育20家数字经济重点企业。", vec!["引育20家数字经济重点企业 = 20家"]),
        ("力争家庭医生签约突破15万人次。", vec!["家庭医生签约突破15万人次 = 15万人次"]),
        ("一是改造老旧电梯300部;二是新建幼儿园10所。", vec!["改造老旧电梯300部 = 300部", "新建幼儿园10所 = 10所"]),
        ("完成房屋征收110万平方米以上。", vec!["完成房屋征收110万平方米 = 110万平方米"]),
        ("改造老旧小区72个、建筑面积186万平方米。", vec!["改造老旧小区72个 = 72个"]),
        ("提取专项资金补充资本2000亿元。", vec!["提取专项资金补充资本2000亿元 = 2000亿元"]),
        ("拟发行特别国债1万亿元。", vec!["拟发行特别国债1万亿元 = 1万亿元"]),
        ("向阳路等20条道路建成通车。", vec!["向阳路等20条道路 = 20条"]),
    ] {
        assert_eq!(say(sentence), expected, "{sentence}");
    }
}

#[test]
fn tasks_in_words_open_with_a_verb_of_doing() {
    for (sentence, expected) in [
        ("加快智慧商圈建设,深入推进城市更新。", vec!["加快智慧商圈建设", "深入推进城市更新"]),
        ("分片分类推动城市更新。", vec!["推动城市更新"]),
        ("有选择地承接产业转移。", vec!["承接产业转移"]),
        ("围绕骨干企业做好服务保障。", vec!["做好服务保障"]),
        ("对已建成驿站进行星级评定。", vec!["对已建成驿站进行星级评定"]),
        ("为残疾人购买医疗保险。", vec!["为残疾人购买医疗保险"]),
        ("坚持人民至上,让群众更有获得感。", vec![]),
        ("重点抓好五个方面的工作。", vec![]),
        ("构建了健全的服务体系。", vec![]),
        ("持续为基层减负,逐项补齐短板。", vec!["为基层减负", "补齐短板"]),
        ("围绕文娱、运动等方面推出优质产品。", vec!["推出优质产品"]),
        ("将缴费比例由20%降至17%。", vec!["缴费比例由20%降至17% = 17%"]),
        ("研发投入强度达到3%,将以更大力度优化营商环境。", vec!["将以更大力度优化营商环境"]),
        ("提振消费方面,牢固树立为民理念,狠抓落实、善作善成。", vec![]),
        ("做好今年工作,要把稳字摆在突出位置。", vec![]),
    ] {
        assert_eq!(say(sentence), expected, "{sentence}");
    }
}

#[test]
fn statistics_frames_and_closings_are_no_tasks() {
    for sentence in [
        "地区生产总值增长7%,城镇登记失业率控制在4%以内。",
        "实现金融业增加值450亿元。",
        "总体要求是:推进高质量发展,加强民生保障。",
        "主要预期目标是:新增就业2万人。",
        "各位代表!推进现代化建设,谱写新的篇章。",
        "做强优势产业。坚持人民至上。",
    ] {
        assert_eq!(say(sentence), Vec::<String>::new(), "{sentence}");
    }
    assert!(commitments("新建公园5个。", Role::Review).is_empty());
}

#[test]
fn a_list_annexed_to_the_report_binds_by_its_numbers() {
    let found = commitments("新建公办幼儿园8所。加强管理。", Role::Other);
    assert_eq!(found.iter().map(|task| task.quantity).collect::<Vec<_>>(), [Some(8.0)]);
}

proptest! {
    #[test]
    fn any_text_is_read_and_quotes_stand_in_it(text in "\\PC{0,120}") {
        let length = text.chars().count();
        for task in commitments(&text, Role::Plan) {
            prop_assert!(task.span.start < task.span.end && task.span.end <= length);
        }
    }
}

#[test]
fn below_a_list_of_goals_a_phrase_of_its_own_opens_tasks() {
    let under = |text: &str| {
        let mut clean = Clean::default();
        text.chars().enumerate().for_each(|(place, letter)| clean.push(letter, place));
        let under = Some("二、今后五年的总体要求和奋斗目标".to_owned());
        let passage = Passage { range: 0..clean.len(), role: Role::Plan, heading: false, under };
        let setting = Setting { year_reviewed: Some(2023), year_planned: Some(2024), region: None };
        let parsed = Parsed::of(&clean, &passage, &setting);
        parsed.map(|parsed| read(&clean, &passage, &setting, &parsed).len()).unwrap_or_default()
    };
    assert_eq!(under("——建设活力新城。建成产业园2个,推动老街改造。"), 2);
    assert_eq!(under("建成产业园2个,地区生产总值突破500亿元。"), 0);
}
