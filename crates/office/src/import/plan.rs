//! A table on its way in: every row as a wish, rehearsed, then carried out one by one.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use bihuan_core::casework::decide::{Open, decide};
use bihuan_core::casework::refusal::{Fault, Sentence};
use bihuan_core::casework::{Asked, CaseId, Command, Identity, Refusal, Who};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_text::table::{Cell, Row};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::layout::{ACTION, ALIKE, Known, Layout, NUMBER, known_columns};
use super::value::Reader;
use super::{Before, Line, Outcome, Reason};
use crate::demand::{Act, Demand, Filing, IdempotencyKey};
use crate::failure::Failure;
use crate::law::Law;
use crate::{Like, Office, rows};

/// Under which path the keys of rows are kept, whichever way the table came.
pub(super) const PATH: &str = "import";

/// A table with all that is needed to take it in.
pub struct Plan<'p> {
    /// Who brings it.
    pub who: &'p Who,
    /// By which name the keys of its rows are kept: a user's, or the command line's.
    pub caller: String,
    /// The kind of matter.
    pub rules: Arc<CaseType>,
    /// The district of new matters.
    pub district: DistrictCode,
    /// How they came in.
    pub channel: String,
    /// The rows, head and titles included.
    pub rows: &'p [Row],
    /// What the columns are.
    pub layout: Layout,
    /// The action for rows that name a matter and no action of their own.
    pub action: Option<String>,
    /// What the file is known by, so that each of its rows is taken once: its hash.
    pub file: String,
    /// Names this intake where rows that were taken before are to be taken once more, on purpose; ASCII letters and digits.
    pub again: Option<String>,
}

/// What a row asks for.
enum Wish {
    File(Filing, Option<String>),
    Act { act: Act, title: String },
    Unchanged(String),
}

impl Plan<'_> {
    /// What would come of each row if all were sent now. Writes nothing.
    ///
    /// # Errors
    /// The store's; what is wrong with a row is its outcome.
    pub fn preview(&self, office: &Office) -> Result<Vec<Line>, Failure> {
        self.each(office, |wish, _| self.rehearse(office, wish))
    }

    /// Takes the rows, each as one command. A row that was taken before is not taken again.
    ///
    /// # Errors
    /// The store's; the rows before it are taken, and stay taken when all is sent once more.
    pub fn carry_out(&self, office: &Office) -> Result<Vec<Line>, Failure> {
        self.each(office, |wish, key| self.take(office, wish, key))
    }

    /// The rows behind the head.
    pub fn body(&self) -> &[Row] {
        self.rows.get(self.layout.head + 1..).unwrap_or_default()
    }

    fn each(
        &self,
        office: &Office,
        settle: impl Fn(Wish, IdempotencyKey) -> Result<Outcome, Failure>,
    ) -> Result<Vec<Line>, Failure> {
        let law = office.law();
        let known = known_columns(&law, &self.rules);
        let reader = Reading { plan: self, office, law: &law, known: &known };
        let mut before: BTreeMap<String, BTreeMap<usize, Before>> = BTreeMap::new();
        let mut outcome = |row: &Row| -> Result<Outcome, Failure> {
            let key = self.key(office, row)?;
            if let Some((number, opened)) = taken_before(office, &key)? {
                return Ok(Outcome::Taken { number, opened });
            }
            if let Entry::Vacant(unknown) = before.entry(key.district.clone()) {
                unknown.insert(office.taken_of(&key.district, &self.name())?);
            }
            match before.get(&key.district).and_then(|taken| taken.get(&row.number)) {
                Some(taken) => Ok(Outcome::Before(taken.clone())),
                None => settle(reader.wish(row)?, key),
            }
        };
        let mut line = |row: &Row| {
            let outcome = outcome(row).or_else(|failure| self.refused(&known, failure))?;
            Ok(Line { row: row.number, outcome })
        };
        self.body().iter().map(&mut line).collect()
    }

    /// By what the rows of this intake are known.
    fn name(&self) -> String {
        self.again.as_ref().map_or_else(|| self.file.clone(), |again| format!("{}~{again}", self.file))
    }

    /// The key of a row: the same row of the same file is the same wish however its case stands by then, and another
    /// reading of it is told.
    fn key(&self, office: &Office, row: &Row) -> Result<IdempotencyKey, Failure> {
        let number = self.said(row, NUMBER);
        let of_case = if number.is_empty() { None } else { office.ledger().head(&number)? };
        let mut read = Sha256::new();
        read.update(self.action.as_deref().unwrap_or_default());
        for (target, cell) in self.cells(row) {
            read.update(format!("\n{target}\n{}", cell.words()));
        }
        Ok(IdempotencyKey {
            district: of_case.map_or_else(|| self.district.to_string(), |row| row.district),
            caller: self.caller.clone(),
            path: PATH.to_owned(),
            key: format!("{}-{}", self.name(), row.number),
            body_hash: read.finalize().into(),
        })
    }

    fn said(&self, row: &Row, target: &str) -> String {
        let cell = self.layout.column(target).map(|column| row.cell(column).words());
        cell.unwrap_or_default().trim().to_owned()
    }

    /// The cells of the columns that are used, each with what it is.
    fn cells<'c>(&'c self, row: &'c Row) -> impl Iterator<Item = (&'c str, &'c Cell)> {
        let targets = self.layout.targets.iter().enumerate().filter(|(_, target)| !target.is_empty());
        targets.map(|(column, target)| (target.as_str(), row.cell(column)))
    }

    fn rehearse(&self, office: &Office, wish: Wish) -> Result<Outcome, Failure> {
        match wish {
            Wish::File(filing, alike) => {
                office.would_file(self.who, &filing, alike.as_deref().map(Like::Number))?;
                Ok(Outcome::WouldFile)
            }
            Wish::Act { act, title, .. } => {
                office.would_act(self.who, &act)?;
                Ok(Outcome::WouldAct { number: act.case, action: title })
            }
            Wish::Unchanged(number) => Ok(Outcome::Unchanged { number }),
        }
    }

    fn take(&self, office: &Office, wish: Wish, key: IdempotencyKey) -> Result<Outcome, Failure> {
        let (who, key) = (self.who.clone(), Some(key));
        let settled = match wish {
            Wish::File(filing, alike) => {
                office.file_like(&Demand { who, wish: filing, key }, alike.as_deref().map(Like::Number))?
            }
            Wish::Act { act, .. } => office.act(&Demand { who, wish: act, key })?,
            Wish::Unchanged(number) => return Ok(Outcome::Unchanged { number }),
        };
        Ok(Outcome::Taken { number: settled.case.number, opened: settled.opened })
    }

    /// A refusal as the row's outcome, each fault at its column; what is not about the row goes on as it is.
    fn refused(&self, known: &[Known], failure: Failure) -> Result<Outcome, Failure> {
        let whole = |code: &str, zh: &str, en: &str| {
            let sentence = Sentence { zh: zh.to_owned(), en: en.to_owned() };
            Ok(Outcome::Refused(vec![Reason { code: code.to_owned(), column: None, sentence }]))
        };
        match failure {
            Failure::Refused(refusal) => Ok(Outcome::Refused(self.reasons(known, *refusal))),
            Failure::NotFound => whole(
                "not-found",
                "没有这个编号，或者您无权查看，请核对编号",
                "There is no such number, or you may not see it. Check the number.",
            ),
            Failure::KeyReused => whole(
                "key-reused",
                "这份文件的这一行已经按另一种对应关系收过，请到该件上修改",
                "This row was taken before with other columns. Change it on its own page.",
            ),
            Failure::InFlight => whole(
                "in-flight",
                "这一行正在办理，请稍后再试",
                "This row is being taken at this moment. Try again later.",
            ),
            Failure::Stale { .. } => whole(
                "stale",
                "该件刚被他人办理过，请核对后再传",
                "Somebody was faster with this matter. Look at it and send the row again.",
            ),
            other => Err(other),
        }
    }

    fn reasons(&self, known: &[Known], refusal: Refusal) -> Vec<Reason> {
        let code = serde_json::to_value(refusal.code).ok().and_then(|code| code.as_str().map(str::to_owned));
        if refusal.faults.is_empty() {
            let code = code.unwrap_or_default();
            return vec![Reason { code, column: None, sentence: refusal.sentence }];
        }
        let column = |pointer: &str| {
            let name =
                pointer.trim_start_matches("/form").trim_start_matches('/').split('/').next().unwrap_or_default();
            let name = if pointer == "/alike" { ALIKE } else { name };
            let of_field = |target: &str| target == name || target.split('/').next() == Some(name);
            let at = self.layout.targets.iter().position(|target| of_field(target));
            let title = at.and_then(|at| self.layout.titles.get(at)).cloned();
            title.or_else(|| known.iter().find(|known| known.target == name).map(|known| known.zh.clone()))
        };
        let reason = |fault: Fault| Reason { column: column(&fault.field), code: fault.code, sentence: fault.sentence };
        refusal.faults.into_iter().map(reason).collect()
    }
}

/// The matter that a row was taken as before, if it was.
fn taken_before(office: &Office, key: &IdempotencyKey) -> Result<Option<(String, bool)>, Failure> {
    let kept = office.ledger().idempotency(&key.district, &key.caller, &key.path, &key.key)?;
    let Some(kept) = kept else { return Ok(None) };
    if kept.body_hash != key.body_hash {
        return Err(Failure::KeyReused);
    }
    let case = rows::case_of(&kept.response)?;
    Ok(Some((case.number.clone(), case.version == 1)))
}

/// Rows as wishes.
struct Reading<'r> {
    plan: &'r Plan<'r>,
    office: &'r Office,
    law: &'r Law,
    known: &'r [Known],
}

impl Reading<'_> {
    fn wish(&self, row: &Row) -> Result<Wish, Failure> {
        let number = self.plan.said(row, NUMBER);
        if number.is_empty() { self.filing(row) } else { self.acting(row, &number) }
    }

    fn filing(&self, row: &Row) -> Result<Wish, Failure> {
        let plan = self.plan;
        let fields: Vec<&Field> = plan.rules.form.iter().collect();
        let mut form = self.values(row, &plan.rules, &fields);
        // A column of an action has no place in a new matter; the law says so rather than nobody.
        for (target, cell) in self.plan.cells(row) {
            let name = target.split('/').next().unwrap_or_default();
            if !name.starts_with('#') && !cell.is_empty() && plan.rules.form.iter().all(|field| field.name != name) {
                form.insert(name.to_owned(), cell.words().into());
            }
        }
        let filing = Filing {
            case_type: plan.rules.id.clone(),
            district: plan.district.clone(),
            form,
            channel: plan.channel.clone(),
        };
        Ok(Wish::File(filing, Some(plan.said(row, ALIKE)).filter(|number| !number.is_empty())))
    }

    fn acting(&self, row: &Row, number: &str) -> Result<Wish, Failure> {
        if !self.plan.said(row, ALIKE).is_empty() {
            return Err(alike_of_old());
        }
        let said = self.plan.said(row, ACTION);
        let wanted = if said.is_empty() { self.plan.action.clone().unwrap_or_default() } else { said.clone() };
        if wanted.is_empty() {
            return Ok(Wish::Unchanged(number.to_owned()));
        }
        let reading = self.office.read(number, self.plan.who)?;
        if reading.case.case_type != self.plan.rules.id {
            return Err(other_kind());
        }
        let open = self.open(&reading.rules, &reading.actions, &wanted);
        let name = open.map(|open| open.action.clone()).or_else(|| self.declared(&reading.rules, &wanted));
        let Some(name) = name else { return Err(no_action(&wanted)) };
        let fields: Vec<&Field> = open.iter().flat_map(|open| &open.fields).collect();
        let input = self.values(row, &reading.rules, &fields);
        if said.is_empty() && input.is_empty() && !fields.is_empty() {
            return Ok(Wish::Unchanged(number.to_owned()));
        }
        let title = open.map_or_else(|| name.clone(), |open| open.title.clone());
        let case = reading.case.number.clone();
        Ok(Wish::Act { act: Act { case, action: name, task: None, input, seen: None }, title })
    }

    /// The open action of this name or title.
    fn open<'o>(&self, rules: &CaseType, open: &'o [Open], wanted: &str) -> Option<&'o Open> {
        let same =
            |open: &&Open| open.action == wanted || open.title == wanted || self.english(rules, &open.action, wanted);
        open.iter().find(same)
    }

    /// An action of this name or title that the pack has and that is not open: the law will say why.
    fn declared(&self, rules: &CaseType, wanted: &str) -> Option<String> {
        let same = |action: &bihuan_core::pack::model::Action| {
            action.name == wanted || action.title == wanted || self.english(rules, &action.name, wanted)
        };
        rules.all_actions().find(|(_, action)| same(action)).map(|(_, action)| action.name.clone())
    }

    fn english(&self, rules: &CaseType, action: &str, wanted: &str) -> bool {
        let Some((pack, case)) = rules.id.0.split_once('.') else { return false };
        let Some(pack) = self.law.packs.get(pack) else { return false };
        let stages = rules.stages.iter().map(|stage| Some(stage.name.as_str())).chain([None]);
        stages.into_iter().any(|stage| {
            let path: Vec<&str> = [Some(case), stage, Some(action)].into_iter().flatten().collect();
            pack.english("action", &path).is_some_and(|title| title.eq_ignore_ascii_case(wanted))
        })
    }

    /// What the row says for these fields, in the contract's JSON.
    fn values(&self, row: &Row, rules: &CaseType, fields: &[&Field]) -> Map<String, Json> {
        let reader = Reader { law: self.law, rules, district: &self.plan.district };
        let mut values = Map::new();
        for (target, cell) in self.plan.cells(row).filter(|(_, cell)| !cell.is_empty()) {
            let (name, part) = target.split_once('/').map_or((target, None), |(name, part)| (name, Some(part)));
            let Some(field) = fields.iter().find(|field| field.name == name) else { continue };
            match part.filter(|_| field.kind == FieldType::Place && self.is_known(target)) {
                None => merge(&mut values, name, reader.value(field, cell)),
                Some(part) => {
                    let one = Map::from_iter([(part.to_owned(), reader.part(part, cell))]);
                    merge(&mut values, name, Json::Object(one));
                }
            }
        }
        values
    }

    fn is_known(&self, target: &str) -> bool {
        self.known.iter().any(|known| known.target == target)
    }
}

/// Parts of one place become one value.
pub(super) fn merge(values: &mut Map<String, Json>, name: &str, value: Json) {
    match (values.get_mut(name), value) {
        (_, Json::Null) => {}
        (Some(Json::Object(kept)), Json::Object(more)) => kept.extend(more),
        (_, value) => {
            values.insert(name.to_owned(), value);
        }
    }
}

fn no_action(wanted: &str) -> Failure {
    let shown: String = wanted.chars().take(40).collect();
    Refusal::new(
        bihuan_core::casework::RefusalCode::UnknownAction,
        format!("没有“{shown}”这个办理动作，请照页面上按钮的字填写"),
        format!("There is no action `{shown}`. Write it as the button on the page has it."),
    )
    .into()
}

/// What is the same as another is said when it is filed; one that was filed is merged on its own page.
fn alike_of_old() -> Failure {
    Refusal::invalid(vec![Fault::new(
        "/alike",
        "not-new",
        "已有编号的事项不在这一列说明，请打开该件办理并单",
        "This column is for new matters. Open the one that has a number, and merge it there.",
    )])
    .into()
}

fn other_kind() -> Failure {
    Refusal::new(
        bihuan_core::casework::RefusalCode::NotOpen,
        "这个编号是另一类事项，请按它的类型另传一份",
        "That number belongs to another kind of matter. Send it in a file of that kind.",
    )
    .into()
}

impl Office {
    /// Whether a filing would be taken at this moment; writes nothing and uses up no number.
    ///
    /// # Errors
    /// Those that [`Office::file`] would give.
    pub fn would_file(&self, who: &Who, wish: &Filing, like: Option<Like<'_>>) -> Result<(), Failure> {
        let law = self.law();
        let rules = law.current(&wish.case_type).ok_or(Failure::NotFound)?;
        let to = like.map(|like| self.said_like(&law, rules, (who, wish), like)).transpose()?;
        let command = Command::File {
            identity: Identity { id: CaseId("new".into()), number: "new".into() },
            district: wish.district.clone(),
            form: wish.form.clone(),
            channel: wish.channel.clone(),
            synthetic: self.is_demo(),
            outer: None,
        };
        let asked = Asked { who: who.clone(), at: self.clock().now(), command };
        self.with_world(&law, rules, wish.district.as_str(), |world| {
            decide(world, None, &asked)?.said_alike(world, to.as_ref()).map(drop)
        })
    }

    /// Whether an act would be done at this moment; writes nothing.
    ///
    /// # Errors
    /// Those that [`Office::act`] would give.
    pub fn would_act(&self, who: &Who, wish: &Act) -> Result<(), Failure> {
        let (law, loaded) = (self.law(), self.load(&wish.case)?);
        let rules = law.rules_of(&loaded.case).ok_or(Failure::NotFound)?;
        let command = Command::Act { action: wish.action.clone(), task: wish.task.clone(), input: wish.input.clone() };
        let asked = Asked { who: who.clone(), at: self.clock().now(), command };
        self.with_world(&law, rules, &loaded.row.district, |world| decide(world, Some(&loaded.case), &asked).map(drop))
    }
}

/// The rows that were refused, as they stood, with the reasons in a last column: to be mended and sent again.
pub fn refused_rows<'l>(plan: &'l Plan<'_>, lines: &'l [Line]) -> impl Iterator<Item = (&'l Row, &'l [Reason])> {
    let by_row: BTreeMap<usize, &Row> = plan.body().iter().map(|row| (row.number, row)).collect();
    lines.iter().filter_map(move |line| match &line.outcome {
        Outcome::Refused(reasons) => Some((*by_row.get(&line.row)?, reasons.as_slice())),
        _ => None,
    })
}
