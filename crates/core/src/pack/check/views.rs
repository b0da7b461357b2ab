//! Views show what they may: who a view is for can read what it lists, what is open to all is public, and what a meeting
//! decides can be filed with what it knows. Beside it: amounts are held to a measure that the law can read.

use std::collections::BTreeSet;

use crate::casework::may::reads_district;
use crate::directory::PostName;
use crate::pack::diagnostic::Findings;
use crate::pack::model::{
    By, CaseType, Decisions, Does, EntryView, Measure, Pack, Register, Span, TaskRule, View, ViewColumn, ViewKind,
    ViewOrder, ViewPlace,
};
use crate::value::FieldName;

/// Checks the views of a pack.
pub fn check(pack: &Pack, out: &mut Findings) {
    for case in pack.cases.values() {
        measures(case, out);
    }
    for view in pack.entry_views.values() {
        if let Some(register) = pack.registers.get(&view.register) {
            entries(view, register, out);
        }
    }
    for view in pack.views.values() {
        let Some(case) = pack.cases.values().find(|case| case.id == view.of) else { continue };
        readers(view, case, out);
        twice(view, out);
        if view.on.contains(&ViewPlace::Portal) {
            public(view, case, out);
        }
        if let ViewKind::Meeting { decisions, .. } = &view.kind
            && let Some(of) = pack.cases.values().find(|case| case.id == decisions.of)
        {
            decided(view, decisions, (case, of), out);
        }
    }
}

/// What is shown of a register to all is nothing personal; nothing stands twice, and somebody may look.
fn entries(view: &EntryView, register: &Register, out: &mut Findings) {
    if view.posts.is_empty() && !view.on.contains(&ViewPlace::Portal) {
        for_nobody(&view.title, view.span, out);
    }
    let personal = |name: &&FieldName| register.fields.iter().any(|field| field.name == **name && field.personal);
    for field in view.columns.iter().filter(|_| view.on.contains(&ViewPlace::Portal)).filter(personal) {
        let message = format!("视图“{}”放在公开门户，字段 `{field}` 却是个人信息", view.title);
        out.error(view.span, "view-not-public", message).help("从列里删去它，或从 `on:` 里删去 `portal`");
    }
    let mut known = BTreeSet::new();
    for _ in view.columns.iter().filter(|name| !known.insert(name.as_str())) {
        twice_a_column(&view.title, view.span, out);
    }
}

fn for_nobody(title: &str, span: Span, out: &mut Findings) {
    out.error(span, "view-for-nobody", format!("视图“{title}”没有写给哪些岗位")).help("在 `for:` 里写上岗位");
}

fn twice_a_column(title: &str, span: Span, out: &mut Findings) {
    out.error(span, "duplicate-name", format!("视图“{title}”的同一列写了两次")).help("删去一个");
}

/// A measure that stands in free text is in the vault, so no rule can hold an amount to it.
fn measures(case: &CaseType, out: &mut Findings) {
    for (_, action) in case.all_actions() {
        let Does::Record { quantity, measure: Some(_), .. } = &action.does else { continue };
        let own = case.quantities.iter().find(|known| known.name == *quantity);
        if own.is_some_and(|own| matches!(own.measure, Measure::Field(_))) {
            let message = format!("数量 `{quantity}` 的计量单位写在文字字段里，办理时读不到，无法核对所填的单位");
            out.error(action.span, "measure-in-free-text", message)
                .help("数量写固定的 `measure:`，或删去动作的 `measure:`");
        }
    }
}

/// Whoever a view is for reads what it lists.
fn readers(view: &View, case: &CaseType, out: &mut Findings) {
    if view.posts.is_empty() {
        for_nobody(&view.title, view.span, out);
    }
    for post in view.posts.iter().filter(|post| !reads_district(case, post) && !reads_at_unit(case, post)) {
        let message = format!("视图“{}”给岗位 `{post}`，它却不能看“{}”", view.title, case.title);
        out.error(view.span, "view-not-readable", message).help("在 `access.read` 里写上它，或从 `for:` 里删去");
    }
}

/// Whether a post reads matters of its own unit.
fn reads_at_unit(case: &CaseType, post: &PostName) -> bool {
    let works = || {
        case.stages.iter().any(|stage| matches!(&stage.task, TaskRule::Officer { post: known, .. } if known == post))
    };
    case.access.read.iter().any(|by| match by {
        By::Task => works(),
        By::PostAtTask(known) | By::PostAtAccountable(known) | By::PostAtField(known, _) => known == post,
        _ => false,
    })
}

/// Nothing stands twice: two columns of one name would be told apart by nobody.
fn twice(view: &View, out: &mut Findings) {
    let stages = match &view.kind {
        ViewKind::Board { stages } => stages.clone(),
        ViewKind::Funnel { steps } => steps.iter().map(crate::pack::model::ViewStep::word).collect(),
        ViewKind::MonthTable { quantities } => quantities.clone(),
        _ => Vec::new(),
    };
    let empty = matches!(view.kind, ViewKind::Board { .. } | ViewKind::Funnel { .. } | ViewKind::MonthTable { .. });
    if empty && stages.is_empty() {
        out.error(view.span, "view-empty", format!("视图“{}”什么也没有列出", view.title)).help("写上环节、步骤或数量");
    }
    let mut known = BTreeSet::new();
    for name in stages.iter().filter(|name| !known.insert(name.as_str())) {
        let message = format!("视图“{}”里 `{name}` 写了两次", view.title);
        out.error(view.span, "duplicate-name", message).help("删去一个");
    }
    let mut shown: Vec<&ViewColumn> = Vec::new();
    for column in &view.columns {
        if shown.contains(&column) {
            twice_a_column(&view.title, view.span, out);
        }
        shown.push(column);
    }
}

/// What stands in the open record is public, to its last column, and so is the order in which it stands.
fn public(view: &View, case: &CaseType, out: &mut Findings) {
    let Some(access) = &case.access.public else {
        let message = format!("视图“{}”要放在公开门户，“{}”却没有写公开什么", view.title, case.title);
        out.error(view.span, "view-not-public", message)
            .help("在 `access:` 里写 `public:`，或从 `on:` 里删去 `portal`");
        return;
    };
    let shown = view.columns.iter().filter_map(|column| match column {
        ViewColumn::Field(field) => Some(field),
        _ => None,
    });
    let ordered = match (&view.order, &view.kind) {
        (ViewOrder::Field(field), _)
        | (_, ViewKind::Calendar { day: ViewOrder::Field(field) } | ViewKind::Map { place: field }) => Some(field),
        _ => None,
    };
    for field in shown.chain(ordered).filter(|field| !access.fields.contains(field)) {
        let message = format!("视图“{}”放在公开门户，字段 `{field}` 却不公开", view.title);
        out.error(view.span, "view-not-public", message).help("从列里删去它，或写进 `access.public.fields`");
    }
    let amounts = view.columns.iter().any(|column| matches!(column, ViewColumn::Quantity(_)));
    if amounts || matches!(view.kind, ViewKind::MonthTable { .. } | ViewKind::Meeting { .. }) {
        let message = format!("视图“{}”有办理中的数量或会议内容，不能放在公开门户", view.title);
        out.error(view.span, "view-not-public", message)
            .help("公开的数用数值，写在 figures.yaml 里并写 `public: true`");
    }
}

/// A decision is filed with what the meeting knows of it: nothing else may be asked, and it names the matter by reference.
fn decided(view: &View, decisions: &Decisions, (case, of): (&CaseType, &CaseType), out: &mut Findings) {
    let known = [&decisions.matter, &decisions.words, &decisions.unit, &decisions.due];
    for field in of.form.iter().filter(|field| field.required && !known.contains(&&field.name)) {
        let message = format!("会议决定记作“{}”，它必填“{}”，会上却没有问", of.title, field.title);
        out.error(view.span, "meeting-leaves-out", message).help("把字段改为选填，或换一种事项");
    }
    let refers = of.field(&decisions.matter).and_then(|field| field.refers.as_ref());
    let name = case.id.0.split_once('.').map_or("", |(_, name)| name);
    if refers.is_none_or(|refers| refers.of != name) {
        let message =
            format!("“{}”的 `{}` 不是指向“{}”的编号，会上看不到它的决定", of.title, decisions.matter, case.title);
        out.error(view.span, "meeting-without-reference", message)
            .help(format!("在该字段上写 `case: {{ of: {name} }}`"));
    }
}
