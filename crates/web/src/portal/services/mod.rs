//! 我要办事: what can be asked for here now, found by words and by what one looks for it; and the guide of each.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `offered` | the items of the catalogues in force |
//! | `guide` | one item: conditions, papers, limits, fee, where, how it goes |

mod guide;
pub mod offered;

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::TypeId;
use bihuan_office::Law;

pub use self::guide::page as one;
pub use self::offered::is_offered;
use self::offered::{Item, items};
use super::guest::{Guest, body, link, section, title};
use super::tally::public_types;
use crate::components::{InsetText, Tag};
use crate::html::{Html, el, void};
use crate::lists;
use crate::names::Names;
use crate::phrases::submit;
use crate::t;
use crate::words::{Lang, Words};

/// Characters that are looked for.
const LONGEST: usize = 60;

/// What is looked for: words, and for each facet a code.
struct Wanted {
    typed: String,
    words: Vec<String>,
    chosen: Vec<(String, String)>,
}

impl Wanted {
    fn of(given: &[(String, String)]) -> Wanted {
        let value = given.iter().find(|(name, _)| name == "q").map(|(_, value)| value.as_str()).unwrap_or_default();
        let typed: String = value.trim().chars().take(LONGEST).collect();
        let words = typed.split_whitespace().map(str::to_lowercase).collect();
        let chosen = given.iter().filter(|(name, value)| name != "q" && !value.is_empty()).cloned().collect();
        Wanted { typed, words, chosen }
    }

    fn code(&self, facet: &str) -> &str {
        self.chosen.iter().find(|(name, _)| name == facet).map(|(_, code)| code.as_str()).unwrap_or_default()
    }

    /// Whether an item has every word in one of its titles, and what was chosen in each facet that it has.
    fn fits(&self, item: &Item<'_>) -> bool {
        let text = format!("{} {}", item.title(Lang::Zh), item.title(Lang::En)).to_lowercase();
        let facet = |(attribute, _): &(String, String)| {
            let code = self.code(attribute);
            code.is_empty() || item.attribute(attribute) == Some(code)
        };
        self.words.iter().all(|word| text.contains(word)) && item.catalogue.facets.iter().all(facet)
    }
}

/// `GET /services`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let words = guest.words();
    let law = guest.app.office.law();
    let wanted = Wanted::of(&given);
    let found: Vec<Item<'_>> = items(&law).filter(|item| wanted.fits(item)).collect();
    let main = title(&t!(words, "home-services")).then(body(t!(words, "services-about")));
    let main = match items(&law).next() {
        Some(_) => main
            .then(looking(&guest, &law, &wanted))
            .then(body(t!(words, "services-found", n = found.len())).then(listed(&guest, &law, &found))),
        None => main,
    };
    let main = main.then(reservable(&guest, &law)).then(others(&guest, &law));
    guest.page(t!(words, "home-services"), "services").with(main).into_response()
}

/// What can be held by the hour: each leads to its own page.
fn reservable(guest: &Guest, law: &Law) -> Option<Html> {
    let (words, names) = (guest.words(), Names::new(law, guest.lang()));
    let held = super::reserve::kinds(law).map(|rules| {
        let name = link(&format!("/reserve?type={}", rules.id.0), names.case_type(&rules.id));
        lists::card(el("li")).put(lists::part(el("span"), &t!(words, "services-name")).put(name))
    });
    let held: Vec<_> = held.collect();
    (!held.is_empty()).then(|| {
        let list = lists::cards(el("ul").class("govuk-list bh-ways"), &t!(words, "reserve"));
        section(t!(words, "reserve")).then(list.put_all(held))
    })
}

/// The box, and one choice for each facet; a form that leads to an address, without script.
fn looking(guest: &Guest, law: &Law, wanted: &Wanted) -> Html {
    let words = guest.words();
    let label = el("label").class("govuk-label").attr("for", "q").put(t!(words, "services-search"));
    let input = void("input")
        .class("govuk-input")
        .attr("id", "q")
        .attr("name", "q")
        .attr("type", "search")
        .attr("maxlength", LONGEST.to_string())
        .attr("value", &wanted.typed);
    let group =
        |label: Html, control: Html| el("div").class("govuk-form-group bh-services__ask").put(label).put(control);
    el("form")
        .class("bh-services")
        .attr("method", "get")
        .attr("action", "/services")
        .attr("role", "search")
        .put(group(label.html(), input.html()))
        .put_all(facets(law).into_iter().map(|facet| {
            let (label, select) = choice(guest, &facet, wanted.code(facet.attribute));
            group(label, select)
        }))
        .put(submit(t!(words, "services-find")))
        .html()
}

/// A way to look for items: its attribute, and its values.
struct Facet<'l> {
    attribute: &'l str,
    title: String,
    english: String,
    values: Vec<(&'l str, [&'l str; 2])>,
}

/// Every way to look for items; of two catalogues that know the same one, the first words it.
fn facets(law: &Law) -> Vec<Facet<'_>> {
    let mut all: Vec<Facet<'_>> = Vec::new();
    for pack in law.packs.values() {
        for (attribute, vocabulary) in pack.catalogues.values().flat_map(|catalogue| &catalogue.facets) {
            let Some(list) =
                pack.vocabularies.get(vocabulary).filter(|_| all.iter().all(|it| it.attribute != attribute))
            else {
                continue;
            };
            let english = pack.english("vocabulary", &[vocabulary]).unwrap_or(&list.title).to_owned();
            let values = list.terms.iter().map(|term| {
                let titles = [term.title.as_str(), term.en.as_deref().unwrap_or(&term.title)];
                (term.code.as_str(), titles)
            });
            all.push(Facet { attribute, title: list.title.clone(), english, values: values.collect() });
        }
    }
    all
}

fn choice(guest: &Guest, facet: &Facet<'_>, chosen: &str) -> (Html, Html) {
    let english = guest.lang() == Lang::En;
    let title = if english { &facet.english } else { &facet.title };
    let label = el("label").class("govuk-label").attr("for", facet.attribute).put(title);
    let option = |code: &str, text: &str| el("option").attr("value", code).flag("selected", code == chosen).put(text);
    let every = option("", &t!(guest.words(), "services-any"));
    let select =
        el("select").class("govuk-select").attr("id", facet.attribute).attr("name", facet.attribute).put(every);
    let values = facet.values.iter().map(|(code, [zh, en])| option(code, if english { en } else { zh }));
    (label.html(), select.put_all(values).html())
}

fn listed(guest: &Guest, law: &Law, found: &[Item<'_>]) -> Html {
    let words = guest.words();
    if found.is_empty() {
        return InsetText::from(t!(words, "services-none")).into();
    }
    let names = Names::new(law, guest.lang());
    let list = lists::cards(el("ul").class("govuk-list bh-ways bh-services__list"), &t!(words, "home-services"));
    list.put_all(found.iter().map(|item| card(guest, &names, item))).html()
}

fn card(guest: &Guest, names: &Names<'_>, item: &Item<'_>) -> Html {
    let (words, lang) = (guest.words(), guest.lang());
    let tags = item.catalogue.facets.iter().filter_map(|facet| item.facet(facet, lang));
    let tags: Vec<Html> = tags.map(|text| Html::from(Tag::coloured("grey", text)).then(" ")).collect();
    let limit = guide::pledge(words, item).map(|length| t!(words, "services-pledged", length = length));
    lists::card(el("li"))
        .put(
            lists::part(el("span").class("bh-services__name"), &t!(words, "services-name"))
                .put(link(&item.address(), item.title(lang))),
        )
        .put(" ")
        .put(lists::part(el("span"), &t!(words, "services-how")).put_all(tags))
        .put(lists::part(el("span").class("bh-muted"), &t!(words, "services-limit")).put(limit.unwrap_or_default()))
        .put(" ")
        .put(
            lists::part(el("span").class("bh-muted"), &t!(words, "services-kind")).put(names.case_type(&item.rules.id)),
        )
        .html()
}

/// What anybody may send in beside the catalogues.
fn others(guest: &Guest, law: &Law) -> Html {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let ids = public_types(law).map(TypeId).filter(|id| !is_offered(law, id));
    let list = ids.map(|id| el("li").put(link(&format!("/report?type={}", id.0), names.case_type(&id))));
    section(t!(words, "services-others"))
        .then(body(t!(words, "services-others-about")))
        .then(el("ul").class("govuk-list bh-ways").put_all(list))
}

/// A length in words.
fn length(words: &Words, length: bihuan_core::calendar::Length) -> String {
    crate::fields::length_in_words(words, &length.to_string())
}
