//! Drafts and editions of briefs. A draft is an author's text around references; it rules nothing and is no part of the
//! record. An edition is an entry of the district's record, frozen as it was issued, with the text that it was made of.

use std::collections::BTreeSet;

use bihuan_core::brief::{Brief, Correction, Template};
use bihuan_core::calendar::Period;
use bihuan_core::casework::refusal::{Fault, Refusal, RefusalCode};
use bihuan_core::casework::{Officer, Who};
use bihuan_core::directory::{DistrictCode, PostName};
use bihuan_core::pack::model::BriefRule;
use bihuan_ledger::{EntryRow, KeptRow, LedgerError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Office;
use crate::failure::Failure;
use crate::keeping::Hand;

/// Under which kind drafts are kept.
const DRAFT: &str = "brief-draft";
/// The register of editions.
const EDITIONS: &str = "brief-editions";
/// Editions of one brief and period that are read at once; more nobody issues.
const MOST: usize = 100;

/// A draft of a brief.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// Counts every change.
    pub version: u32,
    /// Who wrote at it, by account.
    pub editors: BTreeSet<String>,
    /// When it was written at last.
    pub at: Timestamp,
}

/// An edition of a brief.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Edition {
    /// From 1.
    pub number: u32,
    /// When it was issued.
    pub at: Timestamp,
    /// The post that issued it.
    pub post: String,
    /// The unit of that post.
    pub unit: String,
    /// The signed head of the log as it was then; none where nothing was signed yet.
    pub checkpoint: Option<String>,
    /// The text that it was made of.
    pub text: String,
    /// What it says.
    pub brief: Brief,
}

/// The editions of a brief, with what is known otherwise since the last one.
#[derive(Clone, Debug, Default)]
pub struct Editions {
    /// The newest first.
    pub all: Vec<Edition>,
    /// What the record says otherwise now than the newest.
    pub corrections: Vec<Correction>,
}

/// What came of issuing.
#[derive(Clone, Debug)]
pub enum Issued {
    /// A new edition.
    New(Box<Edition>),
    /// The last edition says the same.
    Same(Box<Edition>),
}

impl Office {
    /// The draft of a brief for a period; none where nobody wrote at it: then the template's text stands.
    ///
    /// # Errors
    /// The store's.
    pub fn brief_draft(
        &self,
        district: &DistrictCode,
        rule: &BriefRule,
        period: &Period,
    ) -> Result<Option<Draft>, Failure> {
        let kept = self.ledger().kept_one(district.as_str(), DRAFT, &key(rule, period))?;
        Ok(kept.and_then(|row| serde_json::from_value(row.body).ok()))
    }

    /// Keeps what an author wrote. `seen` is the version that the author began with, 0 for none.
    ///
    /// # Errors
    /// Not an author; somebody else wrote meanwhile; a text with faults: every fault with its line.
    pub fn keep_brief_draft(
        &self,
        who: &Who,
        district: &DistrictCode,
        (rule, period): (&BriefRule, &Period),
        seen: u32,
        text: &str,
    ) -> Result<Draft, Failure> {
        let (officer, _) = holder(who, district, &rule.authors)?;
        let faults = Template::faults(text, &self.draft_names(&self.law(), district, rule)?);
        if !faults.is_empty() {
            return Err(faulty(&faults).into());
        }
        let _one = self.changing()?;
        let was = self.brief_draft(district, rule, period)?;
        if was.as_ref().map_or(0, |draft| draft.version) != seen {
            return Err(overtaken().into());
        }
        let mut editors = was.map(|draft| draft.editors).unwrap_or_default();
        editors.insert(officer.user.to_string());
        let draft = Draft { text: text.to_owned(), version: seen + 1, editors, at: self.clock().now() };
        let body = serde_json::to_value(&draft).map_err(|error| LedgerError::refused("draft", error.to_string()))?;
        let (owner, kind, name) = (district.to_string(), DRAFT.to_owned(), key(rule, period));
        self.ledger().keep(KeptRow { owner, kind, name, body, at: Timestamp::now() })?;
        Ok(draft)
    }

    /// The editions of a brief for a period, newest first, without what changed since.
    ///
    /// # Errors
    /// The store's.
    pub fn brief_editions(
        &self,
        district: &DistrictCode,
        rule: &BriefRule,
        period: &Period,
    ) -> Result<Vec<Edition>, Failure> {
        let under = format!("{}.", key(rule, period));
        let page = self.ledger().entries_under(district.as_str(), EDITIONS, &under, None, MOST)?;
        let read = |row: EntryRow| serde_json::from_value::<Edition>(row.value).ok();
        let mut all: Vec<Edition> = page.items.into_iter().filter_map(read).collect();
        all.sort_by_key(|edition| std::cmp::Reverse(edition.number));
        Ok(all)
    }

    /// The editions of a brief of all periods, the latest period first, at most `many`.
    ///
    /// # Errors
    /// The store's.
    pub fn brief_editions_ever(
        &self,
        district: &DistrictCode,
        rule: &BriefRule,
        many: usize,
    ) -> Result<Vec<Edition>, Failure> {
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let under = format!("{}.", rule.id);
            let page = self.ledger().entries_under(district.as_str(), EDITIONS, &under, cursor.as_deref(), MOST)?;
            all.extend(page.items.into_iter().filter_map(|row| serde_json::from_value::<Edition>(row.value).ok()));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        all.sort_by_key(|edition: &Edition| std::cmp::Reverse((edition.brief.from, edition.number)));
        all.truncate(many);
        Ok(all)
    }

    /// The editions, with what is known otherwise now than the newest says.
    ///
    /// # Errors
    /// The store's.
    pub fn brief_editions_now(
        &self,
        district: &DistrictCode,
        rule: &BriefRule,
        period: &Period,
    ) -> Result<Editions, Failure> {
        let all = self.brief_editions(district, rule, period)?;
        let Some(last) = all.first() else { return Ok(Editions::default()) };
        let (now, _) = self.compiled_from(district, rule, &last.text, period)?;
        let corrections = last.brief.corrections(&now);
        Ok(Editions { all, corrections })
    }

    /// Issues a brief: what the record says now around the author's words, frozen. `after` is the edition that the issuer
    /// saw last, 0 for none. Where nothing changed there is no new edition.
    ///
    /// # Errors
    /// Not an issuer; whoever wrote the draft; gaps that the author left; a period that has not begun; an edition that was
    /// issued meanwhile.
    pub fn issue_brief(
        &self,
        who: &Who,
        district: &DistrictCode,
        (rule, period): (&BriefRule, &Period),
        after: u32,
    ) -> Result<Issued, Failure> {
        let (officer, hand) = holder(who, district, &rule.issuers)?;
        if self.today() < period.first {
            return Err(not_begun(period).into());
        }
        let draft = self.brief_draft(district, rule, period)?;
        if draft.as_ref().is_some_and(|draft| draft.editors.contains(officer.user.as_str())) {
            return Err(same_person().into());
        }
        let text = draft.map_or_else(|| rule.source.clone(), |draft| draft.text);
        let (brief, faults) = self.compiled_from(district, rule, &text, period)?;
        if !faults.is_empty() {
            return Err(faulty(&faults).into());
        }
        if brief.gaps() > 0 {
            return Err(gaps(brief.gaps()).into());
        }
        let _one = self.changing()?;
        let last = self.brief_editions(district, rule, period)?.into_iter().next();
        if let Some(same) = last.as_ref().filter(|last| last.brief.parts == brief.parts) {
            return Ok(Issued::Same(Box::new(same.clone())));
        }
        let number = last.map_or(0, |last| last.number);
        if number != after {
            return Err(issued_meanwhile(number).into());
        }
        let (post, unit) = hand.post_at();
        let checkpoint = self.ledger().checkpoint(district.as_str())?.map(|head| head.note);
        let edition = Edition { number: number + 1, at: self.clock().now(), post, unit, checkpoint, text, brief };
        let value =
            serde_json::to_value(&edition).map_err(|error| LedgerError::refused("edition", error.to_string()))?;
        let key = format!("{}.{:04}", key(rule, period), edition.number);
        self.enter(&hand, district, vec![EntryRow { register: EDITIONS.to_owned(), key, value }])?;
        Ok(Issued::New(Box::new(edition)))
    }
}

/// Whether somebody holds one of these posts in the district.
///
/// # Errors
/// `NotYours`.
pub(super) fn holder<'w>(
    who: &'w Who,
    district: &DistrictCode,
    posts: &[PostName],
) -> Result<(&'w Officer, Hand), Refusal> {
    let Who::Officer(officer) = who else { return Err(not_yours()) };
    let held = officer.posts.iter().find(|(post, unit)| unit.district() == *district && posts.contains(post));
    held.map(|(post, unit)| (officer, Hand::at(post, unit))).ok_or_else(not_yours)
}

fn key(rule: &BriefRule, period: &Period) -> String {
    format!("{}.{period}", rule.id)
}

fn faulty(faults: &[bihuan_core::brief::Fault]) -> Refusal {
    let told = |fault: &bihuan_core::brief::Fault| {
        let at = (fault.line, fault.column);
        let zh = format!("第{}行第{}字：{}", at.0, at.1, fault.zh);
        Fault::new("/text", fault.code, zh, format!("Line {}, character {}: {}", at.0, at.1, fault.en))
    };
    Refusal::invalid(faults.iter().take(50).map(told).collect())
}

fn not_yours() -> Refusal {
    let zh = "这份文稿不由您的岗位起草或印发，请联系事项包里写明的岗位";
    Refusal::new(
        RefusalCode::NotYours,
        zh,
        "Your post neither writes nor issues this brief. Ask the posts that its pack names.",
    )
}

fn same_person() -> Refusal {
    let zh = "您参与了起草，印发须由另一个人审核";
    Refusal::new(RefusalCode::SamePerson, zh, "You wrote at this draft. Somebody else has to issue it.")
}

fn overtaken() -> Refusal {
    let zh = "别人刚改过这份草稿，您写的还没有保存，也没有丢：对照新的文字改好，再保存一次";
    let en = "Somebody changed this draft meanwhile. Yours is not kept yet, and not lost: hold it against the new text and keep it again.";
    Refusal::new(RefusalCode::NotOpen, zh, en).about("/text", "stale")
}

fn gaps(count: usize) -> Refusal {
    let zh = format!("还有{count}处由起草人填写的地方空着，填好或删去后再印发");
    let en = format!("{count} gap(s) are left for the author. Fill or remove them first.");
    Refusal::new(RefusalCode::NotOpen, zh, en).about("/text", "gaps")
}

fn not_begun(period: &Period) -> Refusal {
    Refusal::new(RefusalCode::NotOpen, format!("{period} 还没有开始"), format!("{period} has not begun."))
}

fn issued_meanwhile(number: u32) -> Refusal {
    let zh = format!("第{number}次刚由别人印发，请看过之后再决定要不要更正印发");
    Refusal::new(RefusalCode::NotOpen, zh, format!("Edition {number} was issued meanwhile. Look at it first."))
}
