//! Taking a notice in: first what it would do, to the day and to every matter that runs; then, from whoever keeps the
//! district, once, and only while the calendar is still the one that was looked at.

use std::collections::BTreeMap;

use bihuan_core::calendar::{Calendar, Lang, Notice, NoticeFault};
use bihuan_core::casework::refusal::{Fault, Refusal, RefusalCode, Sentence};
use bihuan_core::casework::{Asked, Case, Command, Decision, Event, TypeId, Who, counted_otherwise, dated, decide};
use bihuan_core::directory::DistrictCode;
use bihuan_ledger::{CaseQuery, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use super::books::Taken;
use crate::failure::Failure;
use crate::law::Law;
use crate::notices::Told;
use crate::people::{self, By, Note};
use crate::{Office, rows};

/// Running matters that a preview looks at, the newest first; the round afterwards looks at all.
const LOOKED_THROUGH: usize = 3000;

/// How many of the largest changes a preview names.
const LARGEST: usize = 10;

/// A notice as somebody wants it taken in.
#[derive(Clone, Debug)]
pub struct NoticeWish {
    /// The district.
    pub district: DistrictCode,
    /// What it says.
    pub notice: Notice,
    /// The notice of the district in whose place it stands.
    pub replaces: Option<u32>,
}

/// What a day is before and after.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DayThen {
    /// The day.
    pub date: Date,
    /// Whether it is worked, and its name, before.
    pub before: (bool, String),
    /// The same after.
    pub after: (bool, String),
}

/// A deadline of a running matter that would be due at another time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MovedClock {
    /// The matter.
    pub number: String,
    /// Its kind and the version of its pack.
    pub of: (TypeId, u32),
    /// The deadline's name in the pack; none: a task's.
    pub deadline: Option<String>,
    /// When it is due.
    pub from: Timestamp,
    /// When it would be.
    pub to: Timestamp,
}

/// What taking a notice in would do.
#[derive(Clone, Debug, Default)]
pub struct NoticePreview {
    /// The version of the calendar that was looked at: only while it is in force is the notice taken in.
    pub base: String,
    /// The version that it would have then.
    pub version: String,
    /// Days that would be worked or free where they were not, or be called otherwise.
    pub days: Vec<DayThen>,
    /// Whether the year was reckoned from the law alone until now.
    pub settles: bool,
    /// Running matters, and how many of them were looked at.
    pub running: (u64, usize),
    /// Matters that would be due sooner at the most changed of their deadlines, and later.
    pub moved: (usize, usize),
    /// The deadlines that would move furthest, one a matter.
    pub largest: Vec<MovedClock>,
    /// Who would be told that work is due sooner, and of how many matters.
    pub told: Vec<(String, usize)>,
}

impl Office {
    /// What taking a notice in would do. Nothing is changed.
    ///
    /// # Errors
    /// Not the district's keeper; what is wrong with the notice.
    pub fn preview_notice(&self, who: &Who, wish: &NoticeWish) -> Result<NoticePreview, Failure> {
        By::keeper(who, &wish.district)?;
        let law = self.law();
        let (_, after) = self.weighed(&law, wish)?;
        let before = law.calendar(wish.district.as_str());
        let changed: Vec<_> = before.changes(&after).collect();
        let said = |day: &bihuan_core::calendar::Day<'_>| (day.working, day.name.unwrap_or_default().to_owned());
        let differs = changed.iter().filter(|(old, new)| said(old) != said(new));
        let mut preview = NoticePreview {
            base: before.version().to_owned(),
            version: after.version().to_owned(),
            days: differs.map(|(old, new)| DayThen { date: old.date, before: said(old), after: said(new) }).collect(),
            settles: changed.iter().any(|(old, new)| old.provisional && !new.provisional),
            ..NoticePreview::default()
        };
        self.look_through(&law, wish, &after, &mut preview)?;
        Ok(preview)
    }

    /// Takes a notice in: it becomes part of the books, and its calendar is in force from then on. `base` is the version
    /// that whoever asks has looked at.
    ///
    /// # Errors
    /// Not the district's keeper; what is wrong with the notice; another notice came first (`stale`).
    pub fn take_notice(&self, who: &Who, wish: &NoticeWish, base: &str) -> Result<Taken, Failure> {
        let by = By::keeper(who, &wish.district)?;
        let _one = self.changing()?;
        let law = self.law();
        let (taken, after) = self.weighed(&law, wish)?;
        if law.calendar(wish.district.as_str()).version() != base {
            return Err(overtaken().into());
        }
        let note = Note::CalendarTaken { key: taken.key(), version: after.version().to_owned() };
        people::keep_notice(self.ledger(), (&by, taken.at), &wish.district, &taken, note)?;
        self.enact(law.with_calendars(law.calendars.with(wish.district.as_str(), taken.clone())));
        Ok(taken)
    }

    /// The notice as the books would hold it, with its calendar; or all that stands against it.
    fn weighed(&self, law: &Law, wish: &NoticeWish) -> Result<(Taken, Calendar), Refusal> {
        let district = wish.district.as_str();
        let known = law.calendars.taken(district);
        let faults = wish.notice.faults(self.today());
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults.iter().map(fault).collect()));
        }
        let speaks = |one: &&Taken| law.calendars.speaks(district, one.no);
        if known.iter().filter(speaks).any(|one| one.notice == wish.notice) {
            let zh = "这份通知已经采用，不必再次采用";
            return Err(wrong("number", "taken-already", zh, "This notice has already been taken in."));
        }
        if let Some(no) = wish.replaces
            && !known.iter().filter(speaks).any(|one| one.no == no && one.notice.year == wish.notice.year)
        {
            let zh = "要更正的通知已被更正，或不是同一年的；请重新选择";
            return Err(wrong(
                "replaces",
                "not-in-force",
                zh,
                "That notice was replaced already, or is of another year.",
            ));
        }
        let before = known.last();
        let at = self.clock().now().max(before.map_or(Timestamp::MIN, |one| one.at));
        let no = before.map_or(1, |one| one.no.saturating_add(1));
        let taken = Taken { no, notice: wish.notice.clone(), at, replaces: wish.replaces };
        let after = law.calendars.tried(district, &taken);
        if law.calendar(district).changes(&after).next().is_none() {
            let (zh, en) =
                ("这份通知不改变任何一天，无需采用", "The notice changes no day, so there is nothing to take in.");
            return Err(wrong("days", "changes-nothing", zh, en));
        }
        Ok((taken, after))
    }

    fn look_through(
        &self,
        law: &Law,
        wish: &NoticeWish,
        after: &Calendar,
        preview: &mut NoticePreview,
    ) -> Result<(), Failure> {
        let mut query = running_in(wish.district.as_str());
        let (mut told, mut looked) = (BTreeMap::new(), 0);
        preview.running.0 = self.ledger().count_cases(&query)?;
        loop {
            let page = self.ledger().cases(&query)?;
            looked += page.items.len();
            for row in &page.items {
                let case = rows::case_of(&row.head.state)?;
                self.look_at(law, &case, after, preview, &mut told)?;
            }
            match page.next {
                Some(next) if looked < LOOKED_THROUGH => query.cursor = Some(next),
                _ => break,
            }
        }
        preview.running.1 = looked;
        preview.largest.sort_by_key(|moved| std::cmp::Reverse(distance(moved)));
        preview.largest.truncate(LARGEST);
        preview.told = told.into_iter().collect();
        preview.told.sort_by_key(|(_, matters)| std::cmp::Reverse(*matters));
        Ok(())
    }

    /// Decides what the round would decide of one matter, and writes it down here only.
    fn look_at(
        &self,
        law: &Law,
        case: &Case,
        after: &Calendar,
        preview: &mut NoticePreview,
        told: &mut BTreeMap<String, usize>,
    ) -> Result<(), Failure> {
        let Some(rules) = law.rules_of(case).filter(|_| counted_otherwise(case, after)) else { return Ok(()) };
        let at = self.clock().now();
        let asked = Asked { who: Who::Kernel, at, command: Command::Recount };
        let decided = self.with_world(law, rules, case.district.as_str(), |world| {
            let world = bihuan_core::casework::World { calendar: after, ..*world };
            decide(&world, Some(case), &asked)
        });
        let decision = match decided {
            Ok(decision) => decision,
            // A pack that cannot count this one is the round's trouble, and told there.
            Err(Failure::Refused(_)) => return Ok(()),
            Err(other) => return Err(other),
        };
        let Some(largest) = moved(case, &decision).max_by_key(distance) else { return Ok(()) };
        let (sooner, later) = &mut preview.moved;
        *(if largest.to < largest.from { sooner } else { later }) += 1;
        preview.largest.push(largest);
        if preview.largest.len() > 100 * LARGEST {
            preview.largest.sort_by_key(|moved| std::cmp::Reverse(distance(moved)));
            preview.largest.truncate(LARGEST);
        }
        let of = Told { law, rules, case, who: &Who::Kernel, at };
        let receivers: std::collections::BTreeSet<String> =
            self.notices(&of, &decision.effects).into_iter().map(|row| row.receiver).collect();
        for receiver in receivers {
            *told.entry(receiver).or_default() += 1;
        }
        Ok(())
    }
}

/// The matters of a district that run or stand still.
pub(super) fn running_in(district: &str) -> CaseQuery {
    CaseQuery {
        districts: vec![district.to_owned()],
        statuses: vec![Status::Open, Status::Suspended],
        limit: 200,
        ..CaseQuery::default()
    }
}

/// The clocks that a decision moves to another instant.
fn moved<'c>(case: &'c Case, decision: &'c Decision) -> impl Iterator<Item = MovedClock> + 'c {
    dated(decision.at, &decision.events).filter_map(|(_, event)| {
        let Event::ClockMoved { clock, to, .. } = event else { return None };
        let clock = case.clock(clock).filter(|clock| clock.due() != to.due)?;
        Some(MovedClock {
            number: case.number.clone(),
            of: (case.case_type.clone(), case.pack_version),
            deadline: clock.deadline.clone(),
            from: clock.due(),
            to: to.due,
        })
    })
}

fn distance(moved: &MovedClock) -> i64 {
    moved.to.duration_since(moved.from).as_secs().saturating_abs()
}

fn fault(found: &NoticeFault) -> Fault {
    Fault::new(format!("/{}", found.field()), found.code(), found.text(Lang::Zh), found.text(Lang::En))
}

fn wrong(field: &str, code: &str, zh: &str, en: &str) -> Refusal {
    Refusal { sentence: Sentence::new(zh, en), ..Refusal::invalid(vec![Fault::new(format!("/{field}"), code, zh, en)]) }
}

fn overtaken() -> Refusal {
    let (zh, en) = (
        "您预览之后，日历已经由另一份通知改过；请重新预览再采用",
        "Another notice was taken in since you looked. Look again, then take this one in.",
    );
    Refusal::new(RefusalCode::Guard, zh, en).about("/days", "stale")
}
