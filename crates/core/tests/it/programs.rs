//! Small case types, written in code where a rule needs one that no pack has.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::calendar::Length;
use bihuan_core::casework::TypeId;
use bihuan_core::casework::case::{ClockKind, WarningLevel};
use bihuan_core::directory::UnitKind;
use bihuan_core::pack::guard::{Guard, Seen, compile};
use bihuan_core::pack::model::*;

pub fn len(text: &str) -> Length {
    text.parse().unwrap()
}

/// A condition over the fields of [`request`] and of its rating.
fn guard(source: &str) -> Guard {
    let category = Field { vocabulary: Some("categories".into()), ..field("category", FieldType::Term) };
    let seen = Seen {
        fields: &[category, field("publish", FieldType::Boolean)],
        input: &[required(field("resolved", FieldType::Boolean)), required(field("satisfied", FieldType::Integer))],
        vocabularies: &BTreeMap::from([("categories".into(), Arc::new(categories()))]),
        stages: &[],
        outcomes: &[],
        carried: &[],
    };
    compile(source, &seen).unwrap()
}

pub fn field(name: &str, kind: FieldType) -> Field {
    Field::plain(name, kind, name)
}

fn kept(field: Field) -> Field {
    Field { keeps: true, ..field }
}

fn required(field: Field) -> Field {
    Field { required: true, ..field }
}

pub fn action(name: &str, by: &[By], does: Does) -> Action {
    Action {
        name: name.into(),
        title: name.into(),
        by: by.to_vec(),
        during: During::Open,
        when: None,
        ask: Vec::new(),
        does,
        limit: None,
        other_than: Vec::new(),
        reclassifies: false,
        leaves: false,
        draws: None,
        enters: Vec::new(),
        opens: Vec::new(),
        judges: None,
        scores: BTreeMap::new(),
        overrides_avoidance: false,
        issues: Vec::new(),
        revokes: Vec::new(),
        voids: Vec::new(),
        tell: Vec::new(),
        span: Span::default(),
    }
}

pub fn to(stage: &str) -> Does {
    Does::Go(vec![choice(None, Destination::Stage(stage.into()))])
}

pub fn close(outcome: &str) -> Does {
    Does::Go(vec![choice(None, Destination::Close(outcome.into()))])
}

fn choice(when: Option<&str>, go: Destination) -> Choice {
    Choice { when: when.map(guard), go, new_round: false, span: Span::default() }
}

pub fn post(name: &str) -> By {
    By::Post(name.parse().unwrap())
}

pub fn stage(name: &str, task_post: &str, unit: UnitRule, within: Within, actions: Vec<Action>) -> Stage {
    Stage {
        name: name.into(),
        title: name.into(),
        task: TaskRule::Officer {
            rules: Vec::new(),
            post: task_post.parse().unwrap(),
            unit,
            within,
            basis: Some("ours".into()),
            warnings: Vec::new(),
        },
        support: None,
        actions,
        silence: None,
        branch: None,
        split: None,
        waits: None,
        span: Span::default(),
    }
}

fn rule(when: Option<&str>, within: &str) -> DeadlineRule {
    DeadlineRule {
        when: when.map(guard),
        term: DeadlineTerm::Within(len(within)),
        basis: "ours".into(),
        span: Span::default(),
    }
}

pub fn warning(level: WarningLevel, at_percent: u8) -> WarningRule {
    WarningRule { level, at_percent, tell: vec![By::Task, post("supervisor")], basis: "ours".into() }
}

/// A request with the whole loop in it: dispatch, sign, hand-back, handling, review, rating, redo, reopening.
pub fn request() -> CaseType {
    let centre = || UnitRule::Route("centre".into());
    let lead = || UnitRule::Field("lead_unit".into());
    let lead_field = || {
        let kinds = vec![UnitKind::Department, UnitKind::Street, UnitKind::Community, UnitKind::Centre];
        Field { unit_kinds: kinds, ..field("lead_unit", FieldType::Unit) }
    };
    let support_field = || Field { many: true, max: Some(5), ..field("support_units", FieldType::Unit) };
    let category = || Field { vocabulary: Some("categories".into()), ..field("category", FieldType::Term) };
    let reason = || required(field("reason", FieldType::Text));

    let dispatch = Action {
        ask: vec![kept(required(lead_field())), kept(support_field()), kept(category())],
        ..action("dispatch", &[By::Task], to("sign"))
    };
    let answer = Action {
        ask: vec![kept(required(field("reply", FieldType::Text)))],
        ..action("answer", &[By::Task], to("rate"))
    };
    let refuse = Action { ask: vec![reason()], ..action("refuse", &[By::Task], close("refused")) };
    let classify = Action {
        ask: vec![kept(required(category()))],
        reclassifies: true,
        draws: None,
        enters: Vec::new(),
        ..action("classify", &[By::Task], Does::Stay)
    };
    let accept =
        stage("accept", "clerk", centre(), Within::Length(len("1 wh")), vec![dispatch, answer, refuse, classify]);

    let hand_back = Action {
        ask: vec![reason()],
        limit: Some(LimitRule {
            times: 1,
            per_unit: true,
            within: Some(len("1 wd")),
            basis: "ours".into(),
            otherwise: Some("dispute".into()),
        }),
        ..action("return", &[By::Task], to("accept"))
    };
    let sign = stage(
        "sign",
        "handler",
        lead(),
        Within::Length(len("4 wh")),
        vec![action("take", &[By::Task], to("handle")), hand_back],
    );
    let dispute = stage(
        "dispute",
        "supervisor",
        UnitRule::Route("supervision".into()),
        Within::Length(len("1 wd")),
        vec![action("insist", &[By::Task], to("handle"))],
    );

    let reply = Action {
        ask: vec![
            kept(required(field("reply", FieldType::Text))),
            kept(Field { many: true, max: Some(9), ..field("evidence", FieldType::File) }),
        ],
        ..action("reply", &[By::Task], to("review"))
    };
    let extend = action(
        "extend",
        &[By::Task],
        Does::Extend {
            deadline: "pledged".into(),
            approvals: vec![Approval {
                post: "head".parse().unwrap(),
                unit: lead(),
                when: None,
                within: len("1 wd"),
                basis: "ours".into(),
            }],
        },
    );
    let suspend = action(
        "suspend",
        &[By::Task],
        Does::Suspend { scope: Scope::Case, ground: "等待鉴定".into(), at_most: len("30 d"), basis: "ours".into() },
    );
    let mut handle = stage(
        "handle",
        "handler",
        lead(),
        Within::Remaining,
        vec![
            reply,
            action("pass", &[By::Task], Does::Pass),
            extend,
            suspend,
            action("resume", &[By::Task], Does::Resume { scope: Scope::Case }),
        ],
    );
    handle.support = Some(Support {
        each: "support_units".into(),
        post: "handler".parse().unwrap(),
        within: Within::Remaining,
        basis: None,
        actions: vec![Action {
            ask: vec![required(field("note", FieldType::Text))],
            ..action("assist", &[By::Task], Does::EndTask)
        }],
    });
    let approve = |does| Action { other_than: vec!["reply".into()], ..action("approve", &[By::Task], does) };
    let reject = || Action {
        ask: vec![reason()],
        other_than: vec!["reply".into()],
        ..action("reject", &[By::Task], to("handle"))
    };
    let review = stage(
        "review",
        "head",
        UnitRule::Climbs("lead_unit".into()),
        Within::Remaining,
        vec![
            approve(Does::Go(vec![
                choice(
                    Some("has(form.category) && form.category.centre_review"),
                    Destination::Stage("centre_review".into()),
                ),
                choice(None, Destination::Stage("rate".into())),
            ])),
            reject(),
        ],
    );
    let centre_review =
        stage("centre_review", "clerk", centre(), Within::Remaining, vec![approve(to("rate")), reject()]);
    let judge = Action {
        ask: vec![
            required(field("responded", FieldType::Boolean)),
            required(field("resolved", FieldType::Boolean)),
            required(Field { min: Some(1), max: Some(5), ..field("satisfied", FieldType::Integer) }),
            field("remark", FieldType::Text),
        ],
        judges: Some(guard("!input.resolved || input.satisfied < 3")),
        ..action(
            "rate",
            &[By::Task],
            Does::Go(vec![
                Choice {
                    new_round: true,
                    ..choice(
                        Some("(!input.resolved || input.satisfied < 3) && case.round < 2"),
                        Destination::Stage("redo".into()),
                    )
                },
                choice(Some("!input.resolved || input.satisfied < 3"), Destination::Stage("unresolved".into())),
                choice(None, Destination::Close("done".into())),
            ]),
        )
    };
    let rate = Stage {
        task: TaskRule::Reporter,
        silence: Some(Silence { after: len("5 wd"), basis: "ours".into(), then: Destination::Close("done".into()) }),
        ..stage("rate", "clerk", centre(), Within::Remaining, vec![judge])
    };
    let redo_reply = Action {
        ask: vec![kept(required(field("reply", FieldType::Text)))],
        ..action("reply", &[By::Task], to("rate"))
    };
    let redo = stage("redo", "clerk", centre(), Within::Remaining, vec![redo_reply]);
    let unresolved = stage(
        "unresolved",
        "supervisor",
        UnitRule::Route("supervision".into()),
        Within::Length(len("5 wd")),
        vec![Action { ask: vec![reason()], ..action("conclude", &[By::Task], close("unresolved")) }],
    );

    let text = || vec![required(field("text", FieldType::Text))];
    let beside = vec![
        Action { ask: text(), ..action("comment", &[By::Task, post("clerk"), post("supervisor")], Does::Stay) },
        Action { ask: text(), ..action("add", &[By::Reporter], Does::Stay) },
        Action {
            ask: vec![field("text", FieldType::Text)],
            tell: vec![By::Task],
            ..action("urge", &[By::Reporter, post("supervisor")], Does::Stay)
        },
        action("merge", &[post("clerk"), post("supervisor")], Does::Merge),
        action("reassign", &[post("supervisor"), By::PostAtTask("head".parse().unwrap())], Does::Reassign),
        Action { overrides_avoidance: true, ..action("override", &[post("supervisor")], Does::Reassign) },
        Action {
            ask: vec![field("reason", FieldType::Text)],
            ..action("withdraw", &[By::Reporter], close("withdrawn"))
        },
        Action {
            ask: vec![reason()],
            during: During::Closed,
            ..action(
                "reopen",
                &[post("supervisor"), By::Reporter],
                Does::Reopen { within: len("15 d"), basis: "ours".into(), go: Destination::Stage("redo".into()) },
            )
        },
    ];

    CaseType {
        id: TypeId("loop.request".into()),
        version: 1,
        title: "诉求".into(),
        public: true,
        open311: false,
        channels: Default::default(),
        reserve: None,
        alike: None,
        draw: None,
        cap: None,
        gathers: None,
        known: None,
        rulings: BTreeMap::new(),
        subcases: BTreeMap::new(),
        confidential: false,
        form: vec![
            Field { max: Some(2000), ..required(field("content", FieldType::Text)) },
            category(),
            field("place", FieldType::Place),
            Field { personal: true, ..field("phone", FieldType::Phone) },
            Field { personal: true, max: Some(50), ..field("name", FieldType::Text) },
            field("about", FieldType::Unit),
            Field { many: true, max: Some(9), ..field("pictures", FieldType::File) },
            field("publish", FieldType::Boolean),
        ],
        papers: Vec::new(),
        letters: Vec::new(),
        facts: vec![
            lead_field(),
            support_field(),
            field("reply", FieldType::Text),
            Field { many: true, max: Some(9), ..field("evidence", FieldType::File) },
        ],
        quantities: Vec::new(),
        start: "accept".into(),
        stages: vec![accept, sign, dispute, handle, review, centre_review, rate, redo, unresolved],
        actions: beside,
        deadlines: vec![Deadline {
            name: "pledged".into(),
            title: "承诺时限".into(),
            kind: ClockKind::Pledged,
            starts: Starts::Filed,
            done_by: Vec::new(),
            each_round: false,
            met_by: vec!["rate".into()],
            rules: vec![
                rule(Some("case.round > 1"), "5 wd"),
                rule(Some("has(form.category) && form.category.urgent"), "24 h"),
                rule(None, "5 wd"),
            ],
            extend: Some(ExtendRule { times: 1, most: len("5 wd"), within_base: false, basis: "ours".into() }),
            warnings: vec![warning(WarningLevel::Yellow, 80), warning(WarningLevel::Red, 100)],
            span: Span::default(),
        }],
        routes: BTreeMap::from([
            ("centre".into(), Route::Unit("citizen-centre".into())),
            ("supervision".into(), Route::Unit("supervision-office".into())),
        ]),
        route_spans: BTreeMap::new(),
        notices: Vec::new(),
        rounds_max: 2,
        avoid: Some(Avoid {
            field: "about".into(),
            basis: "ours".into(),
            instead: vec![("supervisor".parse().unwrap(), "supervision".into())],
        }),
        outcomes: ["done", "refused", "withdrawn", "unresolved"].map(|name| (name.into(), name.into())).into(),
        access: Access {
            read: vec![
                By::Reporter,
                By::Task,
                post("clerk"),
                post("supervisor"),
                post("auditor"),
                By::PostAtTask("head".parse().unwrap()),
            ],
            fields: BTreeMap::from([
                ("phone".into(), vec![By::Reporter, post("clerk")]),
                ("name".into(), vec![By::Reporter, post("clerk")]),
            ]),
            consents: Vec::new(),
            public: Some(PublicView {
                when: Some(guard("case.status == 'closed' && has(form.publish) && form.publish")),
                fields: vec!["category".into(), "reply".into()],
            }),
        },
        carries: Vec::new(),
        vocabularies: BTreeMap::from([("categories".into(), Arc::new(categories()))]),
        registers: BTreeMap::new(),
        span: Span::default(),
    }
}

fn categories() -> Vocabulary {
    let term = |code: &str, urgent: bool, centre: bool| Term {
        code: code.into(),
        title: code.into(),
        en: None,
        attributes: BTreeMap::from([
            ("urgent".into(), TermValue::Boolean(urgent)),
            ("centre_review".into(), TermValue::Boolean(centre)),
        ]),
        span: Span::default(),
        places: BTreeMap::new(),
    };
    Vocabulary {
        name: "categories".into(),
        title: "类别".into(),
        basis: "ours".into(),
        span: Span::default(),
        attributes: BTreeMap::from([
            ("urgent".into(), FieldType::Boolean),
            ("centre_review".into(), FieldType::Boolean),
        ]),
        terms: vec![term("burst-pipe", true, false), term("noise", false, false), term("other", false, true)],
    }
}
