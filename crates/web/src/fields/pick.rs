//! The place of a matter, chosen without script: a list that a word narrows, an address, or a press on the map. Each is a
//! button of the same form, so nothing that was typed is lost.

use bihuan_core::pack::model::{Field, FieldType};

use super::map::{self, Map};
use super::{Fields, Sent, Sought, units};
use crate::components::*;
use crate::html::{Html, el, void};
use crate::phrases::{FieldError, Form};
use crate::shell::hidden;
use crate::t;
use crate::words::Words;

/// The value of the button that narrows the list.
pub const FIND: &str = "find";

/// The button that looks, and leads nowhere else.
fn find_button(words: &Words) -> Button {
    Button {
        content: t!(words, "place-find-go").into(),
        name: "go".into(),
        value: FIND.into(),
        classes: "govuk-button--secondary".into(),
        ..Button::default()
    }
}

impl Fields<'_> {
    /// List, address and map.
    pub(super) fn picked_place(&self, field: &Field, form: &Form<'_>) -> Html {
        let words = Words::of(self.lang);
        let name = self.name(field);
        let part = |part: &str| format!("{name}-{part}");
        let mut find = form.input(&part("find"), t!(words, "place-find"));
        find.autocomplete = "off".into();
        find.classes = "govuk-input--width-10".into();
        let (items, found) = self.narrowed(form.value(&part("find")), form.value(&part("unit")));
        let none = SelectItem::new("", t!(words, "choose"));
        let mut unit =
            form.select(&part("unit"), t!(words, "place-unit"), std::iter::once(none).chain(items).collect());
        unit.hint = found.map(|told| told.as_str().into());
        let mut address = form.input(&part("address"), t!(words, "place-address"));
        address.hint = Some(t!(words, "place-address-hint").into());
        address.autocomplete = "off".into();
        let search = el("div").class("bh-pair").put(find).put(find_button(words)).html();
        let parts = search.then(unit).then(address).then(self.map(&name, form));
        let set = Fieldset { legend: self.label(field).into(), content: parts, ..Fieldset::default() };
        el("div").class("govuk-form-group").put(set).html()
    }

    /// One of many entries: a word finds some, and one of those is chosen.
    pub(super) fn sought_entry(&self, field: &Field, form: &Form<'_>, sought: &Sought) -> Html {
        let words = Words::of(self.lang);
        let name = self.name(field);
        let mut find = form.input(&format!("{name}-{FIND}"), t!(words, "entry-find"));
        find.autocomplete = "off".into();
        find.classes = "govuk-input--width-20".into();
        find.hint = Some(t!(words, "entry-find-hint").into());
        let search = Html::from(find).then(find_button(words));
        let items = sought.found.iter().map(|(value, words)| SelectItem::new(value.as_str(), words.as_str()));
        let typed = form.value(&format!("{name}-{FIND}")).trim();
        let told = match (typed.is_empty(), sought.found.len(), sought.more) {
            (true, ..) => None,
            (_, 0, _) => Some(t!(words, "entry-find-none", what = typed)),
            (_, n, false) => Some(t!(words, "entry-find-some", n = n)),
            (_, n, true) => Some(t!(words, "entry-find-more", n = n)),
        };
        let none = SelectItem::new("", t!(words, "choose"));
        let mut list = form.select(&name, self.label(field), std::iter::once(none).chain(items).collect());
        list.hint = told.map(|told| told.as_str().into()).or_else(|| self.hint(field));
        el("div").class("govuk-form-group").attr("data-find-entry", &name).put(search).put(list).html()
    }

    /// The streets and communities that have the word, and what came of looking; all of them without a word.
    fn narrowed(&self, typed: &str, chosen: &str) -> (Vec<SelectItem>, Option<String>) {
        let words = Words::of(self.lang);
        let all = units::places(self);
        let wanted = typed.trim().to_lowercase();
        if wanted.is_empty() {
            return (all, None);
        }
        let fits = |item: &SelectItem| {
            let told = format!("{} {}", item.content.as_str(), item.group).to_lowercase();
            told.contains(&wanted) || item.value.as_deref().is_some_and(|value| !value.is_empty() && value == chosen)
        };
        let found: Vec<SelectItem> = all.iter().filter(|item| fits(item)).cloned().collect();
        match found.len() {
            0 => (all, Some(t!(words, "place-find-none", what = typed.trim()))),
            n => (found, Some(t!(words, "place-find-some", n = n))),
        }
    }

    /// The map with its mark; nothing where the district has no outline.
    fn map(&self, name: &str, form: &Form<'_>) -> Html {
        let words = Words::of(self.lang);
        let Some(map) = Map::of(self.law, self.district) else { return Html::empty() };
        let part = |part: &str| form.value(&format!("{name}-{part}")).to_owned();
        let point = map::micro(&part("lon")).zip(map::micro(&part("lat")));
        let picked = part("picked");
        let told = point.filter(|_| !picked.is_empty()).map(|_| {
            let unit = self.names().unit_of(&picked);
            el("p").class("govuk-body").attr("role", "status").put(t!(words, "place-map-picked", unit = unit))
        });
        let press = void("input")
            .attr("type", "image")
            .attr("name", format!("{name}-map"))
            .attr("id", format!("{name}-map"))
            .attr("src", format!("/map/{}", self.district))
            .attr("alt", t!(words, "place-map-alt"))
            .attr("width", map::WIDTH.to_string())
            .attr("height", map::HEIGHT.to_string());
        let mark = point.map(|(lon, lat)| map.mark(lon, lat));
        let error = form.error(&format!("{name}-map")).map(|error| Html::from(&error));
        let kept = ["lon", "lat", "picked"].map(|axis| hidden(&format!("{name}-{axis}"), &part(axis)));
        let about = el("p").class("govuk-hint").put(t!(words, "place-map-about")).html();
        let drawn = el("div").class("bh-map").put(press).put(mark).html();
        el("p")
            .class("govuk-label")
            .put(t!(words, "place-map"))
            .html()
            .then(about)
            .then(error)
            .then(told)
            .then(drawn)
            .then(Html::from(kept))
    }

    /// Takes a press on a map into the form: the point, and the community that it lies in. None: no map was pressed.
    pub fn press(&self, sent: &mut Sent) -> Option<Vec<FieldError>> {
        let places = self.fields.iter().filter(|field| field.kind == FieldType::Place);
        let pressed = places.map(|field| self.name(field)).find_map(|name| {
            let axis = |axis: &str| sent.value(&format!("{name}-map.{axis}")).parse::<i64>().ok();
            Some((axis("x")?, axis("y")?, name))
        });
        let (x, y, name) = pressed?;
        let words = Words::of(self.lang);
        let wrong = |key: &str| Some(vec![FieldError::new(format!("{name}-map"), words.get(key, &[]))]);
        sent.pairs.retain(|(known, _)| !known.starts_with(&format!("{name}-map.")));
        // A key pressed on the map gives no point.
        if (x, y) == (0, 0) {
            return wrong("place-map-key");
        }
        let Some(map) = Map::of(self.law, self.district) else { return Some(Vec::new()) };
        let inside = (0..=map::WIDTH).contains(&x) && (0..=map::HEIGHT).contains(&y);
        let (lon, lat) = map.point(x, y);
        let Some(unit) = map::unit_at(self.law, self.district, lon, lat).filter(|_| inside) else {
            return wrong("place-map-outside");
        };
        let parts = ["unit", "lon", "lat", "picked"];
        sent.pairs.retain(|(known, _)| !parts.iter().any(|part| *known == format!("{name}-{part}")));
        let values = [unit.to_string(), map::degrees(lon), map::degrees(lat), unit.to_string()];
        let pairs = parts.iter().zip(values).map(|(part, value)| (format!("{name}-{part}"), value));
        sent.pairs.extend(pairs);
        Some(Vec::new())
    }
}
