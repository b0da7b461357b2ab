//! A table for tests that speaks the domain: somebody does something, time passes, and then something holds.

use std::sync::{Arc, LazyLock};

use bihuan_core::calendar::{Calendar, rfc3339};
use bihuan_core::casework::case::{Case, Clock, Verdict};
use bihuan_core::casework::{CaseId, Event, Refusal, Rehearsal, Who};
use bihuan_core::directory::{self, Directory};
use bihuan_core::pack::CaseType;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| directory::demo().unwrap());

pub struct Desk {
    pub table: Rehearsal<'static>,
    pub case_type: Arc<CaseType>,
    /// The case that is spoken of.
    pub id: CaseId,
}

pub fn at(text: &str) -> Timestamp {
    let zoned = if text.contains('T') { text.to_owned() } else { format!("{text}T09:00") };
    format!("{zoned}:00+08:00").parse().unwrap()
}

impl Desk {
    /// An empty desk on Monday 2025-03-03 at 09:00, a week without festivals.
    pub fn new(case_type: CaseType) -> Self {
        Self::on(case_type, "2025-03-03")
    }

    pub fn on(case_type: CaseType, day: &str) -> Self {
        let table = Rehearsal::new(&DIRECTORY, Calendar::shipped(), "420103".parse().unwrap(), at(day));
        Self { table, case_type: Arc::new(case_type), id: CaseId("none".into()) }
    }

    pub fn file(&mut self, form: Json) -> CaseId {
        self.try_file(form).unwrap()
    }

    pub fn try_file(&mut self, form: Json) -> Result<CaseId, Refusal> {
        let case_type = Arc::clone(&self.case_type);
        self.id = self.table.file(&case_type, Who::Public, form.as_object().unwrap().clone())?;
        Ok(self.id.clone())
    }

    /// "clerk dispatch": who and what.
    pub fn act(&mut self, line: &str, input: Json) {
        self.try_act(line, input).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
    }

    pub fn try_act(&mut self, line: &str, input: Json) -> Result<(), Refusal> {
        let (who, action) = line.split_once(' ').unwrap();
        let (action, task) =
            action.split_once('#').map_or((action, None), |(a, t)| (a, Some(bihuan_core::casework::TaskId(t.into()))));
        let who = self.who(who);
        let id = self.id.clone();
        self.table.act(&id, who, action, task, input.as_object().unwrap().clone())
    }

    pub fn refused(&mut self, line: &str, input: Json) -> String {
        let before = self.case().clone();
        let refusal = self.try_act(line, input).expect_err(line);
        assert_eq!(*self.case(), before, "a refusal changes nothing");
        serde_json::to_value(refusal.code).unwrap().as_str().unwrap().to_owned()
    }

    pub fn who(&self, name: &str) -> Who {
        match name {
            "reporter" => Who::Reporter,
            "public" => Who::Public,
            "kernel" => Who::Kernel,
            user => self.table.officer(&user.parse().unwrap()),
        }
    }

    pub fn until(&mut self, time: &str) {
        self.table.pass_until(at(time));
    }

    pub fn case(&self) -> &Case {
        &self.table.kept(&self.id).unwrap().case
    }

    pub fn stage(&self) -> String {
        let case = self.case();
        match (&case.closed, case.standings.first()) {
            (Some(closing), _) => format!("closed {}", closing.outcome),
            (None, Some(standing)) => standing.stage.clone(),
            (None, None) => "linked".into(),
        }
    }

    pub fn clock(&self, id: &str) -> &Clock {
        let found = self.case().clocks.iter().find(|clock| clock.id.0 == id);
        found.unwrap_or_else(|| panic!("no clock {id}"))
    }

    pub fn due(&self, id: &str) -> String {
        rfc3339(self.clock(id).due())[..16].to_owned()
    }

    pub fn verdict(&self, id: &str) -> Option<Verdict> {
        self.clock(id).ended.map(|(verdict, _)| verdict)
    }

    pub fn unit(&self) -> String {
        self.case()
            .lead_task("main")
            .and_then(|task| task.unit.clone())
            .map_or_else(|| "reporter".into(), |unit| unit.to_string())
    }

    pub fn warnings(&self) -> Vec<String> {
        let name = |event: &Event| match event {
            Event::Warned { clock, level, passed, .. } => {
                Some(format!("{} {} {}", clock.0, level.name(), passed.len()))
            }
            _ => None,
        };
        self.table.happened.iter().filter(|(id, _)| *id == self.id).filter_map(|(_, event)| name(event)).collect()
    }

    /// Files and sends it to a department, which signs for it.
    pub fn handled(case_type: CaseType) -> Self {
        let mut desk = Self::new(case_type);
        desk.file(json!({"content": "路灯不亮(合成)", "category": "noise"}));
        desk.act("clerk dispatch", json!({"lead_unit": "420103-environment"}));
        desk.act("handler take", json!({}));
        desk
    }

    /// …and it is answered.
    pub fn answered(case_type: CaseType) -> Self {
        let mut desk = Self::handled(case_type);
        desk.act("handler reply", json!({"reply": "已处理(合成)"}));
        desk.act("leader approve", json!({}));
        desk
    }
}
