//! What is known already of what a form asks: filled in, and marked so, for whoever is asked to look it over.

use std::collections::BTreeMap;

use bihuan_core::calendar::civil;
use bihuan_core::casework::Case;
use bihuan_core::pack::model::Field;
use bihuan_core::value::{Value, Values};

use super::{Fields, Shown};
use crate::lists;
use crate::t;
use crate::words::Words;

/// Of the fields that are asked for and have no value yet, what is known.
#[must_use]
pub fn of<'c>(case: &'c Case, asked: &[Field]) -> BTreeMap<&'c str, &'c Value> {
    let is_open =
        |name: &str| asked.iter().any(|field| field.keeps && field.name == name) && !case.values.contains_key(name);
    let known = case.foreknown.iter().flat_map(|known| &known.values);
    known.filter(|(name, _)| is_open(name)).map(|(name, value)| (name.as_str(), value)).collect()
}

impl Fields<'_> {
    /// The same form, which marks what is known already.
    #[must_use]
    pub fn with_known(mut self, case: &Case) -> Self {
        let Some(from) = &case.foreknown else { return self };
        let shown =
            Shown { law: self.law, lang: self.lang, rules: self.rules, files: None, entries: None, covered: true };
        let words = Words::of(self.lang);
        let day = civil(from.at).date().to_string();
        let told = |(name, value): (&str, &Value)| {
            let field = self.fields.iter().find(|field| field.name == name)?;
            let value = lists::text(&shown.value(field, value));
            let told = t!(words, "known-already", value = value, number = from.number.as_str(), day = day.as_str());
            Some((name.to_owned(), told))
        };
        self.known = of(case, &self.fields).into_iter().filter_map(told).collect();
        self
    }

    /// What would have been typed for what is known.
    #[must_use]
    pub fn typed_known(&self, case: &Case) -> Vec<(String, String)> {
        let known: Values =
            of(case, &self.fields).into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
        self.typed(&known)
    }
}
