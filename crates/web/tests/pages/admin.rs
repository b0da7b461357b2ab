//! Who keeps the instance, and the first of them.

use bihuan_core::directory::DirectoryBuilder;
use sha2::{Digest, Sha256};

use crate::house::House;

/// The pages, and a sentence that each says in Chinese.
const PAGES: [(&str, &str); 19] = [
    ("/admin", "公开日志"),
    ("/admin/jobs", "现在备份"),
    ("/admin/units?kind=street", "420103001"),
    ("/admin/units/420103001", "下级单位"),
    ("/admin/posts", "有待办但无人担任"),
    ("/admin/posts/handler", "能办什么"),
    ("/admin/officers", "经办人(合成)"),
    ("/admin/officers/handler", "安排岗位"),
    ("/admin/new-officer", "初始密码"),
    ("/admin/hand-over/handler", "接替人员"),
    ("/admin/packs", "接诉即办"),
    ("/admin/packs/hotline", "环节："),
    ("/admin/packs/hotline/diagram", "bh-diagram__card"),
    ("/admin/packs/hotline/check", "检查通过"),
    ("/admin/calendar", "国庆节"),
    ("/admin/what-if", "哪一项时限"),
    ("/admin/flow", "实际流程"),
    ("/admin/tokens", "新建令牌"),
    ("/admin/looks", "个人信息查看记录"),
];

#[tokio::test]
async fn every_page_is_there_for_who_keeps_the_instance_and_for_nobody_else() {
    let house = House::new();
    let (admin, clerk) = (house.staff("admin"), house.staff("clerk"));
    for (path, words) in PAGES {
        let page = admin.get(path).await.want(200);
        assert!(page.says(words), "{path}: {words}");
        assert!(!page.says("style=") && !page.says("<script>"), "{path}");
        admin.clone().in_english().get(path).await.want(200);
        clerk.get(path).await.want(403);
    }
    for path in [
        "/admin/units/420103-nowhere",
        "/admin/officers/nobody",
        "/admin/packs/none",
        "/admin/packs/hotline/none",
        "/admin/posts/none",
    ] {
        admin.get(path).await.want(404);
    }
    insta::assert_snapshot!("packs_for_an_auditor", house.staff("auditor").get("/admin/packs").await.want(200).main());
}

#[tokio::test]
async fn an_auditor_reads_rules_and_looks_and_changes_nothing() {
    let house = House::new();
    let auditor = house.staff("auditor");
    for path in ["/admin", "/admin/packs/hotline/access", "/admin/calendar", "/admin/looks"] {
        auditor.get(path).await.want(200);
    }
    for path in ["/admin/officers", "/admin/units", "/admin/tokens", "/admin/jobs", "/admin/hand-over/handler"] {
        auditor.get(path).await.want(403);
    }
}

#[tokio::test]
async fn an_officer_is_added_with_a_password_shown_once_and_a_refusal_says_what_is_wrong() {
    let house = House::new();
    let admin = house.staff("admin");
    let form = admin.get("/admin/new-officer").await.want(200);
    let empty = admin
        .fill(&form, "/admin/new-officer", &[("user", "Zhang"), ("name", ""), ("password", "short")])
        .await
        .want(422);
    for words in ["小写字母", "请填写姓名", "请选择单位", "请选择岗位", "密码至少"] {
        assert!(empty.says(words), "{words}");
    }
    let good = [
        ("user", "zhang-san"),
        ("name", "新人(合成)"),
        ("unit", "420103-urban-management"),
        ("post", "handler"),
        ("password", ""),
    ];
    let made = admin.fill(&form, "/admin/new-officer", &good).await.want(200);
    assert!(made.says("只显示这一次"));
    assert!(admin.fill(&form, "/admin/new-officer", &good).await.want(422).says("已经有人使用"));
    assert!(admin.get("/admin/officers/zhang-san").await.want(200).says("经办人"));
    assert!(admin.get("/admin/jobs").await.want(200).says("建立账号"));
    admin.post("/admin/new-officer", &good).await.want(403);
}

#[tokio::test]
async fn a_hand_over_is_seen_before_it_is_done() {
    let house = House::new();
    let admin = house.staff("admin");
    let case = house.dispatched();
    let given = serde_json::json!({ "unit": crate::house::LEAD, "officer": "handler", "reason": "合成：指定经办人" });
    house.act("supervisor", &case, "reassign", given);
    let stuck = admin.get("/admin/hand-over/handler?to=-&leaves=yes").await.want(200);
    assert!(stuck.says("再没有别人担任") && !stuck.says("确认交接"));
    let form = admin.get("/admin/new-officer").await.want(200);
    let good = [
        ("user", "zhang-san"),
        ("name", "新人(合成)"),
        ("unit", "420103-urban-management"),
        ("post", "handler"),
        ("password", ""),
    ];
    admin.fill(&form, "/admin/new-officer", &good).await.want(200);
    let preview = admin.get("/admin/hand-over/handler?to=zhang-san&leaves=no").await.want(200);
    assert!(preview.says("1 件待办交给接替人员"), "{}", preview.main());
    insta::assert_snapshot!("hand_over", preview.main());
    let done = admin.fill(&preview, "/admin/hand-over/handler/do", &[]).await.want(200);
    assert!(done.says("交接完成：1 件"));
    let page = house.staff("zhang-san").get(&format!("/desk/cases/{}", case.number)).await.want(200);
    assert!(page.says("任务交接给接替人员"));
}

#[tokio::test]
async fn posts_absences_and_accounts_are_kept_and_told() {
    let house = House::new();
    let admin = house.staff("admin");
    let page = admin.get("/admin/officers/handler").await.want(200);
    let send = async |change: &str, pairs: &[(&str, &str)]| {
        admin.fill(&page, &format!("/admin/officers/handler/{change}"), pairs).await
    };
    assert_eq!(
        send("post", &[("unit", "420103001"), ("post", "head")]).await.want(303).location,
        "/admin/officers/handler?done=post"
    );
    assert!(send("post", &[("unit", "420103001"), ("post", "head")]).await.want(422).says("已经担任"));
    let away = [
        ("from-year", "2025"),
        ("from-month", "10"),
        ("from-day", "1"),
        ("until-year", "2025"),
        ("until-month", "10"),
        ("until-day", "8"),
        ("deputy", "leader"),
    ];
    send("away", &away).await.want(303);
    send("away", &[("deputy", "leader")]).await.want(422);
    send("close", &[]).await.want(303);
    assert!(house.staff("handler").get("/desk").await.want(200).says("登录"));
    let closed = admin.get("/admin/officers/handler").await.want(200);
    assert!(closed.says("已停用") && closed.says("2025-10-08"));
    admin.fill(&closed, "/admin/officers/handler/open", &[]).await.want(303);
    assert!(send("password", &[]).await.want(200).says("只显示这一次"));
}

#[tokio::test]
async fn a_token_is_shown_once_and_revoked() {
    let house = House::new();
    let admin = house.staff("admin");
    let page = admin.get("/admin/tokens").await.want(200);
    admin.fill(&page, "/admin/tokens/new", &[("user", "clerk"), ("days", "0")]).await.want(422);
    let made =
        admin.fill(&page, "/admin/tokens/new", &[("user", "clerk"), ("scope", "read"), ("days", "30")]).await.want(200);
    assert!(made.says("bh_"));
    let listed = admin.get("/admin/tokens?officer=clerk&state=good").await.want(200);
    assert!(listed.says("撤销") && !listed.says("bh_"));
    admin.fill(&listed, "/admin/tokens/revoke", &[]).await.want(303);
    assert!(admin.get("/admin/tokens?state=revoked").await.want(200).says("已撤销"));
}

/// An invented notice, as a form sends it.
fn notice<'f>(days: &'f str, number: &'f str) -> [(&'f str, &'f str); 6] {
    [
        ("year", "2025"),
        ("title", "合成：关于放假的通知"),
        ("number", number),
        ("published", "2025-09-20"),
        ("source", "合成来源"),
        ("days", days),
    ]
}

#[tokio::test]
async fn a_notice_is_looked_at_then_taken_in_and_a_due_date_names_it() {
    let house = House::new();
    let case = house.dispatched();
    let admin = house.staff("admin");
    let page = admin.get("/admin/calendar").await.want(200);
    let days = "合成假：9月26日（周五）放假1天。";
    let shown = admin.fill(&page, "/admin/calendar", &notice(days, "合成发〔2025〕9号")).await.want(200);
    assert!(shown.says("共 1 天有变化") && shown.says("合成假"), "{}", shown.main());
    assert!(shown.says("1 件的时限推后"), "{}", shown.main());
    let taken = admin.fill(&shown, "/admin/calendar/take", &[]).await.want(303);
    assert_eq!(taken.location, "/admin/calendar?done=taken&year=2025");
    let again = admin.fill(&shown, "/admin/calendar/take", &[]).await.want(422);
    assert!(again.says("已经采用"), "{}", again.main());
    while house.office.recount_running().unwrap() > 0 {}
    house.office.recount_running().unwrap();
    let done = admin.get("/admin/calendar?done=taken&year=2025").await.want(200);
    assert!(done.says("合成发〔2025〕9号") && done.says("1 件推后"), "{}", done.main());
    let sheet = house.staff("clerk").get(&format!("/desk/cases/{}", case.number)).await.want(200);
    assert!(sheet.says("合成发〔2025〕9号") && sheet.says("放假安排调整"), "{}", sheet.main());
    assert!(house.staff("auditor").get("/admin/calendar").await.want(200).says("合成发〔2025〕9号"));
}

#[tokio::test]
async fn a_notice_that_cannot_be_right_is_refused_at_its_field_and_nothing_typed_is_lost() {
    let house = House::new();
    let admin = house.staff("admin");
    let page = admin.get("/admin/calendar").await.want(200);
    let empty = admin.fill(&page, "/admin/calendar", &[("days", "")]).await.want(422);
    assert!(empty.says("请填发文日期"));
    for (days, said) in [
        ("合成假：9月26日（周四）放假1天。", "不是“周四”"),
        ("合成假：9月26日放假1天。9月26日上班。", "既放假又上班"),
        ("合成假：2026年5月6日放假1天。", "不在 2025 年"),
        ("合成假：9月26日放假3天。", "写着 3 天"),
        ("没有日子", "没有读到"),
    ] {
        let refused = admin.fill(&page, "/admin/calendar", &notice(days, "合成发〔2025〕9号")).await.want(422);
        assert!(refused.says(said) && refused.says("合成：关于放假的通知"), "{said}: {}", refused.main());
    }
    house.staff("clerk").get("/admin/calendar").await.want(403);
    assert!(house.office.law().calendars.taken("420103").is_empty());
}

#[tokio::test]
async fn the_calendar_is_a_month_a_line_with_its_years_folded() {
    let house = House::new();
    let page = house.staff("admin").get("/admin/calendar?year=2025").await.want(200);
    insta::assert_snapshot!("calendar", page.main());
}

#[tokio::test]
async fn a_backup_is_made_from_the_page() {
    let house = House::new();
    let admin = house.staff("admin");
    assert!(admin.get("/admin").await.want(200).says("还没有备份"));
    let page = admin.get("/admin/jobs").await.want(200);
    admin.fill(&page, "/admin/backups", &[]).await.want(303);
    assert!(admin.get("/admin/jobs").await.want(200).says(".backup"));
    assert!(!admin.get("/admin").await.want(200).says("还没有备份"));
}

#[tokio::test]
async fn looks_are_listed_by_officer_and_day() {
    let house = House::new();
    let case = house.lamp();
    house.staff("clerk").get(&format!("/desk/cases/{}", case.number)).await.want(200);
    let auditor = house.staff("auditor");
    let all = auditor.get("/admin/looks").await.want(200);
    assert!(all.says(&case.number) && !all.says("13800000000"));
    assert!(auditor.get("/admin/looks?officer=clerk").await.want(200).says(&case.number));
    assert!(auditor.get("/admin/looks?unit=420103-citizen-centre").await.want(200).says(&case.number));
    assert!(!auditor.get("/admin/looks?officer=leader").await.want(200).says(&case.number));
    assert!(!auditor.get("/admin/looks?day=2001-01-01").await.want(200).says(&case.number));
}

#[tokio::test]
async fn the_first_administrator_is_made_once_by_the_link() {
    let house = House::empty(DirectoryBuilder::new().build().unwrap());
    let token = "bh_0123456789abcdef";
    let hash: String = Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    house.set_meta("setup-token", &hash);
    let stranger = house.stranger();
    stranger.get("/setup").await.want(404);
    stranger.get("/setup?token=bh_wrong").await.want(404);
    let form = stranger.get(&format!("/setup?token={token}")).await.want(200);
    insta::assert_snapshot!("setup", form.main());
    let short = [("user", "Root"), ("name", ""), ("password", "short"), ("again", "other")];
    insta::assert_snapshot!("setup_refused", stranger.fill(&form, "/setup", &short).await.want(422).main());
    let good = [
        ("user", "root"),
        ("name", "合成管理员"),
        ("district", "420103"),
        ("password", "合成-口令-足够长了"),
        ("again", "合成-口令-足够长了"),
    ];
    assert_eq!(stranger.fill(&form, "/setup", &good).await.want(303).location, "/sign-in?to=/admin");
    stranger.fill(&form, "/setup", &good).await.want(404);
    assert!(house.staff("root").get("/admin").await.want(200).says("开始使用"));
}
