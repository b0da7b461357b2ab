//! What everybody may read, as passages: guides, promises, what the packs rest on, briefs that were issued, words of the
//! documents, terms, and the texts of saved reports.
//! Each is read as the public reads it; matters are not among them. A title has a line for each language where it has two.

use bihuan_core::brief::{Part, Run};
use bihuan_core::casework::Who;
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::model::FieldType;
use bihuan_office::briefs::Edition;
use bihuan_office::entries::Shelf;
use bihuan_office::reports::{Explained, Listed, TERMS};
use bihuan_office::{Failure, Law, Office};
use bihuan_passages::{Kind, Passage};
use bihuan_text::documents::{self, System};
use serde_json::Value as Json;

use super::super::record::bases;
use super::super::reports::text::passages;
use super::super::services::offered::{Item, items};
use crate::names::Names;
use crate::shell::escaped;
use crate::words::Lang;

/// Entries of a register, or reports, that are read at a time.
const AT_ONCE: usize = 200;

/// Editions of a brief that are found; whoever looks for older ones finds them in the list of briefs.
const EDITIONS: usize = 100;

/// A source with all its passages.
pub type Source = (String, Vec<Passage>);

/// What ships with the program and never changes while it runs.
pub fn shipped() -> Source {
    let found = documents::shipped().inspect_err(|fault| tracing::warn!(%fault, "the documents cannot be read"));
    let of = |documents: documents::Documents| {
        let system = |row: &str| documents.systems.iter().find(|system| system.id == row);
        let quotes = documents.quotes.iter().filter_map(|quote| Some(quoted(quote, system(&quote.row)?)));
        quotes.collect()
    };
    ("documents".to_owned(), found.map(of).unwrap_or_default())
}

fn quoted(quote: &documents::Quote, system: &System) -> Passage {
    Passage {
        kind: Kind::Document,
        district: None,
        href: format!("/documents?system={}&page=all#q-{}", quote.row, quote.id),
        title: format!("{}\n{}", system.name.zh, system.name.en),
        text: quote.quote.clone(),
        about: format!("{}:{}", quote.document, quote.line),
        year: None,
        synthetic: false,
    }
}

/// What each district offers, promises and explains.
///
/// # Errors
/// The store's.
pub fn of_districts(office: &Office, law: &Law) -> Result<Vec<Source>, Failure> {
    let mut all = Vec::new();
    for unit in law.directory.districts() {
        let district = unit.code.district();
        all.push((format!("services/{district}"), services(office, law, &district)?));
        all.push((format!("promises/{district}"), promises(office, law, &district)?));
        all.push((format!("terms/{district}"), terms(office, &district)?));
        all.push((format!("briefs/{district}"), briefs(office, law, &district)?));
    }
    all.push(("policies".to_owned(), policies(law)));
    Ok(all)
}

/// What limits, formulas and lists rest on, as the page of it tells.
fn policies(law: &Law) -> Vec<Passage> {
    let (zh, en) = (bases::all(law, Lang::Zh), bases::all(law, Lang::En));
    let passage = |(zh, en): (bases::Told, bases::Told)| Passage {
        kind: Kind::Policy,
        district: None,
        href: format!("/record/bases#{}", zh.anchor),
        title: format!("{}\n{}", zh.name, en.name),
        text: zh.text,
        about: format!("{}\n{}", zh.pack, en.pack),
        year: zh.year,
        synthetic: false,
    };
    zh.into_iter().zip(en).map(passage).collect()
}

/// The newest edition of every period of each public brief, part by part.
fn briefs(office: &Office, law: &Law, district: &DistrictCode) -> Result<Vec<Passage>, Failure> {
    let mut all = Vec::new();
    for rule in law.briefs().filter(|rule| rule.public) {
        let mut editions = office.brief_editions_ever(district, rule, EDITIONS)?;
        editions.dedup_by(|older, newer| older.brief.period == newer.brief.period);
        let titles = [Lang::Zh, Lang::En].map(|lang| crate::briefs::title(law, rule, lang));
        all.extend(editions.iter().flat_map(|edition| issued(edition, &titles)));
    }
    Ok(all)
}

fn issued(edition: &Edition, [zh, en]: &[String; 2]) -> Vec<Passage> {
    let (brief, number) = (&edition.brief, edition.number);
    let page =
        format!("/record/briefs/{}?period={}&edition={number}&d={}", brief.template, brief.period, brief.district);
    let passage = |(place, part): (usize, &Part)| Passage {
        kind: Kind::Brief,
        district: brief.district.parse().ok(),
        href: format!("{page}#{}", crate::briefs::anchor(place)),
        title: format!("{zh} {period}\n{en} {period}", period = brief.period),
        text: part.runs().map(Run::text).collect::<Vec<_>>().join(if matches!(part, Part::Table { .. }) {
            " "
        } else {
            ""
        }),
        about: edition.at.to_string().split('T').next().unwrap_or_default().to_owned(),
        year: Some(brief.until.year()),
        synthetic: brief.synthetic,
    };
    brief.parts.iter().enumerate().map(passage).filter(|passage| !passage.text.is_empty()).collect()
}

fn number_of(district: &DistrictCode) -> Option<u64> {
    district.as_str().parse().ok()
}

fn services(office: &Office, law: &Law, district: &DistrictCode) -> Result<Vec<Passage>, Failure> {
    let kind = |item: &Item<'_>, lang| Names::new(law, lang).case_type(&item.rules.id);
    let guide = |item: Item<'_>| {
        Ok(Passage {
            kind: Kind::Service,
            district: number_of(district),
            href: item.address(),
            title: format!("{}\n{}", item.title(Lang::Zh), item.title(Lang::En)),
            text: written(office, &item, district)?,
            about: format!("{}\n{}", kind(&item, Lang::Zh), kind(&item, Lang::En)),
            year: None,
            synthetic: false,
        })
    };
    items(law).map(guide).collect()
}

/// What the guide of an item says in words; what names a person or a unit is left out.
fn written(office: &Office, item: &Item<'_>, district: &DistrictCode) -> Result<String, Failure> {
    let Some(register) = item.pack.registers.get(&item.catalogue.guides) else { return Ok(String::new()) };
    let shelf = Shelf { district, rules: item.rules, register };
    let kept = office.entry_now(&shelf, &item.term.code)?.filter(|found| !found.kept.retired);
    let Some(version) = kept else { return Ok(String::new()) };
    let fields = register.fields.iter().filter(|field| field.kind != FieldType::Unit && !field.personal);
    let said = fields.filter_map(|field| version.values.get(&field.name)).flat_map(texts);
    Ok(said.collect::<Vec<_>>().join("\n"))
}

fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::String(text) => vec![text.clone()],
        Json::Array(all) => all.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn promises(office: &Office, law: &Law, district: &DistrictCode) -> Result<Vec<Passage>, Failure> {
    let owner = |code: &str, lang| Names::new(law, lang).unit_of(code);
    let passage = |promise: bihuan_text::promises::Promise| {
        let lead = promise.lead_code();
        let title = |lang| format!("{} · {}", promise.year, owner(&lead, lang));
        Passage {
            kind: Kind::Promise,
            district: number_of(district),
            href: format!("/promises/{}", promise.id),
            title: format!("{}\n{}", title(Lang::Zh), title(Lang::En)),
            text: promise.quote.clone(),
            about: String::new(),
            year: Some(promise.year),
            synthetic: promise.synthetic,
        }
    };
    Ok(office.promises_of(district.as_str())?.into_iter().map(passage).collect())
}

fn terms(office: &Office, district: &DistrictCode) -> Result<Vec<Passage>, Failure> {
    let kept = office.ledger().entries_all(district.as_str(), TERMS, "")?;
    let read = kept.into_iter().filter_map(|row| serde_json::from_value::<Explained>(row.value).ok());
    let passage = |it: Explained| Passage {
        kind: Kind::Term,
        district: number_of(district),
        href: format!("/reports/glossary?q={}", escaped(&it.term)),
        title: it.term,
        text: it.definition,
        about: where_said(it.region.as_deref(), it.year),
        year: it.year,
        synthetic: it.synthetic,
    };
    Ok(read.map(passage).collect())
}

fn where_said(region: Option<&str>, year: Option<i16>) -> String {
    let year = year.map(|year| year.to_string());
    [region, year.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Every saved report that everybody may read, as lists have it.
///
/// # Errors
/// The store's.
pub fn saved(office: &Office) -> Result<Vec<Listed>, Failure> {
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = office.listed_reports("", cursor.as_deref(), AT_ONCE)?;
        all.extend(page.items);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(all),
        }
    }
}

/// The text of a report, piece by piece; nothing of one that a person found to be none.
///
/// # Errors
/// The store's; [`Failure::NotFound`] where the public may not read it.
pub fn report(office: &Office, number: &str) -> Result<Vec<Passage>, Failure> {
    let sheet = office.sheet(number, &Who::Public)?;
    if sheet.is_dropped() {
        return Ok(Vec::new());
    }
    let about = where_said(sheet.region(), sheet.text.report_year);
    let passage = |(anchor, text): (String, String)| Passage {
        kind: Kind::Report,
        district: number_of(&sheet.case.district),
        href: format!("/reports/{number}#{anchor}"),
        title: sheet.text.title.clone(),
        text,
        about: about.clone(),
        year: sheet.text.report_year,
        synthetic: sheet.case.synthetic,
    };
    Ok(passages(&sheet).into_iter().map(passage).collect())
}
