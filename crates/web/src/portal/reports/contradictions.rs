//! `/reports/contradictions`: what does not fit together in the saved reports, with the words of all sides and the
//! arithmetic, folded by class with the gravest open. What only looks like a misfit is said to be none. What is shown is
//! kept when a report changes; nothing is worked out for the page.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_ledger::Page;
use bihuan_office::reports::{CLASSES, Misfit, Side, class_word};
use bihuan_office::{Failure, Office};
use bihuan_text::report::check::Class;
use bihuan_text::table::MOST_ROWS_OUT;

use super::{indicator, query, short};
use crate::components::{Crumb, Details, SelectItem, Tag, tag};
use crate::html::{Html, el};
use crate::lists::{self, Format};
use crate::phrases::{Form, pages, submit, way};
use crate::portal::guest::{Guest, body, link, title};
use crate::t;
use crate::words::{Lang, Words};

/// As many misfits as a fold shows, and a page of one class.
const A_FOLD: usize = 10;
const A_PAGE: usize = 50;
/// As many as are read at a time for a file.
const A_FILE: usize = 200;

/// A class with its first misfits, and how many there are.
type Fold = (Class, u64, Page<Misfit>);

/// `GET /reports/contradictions`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let value = |name: &str| given.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let only = value("class").and_then(|word| CLASSES.into_iter().find(|class| class_word(*class) == word));
    let after = value("after").filter(|after| !after.is_empty() && only.is_some());
    let whole = Format::asked(&guest.reader).is_some() && only.is_none();
    let folds = move |office: &Office| if whole { all_of_each(office) } else { folds(office, only, after.as_deref()) };
    let asked = guest.ask(move |office| Ok((office.misfit_counts()?, folds(office)?))).await;
    let (counts, folds) = match asked {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let main = title(&t!(words, "misfits-title"))
        .then(body(t!(words, "misfits-about")))
        .then(choose(words, &counts, only))
        .then(shown(words, only, &folds));
    let mut page = guest.page(t!(words, "misfits-title"), "reports").with(main);
    page.before =
        way(words, vec![Crumb::new("/reports", t!(words, "nav-reports")), Crumb::new("", t!(words, "misfits-title"))]);
    page.into_response()
}

/// The first misfits of each class that has any; or a page of one class.
fn folds(office: &Office, only: Option<Class>, after: Option<&str>) -> Result<Vec<Fold>, Failure> {
    let size = if only.is_some() { A_PAGE } else { A_FOLD };
    let asked = office.misfit_counts()?.into_iter().filter(|(class, n)| *n > 0 && only.is_none_or(|it| it == *class));
    asked.map(|(class, n)| Ok((class, n, office.misfits(class, after, size)?))).collect()
}

/// Every misfit, as far as a file holds them: what goes out of the folded page is not cut where a fold is.
fn all_of_each(office: &Office) -> Result<Vec<Fold>, Failure> {
    let mut room = MOST_ROWS_OUT;
    let mut all = Vec::new();
    for (class, n) in office.misfit_counts()?.into_iter().filter(|(_, n)| *n > 0) {
        let (mut items, mut after) = (Vec::new(), None::<String>);
        while room > 0 {
            let page = office.misfits(class, after.as_deref(), A_FILE)?;
            room = room.saturating_sub(page.items.len());
            items.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        all.push((class, n, Page { items, next: None }));
    }
    Ok(all)
}

fn class_words(words: &Words, class: Class) -> String {
    words.get(&format!("misfit-{}", class_word(class)), &[])
}

fn choose(words: &'static Words, counts: &[(Class, u64)], only: Option<Class>) -> Html {
    let item =
        |(class, n): &(Class, u64)| SelectItem::new(class_word(*class), format!("{} {n}", class_words(words, *class)));
    let sum: u64 = counts.iter().map(|(_, n)| n).sum();
    let all = SelectItem::new("", format!("{} {sum}", t!(words, "reading-all")));
    let items = [all].into_iter().chain(counts.iter().map(item)).collect();
    let chosen = [("class".to_owned(), only.map(class_word).unwrap_or_default().to_owned())];
    el("form")
        .class("bh-filter")
        .attr("method", "get")
        .attr("action", "/reports/contradictions")
        .put(Form::new(words, &chosen, &[]).select("class", t!(words, "misfits-class"), items))
        .put(submit(t!(words, "documents-show")))
        .html()
}

fn shown(words: &'static Words, only: Option<Class>, folds: &[Fold]) -> Html {
    match (folds, only) {
        ([], _) => body(t!(words, "misfits-none")),
        ([(class, _, page)], Some(_)) => {
            let next = page.next.as_ref().map(|cursor| address(*class, cursor));
            list(words, *class, &page.items).then(pages(words, None, next))
        }
        (all, _) => all.iter().enumerate().map(|(place, it)| fold(words, it, place == 0)).collect(),
    }
}

fn address(class: Class, after: &str) -> String {
    format!("/reports/contradictions?{}", query(&[("class", class_word(class)), ("after", after)]))
}

/// One class; the first, which is the gravest, stands open.
fn fold(words: &Words, (class, n, page): &Fold, open: bool) -> Html {
    let what = el("p").class("bh-muted").put(words.get(&format!("misfit-{}-means", class_word(*class)), &[])).html();
    let more = page.next.as_ref().map(|_| {
        let text = t!(words, "misfits-all", n = *n, class = class_words(words, *class));
        el("p").class("govuk-body").put(link(&address(*class, ""), text))
    });
    Details {
        summary: t!(words, "misfits-fold", class = class_words(words, *class), n = *n).into(),
        content: what.then(list(words, *class, &page.items)).then(more.map(Html::from)),
        classes: "bh-class".into(),
        open,
        ..Details::default()
    }
    .into()
}

fn list(words: &Words, class: Class, misfits: &[Misfit]) -> Html {
    let list = el("ol").class("bh-misfits");
    lists::cards(list, &class_words(words, class))
        .put_all(misfits.iter().map(|misfit| one(words, class, misfit)))
        .html()
}

fn one(words: &Words, class: Class, misfit: &Misfit) -> Html {
    let colour = match class {
        Class::Contradiction | Class::DoesNotAddUp => "red",
        Class::NotAnError => "green",
        _ => "orange",
    };
    let part = |name: &'static str, key: &str| lists::part(el(name), &words.get(key, &[]));
    let region = misfit
        .region
        .as_ref()
        .map(|region| part("span", "reports-region").attr("lang", "zh-CN").put(region).html().then(" · "));
    let about = el("h2")
        .class("govuk-heading-s")
        .put(tag(&Tag::coloured(colour, class_words(words, class))))
        .put(" ")
        .put(region)
        .put(part("span", "misfits-about-what").put(subject(words, &misfit.subject)));
    let meaning = if words.lang() == Lang::Zh { &misfit.zh } else { &misfit.en };
    let sides = misfit.sides.iter().map(|side| part("li", "misfits-side").put(said(side)));
    lists::card(el("li"))
        .class("bh-misfit")
        .put(about)
        .put(el("ul").class("bh-misfit__sides").put_all(sides))
        .put(
            el("p")
                .class("bh-misfit__sum")
                .put(el("span").class("govuk-visually-hidden").put(t!(words, "misfits-arithmetic")))
                .put(part("code", "misfits-sum").put(&misfit.arithmetic)),
        )
        .put(part("p", "misfits-meaning").put(meaning))
        .html()
}

/// What it is about: in the reader's language where the vocabulary knows it, else in the report's words.
fn subject(words: &Words, id: &str) -> Html {
    let name = indicator(words, id);
    if name == id { el("span").attr("lang", "zh-CN").put(name).html() } else { name.into() }
}

/// The words of one side, as a link to their place, and where they stand.
fn said(side: &Side) -> Html {
    let quote = el("q").attr("lang", "zh-CN").put(&side.quote).html();
    let place = match &side.report {
        Some(number) => {
            let mark = side.item.as_ref().map(|anchor| format!("#m-{}", short(anchor))).unwrap_or_default();
            link(&format!("/reports/{number}{mark}"), quote)
        }
        None => quote,
    };
    let year = side.year.map(|year| format!(" {year}")).unwrap_or_default();
    let document = el("span").class("bh-muted").attr("lang", "zh-CN");
    place.then(" ").then(document.put(format!("{}{year}", side.document.as_deref().unwrap_or("—"))))
}
