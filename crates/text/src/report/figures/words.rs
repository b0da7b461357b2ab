//! The small words of quantity statements: what stands between a subject and its number, before a subject, and what
//! a task is opened with.
//!
//! Each list is closed and short; a longer word shields a shorter one inside it (签约 is no 约, 通过 is no 过).

use std::sync::LazyLock;

use super::lexicon::Lexicon;
use super::line::Line;
use super::numerals;
use crate::report::model::{Comparator, Strength};

/// What a word right before a number does to it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Governor {
    /// Binds the number: 约, 超过, 不少于.
    Binds(Comparator),
    /// A rise: 增长, 提高.
    Up,
    /// A fall: 下降, 压减.
    Down,
    /// The rate of a rise as a noun: 增速.
    RateUp,
    /// The rate of a fall as a noun: 降幅.
    RateDown,
    /// Leads to a level: 到, 至, 达.
    To,
    /// Leads to a level from a change: 提升至, 降到.
    ChangeTo,
    /// Names the base of a change: 由, 从.
    From,
    /// One number for each of several names: 分别.
    Each,
    /// Mean of several years: 年均.
    Average,
    /// Sum of several years: 累计.
    Sum,
    /// 预计.
    Forecast,
    /// 确保 or 力争.
    Promise(Strength),
    /// Says nothing that the statement keeps: 同比, 全年.
    Beside,
    /// Part of the subject: the peeling ends.
    Stop,
}

use Comparator::{About, AtLeast, Over, Within};
use Governor::*;

/// Words right before a number, by what they do.
const GOVERNORS: &[(Governor, &str)] = &[
    (Binds(About), "约 大约 近 接近 将近 约为 约占 大致 约达 基本达到"),
    (
        Binds(Over),
        "超 超过 首超 首超过 首次超过 突破 破 首破 首次突破 成功突破 逾 高于 大于 多于 过 超出 跨越 跨过 越过 迈过 跨入 站上 迈上 迈过 跃上 优于 快于 好于 冲破 突破性达 超额 上 \
         率先突破 双双突破 双突破 再破 连破 冲刺 已破 已超 远超 达到或超过 超越 迈入",
    ),
    (
        Binds(AtLeast),
        "不少于 不低于 至少 不小于 不短于 不得低于 不得少于 不下 不下于 最少 最低 不弱于 达到并超过 少不了",
    ),
    (
        Binds(Within),
        "不超过 不高于 不多于 低于 少于 小于 不大于 不得超过 不到 不足 未超过 不突破 最高 最多 最长 不超 不迟于 短于 最高不超过 优于或等于",
    ),
    (
        Up,
        "增长 增加 提高 提升 上升 上涨 增 升 增收 涨 扩大 净增长 正增长 递增 增产 加快 回升 提速 增高 上浮 攀升 扩增 多增 大幅增长 增长了 同增 拉动 增强 跃升 上扬 反弹 提前 增效 扩张 上调 同比增 新增长",
    ),
    (
        Down,
        "下降 降低 减少 回落 下滑 缩短 压缩 减 降 压减 缩减 精简 削减 下调 收窄 负增长 节约 节省 下浮 下跌 减低 缩小 压降 回调 改善 降价 \
         减产 压缩了 锐减 退坡 放缓 少增 减轻 降本 减征 大幅下降 双下降 调减 核减 审减 提速压缩 再压缩 再减少 再降低 降幅超 递减 萎缩",
    ),
    (
        RateUp,
        "增速 增幅 增长率 增长速度 涨幅 升幅 增长幅度 增速为 增幅为 增速达 平均增速 年均增速 增率 增长目标 发展速度 上涨幅度 提高幅度 上升幅度",
    ),
    (RateDown, "降幅 跌幅 降低率 下降率 下降幅度 降低幅度 降率 减幅 压减率 压缩率 压缩比例"),
    (
        To,
        "到 至 达 达到 为 达至 实现 完成 达成 有 是 占 占到 在 保持在 稳定在 控制在 维持在 保持 维持 稳定保持在 控制 位居 预期 安排 按 直达 拟安排 达标 \
          升为 已达 已达到 可达 将达 将达到 总计达 共达 即 计 得 只有 仅为 仅占 皆为 平均为 折合 恢复到 恢复至 处于 合格率达 居 高达 多达 长达 占比达 算",
    ),
    (
        ChangeTo,
        "升至 降至 增至 提升至 提升到 提高到 提高至 增加到 增加至 扩大到 扩大至 缩短至 缩短到 缩短为 压缩至 压缩到 压缩为 缩减至 缩减到 缩减为 减少到 减少至 减少为 下降到 下降至 \
         下降为 降低到 降低至 降低为 降到 升到 增长到 增长至 压减至 压减到 压减为 精简至 精简到 精简为 上升到 上升至 上升为 跃升至 跃升到 优化到 优化至 优化为 增为 减为 减至 减到 \
         调整为 调整到 调整至 提标至 提标到 扩容至 拓展到 拓展至 拓展为 延长至 延长到 发展到 发展至 攀升至 攀升到 扩展到 扩展至 回落至 回落到 翻至 翻到 回升至 回升到 增扩至 扩充至 提升为 提高为 增加为 扩大为 压降至 压降到 改善为 收窄至 收窄到 跃居 压实到 推进到 增值至 涨至 涨到",
    ),
    (
        From,
        "由 从 由五年前的 从五年前的 由三年前的 由十年前的 由四年前的 由两年前的 由年初的 由期初的 由上年底的 由上年末的 由上年同期的 由原来的 从原来的 由过去的 从过去的 由上年的 从上年的 由去年的 从去年的 由此前的",
    ),
    (Each, "分别 各 分别为 分别达 分别达到 分别完成 分别实现"),
    (Average, "年均 平均每年 两年平均 三年平均 四年平均 五年平均 十年平均 年平均 年均复合 平均每年约"),
    (Sum, "累计 累积 累计已 五年累计 三年累计 共计 总计 合计"),
    (Forecast, "预计 预期 有望 预计可 预计将 初步核算 初步统计 可望 拟"),
    (Promise(Strength::Ensure), "确保 保证 保持不"),
    (Promise(Strength::Strive), "力争 争取 力求 力促 努力 奋力 力保"),
    (
        Beside,
        "同比 环比 比上年 较上年 比去年 较去年 同比上年 比上年同期 较上年同期 较去年同期 比去年同期 上年 比上年底 较上年底 比年初 较年初 同口径 可比口径 按可比口径 同口径下 按可比价 按可比价格 \
         按可比价格计算 按可比价计算 按不变价 按不变价格计算 可比价 平均 名义 实际 净 共 均 都 将 可 已 已经 再 又 仅 仍 仍然 依然 也 了 全年 每年 共有 现有 大幅 分别比 依次 均比上年 \
         全年平均 每人每年 每人每月 每月 每人 每亩 每吨 每户 每平方米 每标准人 扣除价格因素 扣除价格因素后 剔除价格因素 剔除不可比因素 剔除不可比因素后 全部 不变价 现价 按现价计算 总体 整体 年内 率先 成功 首次 全市 全省 全区 全国 全县 累计同比 同期 较同期 综合 年度 当年 历史性 \
         再次 稳定 连续 预期目标 要 并 且 自然口径 自然口径下 按自然口径 剔除 基本 较 比 则 目标 还 约合 必须 以 的 并力争 并确保 左右 目标为 由于 达到了 较好 明显 即将 历史 平稳 稳步 持续 快速 逆势 合理 合理区间 \
         翻 翻了 实现翻 五年 十年 三年 两年 四年 六年 近三年 近五年 过去五年 五年间 五年来 三年来 三年间 十年来 十年间 四年来 一年来 去年 今年 当年 比2020年 比2015年 较2020年 较2015年 比五年前 较五年前 比十年前 比2012年 较2012年 比2017年 较2017年 比2016年 比2019年 较2019年 比2021年 较2021年 比2022年 较2022年 比2023年 较2023年 比2024年 较2024年 \
         扣除留抵退税因素后 扣除留抵退税因素 剔除留抵退税因素 剔除留抵退税因素后 剔除减税因素 还原留抵退税因素后",
    ),
    (
        Stop,
        "之比 收入比 占比 存贷比 对比 主要 重要 需要 摘要 纪要 概要 只要 必要 险要 就要 自然增长率 人均 户均 亩均 村均 日均 月均 签约 节约用 集约 公约 预约 契约 履约 大约束 通过 超过渡 附近 推进 最近 邻近 靠近 亲近 引进 打破 侦破 告破 爆破 新增 净增 收到 见到 得到 受到 拿到 提到 感到 做到 找到 报到 来到 直到 等到 甚至 以至 乃至 冬至 \
         加上 以上 网上 线上 晚上 马上 地上 路上 会上 掌上 早上 上上 规上 限上 发达 通达 抵达 传达 表达 到达 送达 下达 直达班 因为 作为 行为 认为 成为 列为 评为 转为 提档升 \
         没有 具有 拥有 所有 国有 共有产 占有 私有 还有 含有 设有 建有 办有 正在 存在 所在 现在 旨在 实在 集中在 总是 特别是 尤其是 就是 计划是 但是 于是 开发区 统计 设计 审计 会计 估计 伙计 大计 \
         过境 经过 超高 反超 团圆 取得 获得 不得 赢得 贯彻落实 只 船只 参保 力保 担保 投保 医保 社保 环保 低保 邻居 移居 宜居 定居 聚居 人居 新居 安居 旧居 故居 其他各 全面提升 推动 改造提升 提档提升 整治提升 巩固提升 优化提升 转型提升 改造扩大 改建提升 品质提升 能力提升 改扩升 \
         建设完成 验收完成 改造完成 全面完成 征收完成 主体完成 如期完成 首届 提拔 新提拔 预算 核算 结算 测算 决算 清算 按揭 全部建成 汇总 老总 发放 按规定 办理 保障 完成投资 实现投资 未完成",
    ),
];

/// Words in letters, found by their first character.
pub type Words = Lexicon<Vec<char>>;

/// Longest first under the last character.
static BY_LAST: LazyLock<Lexicon<(Vec<char>, Governor)>> = LazyLock::new(|| {
    let mut words = Lexicon::default();
    for (governor, list) in GOVERNORS {
        for letters in list.split_whitespace().map(|word| word.chars().collect::<Vec<char>>()) {
            if let Some(&last) = letters.last() {
                words.put(last, (letters, *governor));
            }
        }
    }
    words.longest_first(|(letters, _)| letters.len())
});

/// The governor that ends just before `end` and does not begin before `from`: its sense and where it begins.
pub fn governor(line: &Line, from: usize, end: usize) -> Option<(Governor, usize)> {
    BY_LAST.under(line.before(end)).iter().find_map(|(letters, governor)| {
        let start = end.checked_sub(letters.len()).filter(|start| *start >= from)?;
        (line.slice(start..end) == letters.as_slice()).then_some((*governor, start))
    })
}

/// Words before a subject that are no part of its name.
const LEADS: &str = "— 预计 预计全年 全年 力争 确保 完成 实现 达到 其中 其中: 同时 截至目前 目前 今年 去年 上年 明年 本年 年内 全年预计 全年完成 全年实现 累计完成 累计实现 五年累计 累计 五年来 三年来 一年来 \
    五年间 共 共计 总计 合计 分别 推动 促进 使 并 且 和 及 以及 与 或 还 已 将 要 到 初步统计 初步核算 预期 争取 努力 力求 力促 突出 重点 着力 积极 持续 继续 不断 成功 率先 新一轮 主要预期目标是 主要目标是 预期目标是 \
    主要预期目标为 主要预期目标 经济社会发展主要预期目标是 底 末 底前 年底 年末 底累计 以来 前 初 内 上半年 下半年 前三季度 一季度 二季度 三季度 四季度 1—11月 1—10月 1-11月 在 于 为 对 把 将 向 让 给 当年 此外 另外 尤其是 特别是 包括 有 是 \
    首次 统筹 高标准 高质量 高水平 高效 扎实 全面 加快 大力 深入 进一步 稳步 有序 切实 全力 的 了 , ( ) ” ’ 、 : ·  年 全力推动 严格 建立健全";

static LEAD_WORDS: LazyLock<Words> = LazyLock::new(|| by_first(LEADS));

/// Words that a lead's letters begin but do not mean: 全年 before 龄 is none.
const NOT_LEADS: &[&str] = &[
    "完成率",
    "完成额",
    "成功率",
    "实现率",
    "前沿",
    "前期",
    "前置",
    "前海",
    "前景",
    "有效",
    "有机",
    "有限",
    "有色",
    "有线",
    "有关",
    "有组织",
    "使用",
    "使命",
    "和谐",
    "和平",
    "与会",
    "共同",
    "共享",
    "共建",
    "共有",
    "共产",
    "已建",
    "将军",
    "要素",
    "要道",
    "到位",
    "到期",
    "到账",
    "到资",
    "内资",
    "内外",
    "内贸",
    "内需",
    "内涵",
    "初中",
    "初步",
    "初级",
    "初高",
    "在建",
    "在校",
    "在园",
    "在孵",
    "在册",
    "在线",
    "在库",
    "在岗",
    "在编",
    "于家",
    "为民",
    "对口",
    "对外",
    "对接",
    "把关",
    "向海",
    "向上",
    "让利",
    "给予",
    "给水",
    "末端",
    "底数",
    "全面从严",
    "是否",
    "有力",
    "年度",
    "年均",
    "年轻",
    "年产",
    "年货",
    "年销",
    "年接",
    "年营",
    "年主",
    "年税",
    "年处",
    "年发",
    "年末",
    "年金",
    "并购",
    "并网",
    "及时",
    "及格",
    "内河",
    "内陆",
    "内环",
    "实现利",
    "统筹区",
    "高标准农田",
    "高质量发展指",
    "高水平大学",
    "重点项目",
    "重点工",
    "重点企",
    "重点产",
    "重点群",
    "重点领",
    "重点行",
    "重点建",
    "重点高",
    "重点实",
    "重点学",
    "重点用",
    "重点污",
    "重点国",
    "重点镇",
    "重点帮",
    "重点监",
    "重点人",
    "重点流",
    "重点区",
    "重点河",
    "重点排",
    "重点单",
    "重点新",
    "重点网",
    "重点科",
    "重点投",
    "为老",
    "为企",
    "为基",
    "到户",
    "到村",
    "在外",
    "在汉",
    "全面两",
    "加快线",
    "有序用",
    "累计确",
    "于都",
    "和田",
    "和县",
    "和龙",
    "和顺",
    "初创",
    "前三产",
    "前列",
    "全面二孩",
    "末梢",
    "深入基",
    "给排水",
    "的士",
    "有轨",
    "将乐",
    "要闻",
];

static NOT_LEAD_WORDS: LazyLock<Words> = LazyLock::new(|| by_first(&NOT_LEADS.join(" ")));

/// A list of words under their first characters, longest first.
pub fn by_first(list: &str) -> Words {
    let mut words = Words::default();
    for letters in list.split_whitespace().map(|word| word.chars().collect::<Vec<char>>()) {
        if let Some(&first) = letters.first() {
            words.put(first, letters);
        }
    }
    words.longest_first(Vec::len)
}

/// Length of the longest word of a lexicon at a place.
pub fn longest(words: &Words, line: &Line, place: usize) -> Option<usize> {
    let list = words.under(line.at(place)).iter();
    list.map(Vec::as_slice).find(|letters| line.slice(place..place + letters.len()) == *letters).map(<[char]>::len)
}

/// Where the subject begins behind its leading words, at most at `end`.
pub fn after_leads(line: &Line, from: usize, end: usize) -> usize {
    let mut at = from;
    while at < end && longest(&NOT_LEAD_WORDS, line, at).is_none() {
        match longest(&LEAD_WORDS, line, at) {
            Some(length) if at + length <= end => at += length,
            _ => break,
        }
    }
    at
}

/// 全市第四个, 全省第2座: where the words behind the last counted ordinal of a stretch begin.
pub fn after_ordinal(line: &Line, from: usize, end: usize) -> Option<usize> {
    (from..end).rev().filter(|at| line.at(*at) == '第').find_map(|at| {
        let numeral = numerals::read(line, at + 1)?;
        (matches!(line.at(numeral.end), '个' | '家' | '座') && numeral.end + 1 < end).then_some(numeral.end + 1)
    })
}

/// Verbs of carrying out: what a government does itself and counts.
const VERBS: &str = "新增 新建 新建成 建成 建设 新改建 新改扩建 改扩建 改建 扩建 续建 筹建 组建 创建 修建 兴建 启动建设 规划建设 规划新建 策划建设 开工建设 新开工 开工 竣工 新开 开通 开展 开办 举办 组织 承办 \
    引进 新引进 引育 培育 新培育 培养 孵化 招引 落户 落地 签约 新签约 认定 新认定 入库 新入库 净增 增设 增加 设立 成立 打造 改造 升级改建 改造提升 升级改造 提升改造 整治 治理 维修 修复 修缮 \
    维护 更新 完成 实施 推进 推动 启动 加快 加快推进 促进 促成 新促成 筹集 筹措 供应 供给 提供 发放 投放 投入 落实 拨付 兑现 安排 购置 购买 安装 加装 更换 配备 配置 布局 布设 铺设 敷设 拆除 \
    拆迁 征收 征迁 腾退 收储 整理 出让 供地 储备 盘活 处置 办理 办结 办好 解决 帮助 帮扶 资助 救助 惠及 服务 培训 招聘 吸引 吸纳 转移 带动 扶持 支持 扩大 扩面 拓展 搭建 建立 建好 建强 做强 \
    做优 扩增 推广 推出 推荐 推行 选派 选聘 聘请 招募 招录 招收 消除 消纳 淘汰 关闭 关停 取缔 查处 排查 整改 化解 调处 破获 打击 抓获 清理 清运 疏浚 疏捞 绿化 造林 栽植 种植 植树 新植 新造 \
    营造 复垦 恢复 保护 创成 争创 争取 申报 申请 获批 获评 获得 入选 评选 命名 授牌 挂牌 转化 制定 修订 出台 发布 编制 谋划 策划 实现 覆盖 达到 突破 建档 新设 新设立 新登记 新办 新批 新上 \
    新购 投用 投运 投产 联通 打通 贯通 疏通 接通 通车 运营 运行 新投 上线 上云 接待 接入 迁建 迁移 搬迁 安置 移交 交付 回迁 还建 分配 分配入住 配租 配售 筹办 轮训 表彰 奖励 减免 减税 降费 \
    降低 减少 压减 压缩 缩短 提高 提升 增强 优化 深化 完善 健全 分解 下放 下沉 下移 承接 取消 精简 公开 归集 汇聚 汇集 开放 共享 采购 采集 化验 检测 抽检 检查 巡查 监测 监管 普查 调查 征集 \
    征求 收集 受理 承担 对接 联系 走访 链接 募集 融资 发行 争得 到位 利用 引入 聚集 集聚 集中 延伸 续贷 授信 担保 新发 新发展 发展 壮大 培优 做大 新辟 开辟 开发 开行 加密 投建 竣工投产 \
    新竣工 建成投用 建成运营 建成通车 推动建设 推进建设 加快建设 谋划实施 策划实施 规划实施 组织实施 全面完成 布点 增建 补建 增开 增配 增派 增殖 放流 救治 签订 签署 招商 选树 评定 选育 研发 攻克 \
    攻关 突出抓好 抓好 抓实 实施好 用好 管好 建管 巩固 稳定 稳住 保障 保持 守住 确保 探索 试点 添置 新添 购进 新进 调整 优选 遴选 举行 召开 开设 筹划 推选 培训轮训 支出 下达 争取到 获取 \
    新获批 新获 新晋 晋升 晋级 跻身 退出 脱贫 转型 转产 退役 清退 清零 拆改 拆旧 拆违 治违 除险 加固 除险加固 消险 治污 控源 截污 退耕 退渔 退养 新栽 新种 播种 养殖 出栏 生产 收购 减排 节能 \
    替代 撤并 归并 整合 组织开展 广泛开展 深入开展 集中开展 全面推进 深入推进 扎实推进 统筹推进 持续推进 大力推进 大力发展 大力实施 深入实施 全面实施 扎实开展 全面开展 稳步推进 有序推进 协同推进 \
    系统推进 大力推动 持续推动 加强 强化 坚决 弘扬 繁荣 丰富 擦亮 建优 建精 做实 做细 做好 做亮 做精 打好 打赢 打响 讲好 唱响 抓紧 抓牢 夯实 筑牢 织密 织牢 扎牢 兜牢 兜住 补齐 补强 锻造 锻长 \
    构建 构筑 形成 塑造 彰显 激发 激活 释放 提振 提档 提档升级 提质 提速 加大 加力 加速 扩容 畅通 拓宽 放大 发挥 落细 贯彻 贯彻落实 执行 履行 规范 严格 严厉 严守 严控 严打 严防 防范 防止 \
    防治 管控 遏制 杜绝 根治 整顿 铸造 铸牢 高标准建设 统筹 衔接 联动 协同 融合 融入 服务保障 引导 鼓励 激励 倡导 动员 支援 援助 扶助 关爱 关心 尊重 保障好 关注 重视 改善 美化 亮化 净化 洁化 \
    试行 试点推广 复制推广 宣传 普及 传承 挖掘 利用好 活化 赓续 举办好 筹办好 办成 建章立制 深耕 狠抓 严抓 主动对接 争当 争做 创优 创新";

/// The verbs, by first character.
pub static VERB_WORDS: LazyLock<Words> = LazyLock::new(|| by_first(VERBS));

/// Length of the verb that stands at a place.
pub fn verb(line: &Line, place: usize) -> Option<usize> {
    longest(&VERB_WORDS, line, place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::Clean;

    fn line(text: &str) -> Line {
        let mut clean = Clean::default();
        text.chars().enumerate().for_each(|(place, letter)| clean.push(letter, place));
        Line::of(&clean, 0..clean.len())
    }

    #[test]
    fn a_longer_word_shields_the_shorter() {
        let said = |text: &str| governor(&line(text), 0, text.chars().count()).map(|(governor, _)| governor);
        assert_eq!(said("总额约"), Some(Binds(About)));
        assert_eq!(said("项目签约"), Some(Stop));
        assert_eq!(said("验收通过"), Some(Stop));
        assert_eq!(said("投资不超过"), Some(Binds(Within)));
        assert_eq!(said("同比下降"), Some(Down));
        assert_eq!(said("压缩至"), Some(ChangeTo));
    }

    #[test]
    fn leads_fall_off_a_subject() {
        let rest = |text: &str| {
            let line = line(text);
            line.words(after_leads(&line, 0, line.len())..line.len())
        };
        assert_eq!(rest("预计全年实现地区生产总值"), "地区生产总值");
        assert_eq!(rest("其中在校生"), "在校生");
        assert_eq!(rest("完成率"), "完成率");
    }
}
