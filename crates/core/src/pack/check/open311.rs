//! What is offered through Open311 can be filed through it: it has services, takes a description, and asks for nothing that
//! a form of names and texts cannot bring.

use crate::pack::diagnostic::Findings;
use crate::pack::model::CaseType;

/// Checks a case type that is offered.
pub fn check(case: &CaseType, out: &mut Findings) {
    if !case.open311 {
        return;
    }
    if case.service_field().is_none() {
        out.error(
            case.span,
            "open311-without-services",
            "写了 `open311`，表单里却没有单选的词条字段：没有可提供的服务",
        )
        .help("加一个 `type: term` 的字段，词条就是服务；或删去 `open311`");
    }
    if case.description_field().is_none() {
        out.error(case.span, "open311-without-content", "写了 `open311`，表单里却没有文字字段 `content`：描述无处可填")
            .help("加一个 `content: { type: text, … }`，或删去 `open311`");
    }
    let place = case.place_field().map(|field| field.name.as_str());
    for field in case.form.iter().filter(|field| field.required && !field.is_told_in_text()) {
        if place != Some(field.name.as_str()) {
            let message = format!("经 Open311 提交不了必填的“{}”", field.title);
            out.error(field.span, "open311-cannot-bring", message).help("改为选填，或删去 `open311`");
        }
    }
}
