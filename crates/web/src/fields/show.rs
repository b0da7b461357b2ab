//! A value for reading: names instead of codes, dates as people say them, files as links.

use bihuan_core::calendar::civil;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_core::value::{Place, Value, Words as Address};
use bihuan_office::Law;
use bihuan_office::entries::EntryNames;

use super::mask;
use crate::html::{Html, el, void};
use crate::names::Names;
use crate::t;
use crate::words::{Lang, Words};

/// How values of a kind of matter are shown to a reader.
pub struct Shown<'s> {
    /// The law that names units and terms.
    pub law: &'s Law,
    /// The reader's language.
    pub lang: Lang,
    /// The kind of matter.
    pub rules: &'s CaseType,
    /// Where the files of the case can be opened, ending in a slash; none: they are only counted.
    pub files: Option<String>,
    /// What the district calls entries of its own; of others the pack says it.
    pub entries: Option<&'s EntryNames>,
    /// Telephone and identity numbers with their middle covered: for pages that others may look at over a shoulder.
    pub covered: bool,
}

impl Shown<'_> {
    /// A field's value.
    pub fn value(&self, field: &Field, value: &Value) -> Html {
        let words = Words::of(self.lang);
        match value {
            Value::Text(text) if field.kind == FieldType::Text => lines(text),
            Value::Text(text) if self.covered => mask::covered(field.kind, text).into(),
            Value::Text(text) => mask::grouped(field.kind, text).into(),
            Value::Integer(number) => number.to_string().into(),
            Value::Decimal(number) if field.kind == FieldType::Money => {
                format!("{number} {}", t!(words, "yuan")).into()
            }
            Value::Decimal(number) => number.to_string().into(),
            Value::Date(date) => date.to_string().into(),
            Value::Time(at) => civil(*at).strftime("%Y-%m-%d %H:%M").to_string().into(),
            Value::Boolean(true) => t!(words, "yes").into(),
            Value::Boolean(false) => t!(words, "no").into(),
            Value::Length(length) => length_in_words(words, &length.to_string()).into(),
            Value::Term(code) => self.names().term(self.rules, field.vocabulary.as_deref().unwrap_or(""), code).into(),
            Value::Unit(unit) => self.names().unit(unit).into(),
            Value::Officer(user) => self.officer(user).into(),
            Value::Entry(entry) => {
                let own = self.entries.and_then(|names| names.get(entry));
                own.cloned().unwrap_or_else(|| self.names().entry(self.rules, entry)).into()
            }
            Value::Place(place) => self.place(place),
            Value::Files(files) => self.files(files.iter().map(|file| file.0.as_str())),
            Value::Many(values) => joined(values.iter().map(|value| self.value(field, value))),
            Value::Sealed(_) => el("span").class("bh-muted").put(t!(words, "erased")).html(),
        }
    }

    fn names(&self) -> Names<'_> {
        Names::new(self.law, self.lang)
    }

    fn officer(&self, user: &bihuan_core::directory::UserName) -> String {
        self.law.directory.officer(user).map_or_else(|| user.to_string(), |officer| officer.name.clone())
    }

    fn place(&self, place: &Place) -> Html {
        let words = Words::of(self.lang);
        let unit = place.unit.as_ref().map(|unit| Html::from(self.names().unit(unit)));
        let address = place.address.as_ref().map(|address| match address {
            Address::Typed(text) => Html::from(text),
            Address::Sealed(_) => t!(words, "erased").into(),
        });
        let point = place.point.map(|point| {
            let degrees = |micro: i64| format!("{}.{:06}", micro / 1_000_000, (micro % 1_000_000).abs());
            Html::from(t!(words, "point", lon = degrees(point.lon), lat = degrees(point.lat)))
        });
        joined([unit, address, point].into_iter().flatten())
    }

    fn files<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Html {
        let words = Words::of(self.lang);
        let link = |(id, n): (&str, i32)| match &self.files {
            Some(at) => {
                let name = t!(words, "file-n", n = n);
                el("a").class("govuk-link").attr("href", format!("{at}{id}")).put(name).html()
            }
            None => t!(words, "file-n", n = n).into(),
        };
        joined(ids.zip(1..).map(link))
    }
}

/// "5 个工作日" for `5 wd`.
pub fn length_in_words(words: &Words, length: &str) -> String {
    let (amount, unit) = length.split_once(' ').unwrap_or((length, ""));
    let amount: i64 = amount.parse().unwrap_or_default();
    words.find(&format!("long-{unit}"), &[("n", amount.into())]).unwrap_or_else(|| length.to_owned())
}

/// What was typed, line by line.
pub fn lines(text: &str) -> Html {
    let mut html = Html::empty();
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            html.push(void("br"));
        }
        html.push(line);
    }
    html
}

fn joined(parts: impl IntoIterator<Item = Html>) -> Html {
    let mut html = Html::empty();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            html.push(void("br"));
        }
        html.push(part);
    }
    html
}
