//! One look at everything that fits: the best of the kinds that were asked for, and how many there are of each kind and
//! year. Kind, year and district of a passage stand in one number, so that a passage costs one read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::{Kind, Passage, Query};

/// The field of that number.
pub(crate) const PLACE: &str = "place";
/// Years are counted from here; 0 stands for none.
const FIRST_YEAR: i16 = 1900;
const YEARS: usize = 256;
/// Passages whose numbers are read at a time.
const AT_ONCE: usize = 64;
/// As many kinds as four bits can tell.
const KINDS: usize = 16;

/// Kind in the lowest four bits, year in the next eight, then the district; 0 stands for every district.
pub(crate) fn place(passage: &Passage) -> u64 {
    let year = passage.year.and_then(|year| u64::try_from(year.checked_sub(FIRST_YEAR)?).ok());
    let year = year.filter(|year| (1..YEARS as u64).contains(year)).unwrap_or(0);
    passage.kind.number() | (year << 4) | (passage.district.unwrap_or(0) << 12)
}

/// What is kept while passages go by.
pub(crate) struct Gather {
    asked: u64,
    district: Option<u64>,
    most: usize,
    apiece: bool,
    newest: bool,
}

impl Gather {
    /// The best `most`; or the newest, where so many fit that weighing each of them would take too long.
    pub(crate) fn new(query: &Query, most: usize, newest: bool) -> Gather {
        let asked = query.kinds.iter().fold(0, |kinds, kind| kinds | (1 << kind.number()));
        let asked = if asked == 0 { u64::MAX } else { asked };
        Gather { asked, district: query.district, most, apiece: query.apiece, newest }
    }
}

/// What was gathered.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) best: Vec<DocAddress>,
    pub(crate) kinds: Vec<(Kind, usize)>,
    pub(crate) years: Vec<(i16, usize)>,
    pub(crate) total: usize,
}

/// A passage with its score; of equals the one that came first is the better.
#[derive(PartialEq)]
struct Scored(Score, Reverse<DocAddress>);

impl Eq for Scored {}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0).then_with(|| self.1.cmp(&other.1))
    }
}

/// The same within one part of the index.
pub(crate) struct Part {
    ordinal: SegmentOrdinal,
    places: Arc<dyn ColumnValues<u64>>,
    asked: u64,
    district: Option<u64>,
    most: usize,
    apiece: bool,
    newest: bool,
    /// The best of each kind where so many of each are wanted; else all of them in the first.
    best: [BinaryHeap<Reverse<Scored>>; KINDS],
    kinds: [usize; KINDS],
    years: [usize; YEARS],
}

/// What a part found.
pub(crate) struct Share {
    best: [Vec<Scored>; KINDS],
    kinds: [usize; KINDS],
    years: [usize; YEARS],
}

fn count(counts: &mut [usize], at: u64) {
    if let Some(n) = usize::try_from(at).ok().and_then(|at| counts.get_mut(at)) {
        *n += 1;
    }
}

impl Part {
    fn keep(&mut self, kind: u64, doc: DocId, score: Score) {
        let slot = if self.apiece { usize::try_from(kind).unwrap_or(0) } else { 0 };
        let Some(best) = self.best.get_mut(slot) else { return };
        if best.len() >= self.most {
            let worst = best.peek().map(|Reverse(worst)| worst.0);
            if worst.is_none_or(|worst| score <= worst) {
                return;
            }
            best.pop();
        }
        best.push(Reverse(Scored(score, Reverse(DocAddress::new(self.ordinal, doc)))));
    }
}

impl SegmentCollector for Part {
    type Fruit = Share;

    fn collect(&mut self, doc: DocId, score: Score) {
        let place = self.places.get_val(doc);
        self.take(doc, place, score);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        let mut places = [0; AT_ONCE];
        for docs in docs.chunks(AT_ONCE) {
            let places = places.get_mut(..docs.len()).unwrap_or_default();
            self.places.get_vals(docs, places);
            docs.iter().zip(places.iter()).for_each(|(doc, place)| self.take(*doc, *place, 0.0));
        }
    }

    fn harvest(self) -> Share {
        let best = self.best.map(|kept| kept.into_iter().map(|Reverse(kept)| kept).collect());
        Share { best, kinds: self.kinds, years: self.years }
    }
}

impl Part {
    fn take(&mut self, doc: DocId, place: u64, score: Score) {
        let (kind, of) = (place & 15, place >> 12);
        if self.district.is_some_and(|district| of != 0 && of != district) {
            return;
        }
        count(&mut self.kinds, kind);
        if self.asked & (1 << kind) != 0 {
            let year = (place >> 4) & 255;
            count(&mut self.years, year);
            self.keep(kind, doc, if self.newest { year as Score } else { score });
        }
    }
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = Part;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Part> {
        let places = segment.fast_fields().column_first_or_default(PLACE)?;
        let Gather { asked, district, most, apiece, newest } = *self;
        let (best, kinds, years) = (Default::default(), [0; KINDS], [0; YEARS]);
        Ok(Part { ordinal, places, asked, district, most, apiece, newest, best, kinds, years })
    }

    fn requires_scoring(&self) -> bool {
        !self.newest
    }

    fn merge_fruits(&self, shares: Vec<Share>) -> tantivy::Result<Gathered> {
        let mut all = Share { best: Default::default(), kinds: [0; KINDS], years: [0; YEARS] };
        for share in shares {
            all.best.iter_mut().zip(share.best).for_each(|(best, more)| best.extend(more));
            all.kinds.iter_mut().zip(share.kinds).for_each(|(n, more)| *n += more);
            all.years.iter_mut().zip(share.years).for_each(|(n, more)| *n += more);
        }
        for best in &mut all.best {
            best.sort_by(|one, other| other.cmp(one));
            best.truncate(self.most);
        }
        Ok(Gathered::of(all))
    }
}

impl Gathered {
    fn of(share: Share) -> Gathered {
        let kinds = (0..).zip(share.kinds).filter(|(_, n)| *n > 0);
        let years = (FIRST_YEAR..).zip(share.years).filter(|(year, n)| *year > FIRST_YEAR && *n > 0);
        let mut years: Vec<(i16, usize)> = years.collect();
        years.reverse();
        Gathered {
            best: share.best.into_iter().flatten().map(|scored| scored.1.0).collect(),
            kinds: kinds.filter_map(|(number, n)| Some((Kind::of(number)?, n))).collect(),
            total: share.years.iter().sum(),
            years,
        }
    }
}
