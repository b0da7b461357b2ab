//! The steps of the funnel as a page asks for them: how many of the matters that came in within the days reached each
//! stage, and the shares that a pack sets side by side. One question for all kinds of matter, and none more for more of
//! them.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::Figure;
use bihuan_core::pack::CaseType;
use bihuan_office::figures::ask::{Asked as Question, Reading};
use bihuan_office::{Failure, Law, Office};
use jiff::civil::Date;

use super::asked::Asked;
use crate::portal::tally::public_types;

/// What the figures of the funnel say, by id.
#[derive(Debug, Default)]
pub struct Stages(BTreeMap<String, Reading>);

impl Stages {
    /// What they say of the period and unit that are asked for.
    ///
    /// # Errors
    /// The store's.
    pub fn read(office: &Office, district: &DistrictCode, asked: &Asked, today: Date) -> Result<Stages, Failure> {
        let law = office.law();
        let kinds = asked.kind.clone().map_or_else(|| public_types(&law).collect(), |kind| vec![kind]);
        let rules = kinds.iter().filter_map(|kind| rules_of(&law, kind));
        let figures: Vec<Arc<Figure>> = rules.flat_map(|rules| of_kind(&law, rules)).collect();
        let (from, to) = asked.days(today);
        let question = Question {
            unit: asked.unit.clone(),
            from: Some(from),
            to: Some(to),
            ..Question::ever("", &[district.to_string()])
        };
        let readings = office.figures_together(&figures, &question)?;
        Ok(Stages(figures.iter().map(|figure| figure.id.clone()).zip(readings).collect()))
    }

    /// What one of them says.
    pub fn of(&self, figure: &Figure) -> Reading {
        self.0.get(&figure.id).cloned().unwrap_or_default()
    }
}

/// The rules of a kind of matter by its name.
pub fn rules_of<'l>(law: &'l Law, kind: &str) -> Option<&'l CaseType> {
    law.types().map(|(_, rules)| rules).find(|rules| rules.id.0 == kind).map(AsRef::as_ref)
}

/// The shares that the pack of a kind of matter sets side by side, as far as they are of this kind.
pub fn declared(law: &Law, rules: &CaseType) -> Vec<Arc<Figure>> {
    let pack = rules.id.0.split_once('.').and_then(|(pack, _)| law.packs.get(pack));
    let figures = pack.into_iter().flat_map(|pack| &pack.funnel).filter_map(|id| law.figure(id));
    figures.filter(|figure| figure.of == rules.id).cloned().collect()
}

fn of_kind(law: &Law, rules: &CaseType) -> Vec<Arc<Figure>> {
    let steps = law.book.steps(rules).map(|(_, figure)| Arc::clone(figure));
    steps.chain(declared(law, rules)).collect()
}
