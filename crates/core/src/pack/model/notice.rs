//! Who is told of what: on which occasion, in which words, by which channel, and when it may be sent.

use jiff::Timestamp;
use jiff::civil::Time;

use super::{By, Span};
use crate::calendar::{Calendar, Hours, civil, zone};

/// One notice of a case type.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its name.
    pub name: String,
    /// The occasion: one of [`Notice::OCCASIONS`], or the name of an action.
    pub on: String,
    /// Whom it tells; none: whoever the occasion itself tells.
    pub tell: Option<Vec<By>>,
    /// How it goes out.
    pub by: Vec<Means>,
    /// The Chinese words. `{number}` and `{due}` are filled in; nothing of the matter can be.
    pub text: String,
    /// When it may be sent; none: at any hour.
    pub hours: Option<SentIn>,
    /// The times of day at which what has gathered is sent as one message; none: each by itself.
    pub digest: Vec<Time>,
    /// Whether a receiver is told once in the life of a case, however often it happens.
    pub once: bool,
    /// Why at these hours.
    pub basis: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// The hours in which a notice may be sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SentIn {
    /// The hours of a day.
    pub hours: Hours,
    /// Whether only of working days.
    pub working_days: bool,
}

/// How a notice reaches its receiver.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Means {
    /// A mark on the pages of whoever signs in.
    Page,
    /// E-mail.
    Mail,
    /// A text message.
    Sms,
    /// The work-chat of the office.
    Chat,
    /// A printed slip, for who has neither telephone nor mail.
    Slip,
}

impl Means {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Page, Self::Mail, Self::Sms, Self::Chat, Self::Slip];

    /// As packs and rows write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Chat => "chat",
            Self::Slip => "slip",
        }
    }

    /// The channel of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.word() == word)
    }

    /// Whether the reporter can be reached so: who asks has no account, and no address that we know but a telephone.
    pub fn reaches_reporter(self) -> bool {
        matches!(self, Self::Sms | Self::Slip)
    }

    /// Whether an officer can be reached so.
    pub fn reaches_officer(self) -> bool {
        self != Self::Slip
    }

    /// Whether something leaves the machine.
    pub fn is_sent(self) -> bool {
        matches!(self, Self::Mail | Self::Sms | Self::Chat)
    }
}

impl Notice {
    /// What can happen beside actions, each with whether somebody is told of it anyway.
    pub const OCCASIONS: &[(&str, bool)] = &[
        ("filed", false),
        ("task", true),
        ("yellow", true),
        ("red", true),
        ("answered", true),
        ("withdrawn", true),
        ("redo", false),
        ("extended", true),
        ("extension-refused", true),
        ("paper-missing", true),
        ("closed", true),
        ("reopened", false),
        ("subcase-closed", true),
        ("subcase-reopened", true),
        ("subcase-refused", true),
    ];

    /// What the words of a notice may have filled in.
    pub const GAPS: &[&str] = &["number", "due"];

    /// When a notice of this instant may go out by a channel: at the next time of its digest, and not in the quiet hours.
    #[must_use]
    pub fn sent_at(&self, calendar: &Calendar, channel: Means, at: Timestamp) -> Timestamp {
        if !channel.is_sent() {
            return at;
        }
        let gathered = next_of(&self.digest, at);
        match &self.hours {
            Some(sent) => calendar.opening(&sent.hours, gathered, sent.working_days),
            None => gathered,
        }
    }
}

/// The first of these times of day from an instant on; without any the instant itself.
fn next_of(times: &[Time], at: Timestamp) -> Timestamp {
    let today = civil(at).date();
    let days = [Some(today), today.tomorrow().ok()];
    let all = days.into_iter().flatten().flat_map(|day| times.iter().map(move |time| day.to_datetime(*time)));
    let instants = all.filter_map(|moment| moment.to_zoned(zone()).ok()).map(|zoned| zoned.timestamp());
    instants.filter(|moment| *moment >= at).min().unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::rfc3339;
    use proptest::prelude::*;

    fn notice(hours: Option<(&str, bool)>, digest: &[&str]) -> Notice {
        Notice {
            name: "n".into(),
            on: "task".into(),
            tell: None,
            by: Means::ALL.to_vec(),
            text: "{number}".into(),
            hours: hours.map(|(hours, working_days)| SentIn { hours: hours.parse().unwrap(), working_days }),
            digest: digest.iter().map(|time| time.parse().unwrap()).collect(),
            once: false,
            basis: None,
            span: Span::default(),
        }
    }

    fn sent(notice: &Notice, at: &str) -> String {
        rfc3339(notice.sent_at(Calendar::shipped(), Means::Sms, format!("{at}+08:00").parse().unwrap()))
    }

    #[test]
    fn a_digest_waits_for_its_next_time_and_quiet_hours_hold_it_on() {
        let daily = notice(None, &["09:00", "14:30"]);
        assert_eq!(sent(&daily, "2025-09-25T08:00:00"), "2025-09-25T09:00:00+08:00");
        assert_eq!(sent(&daily, "2025-09-25T09:00:00"), "2025-09-25T09:00:00+08:00");
        assert_eq!(sent(&daily, "2025-09-25T09:00:01"), "2025-09-25T14:30:00+08:00");
        assert_eq!(sent(&daily, "2025-09-25T15:00:00"), "2025-09-26T09:00:00+08:00");
        let working = notice(Some(("08:30-12:00 14:00-17:30", true)), &["09:00"]);
        // The Saturday's digest goes out when the office opens on the make-up Sunday.
        assert_eq!(sent(&working, "2025-09-26T10:00:00"), "2025-09-28T08:30:00+08:00");
    }

    #[test]
    fn a_mark_on_a_page_and_a_slip_wait_for_nothing() {
        let night: Timestamp = "2025-09-25T23:00:00+08:00".parse().unwrap();
        let quiet = notice(Some(("08:00-20:00", false)), &["09:00"]);
        for channel in [Means::Page, Means::Slip] {
            assert_eq!(quiet.sent_at(Calendar::shipped(), channel, night), night);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_sent_before_it_happened_nor_in_the_quiet_hours(at in 1_735_689_600_i64..1_798_761_600, digest in proptest::bool::ANY) {
            let digest: &[&str] = if digest { &["06:00", "22:00"] } else { &[] };
            let quiet = notice(Some(("08:00-20:00", false)), digest);
            let at = Timestamp::from_second(at).unwrap();
            let sent = quiet.sent_at(Calendar::shipped(), Means::Mail, at);
            prop_assert!(sent >= at);
            prop_assert!((8..20).contains(&civil(sent).hour()), "{}", rfc3339(sent));
            prop_assert!(sent.duration_since(at).as_hours() <= 34, "a night and a digest are the longest wait");
            prop_assert_eq!(quiet.sent_at(Calendar::shipped(), Means::Page, at), at);
        }
    }
}
