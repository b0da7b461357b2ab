//! What opens a task and what only looks like one: verbs of doing, the adverbs before them, prepositions with a verb to
//! come, and the openings of attitudes, bases and hopes.

use std::sync::LazyLock;

use super::super::figures::lexicon::Lexicon;
use super::super::figures::line::Line;
use super::super::figures::words::{self, Words};

/// Verbs of doing beside those that count ([`words::verb`]).
const MORE: &str = "提请审议 坚持和发展 砍掉 消化 放宽 施划 整备 新征 征用 铺筑 发运 改水改厕 改厕 增强 避免 取消 公布 配合建设 配合 践行 响应 填补 采取 力戒 当好 降准 降息 突出 搬入 搬进 移入 接受 助力 规划 学习 支撑 升级 运用 借鉴 免费 \
    重塑 提前谋划 参与 梳理 焕新 严把 不再 考核 理顺 用足 用足用活 用活 满足 选优 选优配强 配强 扎紧 跟踪 细化 掀起 明晰 延续 展示 预防 应对 集成 实体化运作 运作 纠正 纠治 整肃 提炼 突出抓好 \
    抓 建管 育强 推深 守牢 守好 守住 看好 护好 走访 压实 落实落细 抓早 抓优 抓强 抓准 用心 上好 念好 种好 唱好 下好 打通 打牢 打开 打击 打破 破解 破除 破题 解决好 平整 给予 推开 贯穿 用在 提取 赋予 接续 接力 承办好 争做 争先 \
    力促 促使 催生 孕育 衔接 对接好 汇集 汇聚 聚合 聚力推进 攻坚 会战 突破 加密 加装 加固 加注 加码 加宽 加深 倒逼 压茬推进 挂图作战 滚动推进 滚动实施 梯次推进 统一 统领 牵引 引领 示范 带头 \
    试行 先行 先试 担当 担负 服从 遵守 遵循 恪守 坚守 坚持和完善 坚持和加强 理清 厘清 摸清 摸排 查清 核查 核减 清理整治 清理规范 清查 清收 回收 收回 收紧 收集 化债 防控 \
    预警 监测预警 监督 督促 督查 督导 督办 问责 惩治 惩处 曝光 追究 严惩 严肃 严禁 禁止 限制 控制 约束 规制 制止 遏止 扭转 杜绝 更好发挥 充分发挥 充分利用 有效利用 有效防范 综合利用 科学编制 \
    统筹好 用好用足 管好用好 建好用好 建强用好 建好管好 讲好 传好 办实 办优 做深 做透 做靓 做美 做足 做活 做稳 做专 做新 做大做强 做强做优 做优做强 做精做强 做细做实 做实做细 育好 护航 护佑 编织 \
    编撰 修编 报批 审批 审计 审核 评估 评价 评比 考评 排名 通报 公示 披露 发挥好 注入 重视 关心关爱 尊崇 弘扬 崇尚 倡树 培树 选树 树好 高举 铭记 牢记 认真学习 深学 宣讲 宣扬 传播 \
    展现 展销 彰显 释放 挖潜 挖掘 深挖 深耕 深拓 深植 厚植 植入 嵌入 导入 输入 输出 输送 代建 共建 共享 共治 互通 互认 互联 并联 串联 联办 联建 联审 通办 帮办 代办 减证 简化 简政 放权 下放 \
    赋能 赋权 授权 松绑 减负 让利 纾困 解困 解难 排忧 兜底 托底 托管 监护 监控 巡视 巡防 巡护 值守 备勤 救援 抢险 抢修 抗旱 防汛 应急 演练 拉动 撬动 驱动 牵头 联手 携手 合作 协作 协调 协商 \
    谈判 洽谈 吸收 吸附 承载 容纳 腾出 腾挪 置换 调换 互换 转换 转变 变革 改革 革新 更替 换代 迭代 焕发 唤醒 苏醒 复兴 振兴 振作 崛起 赶超 跨越 冲刺 冲击 挺进 进军 布设 布置 布防 部署 排布 \
    谋定 谋求 谋篇 筹谋 酝酿 研究 研判 研讨 论证 调研 考察 勘察 测绘 勘测 设计 绘制 编绘 勾勒 描绘 书写 谱写 出清 清欠 还款 偿还 化险 稳控 稳住 稳定扩大 稳增长 稳就业 稳岗 稳外贸 扩内需 \
    扩投资 促消费 惠民生 防风险 保民生 保交楼 保供 保畅 保安全 保护好 护送 关停 并转 关改 搬改 迁入 迁出 退城 进园 入园 入统 入规 入限 升规 升限 个转企 小升规 规转股 股上市 提质扩容 提质增效 \
    提质升级 提标 提标改造 提能 提级 提高 提供 扩优 扩大开放 扩面提质 扩围 扩充 扩张 延展 延伸 延长 延链 补链 强链 建链 固链 补短板 锻长板 强弱项 堵漏洞 堵塞 疏解 疏导 疏散 缓解 减缓 平抑 平衡 \
    均衡 优先 优先发展 优先保障 优待 优抚 抚恤 安葬 褒扬 慰问 看望 救济 赈济 补助 补贴 补偿 补充 补足 补建 实行 施行 推行 执行 运行 运营 经营 管理 治理 依法治 服务 保障 支持 支援 助推 助企 \
    助农 助学 助残 助老 扶贫 扶优 扶强 扶智 扶志 济困 帮带 结对 对口支援 对口帮扶 挂钩 包保 联系 联络 联通 接轨 接驳 链接 连接 连通 通行 直达 直供 直播 直管 探索 尝试 试验 试种 试点 试运营 \
    试营业 试投产 启用 启幕 启航 开放 开启 开拓 开创 开辟 开展好 开好 开足 开源 节流 节支 压减 压降 压紧 缩减 缩短 精减 精简 精准 精细 精心 瘦身 健身 强身 增资 增产 增收 增效 增绿 增彩 增强 \
    增进 增添 增补 增派 增殖 扩绿 植绿 复绿 护绿 披绿 爱绿 留绿 见缝插绿 控煤 控车 控尘 控污 控源 减污 降碳 减碳 固碳 增汇 碳达峰 生成 形成 促成 达成 建立健全 健全完善 完善提升 巩固拓展 \
    巩固提升 巩固深化 巩固 拓展提升 拓展深化 整合优化 优化整合 优化提升 优化完善 优化调整 调优 调强 调高 做好 搞好 抓紧抓好 抓细抓实 抓好抓实 抓实抓细 办好办实 配齐 配足 备足 备齐 留足 留住 留存 \
    收好 储好 种足 种植 播种 养护 管护 守护 呵护 爱护 维稳 扫黑 扫黑除恶 禁毒 反诈 打非 打私 打拐 打假 查处 查办 侦办 审理 仲裁 调解 疏通 沟通 表扬 嘉奖 激发 激励 奖补 奖惩 惩戒 强基 固本 \
    培元 塑形 铸魂 育人 立德 立规 立法 修法 释法 普法 执法 司法 守法 用法 学法 依法 推介 推送 推荐 推选 推优 推陈 推广应用 推广使用 应用 使用 采用 启动实施 启动建设 全面落实 全面推行 全面完成 \
    全面实行 全面提升 全面加强 全面深化 全面建成 深入推动 深入落实 深入贯彻 深入打好 深入开展 持续深化 持续优化 持续加强 持续提升 持续开展 持续抓好 持续打好 持续改善 继续实施 继续推进 继续开展 统筹做好 \
    统筹抓好 统筹实施 统筹发展 统筹建设 系统实施 系统治理 综合治理 源头治理 集中攻坚 专项整治 分类推进 分类施策 分批实施 有序实施 有序开展 有序推动 有效衔接 有效发挥 有效解决 有力 有力有序 有机 积极推动 \
    积极推进 积极发展 积极培育 积极申报 积极争取 积极引导 积极参与 积极融入 积极对接 积极探索 积极打造 积极开展 大力培育 大力弘扬 大力引进 大力支持 大力开展 大力提升 加快建设 加快发展 加快构建 加快培育 \
    加快形成 加快打造 加快实施 加快补齐 加快完善 收缴 征管 组织收入 盘活用好 统管 代理 委托 供暖 供热 供水 供气 供电 排水 治水 兴水 节水 引水 调水 蓄水 保水 修路 架桥 通车 通航 通水 通电 通气 \
    联网 并网 组网 入网 上网 触网 建网 铺网 补网 强网 升网 数字化 智能化 智改数转 上云 用数 赋智 增植 抚育 封育 造林绿化 修枝 改种 轮作 休耕 收割 机收 深加工 转移就业 兴业 置业 乐业 敬业 安业 \
    强企 强县 强镇 强村 富村 富民 兴农 兴产 兴企 兴校 兴医 兴文 兴旅 兴商 活商 活市 亲商 安商 护商 富商 暖商 惠商 助商 引商 选商 营商 聚商 聚才 聚人 聚产 聚链 聚能 聚势 聚智 聚变 常态化开展 \
    常态化推进 常态化做好 规范化 制度化 法治化 清单化 项目化 工程化 台账化 实体化 市场化 多元化 一体推进 一体化推进 一体谋划 一体建设 同步推进 同步实施 同步抓好 同步建设 协同发展 协同打造 协同治理 \
    联动发展 融合发展 融合推进 高起点 高规格 高效统筹 高效推进 高效运行 高效服务 高效办成 高质高效 高位推动 高位推进 高标准推进 高标准打造 高标准实施 高质量推进 高质量发展 高质量完成 高质量实施 高质量办好 \
    高水平建设 高水平推进 高水平打造 高水平举办 千方百计 多措并举 全力推进 全力打造 全力保障 全力做好 全力抓好 全力支持 全力争取 全力服务 全力创建 全力以赴 深度融入 深度 深化拓展 深化实施 深化落实 \
    深化推进 纵深推进 扎实做好 扎实推动 扎实抓好 切实做好 切实加强 切实抓好 切实保障 切实解决 切实减轻 切实提高 严格落实 严格执行 严格控制 严格规范 严密防范 严厉打击 严肃查处 坚决遏制 坚决防范 坚决守住 \
    坚决打好 坚决打赢 坚决整治 坚决落实 坚决制止 坚决纠正 坚决维护 坚决杜绝 坚决防止 认真落实 认真贯彻 认真执行 认真做好 认真办理 认真抓好 自觉接受 主动接受 主动融入 抢占 抢先 争夺 培强 链式 招强 \
    引强 引优 引大 育苗 育林 育种 制种 选种 选址 选点 选线 定点 定线 定标 立项 报建 报装 获取 取得 赢得 博得 落成 完工 交房 交地 交工 验收 投资 投身 注册 登记 认证 认领 认养 认购 收购 并购 \
    重组 改组 改制 脱钩 剥离 移送 移植 移风易俗 倡文明 树新风 整治提升 整治 整理 整修 整村推进 整建制 整区推进 整县推进 整体推进 丰富 繁荣 活跃 美化 亮化 绿化 净化 序化 彩化 硬化 黑化 刷黑 \
    白改黑 软化 量化 细分 优选 精选 严选 海选 竞选 换届 选举 换发 颁发 核发 签发 签收 签好 唱响 奏响 叫响 喊响 擦亮 点亮 照亮 闪亮 靓化 活化利用 活化 复活 搞活 盘活 激活 救活 放活";

static TASK_VERBS: LazyLock<Words> = LazyLock::new(|| words::by_first(MORE));

/// What may stand before the verb and says only how.
const ADVERBS: &str = "逐项 逐一 逐村 逐户 逐级 逐个 稳慎 灵活 始终 妥善 靶向 从严从重 从重从快 从快 长效化 常态长效 常态化长效化 每月 每年 每季度 先 连续几年 全部 更好 全面 深入 持续 大力 积极 扎实 着力 切实 进一步 有序 稳步 全力 坚决 不断 认真 严格 高标准 高质量 高水平 高效 高效能 高起点 科学 有效 主动 精准 充分 突出 继续 同步 依法 率先 常态化 系统 \
    广泛 精心 牢牢 统筹 要 还要 并 全年 年内 今年 力争 争取 确保全年 重点 分类 分批 逐步 加力 合力 协同 联合 持之以恒 坚定不移 坚定 毫不动摇 千方百计 多措并举 多渠道 全方位 全链条 全过程 因地制宜 一体 一体化 深度 纵深 从严 从快 \
    再 新 更 更加 更好 尽快 及时 快速 加速 强力 奋力 努力 倾力 倾情 用心 用情 尽心 竭力 真正 努力 切实 稳妥 审慎 规范 有力 有力有序 合理 健康 平稳 优质 优先 严肃 严厉 严密 坚持不懈 锲而不舍 驰而不息 久久为功 滚动 接续 适时 适度 按时 按期 如期 分步 分期 集中 专项 整体 综合 全域 全员 \
    超前 提前 前瞻 自觉 务实 高位 靠前 灵活 创造性 开创性 高质 高站位 大胆 勇于 敢于 善于 带头 共同 携手 联动 协调 差异化 多元化 常态 动态 精细 精细化 高标 高度 紧密 密切 严 实 细 快 早 同时 此外 另外 其中 进而 从而 以及 和 及 与 将 也 必须 应当 应 需 需要 可 能 我们将 我们要 我们 区政府将 市政府将 上半年 下半年 一季度 年底前 年内基本 基本 最大限度 最大程度 分层分类 拟 将 更大力度 更大范围 更深层次 更广领域 更实举措 要加快 一体推进 强势 梯次 压茬 提速";

static ADVERB_WORDS: LazyLock<Words> = LazyLock::new(|| words::by_first(ADVERBS));

/// Prepositions that a verb follows later: 为…购买, 对…实行, 在…实施.
const PREPOSITIONS: &[char] = &['为', '对', '将', '把', '向', '给', '在'];

/// Openings of attitudes, bases, hopes and principles: no task stands behind them in their clause.
const IDLE: &str = "树立 树牢 牢固树立 扛起 扛牢 坚决扛 狠抓落实 坚持 锚定 抢抓 紧扣 紧盯 瞄准 对标 按照 根据 遵循 让 使 通过 走好 努力使 努力让 努力在 是 做到 牢记 面对 基于 着眼 本着 随着 只有 只要 不仅 既 又 越是 作为 成为 不折不扣 雷厉风行 真抓实干 说到做到 各位代表 让我们 我们坚信 我们相信 高举 弘扬“ 不忘 与时俱进 勇于 敢于 善于 想 讲 干 由 凡 凡是 切忌 一切 把人民 以人民 为民 为武汉 为全市 为全省 为全国 为建设 为实现 为谱写 为推动 为加快 在中国式 在全面 在新的 在推进 在学习 在以 在市委 在区委 在省委 在党中央 在习近平 在服务 对此 对于 在更 在构建 在建设 在发展 在实现 在高质量 在奋力 在加快 增强信心 坚定信心 更好地 新征程";

static IDLE_WORDS: LazyLock<Words> = LazyLock::new(|| words::by_first(IDLE));

/// Ends of a task told by its result: 建成投用, 主体完工.
static RESULTS: LazyLock<Lexicon<Vec<char>>> = LazyLock::new(|| {
    let ends = "投入使用 建成投用 完工 竣工 开工 投产 投用 通车 运营 试运营 开园 开业 挂牌 落地 交付 封顶 启用 开工建设 建成 竣工投产 建成投产 建成通车 建成运营 投入运营 达产 全覆盖 清零 动态清零 提档升级 落成 开放 贯通 启动开发 编制 竣工验收 达效 见效 上线 上市 供水 通水 通气 并网 改造提升 验收 回迁 入库 出让 摘牌 投运 开馆 开学 招生 开诊";
    let mut by_last = Lexicon::default();
    for letters in ends.split_whitespace().map(|word| word.chars().collect::<Vec<char>>()) {
        if let Some(&last) = letters.last() {
            by_last.put(last, letters);
        }
    }
    by_last
});

/// Where the verb of a clause begins behind its adverbs, if a verb of doing opens it.
pub fn opening(line: &Line, start: usize, end: usize) -> Option<Opening> {
    let mut at = start;
    for _ in 0..6 {
        let idle = words::longest(&IDLE_WORDS, line, at).unwrap_or(0);
        let told = verb(line, at).max(words::longest(&ADVERB_WORDS, line, at)).unwrap_or(0);
        if idle > 0 && idle >= told {
            return None;
        }
        if let Some(length) = verb(line, at).filter(|length| at + length <= end) {
            let adverb = words::longest(&ADVERB_WORDS, line, at);
            // 提前 谋划: an adverb may look like a verb; a verb behind it decides.
            if adverb.is_none_or(|adverb| adverb < length || verb(line, at + adverb).is_none()) {
                return Some(Opening { at, verb: at..at + length });
            }
        }
        if PREPOSITIONS.contains(&line.at(at)) {
            return later(line, at, end);
        }
        let Some(length) = words::longest(&ADVERB_WORDS, line, at).filter(|length| at + length < end) else { break };
        at += length;
    }
    behind_manner(line, start, end)
}

/// Verbs so common that a manner before them need not be known.
static COMMON: LazyLock<Words> = LazyLock::new(|| {
    words::by_first(
        "推动 推进 加快 加强 开展 实施 完善 强化 提升 打造 培育 深化 优化 健全 落实 构建 做好 抓好 促进 引导 支持 解决 化解 扩大 提高 编制 谋划 承接 治理 办理 整合 建立 做强 做大 做优 发展 壮大 推广 引进 拓展 延伸 招引 改善 加大 推出 筑牢",
    )
});

/// Words that name a base; the task begins at a common verb behind it.
static BASES: LazyLock<Words> =
    LazyLock::new(|| words::by_first("以 从 用 围绕 聚焦 依托 立足 针对 结合 利用 借助 发挥 抓住 紧密结合"));

/// 分片分类推动…, 有选择地承接…: a manner of a few characters that no list knows, and a common verb behind it.
fn behind_manner(line: &Line, start: usize, end: usize) -> Option<Opening> {
    let based = words::longest(&BASES, line, start).is_some();
    let reach = if based { end.saturating_sub(4) } else { start + 5 };
    (start + 2..=reach).find_map(|at| {
        let length = words::longest(&COMMON, line, at)?;
        let manner = based || (start..at).all(|place| line.at(place).is_alphabetic());
        (manner && at + length + 2 <= end).then(|| Opening { at, verb: at..at + length })
    })
}

/// Where a task begins and its verb.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opening {
    /// First character of the task.
    pub at: usize,
    /// Its verb.
    pub verb: std::ops::Range<usize>,
}

/// 为残疾人购买…: the task begins at the preposition, its verb stands later.
fn later(line: &Line, at: usize, end: usize) -> Option<Opening> {
    (at + 2..=end.saturating_sub(2)).find_map(|place| {
        let length = verb(line, place).filter(|length| *length >= 2 && place + length <= end)?;
        Some(Opening { at, verb: place..place + length })
    })
}

/// Length of a verb of doing at a place.
pub fn verb(line: &Line, place: usize) -> Option<usize> {
    words::verb(line, place).max(words::longest(&TASK_VERBS, line, place))
}

/// Whether the clause tells a task by its result.
pub fn result(line: &Line, start: usize, end: usize) -> bool {
    let ends =
        |letters: &Vec<char>| end.checked_sub(letters.len()).is_some_and(|from| line.slice(from..end) == *letters);
    end - start >= 6 && RESULTS.under(line.before(end)).iter().any(ends)
}
