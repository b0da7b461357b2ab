//! Publishing a draft from an instant on, and taking a publication back before it begins.

use bihuan_core::casework::Who;
use bihuan_core::casework::refusal::{Refusal, RefusalCode};
use bihuan_core::pack::Severity;
use jiff::Timestamp;

use super::books::{Publication, Withdrawal};
use crate::Office;
use crate::failure::Failure;
use crate::law::digest;
use crate::people::{self, By, Note};

/// How long a reason may be, in characters.
const LONGEST_WHY: usize = 500;

/// What is to be published.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The pack.
    pub pack: String,
    /// The digest of the draft that was looked at.
    pub seen: String,
    /// From when on; none: at once.
    pub from: Option<Timestamp>,
    /// Why.
    pub why: String,
}

/// What was published.
#[derive(Clone, Debug)]
pub struct Published {
    /// The version.
    pub version: u32,
    /// From when on.
    pub from: Timestamp,
}

impl Office {
    /// Publishes a draft: its source becomes part of the books, and new matters are opened under it from the instant that
    /// was named. What runs keeps its version.
    ///
    /// # Errors
    /// Not the keeper of every district; who drafted it; a draft that changed, has errors, or whose number is taken; an
    /// instant that is past, or before a publication that waits.
    pub fn publish_pack(&self, who: &Who, wish: &Wish) -> Result<Published, Failure> {
        let user = keeper_everywhere(self, who)?;
        let why = reason(&wish.why)?;
        let _one = self.changing()?;
        let draft = self.draft(&wish.pack)?.ok_or(Failure::NotFound)?;
        if draft.digest() != wish.seen {
            return Err(overtaken().into());
        }
        if draft.editors.contains(&user) {
            return Err(own_draft().into());
        }
        let reading = draft.read();
        let errors = reading.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        let pack =
            reading.pack.filter(|pack| errors == 0 && pack.name == wish.pack).ok_or_else(|| has_errors(errors))?;
        let (law, at) = (self.law(), self.clock().now());
        let from = wish.from.unwrap_or(at);
        if from < at {
            return Err(wrong(
                "/from",
                "past",
                "启用时间已经过去，请选择现在或以后",
                "That instant is past. Choose now or later.",
            ));
        }
        self.is_free(&law, &pack.name, pack.version)?;
        if law.timeline.of_pack(&pack.name).iter().any(|one| one.withdrawn.is_none() && one.from > from) {
            let (zh, en) = (
                "还有一个版本等着启用，且比这个晚；请先撤回它",
                "Another version waits to begin later. Withdraw that one first.",
            );
            return Err(wrong("/from", "before-another", zh, en));
        }
        let publication = Publication {
            pack: pack.name.clone(),
            version: pack.version,
            sha256: digest(&draft.source)?,
            from,
            at,
            by: user,
            drafted_by: draft.editors.iter().cloned().collect(),
            why,
            withdrawn: None,
            source: draft.source,
        };
        let note = Note::PackPublished {
            pack: publication.pack.clone(),
            version: publication.version,
            sha256: publication.sha256.clone(),
            from,
            drafted_by: publication.drafted_by.clone(),
            why: publication.why.clone(),
        };
        self.put_publication((who, at), &publication, &note)?;
        self.forget_draft(&publication.pack)?;
        self.enact(law.with_publication(self.ledger(), publication, at)?);
        Ok(Published { version: pack.version, from })
    }

    /// Takes a publication back that has not begun. Its number stays used.
    ///
    /// # Errors
    /// Not the keeper; no such publication; one that has begun (`has-begun`).
    pub fn withdraw_pack(&self, who: &Who, pack: &str, version: u32, why: &str) -> Result<(), Failure> {
        let user = keeper_everywhere(self, who)?;
        let why = reason(why)?;
        let _one = self.changing()?;
        let (law, at) = (self.law(), self.clock().now());
        let kept = super::kept(self.ledger())?;
        let known = kept.into_iter().find(|one| one.pack == pack && one.version == version);
        let mut publication = known.filter(|one| one.withdrawn.is_none()).ok_or(Failure::NotFound)?;
        if publication.has_begun(at) {
            let (zh, en) = (
                "这个版本已经启用，不能撤回；要改，请另发一个版本",
                "This version is in force already and cannot be withdrawn. Publish another one instead.",
            );
            return Err(Refusal::new(RefusalCode::NotOpen, zh, en).about("/version", "has-begun").into());
        }
        publication.withdrawn = Some(Withdrawal { at, by: user, why: why.clone() });
        let note = Note::PackWithdrawn { pack: pack.to_owned(), version, why };
        self.put_publication((who, at), &publication, &note)?;
        self.enact(law.with_publication(self.ledger(), publication, at)?);
        Ok(())
    }

    /// A version's number is new: neither kept nor published, and above all of them.
    fn is_free(&self, law: &crate::Law, pack: &str, version: u32) -> Result<(), Failure> {
        let kept = self.ledger().packs()?;
        let kept = kept.iter().filter(|row| row.pack == pack).filter_map(|row| row.version.parse::<u32>().ok());
        let published = law.timeline.of_pack(pack).iter().map(|one| one.version);
        match kept.chain(published).max() {
            Some(highest) if highest >= version => {
                let zh = format!(
                    "第 {version} 版已经有了，发布过的版本不能再改；请把版本号改为 {}",
                    highest.saturating_add(1)
                );
                let en = format!(
                    "There is a version {version} already, and a released one is never edited. Call this one {}.",
                    highest.saturating_add(1)
                );
                Err(wrong("/version", "pack-changed", &zh, &en))
            }
            _ => Ok(()),
        }
    }

    /// Writes something down in the log of every district: packs rule in all of them.
    pub(crate) fn note_everywhere(&self, who: &Who, note: Note) -> Result<(), Failure> {
        let districts = districts(self)?;
        let first = districts.first().ok_or(Failure::NotFound)?;
        let by = By::keeper(who, first)?;
        let notes = districts.iter().map(|district| (district.clone(), note.clone())).collect();
        Ok(people::note(self.ledger(), (&by, self.clock().now()), notes)?)
    }

    /// One row, in the books of the first district; every district's log tells of it, for it rules in all of them.
    fn put_publication(
        &self,
        (who, at): (&Who, Timestamp),
        publication: &Publication,
        note: &Note,
    ) -> Result<(), Failure> {
        let districts = districts(self)?;
        let first = districts.first().ok_or(Failure::NotFound)?;
        let by = By::keeper(who, first)?;
        let notes = districts.iter().map(|district| (district.clone(), note.clone())).collect();
        let row = people::row(first, super::KIND, &publication.key(), publication)?;
        Ok(people::keep_row(self.ledger(), (&by, at), row, notes)?)
    }
}

/// The districts in which officers work.
fn districts(office: &Office) -> Result<Vec<bihuan_core::directory::DistrictCode>, Failure> {
    let law = office.law();
    let homes: std::collections::BTreeSet<_> = law.directory.officers().filter_map(people::home).collect();
    Ok(homes.into_iter().collect())
}

/// The account of an officer who keeps every district in which officers work: packs rule in all of them.
///
/// # Errors
/// `NotYours`.
pub(crate) fn keeper_everywhere(office: &Office, who: &Who) -> Result<String, Failure> {
    let districts = districts(office)?;
    for district in &districts {
        By::keeper(who, district)?;
    }
    match who {
        Who::Officer(officer) if !districts.is_empty() => Ok(officer.user.to_string()),
        _ => {
            let (zh, en) =
                ("规则的版本由管理员起草和发布", "Versions of packs are drafted and published by administrators.");
            Err(Refusal::new(RefusalCode::NotYours, zh, en).into())
        }
    }
}

fn reason(why: &str) -> Result<String, Refusal> {
    let why = why.trim();
    match why.chars().count() {
        1..=LONGEST_WHY => Ok(why.to_owned()),
        _ => {
            let (zh, en) = ("请写明理由，500 字以内", "Say why, in at most 500 characters.");
            Err(Refusal::new(RefusalCode::Invalid, zh, en).about("/why", "required"))
        }
    }
}

fn wrong(field: &str, code: &str, zh: &str, en: &str) -> Failure {
    Refusal::new(RefusalCode::Invalid, zh, en).about(field, code).into()
}

fn overtaken() -> Refusal {
    let (zh, en) = (
        "您看过之后，草稿又改过了；请重新看过差异再发布",
        "The draft changed since you looked at it. Read the difference again, then publish it.",
    );
    Refusal::new(RefusalCode::Guard, zh, en).about("/draft", "stale")
}

fn own_draft() -> Refusal {
    let (zh, en) = (
        "起草的人不能自己发布：请另一位管理员看过后发布",
        "Who drafted a version does not publish it. Ask another administrator to read and publish it.",
    );
    Refusal::new(RefusalCode::NotYours, zh, en).about("/draft", "own-draft")
}

fn has_errors(errors: usize) -> Refusal {
    let zh = format!("草稿还有 {errors} 处错误，改好才能发布");
    let en = format!("The draft has {errors} errors. Mend them first.");
    Refusal::new(RefusalCode::Definition, zh, en).about("/draft", "has-errors")
}
