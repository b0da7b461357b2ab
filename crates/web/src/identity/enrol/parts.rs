//! What pages of the second factor are made of: the picture for the telephone, the secret in letters, codes on paper.

use crate::components::Input;
use crate::html::{Html, el};
use crate::identity::factor::Offered;
use crate::identity::second::code_field;
use crate::letters::picture;
use crate::phrases::{Form, submit, warning};
use crate::shell::hidden;
use crate::t;
use crate::words::Words;

/// How to enrol, step by step, and the field for the first code.
pub fn enrolment(fields: &Form<'_>, words: &Words, user: &str, offered: &Offered, name: &str) -> Html {
    let step = |text: String| el("li").put(text);
    let steps = el("ol")
        .class("govuk-list govuk-list--number")
        .put(step(t!(words, "factor-step-app")))
        .put(step(t!(words, "factor-step-scan")))
        .put(step(t!(words, "factor-step-code")));
    let secret = el("p")
        .class("govuk-body")
        .put(t!(words, "factor-secret"))
        .put(" ")
        .put(el("span").class("bh-code bh-factor__secret").put(in_fours(&offered.text())));
    let picture = picture(&offered.address(user), &t!(words, "factor-picture"), "bh-factor__picture");
    let mut code: Input = code_field(fields, name, t!(words, "factor-code"));
    code.inputmode = "numeric".into();
    Html::from(steps).then(picture).then(secret).then(code)
}

/// Four letters and a space, for the eye.
fn in_fours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Codes on paper, told this once.
pub fn papers(words: &'static Words, papers: &[String]) -> Html {
    let list = el("ul").class("govuk-list bh-factor__papers");
    let list = list.put_all(papers.iter().map(|paper| el("li").class("bh-code").put(paper)));
    let about = el("p").class("govuk-body").put(t!(words, "factor-papers-about"));
    warning(words, t!(words, "factor-papers-once")).then(about).then(list)
}

/// A form with its token and its button.
pub fn form(action: &str, csrf: &str, fields: Html, button: String) -> Html {
    el("form")
        .attr("method", "post")
        .attr("action", action)
        .put(hidden("csrf", csrf))
        .put(fields)
        .put(submit(button))
        .html()
}
