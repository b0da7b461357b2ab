//! Handing over: an officer leaves, and no task stays behind. First the posts pass on, so that nothing new comes to who is
//! gone; then each case gives its tasks away by a command of its own. Whatever stops it half-way, doing it again does the
//! rest, and two who do it at once do it once.

use bihuan_core::casework::case::TaskEnd;
use bihuan_core::casework::{Command, Event, Who};
use bihuan_core::directory::{Directory, DistrictCode, Holding, UserName};
use bihuan_ledger::TaskQuery;
use std::collections::{BTreeMap, BTreeSet};

use crate::Office;
use crate::failure::Failure;
use crate::people::{self, By, Note};
use crate::staff::{Vacancy, stuck_refusal};

/// Cases that are taken from the store at a time.
const BATCH: usize = 200;

/// What is to be handed over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HandOver {
    /// Who leaves, or is relieved.
    pub from: UserName,
    /// Who takes over; none: each task goes back to its post.
    pub to: Option<UserName>,
    /// Whether the posts end today too; a successor then holds them from today.
    pub leaves: bool,
}

/// What a hand-over would do, or did: for each unit and post how many tasks, and to whom.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Handed {
    /// Unit, post, tasks, and whether they go to the successor (else to the post).
    pub lines: Vec<(String, String, u64, bool)>,
    /// The posts that end.
    pub posts: Vec<Holding>,
    /// Posts with open tasks that would have no holder: nothing is done while there is one.
    pub vacant: Vec<Vacancy>,
    /// Cases that could not be decided: their pack's author must mend them; their tasks stay as they are.
    pub refused: u64,
}

impl Handed {
    /// Tasks that go to the successor.
    #[must_use]
    pub fn to_officer(&self) -> u64 {
        self.lines.iter().filter(|line| line.3).map(|line| line.2).sum()
    }

    /// Tasks that go back to their posts.
    #[must_use]
    pub fn to_post(&self) -> u64 {
        self.lines.iter().filter(|line| !line.3).map(|line| line.2).sum()
    }
}

impl Office {
    /// What a hand-over would do as things stand.
    ///
    /// # Errors
    /// Nobody of that name; not the district's keeper; a successor who is the same.
    pub fn preview_hand_over(&self, who: &Who, wish: &HandOver) -> Result<Handed, Failure> {
        let (_, district) = self.keeper_of(who, &wish.from)?;
        let law = self.law();
        let after = self.directory_after(&law.directory, wish)?;
        let today = self.today();
        let passes = |holding: &&Holding| holding.until.is_none_or(|last| last > today);
        let leaver = law.directory.officer(&wish.from).filter(|_| wish.leaves);
        let mut handed = Handed {
            posts: leaver.iter().flat_map(|officer| officer.holdings.iter().filter(passes)).cloned().collect(),
            ..Handed::default()
        };
        for row in self.ledger().load(district.as_str())? {
            if row.officer.as_deref() == Some(wish.from.as_str()) {
                let (Ok(post), Ok(unit)) = (row.post.parse(), row.unit.parse()) else { continue };
                let taken = wish.to.as_ref().is_some_and(|to| after.holds(to, &post, &unit, today));
                handed.lines.push((row.unit, row.post, row.tasks, taken));
            }
        }
        handed.vacant = self.vacant_in(&law.directory, &after, &[district])?;
        Ok(handed)
    }

    /// Hands over. Answers with what was done by this call.
    ///
    /// # Errors
    /// As [`Office::preview_hand_over`]; open tasks that nobody could do afterwards. Then nothing is done.
    pub fn hand_over_tasks(&self, who: &Who, wish: &HandOver) -> Result<Handed, Failure> {
        let (by, district) = self.keeper_of(who, &wish.from)?;
        let posts = self.pass_posts(&by, &district, wish)?;
        let mut counted: BTreeMap<(String, String, bool), u64> = BTreeMap::new();
        let mut refused: BTreeSet<String> = BTreeSet::new();
        while let Some(cases) = self.cases_of(&district, &wish.from)? {
            let mut moved = false;
            for case in cases {
                let command = Command::HandOver { from: wish.from.clone(), to: wish.to.clone() };
                match self.move_on(&case, who, &command, None, |_, _| Ok(())) {
                    Ok(settled) => {
                        moved |= !settled.events.is_empty();
                        count(&mut counted, &settled.case, &settled.events);
                    }
                    Err(Failure::Refused(refusal)) => {
                        tracing::error!(%case, code = ?refusal.code, "the tasks of a case could not be handed over");
                        refused.insert(case);
                    }
                    Err(other) => return Err(other),
                }
            }
            if !moved {
                break;
            }
        }
        let lines = counted.into_iter().map(|((unit, post, taken), n)| (unit, post, n, taken)).collect();
        let handed = Handed { lines, posts, vacant: Vec::new(), refused: refused.len() as u64 };
        let note = Note::HandedOver {
            from: wish.from.to_string(),
            to: wish.to.as_ref().map(UserName::to_string),
            to_officer: handed.to_officer(),
            to_post: handed.to_post(),
        };
        if handed.to_officer() + handed.to_post() > 0 {
            let _one = self.changing()?;
            people::note(self.ledger(), (&by, self.clock().now()), vec![(district, note)])?;
        }
        Ok(handed)
    }

    /// The posts of who leaves end, or pass to the successor; none if that was done before.
    fn pass_posts(&self, by: &By, district: &DistrictCode, wish: &HandOver) -> Result<Vec<Holding>, Failure> {
        let _one = self.changing()?;
        let law = self.law();
        let after = self.directory_after(&law.directory, wish)?;
        let vacant = self.vacant_in(&law.directory, &after, std::slice::from_ref(district))?;
        if !vacant.is_empty() {
            return Err(stuck_refusal(&vacant).into());
        }
        let changed: Vec<_> = after
            .officers()
            .filter(|officer| law.directory.officer(&officer.user) != Some(*officer))
            .cloned()
            .collect();
        if changed.is_empty() {
            return Ok(Vec::new());
        }
        let today = self.today();
        let passes = |holding: &&Holding| holding.until.is_none_or(|last| last > today);
        let before = law.directory.officer(&wish.from);
        let posts = before.iter().flat_map(|officer| officer.holdings.iter().filter(passes)).cloned().collect();
        let at = self.clock().now();
        let after = people::keep_officers(self.ledger(), (by, at), &law.directory, &changed, Vec::new())?;
        self.enact(law.with_directory(after));
        Ok(posts)
    }

    /// The directory as it would be; the same where the officer stays, or has left already.
    fn directory_after(&self, before: &Directory, wish: &HandOver) -> Result<Directory, Failure> {
        use bihuan_core::casework::refusal::{Refusal, RefusalCode};
        use bihuan_core::directory::DirectoryError;
        let unfit = |error: &DirectoryError| {
            let refusal = Refusal::new(RefusalCode::Invalid, error.zh(), error.to_string());
            Failure::from(refusal.about("/to", error.code()))
        };
        if let Some(to) = &wish.to {
            let known = before.officer(to).ok_or_else(|| unfit(&DirectoryError::UnknownOfficer(to.clone())))?;
            if known.user == wish.from {
                return Err(unfit(&DirectoryError::SameOfficer(to.clone())));
            }
        }
        let (today, from) = (self.today(), &wish.from);
        let goes_on = |holding: &Holding| holding.until.is_none_or(|last| last > today);
        let stays = before.officer(from).is_some_and(|officer| !officer.holdings.iter().any(goes_on));
        if !wish.leaves || stays {
            return Ok(before.clone());
        }
        let passed = match &wish.to {
            Some(to) => before.hand_over(from, to, today),
            None => before.without_posts(from, today),
        };
        match passed {
            Ok(after) => Ok(remembered(before, after, from)),
            Err(DirectoryError::NothingToHandOver(_)) => Ok(before.clone()),
            Err(error) => Err(unfit(&error)),
        }
    }

    /// Posts with open tasks that had a holder and would have none.
    fn vacant_in(
        &self,
        before: &Directory,
        after: &Directory,
        districts: &[DistrictCode],
    ) -> Result<Vec<Vacancy>, Failure> {
        let today = self.today();
        let mut vacant: BTreeMap<_, u64> = BTreeMap::new();
        for district in districts {
            for row in self.ledger().load(district.as_str())? {
                let (Ok(post), Ok(unit)) = (row.post.parse(), row.unit.parse()) else { continue };
                let held = |directory: &Directory| !directory.holders(&post, &unit, today).is_empty();
                if held(before) && !held(after) {
                    *vacant.entry((post, unit)).or_default() += row.tasks;
                }
            }
        }
        Ok(vacant.into_iter().map(|((post, unit), tasks)| (post, unit, tasks)).collect())
    }

    /// Posts with open tasks that nobody would hold if an officer no longer had these.
    pub(crate) fn vacant_after(
        &self,
        user: &UserName,
        gone: impl Fn(&Holding) -> bool,
    ) -> Result<Vec<Vacancy>, Failure> {
        let law = self.law();
        let Some(mut officer) = law.directory.officer(user).cloned() else { return Ok(Vec::new()) };
        let districts: BTreeSet<DistrictCode> = officer.holdings.iter().map(|held| held.unit.district()).collect();
        officer.holdings.retain(|holding| !gone(holding));
        let after = law.directory.with_officer(officer);
        self.vacant_in(&law.directory, &after, &districts.into_iter().collect::<Vec<_>>())
    }

    /// Some of the cases in which an officer has a task; none if there is none.
    fn cases_of(&self, district: &DistrictCode, user: &UserName) -> Result<Option<BTreeSet<String>>, Failure> {
        let query = TaskQuery {
            districts: vec![district.to_string()],
            officer: Some(user.to_string()),
            limit: BATCH,
            ..TaskQuery::default()
        };
        let cases: BTreeSet<String> = self.ledger().tasks(&query)?.items.into_iter().map(|task| task.case).collect();
        Ok(Some(cases).filter(|cases| !cases.is_empty()))
    }
}

/// Who leaves on the day on which the first post began has held it that one day: an officer is never without a trace of
/// where the work was.
fn remembered(before: &Directory, after: Directory, from: &UserName) -> Directory {
    let gone = after.officer(from).filter(|officer| officer.holdings.is_empty()).cloned();
    let first = before.officer(from).and_then(|officer| officer.holdings.first()).cloned();
    match (gone, first) {
        (Some(mut officer), Some(first)) => {
            officer.holdings = vec![Holding { until: Some(first.from), ..first }];
            after.with_officer(officer)
        }
        _ => after,
    }
}

fn count(counted: &mut BTreeMap<(String, String, bool), u64>, case: &bihuan_core::casework::Case, events: &[Event]) {
    for event in events {
        let Event::TaskHandedOver { task, to, .. } = event else { continue };
        let Some(task) = case.task(task).filter(|task| !matches!(task.ended, Some((TaskEnd::Cancelled, _)))) else {
            continue;
        };
        let (Some(unit), Some(post)) = (&task.unit, &task.post) else { continue };
        *counted.entry((unit.to_string(), post.to_string(), to.is_some())).or_default() += 1;
    }
}
