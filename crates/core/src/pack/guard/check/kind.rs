//! The types of parts of a condition, and what is known of optional fields beside them.

use std::collections::BTreeSet;
use std::sync::Arc;

use cel::common::ast::LiteralValue;

use crate::pack::model::Vocabulary;

/// The types of parts of a condition.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Boolean,
    Integer,
    /// An amount: compared as millionths.
    Amount,
    Date,
    Time,
    /// Words of the pack, or of a closed set.
    Words(Option<Vec<String>>),
    Term(Arc<Vocabulary>),
    /// A unit, an officer, an entry: compared by its text.
    Code(&'static str),
    List(Box<Kind>),
    /// A literal list: its elements were checked with what they are compared with.
    Literals,
    Map(&'static str),
    /// How many sub-cases of a name, by these names.
    Counts(String, Vec<String>),
    Null,
    /// Something wrong was told already.
    Unknown,
}

impl Kind {
    pub fn words(&self) -> &'static str {
        match self {
            Self::Boolean => "真或假",
            Self::Integer => "整数",
            Self::Amount => "数额",
            Self::Date => "日期",
            Self::Time => "时间",
            Self::Words(_) => "文字",
            Self::Term(_) => "词条",
            Self::Code(_) => "代码",
            Self::List(_) | Self::Literals => "列表",
            Self::Map(_) | Self::Counts(..) => "一组字段",
            Self::Null | Self::Unknown => "空值",
        }
    }

    pub fn is_ordered(&self) -> bool {
        matches!(self, Self::Integer | Self::Amount | Self::Date | Self::Time | Self::Unknown)
    }
}

/// A checked part: its type, and which optional fields are known to be there if it is true or false.
pub(super) struct Typed {
    pub kind: Kind,
    pub literal: bool,
    pub if_true: BTreeSet<String>,
    pub if_false: BTreeSet<String>,
}

impl Typed {
    pub fn of(kind: Kind) -> Self {
        Self { kind, literal: false, if_true: BTreeSet::new(), if_false: BTreeSet::new() }
    }

    pub fn literal(kind: Kind) -> Self {
        Self { literal: true, ..Self::of(kind) }
    }
}

pub(super) fn literal_kind(literal: &LiteralValue) -> Typed {
    Typed::literal(match literal {
        LiteralValue::Boolean(_) => Kind::Boolean,
        LiteralValue::Int(_) | LiteralValue::UInt(_) => Kind::Integer,
        LiteralValue::Double(_) => Kind::Amount,
        LiteralValue::String(_) => Kind::Words(None),
        LiteralValue::Bytes(_) | LiteralValue::Null => Kind::Null,
    })
}
