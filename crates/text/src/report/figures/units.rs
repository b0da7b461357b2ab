//! Units of measure: a closed lexicon of bases with the scale words that may stand before them.

use std::sync::LazyLock;

use super::lexicon::Lexicon;
use super::line::Line;
use super::words::{self, Words};

/// What a unit counts, for the rules that treat money, time and counts apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sort {
    /// Counted with a measure word: 家 个 项 条.
    Count,
    /// Persons: 人 名 人次.
    People,
    /// Money.
    Money,
    /// Area, length, weight, volume, energy.
    Amount,
    /// Hours, days, months.
    Time,
    /// Years of age.
    Age,
    /// Percent and permille.
    Percent,
    /// 个百分点.
    Points,
    /// Tenths: 七成.
    Tenths,
    /// Times: 2.6倍.
    Times,
}

/// A unit as written and where it ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unit {
    /// What it counts.
    pub sort: Sort,
    /// One past its last character.
    pub end: usize,
    /// It carries a scale word: 万户.
    pub scaled: bool,
    /// A plain noun stands for the measure word (十大…, 13省).
    pub loose: bool,
}

const SCALES: &[&str] = &["万亿", "千亿", "百亿", "十亿", "千万", "百万", "十万", "亿", "万", "千", "百"];

const COUNTS: &str = "个 家 户 件 条 项 处 所 套 座 栋 幢 场 场次 本 部 辆 台 台套 台(套) 盏 支 笔 起 宗 张 辑 类 种 款 \
    艘 架 册 篇 枚 块 间 床 次 站 株 棵 头 只 羽 口 眼 孔 门 例 单 批 批次 对 组 班 席 年次 标箱 TEU 标准箱 航班 架次 列 列次 \
    首 幅 尊 份 道 面 根 箱 车次 班次 件次 户次 家次 场(次) 个(次) 标台 公里·年 人·次 宗地 片 组(套) 件(次) 处(个) \
    标准立方 台次 辆次 艘次 趟 期次 桩 枪 亿件 泊位 艘(架) 节 名次 团次 卷 段 轮 点次 卡 票 手 股 队 支队 颗 柄 杆 届次 家(次) 城 县 校 企 镇 乡 村 街 县区 县市区";
const PEOPLE: &str = "人 名 位 人次 人(次) 人·次 人份 剂次 剂 人天 口人 对夫妇 户次人 人年";
const MONEY: &str = "元 美元 欧元 港元 港币 英镑 日元 元/人 元/平方米 元/月 元/人·月 元/人·年 元/年 块钱 元/吨 元/度 元/千瓦时 元/立方米 卢布";
const AMOUNTS: &str = "吨 公斤 斤 千克 克 吨标准煤 吨标煤 标准煤 吨二氧化碳 吨二氧化碳当量 立方米 立方 方 方土 标方 升 平方米 平方公里 平方千米 平米 平方 \
    公顷 亩 亩次 公里 千米 米 海里 车道公里 皮长公里 芯公里 千瓦时 千瓦 兆瓦 兆瓦时 吉瓦 千伏安 千伏 伏 度 立方米/秒 立方米/日 立方米/天 吨/日 吨/天 吨/年 微克/立方米 微克每立方米 毫克每立方米 微克 立方米每秒 \
    毫克/立方米 毫克/升 ㎡ km² 吨公里 吨千米 人公里 平方米/人 公斤/亩 斤/亩 毫米 厘米 纳米 分贝 摄氏度 ℃ GB TB PB MB km MW GW kW KW MWh GWh kWh KV kV P PFlops EFlops EFLOPS PFLOPS 兆 \
    载重吨 吨位 总吨 箱公里 分 公里/小时 人/平方公里 大卡 桶 吨氧 箱次 担 石 米/秒 兆比特 亩地 亩田";
const TIMES: &str = "小时 分钟 秒 天 个工作日 工作日 个月 个小时 周 个自然日 秒钟 学时 课时 个季度 工时";
const AGES: &str = "岁 周岁";

/// Units with what they count, the longest first under their first character.
static BASES: LazyLock<Lexicon<(Vec<char>, Sort)>> = LazyLock::new(|| {
    let sorts = [
        (COUNTS, Sort::Count),
        (PEOPLE, Sort::People),
        (MONEY, Sort::Money),
        (AMOUNTS, Sort::Amount),
        (TIMES, Sort::Time),
        (AGES, Sort::Age),
        ("% ‰", Sort::Percent),
        ("个百分点 百分点 个点 个基点", Sort::Points),
        ("成", Sort::Tenths),
        ("倍 番", Sort::Times),
    ];
    let mut bases = Lexicon::default();
    for (words, sort) in sorts {
        for letters in words.split_whitespace().map(|word| word.chars().collect::<Vec<char>>()) {
            if let Some(&first) = letters.first() {
                bases.put(first, (letters, sort));
            }
        }
    }
    bases.longest_first(|(letters, _)| letters.len())
});

/// Words that begin with a unit's letters but are none: the unit is not read before them.
const NOT_UNITS: &str = "人民 人口 人大 人才 人制 人工 人均 人家 人居 人行 人身 人力 位居 位列 位于 位一体 家庭 户籍 户外 户口 成立 成为 成果 成员 成本 成功 成效 成熟 成长 成都 成品 成套 成片 \
    方面 方式 方案 方针 方位 方向 方队 方阵 方联 种子 分之 分别 分钟 分类 分析 分局 分公司 分区 分支 分中心 项目标 条例 条件 条规 所以 所有 处理 处置 处于 次会议 次全会 \
    次党代会 次全体 次人代会 次党员 次代表 次全国 次国务院 次常务 次中央 次政府 次修 次产业 次方 次经济普查 次人口普查 次农业普查 道路 道德 面貌 面向 面积 面对 部门 部署 部委 部分 \
    部长 件套 站式 站点 班子 班列 班级 组织 组建 组团 组成 片区 单位 单元 单项 单一 门式 门店 网通办 口径 口岸 口袋 口服 头部 只争 度假 度夏 度冬 米字 石化 石油 手抓 手房 \
    手机 手续 手车 队伍 股份 股权 卡通 票否 轮车 段式 节能 节约 节课 城市 城区 城乡 城镇 县级 县域 校园 校区 校长 企业 镇街 乡村 村改 村居 村民 村庄 村级 街道 街镇 街区 \
    周年 天空 天然 秒批 次性 类人 类企 起来 起步 支撑 支持 支部 列入 列为 卷入 块链 台阶 场所 场地 场馆 座谈 块地 单车 批发 批复 批示 对口 对外 对应 间接 床位制 份额 升级 \
    升学 升至 升到 克服 克难 株洲 名列 名城 名师 名校 名牌 名家 名医 名片 位数 亩均 亩产 所在 户均 门诊 口述 点 吨位 分离 箱涵 本级 本市 本区 本省 本地 本外币 本届 本科 \
    户型 度电 兆芯 G网 P2P G基 M2 K线 站房 元旦 元化 元素 元宇 元共 首届 首批 首次 首店 首个 批准";

static NOT: LazyLock<Words> = LazyLock::new(|| words::by_first(NOT_UNITS));

/// Reads the unit that starts at `place`, its scale word included.
pub fn read(line: &Line, place: usize) -> Option<Unit> {
    if let Some(unit) = base(line, place) {
        return Some(unit);
    }
    let (scale, start) = scale(line, place)?;
    let mut at = start;
    // 1万多户, 2.3万余人: the hint stands inside the unit.
    if matches!(line.at(at), '多' | '余' | '来') {
        at += 1;
    }
    let scaled = base(line, at).filter(|unit| unit.sort != Sort::Percent || scale == 0);
    match scaled {
        Some(unit) => Some(Unit { scaled: true, ..unit }),
        None => alone(line, at),
    }
}

/// Who may be counted in 万 without a measure word: 9899万农村贫困人口.
const CROWDS: &str = "农业转移 农民工 适龄 退役军人 师生 建档立卡 参保 流动人口 儿童 妇女 无电 人口 农村 贫困 纳税人 群众 居民 职工 农民 学生 老年 残疾 家庭 企业 市场主体 经营主体 高校 大学 毕业生 中小 党员 城镇 城乡 困难 劳动力 外出 移民 网民 用户 游客 旅客 学位 贫困户";

/// 1.4亿, 千亿大关: a scale word that ends its clause stands for the unit.
fn alone(line: &Line, at: usize) -> Option<Unit> {
    // 视频监控1.5万路; 3路公交 is a name.
    if line.at(at) == '路' && !line.at(at + 1).is_alphabetic() {
        return Some(Unit { sort: Sort::Count, end: at + 1, scaled: true, loose: false });
    }
    let ends = matches!(line.at(at), ',' | '。' | ';' | '、' | '\0' | ')' | '!');
    let follows = |words: &str| words.split(' ').any(|word| line.starts(at, word));
    if follows(CROWDS) && !ends {
        return Some(Unit { sort: Sort::People, end: at, scaled: true, loose: false });
    }
    let ends = ends || follows("的 大关 台阶 关口 左右 以上 门槛 商圈 俱乐部 行列 方阵 阵营");
    ends.then_some(Unit { sort: Sort::Money, end: at, scaled: true, loose: false })
}

/// The scale word at a place: its length in characters and where it ends.
pub fn scale(line: &Line, place: usize) -> Option<(usize, usize)> {
    let word = SCALES.iter().find(|word| line.starts(place, word))?;
    let length = word.chars().count();
    Some((length, place + length))
}

fn base(line: &Line, place: usize) -> Option<Unit> {
    let first = line.at(place);
    if words::longest(&NOT, line, place).is_some() {
        return None;
    }
    let here = |letters: &[char]| line.slice(place..place + letters.len()) == letters;
    let (letters, sort) = BASES.under(first).iter().find(|(letters, _)| here(letters))?;
    let end = place + letters.len();
    // 5G, 3D, 4K: letters are units only where no word of letters goes on.
    if first.is_ascii_alphabetic() && line.at(end).is_ascii_alphanumeric() {
        return None;
    }
    let loose = letters.len() == 1 && "城县校企镇乡村街".contains(first);
    Some(per(line, Unit { sort: *sort, end, scaled: false, loose }))
}

/// 微克/立方米, 公里/小时: a unit over another one.
fn per(line: &Line, unit: Unit) -> Unit {
    if line.at(unit.end) != '/' {
        return unit;
    }
    let over = unit.end + 1;
    let here = |letters: &[char]| line.slice(over..over + letters.len()) == letters;
    match BASES.under(line.at(over)).iter().find(|(letters, _)| here(letters)) {
        Some((letters, _)) => Unit { end: over + letters.len(), sort: Sort::Amount, ..unit },
        None => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::Clean;

    fn unit(text: &str) -> Option<(String, Sort)> {
        let mut clean = Clean::default();
        text.chars().enumerate().for_each(|(place, letter)| clean.push(letter, place));
        let line = Line::of(&clean, 0..clean.len());
        read(&line, 0).map(|unit| (line.words(0..unit.end), unit.sort))
    }

    #[test]
    fn the_longest_unit_wins_and_words_are_no_units() {
        for (text, said, sort) in [
            ("亿元,", "亿元", Sort::Money),
            ("万亿元", "万亿元", Sort::Money),
            ("万平方米", "万平方米", Sort::Amount),
            ("万吨标准煤", "万吨标准煤", Sort::Amount),
            ("亿千瓦时", "亿千瓦时", Sort::Amount),
            ("千瓦", "千瓦", Sort::Amount),
            ("立方米/秒", "立方米/秒", Sort::Amount),
            ("微克/立方米", "微克/立方米", Sort::Amount),
            ("个百分点", "个百分点", Sort::Points),
            ("个工作日", "个工作日", Sort::Time),
            ("万标箱", "万标箱", Sort::Count),
            ("人次", "人次", Sort::People),
            ("亿美元", "亿美元", Sort::Money),
            ("%", "%", Sort::Percent),
            ("万方", "万方", Sort::Amount),
        ] {
            assert_eq!(unit(text), Some((said.to_owned(), sort)), "{text}");
        }
        for text in ["方面", "人民", "G基站", "年", "强企业", "次会议", "号线", "成立"] {
            assert_eq!(unit(text), None, "{text}");
        }
    }
}
