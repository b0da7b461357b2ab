//! 照着报告看系统: the words of the five documents, line by line, beside the system that they name, the page where it runs,
//! and what this server counts where the document counted. The states are derived, never written here.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::civil;
use bihuan_core::casework::quantity::converted;
use bihuan_core::figures::number::{grown, rounded};
use bihuan_core::figures::{Figure, statistic};
use bihuan_ledger::LedgerError;
use bihuan_office::figures::ask::Asked;
use bihuan_office::{Failure, Law, Office, PackSource};
use bihuan_text::documents::{
    self, Answer, Assessment, Counts, Documents, Evidence, Quote, State, Statement, System, answer,
};
use bihuan_text::measure::Measure;
use rust_decimal::Decimal;

use super::guest::{Guest, body, link, title};
use super::when;
use crate::app::App;
use crate::components::{Cell, Filter, SelectItem, Table, Tag};
use crate::html::{Html, el, void};
use crate::phrases::{Form, pages};
use crate::t;
use crate::words::{Lang, Words};

/// Lines of one page of the list: a phone shows each as a card.
const PAGE: usize = 12;
/// The page that holds every line, to be printed.
const WHOLE: &str = "all";
/// Missing things that are named before the rest is only counted.
const NAMED: usize = 3;

/// What shows which sentence runs here: the newest kept packs, the pages of this server, the walks of the browser test.
/// It plays every scenario of every pack; [`of`] does it once and keeps it.
///
/// # Errors
/// The store's.
pub fn evidence_of(office: &Office) -> Result<Evidence, LedgerError> {
    let mut newest: BTreeMap<String, (u32, PackSource)> = BTreeMap::new();
    for row in office.ledger().packs()? {
        let Ok(source) = serde_json::from_slice::<PackSource>(&row.source) else { continue };
        let version = row.version.parse().unwrap_or_default();
        if newest.get(&row.pack).is_none_or(|(kept, _)| *kept <= version) {
            newest.insert(row.pack, (version, source));
        }
    }
    let sources: Vec<PackSource> = newest.into_values().map(|(_, source)| source).collect();
    Ok(bihuan_office::evidence(&sources, crate::site::paths(), crate::site::walks()))
}

/// The map of the documents with its evidence.
pub struct Atlas {
    /// Systems and quotes.
    pub documents: Documents,
    /// What holds here.
    pub evidence: Evidence,
    /// How far each system has come.
    assessed: BTreeMap<String, Assessment>,
    /// How many systems stand where.
    counts: Counts,
}

impl Atlas {
    fn drawn(office: &Office) -> Result<Atlas, LedgerError> {
        let documents = documents::shipped().map_err(|fault| LedgerError::refused("documents", fault.to_string()))?;
        let evidence = evidence_of(office)?;
        let assess = |system: &System| Some((system.id.clone(), documents.assess(&system.id, &evidence)?));
        let assessed = documents.systems.iter().filter_map(assess).collect();
        let counts = documents.counts(&evidence);
        Ok(Atlas { documents, evidence, assessed, counts })
    }

    fn state(&self, row: &str) -> State {
        self.assessed.get(row).map_or(State::NotYet, |assessed| assessed.state)
    }
}

/// The map, drawn once for an instance; call it where waiting is allowed.
///
/// # Errors
/// The store's.
pub fn of(app: &App) -> Result<&Atlas, LedgerError> {
    if let Some(atlas) = app.atlas.get() {
        return Ok(atlas);
    }
    let drawn = Atlas::drawn(&app.office)?;
    Ok(app.atlas.get_or_init(|| drawn))
}

/// What a reader wants to see.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Wanted {
    document: String,
    system: String,
    state: String,
    page: usize,
    whole: bool,
}

impl Wanted {
    fn of(given: &[(String, String)]) -> Wanted {
        let value = |name: &str| given.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
        let page = value("page").parse().unwrap_or(1).max(1);
        let whole = value("page") == WHOLE;
        Wanted { document: value("document"), system: value("system"), state: value("state"), page, whole }
    }

    /// The same list at another page.
    fn at(&self, page: impl std::fmt::Display) -> String {
        let Wanted { document, system, state, .. } = self;
        let document: String = document.chars().filter(|c| c.is_ascii_digit() || *c == '/').collect();
        let plain = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
        format!("/documents?document={document}&system={}&state={}&page={page}", plain(system), plain(state))
    }
}

/// A line: a quote with its system, or a system that no quote speaks of.
struct Line<'a> {
    system: &'a System,
    quote: Option<&'a Quote>,
}

/// `GET /documents`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let wanted = Wanted::of(&given);
    let (app, inner) = (guest.app.clone(), guest.clone());
    let main = guest
        .ask(move |office| {
            let atlas = of(&app)?;
            list(&inner, office, atlas, &wanted)
        })
        .await;
    match main {
        Ok(main) => guest.page(t!(guest.words(), "documents-title"), "documents").with(main).into_response(),
        Err(sorry) => sorry,
    }
}

fn list(guest: &Guest, office: &Office, atlas: &Atlas, wanted: &Wanted) -> Result<Html, Failure> {
    let words = guest.words();
    let lines = lines(atlas, wanted);
    let from = (wanted.page - 1).saturating_mul(PAGE);
    let most = if wanted.whole { lines.len() } else { PAGE };
    let shown: Vec<&Line<'_>> = lines.iter().skip(from).take(most).collect();
    let counted = counted(guest, office, atlas, &shown)?;
    let previous = (wanted.page > 1).then(|| wanted.at(wanted.page - 1));
    let next = (from + most < lines.len()).then(|| wanted.at(wanted.page + 1));
    let whole = (shown.len() < lines.len()).then(|| body(link(&wanted.at(WHOLE), t!(words, "list-whole"))));
    let found = match whole {
        Some(_) => t!(words, "documents-part", from = from + 1, to = from + shown.len(), n = lines.len()),
        None => t!(words, "documents-found", n = lines.len()),
    };
    Ok(title(&t!(words, "documents-title"))
        .then(body(t!(words, "documents-about")))
        .then(totals(words, &atlas.counts))
        .then(filter(guest, atlas, wanted))
        .then(body(found))
        .then(table(guest, atlas, &shown, &counted))
        .then(pages(words, previous, next))
        .then(whole))
}

fn lines<'a>(atlas: &'a Atlas, wanted: &Wanted) -> Vec<Line<'a>> {
    let documents = &atlas.documents;
    let fits = |system: &&System| {
        let row = wanted.system.is_empty() || system.id == wanted.system;
        row && (wanted.state.is_empty() || state_name(atlas.state(&system.id)) == wanted.state)
    };
    let of_system = |system: &'a System| {
        let quotes: Vec<&Quote> = documents.quotes_of(&system.id).collect();
        if quotes.is_empty() {
            let bare = wanted.document.is_empty().then_some(Line { system, quote: None });
            return bare.into_iter().collect::<Vec<_>>();
        }
        let here = |quote: &&Quote| wanted.document.is_empty() || quote.document == wanted.document;
        quotes.into_iter().filter(here).map(|quote| Line { system, quote: Some(quote) }).collect()
    };
    documents.systems.iter().filter(fits).flat_map(of_system).collect()
}

/// What this server counts for the figures that the shown lines speak of: two questions for all that it counts itself.
fn counted(
    guest: &Guest,
    office: &Office,
    atlas: &Atlas,
    shown: &[&Line<'_>],
) -> Result<BTreeMap<String, Ours>, Failure> {
    let named = |line: &&Line<'_>| {
        let quote = line.quote?;
        let figures = quote.states.iter().filter_map(|found| match answer(quote, found, &atlas.evidence) {
            Some(Answer::Figure(figure)) => Some(figure.to_owned()),
            _ => None,
        });
        Some(figures.collect::<Vec<_>>())
    };
    let figures: BTreeSet<String> = shown.iter().filter_map(named).flatten().collect();
    let law = office.law();
    let Some(district) = guest.district(&law).filter(|_| !figures.is_empty()) else { return Ok(BTreeMap::new()) };
    let mut ours = BTreeMap::new();
    let zh = guest.lang() == Lang::Zh;
    let asked = Asked::ever("", &[district.to_string()]);
    let counted: Vec<Arc<Figure>> = figures.iter().filter_map(|name| law.figure(name).map(Arc::clone)).collect();
    let readings = office.figures_together(&counted, &asked)?;
    for (figure, reading) in counted.iter().zip(readings) {
        let name = if zh { figure.title.clone() } else { figure.title_en.clone() };
        let (value, measure) = (reading.value.filter(|_| figure.public), figure.measure.clone());
        ours.insert(figure.id.clone(), Ours { name, value, measure, is_inside: !figure.public });
    }
    let today = civil(office.clock().now()).date();
    for name in figures.iter().filter(|name| law.figure(name).is_none()) {
        let (figure, grows) = grown(name).map_or((name.as_str(), false), |figure| (figure, true));
        let Some(titles) = titles_of(&law, figure) else { continue };
        let is_inside = law.figure(figure).is_some_and(|own| !own.public);
        let year = office.year_figure(&district, (figure, &district.unit()), today.year(), today)?;
        let year = year.filter(|_| !is_inside).unwrap_or_default();
        let number = if grows { year.growth } else { year.value };
        let measure = if grows { "%".to_owned() } else { year.measure };
        let name_here = if zh { titles.0 } else { titles.1 };
        let value = number.map(|it| rounded(it, 4).to_string());
        ours.insert(name.clone(), Ours { name: name_here, value, measure, is_inside });
    }
    Ok(ours)
}

/// What a figure of this office, or a statistic that others publish, is called in the two languages.
fn titles_of(law: &Law, figure: &str) -> Option<(String, String)> {
    let own = law.figure(figure).map(|own| (own.title.clone(), own.title_en.clone()));
    own.or_else(|| statistic::name_of(figure).map(|name| (name.to_owned(), name.to_owned())))
}

/// What this server counts.
struct Ours {
    /// The figure's name.
    name: String,
    /// Its value; none where there is nothing yet to divide by.
    value: Option<String>,
    /// In which measure.
    measure: String,
    /// Whether it is told to the office alone.
    is_inside: bool,
}

impl Ours {
    /// In the document's own unit: 13.5万件 is compared with 万件, 亩 with 公顷, a share with %.
    fn told(&self, stated: &str) -> Option<String> {
        let value = self.value.as_ref()?;
        let (own, theirs) = (Measure::parse(&self.measure)?, Measure::parse(stated)?);
        let plain = format!("{value}{}", self.measure);
        if own == theirs {
            return Some(plain);
        }
        let raised = Decimal::from_str(value).ok()?.checked_mul(Decimal::from(own.factor))?;
        let turned = if own.base == theirs.base { raised } else { converted(raised, own.base, theirs.base)? };
        let scaled = rounded(turned.checked_div(Decimal::from(theirs.factor))?, 4);
        Some(format!("{scaled}{stated}({plain})"))
    }
}

fn totals(words: &Words, counts: &Counts) -> Html {
    let figure = |key: &str, n: usize| {
        el("div").class("bh-figure").put(el("dt").put(words.get(key, &[]))).put(el("dd").put(n.to_string()))
    };
    el("dl")
        .class("bh-figures")
        .put(figure("documents-systems", counts.systems))
        .put(figure("documents-quotes", counts.quotes))
        .put(figure("state-runs", counts.runs))
        .put(figure("state-partly", counts.partly))
        .put(figure("state-not-yet", counts.not_yet))
        .put(figure("state-left-out", counts.left_out))
        .html()
}

fn filter(guest: &Guest, atlas: &Atlas, wanted: &Wanted) -> Html {
    let words = guest.words();
    let chosen = [
        ("document".to_owned(), wanted.document.clone()),
        ("system".to_owned(), wanted.system.clone()),
        ("state".to_owned(), wanted.state.clone()),
    ];
    let form = Form::new(words, &chosen, &[]);
    let all = || SelectItem::new("", t!(words, "documents-all"));
    let sources: BTreeSet<&str> = atlas.documents.quotes.iter().map(|quote| quote.document.as_str()).collect();
    let sources = std::iter::once(all()).chain(sources.into_iter().map(|name| SelectItem::new(name, name)));
    let systems = atlas.documents.systems.iter();
    let systems =
        systems.map(|system| SelectItem::new(&system.id, format!("{} {}", system.id, name(system, guest.lang()))));
    let states = [State::Runs, State::Partly, State::NotYet, State::LeftOut];
    let states = states.map(|state| SelectItem::new(state_name(state), state_words(words, state)));
    let options = Html::from(form.select("document", t!(words, "documents-document"), sources.collect()))
        .then(form.select("system", t!(words, "documents-system"), std::iter::once(all()).chain(systems).collect()))
        .then(form.select("state", t!(words, "documents-state"), std::iter::once(all()).chain(states).collect()));
    Filter {
        heading: t!(words, "documents-filter"),
        action: "/documents".into(),
        submit: t!(words, "documents-show"),
        options,
        ..Filter::default()
    }
    .into()
}

fn table(guest: &Guest, atlas: &Atlas, shown: &[&Line<'_>], counted: &BTreeMap<String, Ours>) -> Html {
    let words = guest.words();
    let row = |line: &&Line<'_>| {
        vec![
            Cell::from(quoted(line.quote)),
            Cell::from(format!("{} {}", line.system.id, name(line.system, guest.lang()))),
            Cell::from(stand(guest, atlas, line.system)),
            Cell::from(beside(guest, atlas, line.quote, counted)),
        ]
    };
    let head = ["documents-words", "documents-system", "documents-here", "documents-numbers"];
    let head = head.map(|key| Cell::from(words.get(key, &[]))).to_vec();
    let caption = t!(words, "documents-title");
    let table = Table {
        caption,
        caption_classes: "govuk-visually-hidden".into(),
        head,
        rows: shown.iter().map(row).collect(),
        ..Table::default()
    };
    table.stacked().into()
}

fn quoted(quote: Option<&Quote>) -> Html {
    let Some(quote) = quote else { return "—".into() };
    let place = el("span").class("bh-muted").put(format!("{}:{}", quote.document, quote.line));
    el("q")
        .attr("id", format!("q-{}", quote.id))
        .attr("lang", "zh-CN")
        .put(&quote.quote)
        .html()
        .then(void("br"))
        .then(place)
}

/// Runs, with its page; partly, with what is missing; not yet; or left out, with the reason.
fn stand(guest: &Guest, atlas: &Atlas, system: &System) -> Html {
    let words = guest.words();
    let state = atlas.state(&system.id);
    let colour = match state {
        State::Runs => "green",
        State::Partly => "blue",
        State::NotYet => "grey",
        State::LeftOut => "orange",
    };
    let mut html = Html::from(Tag::coloured(colour, state_words(words, state)));
    let Some(assessed) = atlas.assessed.get(&system.id) else { return html };
    if let Some(page) = &assessed.page {
        html.push(" ");
        html.push(link(page, page.as_str()));
    }
    let (named, rest) = assessed.missing.split_at(assessed.missing.len().min(NAMED));
    let mut told: Vec<String> =
        named.iter().map(|missing| if guest.lang() == Lang::Zh { missing.zh() } else { missing.en() }).collect();
    if !rest.is_empty() {
        told.push(t!(words, "documents-more", n = rest.len()));
    }
    if !told.is_empty() {
        html.push(el("p").class("govuk-body-s govuk-!-margin-bottom-0").put(t!(
            words,
            "documents-missing",
            what = told.join(if guest.lang() == Lang::Zh { "；" } else { "; " })
        )));
    }
    let why = system.left_out.as_ref().or(system.limit.as_ref());
    html.then(why.map(|why| {
        let reason = if guest.lang() == Lang::Zh { &why.zh } else { &why.en };
        el("p").class("govuk-body-s govuk-!-margin-bottom-0").put(t!(words, "documents-because", why = reason.as_str()))
    }))
}

/// Each number of the document beside ours.
fn beside(guest: &Guest, atlas: &Atlas, quote: Option<&Quote>, counted: &BTreeMap<String, Ours>) -> Html {
    let Some(quote) = quote else { return Html::empty() };
    let words = guest.words();
    let number = |found: &Statement| {
        let theirs = t!(words, "documents-counted", number = format!("{}{}", found.value, found.measure));
        let ours = match answer(quote, found, &atlas.evidence) {
            Some(Answer::Figure(figure)) => {
                let mark = if guest.app.office.is_demo() { when::made_up(words) } else { Html::empty() };
                let ours = counted.get(figure);
                let number = ours.and_then(|ours| ours.told(&found.measure));
                let number = number.unwrap_or_else(|| match ours {
                    Some(ours) if ours.is_inside => t!(words, "documents-inside"),
                    _ => t!(words, "documents-none-yet"),
                });
                let name = ours.map(|ours| ours.name.as_str()).unwrap_or_default();
                let told = t!(words, "documents-ours", name = name, number = number);
                Html::from(told).then(" ").then(mark)
            }
            Some(Answer::Promise) => link("/promises", t!(words, "documents-promised")),
            None => el("span").class("bh-muted").put(t!(words, "documents-uncounted")).html(),
        };
        el("li").put(theirs).put(" · ").put(ours)
    };
    el("ul").class("govuk-list govuk-!-margin-bottom-0").put_all(quote.states.iter().map(number)).html()
}

fn name(system: &System, lang: Lang) -> &str {
    if lang == Lang::Zh { &system.name.zh } else { &system.name.en }
}

fn state_name(state: State) -> &'static str {
    match state {
        State::Runs => "runs",
        State::Partly => "partly",
        State::NotYet => "not-yet",
        State::LeftOut => "left-out",
    }
}

fn state_words(words: &Words, state: State) -> String {
    words.get(&format!("state-{}", state_name(state)), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_is_told_in_the_documents_own_unit() {
        let told = |value: &str, measure: &str, stated: &str| {
            let ours =
                Ours { name: String::new(), value: Some(value.into()), measure: measure.into(), is_inside: false };
            ours.told(stated)
        };
        assert_eq!(told("35.6", "公顷", "亩").as_deref(), Some("534亩(35.6公顷)"));
        assert_eq!(told("135000", "件", "万件").as_deref(), Some("13.5万件(135000件)"));
        assert_eq!(told("5830000", "万元", "亿元").as_deref(), Some("583亿元(5830000万元)"));
        assert_eq!(told("53.6", "%", "%").as_deref(), Some("53.6%"));
        assert_eq!(told("7", "人", "人次"), None);
    }
}
