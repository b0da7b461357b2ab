//! The versions of a pack: which one rules since when, which one waits, who published it and why; what waits can be taken
//! back.

use bihuan_core::pack::Pack;
use bihuan_office::publication::{Publication, State};
use bihuan_office::{Failure, Office};

use super::frame::{Asked, View, instant};
use crate::components::*;
use crate::desk::ADMIN;
use crate::html::{Html, el, void};
use crate::phrases::{self, Form, submit};
use crate::shell::hidden;
use crate::t;

/// The table of versions, newest first.
pub fn states(
    office: &Office,
    view: &View<'_>,
    pack: &Pack,
    versions: &[(u32, State)],
    asked: &Asked,
) -> Result<Html, Failure> {
    let words = view.words;
    let kept = office.ledger().packs()?;
    let done = match asked.value("done") {
        "published" => Some(phrases::done(words, t!(words, "version-published"))),
        "withdrawn" => Some(phrases::done(words, t!(words, "version-taken-back"))),
        _ => None,
    };
    let row = |(version, state): &(u32, State)| {
        let kept = kept.iter().find(|row| row.pack == pack.name && row.version == version.to_string());
        let published = view.law.timeline.one(&pack.name, *version);
        let since = published.map(|one| one.from).or(kept.map(|row| row.kept_at));
        let digest = kept.map(|row| row.sha256.to_string()).or(published.map(|one| one.sha256.clone()));
        vec![
            Cell::number(version.to_string()),
            Cell::from(tag(view, *state)),
            Cell::from(since.map(instant).unwrap_or_default()),
            Cell::from(published.map_or_else(|| Html::from(t!(words, "version-of-folder")), |one| by_whom(view, one))),
            Cell::from(digest.unwrap_or_default().chars().take(16).collect::<String>()),
        ]
    };
    let head = ["version", "version-state", "version-since", "version-by", "digest"];
    let table = view.table(&head, versions.iter().map(row).collect());
    let waiting = versions.iter().filter(|(_, state)| matches!(state, State::Waiting(_)));
    let back: Html =
        waiting.filter(|_| view.room.staff.is(ADMIN)).map(|(version, _)| withdraw(view, pack, *version)).collect();
    Ok(Html::empty().then(done).then(table).then(back))
}

fn tag(view: &View<'_>, state: State) -> Html {
    let (colour, text) = match state {
        State::InForce => ("green", t!(view.words, "version-in-force")),
        State::Waiting(from) => ("yellow", t!(view.words, "version-waiting", from = instant(from))),
        State::Replaced => ("grey", t!(view.words, "version-replaced")),
        State::Withdrawn => ("red", t!(view.words, "version-withdrawn")),
    };
    Tag::coloured(colour, text).into()
}

fn by_whom(view: &View<'_>, one: &Publication) -> Html {
    let name = |user: &str| {
        let known = user.parse().ok().and_then(|user| view.law.directory.officer(&user));
        known.map_or_else(|| user.to_owned(), |officer| officer.name.clone())
    };
    let drafted: Vec<String> = one.drafted_by.iter().map(|user| name(user)).collect();
    let who = t!(
        view.words,
        "version-who",
        by = name(&one.by),
        drafted = drafted.join(view.words.comma()),
        at = instant(one.at)
    );
    let why = el("span").class("bh-muted").put(one.why.as_str()).html();
    let back = one.withdrawn.as_ref().map(|back| {
        let told = t!(view.words, "version-back", by = name(&back.by), at = instant(back.at), why = back.why.as_str());
        Html::from(void("br")).then(el("span").class("bh-muted").put(told))
    });
    Html::from(who).then(void("br")).then(why).then(back)
}

fn withdraw(view: &View<'_>, pack: &Pack, version: u32) -> Html {
    let form = Form::new(view.words, &[], &[]);
    let mut why = form.textarea("why", t!(view.words, "publish-why"));
    why.rows = Some(2);
    let fields = hidden("version", &version.to_string()).then(why).then(submit(t!(view.words, "version-withdraw")));
    let action = format!("/admin/packs/{}/draft/withdraw", pack.name);
    view.fold(t!(view.words, "version-withdraw-of", version = version), false, view.form(&action, fields))
}
