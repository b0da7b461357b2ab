//! A draft of a pack's next version: its numbers in a form, its text for whoever wants more, what it changes in words, who
//! of a past month would have been late, and its publication from an instant on by another administrator.
//!
//! What it costs: the draft is read and checked at each look (some ten milliseconds); the trial as in `what_if`.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::calendar::{civil, zone};
use bihuan_core::pack::difference::Version;
use bihuan_core::pack::numbers::{Number, numbers, with_number};
use bihuan_core::pack::{Reading, Severity};
use bihuan_office::publication::{Draft, Wish};
use bihuan_office::{Failure, Office, PackSource};
use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};

use super::frame::{Asked, For, Query1, View, instant, link, show};
use super::{pack_difference, what_if};
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// The fields of the forms, for refusals that name one.
const FIELDS: [&str; 5] = ["why", "from", "text", "draft", "version"];

/// The file that is shown where none is asked for.
const FIRST: &str = "pack.yaml";

/// Where a pack's stories stand.
const STORIES: &str = "scenarios/";

/// The page's address.
fn here(pack: &str) -> String {
    format!("/admin/packs/{pack}/draft")
}

/// The page.
pub async fn page(room: Room, Path(pack): Path<String>, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Auditors, move |office, view| draw(office, view, &pack, &asked, &Shown::default())).await
}

/// An address of a step that was loaded again.
pub async fn again(Path((pack, _)): Path<(String, String)>) -> Response {
    Redirect::to(&here(&pack)).into_response()
}

/// What was sent, and what is wrong with it.
#[derive(Default)]
struct Shown {
    typed: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

/// A step: begin, change numbers, change a text, throw away, publish, withdraw.
pub async fn step(room: Room, Path((pack, step)): Path<(String, String)>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let law = office.law();
        let view = View::new(&inner, &law);
        let errors = match act(office, &view, &pack, &step, &sent) {
            Ok(Ok(to)) => return Ok(Ok(to)),
            Ok(Err(errors)) => errors,
            Err(Failure::Refused(refusal)) => view.refused(&refusal, &FIELDS),
            Err(other) => return Err(other),
        };
        let asked = Asked(sent.pairs.iter().filter(|(name, _)| name == "file").cloned().collect());
        let shown = Shown { typed: sent.pairs, errors };
        Ok(Err(Box::new(draw(office, &view, &pack, &asked, &shown)?)))
    });
    match shown.await {
        Ok(Ok(to)) => Redirect::to(&to).into_response(),
        Ok(Err(page)) => (StatusCode::UNPROCESSABLE_ENTITY, *page).into_response(),
        Err(sorry) => sorry,
    }
}

/// Does a step; gives back where to go, or what is wrong.
fn act(
    office: &Office,
    view: &View<'_>,
    pack: &str,
    step: &str,
    sent: &Sent,
) -> Result<Result<String, Vec<FieldError>>, Failure> {
    let who = &view.room.staff.who;
    let to = |done: &str| Ok(Ok(format!("{}?done={done}", here(pack))));
    match step {
        "begin" => office.begin_draft(who, pack).map(drop)?,
        "drop" => office.drop_draft(who, pack)?,
        "numbers" => {
            let draft = office.draft(pack)?.ok_or(Failure::NotFound)?;
            match renumbered(view, &draft, sent) {
                Ok(source) => drop(office.keep_draft(who, pack, sent.value("seen"), source)?),
                Err(errors) => return Ok(Err(errors)),
            }
        }
        "text" => {
            let draft = office.draft(pack)?.ok_or(Failure::NotFound)?;
            let source = rewritten(draft.source, sent.value("file"), sent.value("text"));
            office.keep_draft(who, pack, sent.value("seen"), source)?;
            let file = crate::shell::escaped(sent.value("file"));
            return Ok(Ok(format!("{}?done=text&file={file}#text-of-file", here(pack))));
        }
        "publish" => {
            let Some(from) = from(sent) else {
                return Ok(Err(vec![FieldError::new("from", t!(view.words, "publish-from-wrong"))]));
            };
            let wish = Wish {
                pack: pack.to_owned(),
                seen: sent.value("seen").to_owned(),
                from,
                why: sent.value("why").to_owned(),
            };
            office.publish_pack(who, &wish)?;
            return Ok(Ok(format!("/admin/packs/{pack}/versions?done=published")));
        }
        "withdraw" => {
            let version = sent.value("version").parse().map_err(|_| Failure::NotFound)?;
            office.withdraw_pack(who, pack, version, sent.value("why"))?;
            return Ok(Ok(format!("/admin/packs/{pack}/versions?done=withdrawn")));
        }
        _ => return Err(Failure::NotFound),
    }
    to(step)
}

/// From when on; the inner none is "at once", none what cannot be read.
fn from(sent: &Sent) -> Option<Option<Timestamp>> {
    let (day, time) = (sent.value("from").trim(), sent.value("from-time").trim());
    if day.is_empty() {
        return Some(None);
    }
    let day: Date = day.parse().ok()?;
    let time: Time = if time.is_empty() { Time::midnight() } else { time.parse().ok()? };
    Some(Some(day.to_datetime(time).to_zoned(zone()).ok()?.timestamp()))
}

/// The draft with the numbers that were typed; every one that does not fit is an error of its own field.
fn renumbered(view: &View<'_>, draft: &Draft, sent: &Sent) -> Result<PackSource, Vec<FieldError>> {
    let reading = draft.read();
    let mut files = draft.source.bytes();
    let known = reading.pack.as_ref().map(|pack| numbers(Version { files: &files, pack })).unwrap_or_default();
    let mut errors = Vec::new();
    // From the last to the first, so that what stands before stays where it is.
    for (at, number) in known.iter().enumerate().rev() {
        let name = format!("n{at}");
        let typed = sent.pairs.iter().find(|(field, _)| *field == name).map(|(_, value)| value.trim());
        if let Some(typed) = typed.filter(|typed| *typed != number.text)
            && with_number(&mut files, number, typed).is_err()
        {
            let key = if number.is_length { "draft-length-wrong" } else { "draft-number-wrong" };
            errors.push(FieldError::new(name, view.say(key)));
        }
    }
    errors.reverse();
    let text = |(path, bytes): (String, Vec<u8>)| (path, String::from_utf8_lossy(&bytes).into_owned());
    match errors.is_empty() {
        true => Ok(PackSource { name: draft.source.name.clone(), files: files.into_iter().map(text).collect() }),
        false => Err(errors),
    }
}

/// The source with another text for one of its files. A browser ends lines as a typewriter does.
fn rewritten(mut source: PackSource, file: &str, text: &str) -> PackSource {
    for (path, was) in &mut source.files {
        if path == file {
            *was = text.replace("\r\n", "\n");
        }
    }
    source
}

fn draw(office: &Office, view: &View<'_>, pack: &str, asked: &Asked, shown: &Shown) -> Result<Page, Failure> {
    let words = view.words;
    let rules = view.law.packs.get(pack).cloned().ok_or(Failure::NotFound)?;
    let done = match asked.value("done") {
        "begin" => Some(t!(words, "draft-begun")),
        "numbers" | "text" => Some(t!(words, "draft-saved")),
        "drop" => Some(t!(words, "draft-dropped")),
        _ => None,
    };
    let done = done.map(|text| phrases::done(words, text));
    let summary = Form::new(words, &shown.typed, &shown.errors).error_summary();
    let content = match office.draft(pack)? {
        Some(draft) => of_draft(office, view, &draft, asked, shown)?,
        None => none_yet(view, pack),
    };
    let about = el("p").class("govuk-body bh-muted").put(t!(words, "pack-about", name = pack, version = rules.version));
    let ways = super::packs::ways(view, &rules, "draft");
    let mut page =
        view.page("packs", super::packs::title(view, &rules), summary.then(done).then(about).then(ways).then(content));
    page.before = phrases::back(words, "/admin/packs");
    page.wrong = !shown.errors.is_empty();
    Ok(page)
}

fn none_yet(view: &View<'_>, pack: &str) -> Html {
    let about = view.line(t!(view.words, "draft-none"));
    let keeper = view.room.staff.is(ADMIN);
    let begin = keeper.then(|| view.form(&format!("{}/begin", here(pack)), submit(t!(view.words, "draft-begin"))));
    about.then(begin)
}

fn of_draft(office: &Office, view: &View<'_>, draft: &Draft, asked: &Asked, shown: &Shown) -> Result<Html, Failure> {
    let words = view.words;
    let reading = draft.read();
    let base = office.source_of(&draft.pack, draft.base)?;
    let before = bihuan_core::pack::read(&base.bytes());
    let lines = pack_difference::between((&base, &before), (&draft.source, &reading));
    let version = reading.pack.as_ref().map(|pack| pack.version.to_string()).unwrap_or_default();
    let editors = draft.editors.iter().cloned().collect::<Vec<_>>().join(words.comma());
    let head = t!(words, "draft-about", version = version, base = draft.base, who = editors, at = instant(draft.at));
    let keeper = view.room.staff.is(ADMIN);
    let changed = match &lines {
        Some(lines) => pack_difference::told(view, lines),
        None => view.line(t!(words, "version-unread")),
    };
    let trial = trial(office, view, draft, &reading, asked)?;
    Ok(view
        .line(head)
        .then(keeper.then(|| view.section("draft-numbers", number_form(view, draft, &reading, shown))))
        .then(view.section("difference", changed))
        .then(view.section("draft-check", super::packs::check(view, &reading)))
        .then(trial)
        .then(keeper.then(|| view.section("draft-publish", publish_form(office, view, draft, &reading, shown))))
        .then(text_of(view, draft, &reading, asked, shown))
        .then(keeper.then(|| {
            let button = Button {
                content: t!(words, "draft-drop").into(),
                classes: "govuk-button--warning".into(),
                ..Button::default()
            };
            view.fold(t!(words, "draft-drop-about"), false, view.form(&format!("{}/drop", here(&draft.pack)), button))
        })))
}

/// Every number that an office changes, by the kind of matter and the part of it where it stands.
fn number_form(view: &View<'_>, draft: &Draft, reading: &Reading, shown: &Shown) -> Html {
    let words = view.words;
    let Some(pack) = &reading.pack else { return view.line(t!(words, "version-unread")) };
    let files = draft.source.bytes();
    let all = numbers(Version { files: &files, pack });
    let form = Form::new(words, &shown.typed, &shown.errors);
    let mut parts: Vec<Fold> = Vec::new();
    for (at, number) in all.iter().enumerate() {
        let (heading, field, wrong) = number_field(view, &form, (at, number), pack);
        let known = parts.iter().position(|fold| fold.heading == heading).and_then(|at| parts.get_mut(at));
        match known {
            Some(fold) => fold.take(field, number.is_length, wrong),
            None => {
                let mut fold = Fold { heading, ..Fold::default() };
                fold.take(field, number.is_length, wrong);
                parts.push(fold);
            }
        }
    }
    // Times first: they are what people change.
    parts.sort_by_key(|fold| !fold.times);
    let folds: Html =
        parts.into_iter().map(|fold| view.fold(fold.heading, fold.open, fold.fields.into_iter().collect())).collect();
    let about = view.line(t!(words, "draft-numbers-about", n = all.len()));
    let content = hidden("seen", &draft.digest()).then(folds).then(submit(t!(words, "draft-keep")));
    about.then(view.form(&format!("{}/numbers", here(&draft.pack)), content))
}

/// The numbers of one part of a kind of matter.
#[derive(Default)]
struct Fold {
    heading: String,
    fields: Vec<Html>,
    /// Whether there is a length of time among them.
    times: bool,
    /// Whether something is wrong in it.
    open: bool,
}

impl Fold {
    fn take(&mut self, field: Html, time: bool, wrong: bool) {
        self.fields.push(field);
        self.times |= time;
        self.open |= wrong;
    }
}

/// One number: under which heading, its field, and whether something is wrong with it.
fn number_field(
    view: &View<'_>,
    form: &Form<'_>,
    (at, number): (usize, &Number),
    pack: &bihuan_core::pack::Pack,
) -> (String, Html, bool) {
    let lang = view.room.reader.lang.calendar();
    let name = format!("n{at}");
    let place = number.place.of(lang);
    // What stands before the first name is the sort of part: deadlines, stages, fields.
    let sort = place.split(['“', ' ']).next().unwrap_or_default();
    let case = pack.cases.get(&number.case).map(|rules| view.names.case_type(&rules.id)).unwrap_or_default();
    let heading = if sort.is_empty() { case } else { format!("{case} · {sort}") };
    let mut input = form.input(&name, format!("{place} · {}", number.label.of(lang)));
    if input.value.is_empty() {
        input.value = number.text.clone();
    }
    input.classes = "govuk-input--width-5".into();
    let hint = number.basis.as_ref().map(|basis| t!(view.words, "difference-basis", basis = basis.of(lang)));
    input.hint = hint.map(Into::into);
    (heading, input.into(), form.error(&name).is_some())
}

/// Who of a past month would have been late, where somebody asks.
fn trial(office: &Office, view: &View<'_>, draft: &Draft, reading: &Reading, asked: &Asked) -> Result<Html, Failure> {
    let words = view.words;
    let Some(pack) = reading.pack.as_ref().filter(|_| reading.is_sound()) else { return Ok(Html::empty()) };
    let months = what_if::months(office.today());
    let form = Form::new(words, &asked.0, &[]);
    let item = |month: &Date| SelectItem::new(month.to_string(), month.strftime("%Y-%m").to_string());
    let button = Button {
        content: t!(words, "what-if-do").into(),
        classes: "govuk-button--secondary".into(),
        ..Button::default()
    };
    let form = el("form")
        .class("bh-admin-filter bh-no-print")
        .attr("method", "get")
        .attr("action", format!("{}#tried", here(&draft.pack)))
        .put(form.select("month", t!(words, "what-if-month"), months.iter().map(item).collect()))
        .put(button)
        .html();
    let month = months.iter().find(|month| month.to_string() == asked.value("month")).copied();
    let outcome = match month {
        Some(month) => what_if::under(office, view, pack, month)?,
        None => Html::empty(),
    };
    let content = view.line(t!(words, "draft-trial-about")).then(form).then(outcome);
    Ok(el("div").attr("id", "tried").put(view.section("draft-trial", content)).html())
}

/// The next Monday, at the first hour: what most offices mean by "from next week".
fn next_monday(today: Date) -> Date {
    let mut day = today.tomorrow().unwrap_or(today);
    while day.weekday() != Weekday::Monday {
        day = match day.tomorrow() {
            Ok(next) => next,
            Err(_) => return day,
        };
    }
    day
}

fn publish_form(office: &Office, view: &View<'_>, draft: &Draft, reading: &Reading, shown: &Shown) -> Html {
    let words = view.words;
    if !reading.is_sound() {
        return view.line(t!(words, "publish-unsound"));
    }
    if draft.editors.contains(view.room.staff.user.as_str()) {
        return view.line(t!(words, "publish-own"));
    }
    let form = Form::new(words, &shown.typed, &shown.errors);
    let mut day = form.input("from", t!(words, "publish-from"));
    day.r#type = "date".into();
    day.classes = "govuk-input--width-10".into();
    day.hint = Some(t!(words, "publish-from-hint", now = instant(office.clock().now())).into());
    if day.value.is_empty() && shown.typed.is_empty() {
        day.value = next_monday(civil(office.clock().now()).date()).to_string();
    }
    let mut time = form.input("from-time", t!(words, "publish-from-time"));
    time.r#type = "time".into();
    time.classes = "govuk-input--width-5".into();
    if time.value.is_empty() && shown.typed.is_empty() {
        time.value = "00:00".into();
    }
    let mut why = form.textarea("why", t!(words, "publish-why"));
    why.rows = Some(2);
    let fields = hidden("seen", &draft.digest()).then(day).then(time).then(why).then(submit(t!(words, "publish-do")));
    view.line(t!(words, "publish-about")).then(view.form(&format!("{}/publish", here(&draft.pack)), fields))
}

/// The text of one file, with what is wrong in it above it.
fn text_of(view: &View<'_>, draft: &Draft, reading: &Reading, asked: &Asked, shown: &Shown) -> Html {
    let words = view.words;
    let files: Vec<&(String, String)> = draft.source.files.iter().collect();
    let wanted = files.iter().find(|(path, _)| path == asked.value("file"));
    let Some((path, text)) = wanted.or_else(|| files.iter().find(|(path, _)| path == FIRST)) else {
        return Html::empty();
    };
    let item = |(other, _): &&(String, String)| {
        let item = link(format!("{}?file={}#text-of-file", here(&draft.pack), crate::shell::escaped(other)), other);
        if other == path { el("li").put(el("strong").put(other)).html() } else { el("li").put(item).html() }
    };
    let list = |of: Vec<Html>| el("ul").class("govuk-list bh-files").put_all(of).html();
    // The rules first; the stories that prove them are many.
    let (stories, rules): (Vec<_>, Vec<_>) = files.iter().copied().partition(|(path, _)| path.starts_with(STORIES));
    let told = t!(words, "draft-stories", n = stories.len());
    let told = view.fold(told, path.starts_with(STORIES), list(stories.iter().map(item).collect()));
    let list = list(rules.iter().map(item).collect()).then(told);
    let found: Vec<Html> = reading
        .diagnostics
        .iter()
        .filter(|found| found.file == *path)
        .map(|found| {
            let severity = if found.severity == Severity::Error { "severity-error" } else { "severity-warning" };
            let help = found.help.as_deref().map(|help| format!(" {help}")).unwrap_or_default();
            let place = t!(words, "draft-at-line", line = found.line, column = found.column);
            el("li").put(format!("{place} {}：{}。{help}", view.say(severity), found.message)).html()
        })
        .collect();
    let found = (!found.is_empty()).then(|| el("ul").class("govuk-list govuk-list--bullet").put_all(found).html());
    let form = Form::new(words, &shown.typed, &shown.errors);
    let mut area = form.textarea("text", t!(words, "draft-text-of", file = path.as_str()));
    if area.value.is_empty() {
        area.value = text.clone();
    }
    area.rows = Some(24);
    area.spellcheck = Some(false);
    area.classes = "bh-source".into();
    let fields = hidden("seen", &draft.digest()).then(hidden("file", path)).then(area);
    let keeper = view.room.staff.is(ADMIN);
    let body = match keeper {
        true => view.form(&format!("{}/text", here(&draft.pack)), fields.then(submit(t!(words, "draft-keep")))),
        false => el("pre").class("bh-pre").attr("tabindex", "0").put(text.as_str()).html(),
    };
    let open = !asked.value("file").is_empty() || form.error("text").is_some();
    let content = view.line(t!(words, "draft-text-about")).then(list).then(found).then(body);
    el("div").attr("id", "text-of-file").put(view.fold(t!(words, "draft-text"), open, content)).html()
}
