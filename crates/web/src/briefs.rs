//! A brief as a page shows it: the same parts as its files, each number of the record a link to what opens it.

use bihuan_core::brief::{Brief, Correction, Part, Run, Runs};
use bihuan_core::calendar::{Every, Period};
use bihuan_core::pack::model::BriefRule;
use bihuan_office::Law;
use jiff::civil::Date;

use crate::components::{Cell, Table};
use crate::html::{Html, el, heading};
use crate::lists::Sheet;
use crate::t;
use crate::words::{Lang, Words};
use bihuan_office::Failure;
use bihuan_text::brief::{Format, Standing, written};

/// What a template is called.
pub fn title(law: &Law, rule: &BriefRule, lang: Lang) -> String {
    let pack = rule.id.split_once('.').and_then(|(pack, _)| law.packs.get(pack));
    let english = pack.and_then(|pack| pack.english("brief", &[&rule.name])).filter(|_| lang == Lang::En);
    english.unwrap_or(&rule.title).to_owned()
}

/// The periods that are offered: the one that a day is in, and those before it, the newest first.
pub fn periods(every: Every, today: Date, many: usize) -> Vec<Period> {
    std::iter::successors(Some(Period::of(every, today)), |period| Some(period.before())).take(many).collect()
}

/// The name of a part on the page of its brief, by its place.
pub fn anchor(place: usize) -> String {
    format!("b-{place}")
}

/// The parts of a brief, each with its name. Its own headings stand one level below the page's.
pub fn drawn(brief: &Brief, caption: &str) -> Html {
    let mut out = Html::empty();
    let mut items: Vec<Html> = Vec::new();
    for (place, part) in brief.parts.iter().enumerate() {
        if let Part::Item { runs } = part {
            items.push(el("li").attr("id", anchor(place)).put(line(runs)).html());
            continue;
        }
        out.push(list(&mut items));
        out.push(drawn_part((place, part), caption));
    }
    out.push(list(&mut items));
    el("div").class("bh-brief").attr("lang", "zh-CN").put(out).html()
}

fn list(items: &mut Vec<Html>) -> Html {
    if items.is_empty() {
        return Html::empty();
    }
    el("ul").class("govuk-list govuk-list--bullet").put_all(std::mem::take(items)).html()
}

fn drawn_part((place, part): (usize, &Part), caption: &str) -> Html {
    let paragraph = || el("p").class("govuk-body").attr("id", anchor(place));
    match part {
        Part::Heading { level, runs } => {
            let size = if *level == 1 { "govuk-heading-l" } else { "govuk-heading-m" };
            heading(level + 1).class(size).attr("id", anchor(place)).put(line(runs)).html()
        }
        Part::Paragraph { runs } | Part::Item { runs } => paragraph().put(line(runs)).html(),
        Part::Author { hint } => paragraph().put(gap(hint)).html(),
        Part::Table { head, rows } => el("div").attr("id", anchor(place)).put(drawn_table(head, rows, caption)).html(),
    }
}

fn drawn_table(head: &[String], rows: &[Vec<Runs>], caption: &str) -> Html {
    let cell = |(place, runs): (usize, &Runs)| match place {
        0 => Cell::from(line(runs)),
        _ if runs.iter().any(|run| matches!(run, Run::Cited(_))) => Cell::number(line(runs)),
        _ => Cell::from(line(runs)),
    };
    let table = Table {
        caption: caption.to_owned(),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: head.iter().map(|title| Cell::from(title.as_str())).collect(),
        rows: rows.iter().map(|row| row.iter().enumerate().map(cell).collect()).collect(),
        ..Table::default()
    };
    table.stacked().into()
}

/// All the words of a brief, to find the explained terms in.
pub fn words_of(brief: &Brief) -> String {
    brief.parts.iter().flat_map(Part::runs).map(Run::text).collect()
}

fn line(runs: &[Run]) -> Html {
    runs.iter().fold(Html::empty(), |html, run| match run {
        Run::Words { text } => html.then(text.as_str()),
        Run::Author { hint } => html.then(gap(hint)),
        Run::Cited(cited) if cited.link.is_empty() => html.then(cited.text.as_str()),
        Run::Cited(cited) => html.then(el("a").class("govuk-link").attr("href", &cited.link).put(cited.text.as_str())),
    })
}

fn gap(hint: &str) -> Html {
    el("mark").put(Run::Author { hint: hint.to_owned() }.text()).html()
}

/// What is known otherwise since an edition was issued.
pub fn corrections(words: &Words, all: &[Correction]) -> Html {
    if all.is_empty() {
        return Html::empty();
    }
    let item = |it: &Correction| {
        let now = it.now.clone().unwrap_or_else(|| t!(words, "brief-no-longer"));
        let told = t!(words, "brief-correction", title = it.title.as_str(), was = it.was.as_str(), now = now);
        let told = if it.link.is_empty() {
            Html::from(told)
        } else {
            el("a").class("govuk-link").attr("href", &it.link).put(told).html()
        };
        el("li").put(told).html()
    };
    el("h2")
        .class("govuk-heading-m")
        .put(t!(words, "brief-corrections"))
        .html()
        .then(el("p").class("govuk-body").put(t!(words, "brief-corrections-about")))
        .then(el("ul").class("govuk-list govuk-list--bullet").put_all(all.iter().map(item)))
}

/// The ways to take a brief along.
pub fn files(words: &Words, at: &str) -> Html {
    let link = |(word, _): &(&'static str, Format)| {
        let href = format!("{at}&format={word}");
        el("li")
            .put(el("a").class("govuk-link").attr("href", href).put(words.get(&format!("brief-as-{word}"), &[])))
            .html()
    };
    el("ul").class("govuk-list bh-ways bh-no-print").put_all(Format::WORDS.iter().map(link)).html()
}

/// A brief as a file, its links beginning with the address under which the server is read.
///
/// # Errors
/// [`Failure::NotFound`] for a format that there is not; the store's kind where no document could be made.
pub fn file(brief: &Brief, standing: &Standing, base: &str, format: &str) -> Result<Sheet, Failure> {
    let kind = Format::of_word(format).ok_or(Failure::NotFound)?;
    let bytes = written(brief, standing, base, kind)
        .map_err(|error| bihuan_ledger::LedgerError::refused("brief", error.to_string()))?;
    Ok(Sheet::of(&format!("{} {}.{format}", brief.title, brief.period), kind.media(), bytes))
}
