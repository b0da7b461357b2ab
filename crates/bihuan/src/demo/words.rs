//! What the invented residents write and the invented units answer. Every text begins with 合成; no person, firm or
//! official is named; a street or community is named only as the place where something is.

/// A category of the requests' vocabulary, what people write about it, and how it is answered.
pub struct Subject {
    /// The term's code.
    pub category: &'static str,
    /// The unit that answers for it, as the part of its code behind the district's.
    pub lead: &'static str,
    /// How often it comes up.
    pub weight: u64,
    /// What people write; `{place}` is a community or street.
    pub asks: &'static [&'static str],
    /// What is answered.
    pub answers: &'static [&'static str],
    /// Whether the centre looks at the answer too.
    pub centre_review: bool,
    /// Whether it is an urgent matter.
    pub urgent: bool,
}

const fn subject(
    category: &'static str,
    lead: &'static str,
    weight: u64,
    asks: &'static [&'static str],
    answers: &'static [&'static str],
) -> Subject {
    Subject { category, lead, weight, asks, answers, centre_review: false, urgent: false }
}

/// All subjects.
pub const SUBJECTS: &[Subject] = &[
    subject(
        "street-light",
        "urban-management",
        9,
        &["{place}小区门口的路灯连续几晚不亮，老人出门看不清路。", "{place}背街有三盏路灯时亮时灭，希望检修。"],
        &["已更换灯头并检查线路，当晚恢复照明。", "经查为控制箱跳闸，已修复并列入每周巡检。"],
    ),
    subject(
        "waste",
        "urban-management",
        10,
        &["{place}垃圾桶两天没有清运，气味很大。", "{place}路口常有人偷倒装修垃圾，希望清走并加强看管。"],
        &["当日已清运，并把清运次数调整为每日两次。", "已清走建筑垃圾，增设提示牌和监控。"],
    ),
    subject(
        "street-order",
        "urban-management",
        8,
        &["{place}人行道被流动摊点占用，推婴儿车只能走机动车道。", "{place}早市散后占道经营到中午，影响通行。"],
        &["已劝导摊主进入疏导点，高峰时段安排人员值守。", "已与经营者约定时段和范围，超出部分清理完毕。"],
    ),
    Subject {
        centre_review: true,
        ..subject(
            "illegal-building",
            "urban-management",
            3,
            &["{place}一楼住户在公共绿地搭棚，已经搭了一半。", "{place}楼顶有人加盖房间，担心漏水和安全。"],
            &["经现场核查，已责令停工，搭建部分当事人已自行拆除。", "已立案调查，搭建物拆除前每周巡查一次。"],
        )
    },
    subject(
        "road-damage",
        "construction",
        6,
        &["{place}门前路面有一个坑，雨天看不出深浅。", "{place}井盖松动，车压过响声很大。"],
        &["坑槽已回填压实，铺面同日恢复。", "井盖已更换为防沉降型，噪声消除。"],
    ),
    subject(
        "drainage",
        "water",
        5,
        &["{place}下雨后积水到脚踝，半天不退。", "{place}化粪池外溢，污水流到通道。"],
        &["已疏通管道并清掏淤泥，试水正常。", "已抽排清洗并更换破损管段。"],
    ),
    Subject {
        urgent: true,
        ..subject(
            "burst-pipe",
            "water",
            2,
            &["{place}路边自来水管爆裂，水一直往外涌。", "{place}单元门口水管爆了，水快进电梯井。"],
            &["抢修人员已到场关阀换管，恢复供水。", "已抽干积水并更换管件，电梯检查后恢复运行。"],
        )
    },
    Subject {
        urgent: true,
        ..subject(
            "gas-smell",
            "emergency",
            1,
            &["{place}楼道里有燃气味道，邻居都闻到了。"],
            &["已到场检测，为软管老化，已更换并复测合格。"],
        )
    },
    subject(
        "noise",
        "environment",
        9,
        &["{place}广场舞音响到晚上九点半还很大声。", "{place}旁边工地夜里十一点还在浇筑，睡不着。"],
        &["已与负责人约定音量和结束时间，并安装分贝显示屏。", "已责令夜间停工，特殊工序须提前公示。"],
    ),
    subject(
        "air",
        "environment",
        4,
        &["{place}楼下餐饮油烟直排，窗户不敢开。", "{place}空地土方没有覆盖，刮风灰很大。"],
        &["已督促清洗净化设备，复测达标。", "已全部覆盖并每日洒水两次。"],
    ),
    subject(
        "property-service",
        "property-management",
        8,
        &["{place}小区门禁坏了半个月没人修。", "{place}公共收益没有公示，希望说明用途。"],
        &["已督促物业修复门禁并公示报修电话。", "物业已公示上年度公共收益明细，可到物业处查阅。"],
    ),
    subject(
        "lift",
        "market-regulation",
        4,
        &["{place}电梯一周停了三次，老人上下楼不方便。", "{place}电梯运行时抖动厉害，希望检查。"],
        &["维保单位已更换门机部件，检验合格后恢复运行。", "已停梯检查并更换导靴，复检正常。"],
    ),
    subject(
        "housing",
        "housing",
        3,
        &["{place}想了解保障性租赁住房怎么申请。", "{place}公租房漏水，报修一直没有排上。"],
        &["已电话告知条件和材料清单，可在窗口或网上提交。", "已安排维修，屋面防水当日完成。"],
    ),
    Subject {
        centre_review: true,
        ..subject(
            "old-estate",
            "housing",
            2,
            &["{place}老旧小区改造围挡拆了一半就停了，什么时候复工。"],
            &["已与施工方确定复工日期并在小区公示进度表。"],
        )
    },
    subject(
        "consumer",
        "market-regulation",
        6,
        &["在{place}一家店办了卡，店关了联系不上，希望协助退款。", "{place}买的电器有质量问题，商家不肯换。"],
        &["经调解，双方达成退款协议，款项已退。", "经调解，商家同意更换同型号产品。"],
    ),
    subject(
        "parking",
        "transport",
        6,
        &["{place}消防通道被车占，进出困难。", "{place}晚上找不到停车位，附近有没有可以错时停车的地方。"],
        &["已清理并施划禁停线，物业安排巡查。", "已协调附近单位开放错时泊位，时段已公示。"],
    ),
    subject(
        "schooling",
        "education",
        4,
        &["{place}住户想问明年小学入学登记时间。", "{place}附近幼儿园放学时段很堵，希望有人疏导。"],
        &["登记时间以当年招生通告为准，已告知往年安排供参考。", "已与学校错峰放学，并安排志愿者疏导。"],
    ),
    subject(
        "medical",
        "health",
        3,
        &["{place}社区卫生服务站周末能不能接种疫苗。"],
        &["周六上午可接种，已在站点公示时间表。"],
    ),
    subject(
        "employment",
        "human-resources",
        4,
        &["{place}灵活就业人员想参保，需要哪些材料。", "{place}想找离家近的岗位，有没有招聘会。"],
        &["已电话告知材料和办理方式，可网上办理。", "已推荐近期招聘活动，并登记求职意向。"],
    ),
    subject(
        "elderly-care",
        "civil-affairs",
        3,
        &["{place}独居老人想申请助餐服务。"],
        &["已上门评估并开通助餐，次日起送餐。"],
    ),
    subject(
        "greening",
        "landscape",
        4,
        &["{place}行道树枝压到电线，担心掉下来。", "{place}口袋公园座椅坏了。"],
        &["已修剪并清运枝条。", "座椅已更换，其余设施一并检查。"],
    ),
    Subject {
        centre_review: true,
        ..subject(
            "fire-safety",
            "fire",
            3,
            &["{place}楼道堆满杂物，电动车在楼道充电。"],
            &["已清理楼道并与住户签订承诺，增设集中充电点。"],
        )
    },
    subject(
        "service-hall",
        "government-service",
        3,
        &["{place}住户想问居住证明去哪里办，要不要预约。"],
        &["可在街道窗口直接办理，无需预约，已告知材料。"],
    ),
];

/// What is answered at once over the telephone.
pub const AT_ONCE: &[&str] =
    &["合成：已当场说明办理地点、时间和材料。", "合成：已告知政策口径和查询方式，来电人表示清楚。"];

/// What a unit notes of its first call.
pub const SPOKE: &[&str] =
    &["合成：已电话联系，约定上门查看的时间。", "合成：已联系来电人，问清了位置和时间。", "合成：已到现场与来电人当面核对。"];

/// Why a unit hands a request back.
pub const HAND_BACK: &[&str] = &["合成：经核对不属本单位职责范围，建议改派。", "合成：点位在另一单位养护范围内。"];

/// Why more time is asked for.
pub const MORE_TIME: &[&str] = &["合成：需等待配件到货。", "合成：需与多方协商施工时间。"];

/// Why an answer is sent back.
pub const NOT_YET: &[&str] = &["合成：请补充现场处理情况和时间。", "合成：答复没有回应诉求中的第二个问题。"];

/// What a resident says who is not content.
pub const UNHAPPY: &[&str] = &["合成：又出现了同样的情况。", "合成：只处理了一半。", "合成：没有人联系过我。"];

/// What a resident says who is content.
pub const HAPPY: &[&str] = &["合成：处理得很快，谢谢。", "合成：问题解决了。", "合成：态度很好。"];

/// How the matters of a demonstration begin.
pub const MARK: &str = "合成：";
