//! Views of the entries of a register: a list, or a map with the same list below. Pages come from the register's own index,
//! so one costs the same however many entries there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{EntryView, Field, Register, ViewPlace};
use bihuan_office::entries::Shelf;
use bihuan_office::registers::{Asking, Listed};
use bihuan_office::{Failure, Law, Office};

use super::sight::Asked;
use crate::components::{Cell, InsetText, Table, Tag};
use crate::desk::Room;
use crate::fields::Telling;
use crate::fields::map::Map;
use crate::html::{Html, el};
use crate::identity::Staff;
use crate::names::Names;
use crate::phrases::pages;
use crate::portal::guest::{body, link, title};
use crate::portal::reserve::pins::{self, Cell as Spot, Pin};
use crate::shell::escaped;
use crate::t;

/// Rows of a page.
const A_PAGE: usize = 50;
/// Entries of one step of a drawing.
const A_STEP: usize = 200;
/// Entries that a drawing looks at.
const ON_MAP: usize = 1000;

/// A view of entries as somebody looks at it.
pub struct Entries<'e> {
    /// The office.
    pub office: &'e Office,
    /// The view.
    pub view: &'e EntryView,
    /// Names in the reader's language.
    pub names: Names<'e>,
    /// The district.
    pub district: &'e DistrictCode,
    /// The address of the view.
    pub base: String,
    /// The officer at the desk; none in the open record.
    pub room: Option<&'e Room>,
    /// What the address says.
    pub asked: &'e Asked,
    law: &'e Law,
    rules: Arc<CaseType>,
    register: Arc<Register>,
}

/// A view of entries by the names in an address.
pub fn named(law: &Law, pack: &str, view: &str) -> Option<Arc<EntryView>> {
    law.packs.get(pack)?.entry_views.get(view).cloned()
}

/// Those of the packs in force that are to be seen on a page.
pub fn all_on(law: &Law, place: ViewPlace) -> Vec<Arc<EntryView>> {
    let all = law.packs.values().flat_map(|pack| pack.entry_views.values());
    all.filter(|view| view.on.contains(&place)).cloned().collect()
}

/// Whether it is for a post that somebody holds in the district.
pub fn is_for(view: &EntryView, staff: &Staff, district: &DistrictCode) -> bool {
    staff.posts.iter().any(|(post, unit)| unit.district() == *district && view.posts.contains(post))
}

impl<'e> Entries<'e> {
    /// A view whose register is in force; `base` is the address of views on its page.
    pub fn of(
        (office, law): (&'e Office, &'e Law),
        view: &'e EntryView,
        names: Names<'e>,
        district: &'e DistrictCode,
        (base, room): (&str, Option<&'e Room>),
        asked: &'e Asked,
    ) -> Option<Self> {
        let pack = law.packs.get(pack_of(view))?;
        let (rules, register) = (pack.cases.values().next()?.clone(), pack.registers.get(&view.register)?.clone());
        let base = format!("{base}/{}", view.id.replacen('.', "/", 1));
        Some(Self { office, view, names, district, base, room, asked, law, rules, register })
    }

    /// The page: its heading, the drawing of a map, and the list.
    ///
    /// # Errors
    /// The store's.
    pub fn drawn(&self) -> Result<Html, Failure> {
        let head = title(&self.names.entry_view(self.view));
        match &self.view.place {
            Some(_) => Ok(head.then(self.map()?)),
            None => Ok(head.then(self.list()?)),
        }
    }

    fn asking(&self, after: &str, limit: usize) -> Asking {
        Asking {
            q: String::new(),
            only: self.view.only.clone(),
            sort: self.view.order.clone(),
            after: Some(after.to_owned()).filter(|after| !after.is_empty()),
            limit,
        }
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf { district: self.district, rules: &self.rules, register: &self.register }
    }

    fn telling(&self) -> Telling<'_> {
        Telling {
            names: self.names,
            district: self.district,
            rules: &self.rules,
            pack: pack_of(self.view),
            register: &self.register,
        }
    }

    /// What is out of use is told at the desk, and to nobody else.
    fn is_shown(&self, item: &Listed) -> bool {
        self.room.is_some() || !item.version.kept.retired
    }

    fn list(&self) -> Result<Html, Failure> {
        let after = self.asked.value("after");
        let found = self.office.entries_listed(&self.shelf(), &self.asking(after, A_PAGE))?;
        let turn = |after: &str| format!("{}?after={}", self.base, escaped(after));
        let first = (!after.is_empty()).then(|| self.base.clone());
        let turned = pages(self.names.words(), first, found.next.as_deref().map(turn));
        let shown: Vec<Listed> = found.items.into_iter().filter(|item| self.is_shown(item)).collect();
        Ok(self.table(&shown).then(turned))
    }

    fn table(&self, items: &[Listed]) -> Html {
        if items.is_empty() {
            return InsetText::from(t!(self.names.words(), "registers-none")).into();
        }
        let (telling, columns) = (self.telling(), self.columns());
        let cell = |item: &Listed, field: &Field| {
            let said = item.version.values.get(&field.name);
            Cell::from(said.map(|said| telling.told(field, said)).unwrap_or_default())
        };
        let row = |item: &Listed| {
            let own = std::iter::once(Cell::from(self.key(item)));
            own.chain(columns.iter().map(|field| cell(item, field))).collect()
        };
        let heads = columns.iter().map(|field| Cell::from(telling.called(field)));
        let table = Table {
            caption: self.names.entry_view(self.view),
            caption_classes: "govuk-visually-hidden".into(),
            classes: "bh-dense".into(),
            head: std::iter::once(t!(self.names.words(), "registers-key").into()).chain(heads).collect(),
            rows: items.iter().map(row).collect(),
            ..Table::default()
        };
        table.stacked().into()
    }

    /// The columns, without what the reader may not see: what is personal is for those who keep the register.
    fn columns(&self) -> Vec<&Field> {
        let who = self.room.map(|room| &room.staff.who);
        let keeps = who.is_some_and(|who| self.office.hand(who, self.district, &self.register.name).is_ok());
        let named = self.view.columns.iter();
        let fields = named.filter_map(|name| self.register.fields.iter().find(|field| field.name == *name));
        fields.filter(|field| keeps || !field.personal).collect()
    }

    /// An entry's key: at the desk a link to its page.
    fn key(&self, item: &Listed) -> Html {
        if self.room.is_none() {
            return el("span").class("bh-number").put(&item.key).html();
        }
        let at = format!("/desk/registers/{}/{}/{}", pack_of(self.view), self.register.name, escaped(&item.key));
        let retired = item.version.kept.retired;
        let mark = retired.then(|| Html::from(Tag::coloured("grey", t!(self.names.words(), "registers-retired"))));
        el("a").class("govuk-link bh-number").attr("href", at).put(&item.key).html().then(" ").then(mark)
    }

    /// The drawing, with the entries of the pin that was pressed, or the list of all.
    fn map(&self) -> Result<Html, Failure> {
        let words = self.names.words();
        let Some(map) = Map::of(self.law, self.district) else { return self.list() };
        let mut cells = self.gathered(&map)?;
        let chosen = self.asked.value("at");
        let pin = |(cell, items): (&Spot, &Vec<Listed>)| (*cell, self.pin(*cell, items));
        let drawn: BTreeMap<Spot, Pin> = cells.iter().map(pin).collect();
        let label = t!(words, "registers-map", n = ON_MAP);
        let drawing = pins::drawing(self.law, self.district, &drawn, &label).filter(|_| !drawn.is_empty());
        let about = el("p").class("govuk-body-s bh-muted").put(label).html();
        let there = cells.keys().find(|cell| pins::written(**cell) == chosen).copied();
        let list = match there.and_then(|cell| cells.remove(&cell)) {
            Some(items) => body(link(&self.base, t!(words, "view-back"))).then(self.table(&items)),
            None => self.list()?,
        };
        Ok(Html::from(drawing).then(about).then(list))
    }

    fn pin(&self, cell: Spot, items: &[Listed]) -> Pin {
        let first = items.first();
        let name = first.map(|item| self.telling().named(&item.key, &item.version.values)).unwrap_or_default();
        let at = pins::written(cell);
        let label = t!(self.names.words(), "reserve-pin", name = name, n = items.len());
        Pin { n: items.len(), href: format!("{}?at={at}", self.base), label, chosen: self.asked.value("at") == at }
    }

    /// The first entries that have a point, by where they stand on the drawing.
    fn gathered(&self, map: &Map) -> Result<BTreeMap<Spot, Vec<Listed>>, Failure> {
        let (mut cells, mut looked) = (BTreeMap::<Spot, Vec<Listed>>::new(), 0);
        let mut asking = self.asking("", A_STEP);
        while looked < ON_MAP {
            let found = self.office.entries_listed(&self.shelf(), &asking)?;
            looked += found.items.len();
            for item in found.items.into_iter().filter(|item| self.is_shown(item)) {
                let said = self.view.place.as_ref().and_then(|name| item.version.values.get(name));
                if let Some(point) = said.and_then(crate::portal::reserve::point_in) {
                    cells.entry(pins::cell(map, point)).or_default().push(item);
                }
            }
            match found.next {
                Some(next) => asking.after = Some(next),
                None => break,
            }
        }
        Ok(cells)
    }
}

fn pack_of(view: &EntryView) -> &str {
    view.id.split_once('.').map_or("", |(pack, _)| pack)
}
