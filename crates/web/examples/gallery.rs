//! Every component on a few pages, served on the address given: what the browser tests look at before there is a
//! case, and where an author sees what the shelf has. `cargo run --example gallery -- 127.0.0.1:8099`

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, map_response};
use axum::response::IntoResponse;
use axum::routing::get;
use bihuan_web::components::*;
use bihuan_web::html::{Html, el};
use bihuan_web::phrases::{self, FieldError, Form};
use bihuan_web::shell::{self, Area, DemoBar, Page, Reader, SignedIn};
use bihuan_web::words::Lang;
use bihuan_web::{assets, t};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:8099".into());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, pages()).await?;
    Ok(())
}

fn pages() -> Router {
    Router::new()
        .route("/", get(home))
        .route("/form", get(form))
        .route("/done", get(done))
        .route("/desk", get(desk))
        .route("/desk/case", get(case))
        .route("/faster", get(faster))
        .route("/healthz", get(async || "ok"))
        .fallback(async |reader: Reader| {
            (StatusCode::NOT_FOUND, Page::notice(&reader, shell::not_found(reader.words())))
        })
        .merge(assets::routes())
        .layer(from_fn(shell::remember_choices))
        .layer(map_response(shell::security_headers))
}

/// The sample's own words are no page's words, so they stand here in both languages.
fn say(reader: &Reader, zh: &'static str, en: &'static str) -> &'static str {
    if reader.lang == Lang::Zh { zh } else { en }
}

fn frame(reader: &Reader, title: &str) -> Page {
    let districts =
        [("420103", "江汉区", "Jianghan"), ("420105", "汉阳区", "Hanyang"), ("420106", "武昌区", "Wuchang")];
    let roles = [("clerk", "坐席", "clerk"), ("handler", "经办人", "handler"), ("leader", "科长", "head of unit")];
    Page {
        district: Some("420103".into()),
        districts: districts.map(|(code, zh, en)| (code.into(), say(reader, zh, en).into())).to_vec(),
        now: "2026-11-20T10:00:00+08:00".into(),
        demo: Some(DemoBar {
            now: "2026-11-20 10:00".into(),
            roles: roles.map(|(user, zh, en)| (user.into(), say(reader, zh, en).into())).to_vec(),
            action: "/tour/as".into(),
            csrf: "sample".into(),
        }),
        ..Page::new(reader, title)
    }
}

fn staff(reader: &Reader, title: &str) -> Page {
    let user = SignedIn {
        name: say(reader, "示例经办人", "Sample Handler").into(),
        post: say(reader, "示例街道 经办", "handler, sample street").into(),
        csrf: "sample".into(),
        unseen: 0,
        user: String::new(),
    };
    Page { area: Area::Desk, user: Some(user), ..frame(reader, title) }
}

fn heading(text: &str) -> Html {
    el("h1").class("govuk-heading-l").put(text).html()
}

fn verb(href: &str, title: &str, about: &str) -> Html {
    let link = el("a").class("govuk-link").attr("href", href).put(title);
    el("li")
        .class("bh-verb")
        .put(el("h2").class("govuk-heading-m govuk-!-margin-bottom-1").put(link))
        .put(el("p").class("govuk-body").put(about))
        .html()
}

fn figure(name: &str, number: &str, mark: &str) -> Html {
    let number = el("dd").put(number).put(" ").put(synthetic(mark));
    el("div").class("bh-figure").put(el("dt").put(name)).put(number).html()
}

async fn home(reader: Reader) -> Page {
    let words = reader.words();
    let s = |zh, en| say(&reader, zh, en);
    let verbs = el("ul")
        .class("bh-verbs")
        .put(verb(
            "/form",
            s("我要反映", "Report a matter"),
            s("路灯、噪声、漏水……说一句话就能交", "A street lamp, noise, a leak: one sentence is enough"),
        ))
        .put(verb(
            "/done",
            s("查进度", "Follow a matter"),
            s("用编号和查询码看办到哪一步", "With number and code, see where it stands"),
        ))
        .put(verb(
            "/documents",
            s("照着报告看", "By the documents"),
            s("报告里写了什么，系统里办到哪", "What the reports say, and where it runs"),
        ));
    let mark = t!(words, "synthetic");
    let figures = el("dl")
        .class("bh-figures")
        .put(figure(s("今日受理", "Filed today"), "128", &mark))
        .put(figure(s("按时办结", "Answered in time"), "96.4%", &mark))
        .put(figure(s("满意", "Satisfied"), "91.2%", &mark));
    let phase = PhaseBanner {
        tag: s("演示", "Demo").into(),
        content: s("这里的事项都是合成的。", "All matters here are synthetic.").into(),
        ..PhaseBanner::default()
    };
    let quote = el("blockquote").class("bh-quote govuk-body").put("坚持接诉即办,办理网上群众投诉13.5万件");
    let body = heading(s("您反映的，一件件办到底", "What you report, seen through to the end"))
        .then(verbs)
        .then(el("h2").class("govuk-heading-m").put(s("今天的江汉区", "Jianghan today")))
        .then(figures)
        .then(quote)
        .then(InsetText::from(s(
            "办理时限按工作日计算，调休照国务院通知。",
            "Deadlines count working days, make-up days included.",
        )))
        .then(Details {
            summary: s("时限怎么算", "How deadlines are counted").into(),
            content: s(
                "收到次日起算，第五个工作日结束时到期。",
                "From the next day; due at the end of the fifth working day.",
            )
            .into(),
            ..Details::default()
        });
    Page { before: phase.into(), ..frame(&reader, s("首页", "Home")) }.with(body)
}

async fn form(reader: Reader) -> Page {
    let words = reader.words();
    let s = |zh, en| say(&reader, zh, en);
    let typed = [
        ("content".to_owned(), s("路灯不亮 <三天了>", "Lamp out <three days>").to_owned()),
        ("phone".into(), "1".into()),
    ];
    let wrong = [
        FieldError::new("phone", s("请输入 11 位手机号", "Enter an 11-digit mobile number")),
        FieldError::new("since-year", s("请填写完整的日期", "Enter the whole date")),
        FieldError::new("kind", s("请选择类别", "Choose a kind")),
    ];
    let form = Form::new(words, &typed, &wrong);
    let kinds = vec![
        Choice::new("help", s("求助", "Help")).with_hint(s("需要有人来处理", "Somebody should come and deal with it")),
        Choice::new("consult", s("咨询", "Question")),
        Choice {
            conditional: form.input("about", s("投诉哪个单位", "About which unit")).into(),
            ..Choice::new("complaint", s("投诉", "Complaint"))
        },
    ];
    let consent = vec![Choice::new(
        "yes",
        s("同意办结后公开（不含个人信息）", "May be published once closed, without personal data"),
    )];
    let streets = vec![
        SelectItem::new("420103001", s("示例街道一", "Sample street 1")),
        SelectItem::new("420103002", s("示例街道二", "Sample street 2")),
    ];
    let mut phone = form.input("phone", s("手机号", "Mobile number"));
    phone.hint = Some(s("只用于联系您，不公开", "Only to reach you; never published").into());
    phone.inputmode = "tel".into();
    phone.classes = "govuk-input--width-20".into();
    let mut money = form.input("money", s("涉及金额（选填）", "Amount (optional)"));
    money.suffix = Some(s("元", "yuan").into());
    let fields = el("form")
        .attr("method", "post")
        .attr("action", "/form")
        .attr("novalidate", "")
        .put(form.textarea("content", s("您要反映什么？", "What is it about?")))
        .put(form.radios("kind", s("这是哪一类？", "Which kind is it?"), kinds))
        .put(form.select("street", s("街道", "Street"), streets))
        .put(form.date("since", s("从哪天开始的？", "Since when?")))
        .put(form.files("pictures", s("图片", "Pictures")))
        .put(phone)
        .put(money)
        .put(form.checkboxes("public", s("公开", "Publication"), consent))
        .put(phrases::warning(words, s("虚假反映要负法律责任。", "False reports are punishable.")))
        .put(phrases::submit(t!(words, "submit")));
    let body = el("div").class("govuk-grid-row").put(
        el("div")
            .class("govuk-grid-column-two-thirds")
            .put(form.error_summary())
            .put(heading(s("我要反映", "Report a matter")))
            .put(fields),
    );
    let mut page = frame(&reader, s("我要反映", "Report a matter")).with(body);
    page.nav = "report";
    page.wrong = true;
    page.before = phrases::back(words, "/");
    page
}

async fn done(reader: Reader) -> Page {
    let words = reader.words();
    let s = |zh, en| say(&reader, zh, en);
    let panel = Panel {
        title: s("已收到", "Received").into(),
        content: el("span")
            .put(s("受理编号", "Number"))
            .put(el("br"))
            .put(el("strong").class("bh-number").put("JH-2611-00042-7"))
            .html(),
        ..Panel::default()
    };
    let tasks = TaskList {
        items: vec![
            TaskItem {
                title: s("填写事项", "Say what it is").into(),
                href: "/form".into(),
                status: s("已完成", "Done").into(),
                ..TaskItem::default()
            },
            TaskItem {
                title: s("上传图片", "Add pictures").into(),
                hint: Some(s("最多 5 张", "Up to five").into()),
                href: "/form".into(),
                status: TaskStatus {
                    tag: Some(Tag::coloured("blue", s("未完成", "To do"))), ..TaskStatus::default()
                },
                ..TaskItem::default()
            },
        ],
        ..TaskList::default()
    };
    let messages = Messages {
        label: s("往来", "Messages").into(),
        items: vec![
            Message {
                content: s("电话打不通。", "Nobody answers.").into(),
                sent: true,
                sender: s("您", "You").into(),
                day: "2026-11-19".into(),
                time: time("2026-11-19T09:00:00+08:00", "09:00", "2026-11-19 09:00", false),
            },
            Message {
                content: s("已安排今天上门。", "Somebody comes today.").into(),
                sender: s("示例街道", "Sample street").into(),
                day: "2026-11-20".into(),
                time: time("2026-11-20T09:00:00+08:00", "09:00", "2026-11-20 09:00", false),
                ..Message::default()
            },
        ],
    };
    let question = Panel::interruption(
        s("确定撤回吗？", "Withdraw it?"),
        s("撤回后不再办理。", "It will not be dealt with any more."),
        vec![
            PanelAction { content: s("撤回", "Withdraw").into(), r#type: "submit".into(), ..PanelAction::default() },
            PanelAction { content: s("不撤回", "Keep it").into(), href: "/done".into(), ..PanelAction::default() },
        ],
    );
    let question = Panel { heading_level: Some(2), ..question };
    let body = el("div")
        .class("govuk-grid-column-two-thirds")
        .put(panel)
        .put(phrases::important(words, s("请记下查询码，只显示一次。", "Write the code down; it is shown once.")))
        .put(tasks)
        .put(messages)
        .put(question);
    let mut page = frame(&reader, s("已收到", "Received")).with(el("div").class("govuk-grid-row").put(body));
    page.nav = "follow";
    page
}

async fn desk(reader: Reader) -> Page {
    let words = reader.words();
    let s = |zh, en| say(&reader, zh, en);
    let left = |days| t!(words, "clock-left", left = days);
    let rows = [
        (Lateness::Late, t!(words, "clock-late", late = s("3 小时", "3 hours"))),
        (Lateness::Soon, left(s("4 工作小时", "4 working hours"))),
        (Lateness::OnTime, left(s("3 个工作日", "3 working days"))),
        (Lateness::Suspended, t!(words, "clock-suspended")),
        (Lateness::Done, t!(words, "clock-done")),
    ];
    let rows = rows.into_iter().zip(1..).map(|((state, text), n)| {
        let link = el("a").class("govuk-link bh-number").attr("href", "/desk/case").put(format!("JH-2611-0004{n}-7"));
        vec![
            link.html().then(" ").then(synthetic(&t!(words, "synthetic"))).into(),
            Cell::from(s("示例路 12 号路灯不亮", "Street lamp out at 12 Sample Road")),
            Cell::from(s("示例街道", "Sample street")),
            Cell::from(Html::from(Tag::coloured("blue", s("办理中", "In hand")))),
            Cell::from(clock(state, text)),
            Cell::number(n.to_string()),
        ]
    });
    let head = [
        s("编号", "Number"),
        s("事项", "Matter"),
        s("单位", "Unit"),
        s("环节", "Stage"),
        s("时限", "Due"),
        s("催办", "Urged"),
    ];
    let mut head: Vec<Cell> = head.into_iter().map(Cell::from).collect();
    if let Some(urged) = head.last_mut() {
        urged.attributes = sorted("none");
        urged.format = "numeric".into();
    }
    let table = Table {
        caption: s("待办", "To do").into(),
        caption_classes: "govuk-table__caption--m".into(),
        head,
        rows: rows.collect(),
        classes: "bh-dense".into(),
        ..Table::default()
    };
    let filter = Filter {
        heading: s("筛选", "Filter").into(),
        action: "/desk".into(),
        selected: Some(SelectedFilters {
            heading: s("已选", "Selected").into(),
            clear_text: s("清除", "Clear").into(),
            clear_href: "/desk".into(),
            remove_text: s("去掉", "Remove").into(),
            categories: vec![(s("时限", "Due").into(), vec![(s("超期", "late").into(), "/desk".into())])],
        }),
        submit: s("筛选", "Apply").into(),
        options: Form::new(words, &[], &[])
            .checkboxes(
                "late",
                s("时限", "Due"),
                vec![Choice::new("late", s("超期", "Late")), Choice::new("soon", s("将到期", "Soon"))],
            )
            .into(),
    };
    let list = el("div").class("bh-worklist").put(phrases::sortable(words, &table.stacked())).put(phrases::pages(
        words,
        None,
        Some("/desk?cursor=2".into()),
    ));
    let columns = el("div")
        .class("govuk-grid-row")
        .put(el("div").class("govuk-grid-column-one-quarter bh-no-print").put(filter))
        .put(el("div").class("govuk-grid-column-three-quarters").put(list));
    let side = SideNavigation {
        label: s("队列", "Queues").into(),
        sections: vec![SideSection {
            items: vec![
                NavigationItem::new("/desk", s("我的", "Mine")).current_if(true),
                NavigationItem::new("/desk/case", s("本单位", "My unit")),
            ],
            ..SideSection::default()
        }],
        ..SideNavigation::default()
    };
    let mut page =
        staff(&reader, s("我的工作", "My work")).with(heading(s("我的工作", "My work")).then(side).then(columns));
    page.nav = "work";
    page
}

async fn case(reader: Reader) -> Page {
    let words = reader.words();
    let s = |zh, en| say(&reader, zh, en);
    let title = el("span")
        .class("bh-number")
        .put("JH-2611-00042-7")
        .html()
        .then(" ")
        .then(Badge::coloured("red", s("紧急", "Urgent")))
        .then(" ")
        .then(clock(Lateness::Soon, t!(words, "clock-left", left = s("4 工作小时", "4 working hours"))));
    let bar = IdentityBar {
        title,
        actions: vec![Button {
            content: t!(words, "print").into(),
            classes: "govuk-button--secondary".into(),
            href: "/desk/case?print".into(),
            ..Button::default()
        }],
        ..IdentityBar::default()
    };
    let tabs = SubNavigation {
        label: s("本案页面", "Pages of this case").into(),
        items: vec![
            NavigationItem::new("/desk/case", s("经过", "Story")).current_if(true),
            NavigationItem::new("/desk/case?proof", s("存证", "Proof")),
        ],
        ..SubNavigation::default()
    };
    let facts = SummaryList {
        card: Some(SummaryCard { title: Some(s("事项", "Matter").into()), ..SummaryCard::default() }),
        rows: vec![
            SummaryRow::new(
                s("内容", "Content"),
                s(
                    "示例路 12 号路灯不亮，晚上看不清路。",
                    "The lamp at 12 Sample Road is out; one cannot see the road at night.",
                ),
            ),
            SummaryRow::new(s("类别", "Category"), s("市政设施", "City works")).action(
                "/form",
                t!(words, "change"),
                s("类别", "category"),
            ),
        ],
        ..SummaryList::default()
    };
    let entry = |label: &'static str, by: &'static str, at: &'static str, more: &'static str| TimelineItem {
        label: label.into(),
        byline: by.into(),
        time: time(at, at.get(..16).unwrap_or(at), at, true),
        content: more.into(),
        ..TimelineItem::default()
    };
    let story = Timeline {
        items: vec![
            entry(
                s("退回一次", "Handed back"),
                s("示例街道 经办", "handler, sample street"),
                "2026-11-20T09:00:00+08:00",
                s("不在本辖区。", "Not in our area."),
            ),
            entry(
                s("派单", "Dispatched"),
                s("坐席", "clerk"),
                "2026-11-19T09:00:00+08:00",
                s("请示例街道办理。", "To sample street."),
            ),
            entry(s("受理", "Received"), s("门户", "portal"), "2026-11-18T16:30:00+08:00", ""),
        ],
        ..Timeline::default()
    };
    let form = Form::new(words, &[], &[]);
    let act = el("form")
        .attr("method", "post")
        .attr("action", "/desk/case")
        .put(form.textarea("reply", s("答复", "Reply")))
        .put(el("div").class("govuk-button-group").put(phrases::submit(s("答复", "Reply"))).put(Button {
            content: s("退回", "Hand back").into(),
            classes: "govuk-button--secondary".into(),
            name: "action".into(),
            value: "return".into(),
            ..Button::default()
        }));
    let aside = el("aside").class("bh-columns__aside").attr("aria-label", s("现在能做的", "What can be done now")).put(
        el("div")
            .class("bh-actions")
            .put(el("h2").class("govuk-heading-m").put(s("现在能做的", "What can be done now")))
            .put(act),
    );
    let news = Alert {
        kind: AlertKind::Success,
        title: s("已催办", "Urged").into(),
        content: s("示例街道会收到催办。", "Sample street will be told.").into(),
        dismiss_text: s("关闭", "Dismiss").into(),
        show_title: true,
    };
    let way =
        phrases::way(words, vec![Crumb::new("/desk", s("我的工作", "My work")), Crumb::new("", "JH-2611-00042-7")]);
    let main = el("div")
        .put(news)
        .put(facts)
        .put(el("h2").class("govuk-heading-m").put(s("经过", "Story")))
        .put(Timeline { heading_level: Some(3), ..story });
    let body = heading(s("路灯不亮", "Street lamp out"))
        .then(bar)
        .then(tabs)
        .then(el("div").class("bh-columns").put(main).put(aside));
    let mut page = staff(&reader, s("路灯不亮", "Street lamp out")).with(body);
    page.nav = "work";
    page.before = way;
    page
}

async fn faster(reader: Reader) -> impl IntoResponse {
    let s = |zh, en| say(&reader, zh, en);
    let kept = Form::new(reader.words(), &[], &[]).textarea("reply", s("您填写的内容", "What you filled in"));
    let notice = shell::someone_was_faster(
        reader.words(),
        s("示例街道 经办", "the handler, sample street,"),
        "/desk/case",
        kept,
    );
    (StatusCode::CONFLICT, Page::notice(&reader, notice))
}
