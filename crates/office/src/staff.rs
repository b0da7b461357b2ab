//! Who works here: officers, their posts and absences, and whether they may sign in. One change at a time, each part of the
//! record; the command line and the pages come through the same door.

use bihuan_core::calendar::civil;
use bihuan_core::casework::Who;
use bihuan_core::casework::refusal::{Refusal, RefusalCode};
use bihuan_core::directory::{Absence, Directory, DistrictCode, Holding, Officer, PostName, Unit, UnitCode, UserName};
use bihuan_ledger::{LedgerError, UserRow};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::Office;
use crate::failure::Failure;
use crate::people::{self, By, Note, PeopleError};
use crate::turns::Turn;

impl Office {
    /// Holds every other change of the directory back until this one is done.
    pub(crate) fn changing(&self) -> Result<Turn<'_>, LedgerError> {
        let turn = self.turn_at(&self.changing, "changing")?;
        // What another node has changed meanwhile is changed further, not lost.
        self.follow_law()?;
        Ok(turn)
    }

    /// Today, by the clock of cases.
    #[must_use]
    pub fn today(&self) -> Date {
        civil(self.clock().now()).date()
    }

    /// Adds an officer with an account. The password comes as a hash.
    ///
    /// # Errors
    /// A name that is taken; a unit that is not there; not the district's keeper.
    pub fn add_officer(&self, by: &By, officer: &Officer, password: &str) -> Result<(), Failure> {
        let _one = self.changing()?;
        let after = add_officer(self.ledger(), (by, self.clock().now()), &self.law().directory, officer, password)?;
        self.enact(self.law().with_directory(after));
        Ok(())
    }

    /// Takes units of a district in beside those that are there.
    ///
    /// # Errors
    /// What is wrong with them; the store's.
    pub fn keep_units(&self, by: &By, district: &DistrictCode, units: &[Unit]) -> Result<serde_json::Value, Failure> {
        let _one = self.changing()?;
        let taken = people::keep_units(self.ledger(), (by, self.clock().now()), district, units)?;
        self.enact(self.law().with_directory(people::directory(self.ledger())?));
        Ok(taken)
    }

    /// Gives an officer a post, from a day on.
    ///
    /// # Errors
    /// An officer or unit that is not there; a post that is held already.
    pub fn give_post(&self, who: &Who, user: &UserName, holding: Holding) -> Result<(), Failure> {
        By::keeper(who, &holding.unit.district())?;
        self.change_officer(who, user, |officer| {
            let held = |old: &&Holding| old.post == holding.post && old.unit == holding.unit && old.until.is_none();
            if officer.holdings.iter().any(|old| held(&old)) {
                let (zh, en) = ("该人员已经担任这个岗位", "The officer holds this post already.");
                return Err(Refusal::new(RefusalCode::Invalid, zh, en).about("/post", "held"));
            }
            officer.holdings.push(holding.clone());
            Ok(())
        })
    }

    /// Ends a post: this day is the last one. The day before it began takes it back.
    ///
    /// # Errors
    /// A post that the officer does not hold; open tasks that nobody else could do.
    pub fn end_post(
        &self,
        who: &Who,
        user: &UserName,
        (post, unit): (&PostName, &UnitCode),
        last: Date,
    ) -> Result<(), Failure> {
        let stuck = self.vacant_after(user, |holding| holding.post == *post && holding.unit == *unit)?;
        if !stuck.is_empty() {
            return Err(stuck_refusal(&stuck).into());
        }
        self.change_officer(who, user, |officer| {
            let mut ended = false;
            for holding in &mut officer.holdings {
                let open =
                    holding.post == *post && holding.unit == *unit && holding.until.is_none_or(|until| until > last);
                if open {
                    holding.until = Some(last.max(holding.from));
                    ended = true;
                }
            }
            let (zh, en) = ("该人员现在没有担任这个岗位", "The officer does not hold this post now.");
            if ended { Ok(()) } else { Err(Refusal::new(RefusalCode::NotOpen, zh, en).about("/post", "not-held")) }
        })
    }

    /// Keeps an officer's absence, with the deputy.
    ///
    /// # Errors
    /// A deputy who is not there; an end before its beginning.
    pub fn keep_absence(&self, who: &Who, user: &UserName, absence: Absence) -> Result<(), Failure> {
        self.change_officer(who, user, |officer| {
            officer.absences.push(absence.clone());
            Ok(())
        })
    }

    /// Closes or opens an account; whoever is signed in by a closed one is signed out.
    ///
    /// # Errors
    /// An account that is not there; one's own.
    pub fn set_closed(&self, who: &Who, user: &UserName, closed: bool) -> Result<(), Failure> {
        let (by, district) = self.keeper_of(who, user)?;
        if closed && matches!(&by, By::Officer { user: own, .. } if own == user) {
            let (zh, en) = ("不能停用自己的账号", "You cannot close your own account.");
            return Err(Refusal::new(RefusalCode::NotYours, zh, en).into());
        }
        let _one = self.changing()?;
        let row = self.ledger().user(user.as_str())?.ok_or(Failure::NotFound)?;
        if row.disabled == closed {
            return Ok(());
        }
        let name = user.to_string();
        let note = if closed { Note::AccountClosed { user: name } } else { Note::AccountOpened { user: name } };
        people::note(self.ledger(), (&by, self.clock().now()), vec![(district, note)])?;
        self.ledger().put_user(UserRow { disabled: closed, ..row })?;
        if closed {
            self.ledger().drop_sessions_of(user.as_str())?;
        }
        Ok(())
    }

    /// Gives an account a new first password, as a hash; every session of it ends.
    ///
    /// # Errors
    /// An account that is not there.
    pub fn give_password(&self, who: &Who, user: &UserName, password: &str) -> Result<(), Failure> {
        let (by, district) = self.keeper_of(who, user)?;
        let _one = self.changing()?;
        let row = self.ledger().user(user.as_str())?.ok_or(Failure::NotFound)?;
        let note = Note::PasswordGiven { user: user.to_string() };
        people::note(self.ledger(), (&by, self.clock().now()), vec![(district, note)])?;
        self.ledger().put_user(UserRow { password: password.to_owned(), ..row })?;
        Ok(self.ledger().drop_sessions_of(user.as_str())?)
    }

    /// Writes down what happened to an account or a token.
    ///
    /// # Errors
    /// An account that is not there; not the district's keeper.
    pub fn note_of(&self, who: &Who, user: &UserName, note: Note) -> Result<(), Failure> {
        let (by, district) = self.keeper_of(who, user)?;
        let _one = self.changing()?;
        Ok(people::note(self.ledger(), (&by, self.clock().now()), vec![(district, note)])?)
    }

    /// Writes down what an officer did with the own account.
    ///
    /// # Errors
    /// An account that is not there; the store's.
    pub fn note_own(&self, user: &UserName, note: Note) -> Result<(), Failure> {
        let law = self.law();
        let home = law.directory.officer(user).and_then(people::home).ok_or(Failure::NotFound)?;
        let by = By::Officer { user: user.clone(), unit: home.unit() };
        let _one = self.changing();
        Ok(people::note(self.ledger(), (&by, self.clock().now()), vec![(home, note)])?)
    }

    /// Who asks, as the keeper of the district in which an officer works.
    ///
    /// # Errors
    /// Nobody of that name; not the district's keeper.
    pub fn keeper_of(&self, who: &Who, user: &UserName) -> Result<(By, DistrictCode), Failure> {
        let law = self.law();
        let officer = law.directory.officer(user).ok_or(Failure::NotFound)?;
        let district = people::home(officer).ok_or(Failure::NotFound)?;
        Ok((By::keeper(who, &district)?, district))
    }

    /// Changes one officer, everything else of the directory held still.
    pub(crate) fn change_officer(
        &self,
        who: &Who,
        user: &UserName,
        change: impl Fn(&mut Officer) -> Result<(), Refusal>,
    ) -> Result<(), Failure> {
        let (by, _) = self.keeper_of(who, user)?;
        let _one = self.changing()?;
        let law = self.law();
        let mut officer = law.directory.officer(user).cloned().ok_or(Failure::NotFound)?;
        change(&mut officer)?;
        let at = self.clock().now();
        let after = people::keep_officers(self.ledger(), (&by, at), &law.directory, &[officer], Vec::new())?;
        self.enact(law.with_directory(after));
        Ok(())
    }
}

/// An officer into a directory, with an account: what the command line does on a store that nobody serves, and an office
/// on its own. Answers with the directory after it.
///
/// # Errors
/// A name that is taken; whatever is wrong with the officer; the store's.
pub fn add_officer(
    ledger: &dyn bihuan_ledger::Ledger,
    (by, at): (&By, Timestamp),
    directory: &Directory,
    officer: &Officer,
    password: &str,
) -> Result<Directory, PeopleError> {
    if ledger.user(officer.user.as_str())?.is_some() || directory.officer(&officer.user).is_some() {
        let name = &officer.user;
        let (zh, en) = (format!("用户名 {name} 已经有人使用"), format!("there is a user {name} already"));
        return Err(Refusal::new(RefusalCode::Invalid, zh, en).about("/user", "taken").into());
    }
    let user = officer.user.to_string();
    let made = people::home(officer).map(|district| (district, Note::AccountMade { user: user.clone() }));
    let notes = made.into_iter().collect();
    let after = people::keep_officers(ledger, (by, at), directory, std::slice::from_ref(officer), notes)?;
    let profile = people::profile(officer);
    let password = password.to_owned();
    ledger.put_user(UserRow { name: user, password, profile, disabled: false, created: Timestamp::now() })?;
    Ok(after)
}

/// A post in a unit with open tasks that would have no holder.
pub type Vacancy = (PostName, UnitCode, u64);

/// Why a post cannot end: its work would stop.
pub(crate) fn stuck_refusal(stuck: &[Vacancy]) -> Refusal {
    let tasks: u64 = stuck.iter().map(|(_, _, tasks)| tasks).sum();
    Refusal::new(
        RefusalCode::Guard,
        format!("还有 {tasks} 件待办只有该人员能办，请先指定接替人员，或先给本单位安排其他人"),
        format!("{tasks} open tasks could be done by nobody else. Name a successor, or give somebody the post first."),
    )
    .about("/to", "post-vacant")
}
