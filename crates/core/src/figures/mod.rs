//! Figures: what is worked out from the record, as pure rules over counts and matters that are handed in.

pub mod topics;
