//! The page of a case, part by part: identity bar, facts, attachments, deadlines, who held it, duplicates, proof, story.

use bihuan_core::casework::accountable;
use bihuan_core::casework::case::TaskKind;
use bihuan_core::pack::model::Field;

use super::super::light::{Light, exact, instant, tongue};
use super::super::room::Room;
use super::super::{keys, live};
use super::acting::{self, Wrong};
use super::sheet::Sheet;
use super::{alike, branches, place, reckoning, round, standing, story, subcases};
use crate::components::*;
use crate::html::{Html, el};
use crate::t;

/// All of it. For print nothing is to be done, and everything stands open.
pub fn body(room: &Room, sheet: &Sheet, wrong: Option<&Wrong>, print: bool) -> Html {
    let story = section(&t!(sheet.words(), "story"), story::timeline(sheet));
    let what = alike::told(room, sheet, print)
        .then(standing::told(sheet, print))
        .then(papers(sheet))
        .then(letters(sheet))
        .then(matter(sheet))
        .then(place::drawn(sheet))
        .then(attachments(sheet))
        .then(section(&t!(sheet.words(), "months-of-case"), crate::views::of_case(&sheet.names(), &sheet.reading)));
    let how = reckoning::deadlines(sheet, print).then(held(sheet)).then(linked(sheet)).then(proof(sheet, print));
    if print {
        return bar(sheet, print)
            .then(branches::drawn(sheet))
            .then(subcases::told(sheet))
            .then(round::summary(sheet))
            .then(what)
            .then(how)
            .then(story);
    }
    let part = |class: &str, content: Html| el("div").class(format!("bh-case__{class}")).put(content);
    let reading = &sheet.reading;
    let case = live::watched_case(el("div").class("bh-case"), room, &reading.case.number, reading.version)
        .put(part("what", what))
        .put(part("deeds", acting::panel(room, sheet, wrong)))
        .put(part("how", how));
    bar(sheet, print)
        .then(branches::drawn(sheet))
        .then(subcases::told(sheet))
        .then(round::summary(sheet))
        .then(case)
        .then(story)
        .then(keys(sheet.words()))
}

pub(super) fn section(title: &str, content: Html) -> Html {
    if content.is_empty() {
        return Html::empty();
    }
    let heading = el("h2").class("govuk-heading-m").put(title);
    el("section").class("govuk-!-margin-bottom-6").put(heading).put(content).html()
}

/// Number, kind, stage, clock.
fn bar(sheet: &Sheet, print: bool) -> Html {
    let (words, names) = (sheet.words(), sheet.names());
    let case = &sheet.reading.case;
    let number = el("h1").class("govuk-heading-m govuk-!-margin-bottom-0 bh-number").put(&case.number);
    let kind = names.case_type(&sheet.reading.rules.id);
    // Where branches stand is told by their list.
    let stages = case
        .standings
        .iter()
        .take(1)
        .map(|standing| Html::from(Tag::coloured("blue", names.stage(&sheet.reading.rules, &standing.stage))));
    let ended = case
        .closed
        .as_ref()
        .map(|closing| Html::from(Tag::coloured("grey", names.outcome(&sheet.reading.rules, &closing.outcome))));
    let linked = case.is_linked().then(|| Html::from(Tag::coloured("purple", t!(words, "linked"))));
    let light = Light::of_case(&sheet.law, case, sheet.now, words).map(|light| light.html());
    let mark = case.synthetic.then(|| synthetic(&t!(words, "synthetic")));
    let unit = accountable(case).map(|unit| el("span").put(names.unit(unit)).html());
    let parts: Vec<Html> = [Some(number.html()), mark, Some(el("span").put(kind).html())]
        .into_iter()
        .flatten()
        .chain(stages)
        .chain([ended, linked, unit, light].into_iter().flatten())
        .collect();
    let print_button = Button {
        content: t!(words, "print-view").into(),
        href: format!("/desk/cases/{}?view=print", case.number),
        classes: "govuk-button--secondary bh-no-print".into(),
        ..Button::default()
    };
    let slip_button = sheet.slip.then(|| Button {
        content: t!(words, "slip-open").into(),
        href: format!("/desk/cases/{}/slip", case.number),
        classes: "govuk-button--secondary bh-no-print".into(),
        ..Button::default()
    });
    let archive_button = Button {
        content: t!(words, "archive").into(),
        href: format!("/desk/cases/{}/archive", case.number),
        classes: "govuk-button--secondary bh-no-print".into(),
        ..Button::default()
    };
    let actions =
        if print { Vec::new() } else { slip_button.into_iter().chain([print_button, archive_button]).collect() };
    IdentityBar { title: parts.into_iter().collect(), actions, ..IdentityBar::default() }.into()
}

/// What the reporter said and what officers settled.
fn matter(sheet: &Sheet) -> Html {
    let words = sheet.words();
    let rules = &sheet.reading.rules;
    let said = card(sheet, &t!(words, "said"), &rules.form);
    let settled = card(sheet, &t!(words, "settled"), &rules.facts);
    let came = t!(words, "came-in", channel = channel(sheet), at = exact(sheet.reading.case.opened));
    let came = el("p").class("govuk-body-s bh-muted").put(came);
    let quantities = sheet
        .reading
        .case
        .quantities
        .iter()
        .map(|(name, sum)| SummaryRow::new(sheet.names().quantity(rules, name), sum.normalize().to_string()));
    let rows: Vec<SummaryRow> = quantities.collect();
    let sums = (!rows.is_empty()).then(|| {
        let card = SummaryCard { title: Some(t!(words, "quantities").into()), ..SummaryCard::default() };
        Html::from(SummaryList { rows, card: Some(card), ..SummaryList::default() })
    });
    came.html().then(said).then(settled).then(sums)
}

/// The words for how a case came in.
pub fn channel(sheet: &Sheet) -> String {
    let channel = sheet.reading.case.channel.as_str();
    sheet.words().find(&format!("channel-{channel}"), &[]).unwrap_or_else(|| channel.to_owned())
}

fn card(sheet: &Sheet, title: &str, fields: &[Field]) -> Html {
    let rows: Vec<SummaryRow> = fields.iter().filter_map(|field| row(sheet, field)).collect();
    if rows.is_empty() {
        return Html::empty();
    }
    let card = SummaryCard { title: Some(title.into()), ..SummaryCard::default() };
    SummaryList { rows, card: Some(card), ..SummaryList::default() }.into()
}

/// A field that has a value; one that the reader may not see says that there is one.
fn row(sheet: &Sheet, field: &Field) -> Option<SummaryRow> {
    let title = sheet.names().field(&sheet.reading.rules, None, field);
    if sheet.reading.masked.contains(&field.name) {
        let masked = el("span").class("bh-muted").put(t!(sheet.words(), "masked"));
        return Some(SummaryRow::new(title, masked));
    }
    let value = sheet.reading.values.get(&field.name)?;
    let personal = field.personal.then(|| Html::from(" ").then(Badge::coloured("grey", t!(sheet.words(), "personal"))));
    Some(SummaryRow::new(title, sheet.shown().value(field, value).then(personal)))
}

/// Which paper stands how, and by when somebody has to do something about it.
fn papers(sheet: &Sheet) -> Html {
    let table = crate::papers::table(&sheet.law, sheet.lang, &sheet.reading, sheet.now);
    section(&t!(sheet.words(), "papers"), table)
}

/// The letters and certificates that were issued.
fn letters(sheet: &Sheet) -> Html {
    let folder = format!("/desk/cases/{}/letters", sheet.reading.case.number);
    let table = crate::letters::table(&sheet.names(), &sheet.reading, &folder);
    let all = || el("a").class("govuk-link").attr("href", "/desk/letters").put(t!(sheet.words(), "letters-all"));
    let content = if table.is_empty() { table } else { table.then(el("p").class("govuk-body-s").put(all())) };
    section(&t!(sheet.words(), "letters"), content)
}

fn attachments(sheet: &Sheet) -> Html {
    let words = sheet.words();
    if sheet.files.is_empty() {
        return Html::empty();
    }
    let number = &sheet.reading.case.number;
    let item = |file: &bihuan_ledger::FileRow| {
        let link = el("a").class("govuk-link").attr("href", format!("/desk/cases/{number}/files/{}", file.id));
        let size = t!(words, "file-size", kb = file.size_bytes.div_ceil(1000));
        el("li").put(link.put(&file.name)).put(" ").put(el("span").class("bh-muted").put(size))
    };
    let list = el("ul").class("govuk-list").put_all(sheet.files.iter().map(item)).html();
    section(&t!(words, "attachments"), list)
}

/// Who had it and for how long, level by level.
fn held(sheet: &Sheet) -> Html {
    let (words, names) = (sheet.words(), sheet.names());
    let calendar = sheet.law.calendar(sheet.reading.case.district.as_str());
    let tasks = sheet.reading.case.tasks.iter().filter(|task| task.kind != TaskKind::Reporter);
    let rows = tasks.flat_map(|task| task.held.iter().map(move |held| (task, held))).map(|(task, held)| {
        let until = held.until.unwrap_or(sheet.now);
        let hours = sheet.law.directory.hours(&held.unit);
        let worked = calendar.working_between(&hours, held.from, until);
        let stage = names.stage(&sheet.reading.rules, &task.stage);
        let to = held.until.map_or_else(|| t!(words, "until-now").into(), instant);
        vec![
            Cell::from(names.unit(&held.unit)),
            Cell::from(stage),
            Cell::from(instant(held.from)),
            Cell::from(to),
            Cell::from(worked_text(sheet, worked.seconds, worked.day_seconds)),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    if rows.is_empty() {
        return Html::empty();
    }
    let head = ["work-unit", "work-stage", "held-from", "held-until", "held-for"];
    let table = Table {
        head: head.into_iter().map(|key| words.get(key, &[]).into()).collect(),
        rows,
        classes: "bh-dense".into(),
        ..Table::default()
    };
    section(&t!(words, "held"), table.stacked().into())
}

/// "2 天 3 小时" of working time, a day being a working day of the office.
fn worked_text(sheet: &Sheet, seconds: i64, day_seconds: i64) -> String {
    let told = bihuan_core::calendar::WorkingSeconds { seconds, day_seconds, passed: false };
    let text = told.left_text(tongue(sheet.lang));
    let plain = text.trim_start_matches("还剩").trim_end_matches("工作时间").trim_end_matches("of working time left");
    plain.trim().to_owned()
}

fn linked(sheet: &Sheet) -> Html {
    let words = sheet.words();
    let link = |number: &str| {
        el("a").class("govuk-link bh-number").attr("href", format!("/desk/cases/{number}")).put(number).html()
    };
    let lead = sheet.lead.as_ref().map(|(number, readable)| {
        let number = if *readable { link(number) } else { Html::from(number) };
        el("p").class("govuk-body").put(t!(words, "follows")).put(" ").put(number).html()
    });
    let followers = (!sheet.followers.is_empty()).then(|| {
        let items = sheet.followers.iter().map(|number| el("li").put(link(number)));
        let about = el("p").class("govuk-body").put(t!(words, "followers", n = sheet.followers.len()));
        about.html().then(el("ul").class("govuk-list govuk-list--bullet").put_all(items))
    });
    section(&t!(words, "duplicates"), Html::from(lead).then(followers))
}

/// Where the case stands in the public log.
fn proof(sheet: &Sheet, unfolded: bool) -> Html {
    let words = sheet.words();
    let district = sheet.reading.case.district.as_str();
    let leaf = sheet.row.seq.saturating_sub(1);
    let link = |href: String, text: String| el("a").class("govuk-link").attr("href", href).put(text).html();
    let place = match &sheet.checkpoint {
        Some(head) => {
            let href = format!("/log/{district}/proof/inclusion?leaf={leaf}&size={}", head.size);
            link(href, t!(words, "proof-inclusion"))
                .then(" · ")
                .then(link(format!("/log/{district}/checkpoint"), t!(words, "proof-checkpoint")))
        }
        None => t!(words, "proof-soon").into(),
    };
    let hash = el("span").class("bh-code").put(sheet.row.hash.to_string());
    let rows = vec![
        SummaryRow::new(t!(words, "proof-record"), t!(words, "proof-place", district = district, n = sheet.row.seq)),
        SummaryRow::new(t!(words, "proof-hash"), hash),
        SummaryRow::new(t!(words, "proof-log"), place),
    ];
    let content = SummaryList { rows, ..SummaryList::default() }.into();
    Details { summary: t!(words, "proof").into(), content, open: unfolded, ..Details::default() }.into()
}
