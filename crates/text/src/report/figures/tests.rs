//! Forms of the language, each with what it says: a sentence, and its statements in short.
//!
//! In short: `name value unit growth bound`, with `-` for what is not said; a bound of the growth stands behind `%`.

use proptest::prelude::*;

use super::*;
use crate::report::model::Tense;

fn clean(text: &str) -> Clean {
    let mut clean = Clean::default();
    text.chars().enumerate().for_each(|(place, letter)| clean.push(letter, place));
    clean
}

fn indicators(text: &str, role: Role) -> Vec<Indicator> {
    let clean = clean(text);
    let passage = Passage { range: 0..clean.len(), role, heading: false, under: None };
    let setting = Setting { year_reviewed: Some(2023), year_planned: Some(2024), region: Some("示例区".to_owned()) };
    understood(&clean, &passage, &setting)
}

fn understood(clean: &Clean, passage: &Passage, setting: &Setting) -> Vec<Indicator> {
    Parsed::of(clean, passage, setting).map(|parsed| read(clean, passage, setting, &parsed)).unwrap_or_default()
}

/// The only statement of a sentence.
fn only(text: &str, role: Role) -> Indicator {
    let found = indicators(text, role);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.into_iter().next().unwrap_or_else(|| unreachable!("counted"))
}

fn short(indicator: &Indicator) -> String {
    let number = |number: Option<f64>| number.map_or("-".to_owned(), |number| number.to_string());
    let value = match indicator.aside.value_max {
        Some(high) => format!("{}~{high}", number(indicator.value)),
        None => number(indicator.value),
    };
    let bound = serde_json::to_value(indicator.comparator).unwrap_or_default();
    let unit = indicator.unit.as_deref().unwrap_or("-");
    format!("{} {value} {unit} {} {}", indicator.name, number(indicator.growth_pct), bound.as_str().unwrap_or_default())
}

fn say(text: &str) -> Vec<String> {
    indicators(text, Role::Review).iter().map(short).collect()
}

/// Checks a table: each sentence says exactly its statements.
fn table(rows: &[(&str, &[&str])]) {
    for (sentence, expected) in rows {
        assert_eq!(say(sentence), *expected, "{sentence}");
    }
}

#[test]
fn levels_and_growth() {
    table(&[
        ("预计地区生产总值完成1680亿元、增长7.4%,持续领跑。", &["地区生产总值 1680 亿元 7.4 exact"]),
        ("一般公共预算总收入232亿元,同比增长9.95%。", &["一般公共预算总收入 232 亿元 9.95 exact"]),
        ("地方一般公共预算收入128.42亿元,同口径增长19.4%。", &["地方一般公共预算收入 128.42 亿元 19.4 exact"]),
        ("固定资产投资增长10%。", &["固定资产投资 - - 10 exact"]),
        ("工业投资增速6%。", &["工业投资 - - 6 exact"]),
        ("金融业税收增幅9.8%。", &["金融业税收 - - 9.8 exact"]),
        ("万元GDP能耗同比下降3.8%。", &["万元GDP能耗 - - -3.8 exact"]),
        ("地区生产总值增长7.2%、突破千亿元大关。", &["地区生产总值 1000 亿元 7.2 over"]),
        ("高新技术企业数量五年间实现132%的增长。", &["高新技术企业数量 - - 132 exact"]),
        ("全社会用电量增长5.5%,其中工业用电量增长8%。", &["全社会用电量 - - 5.5 exact", "工业用电量 - - 8 exact"]),
        ("产值翻一番。", &["产值 - - 100 exact"]),
        ("压减一般性支出10%。", &["压减一般性支出 - - -10 exact"]),
        ("“三公”经费压减四分之一。", &["“三公”经费 - - -25 exact"]),
        ("举办社区大讲堂12期,培训骨干300人。", &["举办社区大讲堂 12 期 - exact", "培训骨干 300 人 - exact"]),
        ("园区一期、2期建成投用。", &[]),
        ("落实人才新政二十条,出台惠企措施12条。", &["出台惠企措施 12 条 - exact"]),
    ]);
}

#[test]
fn words_that_bind_a_number() {
    table(&[
        ("固定资产投资增长5%左右。", &["固定资产投资 - - 5 about"]),
        ("技术合同成交额不少于80亿元。", &["技术合同成交额 80 亿元 - at_least"]),
        ("新增市场主体9000户以上。", &["新增市场主体 9000 户 - at_least"]),
        ("城镇登记失业率控制在3.8%以内。", &["城镇登记失业率 3.8 % - within"]),
        ("金融业增加值突破400亿元。", &["金融业增加值 400 亿元 - over"]),
        ("累计完成固定资产投资2000余亿元。", &["固定资产投资 2000 亿元 - over"]),
        ("新增市场主体2万余个。", &["新增市场主体 2 万个 - over"]),
        ("惠及群众1万多户。", &["惠及群众 1 万户 - over"]),
        ("发放补贴近160亿元。", &["发放补贴 160 亿元 - about"]),
        ("空气质量优良率高于65%。", &["空气质量优良率 65 % - over"]),
        ("带动就业近万人。", &["带动就业 1 万人 - about"]),
        ("办理事项百余件。", &["办理事项 100 件 - over"]),
        ("预计力争实现产值50亿元。", &["产值 50 亿元 - exact"]),
        ("签约项目67个。", &["签约项目 67 个 - exact"]),
    ]);
}

#[test]
fn ranges_changes_and_shares() {
    table(&[
        ("打造2—3栋总部楼宇。", &["总部楼宇 2~3 栋 - range"]),
        ("打造2-3所特色高中。", &["特色高中 2~3 所 - range"]),
        ("办理时间由23.8个工作日缩短到5个工作日以内。", &["办理时间 5 个工作日 - within"]),
        ("抽排能力由90立方米/秒提升到236立方米/秒。", &["抽排能力 236 立方米/秒 - exact"]),
        ("财政支出占比提升至75.67%。", &["财政支出占比 75.67 % - exact"]),
        ("约占全区投资总额2/3。", &["约占全区投资总额 0.6667 - - about"]),
        ("线上占比超九成。", &["线上占比 9 成 - over"]),
        ("总量是五年前的2.6倍。", &["总量是五年前 2.6 倍 - exact"]),
        ("优良率提高3.2个百分点。", &["优良率 3.2 个百分点 - exact"]),
        ("办理时间压缩至半天。", &["办理时间 0.5 天 - exact"]),
    ]);
    let change = only("水厂能力从8万吨提高到12万吨。", Role::Review);
    assert_eq!((change.value, change.aside.from), (Some(12.0), Some(8.0)));
}

#[test]
fn lists_share_what_they_do_not_repeat() {
    table(&[
        ("新建公园5个、绿道10公里。", &["新建公园 5 个 - exact", "绿道 10 公里 - exact"]),
        ("新增停车泊位2123个,累计建成7261个。", &["新增停车泊位 2123 个 - exact", "建成 7261 个 - exact"]),
        ("实现土地供应19宗、1100亩。", &["土地供应 19 宗 - exact", "土地供应 1100 亩 - exact"]),
        (
            "马上办、网上办、一次办事项分别达到348项、191项和498项。",
            &["马上办 348 项 - exact", "网上办 191 项 - exact", "一次办事项 498 项 - exact"],
        ),
        ("PM2.5和PM10年均值分别同比下降7.27%、6.45%。", &["PM2.5 - - -7.27 exact", "PM10年均值 - - -6.45 exact"]),
        (
            "城镇、农村居民人均可支配收入分别增长5.5%和7.6%。",
            &["城镇居民人均可支配收入 - - 5.5 exact", "农村居民人均可支配收入 - - 7.6 exact"],
        ),
        (
            "城乡居民人均可支配收入分别达到4万元和2万元,增长5%和8%。",
            &["城镇居民人均可支配收入 4 万元 5 exact", "农村居民人均可支配收入 2 万元 8 exact"],
        ),
        (
            "接待游客780万人次、旅游收入73亿元,分别增长21.4%、24.7%。",
            &["接待游客 780 万人次 21.4 exact", "旅游收入 73 亿元 24.7 exact"],
        ),
        ("新增上市公司3家,总数达15家。", &["新增上市公司 3 家 - exact", "上市公司总数 15 家 - exact"]),
    ]);
}

#[test]
fn a_place_in_an_order_stands_beside_its_figure() {
    let places = |text: &str| -> Vec<Option<u32>> {
        indicators(text, Role::Review).into_iter().map(|found| found.aside.rank.and_then(|rank| rank.place)).collect()
    };
    assert_eq!(places("固定资产投资275亿元、增长7%,增速全市第二;民间投资增长5%。"), [Some(2), None]);
    assert_eq!(places("签约项目67个,工业投资增长6%,居全市第3位。"), [None, Some(3)]);
    let first = only("社会消费品零售总额797亿元,总量保持全省第一。", Role::Review).aside.rank;
    let said = first.map(|rank| (rank.place, rank.scope, rank.basis));
    assert_eq!(said, Some((Some(1), Some("全省".to_owned()), Some("总量".to_owned()))));
}

#[test]
fn forms_that_the_unseen_part_showed() {
    table(&[
        ("产值由2018年的30亿元增加到52亿元、年均增长6.9%。", &["产值 52 亿元 6.9 exact"]),
        ("税收收入32亿元,剔除退税因素增长3.9%。", &["税收收入 32 亿元 3.9 exact"]),
        ("新建110千伏变电站,公园绿地500米服务半径更广。", &[]),
        ("人口自然增长率控制在9‰以内。", &["人口自然增长率 9 ‰ - within"]),
        ("固定资产投资增长百分之七至百分之八。", &["固定资产投资 - - 7 range"]),
        ("空气优良天数三百零九天。", &["空气优良天数 309 天 - exact"]),
        ("民生支出占财政支出七成五。", &["民生支出占财政支出 7.5 成 - exact"]),
        ("产值过千万元的企业达到12家。", &["产值过千万元的企业 12 家 - exact"]),
        ("合成区成为全省第三个地区生产总值破千亿的县区。", &["地区生产总值 1000 亿 - over"]),
        ("培育产值破百亿的企业。", &[]),
        ("城乡收入比由2.04缩小到1.86。", &["城乡收入比 1.86 - - exact"]),
    ]);
    assert_eq!(only("国家已设立400亿元引导基金。", Role::Plan).kind, Tense::Actual);
    assert_eq!(only("今后五年,森林覆盖率达到45%。", Role::Plan).year, Some(2028));
    let second = &indicators("地区生产总值增长5.5%左右,力争实现6%。", Role::Plan);
    assert_eq!(second.iter().map(|found| found.growth_pct).collect::<Vec<_>>(), [Some(5.5), Some(6.0)]);
}

#[test]
fn forms_that_the_first_fresh_set_showed() {
    table(&[
        (
            "——地区生产总值年均增长8.5%—9%,到2030年突破120亿元。",
            &["地区生产总值 - - 8.5 range", "地区生产总值 120 亿元 - over"],
        ),
        ("人均生产总值比2010年翻两番。", &["人均生产总值 - - 300 exact"]),
        ("改造低产林3万—4万亩。", &["改造低产林 3~4 万亩 - range"]),
        ("门诊人次增长近5倍。", &["门诊人次 - - 500 about"]),
        (
            "接待邮轮86艘次、旅客31.4万人次,分别增长1.3倍和1.6倍。",
            &["接待邮轮 86 艘次 130 exact", "旅客 31.4 万人次 160 exact"],
        ),
        ("技术合同成交额96亿元、比上年翻了近一番。", &["技术合同成交额 96 亿元 100 exact"]),
        ("站点密度由每百平方公里9座提升至23座。", &["站点密度 23 座 - exact"]),
        ("起征点由月销售额3万元提高到8万元。", &["起征点 8 万元 - exact"]),
        ("科技进步贡献率由五年前的52.4%提高到58.1%。", &["科技进步贡献率 58.1 % - exact"]),
        ("加工业产值与农业总产值之比达到2.1∶1。", &["加工业产值与农业总产值之比 2.1 - - exact"]),
        ("合成江港二期4个5000吨级泊位投入运营。", &["5000吨级泊位 4 个 - exact"]),
        ("合成电站两台机组并网。", &["机组 2 台 - exact"]),
        ("企业开办最快1小时办结。", &["企业开办最快 1 小时 - exact"]),
        ("1260多万农业转移人口落户城镇。", &["农业转移人口 1260 万 - over"]),
        (
            "完成固定资产投资286亿元,占年度计划的108%,同比增长9.3%。",
            &["固定资产投资 286 亿元 9.3 exact", "占年度计划 108 % - exact"],
        ),
        ("细颗粒物浓度32微克/立方米,同比改善8.6%。", &["细颗粒物浓度 32 微克/立方米 -8.6 exact"]),
        ("集体收入超过5万元的村占比达85%。", &["集体收入超过5万元的村 85 % - exact"]),
        ("低保标准提高5%,为1000名老人提供服务。", &["低保标准 - - 5 exact", "老人 1000 名 - exact"]),
        ("电子商务交易额增长三成以上,成功率98.5%。", &["电子商务交易额 - - 30 at_least", "成功率 98.5 % - exact"]),
        ("338个地级及以上城市优良天数比率达79.3%。", &["地级及以上城市优良天数比率 79.3 % - exact"]),
        ("城镇调查失业率全年平均5.1%。", &["城镇调查失业率 5.1 % - exact"]),
        ("粮食生产“十八连丰”,总产量稳定在62.4亿斤。", &["粮食总产量 62.4 亿斤 - exact"]),
        (
            "城镇新增就业1342万人,超出年度目标192万人。",
            &["城镇新增就业 1342 万人 - exact", "城镇新增就业 192 万人 - exact"],
        ),
    ]);
}

#[test]
fn forms_that_the_second_fresh_set_showed() {
    table(&[
        ("着重抓好六个方面、二十项任务。", &[]),
        ("消除56人以上大班额。", &[]),
        ("新增视频监控1.5万路。", &["新增视频监控 1.5 万路 - exact"]),
        ("检测能力由不足2000份提升到18.6万份。", &["检测能力 18.6 万份 - exact"]),
        ("办理时间由20多天压缩到4个工作日以内。", &["办理时间 4 个工作日 - within"]),
        ("劳动年龄人口平均受教育年限11年。", &["劳动年龄人口平均受教育年限 11 年 - exact"]),
        ("羊绒产量占全国一半。", &["羊绒产量 0.5 - - exact"]),
        ("粮食产量“十七连丰”、达到628.4亿斤。", &["粮食产量 628.4 亿斤 - exact"]),
        ("集采药品降价五成以上。", &["集采药品 - - -50 at_least"]),
    ]);
    assert_eq!(only("五年新增就业超过64万人。", Role::Review).canonical.as_deref(), Some("urban_new_jobs"));
    let related = only("社会融资规模增速与名义经济增速基本匹配。", Role::Plan).aside.relation;
    assert_eq!(related.map(|relation| relation.to).as_deref(), Some("名义经济增速"));
}

#[test]
fn numbers_in_words() {
    table(&[
        ("财政收入七千八百万元,增长百分之十二。", &["财政收入 7800 万元 12 exact"]),
        ("粮食总产量达到四亿八千万斤。", &["粮食总产量 48000 万斤 - exact"]),
        ("造林一万五千亩。", &["造林 15000 亩 - exact"]),
        ("新建学校三所、医院两座。", &["新建学校 3 所 - exact", "医院 2 座 - exact"]),
        ("三成多的企业扭亏。", &["企业扭亏 3 成 - over"]),
        ("物价上涨零点五个百分点。", &["物价 0.5 个百分点 - exact"]),
        ("30家企业中有13家实现两位数增长。", &["企业中有 30 家 - exact", "实现两位数 13 家 - exact"]),
    ]);
    let told = only("一九九四年,乡镇企业总产值突破十亿元。", Role::Review);
    assert_eq!(told.year, Some(1994));
}

#[test]
fn a_subject_may_stand_a_clause_before() {
    table(&[
        (
            "地区生产总值连跨4个万亿元台阶,达到12.2万亿元,人均超过14万元。",
            &["地区生产总值 12.2 万亿元 - exact", "人均地区生产总值 14 万元 - over"],
        ),
        ("地区生产总值由2018年的3012亿元增加到2023年的5260亿元。", &["地区生产总值 5260 亿元 - exact"]),
        ("减少会议28%、文件31%。", &["减少会议 - - -28 exact", "文件 - - -31 exact"]),
        (
            "满意率和解决率同比分别提高1.1个和0.8个百分点。",
            &["满意率 1.1 个百分点 - exact", "解决率 0.8 个百分点 - exact"],
        ),
        ("9899万农村贫困人口脱贫,市值突破千亿。", &["农村贫困人口 9899 万 - exact", "市值 1000 亿 - over"]),
        ("总量居全省第3位,分别前移1位和2位。", &[]),
    ]);
}

#[test]
fn numbers_before_their_nouns() {
    table(&[
        ("引育20家数字经济重点企业。", &["数字经济重点企业 20 家 - exact"]),
        ("新改建2所公办幼儿园。", &["公办幼儿园 2 所 - exact"]),
        ("建设8条微循环道路,改造10公里慢行交通。", &["微循环道路 8 条 - exact", "慢行交通 10 公里 - exact"]),
        ("恒江大厦等27个项目开工。", &["项目 27 个 - exact"]),
        ("11条道路飞线清零。", &["道路飞线清零 11 条 - exact"]),
    ]);
}

#[test]
fn digits_that_are_names_and_classes_say_nothing() {
    for name in [
        "推进5G网络、12号线和“135”救援圈建设。",
        "构建1+5+N体系,举办第三次会议。",
        "2023年12月25日召开,成立75周年。",
        "落实“十四五”规划,深化两个维护。",
        "打造15分钟便民生活圈,提供24小时自助服务。",
        "推进一批重点项目,聚焦六个致力。",
        "打通最后一公里,十分重要。",
        "抓好三个方面工作,实施四大工程。",
        "服务30岁以上人群,支持500强企业。",
        "跨部门协同,走在前3位。",
        "七一九所项目推进,零部件配套。",
        "办好10件民生实事,抓好八个方面工作。",
    ] {
        assert_eq!(say(name), Vec::<String>::new(), "{name}");
    }
    table(&[
        ("全年新开工亿元以上项目30个。", &["新开工亿元以上项目 30 个 - exact"]),
        ("10亿元以上服务业项目不少于20个。", &["10亿元以上服务业项目 20 个 - at_least"]),
        ("新增注册资本千万元以上企业270余家。", &["新增注册资本千万元以上企业 270 家 - over"]),
        ("引进省级以上金融机构18家。", &["引进省级以上金融机构 18 家 - exact"]),
        ("建成5G基站1230座。", &["建成5G基站 1230 座 - exact"]),
        ("3A级以上物流企业达到24家。", &["3A级以上物流企业 24 家 - exact"]),
    ]);
}

#[test]
fn core_statistics_have_canonical_names() {
    for (sentence, name) in [
        ("国内生产总值增长5%。", "gdp"),
        ("示例区地区生产总值达1000亿元。", "gdp"),
        ("完成社零额628亿元。", "retail_sales"),
        ("城镇新增就业1200万人以上。", "urban_new_jobs"),
        ("城镇调查失业率平均为5.2%。", "unemployment_rate"),
        ("居民消费价格涨幅3%左右。", "cpi"),
        ("单位国内生产总值能耗降低2.5%左右。", "energy_intensity"),
        ("细颗粒物(PM2.5)平均浓度下降27.5%。", "pm25"),
        ("粮食播种面积85万亩。", "-"),
        ("数字经济增加值占地区生产总值比重突破40%。", "-"),
        ("居民人均可支配收入增长与经济增长同步。", "disposable_income"),
    ] {
        assert_eq!(only(sentence, Role::Review).canonical.as_deref().unwrap_or("-"), name, "{sentence}");
    }
}

#[test]
fn was_and_shall_be() {
    let told = |text: &str, role| {
        let found = only(text, role);
        (found.kind, found.year)
    };
    assert_eq!(told("新增就业2万人。", Role::Review), (Tense::Actual, Some(2023)));
    assert_eq!(told("新增就业2万人。", Role::Plan), (Tense::Target, Some(2024)));
    assert_eq!(told("到2025年,地区生产总值突破1100亿元。", Role::Plan), (Tense::Target, Some(2025)));
    assert_eq!(told("2018年,地区生产总值达900亿元。", Role::Review), (Tense::Actual, Some(2018)));
    assert_eq!(told("去年新增就业2万人。", Role::Plan), (Tense::Actual, Some(2023)));
    let stated = only("截至2017年12月21日,优良天数达261天。", Role::Review);
    assert_eq!(stated.aside.as_of.as_deref(), Some("2017-12-21"));
    let related = only("居民收入增长与经济增长同步。", Role::Plan);
    assert_eq!(related.aside.relation.as_ref().map(|relation| relation.op.as_str()), Some("with"));
    let beside = only("居民人均可支配收入增长9%,跑赢经济增速。", Role::Review);
    assert_eq!(
        beside.aside.relation.map(|relation| (relation.op, relation.to)),
        Some(("over".into(), "经济增速".into()))
    );
    let beside = only("居民人均可支配收入实际增长6.3%,与经济增长基本同步。", Role::Review);
    assert_eq!(
        beside.aside.relation.map(|relation| (relation.op, relation.to)),
        Some(("with".into(), "经济增长".into()))
    );
    assert_eq!(only("预计新增就业2万人。", Role::Review).aside.forecast, Some(true));
}

#[test]
fn headings_and_terms_are_not_read() {
    let clean = clean("新增就业2万人");
    let heading = Passage { range: 0..clean.len(), role: Role::Plan, heading: true, under: None };
    assert!(understood(&clean, &heading, &Setting::default()).is_empty());
    let term = Passage { heading: false, role: Role::Glossary, ..heading };
    assert!(understood(&clean, &term, &Setting::default()).is_empty());
}

/// Pieces that reports are made of, thrown together in any order.
fn scraps() -> impl Strategy<Value = String> {
    let words = [
        "地区生产总值",
        "增长",
        "下降",
        "分别",
        "由",
        "到",
        "提高到",
        "以上",
        "左右",
        "近",
        "超",
        "、",
        ",",
        "。",
        ";",
        "和",
        "(",
        ")",
        "“",
        "”",
        "《",
        "1",
        "23.5",
        "1,234",
        "百",
        "千",
        "万",
        "亿",
        "元",
        "个",
        "%",
        "个百分点",
        "2017年",
        "2016—2020年",
        "新增",
        "建成",
        "项目",
        "等",
        "两",
        "十二",
        "三分之一",
        "2/3",
        "—",
        "翻番",
        "与经济增长同步",
        "截至",
        "半",
        "天",
        "每",
        " ",
        "\n",
        "5G",
        "PM2.5",
        "成",
        "倍",
        "余",
        "多",
        "其中",
        "中有",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..40).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_without_failing_and_quotes_stand_in_it(text in prop_oneof![scraps(), "\\PC{0,120}"]) {
        let length = text.chars().count();
        for role in [Role::Review, Role::Plan, Role::Other] {
            for indicator in indicators(&text, role) {
                prop_assert!(indicator.span.start <= indicator.span.end && indicator.span.end <= length);
                prop_assert!(indicator.value.or(indicator.growth_pct).is_none_or(f64::is_finite));
            }
        }
    }

    #[test]
    fn a_printed_statement_is_read_back(
        name in proptest::sample::select(vec!["地区生产总值", "固定资产投资", "社会消费品零售总额", "服务业增加值"]),
        verb in proptest::sample::select(vec!["", "完成", "达到", "实现"]),
        level in 1_u32..1_000_000, growth in 1_u32..2000, fall in any::<bool>(),
        mark in proptest::sample::select(vec![",", "、", ",同比"]),
    ) {
        let (level, growth) = (f64::from(level) / 100.0, f64::from(growth) / 10.0);
        let way = if fall { "下降" } else { "增长" };
        let found = indicators(&format!("全年{name}{verb}{level}亿元{mark}{way}{growth}%。"), Role::Review);
        let read: Vec<_> = found.iter().map(|found| (found.name.as_str(), found.value, found.growth_pct)).collect();
        prop_assert_eq!(read, [(name, Some(level), Some(if fall { -growth } else { growth }))]);
    }

    #[test]
    fn a_printed_count_is_read_back(
        verb in proptest::sample::select(vec!["新增", "建成", "引进", "改造"]),
        noun in proptest::sample::select(vec!["口袋公园", "高新技术企业", "老旧小区", "停车泊位"]),
        count in 1_u32..100_000, unit in proptest::sample::select(vec!["个", "家", "处", "万个"]),
        bound in proptest::sample::select(vec![("", Comparator::Exact), ("以上", Comparator::AtLeast), ("左右", Comparator::About)]),
    ) {
        let found = indicators(&format!("{verb}{noun}{count}{unit}{}。", bound.0), Role::Plan);
        let read: Vec<_> = found.iter().map(|found| (found.value, found.unit.as_deref(), found.comparator)).collect();
        prop_assert_eq!(read, [(Some(f64::from(count)), Some(unit), bound.1)]);
    }
}

/// What was set beside what was reached is a target of the same thing, never a second reading of it.
#[test]
fn a_target_told_beside_an_actual_is_a_target() {
    let told = |text: &str| -> Vec<(String, f64, Tense)> {
        let found = indicators(text, Role::Review).into_iter();
        found.map(|it| (it.name, it.value.or(it.growth_pct).unwrap_or_default(), it.kind)).collect()
    };
    let centres = |done: f64, set: f64| {
        let name = "新建社区养老服务中心".to_owned();
        vec![(name.clone(), done, Tense::Actual), (name, set, Tense::Target)]
    };
    assert_eq!(told("新建社区养老服务中心 12 个,目标 10 个。"), centres(12.0, 10.0));
    assert_eq!(told("新建社区养老服务中心12个，年度目标为10个以上。"), centres(12.0, 10.0));
    assert_eq!(told("新建社区养老服务中心12个（目标10个）。"), centres(12.0, 10.0));
    let changed = told("新建社区养老服务中心12个，目标12个（2025年6月10日由10个调整）。");
    assert_eq!(changed, centres(12.0, 12.0), "what the target was before is no figure of the year");
    let growth = told("固定资产投资增长10%，目标增长8%。");
    assert_eq!(growth.iter().map(|it| (it.1, it.2)).collect::<Vec<_>>(), [(10.0, Tense::Actual), (8.0, Tense::Target)]);
    let beyond = told("城镇新增就业1342万人,超出年度目标192万人。");
    assert!(beyond.iter().all(|it| it.2 == Tense::Actual), "by how much is no target: {beyond:?}");
}
