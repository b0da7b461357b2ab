//! A field as a control: its label, its help, what was typed into it and what is wrong with it.

use bihuan_core::pack::model::{Does, Field, FieldType, RegisterEntry};

use super::{Fields, pictures, units};
use crate::components::*;
use crate::html::{Attrs, Html, el};
use crate::phrases::{Form, with_whole_numbers};
use crate::t;

/// Up to so many choices all stand in sight; more fold into a list.
const FEW: usize = 7;
/// Values of a whole number that can be chosen rather than typed.
const SMALL_SCALE: i64 = 10;
/// How many lists a field of several units shows before the rest folds away.
const UNITS_IN_SIGHT: usize = 1;
/// How many lists such a field has at most; more are added by acting again.
const MOST_UNITS: usize = 5;

impl Fields<'_> {
    /// Every control, in the order of the pack.
    pub fn controls(&self, form: &Form<'_>) -> Html {
        self.fields.iter().map(|field| self.control(field, form)).collect()
    }

    /// Whether the form must be sent as `multipart/form-data`.
    pub fn has_files(&self) -> bool {
        self.fields.iter().any(|field| field.kind == FieldType::File)
    }

    fn control(&self, field: &Field, form: &Form<'_>) -> Html {
        match field.kind {
            FieldType::Text if !self.is_long(field) => self.line(field, form, |_| {}),
            FieldType::Text => self.text(field, form),
            FieldType::Phone => self.line(field, form, |input| {
                input.inputmode = "tel".into();
                input.autocomplete = "off".into();
                input.attributes = Attrs::new().with("data-number", field.kind.word());
                input.classes = "govuk-input--width-20".into();
            }),
            FieldType::IdentityNumber | FieldType::CreditCode => self.line(field, form, |input| {
                input.autocomplete = "off".into();
                input.autocapitalize = "characters".into();
                input.spellcheck = Some(false);
                input.classes = "govuk-input--width-20".into();
                input.attributes = Attrs::new().with("data-number", field.kind.word());
            }),
            FieldType::Integer => self.integer(field, form),
            FieldType::Number | FieldType::Decimal => self.number(field, form),
            FieldType::Money => self.line(field, form, |input| {
                input.inputmode = "decimal".into();
                input.classes = "govuk-input--width-10".into();
                input.suffix = Some(t!(form_words(self), "yuan").into());
            }),
            FieldType::Date => self.date(field, form),
            FieldType::Time => self.line(field, form, |input| {
                input.r#type = "datetime-local".into();
                input.classes = "govuk-input--width-20".into();
            }),
            FieldType::Boolean => self.boolean(field, form),
            FieldType::Length => self.length(field, form),
            FieldType::Term => self.term(field, form),
            FieldType::Unit => self.unit(field, form),
            FieldType::Officer => self.officer(field, form),
            FieldType::Entry => self.entry(field, form),
            FieldType::Place => self.place(field, form),
            FieldType::File => self.files(field, form),
        }
    }

    /// "理由" or "补充说明（选填）".
    pub(super) fn label(&self, field: &Field) -> String {
        let title = self.names().field(self.rules, self.asked_by(), field);
        let paper = self.rules.paper(&field.name).is_some();
        let optional = !field.required && field.required_when.is_none() && field.kind != FieldType::Boolean && !paper;
        if optional { format!("{title}{}", t!(form_words(self), "optional")) } else { title }
    }

    pub(super) fn hint(&self, field: &Field) -> Option<Hint> {
        let help = self.names().help(self.rules, self.asked_by(), field);
        match (self.known.get(&field.name), help) {
            (Some(known), Some(help)) => Some(Hint::from(with_whole_numbers(&t!(
                form_words(self),
                "known-and-help",
                known = known.as_str(),
                help = help
            )))),
            (known, help) => known.cloned().or(help).map(|text| Hint::from(with_whole_numbers(&text))),
        }
    }

    /// A text with a small bound is a line; without a bound, or with a large one, it is a passage.
    fn is_long(&self, field: &Field) -> bool {
        field.many || field.max.is_none_or(|max| max > 100)
    }

    fn line(&self, field: &Field, form: &Form<'_>, shape: impl FnOnce(&mut Input)) -> Html {
        let mut input = form.input(&self.name(field), self.label(field));
        input.hint = self.hint(field);
        shape(&mut input);
        input.into()
    }

    fn text(&self, field: &Field, form: &Form<'_>) -> Html {
        let mut area = form.textarea(&self.name(field), self.label(field));
        area.hint = self.hint(field);
        area.rows = Some(if field.max.is_some_and(|max| max <= 500) { 2 } else { 4 });
        area.into()
    }

    fn number(&self, field: &Field, form: &Form<'_>) -> Html {
        self.line(field, form, |input| {
            input.inputmode = "decimal".into();
            input.classes = "govuk-input--width-10".into();
        })
    }

    fn integer(&self, field: &Field, form: &Form<'_>) -> Html {
        let (Some(min), Some(max)) = (field.min, field.max) else { return self.whole(field, form) };
        if !(1..=SMALL_SCALE).contains(&(max - min)) {
            return self.whole(field, form);
        }
        let items = (min..=max).map(|n| Choice::new(n.to_string(), n.to_string())).collect();
        let mut radios = form.radios(&self.name(field), self.label(field), items);
        radios.hint = self.hint(field).or_else(|| Some(t!(form_words(self), "scale", min = min, max = max).into()));
        radios.classes = "govuk-radios--inline govuk-radios--small".into();
        radios.into()
    }

    fn whole(&self, field: &Field, form: &Form<'_>) -> Html {
        self.line(field, form, |input| {
            input.inputmode = "numeric".into();
            input.classes = "govuk-input--width-5".into();
        })
    }

    fn date(&self, field: &Field, form: &Form<'_>) -> Html {
        let mut date = form.date(&self.name(field), self.label(field));
        date.hint = self.hint(field);
        date.into()
    }

    /// Yes or no where an answer is needed, else one box to tick.
    fn boolean(&self, field: &Field, form: &Form<'_>) -> Html {
        let words = form_words(self);
        let name = self.name(field);
        if field.required || self.judges() {
            let items = vec![Choice::new("true", t!(words, "yes")), Choice::new("false", t!(words, "no"))];
            let mut radios = form.radios(&name, self.label(field), items);
            radios.hint = self.hint(field);
            radios.classes = "govuk-radios--inline govuk-radios--small".into();
            return radios.into();
        }
        let choice = Choice { hint: self.hint(field), ..Choice::new("true", self.label(field)) };
        Checkboxes {
            values: form.values(&name),
            error_message: form.error(&name),
            items: vec![choice],
            classes: "govuk-checkboxes--small".into(),
            name,
            ..Checkboxes::default()
        }
        .into()
    }

    /// Whether an officer judges papers here: then no answer is one too, and not the same as no.
    fn judges(&self) -> bool {
        let asked = self.asked_by().and_then(|(stage, action)| crate::names::find(self.rules, stage, action));
        asked.is_some_and(|(_, action)| matches!(action.does, Does::CheckPapers))
    }

    /// A number and what it counts, each with a name of its own.
    fn length(&self, field: &Field, form: &Form<'_>) -> Html {
        let words = form_words(self);
        let name = self.name(field);
        let mut amount = form.input(&format!("{name}-amount"), t!(words, "length-amount"));
        amount.inputmode = "numeric".into();
        amount.classes = "govuk-input--width-4".into();
        let measures = ["wd", "wh", "d", "h", "min", "mo"];
        let items = measures.map(|unit| SelectItem::new(unit, words.get(&format!("length-{unit}"), &[]))).to_vec();
        let mut measure = form.select(&format!("{name}-unit"), t!(words, "length-unit"), items);
        if measure.value.is_empty() {
            measure.value = "wd".into();
        }
        let content = el("div").class("bh-pair").put(amount).put(measure).html();
        enclosed(self.label(field), self.hint(field), content)
    }

    fn term(&self, field: &Field, form: &Form<'_>) -> Html {
        let names = self.names();
        let vocabulary = field.vocabulary.clone().unwrap_or_default();
        let known = self.rules.vocabularies.get(&vocabulary);
        let codes: Vec<&str> = known.iter().flat_map(|v| &v.terms).map(|term| term.code.as_str()).collect();
        let title = |code: &str| names.term(self.rules, &vocabulary, code);
        let name = self.name(field);
        if field.many {
            let items = codes.iter().map(|code| Choice::new(*code, title(code))).collect();
            let mut boxes = form.checkboxes(&name, self.label(field), items);
            boxes.hint = self.hint(field);
            return boxes.into();
        }
        if codes.len() <= FEW && field.required {
            let items = codes.iter().map(|code| Choice::new(*code, title(code))).collect();
            let mut radios = form.radios(&name, self.label(field), items);
            radios.hint = self.hint(field);
            radios.classes = "govuk-radios--small".into();
            return radios.into();
        }
        let items = codes.iter().map(|code| SelectItem::new(*code, title(code)));
        self.list(field, form, &name, self.label(field), items.collect())
    }

    /// The entries that the district keeps, or those that ship with the pack, by their first words and the day up to which they hold; one of another register
    /// is typed.
    fn entry(&self, field: &Field, form: &Form<'_>) -> Html {
        if let Some(sought) = self.sought.get(&field.name) {
            return self.sought_entry(field, form, sought);
        }
        if let Some(kept) = self.kept.get(&field.name) {
            let items = kept.iter().map(|(value, words)| SelectItem::new(value.as_str(), words.as_str())).collect();
            return self.list(field, form, &self.name(field), self.label(field), items);
        }
        let register = field.register.as_ref().and_then(|name| self.rules.registers.get(name));
        let Some(register) = register.filter(|register| !register.rows.is_empty()) else {
            return self.line(field, form, |_| {});
        };
        let said =
            |row: &RegisterEntry, name: &str| row.values.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let first = register.fields.iter().find(|known| known.kind == FieldType::Text).map(|known| known.name.as_str());
        let items = register.rows.iter().map(|row| {
            let words = first.and_then(|name| said(row, name)).unwrap_or_else(|| row.key.clone());
            let until = field.fresh.as_ref().and_then(|name| said(row, name));
            let label = until.map_or_else(|| words.clone(), |until| format!("{words} · {until}"));
            SelectItem::new(format!("{}/{}", register.name, row.key), label)
        });
        self.list(field, form, &self.name(field), self.label(field), items.collect())
    }

    fn unit(&self, field: &Field, form: &Form<'_>) -> Html {
        let items = units::to_choose(self, field);
        let name = self.name(field);
        if !field.many {
            return self.list(field, form, &name, self.label(field), items);
        }
        let words = form_words(self);
        let chosen: Vec<String> = form.values(&name).into_iter().filter(|unit| !unit.is_empty()).collect();
        let most = field.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(MOST_UNITS).min(MOST_UNITS);
        let lists = (0..most).map(|index| {
            let id = if index == 0 { name.clone() } else { format!("{name}-{}", index + 1) };
            let label = match index {
                0 => self.label(field),
                n => t!(words, "one-more", what = self.names().field(self.rules, self.asked_by(), field), n = n + 1),
            };
            let wrong = form.error(&name).filter(|_| index == 0);
            let mut list = self.select(form, &name, label, items.clone());
            list.value = chosen.get(index).cloned().unwrap_or_default();
            list.hint = self.hint(field).filter(|_| index == 0);
            list.error_message = wrong;
            list.id = id;
            Html::from(list)
        });
        let lists: Vec<Html> = lists.collect();
        let (first, rest) = lists.split_at(UNITS_IN_SIGHT.min(lists.len()));
        let first: Html = first.iter().collect();
        if rest.is_empty() {
            return first;
        }
        let more = Details {
            summary: t!(words, "add-more").into(),
            content: rest.iter().collect(),
            open: chosen.len() > UNITS_IN_SIGHT,
            ..Details::default()
        };
        first.then(more)
    }

    /// The officers of the district, for who names a colleague.
    fn officer(&self, field: &Field, form: &Form<'_>) -> Html {
        let here = |officer: &&bihuan_core::directory::Officer| {
            officer.holdings.iter().any(|holding| holding.unit.district() == *self.district)
        };
        let officers = self.law.directory.officers().filter(here);
        let items = officers.map(|officer| SelectItem::new(officer.user.as_str(), officer.name.as_str())).collect();
        self.list(field, form, &self.name(field), self.label(field), items)
    }

    fn place(&self, field: &Field, form: &Form<'_>) -> Html {
        if self.picker {
            return self.picked_place(field, form);
        }
        let words = form_words(self);
        let name = self.name(field);
        let part = |part: &str| format!("{name}-{part}");
        let unit = self.select(form, &part("unit"), t!(words, "place-unit"), units::places(self));
        let mut address = form.input(&part("address"), t!(words, "place-address"));
        address.hint = Some(t!(words, "place-address-hint").into());
        address.autocomplete = "off".into();
        // A script that lets people point at a map fills these in; without it they stay empty and are not sent on.
        let point = ["lon", "lat"].map(|axis| crate::shell::hidden(&part(axis), form.value(&part(axis))));
        let content = Html::from(unit).then(address).then(Html::from(point));
        let content = el("div").attr("data-place", &name).attrs(&pictures::of_place(words)).put(content).html();
        enclosed(self.label(field), self.hint(field), content)
    }

    /// New files, and those that were taken with an earlier try.
    fn files(&self, field: &Field, form: &Form<'_>) -> Html {
        let words = form_words(self);
        let name = self.name(field);
        let mut upload = form.files(&format!("{name}-new"), self.label(field));
        upload.multiple = field.many;
        upload.attributes = pictures::of_files(words, !self.spot.is_empty());
        upload.error_message = form.error(&name).or_else(|| form.error(&format!("{name}-new")));
        upload.hint = self.hint(field).or_else(|| Some(t!(words, "files-hint").into()));
        let kept = form.values(&name);
        if kept.is_empty() {
            return upload.into();
        }
        let items = kept
            .iter()
            .zip(1..)
            .map(|(id, n)| Choice { checked: Some(true), ..Choice::new(id.as_str(), t!(words, "file-kept", n = n)) });
        let boxes = Checkboxes {
            name,
            items: items.collect(),
            classes: "govuk-checkboxes--small".into(),
            fieldset: Some(Fieldset { legend: t!(words, "files-kept").into(), ..Fieldset::default() }),
            ..Checkboxes::default()
        };
        Html::from(upload).then(boxes)
    }

    fn list(&self, field: &Field, form: &Form<'_>, name: &str, label: String, items: Vec<SelectItem>) -> Html {
        let mut list = self.select(form, name, label, items);
        list.hint = self.hint(field);
        list.into()
    }

    /// A list whose first entry says that nothing is chosen.
    fn select(&self, form: &Form<'_>, name: &str, label: String, items: Vec<SelectItem>) -> Select {
        let none = SelectItem::new("", t!(form_words(self), "choose"));
        form.select(name, label, std::iter::once(none).chain(items).collect())
    }
}

fn form_words(fields: &Fields<'_>) -> &'static crate::words::Words {
    crate::words::Words::of(fields.lang)
}

/// Several controls that answer one question.
fn enclosed(legend: String, hint: Option<Hint>, content: Html) -> Html {
    let hint = hint.map(|hint| Html::from(&hint));
    let content = Html::from(hint).then(content);
    let set = Fieldset { legend: legend.into(), content, ..Fieldset::default() };
    el("div").class("govuk-form-group").put(set).html()
}
