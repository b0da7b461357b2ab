//! Which pages there are: what the map of the documents may point to. A test opens every one of them.

/// Paths of pages that open without a case in hand.
pub const PAGES: &[&str] = &[];
