//! From what the law wants told to rows: posts become the officers who hold them that day, each with the channels by
//! which the pack reaches them. Whoever acts is not told of the own act.

use std::collections::BTreeSet;

use bihuan_core::calendar::civil;
use bihuan_core::casework::case::{Case, Clock};
use bihuan_core::casework::decide::Addressee;
use bihuan_core::casework::{Effect, TaskId, Who};
use bihuan_core::directory::{DistrictCode, PostName, UserName};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{FieldType, Means, Notice};
use bihuan_ledger::NewNotice;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{REPORTER, receiver};
use crate::Office;
use crate::law::Law;

/// An act whose effects are kept: the case after it, who took it and when.
pub(crate) struct Told<'t> {
    pub law: &'t Law,
    pub rules: &'t CaseType,
    pub case: &'t Case,
    pub who: &'t Who,
    pub at: Timestamp,
}

impl Office {
    /// The rows of what an act wants told.
    pub(crate) fn notices(&self, told: &Told<'_>, effects: &[Effect]) -> Vec<NewNotice> {
        let mut rows = Vec::new();
        for effect in effects {
            let Effect::Tell { whom, occasion, task, notice } = effect else { continue };
            let declared = notice.as_ref().and_then(|name| told.rules.notices.iter().find(|known| known.name == *name));
            for to in told.receivers(whom) {
                let channels = declared.map_or(&[Means::Page][..], |notice| &notice.by);
                let open = channels.iter().filter(|channel| self.is_open(**channel) && told.reaches(&to, **channel));
                rows.extend(open.map(|channel| told.row(&to, *channel, (occasion, task.as_ref(), declared))));
            }
        }
        rows
    }

    /// Whether something can go by a channel: what nobody would carry is not written down, but for a demonstration, which
    /// shows what would be sent.
    fn is_open(&self, channel: Means) -> bool {
        self.is_demo() || !channel.is_sent() || self.ways_out().carriers.contains_key(&channel)
    }
}

impl Told<'_> {
    fn receivers(&self, whom: &Addressee) -> BTreeSet<String> {
        let today = civil(self.at).date();
        let officers: Vec<UserName> = match whom {
            Addressee::Reporter => return BTreeSet::from([REPORTER.to_owned()]),
            Addressee::Outer(_) => Vec::new(),
            Addressee::Officer(user) => vec![user.clone()],
            Addressee::Post(post, unit) => self.law.directory.holders(post, unit, today).into_iter().cloned().collect(),
            Addressee::District(post) => holders_in(self.law, post, &self.case.district, today),
        };
        officers.iter().filter(|user| !self.acts(user)).map(|user| receiver(user.as_str())).collect()
    }

    fn acts(&self, user: &UserName) -> bool {
        matches!(self.who, Who::Officer(officer) if officer.user == *user)
    }

    /// A reporter who left a telephone gets a text message, one who left none a slip at the counter.
    fn reaches(&self, to: &str, channel: Means) -> bool {
        if to != REPORTER {
            return channel.reaches_officer();
        }
        let phone = phone_field(self.rules).is_some_and(|field| self.case.values.contains_key(field));
        channel.reaches_reporter() && phone == (channel == Means::Sms)
    }

    fn row(
        &self,
        to: &str,
        channel: Means,
        (occasion, task, notice): (&String, Option<&TaskId>, Option<&Notice>),
    ) -> NewNotice {
        let name = notice.map(|notice| notice.name.clone()).unwrap_or_default();
        let what = if name.is_empty() { format!("~{occasion}") } else { name.clone() };
        let once = notice.is_some_and(|notice| notice.once);
        // A notice that is told once has the same key whenever it happens.
        let when =
            if once { "once".to_owned() } else { format!("{}/{}", self.case.version, task.map_or("", |task| &task.0)) };
        let calendar = self.law.calendar(self.case.district.as_str());
        NewNotice {
            key: format!("{when}/{what}/{to}/{}", channel.word()),
            number: self.case.number.clone(),
            type_id: self.case.case_type.0.clone(),
            version: self.case.pack_version,
            name,
            occasion: occasion.clone(),
            receiver: to.to_owned(),
            channel: channel.word().to_owned(),
            at: self.at,
            due: self.due(task),
            next_at: notice.map_or(self.at, |notice| notice.sent_at(calendar, channel, self.at)),
            digest: notice.is_some_and(|notice| !notice.digest.is_empty()),
        }
    }

    /// The deadline that a notice speaks of: its task's, else the case's.
    fn due(&self, task: Option<&TaskId>) -> Option<Timestamp> {
        let of_task = task.and_then(|task| self.case.clocks_of(task).map(Clock::due).min());
        of_task.or_else(|| self.case.ruling_clock().map(Clock::due))
    }
}

/// Everybody who holds a post anywhere in the district on a day.
fn holders_in(law: &Law, post: &PostName, district: &DistrictCode, today: Date) -> Vec<UserName> {
    let holds = |user: &UserName| {
        let posts = law.directory.posts_of(user, today);
        posts.iter().any(|(held, unit)| held == post && unit.district() == *district)
    };
    let known = law.directory.officers().map(|officer| officer.user.clone());
    known.filter(holds).collect()
}

/// The field of the form that holds the reporter's telephone.
pub(super) fn phone_field(rules: &CaseType) -> Option<&str> {
    let phone = rules.form.iter().find(|field| field.kind == FieldType::Phone && field.personal);
    phone.map(|field| field.name.as_str())
}
