//! The access table of a case type: who may do and see what, as a file that a person reads and approves. A right that
//! somebody gained or lost is a line in its difference.

use std::fmt::Write as _;

use crate::pack::CaseType;
use crate::pack::model::{Action, By, During, TaskRule};

/// Who may do and see what in a case type, as a table that a person reads and approves.
pub fn access_table(case_type: &CaseType) -> String {
    let mut table = format!("{} {}\n", case_type.id.0, case_type.title);
    let _ = writeln!(table, "  file: {}", if case_type.public { "public" } else { "officers" });
    let _ = writeln!(table, "  read: {}", list(&case_type.access.read));
    for (field, by) in &case_type.access.fields {
        let _ = writeln!(table, "  field {field}: {}", list(by));
    }
    for consent in &case_type.access.consents {
        let (fields, when) = (consent.fields.join(" "), consent.when.source.as_str());
        let _ = writeln!(table, "  fields {fields}: also {} when {when}", list(&consent.by));
    }
    if let Some(view) = &case_type.access.public {
        let when = view.when.as_ref().map_or("always", |guard| guard.source.as_str());
        let _ = writeln!(table, "  public: {} when {when}", view.fields.join(" "));
    }
    for stage in &case_type.stages {
        let _ = writeln!(table, "stage {} ({})", stage.name, worker(&stage.task));
        let support = stage.support.iter().flat_map(|support| &support.actions);
        for action in stage.actions.iter().chain(support) {
            row(&mut table, action);
        }
    }
    let _ = writeln!(table, "beside the stages");
    for action in &case_type.actions {
        row(&mut table, action);
    }
    table
}

fn row(table: &mut String, action: &Action) {
    let not = if action.other_than.is_empty() {
        String::new()
    } else {
        format!(" not the author of {}", action.other_than.join(" "))
    };
    let closed = if action.during == During::Closed { " once closed" } else { "" };
    let over = if action.overrides_avoidance { " overrides avoidance" } else { "" };
    let _ = writeln!(table, "  {}: {}{not}{closed}{over}", action.name, list(&action.by));
}

fn worker(task: &TaskRule) -> String {
    match task {
        TaskRule::Officer { post, .. } => format!("{post} of the unit"),
        TaskRule::Reporter => "reporter".to_owned(),
    }
}

fn list(by: &[By]) -> String {
    let names: Vec<String> = by.iter().map(By::to_string).collect();
    names.join(" ")
}
