//! Who decides how another matter is counted: outside the unit that asks, two people, once; and no rate loses what stands
//! below its line without what stands above.

use crate::figures::book::Book;
use crate::figures::{Figure, Kind};
use crate::pack::diagnostic::Findings;
use crate::pack::model::{CaseRef, CaseType, Destination, Does, Field, Pack, Ruling, Standing};

/// Checks matters about other matters.
pub fn check(pack: &Pack, out: &mut Findings) {
    let book = Book::of([pack]);
    for case in pack.cases.values() {
        case.form.iter().for_each(|field| reference(pack, case, field, out));
        outside_the_form(case, out);
        for (outcome, ruling) in &case.rulings {
            decided_by_two(case, outcome, ruling, out);
            let Some(refers) = named(case, ruling, out) else { continue };
            if let Standing::Excluded { figures, .. } = &ruling.standing {
                whole_figures(pack, &book, (refers, ruling), figures, out);
            }
        }
    }
}

/// The unit that asks is named in the form, and the way that is left afterwards is about the same kind of matter.
fn reference(pack: &Pack, case: &CaseType, field: &Field, out: &mut Findings) {
    let Some(refers) = &field.refers else { return };
    let ruled = refers.closes.is_some() || case.rulings.values().any(|ruling| ruling.field == field.name);
    // A plain reference, by which nothing is counted otherwise, needs no party.
    if refers.party.is_none() && !ruled {
        return;
    }
    let name = refers.party.as_deref().unwrap_or_default();
    let party = case.form.iter().find(|known| known.name == name);
    if !party.is_some_and(|party| party.kind == crate::pack::model::FieldType::Unit && party.required && !party.many) {
        let message = format!("`party` 要写表单里一个必填的单位字段，`{name}` 不是");
        out.error(refers.span, "party-no-unit", message)
            .help("在 `form` 里加一个 `type: unit`、`required: true` 的字段");
    }
    let later =
        refers.closes.as_ref().and_then(|closes| closes.otherwise.as_ref()).and_then(|name| pack.cases.get(name));
    let same = |other: &CaseType| other.form.iter().any(|it| it.refers.as_ref().is_some_and(|it| it.of == refers.of));
    if later.is_some_and(|other| !same(other)) {
        let message = "`otherwise` 的事项没有指向同一种件的字段，结账之后就没有路可走";
        out.error(refers.span, "no-way-later", message).help("在那种事项的 `form` 里写一个同样的 `case:` 字段");
    }
}

/// Only what a form says names another matter: it is looked up once, when the matter is taken in.
fn outside_the_form(case: &CaseType, out: &mut Findings) {
    let asked = case.all_actions().flat_map(|(_, action)| &action.ask).filter(|field| !field.keeps);
    for field in case.facts.iter().chain(asked).filter(|field| field.refers.is_some()) {
        let message = format!("`{}` 不在表单里，不能指向另一件", field.name);
        out.error(field.span, "reference-outside-form", message).help("移到 `form`，或删去 `case:`");
    }
}

/// The field that an outcome speaks of, which always has a value.
fn named<'c>(case: &'c CaseType, ruling: &Ruling, out: &mut Findings) -> Option<&'c CaseRef> {
    let field = case.form.iter().find(|field| field.name == ruling.field);
    let refers = field.filter(|field| field.required).and_then(|field| field.refers.as_ref());
    if refers.is_none() {
        let message = format!("`{}` 不是表单里必填的、写着另一件编号的字段", ruling.field);
        out.error(ruling.span, "ruling-about-nothing", message).help("给这个字段写上 `required: true` 和 `case:`");
    }
    refers
}

/// Nobody outside is asked alone, and what was decided is not decided again.
fn decided_by_two(case: &CaseType, outcome: &str, ruling: &Ruling, out: &mut Findings) {
    if case.avoid.is_none() {
        let message = "决定另一件如何计数的事项没有写回避，申请单位会经手自己的申请";
        out.error(ruling.span, "ruling-without-avoidance", message).help("写上 `avoid:` 和申请单位的字段");
    }
    let ends = |does: &Does| match does {
        Does::Go(choices) => choices.iter().any(|it| it.go == Destination::Close(outcome.to_owned())),
        _ => false,
    };
    for (_, action) in case.all_actions().filter(|(_, action)| ends(&action.does) && action.other_than.is_empty()) {
        let message = format!("`{}` 一个人就能以 `{outcome}` 办结，应由两个人决定", action.name);
        out.error(action.span, "ruling-alone", message).help("加一个先行的动作，并在这里写 `other_than:`");
    }
    let silent = |it: &crate::pack::model::Silence| it.then == Destination::Close(outcome.to_owned());
    if case.stages.iter().filter_map(|stage| stage.silence.as_ref()).any(silent) {
        let message = format!("无人作声就以 `{outcome}` 办结，没有人作过决定");
        out.error(ruling.span, "ruling-alone", message).help("让 `silence` 以另一种方式办结");
    }
    if case.all_actions().any(|(_, action)| matches!(action.does, Does::Reopen { .. })) {
        let message = "决定另一件如何计数的事项不能重新办理：一个决定只作一次";
        out.error(ruling.span, "ruling-reopened", message).help("删去 `does: reopen` 的动作，不服的另提一件");
    }
}

/// Only what is counted as it happens can be left out, and a rate is left out whole or not at all.
fn whole_figures(
    pack: &Pack,
    book: &Book,
    (refers, ruling): (&CaseRef, &Ruling),
    figures: &[String],
    out: &mut Findings,
) {
    let kind = format!("{}.{}", pack.name, refers.of);
    for figure in figures.iter().filter_map(|id| book.figure(id)) {
        if figure.of.0 != kind {
            let message = format!("`{}` 不是 `{}` 的数值", figure.id, refers.of);
            out.error(ruling.span, "ruling-other-kind", message).help("只写所指那种事项的数值");
        } else if !figure.can_exclude() || figure.is_level() {
            let message = format!("`{}` 说的是期末的状态，件还在那里，不能剔除", figure.id);
            out.error(ruling.span, "ruling-of-level", message).help("删去它");
        }
    }
    let named = |id: &String| figures.contains(id);
    let rates = book.all().filter(|rate| rate.of.0 == kind);
    for rate in rates.filter(|rate| is_halved(rate, &named)) {
        let message = format!("`{}` 的分子、分母只剔除了一部分，比率就不对了", rate.id);
        let name = rate.id.rsplit('.').next().unwrap_or_default();
        out.error(ruling.span, "half-excluded", message).help(format!("把 `{name}` 也写进 `figures`"));
    }
}

fn is_halved(figure: &Figure, named: &impl Fn(&String) -> bool) -> bool {
    let Kind::Rate { of, over, beside } = &figure.kind else { return false };
    let mut all = of.iter().chain(over).chain(beside);
    let first = all.next().is_some_and(named);
    all.any(|id| named(id) != first)
}
