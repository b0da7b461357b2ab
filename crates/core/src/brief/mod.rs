//! Briefs: what a district writes about a time out of its record: the year's report, the month's bulletin, the week's
//! brief, minutes. The words are an author's; every number is a reference to what the record says, and stays one.
//!
//! A template ([`source`]) is Markdown with references in braces. [`write`] reads it against the [`Facts`] of a district
//! and a period and gives a [`Brief`] ([`said`]): runs of words and of cited numbers, from which every format is made and
//! against which a later reading is held: what changed since an edition was issued is a [`Correction`], never a rewriting.
//! [`spell`] writes numbers as offices do. Nothing here praises or ranks: such words are typed by a person, or they are a
//! figure with its source.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `source` | the text of a template, and what is wrong with it |
//! | `facts` | what a template may ask of the record |
//! | `write` | a template and the facts become a brief |
//! | `said` | the brief, and how two of them differ |
//! | `spell` | numbers, days and periods in office Chinese |

mod facts;
mod said;
mod source;
pub mod spell;
mod write;

pub use facts::{Decided, Facts, Line, Matters, Measured, Promised, Ranked, Table};
pub use said::{Brief, Cited, Correction, Part, Run, Runs};
pub use source::{
    Against, Ask, Block, By, Fault, MOST_CHARACTERS, Names, Paragraph, Piece, Style, Template, Which, Word,
};
pub use write::{Setting, write};
