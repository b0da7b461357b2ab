//! What a pack must be beside well written: sound. Each file proves one thing and shows the shortest
//! way to the trouble.

use super::diagnostic::Findings;
use super::model::Pack;
use super::scenario::Scenario;

/// Checks a pack that could be put together.
pub fn check(_pack: &Pack, _stories: &[Scenario], _out: &mut Findings) {}
