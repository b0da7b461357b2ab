//! Intake: a clerk on the telephone files on a caller's behalf, with what is known at hand, and passes the matter on in
//! the same step. What the caller says and the number that they ring from stand in no address, and the code is shown once.
//!
//! `help` is what is known: answers that hold now, a kind and a unit that fit with the words that led to them, open
//! matters that are alike, and on request the caller's own. It fills in nothing and files nothing by itself.

mod alike;
mod answers;
mod caller;
mod help;
mod join;

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::{Refusal, TypeId};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Action, FieldType, Route, TaskRule};
use bihuan_office::{Act, Demand, Failure, Filing, IdempotencyKey, Law, Office, Receipt, Settled, new_token};
use serde_json::{Map, Value as Json};
use std::sync::Arc;

use super::keys;
use super::light::Light;
use super::room::{Room, once_key, with_status};
use crate::components::*;
use crate::fields::{Fields, Sent};
use crate::html::{Attrs, Html, el};
use crate::identity::held::{self, Held};
use crate::lists::Format;
use crate::names::Names;
use crate::phrases::{self, FieldError, Form, submit};
use crate::portal::tally::open_kinds;
use crate::shell::{Page, hidden};
use crate::t;
use crate::words::Words;

/// How a matter that is told on the telephone comes in, and the other ways that a clerk may name.
const CHANNELS: [&str; 4] = ["phone", "counter", "letter", "visit"];
/// How a matter comes in that an office takes up itself.
const OWN: &str = "desk";
/// The step that takes a suggested term over into the form; the term stands behind it.
const USE: &str = "use";

/// So many other kinds of matter stand in a line.
const FEW_KINDS: usize = 8;

/// The step that files and takes a first step at once; its action stands behind it.
const FILE_THEN: &str = "file-then";
/// The steps that look for open matters: those that are alike, and the caller's own.
const SIMILAR: &str = "similar";
const CALLER: &str = "caller";
/// The `id` of the form, for what no single field is to blame for.
const FORM: &str = "intake";

/// The step that was chosen beside filing: the words on its button, and how it went.
type Step = (String, Result<(), Box<Refusal>>);

/// The form: empty, or as it was sent when the session had ended.
pub async fn page(room: Room, headers: HeaderMap) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let here = &inner.reader.here;
        let (sent, asked) = match held::take(office, &headers, inner.staff.user.as_str(), here)? {
            Held::Own(sent) => (sent, Html::empty()),
            Held::Whose => (Sent::default(), held::whose(inner.words(), here)),
            Held::Nothing => (Sent::default(), Html::empty()),
        };
        let desk = Desk::at(office, &inner, &sent)?;
        let page = desk.draw(&desk.with_matter(sent), &[], Html::empty());
        Ok(Page { before: asked, ..page })
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// The form as it was sent: looked up for similar cases, or filed.
pub async fn file(room: Room, mut sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let answer = room.ask(move |office| {
        let desk = Desk::at(office, &inner, &sent)?;
        let wrong = sent.keep_papers(office, inner.reader.lang)?;
        if !wrong.is_empty() {
            return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, desk.draw(&sent, &wrong, Html::empty())));
        }
        match sent.value("step").to_owned().as_str() {
            SIMILAR => desk.again(office, &sent),
            CALLER => {
                let own = desk.caller(office, &sent)?;
                let alone = Format::asked(&inner.reader).is_some();
                let help = if alone { own } else { own.then(desk.help(office, &sent)?) };
                Ok(desk.draw(&sent, &[], help).into_response())
            }
            step => desk.step_or_file(office, &mut sent, step),
        }
    });
    answer.await.unwrap_or_else(|sorry| sorry)
}

/// What is known about what has been typed so far, as a piece of the page: a script asks for it while the clerk listens.
/// Sent in the body, so that a caller's words stand in no address and no log of addresses.
pub async fn help(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let shown = room.ask(move |office| Desk::at(office, &inner, &sent)?.help(office, &sent));
    shown.await.map_or_else(|sorry| sorry, |html| axum::response::Html(html.into_string()).into_response())
}

/// The counter at which a clerk sits: the kind of matter, its district, and how it is passed on.
struct Desk<'d> {
    room: &'d Room,
    law: Arc<Law>,
    rules: Arc<CaseType>,
    district: DistrictCode,
}

impl<'d> Desk<'d> {
    /// The kind that the form names, else the first that residents may file.
    fn at(office: &Office, room: &'d Room, sent: &Sent) -> Result<Desk<'d>, Failure> {
        let law = office.law();
        let named = TypeId(sent.value("type").to_owned());
        let asked = room.reader.here.parameter("type").map(|id| TypeId(id.to_owned()));
        let first = || open_kinds(&law).first().map(|rules| Arc::clone(rules));
        let by_name = |id: &TypeId| law.current(id).map(Arc::clone);
        let rules = by_name(&named).or_else(|| by_name(asked.as_ref()?)).or_else(first).ok_or(Failure::NotFound)?;
        let district = room.district(&law).ok_or(Failure::NotFound)?;
        Ok(Desk { room, law, rules, district })
    }

    /// The number of the matter from whose page one came, in the field that asks for it.
    fn with_matter(&self, mut sent: Sent) -> Sent {
        if sent.pairs.is_empty() {
            let named = self.rules.form.iter().filter(|field| field.refers.is_some());
            let number = |name: &str| self.room.reader.here.parameter(name).map(str::to_owned);
            sent.pairs.extend(named.filter_map(|field| Some((field.name.clone(), number(&field.name)?))));
        }
        sent
    }

    /// The step whose button was pressed; without one of ours the matter is filed.
    fn step_or_file(&self, office: &Office, sent: &mut Sent, step: &str) -> Result<Response, Failure> {
        match step.split_once(':').map_or((step, ""), |(name, about)| (name, about)) {
            (USE, term) => self.use_term(sent, term),
            (answers::GIVE, key) => self.give(office, sent, key)?,
            (answers::HELPS, key) => self.say(office, key, true)?,
            (answers::AMEND, key) => self.say(office, key, false)?,
            (FILE_THEN, action) => {
                let wrong = self.choose(sent, action);
                if !wrong.is_empty() {
                    let page = self.draw(sent, &wrong, self.help(office, sent)?);
                    return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page));
                }
                return self.take_in(office, sent, None);
            }
            (join::JOIN, number) => {
                let joining = self.joining(office, sent, number)?;
                return self.take_in(office, sent, Some(&joining));
            }
            _ => return self.take_in(office, sent, None),
        }
        self.again(office, sent)
    }

    /// The form as it stands, with what is known about it.
    fn again(&self, office: &Office, sent: &Sent) -> Result<Response, Failure> {
        Ok(self.draw(sent, &[], self.help(office, sent)?).into_response())
    }

    /// Chooses a first step with the unit of the category that the clerk chose; what is wrong where there is none.
    fn choose(&self, sent: &mut Sent, action: &str) -> Vec<FieldError> {
        let Some(action) = self.first_steps().into_iter().find(|known| known.name == action) else { return Vec::new() };
        sent.pairs.retain(|(name, _)| name != "then");
        sent.pairs.push(("then".to_owned(), action.name.clone()));
        let fields = self.step_fields(action);
        let typed = |name: &str| Some(sent.value(name)).filter(|value| !value.is_empty()).map(str::to_owned);
        let asks = action.ask.iter().find(|field| field.kind == FieldType::Unit && field.required);
        if asks.is_none_or(|field| typed(&format!("{}{}", fields.prefix, field.name)).is_some()) {
            return Vec::new();
        }
        match fields.suggested(|name| typed(&format!("{}{name}", fields.prefix)).is_some(), typed) {
            Some(suggested) => {
                sent.pairs.retain(|(name, _)| *name != suggested.pair.0);
                sent.pairs.push(suggested.pair);
                Vec::new()
            }
            None => {
                let at = self.term_field().map_or(FORM, |field| field.name.as_str());
                vec![FieldError::new(at, t!(self.words(), "intake-no-unit"))]
            }
        }
    }

    /// The first step whose unit follows from the category: one key files the matter and takes it.
    fn quick(&self) -> Option<&Action> {
        let routed = |action: &&Action| {
            action.ask.iter().any(|field| field.kind == FieldType::Unit && field.required)
                && self.rules.routes.values().any(|route| matches!(route, Route::Term { .. }))
        };
        self.first_steps().into_iter().find(routed)
    }

    fn words(&self) -> &'static Words {
        self.room.words()
    }

    fn names(&self) -> Names<'_> {
        Names::new(&self.law, self.room.reader.lang)
    }

    fn fields(&self) -> Fields<'_> {
        Fields::of_type(&self.law, self.room.reader.lang, &self.rules, &self.district)
    }

    /// What this officer may do with a new matter at once: the actions of its first stage, for who holds its post.
    fn first_steps(&self) -> Vec<&Action> {
        let Some(stage) = self.rules.stage(&self.rules.start) else { return Vec::new() };
        let TaskRule::Officer { post, .. } = &stage.task else { return Vec::new() };
        if !self.room.staff.is(post.as_str()) {
            return Vec::new();
        }
        stage.actions.iter().collect()
    }

    /// What a first step asks, as a form beside the matter's own.
    fn step_fields(&self, action: &Action) -> Fields<'_> {
        Fields {
            of: Some((self.rules.start.clone(), action.name.clone())),
            fields: action
                .ask
                .iter()
                .filter(|field| self.rules.form.iter().all(|own| own.name != field.name))
                .cloned()
                .collect(),
            prefix: format!("then-{}-", action.name),
            ..self.fields()
        }
        .with_kept(self.room.app.office.ledger())
    }

    fn draw(&self, sent: &Sent, errors: &[FieldError], known: Html) -> Page {
        let words = self.words();
        let form = Form::new(words, &sent.pairs, errors);
        let fields = self.fields().with_kept(self.room.app.office.ledger());
        let title = t!(words, "intake");
        let look = Button {
            content: t!(words, "intake-similar").into(),
            name: "step".into(),
            value: SIMILAR.into(),
            classes: "govuk-button--secondary".into(),
            ..Button::default()
        };
        let mut file = submit(t!(words, "intake-file"));
        file.name = "step".into();
        file.value = "file".into();
        let quick = self.quick().map(|action| {
            let step = self.names().action(&self.rules, &self.rules.start, &action.name);
            let mut quick = submit(t!(words, "intake-file-then", action = step));
            quick.name = "step".into();
            quick.value = format!("{FILE_THEN}:{}", action.name);
            quick.attributes = Attrs::new().with("aria-keyshortcuts", "Control+Enter");
            quick
        });
        if quick.is_some() {
            file.classes = "govuk-button--secondary".into();
        }
        let buttons = el("div").class("govuk-button-group").put(quick).put(file).put(look).put(self.caller_button());
        let known = el("section")
            .attr("id", "intake-help")
            .class("bh-intake__known")
            .attr("aria-live", "polite")
            .attr("aria-label", t!(words, "intake-known"))
            .attr("data-help", "/desk/intake/help")
            .put(known);
        let whole = form.error(FORM).map(Html::from);
        let sheet = el("form")
            .attr("id", FORM)
            .class("bh-intake")
            .attr("method", "post")
            .attr("action", "/desk/intake")
            .attr("novalidate", "")
            .attr("enctype", "multipart/form-data")
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("type", &self.rules.id.0))
            .put(hidden("once", &new_token().unwrap_or_default()))
            .put(whole)
            .put(by_enter())
            .put(el("div").class("bh-intake__told").put(self.channel(&form)).put(fields.controls(&form)))
            .put(known)
            .put(el("div").class("bh-intake__then").put(self.then(&sent.pairs, errors)).put(buttons));
        let main = el("div")
            .class("govuk-grid-column-full")
            .put(form.error_summary())
            .put(el("h1").class("govuk-heading-l").put(&title))
            .put(self.kinds())
            .put(self.by_table())
            .put(sheet)
            .put(keys(words));
        let mut page = self.room.page(title, "intake").with(el("div").class("govuk-grid-row").put(main));
        page.wrong = !errors.is_empty();
        page
    }

    /// The other kinds that can be entered here.
    fn kinds(&self) -> Html {
        // A report comes in as a file, on its own page.
        let read = self.law.report_type().map(|rules| rules.id.clone());
        let others: Vec<_> = self
            .law
            .types()
            .filter(|(_, rules)| rules.id != self.rules.id && read.as_ref() != Some(&rules.id))
            .collect();
        if others.is_empty() {
            return Html::empty();
        }
        let link = |id: &TypeId| {
            let href = format!("/desk/intake?type={}", id.0);
            el("a").class("govuk-link").attr("href", href).put(self.names().case_type(id)).html()
        };
        let now = el("strong").put(self.names().case_type(&self.rules.id)).html();
        let line =
            |now: Html| el("p").class("govuk-body").put(t!(self.words(), "intake-kind")).put(" ").put(now).html();
        let mut links = others.iter().map(|(_, rules)| link(&rules.id));
        if others.len() <= FEW_KINDS {
            return line(links.fold(now, |all, link| all.then(" · ").then(link)));
        }
        // A district with many systems has dozens: they would push the form off a telephone.
        let all = links.by_ref().map(|link| el("li").put(link));
        let content = el("ul").class("govuk-list bh-kinds").put_all(all).html();
        let other = Details { summary: t!(self.words(), "intake-other-kinds").into(), content, ..Details::default() };
        line(now).then(other)
    }

    /// Many matters at once come in as a table.
    fn by_table(&self) -> Html {
        let href = format!("/desk/import?type={}", self.rules.id.0);
        let link = el("a").class("govuk-link").attr("href", href).put(t!(self.words(), "import-link"));
        let answers = el("a").class("govuk-link").attr("href", "/desk/answers").put(t!(self.words(), "answers-link"));
        let registers = el("a").class("govuk-link").attr("href", "/desk/registers").put(t!(self.words(), "registers"));
        el("p").class("govuk-body bh-no-print").put(link).put(" · ").put(answers).put(" · ").put(registers).html()
    }

    /// How it came in; what an office takes up itself came in by nobody's call.
    fn channel(&self, form: &Form<'_>) -> Html {
        let words = self.words();
        if !self.rules.public {
            return Html::empty();
        }
        let items =
            CHANNELS.map(|channel| Choice::new(channel, words.get(&format!("channel-{channel}"), &[]))).to_vec();
        let mut radios = form.radios("channel", t!(words, "intake-channel"), items);
        if radios.value.is_empty() {
            radios.value = "phone".into();
        }
        radios.classes = "govuk-radios--inline govuk-radios--small".into();
        radios.into()
    }

    /// "登记后": nothing more, or one of the first stage's steps with what it asks.
    fn then(&self, typed: &[(String, String)], errors: &[FieldError]) -> Html {
        let words = self.words();
        let form = Form::new(words, typed, errors);
        let steps = self.first_steps();
        if steps.is_empty() {
            return Html::empty();
        }
        let none = Choice::new("", t!(words, "intake-then-nothing"));
        let items = steps.into_iter().map(|action| {
            let title = self.names().action(&self.rules, &self.rules.start, &action.name);
            let conditional = self.step_form(action, typed, errors);
            Choice { conditional, ..Choice::new(action.name.as_str(), title) }
        });
        let mut radios = form.radios("then", t!(words, "intake-then"), std::iter::once(none).chain(items).collect());
        for item in &mut radios.items {
            item.checked = Some(item.value == form.value("then"));
        }
        radios.into()
    }

    /// What a step asks, beginning with the unit of the category as soon as that is known.
    fn step_form(&self, action: &Action, typed: &[(String, String)], errors: &[FieldError]) -> Html {
        let fields = self.step_fields(action);
        let value = |name: &str| typed.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.clone());
        let suggested =
            fields.suggested(|name| value(&format!("{}{name}", fields.prefix)).is_some(), |name| value(name));
        let Some(suggested) = suggested else { return fields.controls(&Form::new(self.words(), typed, errors)) };
        let typed: Vec<(String, String)> = std::iter::once(suggested.pair).chain(typed.iter().cloned()).collect();
        Html::from(InsetText::from(suggested.why)).then(fields.controls(&Form::new(self.words(), &typed, errors)))
    }

    /// Files the matter, then takes the step that was chosen, or joins it to the one whose button was pressed.
    fn take_in(&self, office: &Office, sent: &Sent, joining: Option<&join::Joining<'_>>) -> Result<Response, Failure> {
        let fields = self.fields();
        let told = Some(sent.value("channel")).filter(|c| CHANNELS.contains(c));
        let channel = told.unwrap_or(if self.rules.public { CHANNELS[0] } else { OWN });
        let wish = Filing {
            case_type: self.rules.id.clone(),
            district: self.district.clone(),
            form: fields.read(sent),
            channel: channel.to_owned(),
        };
        let key = once_key(&self.room.staff, &self.district, "/desk/intake", sent);
        let demand = Demand { who: self.room.staff.who.clone(), wish, key };
        match office.file_like(&demand, joining.and_then(join::Joining::like)) {
            Ok(settled) => {
                let next = joining.map_or_else(|| self.chosen(sent), |joining| self.merge_step(joining));
                let step = next.map(|(action, input)| self.step(office, &settled, demand.key, action, input));
                self.taken(office, &settled, step.transpose()?)
            }
            Err(Failure::Refused(refusal)) => {
                let errors = fields.errors(&refusal, "/form", FORM);
                let known = joining.map(|_| self.help(office, sent)).transpose()?.unwrap_or_default();
                Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, self.draw(sent, &errors, known)))
            }
            Err(other) => Err(other),
        }
    }

    /// The step that the form chooses, with what it asks.
    fn chosen(&self, sent: &Sent) -> Option<(&Action, Map<String, Json>)> {
        let action = self.first_steps().into_iter().find(|action| action.name == sent.value("then"))?;
        Some((action, self.step_fields(action).read(sent)))
    }

    /// Takes a step; the refusal, if the law says no. The matter is filed either way, and a form that is sent twice takes it
    /// once, be the machine stopped between the two.
    fn step(
        &self,
        office: &Office,
        settled: &Settled,
        key: Option<IdempotencyKey>,
        action: &Action,
        input: Map<String, Json>,
    ) -> Result<Step, Failure> {
        let title = self.names().action(&self.rules, &self.rules.start, &action.name);
        let (case, action) = (settled.case.id.0.clone(), action.name.clone());
        let wish = Act { case, action, task: None, input, seen: None };
        let key = key.map(|key| IdempotencyKey { path: format!("{} then", key.path), ..key });
        match office.act(&Demand { who: self.room.staff.who.clone(), wish, key }) {
            Ok(_) => Ok((title, Ok(()))),
            Err(Failure::Refused(refusal)) => Ok((title, Err(refusal))),
            Err(other) => Err(other),
        }
    }

    /// Number and code for the caller, how the step went, and the way to the next call.
    fn taken(&self, office: &Office, settled: &Settled, step: Option<Step>) -> Result<Response, Failure> {
        let words = self.words();
        let first = office.ledger().records(settled.case.district.as_str(), &settled.case.id.0)?;
        let (seq, hash) = first.first().map_or((settled.seq, settled.hash), |record| (record.seq, record.hash));
        let receipt = office.receipt(settled.case.district.as_str(), &settled.case.id, &settled.case.number, seq, hash);
        let panel = Panel {
            title: t!(words, "intake-done").into(),
            content: receipt_told(words, &receipt),
            ..Panel::default()
        };
        let due = Light::of_case(&office.law(), &settled.case, office.clock().now(), words)
            .map(|light| el("p").class("govuk-body").put(t!(words, "due")).put(" ").put(light.html()).html());
        let href = format!("/desk/cases/{}", settled.case.number);
        let open = Button {
            content: t!(words, "intake-open").into(),
            href: href.clone(),
            classes: "govuk-button--secondary".into(),
            ..Button::default()
        };
        let next = Button {
            content: t!(words, "intake-next").into(),
            href: "/desk/intake".into(),
            attributes: Attrs::new().flag("data-next"),
            ..Button::default()
        };
        let body = el("div")
            .class("govuk-grid-column-two-thirds")
            .put(panel)
            .put(step.map(|step| self.step_told(step, &href)))
            .put(due)
            .put(phrases::warning(words, t!(words, "intake-code-once")))
            .put(el("div").class("govuk-button-group").put(next).put(open));
        let page = self.room.page(t!(words, "intake-done"), "intake");
        Ok(page.with(el("div").class("govuk-grid-row").put(body)).into_response())
    }

    fn step_told(&self, (title, result): Step, href: &str) -> Html {
        let words = self.words();
        let Err(refusal) = result else {
            let content = t!(words, "done-action", action = title.as_str()).into();
            return Alert { kind: AlertKind::Success, title, content, ..Alert::default() }.into();
        };
        let fields = self.fields();
        let why = fields.errors(&refusal, "", "").into_iter().map(|error| el("li").put(error.text));
        let content = el("p").class("govuk-body").put(t!(words, "intake-step-refused", action = title.as_str())).html();
        let list = el("ul").class("govuk-list govuk-list--bullet").put_all(why);
        let link = el("a").class("govuk-link").attr("href", href).put(t!(words, "intake-open"));
        let content = content.then(list).then(link);
        Alert { kind: AlertKind::Error, title, content, ..Alert::default() }.into()
    }
}

/// What Enter in a field does: it looks, and takes nothing over. A browser presses the first button of a form.
fn by_enter() -> Html {
    let button = el("button").attr("type", "submit").attr("name", "step").attr("value", "similar");
    button.class("govuk-visually-hidden").attr("tabindex", "-1").attr("aria-hidden", "true").html()
}

pub(super) fn receipt_told(words: &Words, receipt: &Receipt) -> Html {
    let line = |name: String, value: &str, class: &str| {
        el("span").put(name).put(" ").put(el("strong").class(class).put(value)).html()
    };
    line(t!(words, "work-number"), &receipt.number, "bh-number").then(crate::html::void("br")).then(line(
        t!(words, "intake-code"),
        &receipt.code,
        "bh-code",
    ))
}
