//! The life of a pack's version: drafted, checked, published from an instant, in force, replaced; or withdrawn before it
//! began. The folder that the program starts with is where a pack comes from; what the office makes of it afterwards stands
//! in the books, by whom, when, from when and why ([why](../../../../docs/adr/0024-versions-of-packs.md)).
//!
//! | file | what it tells |
//! | --- | --- |
//! | `books` | publications as the books hold them, and which version is in force when |
//! | `draft` | the text that somebody works on |
//! | `act` | publishing and withdrawing |

mod act;
mod books;
mod draft;

pub(crate) use act::keeper_everywhere;
pub use act::{Published, Wish};
pub(crate) use books::{KIND, kept, standing};
pub use books::{Publication, State, Timeline, Withdrawal};
pub use draft::Draft;
