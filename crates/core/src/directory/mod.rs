//! Who there is in a district: its units as a tree, the posts in them, the officers who hold the posts, and where places lie.
//!
//! A [`Directory`] is a value. It holds one district or many (a unit's code begins with its district's), is built by a
//! [`DirectoryBuilder`] that names everything wrong at once, and only answers questions afterwards. Days come in as arguments.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `codes` | the codes and names by which units, districts, posts and users are known |
//! | `unit`, `officer` | what is known of a unit and of an officer |
//! | `build`, `error` | from lists to a tree, and what can be wrong with the lists |
//! | `tree` | what is above and below what |
//! | `posts` | who holds which post on a day: validity, absence and deputy, hand-over |
//! | `place` | points and outlines, the smallest unit that contains a point |
//! | `crs` | coordinate systems that a place may be given in |
//! | `import` | the lists of streets and communities as others publish them |
//! | `shipped` | the four districts and the demo's officers that come with the program |

mod build;
mod codes;
mod crs;
mod error;
pub mod import;
mod officer;
mod place;
mod posts;
mod shipped;
mod tree;
mod unit;

pub use build::DirectoryBuilder;
pub use codes::{CodeError, DistrictCode, PostName, UnitCode, UserName};
pub use crs::Crs;
pub use error::DirectoryError;
pub use officer::{Absence, Holding, Officer};
pub use place::{Outline, PlaceError, Point};
pub use shipped::{demo, read_units, shipped_districts};
pub use tree::Directory;
pub use unit::{Source, Unit, UnitKind};
