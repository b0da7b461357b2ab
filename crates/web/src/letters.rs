//! Letters and certificates on paper and on pages: an office's sheet for A4, the mark by which anybody can ask whether it
//! holds, and the list of those of a case.

use bihuan_core::calendar::rfc3339;
use bihuan_core::casework::letters::day_in_words;
use bihuan_core::casework::{Case, Event, IssuedLetter, LetterStanding};
use bihuan_core::pack::CaseType;
use bihuan_office::Reading;
use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Value as Json, json};

use crate::components::{Cell, Table, Tag, synthetic};
use crate::html::{Html, el};
use crate::names::Names;
use crate::portal::when;
use crate::t;
use crate::words::Words;

/// Modules of quiet around a code, as its standard asks for.
const QUIET: usize = 4;

/// The list of a case's letters, each leading to its sheet below `folder`; nothing where there are none.
pub fn table(names: &Names<'_>, reading: &Reading, folder: &str) -> Html {
    let words = names.words();
    let row = |issued: &IssuedLetter| {
        let link = el("a").class("govuk-link").attr("href", format!("{folder}/{}", issued.note.code));
        vec![
            Cell::from(link.put(&issued.note.number).html()),
            Cell::from(title(names, &reading.rules, issued)),
            Cell::from(day_in_words(issued.note.day)),
            Cell::from(standing(words, issued.standing)),
        ]
    };
    let rows: Vec<Vec<Cell>> = reading.case.letters.iter().map(row).collect();
    if rows.is_empty() {
        return Html::empty();
    }
    let head = ["letter-number", "letter-title", "letter-day", "letter-standing"];
    let head = head.into_iter().map(|key| words.get(key, &[]).into()).collect();
    Table { head, rows, classes: "bh-dense".into(), ..Table::default() }.stacked().into()
}

/// What it is called.
pub fn title(names: &Names<'_>, rules: &CaseType, issued: &IssuedLetter) -> String {
    names.letter(rules, &issued.note.letter).unwrap_or_else(|| issued.note.title.clone())
}

/// What happened to a letter, in a sentence; none where the event is about something else.
pub fn told(names: &Names<'_>, case: &Case, rules: &CaseType, event: &Event) -> Option<String> {
    let words = names.words();
    match event {
        Event::LetterIssued { note } => {
            let title = names.letter(rules, &note.letter).unwrap_or_else(|| note.title.clone());
            Some(t!(words, "story-letter-issued", title = title, number = note.number.as_str()))
        }
        Event::LetterEnded { code, standing } => {
            let number = case.letter(code).map(|issued| issued.note.number.clone()).unwrap_or_default();
            Some(words.get(&format!("story-letter-{}", standing.name()), &[("number", number.into())]))
        }
        _ => None,
    }
}

/// The letters as the API writes them; what they say is on their sheets.
pub fn json(names: &Names<'_>, rules: &CaseType, case: &Case) -> Json {
    let one = |issued: &IssuedLetter| {
        json!({
            "id": issued.note.letter,
            "title": title(names, rules, issued),
            "kind": if issued.note.certificate { "certificate" } else { "letter" },
            "number": issued.note.number,
            "code": issued.note.code,
            "unit": issued.note.unit,
            "day": issued.note.day.to_string(),
            "state": issued.standing.name(),
            "since": rfc3339(issued.since),
        })
    };
    case.letters.iter().map(one).collect()
}

/// Whether it holds, as a mark.
pub fn standing(words: &Words, standing: LetterStanding) -> Html {
    let colour = match standing {
        LetterStanding::Valid => "green",
        LetterStanding::Revoked | LetterStanding::Void => "red",
        LetterStanding::Replaced => "grey",
    };
    Tag::coloured(colour, words.get(&format!("letter-{}", standing.name()), &[])).into()
}

/// The sheet as it is printed. What was erased cannot be printed again; that it was issued stays.
pub fn sheet(
    names: &Names<'_>,
    case: &Case,
    rules: &CaseType,
    (issued, text): (&IssuedLetter, Option<&str>),
    at: &str,
) -> Html {
    let words = names.words();
    let note = &issued.note;
    let declared = rules.letters.iter().find(|letter| letter.name == note.letter);
    let unit = names.unit(&note.unit);
    let (to, body) = text.and_then(|text| text.split_once('\n')).unwrap_or_default();
    let ended = (issued.standing != LetterStanding::Valid).then(|| {
        let key = format!("letter-ended-{}", issued.standing.name());
        el("p").class("bh-letter__ended").put(words.get(&key, &[("at", when::exact(issued.since).into())]))
    });
    let mark = case.synthetic.then(|| synthetic(&t!(words, "synthetic")));
    let paragraphs = body.lines().filter(|line| !line.trim().is_empty()).map(|line| el("p").put(line));
    let kind = if note.certificate { "bh-letter bh-letter--certificate" } else { "bh-letter" };
    el("article")
        .class(kind)
        .attr("lang", "zh-CN")
        .put(ended)
        .put_if(!note.certificate, || el("p").class("bh-letter__from").put(&unit))
        .put(el("h1").class("bh-letter__title").put(&note.title).put(" ").put(mark))
        .put(el("p").class("bh-letter__number").put(&note.number))
        .put_if(!to.is_empty(), || el("p").class("bh-letter__to").put(format!("{to}：")))
        .put(el("div").class("bh-letter__body").put_all(paragraphs))
        .put_if(text.is_none(), || el("p").class("bh-letter__ended").put(t!(words, "letter-erased")))
        .put(
            declared
                .and_then(|letter| letter.remedy.as_ref())
                .map(|remedy| el("p").class("bh-letter__remedy").put(remedy)),
        )
        .put(foot(words, &unit, issued, at))
        .html()
}

/// Who issued it and when, and how anybody asks whether it holds.
fn foot(words: &Words, unit: &str, issued: &IssuedLetter, at: &str) -> Html {
    let address = format!("{at}/verify/{}", issued.note.code);
    let about = t!(words, "letter-verify-about", address = format!("{at}/verify"), code = issued.note.code.as_str());
    let asked = el("div")
        .class("bh-letter__verify")
        .put(code(&address, &t!(words, "letter-code-label")))
        .put(el("p").put(about));
    let signed =
        el("div").class("bh-letter__signed").put(el("p").put(unit)).put(el("p").put(day_in_words(issued.note.day)));
    el("div").class("bh-letter__foot").put(asked).put(signed).html()
}

/// An address as a picture that a telephone reads; nothing where it is too long for one.
fn code(text: &str, label: &str) -> Html {
    picture(text, label, "bh-letter__code")
}

/// The same, drawn in a style of its own.
pub fn picture(text: &str, label: &str, class: &'static str) -> Html {
    let Ok(code) = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M) else { return Html::empty() };
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, colour)| *colour == Color::Dark);
    let path: String = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    let side = (width + 2 * QUIET).to_string();
    let ground = el("rect").attr("width", &side).attr("height", &side).attr("fill", "#fff");
    el("svg")
        .class(class)
        .attr("viewBox", format!("0 0 {side} {side}"))
        .attr("role", "img")
        .attr("aria-label", label)
        .attr("shape-rendering", "crispEdges")
        .put(ground)
        .put(el("path").attr("d", path))
        .html()
}
