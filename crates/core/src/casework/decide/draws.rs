//! The steps of a draw: two people show hashes, the list is frozen, both tell their secrets, the choice is made, and what
//! was drawn is handed out as matters. How it is hashed is told in `docs/draw.md`.

mod list;

use serde_json::{Map, Value as Json};

use super::draft::Draft;
use super::form::json_of;
use super::{World, act};
use crate::casework::case::Case;
use crate::casework::command::Who;
use crate::casework::drawing::{DrawDone, DrawList, DrawnEntry, Outcome, Try};
use crate::casework::event::Event;
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::directory::UserName;
use crate::draw::{self, NoDraw};
use crate::pack::model::{Action, DrawRule, DrawStep, Field, FieldType, Filled, Opens};
use crate::value::Value;

/// Tries that one matter may have: who needs more files another.
const MOST_TRIES: usize = 20;
/// The longest secret, in characters.
const LONGEST_SECRET: i64 = 200;

/// What the kernel asks for a step, beside what the pack asks.
pub(super) fn asks(step: DrawStep) -> Option<Field> {
    let text = |name: &str, title: &str, min: i64, max: i64, help: &str| Field {
        min: Some(min),
        max: Some(max),
        help: Some(help.to_owned()),
        ..act::field(name, FieldType::Text, title, true)
    };
    match step {
        DrawStep::Show => Some(text(
            "hash",
            "口令的哈希",
            64,
            64,
            "自己想一个至少 16 个字符的口令并记好，这里只填它的 SHA-256（64 位十六进制）",
        )),
        DrawStep::Tell => Some(text("secret", "口令", 16, LONGEST_SECRET, "填当初想的口令，一个字符都不能差")),
        _ => None,
    }
}

/// Whether a step of a draw is what comes next, and this person's to take: asked for a button and for a command.
pub(in crate::casework) fn can(case: &Case, who: &Who, action: &Action) -> Result<(), Refusal> {
    let Some(step) = action.draws else { return Ok(()) };
    let tries = case.drawing.as_ref().map_or(&[][..], |drawing| &drawing.tries);
    let fresh = Try::default();
    let now = tries.last().filter(|last| last.broken.is_none()).unwrap_or(&fresh);
    let mine = officer(who).and_then(|user| now.of(user));
    let handed_out = case.drawing.as_ref().is_some_and(|drawing| drawing.handed_out);
    match step {
        DrawStep::Show if now.list.is_some() => {
            Err(turn("名单已冻结，不能再提交哈希", "The list is frozen: no hash can be shown any more."))
        }
        DrawStep::Show if mine.is_some() => Err(same_person()),
        DrawStep::Show if now.shown.len() >= 2 => Err(turn("两个人的哈希都已提交", "Both hashes are shown already.")),
        DrawStep::Show if tries.len() >= MOST_TRIES && now.shown.is_empty() => {
            Err(turn("本件重抽次数过多，请另立一件抽取", "This draw was tried too often. File another one."))
        }
        DrawStep::Freeze if now.list.is_some() => Err(turn("名单已经冻结", "The list is frozen already.")),
        DrawStep::Freeze if now.hashes().is_none() => Err(turn(
            "要先由两个人各提交一个哈希，才能冻结名单",
            "Two people show a hash each before the list is frozen.",
        )),
        DrawStep::Tell if now.list.is_none() => {
            Err(turn("名单冻结之后才公开口令", "Secrets are told once the list is frozen."))
        }
        DrawStep::Tell if mine.is_none_or(|shown| shown.secret.is_some()) => Err(Refusal::new(
            RefusalCode::NotYours,
            "口令由提交过哈希的那两个人公开，每人一次",
            "Each of the two who showed a hash tells the secret, once.",
        )),
        DrawStep::Draw if now.result.is_some() => Err(turn("已经抽取", "It is drawn already.")),
        DrawStep::Draw if now.secrets().is_none() || now.list.is_none() => {
            Err(turn("要先冻结名单、公开两个口令，才能抽取", "Freeze the list and tell both secrets first."))
        }
        DrawStep::HandOut if now.result.is_none() => Err(turn("还没有抽取，不能交办", "Nothing is drawn yet.")),
        DrawStep::HandOut | DrawStep::BreakOff if handed_out => {
            Err(turn("抽中的已经交办，不能重抽；要再抽请另立一件", "What was drawn is handed out. File another draw."))
        }
        DrawStep::BreakOff if now.shown.is_empty() => Err(turn("抽取还没有开始", "The draw has not begun.")),
        _ => Ok(()),
    }
}

/// Takes the step of a draw that an action takes.
pub(super) fn step(draft: &mut Draft<'_>, action: &Action) -> Result<(), Refusal> {
    let Some(step) = action.draws else { return Ok(()) };
    let Some(rule) = &draft.world.case_type.draw else { return Err(super::draft::undefined("draw")) };
    can(&draft.case, draft.who, action)?;
    match step {
        DrawStep::Show => show(draft),
        DrawStep::Freeze => {
            let list = list::made(draft, rule)?;
            draft.happen(Event::Draw { done: DrawDone::Frozen { list } });
            Ok(())
        }
        DrawStep::Tell => tell(draft),
        DrawStep::Draw => choose(draft, rule),
        DrawStep::BreakOff => break_off(draft),
        DrawStep::HandOut => hand_out(draft, rule),
    }
}

fn show(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let officer = named(draft.who)?;
    let hash = text(draft, "hash").trim().to_ascii_lowercase();
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let refusal = wrong(
            "哈希是 64 位十六进制字符，请用 SHA-256 重新计算",
            "A hash has 64 hexadecimal digits. Make it with SHA-256.",
        );
        return Err(refusal.about("/hash", "not-a-hash"));
    }
    if now(draft)?.shown.iter().any(|shown| shown.hash == hash) {
        let refusal = wrong(
            "与另一人的哈希相同：两个人要各想各的口令",
            "This is the other person's hash: each thinks of a secret of their own.",
        );
        return Err(refusal.about("/hash", "one-secret"));
    }
    draft.happen(Event::Draw { done: DrawDone::Shown { officer, hash } });
    Ok(())
}

fn tell(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let officer = named(draft.who)?;
    let secret = text(draft, "secret");
    let hash = draw::shown(&secret).map_err(|_| {
        wrong("口令至少 16 个字符，只有一行", "A secret has at least 16 characters in one line.")
            .about("/secret", "guessable")
    })?;
    if now(draft)?.of(&officer).is_none_or(|shown| shown.hash != hash) {
        let refusal = wrong(
            "这个口令与当初提交的哈希不符，请核对后再填；确实忘了，就中止本次抽取、说明理由后重抽",
            "The secret does not fit the hash that was shown. Check it; if it is lost, break this draw off with a reason and begin again.",
        );
        return Err(refusal.about("/secret", "does-not-fit"));
    }
    draft.happen(Event::Draw { done: DrawDone::Told { officer, secret } });
    Ok(())
}

/// The choice is made of the list as it was frozen, if it still stands so: otherwise somebody who is not there any more
/// could be drawn, or one who was left out.
fn choose(draft: &mut Draft<'_>, rule: &DrawRule) -> Result<(), Refusal> {
    let before = frozen(now(draft)?)?.clone();
    let again = list::made(draft, rule).map_err(since_frozen)?;
    if again != before {
        return Err(changed(&before, &again));
    }
    let (first, with) = list::hashed(&before).map_err(list::refused)?;
    let held = now(draft)?;
    let (Some(secrets), Some(hashes)) = (held.secrets(), held.hashes()) else {
        return Err(super::draft::undefined("draw"));
    };
    let seed = draw::seed_with(&first, with.as_ref(), secrets, hashes).map_err(list::refused)?;
    let drawn = draw::draw(&first, &seed, &before.take).map_err(list::refused)?;
    let entry = |one: draw::Drawn| DrawnEntry {
        with: with.as_ref().map(|with| with.of(&seed, &one.id)).unwrap_or_default(),
        id: one.id,
        stratum: one.stratum,
        place: one.place,
        key: one.key,
    };
    let drawn = drawn.into_iter().map(entry).collect();
    draft.happen(Event::Draw { done: DrawDone::Drawn { outcome: Outcome { seed, drawn } } });
    Ok(())
}

fn break_off(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let reason = match draft.input.get("reason") {
        Some(Value::Term(code)) => code.clone(),
        _ => return Err(wrong("请选择中止的理由", "Say why it is broken off.").about("/reason", "required")),
    };
    draft.happen(Event::Draw { done: DrawDone::Broken { reason } });
    Ok(())
}

fn hand_out(draft: &mut Draft<'_>, rule: &DrawRule) -> Result<(), Refusal> {
    let Some(opens) = &rule.opens else { return Err(super::draft::undefined("opens")) };
    let entries = list::entries(draft, &rule.of)?;
    let drawn = now(draft)?.result.as_ref().map(|result| result.drawn.clone()).unwrap_or_default();
    for one in drawn {
        let entry = entries.get(&one.id).cloned().unwrap_or_default();
        let form = form(draft, rule, opens, &one, &entry);
        draft.open(opens.type_id(&draft.world.case_type.id), &one.id, form);
    }
    draft.happen(Event::Draw { done: DrawDone::HandedOut });
    Ok(())
}

/// The form of the matter that a drawn entry becomes.
fn form(draft: &Draft<'_>, rule: &DrawRule, opens: &Opens, one: &DrawnEntry, entry: &Json) -> Map<String, Json> {
    let reference = |register: &str, key: &str| Json::from(format!("{register}/{key}"));
    let value = |filled: &Filled| match filled {
        Filled::Entry => Some(reference(&rule.of, &one.id)),
        Filled::With => {
            let register = &rule.with.as_ref()?.of;
            Some(one.with.iter().map(|key| reference(register, key)).collect())
        }
        Filled::Number => Some(draft.case.number.clone().into()),
        Filled::OfEntry(field) => Some(list::whole(draft, &rule.of, field, entry.get(field)?)),
        Filled::OfForm(field) => draft.case.values.get(field).map(json_of),
    };
    opens.form.iter().filter_map(|(name, filled)| Some((name.clone(), value(filled)?))).collect()
}

/// A matter of this kind about an entry that was looked at as often as a year allows is not filed by anybody.
pub(super) fn within_cap(
    world: &World<'_>,
    asked: &crate::casework::Asked,
    channel: &str,
    values: &crate::value::Values,
) -> Result<(), Refusal> {
    let Some(cap) = &world.case_type.cap else { return Ok(()) };
    // What a draw hands out was weighed when its list was made; a sub-case is weighed like what people file.
    if asked.who == Who::Kernel && channel != crate::casework::subcase::CHANNEL {
        return Ok(());
    }
    let Some(Value::Entry(entry)) = values.get(&cap.entry) else { return Ok(()) };
    let year = (!cap.ever).then(|| crate::calendar::civil(asked.at).year());
    let Some(count) = world.shelf.opened_about(&world.case_type.id, entry, year) else {
        return Err(list::unreadable());
    };
    if count < cap.times {
        return Ok(());
    }
    Err(over_cap(&[(entry.key.clone(), count)], cap.times, year).about(format!("/form/{}", cap.entry), "over-cap"))
}

/// What is refused of entries at their limit: which, and how often they were looked at in which year.
fn over_cap(full: &[(String, u64)], times: u64, year: Option<i16>) -> Refusal {
    let since = |zh: bool| match (year, zh) {
        (Some(year), true) => format!("{year} 年"),
        (Some(year), false) => format!(" in {year}"),
        (None, _) => String::new(),
    };
    let (of_zh, of_en) = if year.is_some() { ("年度", " in a year") } else { ("", "") };
    let zh: Vec<String> =
        full.iter().take(5).map(|(key, count)| format!("{key}（{}已 {count} 次）", since(true))).collect();
    let en: Vec<String> = full.iter().take(5).map(|(key, count)| format!("{key} ({count}{})", since(false))).collect();
    Refusal::new(
        RefusalCode::Limit,
        format!(
            "超过{of_zh}上限 {times} 次：{}{}。请换对象，或选“已达上限的不列入名单”",
            zh.join("、"),
            if full.len() > 5 { " 等" } else { "" }
        ),
        format!("Over the limit of {times}{of_en}: {}. Choose others, or leave those at the limit out.", en.join(", ")),
    )
}

/// The list could not be made again: what stands in the way came after it was frozen.
fn since_frozen(why: Refusal) -> Refusal {
    if why.code == RefusalCode::NotOpen {
        return why;
    }
    let (zh, en) = (why.sentence.zh, why.sentence.en);
    Refusal::new(
        RefusalCode::Guard,
        format!("名单冻结之后有变化：{zh}。请中止本次抽取、说明理由，重新冻结名单后再抽"),
        format!("The list has changed since it was frozen: {en} Break this draw off with a reason, and freeze the list anew."),
    )
    .about("/list", "list-changed")
}

fn changed(before: &DrawList, now: &DrawList) -> Refusal {
    let gone = before.entries.iter().filter(|entry| !now.entries.contains(entry));
    let come = now.entries.iter().filter(|entry| !before.entries.contains(entry));
    let of_with = |list: &DrawList| list.with.as_ref().map(|with| with.list.clone()).unwrap_or_default();
    let (old, new) = (of_with(before), of_with(now));
    let others = old.iter().filter(|one| !new.contains(one)).chain(new.iter().filter(|one| !old.contains(one)));
    let mut ids: Vec<&str> =
        gone.chain(come).map(|entry| entry.id.as_str()).chain(others.map(|one| one.id.as_str())).collect();
    ids.sort_unstable();
    ids.dedup();
    let more = if ids.len() > 5 { " …" } else { "" };
    let told: Vec<&str> = ids.into_iter().take(5).collect();
    Refusal::new(
        RefusalCode::Guard,
        format!("名单冻结之后有变化：{}{more}。请中止本次抽取、说明理由，重新冻结名单后再抽", told.join("、")),
        format!("The list has changed since it was frozen: {}{more}. Break this draw off with a reason, and freeze the list anew.", told.join(", ")),
    )
    .about("/list", "list-changed")
}

fn now<'d>(draft: &'d Draft<'_>) -> Result<&'d Try, Refusal> {
    static FRESH: Try = Try { shown: Vec::new(), list: None, result: None, broken: None };
    let last = draft.case.drawing.as_ref().and_then(|drawing| drawing.now());
    Ok(last.filter(|last| last.broken.is_none()).unwrap_or(&FRESH))
}

fn frozen(now: &Try) -> Result<&DrawList, Refusal> {
    now.list.as_ref().ok_or_else(|| turn("名单还没有冻结", "The list is not frozen yet."))
}

fn officer(who: &Who) -> Option<&UserName> {
    match who {
        Who::Officer(officer) => Some(&officer.user),
        _ => None,
    }
}

fn named(who: &Who) -> Result<UserName, Refusal> {
    let missing = || {
        Refusal::new(RefusalCode::NotYours, "抽取由登录的工作人员办理", "A draw is made by officers who are signed in.")
    };
    officer(who).cloned().ok_or_else(missing)
}

fn text(draft: &Draft<'_>, name: &str) -> String {
    match draft.input.get(name) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

fn turn(zh: &str, en: &str) -> Refusal {
    Refusal::new(RefusalCode::NotOpen, zh, en)
}

fn wrong(zh: &str, en: &str) -> Refusal {
    Refusal::new(RefusalCode::Invalid, zh, en)
}

fn same_person() -> Refusal {
    Refusal::new(
        RefusalCode::SamePerson,
        "您已提交过哈希，另一个哈希须由另一个人提交",
        "You showed a hash already. The other one is another person's.",
    )
}

/// What the reasons for taking no part in a draw are called, by the field of the code.
pub(super) fn code(why: &NoDraw) -> &'static str {
    match why {
        NoDraw::Empty => "empty-list",
        NoDraw::Twice(_) => "twice",
        NoDraw::Unclear(_) => "unclear",
        NoDraw::Tickets { .. } => "tickets",
        NoDraw::TooFew { .. } => "too-few",
        NoDraw::TooFewCompanions { .. } => "too-few-companions",
        NoDraw::Nothing => "nothing",
        NoDraw::Guessable => "guessable",
        NoDraw::OneSecret => "one-secret",
        NoDraw::Changed(_) => "does-not-fit",
    }
}
