//! The log that every record stands in: how long it is, its signed head, the key to check it with, and how anybody checks
//! a receipt without trusting this server.

use axum::response::{IntoResponse, Response};
use bihuan_core::directory::DistrictCode;
use bihuan_ledger::Checkpoint;
use bihuan_office::Failure;

use super::way_to;
use crate::components::{Details, InsetText, SummaryList, SummaryRow};
use crate::html::{Html, el};
use crate::portal::guest::{Guest, body, link, section, title};
use crate::portal::when;
use crate::t;
use crate::words::Words;

/// A district's log as it stands.
struct Head {
    district: DistrictCode,
    checkpoint: Option<Checkpoint>,
    key: String,
}

async fn head(guest: &Guest) -> Result<Head, Response> {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return Err(guest.sorry(&Failure::NotFound)) };
    guest
        .ask(move |office| {
            let checkpoint = office.ledger().checkpoint(district.as_str())?;
            let key = office.ledger().verifier_key(district.as_str());
            Ok(Head { district, checkpoint, key })
        })
        .await
}

/// `GET /record/log`
pub async fn page(guest: Guest) -> Response {
    let head = match head(&guest).await {
        Ok(head) => head,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let state = match &head.checkpoint {
        Some(checkpoint) => signed(words, &head, checkpoint),
        None => InsetText::from(t!(words, "record-log-empty")).into(),
    };
    let main = title(&t!(words, "record-log"))
        .then(body(t!(words, "record-log-what")))
        .then(state)
        .then(section(t!(words, "record-log-check")))
        .then(steps(words, &head.district))
        .then(body(link("/record/log.csv", t!(words, "record-csv-of", what = t!(words, "record-log-csv")))));
    let mut page = guest.page(t!(words, "record-log"), "record").with(main);
    page.before = way_to(words, t!(words, "record-log"));
    page.into_response()
}

fn code(text: &str) -> Html {
    el("span").class("bh-code").put(text).html()
}

fn signed(words: &Words, head: &Head, checkpoint: &Checkpoint) -> Html {
    let rows = vec![
        SummaryRow::new(t!(words, "record-log-size"), checkpoint.size.to_string()),
        SummaryRow::new(t!(words, "record-log-signed"), when::instant(checkpoint.signed_at)),
        SummaryRow::new(t!(words, "record-log-root"), code(&checkpoint.root.to_string())),
        SummaryRow::new(t!(words, "record-log-key"), code(&head.key)),
    ];
    let note = el("pre").class("bh-pre").attr("tabindex", "0").put(&checkpoint.note).html();
    let note = Details { summary: t!(words, "slip-checkpoint").into(), content: note, ..Details::default() };
    Html::from(SummaryList { rows, ..SummaryList::default() }).then(note)
}

/// What one does with a receipt, step by step.
fn steps(words: &Words, district: &DistrictCode) -> Html {
    let address = |path: &str| {
        let path = format!("/log/{district}/{path}");
        el("a").class("govuk-link bh-code").attr("href", &path).put(&path).html()
    };
    let step = |key: &str, more: Html| el("li").put(words.get(key, &[])).put(" ").put(more);
    el("ol")
        .class("govuk-list govuk-list--number")
        .put(step("record-log-step-receipt", Html::empty()))
        .put(step("record-log-step-key", address("key")))
        .put(step("record-log-step-verify", code("bihuan ledger verify-receipt receipt.json")))
        .put(step("record-log-step-head", address("checkpoint")))
        .put(step("record-log-step-keep", Html::empty()))
        .html()
}

/// `GET /record/log.csv`
pub async fn csv(guest: Guest) -> Response {
    let head = match head(&guest).await {
        Ok(head) => head,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let columns = ["record-log-district", "record-log-size", "record-log-root", "record-log-signed", "record-log-key"];
    let mut rows = vec![columns.map(|key| words.get(key, &[])).to_vec()];
    rows.extend(head.checkpoint.iter().map(|checkpoint| {
        vec![
            head.district.to_string(),
            checkpoint.size.to_string(),
            checkpoint.root.to_string(),
            checkpoint.signed_at.to_string(),
            head.key.clone(),
        ]
    }));
    crate::csv::answer(&format!("log-{}", head.district), &rows)
}
