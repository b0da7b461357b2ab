//! Units to choose from, in groups that an office would look under.

use bihuan_core::directory::{Unit, UnitCode, UnitKind};
use bihuan_core::pack::model::{Field, FieldType, Route, TermValue};

use super::Fields;
use crate::components::SelectItem;
use crate::t;

/// The units that fit a field: of its kinds, of the own district, below whoever passes the matter down.
pub(super) fn to_choose(fields: &Fields<'_>, field: &Field) -> Vec<SelectItem> {
    let fits = |unit: &Unit| match field.unit_kinds.as_slice() {
        [] => !matches!(unit.kind, UnitKind::District | UnitKind::Grid),
        kinds => kinds.contains(&unit.kind),
    };
    grouped(fields, fits)
}

/// The streets and communities of the district, each street before its communities.
pub(super) fn places(fields: &Fields<'_>) -> Vec<SelectItem> {
    let names = fields.names();
    let streets: Vec<&Unit> = of_kind(fields, UnitKind::Street);
    let own = |code: &UnitCode| SelectItem {
        group: t!(names.words(), "units-own"),
        ..SelectItem::new(code.as_str(), names.unit(code))
    };
    let mut items: Vec<SelectItem> = fields.spot.iter().map(own).collect();
    for street in streets {
        let group = names.unit(&street.code);
        items.push(SelectItem { group: group.clone(), ..SelectItem::new(street.code.as_str(), group.as_str()) });
        let below = fields.law.directory.children(&street.code).filter(|unit| unit.kind == UnitKind::Community);
        items.extend(below.map(|unit| SelectItem {
            group: group.clone(),
            ..SelectItem::new(unit.code.as_str(), names.unit(&unit.code))
        }));
    }
    items
}

fn grouped(fields: &Fields<'_>, fits: impl Fn(&Unit) -> bool) -> Vec<SelectItem> {
    let order = [
        UnitKind::Department,
        UnitKind::Centre,
        UnitKind::Street,
        UnitKind::Community,
        UnitKind::Grid,
        UnitKind::Outside,
    ];
    let in_kind = |kind| of_kind(fields, kind).into_iter().filter(|unit| fits(unit) && is_below(fields, unit));
    order.into_iter().flat_map(|kind| in_kind(kind).map(|unit| item(fields, unit)).collect::<Vec<_>>()).collect()
}

fn item(fields: &Fields<'_>, unit: &Unit) -> SelectItem {
    let names = fields.names();
    let street = unit.parent.as_ref().filter(|_| matches!(unit.kind, UnitKind::Community | UnitKind::Grid));
    let group = match street {
        Some(street) => t!(names.words(), "units-of", street = names.unit(street)),
        None => names.unit_kind(unit.kind),
    };
    SelectItem { group, ..SelectItem::new(unit.code.as_str(), names.unit(&unit.code)) }
}

fn is_below(fields: &Fields<'_>, unit: &Unit) -> bool {
    let within = |above: &bihuan_core::directory::UnitCode| {
        unit.code != *above && fields.law.directory.is_within(&unit.code, above)
    };
    fields.below.as_ref().is_none_or(within)
}

fn of_kind<'f>(fields: &Fields<'f>, kind: UnitKind) -> Vec<&'f Unit> {
    let here = |unit: &&Unit| unit.code.district() == *fields.district;
    fields.law.directory.units(None, Some(kind)).filter(here).collect()
}

/// A unit that a form may begin with, and why.
pub struct Suggested {
    /// The control's name and the unit.
    pub pair: (String, String),
    /// Why this one.
    pub why: String,
}

impl Fields<'_> {
    /// Where the pack routes by a term and these fields ask for a unit that nobody settled yet, that term's unit, with
    /// the reason. `term_of` tells the code that a field of the matter has.
    pub fn suggested(
        &self,
        settled: impl Fn(&str) -> bool,
        term_of: impl Fn(&str) -> Option<String>,
    ) -> Option<Suggested> {
        let asks =
            |field: &&Field| field.kind == FieldType::Unit && field.keeps && !field.many && !settled(&field.name);
        let field = self.fields.iter().find(asks)?;
        self.rules.routes.values().find_map(|route| {
            let Route::Term { field: by, attribute, .. } = route else { return None };
            let code = term_of(by)?;
            let vocabulary = self.rules.field(by)?.vocabulary.as_ref()?;
            let term = self.rules.vocabularies.get(vocabulary)?.terms.iter().find(|term| term.code == code)?;
            let TermValue::Text(suffix) = term.attributes.get(attribute)? else { return None };
            let unit = self.law.directory.unit(&format!("{}-{suffix}", self.district).parse().ok()?)?;
            let fits = field.unit_kinds.is_empty() || field.unit_kinds.contains(&unit.kind);
            let (names, code) = (self.names(), unit.code.to_string());
            let term = names.term(self.rules, vocabulary, &term.code);
            let why = t!(names.words(), "unit-suggested", term = term, unit = names.unit(&unit.code));
            fits.then(|| Suggested { pair: (self.name(field), code), why })
        })
    }
}
