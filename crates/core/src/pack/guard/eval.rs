//! Weighing a guard: the facts that it reads, as CEL values.
//!
//! | value | as |
//! | --- | --- |
//! | term | map of its `code` and its attributes |
//! | unit | the suffix behind its district's code, or its whole code where it has no suffix |
//! | date | `2026-11-21` |
//! | time | `2026-11-21T01:00:00Z`, whole seconds |
//! | amount | whole millionths |
//! | officer, entry | their text |
//! | several | a list; of terms, a list of codes |

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use cel::objects::Key;
use cel::{Context, Env, Value as Cel};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Guard;
use super::quick::{Ask, Given, Quick};
use crate::pack::model::{TermValue, Vocabulary};
use crate::value::{Value, Values};

/// Amounts are compared in millionths.
pub const SCALE: i64 = 1_000_000;

/// What a guard is weighed against.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    /// Form fields and facts of the case.
    pub form: &'f Values,
    /// What the action was given.
    pub input: &'f Values,
    /// The case itself.
    pub case: CaseFacts<'f>,
}

/// What a guard may read of the case itself.
#[derive(Clone, Copy, Debug)]
pub struct CaseFacts<'f> {
    /// The round.
    pub round: u32,
    /// The stage, while it stands in one.
    pub stage: Option<&'f str>,
    /// `open`, `suspended` or `closed`.
    pub status: &'f str,
    /// The outcome of a closed case.
    pub outcome: Option<&'f str>,
    /// How it came in.
    pub channel: &'f str,
    /// Whether another system sent it.
    pub outer: bool,
    /// How many commands have changed it.
    pub version: u64,
    /// The day of the command, where a condition may read it.
    pub today: Option<Date>,
}

/// What an occasion carries beside the case: `clock` and `rating`, each with its values by name.
pub type Moment = BTreeMap<&'static str, BTreeMap<String, Fact>>;

/// One value of them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fact {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A word.
    Word(String),
    /// Whole numbers by name.
    Counts(BTreeMap<String, i64>),
}

/// A guard that cannot be weighed: a defect of the checker or of the record, told as a refusal.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the condition `{guard}` cannot be weighed: {cause}")]
pub struct GuardError {
    /// The guard's source.
    pub guard: String,
    /// Why.
    pub cause: String,
}

impl Guard {
    /// Whether it reads of something under a root, such as `subcases`.
    pub fn reads_of(&self, root: &str) -> bool {
        self.reads.iter().any(|path| path.strip_prefix(root).is_some_and(|rest| rest.starts_with('.')))
    }

    /// Whether the condition holds.
    pub fn holds(&self, facts: &Facts<'_>) -> Result<bool, GuardError> {
        self.holds_at(facts, &Moment::new())
    }

    /// Whether the condition holds, with what an occasion carries.
    pub fn holds_at(&self, facts: &Facts<'_>, moment: &Moment) -> Result<bool, GuardError> {
        let quick = self.quickly(&Given { guard: self, facts, moment });
        quick.map_or_else(|| self.weigh_at(facts, moment), Ok)
    }

    /// Whether it holds, without CEL; none where only CEL can say.
    pub(crate) fn quickly<'q>(&'q self, asked: &'q impl Ask<'q>) -> Option<bool> {
        Quick { guard: self, asked }.holds()
    }

    /// The same by CEL, whatever it asks.
    fn weigh_at(&self, facts: &Facts<'_>, moment: &Moment) -> Result<bool, GuardError> {
        let mut context = Context::with_env(environment());
        context.add_variable_from_value("form", self.map("form", facts.form));
        context.add_variable_from_value("input", self.map("input", facts.input));
        context.add_variable_from_value("case", case(&facts.case));
        for (root, values) in moment {
            let values = values.iter().map(|(name, fact)| (name.clone(), fact.value())).collect();
            context.add_variable_from_value(*root, to_map(values));
        }
        self.weigh(&context)
    }

    /// Weighs the guard in a context that holds `form`, `input` and `case`.
    pub(crate) fn weigh(&self, context: &Context<'_, '_>) -> Result<bool, GuardError> {
        let error = |cause: String| GuardError { guard: self.source.clone(), cause };
        match context.resolve(&self.expression) {
            Ok(Cel::Bool(holds)) => Ok(holds),
            Ok(other) => Err(error(format!("neither true nor false: {other:?}"))),
            Err(cause) => Err(error(cause.to_string())),
        }
    }

    /// The values that the guard reads, and no others.
    fn map(&self, root: &str, values: &Values) -> Cel {
        let mut map = BTreeMap::new();
        for name in self.reads.iter().filter_map(|path| path.strip_prefix(root)?.strip_prefix('.')) {
            let terms = self.terms.get(&format!("{root}.{name}"));
            if let Some(value) = values.get(name).and_then(|value| value_of(value, terms)) {
                map.insert(name.to_owned(), value);
            }
        }
        to_map(map)
    }
}

impl Fact {
    fn value(&self) -> Cel {
        match self {
            Fact::Flag(flag) => Cel::Bool(*flag),
            Fact::Number(number) => Cel::Int(*number),
            Fact::Word(word) => Cel::from(word.as_str()),
            Fact::Counts(counts) => to_map(counts.iter().map(|(name, n)| (name.clone(), Cel::Int(*n))).collect()),
        }
    }
}

/// The environment is built once: it never changes.
pub(crate) fn environment() -> Arc<Env> {
    static CORE: OnceLock<Arc<Env>> = OnceLock::new();
    Arc::clone(CORE.get_or_init(|| Arc::new(Env::stdlib())))
}

/// A map of CEL. The crate wants a `HashMap`; a condition has no way to see its order.
#[allow(clippy::disallowed_types)]
pub(crate) fn to_map(values: BTreeMap<String, Cel>) -> Cel {
    let map: std::collections::HashMap<Key, Cel> =
        values.into_iter().map(|(key, value)| (Key::from(key), value)).collect();
    Cel::from(map)
}

fn case(facts: &CaseFacts<'_>) -> Cel {
    let mut map = BTreeMap::from([
        ("round".to_owned(), Cel::Int(i64::from(facts.round))),
        ("status".to_owned(), Cel::from(facts.status)),
        ("channel".to_owned(), Cel::from(facts.channel)),
        ("outer".to_owned(), Cel::Bool(facts.outer)),
        ("version".to_owned(), Cel::Int(i64::try_from(facts.version).unwrap_or(i64::MAX))),
    ]);
    map.extend(facts.stage.map(|stage| ("stage".to_owned(), Cel::from(stage))));
    map.extend(facts.today.map(|day| ("today".to_owned(), Cel::from(day.to_string()))));
    map.extend(facts.outcome.map(|outcome| ("outcome".to_owned(), Cel::from(outcome))));
    to_map(map)
}

fn value_of(value: &Value, terms: Option<&Arc<Vocabulary>>) -> Option<Cel> {
    Some(match value {
        Value::Integer(number) => Cel::Int(*number),
        Value::Decimal(amount) => Cel::Int(millionths(amount)?),
        Value::Date(date) => Cel::from(date.to_string()),
        Value::Time(at) => Cel::from(sortable(*at)),
        Value::Boolean(flag) => Cel::Bool(*flag),
        Value::Term(code) => match terms {
            Some(vocabulary) => term(code, vocabulary),
            None => Cel::from(code.as_str()),
        },
        Value::Unit(unit) => Cel::from(suffix(unit.as_str())),
        Value::Officer(user) => Cel::from(user.as_str()),
        Value::Entry(entry) => Cel::from(format!("{}/{}", entry.register, entry.key)),
        Value::Many(values) => Cel::from(values.iter().filter_map(|value| value_of(value, None)).collect::<Vec<_>>()),
        // A guard may ask whether these are there, but never what they say.
        Value::Text(_) | Value::Place(_) | Value::Files(_) | Value::Sealed(_) | Value::Length(_) => Cel::Null,
    })
}

/// A term with its attributes; one that the vocabulary does not know has its code alone.
pub(crate) fn term(code: &str, vocabulary: &Vocabulary) -> Cel {
    let attributes = vocabulary.terms.iter().find(|term| term.code == code).map(|term| &term.attributes);
    let mut map: BTreeMap<String, Cel> = attributes
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            let value = match value {
                TermValue::Text(text) => Cel::from(text.as_str()),
                TermValue::Integer(number) => Cel::Int(*number),
                TermValue::Boolean(flag) => Cel::Bool(*flag),
                // A condition may not read one.
                TermValue::Length(_) => Cel::Null,
            };
            (name.clone(), value)
        })
        .collect();
    map.insert("code".to_owned(), Cel::from(code));
    to_map(map)
}

pub(crate) fn suffix(code: &str) -> &str {
    code.split_once('-').map_or(code, |(_, suffix)| suffix)
}

/// A time as a text that sorts like it.
pub(crate) fn sortable(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// An amount in millionths, if it fits and has at most six places.
pub(crate) fn millionths(amount: &Decimal) -> Option<i64> {
    let scaled = amount.checked_mul(Decimal::from(SCALE))?;
    if scaled.fract().is_zero() { scaled.to_i64() } else { scaled.trunc().to_i64() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pack::guard::{Seen, compile};
    use crate::pack::model::{Field, FieldType, Span, Term};

    fn field(name: &str, kind: FieldType) -> Field {
        Field {
            many: name.ends_with('s'),
            vocabulary: (kind == FieldType::Term).then(|| "sorts".into()),
            ..Field::plain(name, kind, name)
        }
    }

    fn vocabularies() -> BTreeMap<String, Arc<Vocabulary>> {
        let term = |code: &str, urgent| Term {
            code: code.into(),
            title: code.into(),
            en: None,
            attributes: BTreeMap::from([("urgent".into(), TermValue::Boolean(urgent))]),
            span: Span::default(),
            places: BTreeMap::new(),
        };
        let vocabulary = Vocabulary {
            name: "sorts".into(),
            title: "类别".into(),
            basis: "ours".into(),
            attributes: BTreeMap::from([("urgent".into(), FieldType::Boolean)]),
            terms: vec![term("pipe", true), term("noise", false)],
            span: Span::default(),
        };
        BTreeMap::from([("sorts".into(), Arc::new(vocabulary))])
    }

    /// Weighs a condition over a case that has a value of every sort; both ways of weighing say the same.
    fn weigh(source: &str) -> Result<bool, Vec<&'static str>> {
        weigh_with(source, &[])
    }

    /// The same where some of the fields have no value.
    fn weigh_with(source: &str, missing: &[&str]) -> Result<bool, Vec<&'static str>> {
        let fields = [
            field("sort", FieldType::Term),
            field("topics", FieldType::Term),
            field("amount", FieldType::Money),
            field("number", FieldType::Integer),
            field("day", FieldType::Date),
            field("moment", FieldType::Time),
            field("flag", FieldType::Boolean),
            field("unit", FieldType::Unit),
            field("entry", FieldType::Entry),
            field("words", FieldType::Text),
            field("missing", FieldType::Integer),
        ];
        let (lists, stages, outcomes) = (vocabularies(), vec!["accept".to_owned()], vec!["done".to_owned()]);
        let seen = Seen {
            fields: &fields,
            input: &[],
            vocabularies: &lists,
            stages: &stages,
            outcomes: &outcomes,
            carried: &[],
        };
        let guard =
            compile(source, &seen).map_err(|faults| faults.iter().map(|fault| fault.code).collect::<Vec<_>>())?;
        let term = |code: &str| Value::Term(code.into());
        let mut form = Values::from([
            ("sort".into(), term("pipe")),
            ("topics".into(), Value::Many(vec![term("noise"), term("pipe")])),
            ("amount".into(), Value::Decimal("1680.50".parse().unwrap())),
            ("number".into(), Value::Integer(7)),
            ("day".into(), Value::Date("2025-03-10".parse().unwrap())),
            ("moment".into(), Value::Time("2025-03-10T09:00:00+08:00".parse().unwrap())),
            ("flag".into(), Value::Boolean(true)),
            ("unit".into(), Value::Unit("420103-housing".parse().unwrap())),
        ]);
        let case = CaseFacts {
            round: 1,
            stage: Some("accept"),
            status: "open",
            outcome: None,
            channel: "portal",
            outer: false,
            version: 3,
            today: Some("2025-03-11".parse().unwrap()),
        };
        form.retain(|name, _| !missing.contains(&name.as_str()));
        let (input, moment) = (Values::new(), Moment::new());
        let facts = Facts { form: &form, input: &input, case };
        let slow = guard.weigh_at(&facts, &moment).unwrap();
        let quick = guard.quickly(&Given { guard: &guard, facts: &facts, moment: &moment });
        assert!(quick.is_none_or(|quick| quick == slow), "{source} without {missing:?}: {quick:?}");
        assert_eq!(guard.holds(&facts).unwrap(), slow);
        Ok(slow)
    }

    /// Conditions put together of all that packs may ask.
    fn condition() -> impl Strategy<Value = String> {
        let asks = prop::sample::select(vec![
            "has(form.sort)",
            "(has(form.sort) && form.sort.urgent)",
            "(has(form.sort) && form.sort != 'noise')",
            "(has(form.sort) && form.sort in ['pipe', 'noise'])",
            "(has(form.amount) && form.amount >= 1680.5)",
            "(has(form.number) && form.number < 8)",
            "(has(form.day) && form.day > '2025-03-10')",
            "(has(form.moment) && form.moment <= '2025-03-10T01:00:00Z')",
            "(has(form.flag) && form.flag)",
            "(has(form.unit) && form.unit == 'housing')",
            "(has(form.topics) && 'pipe' in form.topics)",
            "has(form.words)",
            "(has(case.stage) && case.stage == 'accept')",
            "(case.round > 1)",
            "has(case.outcome)",
            "(case.outer == false)",
        ])
        .prop_map(str::to_owned);
        asks.prop_recursive(4, 24, 3, |inner| {
            prop_oneof![
                (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left} && {right})")),
                (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left} || {right})")),
                (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
                inner.prop_map(|one| format!("!{one}")),
            ]
        })
    }

    proptest! {
        /// Whatever is asked of whatever is there: both ways of weighing say the same.
        #[test]
        fn the_quick_way_says_what_cel_says(
            source in condition(),
            missing in prop::collection::vec(
                prop::sample::select(vec!["sort", "topics", "amount", "number", "day", "moment", "flag", "unit"]),
                0..4,
            ),
        ) {
            prop_assert!(weigh_with(&source, &missing).is_ok(), "{}", source);
        }
    }

    #[test]
    fn each_sort_of_value_is_weighed_as_it_reads() {
        for source in [
            "has(form.sort) && form.sort.urgent",
            "has(form.sort) && form.sort == 'pipe' && form.sort != 'noise'",
            "has(form.sort) && form.sort in ['pipe', 'noise']",
            "has(form.topics) && 'noise' in form.topics && size(form.topics) == 2",
            "has(form.amount) && form.amount > 1680 && form.amount == 1680.5 && 1681 > form.amount",
            "has(form.number) && form.number + 1 == 8 && form.number * 2 >= 14",
            "has(form.day) && form.day > '2025-03-09' && form.day <= '2025-03-10'",
            "has(form.moment) && form.moment == '2025-03-10T01:00:00Z'",
            "has(form.unit) && form.unit == 'housing'",
            "!has(form.missing) || form.missing > 3",
            "has(form.missing) ? form.missing > 3 : case.round == 1",
            "case.stage == 'accept' && !has(case.outcome)",
            "!(has(form.flag) && !form.flag)",
        ]
        .map(|source| source.replace("case.stage ==", "has(case.stage) && case.stage =="))
        {
            assert_eq!(weigh(&source), Ok(true), "{source}");
        }
    }

    #[test]
    fn what_could_go_wrong_when_weighed_is_refused_when_read() {
        for (source, code) in [
            ("form.number > 3", "guard-optional"),
            ("has(form.flag) || form.flag", "guard-optional"),
            ("has(form.missing) ? true : form.missing > 3", "guard-optional"),
            ("has(form.words) && form.words == 'x'", "guard-private"),
            ("has(form.sort) && form.sort > 'a'", "guard-type"),
            ("has(form.number) && form.number == 'seven'", "guard-type"),
            ("has(form.number) && form.number / 0 == 1", "guard-dialect"),
            ("has(form.day) && form.day > '10.3.2025'", "guard-type"),
            ("has(form.amount) && form.amount > 0.0000001", "guard-type"),
            ("case.status == 'ended'", "guard-unknown-word"),
            ("case.round", "guard-type"),
            ("[1, 2].exists(x, x > 1)", "guard-dialect"),
            ("case.round > 99999999999999999999", "guard-syntax"),
            ("", "guard-syntax"),
        ] {
            let codes = weigh(source);
            assert!(codes.as_ref().is_err_and(|codes| codes.contains(&code)), "{source}: {codes:?}");
        }
    }
}
