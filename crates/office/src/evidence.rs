//! What shows that a sentence of the documents runs here: packs that check, stories that hold, figures that are
//! counted, promises that are shown. Gathered from what is in force, never written by hand.

use std::collections::BTreeSet;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::story::{directory_for, play_among};
use bihuan_core::directory::shipped_districts;
use bihuan_core::figures::number::growth_name;
use bihuan_core::figures::{Book, Figure, statistic};
use bihuan_core::pack::{self, Pack};
use bihuan_text::documents::{Evidence, RowClaim, Serves};
use bihuan_text::promises;

use crate::law::PackSource;
use crate::readings::is_added;

/// What these packs show, beside the pages that open and the browser's walks that the caller knows of.
pub fn evidence(sources: &[PackSource], pages: BTreeSet<String>, walks: BTreeSet<String>) -> Evidence {
    let mut evidence = Evidence { pages, walks, ..Evidence::default() };
    evidence.indicators.extend(statistic::measured().into_iter().map(|(name, measure)| (name, measure.to_owned())));
    if let Ok(promises) = promises::shipped() {
        evidence.promises = promises.iter().map(promises::Promise::place).collect();
    }
    let readings: Vec<_> = sources.iter().map(|source| (source, pack::read(&source.bytes()))).collect();
    let others: Vec<Pack> = readings.iter().filter_map(|(_, reading)| reading.pack.clone()).collect();
    for (source, reading) in readings {
        let sound = reading.is_sound();
        let Some(pack) = reading.pack.filter(|_| sound) else { continue };
        evidence.indicators.extend(figures_of(&pack));
        evidence.scenarios_passed.extend(passed(&pack, &others, &reading.scenarios));
        evidence.packs.insert(source.name.clone(), claims(&pack));
    }
    evidence
}

/// The figures of a pack, and the growth of each that adds up over a year.
fn figures_of(pack: &Pack) -> impl Iterator<Item = (String, String)> {
    let book = Book::of([pack]);
    let own = |figure: &Figure| {
        let growth = is_added(figure).then(|| (growth_name(&figure.id), "%".to_owned()));
        std::iter::once((figure.id.clone(), figure.measure.clone())).chain(growth)
    };
    let all: Vec<_> = book.all().flat_map(|figure| own(figure).collect::<Vec<_>>()).collect();
    all.into_iter()
}

/// The stories of a pack that go as they say, by pack and name of their file.
fn passed(pack: &Pack, others: &[Pack], stories: &[pack::scenario::Scenario]) -> Vec<(String, String)> {
    let Some(directory) = shipped_districts().ok().and_then(|units| directory_for(pack, units).ok()) else {
        return Vec::new();
    };
    let among = (&directory, Calendar::shipped());
    let holds = |story: &&pack::scenario::Scenario| play_among(pack, others, story, among).0.is_empty();
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
