//! How a matter stands for the figures that tell a level: whether it is in a state, what its latest number is.

use rust_decimal::Decimal;

use super::figure::{Figure, Kind, State};
use crate::casework::case::{Case, ClockKind};
use crate::casework::facts::holds;
use crate::casework::{accountable, responsible};
use crate::value::{Value, Values};

/// Quantities and numbers are kept in ten-thousandths of their measure.
pub const SCALE: i64 = 10_000;

impl Figure {
    /// Whether a matter, as it stands, is one of those that a level is made of.
    #[must_use]
    pub fn holds_now(&self, case: &Case) -> bool {
        weight(self, case).is_some()
    }
}

/// What a matter weighs in a figure that tells a level; none where it is not one of it.
pub(super) fn weight(figure: &Figure, case: &Case) -> Option<i64> {
    match &figure.kind {
        Kind::Stock { state, when } => {
            let counts = is_in(*state, case) && when.as_ref().is_none_or(|when| holds(when, case, &Values::new()));
            counts.then_some(1)
        }
        Kind::Latest { field } => case.values.get(field).and_then(number),
        _ => None,
    }
}

/// The unit under which it weighs: the one that answers for it, or did.
pub(super) fn unit(case: &Case) -> Option<String> {
    accountable(case).or_else(|| responsible(case)).map(|unit| unit.as_str().to_owned())
}

/// Whether a matter is in a state, as its last event left it.
fn is_in(state: State, case: &Case) -> bool {
    if case.closed.is_some() {
        return false;
    }
    match state {
        State::Open => true,
        State::Late => {
            let mut of_case = case.open_clocks().filter(|clock| clock.is_of_case() && clock.kind != ClockKind::Outer);
            of_case.any(|clock| !clock.is_suspended() && case.last >= clock.due())
        }
        State::Suspended => case.is_suspended(),
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => number.checked_mul(SCALE),
        Value::Decimal(amount) => scaled(*amount),
        _ => None,
    }
}

/// An amount in ten-thousandths, if it fits.
pub(crate) fn scaled(amount: Decimal) -> Option<i64> {
    amount.checked_mul(SCALE.into()).and_then(|scaled| i64::try_from(scaled.round()).ok())
}
