//! The five district documents as a map: what they name, what they counted, and which of it runs here.
//!
//! [`shipped`] gives the 101 systems and their checked quotes; [`Documents::items`] joins them with the
//! [`Evidence`] of the packs. The state of a system is always derived; there is no way to write it by hand.

mod claims;
mod derive;
mod evidence;
mod item;
mod library;
mod table;

pub use claims::{ClaimFault, ClaimKind};
pub use derive::{Answer, Assessment, Missing, State, answer};
pub use evidence::{Evidence, RowClaim, Serves, UserClaim};
pub use item::{Counts, DocumentItem};
pub(crate) use library::stands_at;
pub use library::{Documents, LoadFault, Part, Place, Quote, Statement, System, Words, check, shipped};
pub use table::coverage_table;
