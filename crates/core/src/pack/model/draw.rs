//! What is drawn by chance in a kind of matter, and how often an entry may be looked at in a year.

use super::Span;
use crate::casework::TypeId;
use crate::value::FieldName;

/// That matters of a kind are draws.
#[derive(Clone, Debug)]
pub struct DrawRule {
    /// The register that is drawn from.
    pub of: String,
    /// Which of its entries.
    pub only: Vec<(FieldName, Wanted)>,
    /// The field of an entry that says its stratum; none: all are one.
    pub stratum: Option<FieldName>,
    /// Where an entry's tickets are read; none: one each.
    pub tickets: Option<Tickets>,
    /// How many of each stratum.
    pub take: Take,
    /// The flag of the form that says whether entries at the limit of the year are left out; else they are refused.
    pub leave_out: Option<FieldName>,
    /// Who looks at what is drawn.
    pub with: Option<WithRule>,
    /// The matter that each drawn entry becomes.
    pub opens: Option<Opens>,
    /// Why it is drawn so.
    pub basis: String,
    /// Where it is declared.
    pub span: Span,
}

/// What a field of an entry must say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Wanted {
    /// This.
    Is(String),
    /// What this field of the draw's form says; anything, where it says nothing.
    Form(FieldName),
}

/// Where the tickets of an entry are read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Tickets {
    /// A whole number of the entry.
    Field(FieldName),
    /// A whole number of the term that a field of the entry names.
    Attribute(FieldName, String),
}

/// How many are drawn of each stratum.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Take {
    /// So many, by a field of the form.
    Count(FieldName),
    /// So many of a hundred, rounded up, by a field of the form.
    Share(FieldName),
    /// So many of a hundred, rounded up, by this attribute of the stratum's term.
    ShareOfTerm(String),
}

/// Who looks at what is drawn.
#[derive(Clone, Debug)]
pub struct WithRule {
    /// Their register.
    pub of: String,
    /// How many for each, at least two.
    pub each: usize,
    /// Which of its entries.
    pub only: Vec<(FieldName, Wanted)>,
    /// Fields of both registers: who says the same as an entry is kept apart from it.
    pub apart: Vec<FieldName>,
    /// The field of theirs that lists the entries from which they are kept apart.
    pub declared: Option<FieldName>,
}

/// The matter that a drawn entry becomes.
#[derive(Clone, Debug)]
pub struct Opens {
    /// Its kind, by its name within the pack.
    pub case: String,
    /// Its form.
    pub form: Vec<(FieldName, Filled)>,
    /// What limits it by the year, where its kind says so: known once the whole pack is read.
    pub cap: Option<Cap>,
    /// Where it is declared.
    pub span: Span,
}

/// What a field of the opened matter's form is filled with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Filled {
    /// The drawn entry.
    Entry,
    /// Who looks at it.
    With,
    /// The number of the draw.
    Number,
    /// What a field of the entry says.
    OfEntry(FieldName),
    /// What a field of the draw's form says.
    OfForm(FieldName),
}

/// How often a matter of this kind may be opened about an entry in a year of the calendar.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cap {
    /// The field of the form that names the entry.
    pub entry: FieldName,
    /// So often.
    pub times: u64,
    /// Whether all years count together; else each for itself.
    pub ever: bool,
    /// Why.
    pub basis: String,
}

/// A step of a draw, which an action takes beside what else it does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DrawStep {
    /// Somebody shows the hash of a secret.
    Show,
    /// The list is frozen.
    Freeze,
    /// Somebody tells the secret.
    Tell,
    /// The choice is made.
    Draw,
    /// It is broken off, on a ground; the next try begins with new secrets.
    BreakOff,
    /// What was drawn becomes matters.
    HandOut,
}

impl DrawStep {
    /// Every step with its word, in the order in which they are taken.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("show", Self::Show),
        ("freeze", Self::Freeze),
        ("tell", Self::Tell),
        ("draw", Self::Draw),
        ("break_off", Self::BreakOff),
        ("hand_out", Self::HandOut),
    ];
}

impl Opens {
    /// The kind of the matter, for a draw of this kind.
    #[must_use]
    pub fn type_id(&self, draw: &TypeId) -> TypeId {
        let pack = draw.0.split_once('.').map_or("", |(pack, _)| pack);
        TypeId(format!("{pack}.{}", self.case))
    }
}
