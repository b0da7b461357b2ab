//! Who is left out of a figure by a decision, and counts again by another: what the case added there is taken back to the
//! day that it belongs to, and counted as left out beside the figure; or the other way round.
//!
//! What a case adds is at each instant the same whole: in the count, or beside it. So a decision moves all that the case
//! added since it was opened last, whatever was added when, and nothing is lost by deciding twice. A case that is opened
//! again counts again from there: what was left out before stays beside, what comes now is in until it is decided anew;
//! a decision that it counts again is one on all of its life.

use std::sync::Arc;

use super::additions::{Addition, Happened};
use super::figure::{Figure, Kind, series};
use super::reading::Named;

/// The facet under which it is kept how many were left out.
pub const EXCLUDED: &str = "x";

/// What a record adds to what is kept, of all that it adds by itself (`own`). `past` gives all that the records before it
/// added by themselves, each with the time of the case's life that it belongs to; it is asked only where a decision
/// changes how the case is counted.
#[must_use]
pub fn settled(
    figures: &[Arc<Figure>],
    happened: &Happened<'_>,
    own: Vec<Addition>,
    past: impl FnOnce() -> Vec<(usize, Addition)>,
) -> Vec<Addition> {
    let Happened { before, after, .. } = *happened;
    // Nearly every case was never decided upon.
    if after.rulings.is_empty() {
        return own;
    }
    let mut out: Vec<Addition> = Vec::with_capacity(own.len());
    for added in own {
        match figure_of(figures, &added).filter(|figure| after.is_excluded(&figure.id)) {
            Some(figure) => out.extend(beside(figure, &added)),
            None => out.push(added),
        }
    }
    let Some(before) = before.filter(|before| before.is_ruled_otherwise(after)) else { return out };
    for (life, added) in past() {
        let Some(figure) = figure_of(figures, &added) else { continue };
        let (was, is) = (before.is_excluded_in(life, &figure.id), after.is_excluded_in(life, &figure.id));
        if was == is {
            continue;
        }
        let sign = if is { 1 } else { -1 };
        out.extend(beside(figure, &added).map(|beside| Addition { n: sign * beside.n, ..beside }));
        out.push(Addition { n: -sign * added.n, ..added });
    }
    out
}

/// The figure that something is added to, if one can be left out of it.
fn figure_of<'f>(figures: &'f [Arc<Figure>], added: &Addition) -> Option<&'f Figure> {
    let id = Named::read(&added.series).id;
    figures.iter().map(AsRef::as_ref).find(|figure| figure.id == id && figure.can_exclude())
}

/// What is counted as left out for it: one for each time that it was counted, whatever else is kept of it.
fn beside(figure: &Figure, added: &Addition) -> Option<Addition> {
    let Named { id, facet, part } = Named::read(&added.series);
    (facet == figure.times()).then(|| Addition { series: series(id, Some(EXCLUDED), part), ..added.clone() })
}

impl Figure {
    /// Whether a case can be left out of it: of what is counted as it happens, not of how things stand.
    #[must_use]
    pub fn can_exclude(&self) -> bool {
        self.is_kept() && !matches!(self.kind, Kind::Stock { .. } | Kind::Latest { .. })
    }

    /// The facet that counts how often it was added to.
    pub(super) fn times(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Sum { .. } | Kind::Time { .. } | Kind::Latest { .. } => Some("n"),
            Kind::Count { .. } | Kind::Stock { .. } | Kind::Rate { .. } => None,
        }
    }

    /// The names under which it is kept how many were left out: of a rate those of its lower part.
    #[must_use]
    pub fn excluded(&self) -> Vec<String> {
        match &self.kind {
            Kind::Rate { over, .. } => over.iter().map(|id| series(id, Some(EXCLUDED), None)).collect(),
            _ if self.can_exclude() => vec![series(&self.id, Some(EXCLUDED), None)],
            _ => Vec::new(),
        }
    }
}
