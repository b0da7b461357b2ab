//! The walk through the weeks: each scene is asked of the office as a person would ask it, in the order of time, with
//! the clock moved on before. Warnings, silence and lapsed requests happen on the way, because their time comes.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};

use bihuan_core::calendar::civil;
use bihuan_core::casework::{CaseId, Officer, TypeId, Who};
use bihuan_core::directory::{DistrictCode, UserName};
use bihuan_office::{Act, Demand, Failure as Why, Filing, Office};
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::plots::{PUBLIC, REPORTER, Scene, What};
use crate::failure::Failure;

/// What came of the walk.
#[derive(Debug, Default)]
pub struct Walked {
    /// Matters filed.
    pub filed: usize,
    /// Acts taken.
    pub acts: usize,
    /// What the law refused, with the scene; a plot that is written well has none.
    pub refused: Vec<String>,
}

/// A matter that has been filed.
struct Filed {
    id: CaseId,
    number: String,
}

/// Plays the scenes up to `until`, and lets the time run there.
pub fn walk(
    office: &Office,
    district: &DistrictCode,
    mut scenes: Vec<Scene>,
    until: Timestamp,
) -> Result<Walked, Failure> {
    scenes.retain(|scene| scene.at <= until);
    scenes.sort_by_key(|scene| (scene.at, scene.matter));
    let (mut walked, mut filed) = (Walked::default(), BTreeMap::new());
    let mut bar = Bar::new(scenes.len());
    for scene in &scenes {
        pass(office, scene.at)?;
        match play(office, district, scene, &mut filed) {
            Ok(()) if matches!(scene.what, What::File { .. }) => walked.filed += 1,
            Ok(()) => walked.acts += 1,
            Err(Why::Refused(refusal)) => walked.refused.push(format!("{scene:?}: {refusal:?}")),
            Err(Why::NotFound) => walked.refused.push(format!("{scene:?}: not found")),
            Err(other) => return Err(other.into()),
        }
        bar.step();
    }
    office.advance_to(until)?;
    bar.end();
    Ok(walked)
}

/// Lets the time run to `at`; what is due by then happens on the way.
fn pass(office: &Office, at: Timestamp) -> Result<(), Failure> {
    office.deliver_news()?;
    if office.next_wake()?.is_some_and(|due| due <= at) {
        office.advance_to(at)?;
    } else {
        office.clock().advance_to(at);
    }
    Ok(())
}

fn play(
    office: &Office,
    district: &DistrictCode,
    scene: &Scene,
    filed: &mut BTreeMap<usize, Filed>,
) -> Result<(), Why> {
    let who = who(office, scene.by, scene.at);
    match &scene.what {
        What::File { case_type, channel, form } => {
            let wish = Filing {
                case_type: TypeId((*case_type).into()),
                district: district.clone(),
                form: form.clone(),
                channel: (*channel).into(),
            };
            let settled = office.file(&Demand { who, wish, key: None })?;
            filed.insert(scene.matter, Filed { id: settled.case.id, number: settled.case.number });
            Ok(())
        }
        What::Act { action, input } => act(office, who, filed.get(&scene.matter), action, input.clone()),
        What::Merge { lead } => {
            let lead = filed.get(lead).map(|lead| lead.number.clone()).ok_or(Why::NotFound)?;
            let input = Map::from_iter([("lead".to_owned(), Json::from(lead))]);
            act(office, who, filed.get(&scene.matter), "merge", input)
        }
    }
}

fn act(office: &Office, who: Who, filed: Option<&Filed>, action: &str, input: Map<String, Json>) -> Result<(), Why> {
    let case = filed.map(|filed| filed.id.0.clone()).ok_or(Why::NotFound)?;
    let wish = Act { case, action: action.into(), task: None, input, seen: None };
    office.act(&Demand { who, wish, key: None }).map(drop)
}

fn who(office: &Office, by: &str, at: Timestamp) -> Who {
    match (by, by.parse::<UserName>()) {
        (REPORTER, _) => Who::Reporter,
        (PUBLIC, _) | (_, Err(_)) => Who::Public,
        (_, Ok(user)) => {
            let posts = office.law().directory.posts_of(&user, civil(at).date());
            Who::Officer(Officer { user, posts })
        }
    }
}

/// Progress on stderr: one line that is written over on a terminal, a few lines elsewhere.
struct Bar {
    all: usize,
    done: usize,
    tenths: usize,
    live: bool,
}

impl Bar {
    fn new(all: usize) -> Bar {
        Bar { all: all.max(1), done: 0, tenths: 0, live: std::io::stderr().is_terminal() }
    }

    fn step(&mut self) {
        self.done += 1;
        let tenths = self.done * 10 / self.all;
        if self.live && self.done.is_multiple_of(16) || tenths > self.tenths {
            self.tenths = tenths;
            self.show();
        }
    }

    fn show(&self) {
        let percent = self.done * 100 / self.all;
        let filled = percent / 5;
        let line = format!(
            "合成数据 · synthetic matters [{}{}] {percent:3} %",
            "#".repeat(filled),
            " ".repeat(20usize.saturating_sub(filled))
        );
        let end = if self.live { "" } else { "\n" };
        let start = if self.live { "\r" } else { "" };
        drop(write!(std::io::stderr().lock(), "{start}{line}{end}"));
    }

    fn end(&self) {
        if self.live {
            drop(writeln!(std::io::stderr().lock()));
        }
    }
}
