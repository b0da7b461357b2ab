//! What the command line may ask of a store, and the one place where each order is carried out.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use base64ct::{Base64, Encoding};
use bihuan_core::calendar::civil;
use bihuan_core::casework::{Officer as AtWork, Who};
use bihuan_core::directory::{DistrictCode, Officer, Unit, UserName};
use bihuan_ledger::log::verify_checkpoint;
use bihuan_ledger::{CaseRow, Checks, Ledger};
use bihuan_office::people::By;
use bihuan_office::{Office, people, staff};
use bihuan_web::identity::tokens;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::briefs;
use crate::export::{self, Wanted};
use crate::failure::Failure;
use crate::tables::{self, Table};
use crate::trial;

/// Something to be done with the store.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Order {
    /// Add an officer with an account.
    AddUser {
        /// Who, with the posts held.
        officer: Officer,
        /// The password as a hash in PHC form.
        password: String,
        /// The only district in which posts may be held.
        district: Option<DistrictCode>,
    },
    /// Make a token.
    CreateToken {
        /// Whose.
        user: UserName,
        /// What it may.
        scopes: Vec<String>,
        /// For how many days.
        days: u32,
        /// The only district whose accounts may get one.
        district: Option<DistrictCode>,
    },
    /// Take units into the directory.
    TakeUnits {
        /// Of which district.
        district: DistrictCode,
        /// The units.
        units: Vec<Unit>,
    },
    /// Check all that is kept.
    Verify {
        /// Of this district alone.
        district: Option<DistrictCode>,
    },
    /// Make the slots of entries that cases hold again from the records.
    RebuildSlots {
        /// Of this district alone.
        district: Option<DistrictCode>,
    },
    /// Hold what is kept of figures against the records, or make it so again.
    Figures {
        /// Whether what differs is put right.
        rebuild: bool,
        /// Of this district alone.
        district: Option<DistrictCode>,
    },
    /// Copy the store into a file.
    Backup {
        /// The file, absolute.
        file: PathBuf,
        /// The only district that there may be.
        district: Option<DistrictCode>,
    },
    /// Save the reports of a file.
    SaveReports {
        /// The file's name.
        name: String,
        /// Its bytes in base64.
        content: String,
        /// The district of a report whose region is not known.
        district: Option<DistrictCode>,
        /// Who saves them; none: the post that will have the task.
        #[serde(default)]
        user: Option<UserName>,
    },
    /// Take a table in, row by row.
    TakeTable(Table),
    /// Write the matters of a period into files that other tools read.
    Export(Wanted),
    /// Try the matters of a period under other rules or with other staff.
    Simulate(trial::Asked),
    /// Compile a brief from the record.
    Compile {
        /// Of which district; needed where there are several.
        district: Option<DistrictCode>,
        /// The template: `<pack>.<name>`, or its name where only one pack has it.
        template: String,
        /// The period, as the contract writes it.
        period: String,
    },
    /// Say where the record of a receipt is now.
    FindRecord {
        /// The case's number.
        number: String,
        /// The signed head that the receipt shows, to be checked.
        checkpoint: Option<String>,
        /// The only district in which it is sought.
        district: Option<DistrictCode>,
    },
}

impl Order {
    /// Whether the order may be the first thing that ever happens to a store.
    pub fn may_begin(&self) -> bool {
        matches!(self, Order::TakeUnits { .. })
    }
}

impl Order {
    /// Whether the order is carried out under the law, and not on the store alone.
    pub fn needs_office(&self) -> bool {
        matches!(
            self,
            Order::SaveReports { .. }
                | Order::TakeTable(_)
                | Order::Figures { .. }
                | Order::RebuildSlots { .. }
                | Order::Simulate(_)
                | Order::Compile { .. }
        )
    }
}

/// What an order works with.
pub struct Hands<'h> {
    /// The store.
    pub ledger: &'h dyn Ledger,
    /// The instance at work on it, if there is one.
    pub office: Option<&'h Office>,
    /// Hears how far long work is.
    pub tell: &'h (dyn Fn(&str) + Sync),
}

/// Carries an order out.
pub fn carry_out(hands: &Hands<'_>, order: &Order) -> Result<Json, Failure> {
    match order {
        Order::AddUser { officer, password, district } => {
            within(district.as_ref(), officer.holdings.iter().map(|holding| holding.unit.district()))?;
            add_user(hands, officer, password)
        }
        Order::CreateToken { user, scopes, days, district } => {
            within(district.as_ref(), districts_of(hands, user)?)?;
            create_token(hands, user, scopes, *days)
        }
        Order::TakeUnits { district, units } => take_units(hands, district, units),
        Order::Verify { district } => verify(hands, district.as_ref()),
        Order::RebuildSlots { district } => rebuild_slots(hands, district.as_ref()),
        Order::Figures { rebuild, district } => figures(hands, *rebuild, district.as_ref()),
        Order::Backup { file, district } => {
            whole(hands, district.as_ref())?;
            backup(hands, file)
        }
        Order::TakeTable(table) => tables::take(office_of(hands)?, table),
        Order::Simulate(asked) => {
            asked.period.district.as_ref().map(|code| known(hands, code)).transpose()?;
            trial::carry_out(office_of(hands)?, asked)
        }
        Order::Export(wanted) => {
            wanted.period.district.as_ref().map(|code| known(hands, code)).transpose()?;
            export::write(hands.ledger, wanted)
        }
        Order::SaveReports { name, content, district, user } => {
            save_reports(hands, name, content, district.as_ref(), user.as_ref())
        }
        Order::Compile { district, template, period } => briefs::compile(hands, district.as_ref(), template, period),
        Order::FindRecord { number, checkpoint, district } => {
            find_record(hands, number, checkpoint.as_deref(), district.as_ref())
        }
    }
}

/// The instance, for what is done under the law.
pub fn office_of<'h>(hands: &Hands<'h>) -> Result<&'h Office, Failure> {
    hands.office.ok_or_else(|| Failure::Work("没有可用的事项包 · there is no instance to save it in".into()))
}

/// Saves the reports of a file, each once.
fn save_reports(
    hands: &Hands<'_>,
    name: &str,
    content: &str,
    district: Option<&DistrictCode>,
    user: Option<&UserName>,
) -> Result<Json, Failure> {
    let office = office_of(hands)?;
    let bytes = Base64::decode_vec(content)
        .map_err(|_| Failure::Use("文件内容不是 Base64 · the content is not Base64".into()))?;
    let who = user.map_or(Ok(Who::Kernel), |user| at_work(office, user))?;
    let saved = office.save_reports(&who, district, name, &bytes)?;
    serde_json::to_value(saved).map_err(|error| Failure::Work(error.to_string()))
}

/// An officer with the posts held today.
fn at_work(office: &Office, user: &UserName) -> Result<Who, Failure> {
    let today = civil(office.clock().now()).date();
    let posts = office.law().directory.posts_of(user, today);
    if posts.is_empty() {
        return Err(Failure::Work(format!(
            "没有用户 {user},或其今天不在任何岗位 · there is no user {user}, or the user holds no post today"
        )));
    }
    Ok(Who::Officer(AtWork { user: user.clone(), posts }))
}

/// Refuses what reaches beyond the district that was named.
fn within(only: Option<&DistrictCode>, touched: impl IntoIterator<Item = DistrictCode>) -> Result<(), Failure> {
    let Some(only) = only else { return Ok(()) };
    match touched.into_iter().find(|code| code != only) {
        None => Ok(()),
        Some(other) => Err(Failure::Work(format!(
            "涉及区划 {other},不在 --district {only} 之内 · this is about {other}, not about {only}"
        ))),
    }
}

/// Where a user's posts are.
fn districts_of(hands: &Hands<'_>, user: &UserName) -> Result<Vec<DistrictCode>, Failure> {
    let directory = people::directory(hands.ledger)?;
    let officer = directory.officer(user);
    Ok(officer.iter().flat_map(|officer| &officer.holdings).map(|holding| holding.unit.district()).collect())
}

/// Refuses a part of the store where only all of it can be had.
fn whole(hands: &Hands<'_>, only: Option<&DistrictCode>) -> Result<(), Failure> {
    let Some(only) = only else { return Ok(()) };
    known(hands, only)?;
    let kept = hands.ledger.districts()?.into_iter().chain(hands.ledger.directory_districts()?);
    match kept.into_iter().find(|code| code != only.as_str()) {
        None => Ok(()),
        Some(other) => Err(Failure::Use(format!(
            "备份总是整个数据目录,这里还有区划 {other};请去掉 --district · a backup is of the whole store, which also has {other}: leave --district out"
        ))),
    }
}

/// Refuses a district of which nothing is kept.
pub fn known(hands: &Hands<'_>, district: &DistrictCode) -> Result<(), Failure> {
    let kept = hands.ledger.districts()?.into_iter().chain(hands.ledger.directory_districts()?);
    if kept.into_iter().any(|code| code == district.as_str()) {
        return Ok(());
    }
    Err(Failure::Work(format!("这里没有区划 {district} 的数据 · nothing of {district} is kept here")))
}

fn add_user(hands: &Hands<'_>, officer: &Officer, password: &str) -> Result<Json, Failure> {
    let officer = &held_by_now(hands, officer);
    match hands.office {
        Some(office) => office.add_officer(&By::Console, officer, password)?,
        None => {
            let directory = people::directory(hands.ledger)?;
            staff::add_officer(hands.ledger, (&By::Console, Timestamp::now()), &directory, officer, password)?;
        }
    }
    Ok(json!({ "user": officer.user, "posts": officer.holdings }))
}

/// The same officer; the posts are held from today also where the instance's clock is behind the machine's.
fn held_by_now(hands: &Hands<'_>, officer: &Officer) -> Officer {
    let mut officer = officer.clone();
    if let Some(office) = hands.office {
        let today = civil(office.clock().now()).date();
        officer.holdings.iter_mut().for_each(|holding| holding.from = holding.from.min(today));
    }
    officer
}

fn create_token(hands: &Hands<'_>, user: &UserName, scopes: &[String], days: u32) -> Result<Json, Failure> {
    let scopes = scopes.iter().map(|scope| scope.parse()).collect::<Result<Vec<tokens::Scope>, _>>();
    let scopes = scopes.map_err(|error| Failure::Use(error.to_string()))?;
    let made = tokens::issue(hands.ledger, user.as_str(), &scopes, days)?;
    serde_json::to_value(made).map_err(|error| Failure::Work(error.to_string()))
}

fn take_units(hands: &Hands<'_>, district: &DistrictCode, units: &[Unit]) -> Result<Json, Failure> {
    Ok(match hands.office {
        Some(office) => office.keep_units(&By::Console, district, units)?,
        None => people::keep_units(hands.ledger, (&By::Console, Timestamp::now()), district, units)?,
    })
}

fn verify(hands: &Hands<'_>, district: Option<&DistrictCode>) -> Result<Json, Failure> {
    district.map(|code| known(hands, code)).transpose()?;
    let checks = Checks { district: district.map(DistrictCode::to_string), ..bihuan_office::checks() };
    let report = hands.ledger.verify(&checks)?;
    serde_json::to_value(report).map_err(|error| Failure::Work(error.to_string()))
}

/// Events between two words of how far it is.
const A_STEP: u64 = 200_000;

fn figures(hands: &Hands<'_>, rebuild: bool, district: Option<&DistrictCode>) -> Result<Json, Failure> {
    district.map(|code| known(hands, code)).transpose()?;
    let (office, done) = (office_of(hands)?, AtomicU64::new(0));
    let progress = |more: u64| {
        let before = done.fetch_add(more, Ordering::Relaxed);
        let now = before + more;
        if before / A_STEP != now / A_STEP {
            (hands.tell)(&format!("已重算 {now} 个事件 · {now} events replayed"));
        }
    };
    let district = district.map(DistrictCode::as_str);
    let checked = match rebuild {
        true => office.rebuild_figures(district, &progress)?,
        false => office.verify_figures(district, &progress)?,
    };
    serde_json::to_value(checked).map_err(|error| Failure::Work(error.to_string()))
}

fn rebuild_slots(hands: &Hands<'_>, district: Option<&DistrictCode>) -> Result<Json, Failure> {
    district.map(|code| known(hands, code)).transpose()?;
    let (cases, wrong) = office_of(hands)?.rebuild_slots(district.map(DistrictCode::as_str))?;
    Ok(json!({ "cases": cases, "wrong": wrong }))
}

fn backup(hands: &Hands<'_>, file: &std::path::Path) -> Result<Json, Failure> {
    let made = bihuan_office::back_up(hands.ledger, file)?;
    Ok(json!({ "file": made.file, "bytes": made.bytes }))
}

/// What is needed to hold a receipt against the log: the first record of its case, the latest signed head, the path between.
fn find_record(
    hands: &Hands<'_>,
    number: &str,
    checkpoint: Option<&str>,
    district: Option<&DistrictCode>,
) -> Result<Json, Failure> {
    let here = |row: &CaseRow| district.is_none_or(|only| row.district == only.as_str());
    let Some(row) = hands.ledger.head(number)?.filter(here) else {
        return Err(Failure::Work(format!("没有编号 {number} · there is no case {number}")));
    };
    let records = hands.ledger.records(&row.district, &row.case)?;
    let Some(first) = records.first() else {
        return Err(Failure::Work(format!("编号 {number} 没有记录 · case {number} has no record")));
    };
    let leaf = first.seq.saturating_sub(1);
    let covering = hands.ledger.checkpoint_covering(&row.district, leaf)?;
    let note = checkpoint.map(|note| holds(hands, &row.district, leaf, note)).transpose()?;
    Ok(json!({ "leaf": leaf, "hash": first.hash, "covered": covering.is_some(), "checkpoint": note }))
}

/// Whether a checkpoint is signed by this log, and its tree has the record in it.
fn holds(hands: &Hands<'_>, district: &str, leaf: u64, note: &str) -> Result<bool, Failure> {
    let Some((size, root)) = verify_checkpoint(note, &hands.ledger.verifier_key(district)) else { return Ok(false) };
    let proof = hands.ledger.inclusion_proof(district, leaf, size)?;
    Ok(proof.is_some_and(|proof| proof.root == root))
}
