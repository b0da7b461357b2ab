//! A draw can be gone through to its end, and what it opens is filled with what fits.

use crate::pack::diagnostic::Findings;
use crate::pack::model::{
    Action, By, CaseType, Does, DrawRule, DrawStep, Field, FieldType, Filled, Opens, Pack, Register,
};

/// Checks the draws of a pack, and the limits by the year.
pub fn check(pack: &Pack, out: &mut Findings) {
    for case in pack.cases.values() {
        steps(case, out);
        cap(case, out);
        let Some(draw) = &case.draw else { continue };
        if case.access.public.is_none() {
            let message = "抽取没有写向公众公开什么：名单、哈希和结果要让人复算";
            out.warning(draw.span, "draw-unpublished", message).help("在 `access:` 里写 `public:`");
        }
        let opened = draw.opens.as_ref().and_then(|opens| Some((opens, pack.cases.get(&opens.case)?)));
        if let Some((opens, kind)) = opened {
            whole(opens, kind, out);
            opens.form.iter().for_each(|(name, filled)| fits(pack, (case, draw), (opens, kind), (name, filled), out));
        }
    }
}

/// Each step is somebody's, and stands where it can be taken.
fn steps(case: &CaseType, out: &mut Findings) {
    let all: Vec<(&Action, DrawStep)> =
        case.all_actions().filter_map(|(_, action)| Some((action, action.draws?))).collect();
    let Some(draw) = &case.draw else {
        for (action, _) in all {
            let message = format!("动作“{}”写了 `draws`，可这种件不是抽取", action.title);
            out.error(action.span, "step-without-draw", message).help("在事项里写 `draw:`，或删去 `draws`");
        }
        return;
    };
    let needed = DrawStep::WORDS.into_iter().filter(|(_, step)| *step != DrawStep::HandOut || draw.opens.is_some());
    for (word, _) in needed.filter(|(_, step)| all.iter().all(|(_, taken)| taken != step)) {
        let message = format!("抽取没有 `{word}` 这一步，走不到头");
        out.error(draw.span, "draw-without-step", message).help(format!("给一个动作写上 `draws: {word}`"));
    }
    for (action, step) in all {
        step_fits(action, step, out);
    }
}

fn step_fits(action: &Action, step: DrawStep, out: &mut Findings) {
    let outsider = |by: &By| matches!(by, By::Public | By::Reporter | By::Outer);
    if action.by.iter().any(outsider) {
        let message = format!("动作“{}”是抽取的一步，只能由工作人员做", action.title);
        out.error(action.span, "draw-by-outsider", message).help("从 `by` 里删去 public、reporter、outer");
    }
    if matches!(step, DrawStep::Show | DrawStep::Tell) && !matches!(action.does, Does::Stay) {
        let message = format!("动作“{}”由两个人各做一次，不能移动件", action.title);
        out.error(action.span, "draw-step-moves", message).help("删去 `to`、`close`、`choose`");
    }
    let term = |field: &Field| field.name == "reason" && field.kind == FieldType::Term && field.required && !field.many;
    if step == DrawStep::BreakOff && !action.ask.iter().any(term) {
        let message = format!("动作“{}”中止抽取，却没有必填的词条 `reason`：理由要公开", action.title);
        out.error(action.span, "draw-without-reason", message)
            .help("在 `ask` 里写 `reason: { type: term, vocabulary: …, required: true }`");
    }
}

/// What is counted by the year names one entry, always.
fn cap(case: &CaseType, out: &mut Findings) {
    let Some(cap) = &case.cap else { return };
    let field = case.form.iter().find(|field| field.name == cap.entry);
    if field.is_none_or(|field| !field.required || field.many) {
        let message = format!("年度上限按字段 `{}` 计，它应是表单里必填的一个条目", cap.entry);
        out.error(field.map_or(case.span, |field| field.span), "cap-of-nothing", message)
            .help("写 `required: true`，不写 `many`");
    }
}

/// What the form asks of everybody is filled.
fn whole(opens: &Opens, kind: &CaseType, out: &mut Findings) {
    let asked = kind.form.iter().filter(|field| field.required);
    for field in asked.filter(|field| opens.form.iter().all(|(name, _)| *name != field.name)) {
        let message = format!("事项 `{}` 必填“{}”，抽取立件时没有填", opens.case, field.title);
        out.error(opens.span, "draw-leaves-out", message).help(format!("在 `form:` 里写 `{}: …`", field.name));
    }
}

/// What is filled in fits the field that it is filled into.
fn fits(
    pack: &Pack,
    (case, draw): (&CaseType, &DrawRule),
    (opens, kind): (&Opens, &CaseType),
    (name, filled): (&String, &Filled),
    out: &mut Findings,
) {
    let Some(field) = kind.form.iter().find(|field| field.name == *name) else {
        let message = format!("事项 `{}` 的表单里没有字段 `{name}`", opens.case);
        let known = kind.form.iter().map(|field| field.name.as_str());
        out.error(opens.span, "unknown-field", message).meant(name, known);
        return;
    };
    let of =
        |register: &str| field.kind == FieldType::Entry && field.register.as_deref().is_none_or(|own| own == register);
    let same = |other: Option<&Field>| {
        other.is_some_and(|other| {
            other.kind == field.kind && other.many == field.many && other.vocabulary == field.vocabulary
        })
    };
    let entry_field = |name: &String| {
        let register: Option<&Register> = pack.registers.get(&draw.of).map(AsRef::as_ref);
        register.and_then(|register| register.fields.iter().find(|known| known.name == *name))
    };
    let fit = match filled {
        _ if field.personal => false,
        Filled::Entry => of(&draw.of) && !field.many,
        Filled::With => draw.with.as_ref().is_some_and(|with| of(&with.of)) && field.many,
        Filled::Number => field.kind == FieldType::Text,
        Filled::OfEntry(own) => same(entry_field(own)),
        Filled::OfForm(own) => same(case.form.iter().find(|known| known.name == *own)),
    };
    if !fit {
        let message = format!("填进事项 `{}` 的字段 `{name}`（{}）的值类型不符", opens.case, field.title);
        out.error(opens.span, "draw-misfits", message)
            .help("换一个值，或改字段的类型；配的人用 `many: true` 的条目字段");
    }
}
