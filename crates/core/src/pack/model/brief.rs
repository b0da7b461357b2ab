//! A template of a brief as a pack declares it.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::brief::Template;
use crate::calendar::{Calendar, Every, Hours, Length, Period, zone};
use crate::directory::PostName;

use super::Span;

/// One template.
#[derive(Clone, Debug)]
pub struct BriefRule {
    /// Its name within the pack.
    pub name: String,
    /// `<pack>.<name>`.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// What sort of paper it is.
    pub kind: BriefKind,
    /// For which periods it is written.
    pub every: Every,
    /// Posts that write it.
    pub authors: Vec<PostName>,
    /// Posts that issue it; never the person who wrote it last.
    pub issuers: Vec<PostName>,
    /// By when it is issued; none where nobody waits for it.
    pub limit: Option<IssueLimit>,
    /// Whether anyone may read what was issued.
    pub public: bool,
    /// The text, as its author finds it.
    pub source: String,
    /// The text, read.
    pub template: Template,
    /// Where it is declared.
    pub span: Span,
    /// On which line of its file the text begins, from 0.
    pub first_line: u32,
}

/// How long after its period a brief is issued.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IssueLimit {
    /// From the last day of the period on.
    pub within: Length,
    /// Why so long.
    pub basis: String,
}

impl BriefRule {
    /// The period that is waited for on a day, the last one that has ended, and the instant by which its brief is to be
    /// issued; none where the template sets no limit, or where the calendar does not reach.
    #[must_use]
    pub fn awaited(&self, calendar: &Calendar, hours: &Hours, today: Date) -> Option<(Period, Timestamp)> {
        let limit = self.limit.as_ref()?;
        let period = Period::of(self.every, today).before();
        // Counted as every length is, from within the day: that day itself is not one of them.
        let from = period.last.at(12, 0, 0, 0).to_zoned(zone()).ok()?.timestamp();
        let due = calendar.due_at(hours, from, limit.within).ok()?;
        Some((period, due))
    }
}

/// What sort of paper a brief is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BriefKind {
    /// 政府工作报告, 年度报告.
    Report,
    /// 通报.
    Bulletin,
    /// 周报, 简报.
    Brief,
    /// 专报.
    Special,
    /// 纪要.
    Minutes,
}

impl BriefKind {
    /// As packs write them.
    pub const WORDS: [&'static str; 5] = ["report", "bulletin", "brief", "special", "minutes"];

    /// The kind of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<BriefKind> {
        let all = [Self::Report, Self::Bulletin, Self::Brief, Self::Special, Self::Minutes];
        Self::WORDS.into_iter().zip(all).find(|(known, _)| *known == word).map(|(_, kind)| kind)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Bulletin => "bulletin",
            Self::Brief => "brief",
            Self::Special => "special",
            Self::Minutes => "minutes",
        }
    }
}
