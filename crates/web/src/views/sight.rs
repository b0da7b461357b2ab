//! Who sees which part of a view, and the rows of it: what every way of drawing shares.

use bihuan_core::casework::may::reads_district;
use bihuan_core::casework::views::{EVERYONE, ONLY};
use bihuan_core::casework::{Who, responsible};
use bihuan_core::directory::{DistrictCode, PostName, UnitCode, UnitKind};
use bihuan_core::pack::model::{CaseType, Field, View, ViewColumn, ViewKind};
use bihuan_office::views::{Part, Placed};
use bihuan_office::{Failure, Law, Office, Reading};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::components::{Cell, SelectItem, Tag, synthetic};
use crate::desk::{Light, Room, instant};
use crate::fields::Shown;
use crate::html::{Html, el};
use crate::identity::Staff;
use crate::names::Names;
use crate::phrases::{Form, important, submit};
use crate::portal::guest::{body, title};
use crate::shell::escaped;
use crate::t;
use crate::words::Words;

/// What an address of a view asks for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// From the pairs of an address.
    pub fn of(given: &[(String, String)]) -> Self {
        Self { pairs: given.to_vec() }
    }

    /// A value; empty where there is none.
    pub fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// A day.
    pub fn day(&self, name: &str) -> Option<Date> {
        self.value(name).parse().ok()
    }

    /// Whether one part is asked for as a list.
    pub fn is_of_part(&self) -> bool {
        !self.value("part").is_empty()
    }
}

/// Where a view is looked at from, and by whom.
pub struct At<'a> {
    /// The address of the view.
    pub base: String,
    /// The district.
    pub district: DistrictCode,
    /// See [`bihuan_core::casework::views`].
    pub scope: String,
    /// Who looks.
    pub who: &'a Who,
    /// The officer at the desk; none in the open record.
    pub room: Option<&'a Room>,
}

/// A view as somebody looks at it.
pub struct Sight<'s> {
    /// The office.
    pub office: &'s Office,
    /// The law.
    pub law: &'s Law,
    /// The view.
    pub view: &'s View,
    /// The kind of matter that it lists.
    pub rules: &'s CaseType,
    /// Names in the reader's language.
    pub names: Names<'s>,
    /// Sentences in it.
    pub words: &'static Words,
    /// From where.
    pub at: At<'s>,
    /// What the address says.
    pub asked: &'s Asked,
    /// The hour of the office.
    pub now: Timestamp,
}

/// Rows of a part of a view.
#[derive(Default)]
pub struct Rows {
    /// Those that the reader may see.
    pub items: Vec<Reading>,
    /// How many of the page are not theirs to see.
    pub hidden: usize,
    /// Where the next page begins.
    pub next: Option<String>,
}

impl<'s> Sight<'s> {
    /// A view whose kind of matter is in force.
    pub fn of(
        office: &'s Office,
        law: &'s Law,
        view: &'s View,
        names: Names<'s>,
        at: At<'s>,
        asked: &'s Asked,
    ) -> Option<Self> {
        let rules = law.current(&view.of)?;
        let now = office.clock().now();
        Some(Self { office, law, view, rules, words: names.words(), names, at, asked, now })
    }

    /// What the view is called.
    pub fn title(&self) -> String {
        self.names.view(self.view)
    }

    /// Heading, and what to know before one reads.
    ///
    /// # Errors
    /// The store's.
    pub fn head(&self) -> Result<Html, Failure> {
        let whole = self.office.views_are_whole()?;
        let filling = (!whole).then(|| important(self.words, t!(self.words, "views-filling")));
        Ok(title(&self.title()).then(filling))
    }

    /// A part of the view, from a place in its order to another.
    pub fn part<'p>(&'p self, column: &'p str, from: &'p str, until: &'p str) -> Part<'p> {
        let district = self.at.district.as_str();
        Part { district, view: self.view, scope: &self.at.scope, column, from, until }
    }

    /// The only part.
    pub fn whole(&self) -> Part<'_> {
        self.part(ONLY, "", "")
    }

    /// How many a part has.
    ///
    /// # Errors
    /// The store's.
    pub fn count(&self, part: &Part<'_>) -> Result<u64, Failure> {
        self.office.count_placed(part)
    }

    /// A page of a part, each row as its reader may see it.
    ///
    /// # Errors
    /// The store's.
    pub fn rows(&self, part: &Part<'_>, after: Option<&str>, limit: usize) -> Result<Rows, Failure> {
        let page = self.office.placed(part, after, limit)?;
        let mut rows = Rows { next: page.next, ..Rows::default() };
        for Placed { number, .. } in &page.items {
            match self.office.read(number, self.at.who) {
                Ok(reading) => rows.items.push(reading),
                Err(Failure::NotFound) => rows.hidden += 1,
                Err(other) => return Err(other),
            }
        }
        Ok(rows)
    }

    /// The address of the view with some parameters; the unit that was chosen stays.
    pub fn address(&self, pairs: &[(&str, &str)]) -> String {
        let unit = [("unit", self.asked.value("unit"))];
        let all = unit.iter().chain(pairs).filter(|(_, value)| !value.is_empty());
        let all: Vec<String> = all.map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        if all.is_empty() { self.at.base.clone() } else { format!("{}?{}", self.at.base, all.join("&")) }
    }

    /// The titles of the columns of a table, the number first.
    pub fn heads(&self) -> Vec<Cell> {
        let first = Cell::from(t!(self.words, "view-number"));
        std::iter::once(first)
            .chain(self.columns().iter().map(|column| Cell::from(self.column_title(column))))
            .collect()
    }

    /// The columns that are shown; where a pack names none, what every matter has.
    pub fn columns(&self) -> Vec<ViewColumn> {
        if self.view.columns.is_empty() {
            return vec![ViewColumn::Stage, ViewColumn::Unit, ViewColumn::Light];
        }
        self.view.columns.clone()
    }

    /// What a column is called.
    pub fn column_title(&self, column: &ViewColumn) -> String {
        match column {
            ViewColumn::Field(name) => {
                self.rules.field(name).map_or_else(|| name.clone(), |field| self.names.field(self.rules, None, field))
            }
            ViewColumn::Quantity(name) => self.names.quantity(self.rules, name),
            own => {
                let word = ViewColumn::OWN.iter().find(|(_, known)| known == own).map_or("", |(word, _)| *word);
                self.words.get(&format!("view-column-{word}"), &[])
            }
        }
    }

    /// What a column says of a matter: nothing that the reader may not see.
    pub fn cell(&self, reading: &Reading, column: &ViewColumn) -> Html {
        let case = &reading.case;
        match column {
            ViewColumn::Stage => self.stage(reading),
            ViewColumn::Unit => responsible(case).map(|unit| self.names.unit(unit)).unwrap_or_default().into(),
            ViewColumn::Due => {
                let light = self.light(reading).and_then(|light| light.due);
                light.map(instant).unwrap_or_else(|| "—".into())
            }
            ViewColumn::Light => self.light(reading).map(|light| light.html()).unwrap_or_else(|| "—".into()),
            ViewColumn::Opened => instant(case.opened),
            ViewColumn::Outcome => match &case.closed {
                Some(closing) => self.names.outcome(&reading.rules, &closing.outcome).into(),
                None => Html::empty(),
            },
            ViewColumn::Field(name) => {
                reading.rules.field(name).map(|field| self.value(reading, field)).unwrap_or_default()
            }
            ViewColumn::Quantity(name) if reading.hidden.contains(name) => self.masked(),
            ViewColumn::Quantity(name) => {
                let sum = case.quantities.get(name).copied().unwrap_or_default();
                let measure = self.measure(reading, name);
                Html::from(format!("{} {measure}", sum.normalize()).trim_end().to_owned())
            }
        }
    }

    /// The measure of a quantity of a matter.
    pub fn measure(&self, reading: &Reading, quantity: &str) -> String {
        reading.measure_of(quantity)
    }

    /// What stands where there is something that the reader may not see.
    pub fn masked(&self) -> Html {
        el("span").class("bh-muted").put(t!(self.words, "view-masked")).html()
    }

    fn value(&self, reading: &Reading, field: &Field) -> Html {
        if reading.masked.contains(&field.name) {
            return self.masked();
        }
        let shown = Shown {
            law: self.law,
            lang: self.names.lang(),
            rules: &reading.rules,
            files: None,
            entries: Some(&reading.entries),
            covered: true,
        };
        reading.values.get(&field.name).map(|value| shown.value(field, value)).unwrap_or_default()
    }

    /// Where a matter stands: its stage, or how it ended.
    pub fn stage(&self, reading: &Reading) -> Html {
        let case = &reading.case;
        if let Some(closing) = &case.closed {
            return Tag::coloured("grey", self.names.outcome(&reading.rules, &closing.outcome)).into();
        }
        let stages = case.standings.iter().map(|at| self.names.stage(&reading.rules, &at.stage));
        let tags = stages.map(|stage| Html::from(Tag::coloured("blue", stage)));
        tags.fold(Html::empty(), |all, tag| if all.is_empty() { tag } else { all.then(" ").then(tag) })
    }

    /// How its deadline stands.
    pub fn light(&self, reading: &Reading) -> Option<Light> {
        Light::of_case(self.law, &reading.case, self.now, self.words)
    }

    /// Its number: a link at the desk, marked where it is invented.
    pub fn number(&self, reading: &Reading) -> Html {
        let number = &reading.case.number;
        let told = match self.at.room {
            Some(_) => {
                let href = format!("/desk/cases/{number}");
                el("a").class("govuk-link bh-number").attr("href", href).put(number).html()
            }
            None => el("span").class("bh-number").put(number).html(),
        };
        let mark = reading.case.synthetic.then(|| synthetic(&t!(self.words, "synthetic")));
        told.then(" ").then(mark)
    }

    /// The sentence that tells of rows that the reader has no right to.
    pub fn not_yours(&self, hidden: usize) -> Option<Html> {
        (hidden > 0).then(|| body(t!(self.words, "view-not-yours", n = hidden)))
    }

    /// Which unit's matters are shown; nothing where there is no choice.
    pub fn choose_unit(&self, seen: &Scopes) -> Html {
        if seen.units.len() + usize::from(seen.everyone) < 2 {
            return Html::empty();
        }
        let typed = [("unit".to_owned(), self.asked.value("unit").to_owned())];
        let form = Form::new(self.words, &typed, &[]);
        let all = seen.everyone.then(|| SelectItem::new("", t!(self.words, "view-whole")));
        let units = seen.units.iter().map(|unit| SelectItem::new(unit.as_str(), self.names.unit(unit)));
        el("form")
            .class("bh-inline bh-no-print")
            .attr("method", "get")
            .attr("action", &self.at.base)
            .put(form.select("unit", t!(self.words, "view-unit"), all.into_iter().chain(units).collect()))
            .put(submit(t!(self.words, "view-show")))
            .html()
    }
}

/// Of which units somebody sees a view.
#[derive(Clone, Debug)]
pub struct Scopes {
    /// Whether of the whole district too.
    pub everyone: bool,
    /// The units.
    pub units: Vec<UnitCode>,
}

impl Scopes {
    /// The one that an address asks for, if it is among them; else the widest, and for an officer of several units the
    /// first that has anything there.
    pub fn chosen(&self, office: &Office, view: &View, district: &DistrictCode, asked: &Asked) -> String {
        let wanted = self.units.iter().find(|unit| unit.as_str() == asked.value("unit"));
        if wanted.is_none() && self.everyone {
            return EVERYONE.to_owned();
        }
        let busy = || {
            let here = |unit: &&UnitCode| office.is_placed(district.as_str(), view, unit.as_str()).unwrap_or_default();
            self.units.iter().filter(|_| self.units.len() > 1).find(here)
        };
        let unit = wanted.or_else(busy).or_else(|| self.units.first());
        unit.map_or_else(|| EVERYONE.to_owned(), |unit| unit.as_str().to_owned())
    }
}

/// Of which units an officer sees a view; none where it is not for their posts. A post that reads the whole district, or is
/// held everywhere in it, sees all of it; every other one what its own unit answers for.
pub fn scopes(law: &Law, view: &View, staff: &Staff, district: &DistrictCode) -> Option<Scopes> {
    let rules = law.current(&view.of)?;
    let here = staff.posts.iter().filter(|(post, unit)| unit.district() == *district && view.posts.contains(post));
    let held: Vec<_> = here.collect();
    if held.is_empty() {
        return None;
    }
    let everywhere = |post: &PostName| {
        let holdings = law.directory.officer(&staff.user).map(|officer| officer.holdings.as_slice());
        holdings.unwrap_or_default().iter().any(|holding| holding.everywhere && holding.post == *post)
    };
    let everyone = held.iter().any(|(post, _)| reads_district(rules, post) || everywhere(post));
    let mut units: Vec<UnitCode> = if everyone && !matches!(view.kind, ViewKind::Meeting { .. }) {
        let inside = law.directory.units(None, None).filter(|unit| unit.code.district() == *district);
        inside.filter(|unit| answers(unit.kind)).map(|unit| unit.code.clone()).collect()
    } else {
        held.iter().map(|(_, unit)| unit.clone()).collect()
    };
    units.dedup();
    Some(Scopes { everyone, units })
}

/// Whether a unit is of a kind that gets matters: communities and grids would make the choice endless.
fn answers(kind: UnitKind) -> bool {
    matches!(kind, UnitKind::Department | UnitKind::Street | UnitKind::Centre)
}
