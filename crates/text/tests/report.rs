//! Work reports are read whole, whatever they are made of, and every place that is given is true.

#![allow(clippy::expect_used)]

use bihuan_text::report::model::{Kind, Report, Role};
use bihuan_text::report::{Read, read, read_text};
use proptest::prelude::*;

/// An invented report in the manner of a district, each paragraph in a line.
const REPORT: &str = "政府工作报告（合成）
——2031年12月20日在示例区第三届人民代表大会第一次会议上
各位代表：
现在，我代表示例区人民政府，向大会报告工作，请予审议。
一、2031年工作回顾
一年来，全区上下团结奋斗，较好完成了各项目标任务，全年地区生产总值增长5.1%。
（一）产业提质，经济稳中向好
新建标准厂房3万平方米，引进企业12家，工业投资增长6%。
（二）城市更新，面貌持续改善
改造老旧小区8个，新增绿道5公里。
二、2032年工作安排
全年主要预期目标是：地区生产总值增长5%左右。
（一）聚焦产业，壮大实体经济
推进“一核两带”建设，新增规上企业10家以上。
（二）聚焦民生，办好实事
新建幼儿园2所，新增学位600个。
各位代表！让我们团结一心，为建设美好示例区而奋斗！
名词解释
1.一核两带：指以示例新城为核心，沿江、沿路两条产业带。
2.“双百”行动：百名干部进百企。
";

fn only(read: &Read) -> &Report {
    assert_eq!(read.harvest.documents.len(), 1, "one document: {:?}", read.harvest);
    read.harvest.documents.first().expect("one document")
}

fn headings(report: &Report) -> Vec<(u8, Role, String)> {
    report.sections.iter().map(|section| (section.level, section.role, section.heading.clone())).collect()
}

fn wanted() -> Vec<(u8, Role, String)> {
    [
        (1, Role::Review, "一、2031年工作回顾"),
        (2, Role::Review, "（一）产业提质，经济稳中向好"),
        (2, Role::Review, "（二）城市更新，面貌持续改善"),
        (1, Role::Plan, "二、2032年工作安排"),
        (2, Role::Plan, "（一）聚焦产业，壮大实体经济"),
        (2, Role::Plan, "（二）聚焦民生，办好实事"),
        (1, Role::Glossary, "名词解释"),
    ]
    .into_iter()
    .map(|(level, role, heading)| (level, role, heading.to_owned()))
    .collect()
}

#[test]
fn an_opening_phrase_in_bold_is_a_heading_and_one_in_plain_type_stays_a_phrase() {
    let text = REPORT
        .replace("新建标准厂房", "**工业支撑更加有力。**新建标准厂房")
        .replace("改造老旧小区8个", "城区面貌焕然一新。改造老旧小区8个");
    let read = read_text(&text);
    true_to(&read);
    let report = only(&read);
    let mut wanted = wanted();
    wanted.insert(2, (3, Role::Review, "工业支撑更加有力".to_owned()));
    assert_eq!(headings(report), wanted);
    let phrases: Vec<&str> = report.leads.iter().map(|lead| lead.heading.as_str()).collect();
    assert_eq!(phrases, ["城区面貌焕然一新"]);
    let bold = report.sections.get(2).expect("the bold one");
    assert!(read.given.quote(bold.span).ends_with("工业投资增长6%。"), "{:?}", read.given.quote(bold.span));
}

#[test]
fn terms_in_a_table_are_read_and_items_may_count_through_the_part() {
    let (front, _) = REPORT.split_once("名词解释").expect("a list of terms");
    let front = front
        .replace("推进“一核两带”建设", "1.做强产业。推进“一核两带”建设，扩大规模。\n2.做优服务。推进简政放权")
        .replace("新建幼儿园2所", "3.办好教育。新建幼儿园2所");
    let rows = "名词解释\n序号\t名词\t解释\n1\t“一核两带”\t指以示例新城为核心。\n2\t积分贷\t依据积分给予的贷款。\n";
    let read = read_text(&format!("{front}{rows}"));
    let report = only(&read);
    let terms: Vec<(&str, &str)> =
        report.glossary.iter().map(|term| (term.term.as_str(), term.definition.as_str())).collect();
    assert_eq!(terms, [("一核两带", "指以示例新城为核心。"), ("积分贷", "依据积分给予的贷款。")]);
    let third: Vec<String> = headings(report).into_iter().filter(|one| one.0 == 3).map(|one| one.2).collect();
    assert_eq!(third, ["1.做强产业", "2.做优服务", "3.办好教育"]);
    assert_eq!(report.sections.iter().filter(|section| section.role == Role::Glossary).count(), 1);
}

#[test]
fn terms_may_stand_between_marks_with_no_colon_behind() {
    let notes = "【“两链”产业体系】指两条产业链。\n【一照通行】指通过营业执照归集许可信息。\n“长者饭堂”指为老年人助餐的场所。\n一网通办：指一个网站办事。\n";
    let front = REPORT.split("名词解释").next().expect("front");
    let read = read_text(&format!("{front}名词解释\n{notes}"));
    let terms: Vec<&str> = only(&read).glossary.iter().map(|term| term.term.as_str()).collect();
    assert_eq!(terms, ["“两链”产业体系", "一照通行", "长者饭堂", "一网通办"]);
}

#[test]
fn a_term_that_begins_with_a_number_stands_where_its_entry_is_due() {
    let notes = "1.跨省通办：指在外省办成。\n2.揭榜挂帅：指张榜求解。\n3.15分钟生活圈：指步行可达。\n";
    let front = REPORT.split("名词解释").next().expect("front");
    let read = read_text(&format!("{front}名词解释\n{notes}"));
    let terms: Vec<&str> = only(&read).glossary.iter().map(|term| term.term.as_str()).collect();
    assert_eq!(terms, ["跨省通办", "揭榜挂帅", "15分钟生活圈"]);
}

#[test]
fn a_term_may_name_its_page_and_a_remark_begins_no_second_report() {
    let front = REPORT.split("名词解释").next().expect("front");
    let read = read_text(&format!(
        "{front}名词解释\n本解释仅供各位代表审议《政府工作报告》时参考。\n1.海外仓（第8页）：指境外仓库。\n2.双修（P11）：指修复修补。\n"
    ));
    let terms: Vec<&str> = only(&read).glossary.iter().map(|term| term.term.as_str()).collect();
    assert_eq!(terms, ["海外仓", "双修"]);
}

#[test]
fn neither_a_bold_heading_nor_a_list_of_targets_holds_tasks() {
    let text = REPORT
        .replace("推进“一核两带”建设", "**做大国内市场，把消费和投资潜力释放出来。**\n推进“一核两带”建设")
        .replace("地区生产总值增长5%左右。", "\n——地区生产总值增长5%左右；\n——26个贫困村全部退出，实现整县摘帽。");
    let read = read_text(&text);
    let report = only(&read);
    let heading = (3, Role::Plan, "做大国内市场，把消费和投资潜力释放出来".to_owned());
    assert!(headings(report).contains(&heading), "{:?}", headings(report));
    let tasks: Vec<&str> = report.commitments.iter().map(|task| task.quote.as_str()).collect();
    assert_eq!(tasks, ["推进“一核两带”建设", "新增规上企业10家", "新建幼儿园2所", "新增学位600个"]);
}

/// What every answer owes its reader: spans inside the text, quotes that are the text, sections inside each other.
fn true_to(read: &Read) {
    let length = read.given.chars().len();
    for report in &read.harvest.documents {
        for indicator in &report.indicators {
            assert_eq!(read.given.quote(indicator.span), indicator.quote);
            assert!(!indicator.quote.is_empty());
        }
        for commitment in &report.commitments {
            assert_eq!(read.given.quote(commitment.span), commitment.quote);
            assert!(!commitment.quote.is_empty());
        }
        let mut spans: Vec<_> = report.sections.iter().map(|section| section.span).collect();
        spans.extend(report.glossary.iter().map(|term| term.span));
        spans.extend(report.skipped.iter().map(|skipped| skipped.span));
        assert!(spans.iter().all(|span| span.start <= span.end && span.end <= length), "{spans:?} in {length}");
        for (at, section) in report.sections.iter().enumerate() {
            let next = report.sections.iter().skip(at + 1).find(|next| next.level <= section.level);
            assert!(next.is_none_or(|next| section.span.end <= next.span.start), "{section:?} reaches into {next:?}");
            assert!(section.level >= 1 && section.span.start < section.span.end);
        }
    }
}

#[test]
fn a_report_is_read_whole() {
    let read = read_text(REPORT);
    true_to(&read);
    let report = only(&read);
    assert_eq!(report.title.as_deref(), Some("政府工作报告（合成）"));
    assert_eq!(report.region.as_deref(), Some("示例区"));
    assert_eq!((report.year_reviewed, report.year_planned, report.report_year), (Some(2031), Some(2032), Some(2032)));
    assert_eq!(report.delivered.as_deref(), Some("2031-12-20"));
    assert_eq!(report.session.as_deref(), Some("示例区第三届人民代表大会第一次会议"));
    assert_eq!(headings(report), wanted());
    let terms: Vec<&str> = report.glossary.iter().map(|term| term.term.as_str()).collect();
    assert_eq!(terms, ["一核两带", "“双百”行动"]);
    assert!(!report.indicators.is_empty() && !report.commitments.is_empty());
}

/// The same report in other clothes: the outline does not change.
#[test]
fn the_outline_does_not_depend_on_the_page() {
    let clothes: [(&str, String); 8] = [
        ("Windows line ends", REPORT.replace('\n', "\r\n")),
        ("written-out line ends", REPORT.replace('\n', "\\r\\n")),
        ("a byte order mark", format!("\u{FEFF}{REPORT}")),
        ("blank lines and wide indents", REPORT.replace('\n', "\n\n\u{3000}\u{3000}")),
        ("entities", REPORT.replace('\n', "\n&nbsp;&nbsp;&emsp;")),
        ("spaces from recognition", REPORT.replace("增长", "增 长").replace("产业", "产 业")),
        ("page ends", REPORT.replace("新增绿", "新增\n\n— 3 —\n\n绿")),
        ("marks of Markdown", REPORT.replace("（一）", "#### （一）").replace("（二）", "- （二）")),
    ];
    for (name, text) in clothes {
        let read = read_text(&text);
        true_to(&read);
        let plain = |report: &Report| {
            headings(report)
                .into_iter()
                .map(|(level, role, heading)| (level, role, heading.replace(' ', "")))
                .collect::<Vec<_>>()
        };
        assert_eq!(plain(only(&read)), wanted(), "{name}");
    }
}

#[test]
fn a_page_of_the_web_gives_the_same_outline() {
    let lines: String = REPORT.lines().map(|line| format!("<p>{line}</p>\n")).collect();
    let page = format!(
        "<!DOCTYPE html><html><head><title>示例</title><script>var p=1;</script></head><body><div>{lines}</div><div>版权所有：示例区人民政府</div></body></html>"
    );
    let read = read(page.as_bytes(), "report.html").expect("a page");
    true_to(&read);
    assert_eq!(headings(only(&read)), wanted());
    assert!(only(&read).skipped.iter().any(|skipped| skipped.why == "navigation"));
}

#[test]
fn another_encoding_gives_the_same_answer() {
    let bytes = encoding_rs::GB18030.encode(REPORT).0.into_owned();
    let read = read(&bytes, "report.txt").expect("text");
    assert_eq!(read.harvest, read_text(REPORT).harvest);
}

#[test]
fn traditional_characters_are_read_and_kept() {
    let text = "政府工作報告（合成）\n各位代表：\n現在，我代表示例區人民政府，向大會報告工作。\n一、2031年工作回顧\n全年地區生產總值增長5.1%。\n二、2032年工作安排\n新建幼兒園2所。\n";
    let read = read_text(text);
    let report = only(&read);
    let headings: Vec<&str> = report.sections.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(headings, ["一、2031年工作回顧", "二、2032年工作安排"]);
    assert_eq!((report.year_reviewed, report.year_planned), (Some(2031), Some(2032)));
    assert_eq!(report.indicators.first().and_then(|one| one.canonical.as_deref()), Some("gdp"));
}

#[test]
fn the_body_decides_the_year_not_the_page() {
    let text = REPORT.replacen(
        "政府工作报告（合成）",
        "索引号：2019-0001\n发布时间：2033-01-05\n2030年政府工作报告（合成）",
        1,
    );
    let read = read_text(&text);
    assert_eq!(only(&read).year_planned, Some(2032));
    assert!(only(&read).skipped.iter().any(|skipped| skipped.why == "metadata"));
}

#[test]
fn a_plan_year_that_nobody_says_is_not_invented() {
    let text = "政府工作报告（合成）\n各位代表：\n我代表示例区人民政府向大会报告工作。\n一、2031年工作回顾\n全年地区生产总值增长5.1%。\n二、今后工作\n新建幼儿园2所。\n";
    let read = read_text(text);
    assert_eq!((only(&read).year_reviewed, only(&read).year_planned), (Some(2031), None));
}

#[test]
fn a_heading_that_lost_its_line_end_is_found_behind_the_stop() {
    let text = REPORT.replace("工业投资增长6%。\n", "工业投资增长6%。");
    assert_eq!(headings(only(&read_text(&text))), wanted());
}

#[test]
fn an_annex_counts_its_own_matters() {
    let text = REPORT.replace(
        "名词解释\n",
        "附件1：2032年民生实事\n一、教育提质\n新建幼儿园2所。\n二、出行便利\n新建停车位300个。\n名词解释\n",
    );
    let read = read_text(&text);
    let annex: Vec<_> = headings(only(&read)).into_iter().filter(|(_, role, _)| *role == Role::Other).collect();
    let levels: Vec<u8> = annex.iter().map(|(level, ..)| *level).collect();
    assert_eq!(levels, [1, 2, 2], "{annex:?}");
}

#[test]
fn a_note_that_speaks_of_filings_and_addresses_is_no_imprint() {
    let text = format!(
        "{REPORT}3.一键办：企业备案、查询电话等事项在一个地址办理的服务。\n版权所有：示例区人民政府 备案号：00000\n"
    );
    let read = read_text(&text);
    assert_eq!(only(&read).glossary.last().map(|term| term.term.as_str()), Some("一键办"));
    assert!(only(&read).skipped.iter().any(|skipped| skipped.why == "navigation"));
}

/// 过去一年 and 今年 are the years of the session: one of spring looks back on the year before.
#[test]
fn the_session_tells_the_years_that_headings_do_not() {
    let spring = "示例区第五届人民代表大会\n第二次会议文件（三）\n政府工作报告（合成）\n2032年1月12日在示例区第五届人民代表大会第二次会议上\n一年来工作回顾\n地区生产总值增长6%。\n今年工作打算\n今年发展主要预期目标是：地区生产总值增长5%。\n";
    let autumn = "政府工作报告（合成）\n——2031年12月20日在示例区第三届人民代表大会第一次会议上\n各位代表：\n一、一年来的工作\n地区生产总值增长6%。\n二、明年的主要任务\n做好明年的工作，新建学校3所。\n";
    for text in [spring, autumn] {
        let read = read_text(text);
        assert_eq!((only(&read).year_reviewed, only(&read).year_planned), (Some(2031), Some(2032)), "{text}");
    }
}

#[test]
fn several_documents_in_one_file_are_told_apart() {
    let news = "2031年一季度，示例区引进项目12个，总投资30亿元，区政府表示将继续优化营商环境。".repeat(6);
    let report = REPORT.replace('\n', " ");
    let text = format!(
        "• 示例区引进新项目\n\n    {news}\n\n    2031-05-02\n\n  • 【示例】2032年示例区政府工作报告\n\n    {report}\n\n    2031-12-30\n\n有想补充的信息?点我投稿\n"
    );
    let read = read_text(&text);
    true_to(&read);
    let kinds: Vec<Kind> = read.harvest.documents.iter().map(|document| document.kind).collect();
    assert_eq!(kinds, [Kind::News, Kind::Report]);
    assert!(read.harvest.skipped.iter().any(|skipped| skipped.why == "navigation"));
}

#[test]
fn what_is_no_report_gives_nothing() {
    for text in [
        "",
        "今天天气很好，我们去公园散步。",
        "红烧肉：五花肉500克，酱油两勺，小火炖1小时。",
        "fn main() { println!(\"hello\"); }",
    ] {
        assert!(read_text(text).harvest.documents.is_empty(), "{text}");
    }
}

#[test]
fn a_text_cut_off_is_read_as_far_as_it_goes() {
    for cut in [200, 311, 402] {
        let text: String = REPORT.chars().take(cut).collect();
        true_to(&read_text(&text));
    }
}

#[test]
fn files_that_cannot_be_read_say_what_to_do() {
    let codes = [
        (read(b"", "a.txt"), "empty"),
        (read(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1], "a.doc"), "other-format"),
        (read(b"%PDF-1.7\nnothing", "a.pdf"), "damaged"),
        (read(b"PK\x03\x04broken", "a.docx"), "damaged"),
        (read(&vec![b' '; bihuan_text::report::LARGEST + 1], "a.txt"), "too-large"),
    ];
    for (answer, code) in codes {
        let fault = answer.expect_err(code);
        assert_eq!(fault.code(), code);
        assert!(fault.to_string().contains(" / "), "{fault}");
    }
}

/// The headings of a made-up report, each with its level.
fn placed(body: &str) -> Vec<(u8, String)> {
    let text = format!("示例区政府工作报告\n各位代表:\n现在,我代表示例区人民政府,向大会报告工作。\n{body}");
    headings(only(&read_text(&text))).into_iter().map(|(level, _, heading)| (level, heading)).collect()
}

#[test]
fn firstly_heads_below_a_bracketed_heading_where_secondly_follows() {
    let body = |second: &str| {
        format!(
            "一、2030年工作回顾\n(一)全力稳增长\n一是项目建设提速。新开工项目12个,完成投资30亿元。\n{second}消费市场回暖。引进首店7家。\n\
             (二)全力保民生\n新建学校3所。\n二、2031年工作安排\n新建公园5个。"
        )
    };
    let third = |second: &str| placed(&body(second)).into_iter().filter(|(level, _)| *level == 3).count();
    assert_eq!(third("二是"), 2);
    assert_eq!(third("三是"), 0, "a run that does not count is none");
    let twice = "一是稳增长。新建园区3个。\n二是保民生。新建学校3所。\n";
    let both = format!(
        "一、2030年工作回顾\n一年来工作有序。\n{twice}五年来成效明显。\n{twice}二、2031年工作安排\n新建公园5个。"
    );
    assert_eq!(placed(&both).into_iter().filter(|(level, _)| *level == 2).count(), 4, "the year and the five years");
}

#[test]
fn unnumbered_parts_may_end_with_the_governments_own_work_and_notes() {
    let found = placed(
        "2030年工作回顾\n新开工项目12个,完成投资30亿元。\n2031年工作安排\n(一)稳增长。新建公园5个。\n(二)保民生。新建学校3所。\n\
         全面加强政府自身建设\n推进依法行政。\n注:\n〔1〕直达机制:资金一次下达。",
    );
    let parts: Vec<&str> = found.iter().filter(|(level, _)| *level == 1).map(|(_, heading)| heading.as_str()).collect();
    assert_eq!(parts, ["2030年工作回顾", "2031年工作安排", "全面加强政府自身建设", "注"]);
}

#[test]
fn phrases_on_lines_of_their_own_head_what_stands_below_them() {
    let text = "新建厂房3万平方米,引进企业12家,工业投资增长6%,一批重大项目建成投产,发展后劲更足。";
    let body = |second: &str| {
        format!("2030年工作回顾\n\n产业根基不断夯实\n\n{text}\n\n{second}\n\n{text}\n\n2031年重点工作\n\n新建公园5个。")
    };
    let heads = |second: &str| placed(&body(second)).iter().filter(|(level, _)| *level == 2).count();
    assert_eq!(heads("营商环境更加优越"), 2);
    assert_eq!(heads(text), 0, "one line alone may be anything");
}

#[test]
fn where_no_heading_says_plan_the_parts_behind_the_review_are_it() {
    let report = read_text(
        "示例省政府工作报告\n各位代表:\n现在,我代表省人民政府,向大会报告工作。\n一、2030年工作回顾\n新建公园3个。\n\
         二、继续扩大内需\n新建公园5个。\n三、加强农业基础\n新建水库2座。",
    );
    let roles: Vec<Role> = only(&report).sections.iter().map(|section| section.role).collect();
    assert_eq!(roles, [Role::Review, Role::Plan, Role::Plan]);
}

#[test]
fn a_numbered_heading_of_two_clauses_is_no_broken_line() {
    let found = placed(
        "2030年工作回顾\n\n新建公园3个。\n\n2031年重点工作\n\n1.全力以赴稳增长,在全市大局中挑起大梁来\n\n新建园区2个。\n\n\
         2.坚持制造业当家,加快建设现代化产业体系\n\n新建厂房3栋。\n\n3.强化科技自立自强,打造创新引领先锋区\n\n新建学校3所。",
    );
    assert_eq!(found.iter().filter(|(level, _)| *level == 2).count(), 3, "{found:?}");
}

#[test]
fn a_heading_of_three_clauses_that_are_alike_ends_at_its_stop() {
    let heading = "(一)坚持稳中求进,着力创新和完善宏观调控,经济运行保持在合理区间";
    let found = placed(&format!("一、2030年工作回顾\n{heading}。新建公园3个。\n二、2031年工作安排\n新建公园5个。"));
    assert!(found.contains(&(2, heading.to_owned())), "{found:?}");
}

#[test]
fn a_pdf_of_pictures_is_refused() {
    let mut pdf = lopdf::Document::with_version("1.5");
    let pages = pdf.new_object_id();
    let page = pdf.add_object(lopdf::dictionary! { "Type" => "Page", "Parent" => pages });
    pdf.objects.insert(
        pages,
        lopdf::Object::Dictionary(lopdf::dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
    );
    let catalog = pdf.add_object(lopdf::dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).expect("memory");
    assert_eq!(read(&bytes, "scan.pdf").expect_err("no text").code(), "no-text-layer");
}

/// Pieces of reports, in any order, with any page between.
fn scraps() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "一、2031年工作回顾",
            "(一)稳增长,促发展",
            "1.新建学校3所。",
            "一是加快建设。",
            "各位代表:",
            "名词解释",
            "附件1:实事",
            "增长5.1%,",
            "\n",
            "\r\n",
            "\\r\\n",
            "&nbsp;",
            "**",
            "# ",
            "- ",
            "• ",
            "[1]",
            "①",
            "— 3 —",
            "2025-07-26",
            "现在,我代表示例区人民政府,向大会报告工作",
            "。",
            ":",
            "(",
            "第",
            "二〇三一年",
            "http://a.b/c",
            "<br>",
            "<p",
            "![",
            "](",
            "”",
            " ",
            "\u{3000}",
            "\u{FEFF}",
            "億元",
            "12.",
            "1.1 ",
            "指",
            "——",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "[一-龥]{1,30}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_answered_truly(text in scraps()) {
        true_to(&read_text(&text));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0_u8..4) {
        let front: &[u8] = match kind { 0 => b"%PDF-1.4\n", 1 => b"PK\x03\x04", 2 => b"<html><p>", _ => b"" };
        let all = [front, &bytes].concat();
        if let Ok(read) = read(&all, "x") {
            true_to(&read);
        }
    }
}

/// An invented county's report, a paragraph in a line.
const COUNTY: &str = include_str!("../../../tests/reports/styles/county-notes.txt");

/// The same text in lines of `width` characters, with page numbers after every `page` lines (0 for none).
fn wrapped(text: &str, width: usize, indent: bool, page: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines().map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let letters: Vec<char> = paragraph.chars().collect();
        let first = if indent { width - 2 } else { width };
        let (head, rest) = letters.split_at(first.min(letters.len()));
        let margin = if indent { "\u{3000}\u{3000}" } else { "" };
        lines.push(margin.to_owned() + &head.iter().collect::<String>());
        lines.extend(rest.chunks(width).map(|line| line.iter().collect::<String>()));
    }
    let numbered = lines.iter().enumerate().map(|(at, line)| match page {
        0 => format!("{line}\n"),
        _ if (at + 1) % page == 0 => format!("{line}\n\n— {} —\n\n", (at + 1) / page),
        _ => format!("{line}\n"),
    });
    numbered.collect()
}

/// Lines may end anywhere, in the middle of a word or a number: what is read stays the same.
#[test]
fn wrapped_lines_and_page_ends_change_nothing() {
    let told = |read: &Read| {
        let report = only(read);
        let figures: Vec<_> = report
            .indicators
            .iter()
            .map(|one| (one.name.clone(), one.value, one.unit.clone(), one.growth_pct))
            .collect();
        let tasks: Vec<String> = report.commitments.iter().map(|one| one.text.clone()).collect();
        let terms: Vec<_> = report.glossary.iter().map(|term| (term.term.clone(), term.definition.clone())).collect();
        (headings(report), figures, tasks, terms)
    };
    let plain = told(&read_text(COUNTY));
    for (width, indent, page) in [(30, true, 0), (30, true, 22), (38, false, 0), (26, false, 22)] {
        let read = read_text(&wrapped(COUNTY, width, indent, page));
        true_to(&read);
        assert_eq!(told(&read), plain, "{width} {indent} {page}");
    }
}

/// Found by throwing cut and repeated labels at the reader: two headings of one line, the second within the reach of the first.
#[test]
fn headings_that_overlap_leave_nothing_between_them() {
    let lines = [
        "二、工作安排新中国成立75周年,是实现“十四五”规划目标任务的关键一年。甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲。2\treview",
        "S四是强化生态环境保护治理，加快发展方式绿色转型。0\treview",
        "S五是加强民生保障，推进社会事业发展。2\treview",
        "S二、S二是依靠创新引领产业升级，增强城乡区域发展新动能。2\treview",
        "S三是深化改革扩大开放，持续改善营商环境。2\treview",
        "S四是强化生态环境保护治理，加快发展方式绿色转型。0\treview",
        "S五是加强民生保障，推进社会事业发展。2\treview",
        "S二、2024年经济社会发展总体要求和政策取向1\tplan",
        "S积极的财政政策要适度加力、提质增效。2\tplan\tneu稳健的货币政策要灵活适度、精准有效。2\tplan\tneutral=1S\t三、2024年政府工作任务1\tplan",
        "S\t（一）大力推进现代化例省人民政府",
        "各位代表",
    ];
    true_to(&read_text(&lines.join("\n")));
}
