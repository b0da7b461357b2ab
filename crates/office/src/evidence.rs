//! What shows that a sentence of the documents runs here: packs that check, stories that hold, figures that are
//! counted, promises that are shown. Gathered from what is in force, never written by hand.

use std::collections::{BTreeMap, BTreeSet};

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::story::{directory_for, play};
use bihuan_core::directory::shipped_districts;
use bihuan_core::pack::{self, Pack};
use bihuan_text::documents::{Evidence, RowClaim, Serves};
use bihuan_text::promises;

use crate::indicators::INDICATORS;
use crate::law::PackSource;

/// What these packs show, beside the pages that open and the browser's walks that the caller knows of.
pub fn evidence(sources: &[PackSource], pages: BTreeSet<String>, walks: BTreeSet<String>) -> Evidence {
    let mut evidence = Evidence { pages, walks, ..Evidence::default() };
    if let Ok(promises) = promises::shipped() {
        evidence.promises = promises.iter().map(promises::Promise::place).collect();
    }
    for source in sources {
        let reading = pack::read(&source.bytes());
        let sound = reading.is_sound();
        let Some(pack) = reading.pack.filter(|_| sound) else { continue };
        evidence.indicators.extend(figures_of(&pack));
        evidence.scenarios_passed.extend(passed(&pack, &reading.scenarios));
        evidence.packs.insert(source.name.clone(), claims(&pack));
    }
    evidence
}

fn figures_of(pack: &Pack) -> impl Iterator<Item = (String, String)> {
    let names = pack
        .cases
        .values()
        .flat_map(|case| INDICATORS.iter().map(move |it| (it.id(&case.id.0), it.measure().to_owned())));
    names.collect::<BTreeMap<_, _>>().into_iter()
}

/// The stories of a pack that go as they say, by pack and name of their file.
fn passed(pack: &Pack, stories: &[pack::scenario::Scenario]) -> Vec<(String, String)> {
    let Some(directory) = shipped_districts().ok().and_then(|units| directory_for(pack, units).ok()) else {
        return Vec::new();
    };
    let holds = |story: &&pack::scenario::Scenario| play(pack, story, &directory, Calendar::shipped()).is_empty();
    stories.iter().filter(holds).map(|story| (pack.name.clone(), story.id.clone())).collect()
}

fn claims(pack: &Pack) -> Serves {
    let claim = |it: &pack::model::RowClaim| RowClaim {
        page: it.page.clone(),
        verbs: it.verbs.clone(),
        numbers: it.numbers.clone(),
        users: it.users.clone(),
        walk: it.walk.clone(),
    };
    pack.serves.iter().map(|(row, it)| (row.clone(), claim(it))).collect()
}
