//! Claims that cannot be meant: a row, verb, number or user that the survey does not have.

use super::evidence::{RowClaim, Serves, UserClaim};
use super::library::{Documents, System};

/// What is wrong with a claim.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum ClaimKind {
    /// The survey has no such row.
    Row,
    /// The row is left out on purpose; nobody may serve it.
    LeftOut,
    /// The row has no such verb.
    Verb,
    /// The row has no such number.
    Number,
    /// The row has no such user.
    User,
    /// A user without a page has an empty reason.
    Reason,
    /// A page is not a path of this server.
    Page,
}

/// A claim of a pack that cannot be meant, with the field at fault.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct ClaimFault {
    /// The pack.
    pub pack: String,
    /// The row that it claims.
    pub row: String,
    /// What is wrong.
    pub kind: ClaimKind,
    /// The key as the pack wrote it.
    pub key: String,
}

impl ClaimFault {
    /// The code of the refusal.
    pub fn code(&self) -> &'static str {
        match self.kind {
            ClaimKind::Row => "unknown-row",
            ClaimKind::LeftOut => "row-left-out",
            ClaimKind::Verb => "unknown-verb",
            ClaimKind::Number => "unknown-number",
            ClaimKind::User => "unknown-user",
            ClaimKind::Reason => "empty-reason",
            ClaimKind::Page => "not-a-path",
        }
    }

    /// The field at fault, as a path into the pack.
    pub fn field(&self) -> String {
        let (row, key) = (&self.row, &self.key);
        match self.kind {
            ClaimKind::Row | ClaimKind::LeftOut => format!("serves.{row}"),
            ClaimKind::Verb => format!("serves.{row}.verbs.{key}"),
            ClaimKind::Number => format!("serves.{row}.numbers.{key}"),
            ClaimKind::User | ClaimKind::Reason => format!("serves.{row}.users.{key}"),
            ClaimKind::Page => format!("serves.{row}.page"),
        }
    }

    /// The sentence for a Chinese reader.
    pub fn zh(&self) -> String {
        let Self { pack, row, key, .. } = self;
        match self.kind {
            ClaimKind::Row => format!("业务包 {pack} 申明承担“{row}”，文件清单里没有这一行"),
            ClaimKind::LeftOut => format!("业务包 {pack} 申明承担“{row}”，这一行有意不做"),
            ClaimKind::Verb => format!("业务包 {pack} 在 {row} 写了动作“{key}”，该行没有这个动作"),
            ClaimKind::Number => format!("业务包 {pack} 在 {row} 写了数“{key}”，该行没有这个数"),
            ClaimKind::User => {
                format!("业务包 {pack} 在 {row} 写了使用者“{key}”，该行没有这个使用者")
            }
            ClaimKind::Reason => format!("业务包 {pack} 在 {row} 没有写明“{key}”为何没有页面"),
            ClaimKind::Page => format!("业务包 {pack} 在 {row} 写的页面“{key}”不是以 / 开头的路径"),
        }
    }

    /// The sentence for an English reader.
    pub fn en(&self) -> String {
        let Self { pack, row, key, .. } = self;
        match self.kind {
            ClaimKind::Row => {
                format!("the pack {pack} claims {row}, which the survey does not have")
            }
            ClaimKind::LeftOut => {
                format!("the pack {pack} claims {row}, which is left out on purpose")
            }
            ClaimKind::Verb => {
                format!("the pack {pack} claims the verb `{key}`, which {row} does not have")
            }
            ClaimKind::Number => {
                format!("the pack {pack} claims the number “{key}”, which {row} does not have")
            }
            ClaimKind::User => {
                format!("the pack {pack} claims the user `{key}`, which {row} does not have")
            }
            ClaimKind::Reason => {
                format!("the pack {pack} gives no reason why `{key}` of {row} has no page")
            }
            ClaimKind::Page => format!("the page `{key}` of {row} in the pack {pack} is no path that begins with /"),
        }
    }
}

impl Documents {
    /// Everything in the `serves:` of a pack that cannot be meant, for the check of the pack.
    pub fn claim_faults(&self, pack: &str, serves: &Serves) -> Vec<ClaimFault> {
        let rows = serves.iter();
        rows.flat_map(|(row, claim)| match self.system(row) {
            None => vec![fault(pack, row, ClaimKind::Row, row)],
            Some(system) if system.left_out.is_some() => {
                vec![fault(pack, row, ClaimKind::LeftOut, row)]
            }
            Some(system) => claim_faults(pack, system, claim),
        })
        .collect()
    }
}

/// What of one claim its row does not have, in the order verbs, numbers, users, pages.
pub(super) fn claim_faults(pack: &str, system: &System, claim: &RowClaim) -> Vec<ClaimFault> {
    let fault = |kind, key: &str| fault(pack, &system.id, kind, key);
    let mut faults = Vec::new();
    for verb in claim.verbs.keys().filter(|key| !has(&system.verbs, key)) {
        faults.push(fault(ClaimKind::Verb, verb));
    }
    for number in claim.numbers.keys().filter(|key| !system.numbers.contains(key)) {
        faults.push(fault(ClaimKind::Number, number));
    }
    for (user, served) in &claim.users {
        if !has(&system.users, user) {
            faults.push(fault(ClaimKind::User, user));
        }
        if UserClaim::read(served) == UserClaim::Reason("") {
            faults.push(fault(ClaimKind::Reason, user));
        }
    }
    let page = claim.page.iter().filter(|page| !page.starts_with('/'));
    faults.extend(page.map(|page| fault(ClaimKind::Page, page)));
    faults
}

fn has(parts: &[super::library::Part], key: &str) -> bool {
    parts.iter().any(|part| part.id == key)
}

fn fault(pack: &str, row: &str, kind: ClaimKind, key: &str) -> ClaimFault {
    ClaimFault { pack: pack.to_owned(), row: row.to_owned(), kind, key: key.to_owned() }
}
