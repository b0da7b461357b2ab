//! Invented matters played in the order of time, wherever that is: in an office, or on a table.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use jiff::Timestamp;

use super::{Birth, Filed, Life, Role, Setting, Wish};
use crate::casework::{Case, CaseId, Refusal};

/// Where invented matters are played.
pub trait Place {
    /// What can go wrong there beside a refusal.
    type Fault;

    /// Lets the time run; what falls due on the way happens.
    ///
    /// # Errors
    /// The place's.
    fn pass(&mut self, until: Timestamp) -> Result<(), Self::Fault>;

    /// Takes a matter in.
    ///
    /// # Errors
    /// The place's.
    fn file(&mut self, at: Timestamp, setting: &Setting<'_>, filed: Filed) -> Result<Answer, Self::Fault>;

    /// Acts on a matter.
    ///
    /// # Errors
    /// The place's.
    fn act(&mut self, at: Timestamp, id: &CaseId, setting: &Setting<'_>, wish: Wish) -> Result<Answer, Self::Fault>;

    /// A matter as it stands; none where it is not known.
    ///
    /// # Errors
    /// The place's.
    fn case(&self, id: &CaseId) -> Result<Option<Cow<'_, Case>>, Self::Fault>;
}

/// What the law says to a wish.
pub enum Answer {
    /// It was done, to this matter.
    Done(CaseId),
    /// It was refused.
    Refused(Refusal),
}

/// What came of it all.
#[derive(Debug, Default)]
pub struct Came {
    /// Matters that were filed, with their numbers among the invented ones.
    pub filed: Vec<(u64, CaseId)>,
    /// Acts that were taken.
    pub acts: usize,
    /// What the law had no room for: the action, and the refusal's code. It is left out.
    pub refused: Vec<String>,
}

/// One matter while it runs.
struct Matter<'l> {
    setting: Setting<'l>,
    sort: usize,
    birth: Birth,
    life: Life<'l>,
    id: Option<CaseId>,
}

/// Plays matters until an instant; each stands with the place of its setting. `step` is told of every step.
///
/// # Errors
/// The place's.
pub fn run<P: Place>(
    place: &mut P,
    settings: &[Setting<'_>],
    births: Vec<(usize, Birth)>,
    until: Timestamp,
    step: &mut dyn FnMut(Timestamp),
) -> Result<Came, P::Fault> {
    let born = births.into_iter().filter_map(|(sort, birth)| {
        let setting = *settings.get(sort)?;
        Some(Matter { setting, sort, life: Life::new(setting, &birth), birth, id: None })
    });
    let mut matters: Vec<Matter<'_>> = born.collect();
    let firsts = matters.iter().enumerate().map(|(at, matter)| Reverse((matter.birth.at, at)));
    let mut ahead: BinaryHeap<Reverse<(Timestamp, usize)>> = firsts.collect();
    let (mut came, mut numbers) = (Came::default(), BTreeMap::new());
    while let Some(Reverse((at, which))) = ahead.pop().filter(|Reverse((at, _))| *at <= until) {
        let Some(matter) = matters.get_mut(which) else { break };
        place.pass(at)?;
        step(at);
        match &matter.id {
            None => matter.come_in(place, at, &mut numbers, &mut came)?,
            Some(id) => {
                let id = id.clone();
                matter.go_on(place, &id, &mut came)?;
            }
        }
        ahead.extend(matter.life.next().map(|next| Reverse((next.max(at), which))));
    }
    place.pass(until)?;
    Ok(came)
}

impl Matter<'_> {
    fn come_in<P: Place>(
        &mut self,
        place: &mut P,
        at: Timestamp,
        numbers: &mut BTreeMap<(usize, u64), String>,
        came: &mut Came,
    ) -> Result<(), P::Fault> {
        if let Role::Twin { of } = self.birth.role {
            numbers.get(&(self.sort, of)).into_iter().for_each(|number| self.life.tell("first", number));
        }
        let Some(filed) = self.life.filed(at) else { return Ok(()) };
        match place.file(at, &self.setting, filed)? {
            Answer::Refused(refusal) => came.refused.push(told("file", &refusal)),
            Answer::Done(id) => {
                if let Some(case) = place.case(&id)? {
                    numbers.insert((self.sort, self.birth.matter), case.number.clone());
                    self.life.begin(&case);
                }
                came.filed.push((self.birth.matter, id.clone()));
                self.id = Some(id);
            }
        }
        Ok(())
    }

    fn go_on<P: Place>(&mut self, place: &mut P, id: &CaseId, came: &mut Came) -> Result<(), P::Fault> {
        let Some(case) = place.case(id)? else { return Ok(()) };
        let Some((at, wish, due)) = self.life.wish(&case) else { return Ok(()) };
        drop(case);
        let action = wish.action.clone();
        let answer = place.act(at, id, &self.setting, wish)?;
        let Some(case) = place.case(id)? else { return Ok(()) };
        match answer {
            Answer::Done(_) => {
                came.acts += 1;
                self.life.done(&due, &case);
            }
            Answer::Refused(refusal) => {
                came.refused.push(told(&action, &refusal));
                self.life.refused(&due, &case);
            }
        }
        Ok(())
    }
}

fn told(action: &str, refusal: &Refusal) -> String {
    let fields: Vec<&str> = refusal.faults.iter().map(|fault| fault.field.as_str()).collect();
    format!("{action}: {:?} {}", refusal.code, fields.join(" "))
}
