//! The end of a report: its number, its code (shown this once), what happens by when, and the proof that it was taken in.

use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use bihuan_office::Law;

use super::Filed;
use crate::components::{Button, Details, InsetText, Panel, SummaryList, SummaryRow};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::warning;
use crate::portal::guest::{Guest, body, column, section};
use crate::portal::when;
use crate::shell::hidden;
use crate::t;
use crate::words::Words;

/// The page; nobody may keep it, because of the code.
pub fn page(guest: &Guest, law: &Law, filed: &Filed) -> Response {
    let words = guest.words();
    let case = &filed.settled.case;
    let number = el("span").class("bh-number").put(&case.number);
    let panel = Panel {
        title: t!(words, "done-title").into(),
        content: Html::from(t!(words, "done-number")).then(" ").then(el("strong").put(number)),
        ..Panel::default()
    };
    let mark = if case.synthetic {
        body(when::made_up(words).then(" ").then(t!(words, "synthetic-about")))
    } else {
        Html::empty()
    };
    let main = Html::from(panel)
        .then(mark)
        .then(code(words, filed))
        .then(section(t!(words, "done-next")))
        .then(expect(guest, law, filed))
        .then(section(t!(words, "slip-title")))
        .then(proof(words, &filed.receipt));
    let mut response = guest.page(t!(words, "done-title"), "report").with(column(main)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The code in groups of four, and a way on with it that puts it into no address.
fn code(words: &Words, filed: &Filed) -> Html {
    let text = filed.receipt.code.as_str();
    let groups: Vec<String> = text.chars().collect::<Vec<_>>().chunks(4).map(|part| part.iter().collect()).collect();
    let code = el("p").class("govuk-body-l bh-code").attr("id", "receipt-code").put(groups.join(" "));
    let follow = el("form")
        .attr("method", "post")
        .attr("action", "/follow")
        .put(hidden("number", &filed.receipt.number))
        .put(hidden("code", text))
        .put(Button { content: t!(words, "done-follow").into(), ..Button::default() });
    section(t!(words, "done-code")).then(code).then(warning(words, t!(words, "done-code-about"))).then(follow)
}

fn expect(guest: &Guest, law: &Law, filed: &Filed) -> Html {
    let words = guest.words();
    let case = &filed.settled.case;
    let names = Names::new(law, guest.lang());
    let with = case.open_tasks().find_map(|task| task.unit.as_ref()).map(|unit| names.unit(unit));
    let mut rows = Vec::new();
    if let Some(unit) = with {
        rows.push(SummaryRow::new(t!(words, "follow-with"), unit));
    }
    let Some(clock) = when::promised(case) else {
        return SummaryList { rows, ..SummaryList::default() }.into();
    };
    let now = guest.app.office.clock().now();
    let due = when::instant(clock.due()).then(" ").then(when::standing(
        law.calendar(case.district.as_str()),
        clock,
        now,
        words,
    ));
    rows.push(SummaryRow::new(t!(words, "follow-due"), due));
    let explained = when::explained(law.calendar_of(case.district.as_str(), clock), clock, words);
    let provisional = clock.reckoning.provisional.then(|| Html::from(InsetText::from(t!(words, "when-provisional"))));
    Html::from(SummaryList { rows, ..SummaryList::default() }).then(provisional).then(explained)
}

/// The record's place in the district's log.
pub fn proof(words: &Words, receipt: &bihuan_office::Receipt) -> Html {
    let number = |text: String| el("span").class("bh-code").put(text).html();
    let mut rows = vec![SummaryRow::new(t!(words, "slip-hash"), number(receipt.hash.clone()))];
    let Some((leaf, checkpoint)) = receipt.leaf.zip(receipt.checkpoint.as_ref()) else {
        let list = SummaryList { rows, ..SummaryList::default() };
        return body(t!(words, "slip-soon")).then(list);
    };
    rows.push(SummaryRow::new(t!(words, "slip-leaf"), leaf.to_string()));
    let note = el("pre").class("bh-code bh-scroll").attr("tabindex", "0").put(checkpoint);
    let checkpoint =
        Details { summary: t!(words, "slip-checkpoint").into(), content: note.into(), ..Details::default() };
    body(t!(words, "slip-about")).then(SummaryList { rows, ..SummaryList::default() }).then(checkpoint)
}
