//! The calendar of working days as a district has it: the one that ships with the program, and the notices that its
//! office took in since.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `books` | the notices as the books hold them, and every edition of the calendar that they made |
//! | `take` | a notice is looked at, and taken in |
//! | `round` | what runs is counted again, a few matters at a time |
//!
//! Each district takes its notices in by itself: whoever keeps one district has no say over the dates of another
//! ([why](../../../../docs/adr/0015-the-calendar-in-the-books.md)).

mod books;
mod round;
mod take;

pub use books::{Calendars, Taken};
pub(crate) use books::{KIND, kept};
pub use round::Recounting;
pub(crate) use round::Rounded;
pub use take::{DayThen, MovedClock, NoticePreview, NoticeWish};
