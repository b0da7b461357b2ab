//! What a form and an action hold of what the pack says of their fields: how many values, and which must be given when.

use std::path::Path;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::story;
use bihuan_core::directory::shipped_districts;
use bihuan_core::pack::read;

use crate::folder::{Files, files};

/// A pack whose matter has a list with bounds, and a field that one sort of matter needs.
fn pack(steps: &str) -> Files {
    let mut files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken/whole"));
    let (_, bytes) = files.iter_mut().find(|(path, _)| path == "matter.yaml").unwrap();
    let source = String::from_utf8(bytes.clone()).unwrap();
    let source = source
        .replace(
            "facts:\n",
            "  seen_by: { type: text, title: 在场的人, many: true, min: 2, max: 3 }\n\nfacts:\n  until: { type: date, title: 停到哪天, required_when: has(form.sort) && form.sort.urgent }\n",
        )
        .replace("ask: [unit, sort?]", "ask: [unit, sort?, until?, seen_by?]");
    *bytes = source.into_bytes();
    let head = "scenario: 合成\nshows: 合成\ngiven: { district: \"420103\", at: 2025-03-03T09:00 }\nsteps:\n";
    files.retain(|(path, _)| !path.starts_with("scenarios/") && !path.starts_with("lang/"));
    files.push(("scenarios/told.yaml".into(), format!("{head}{steps}").into_bytes()));
    files
}

fn plays(steps: &str) {
    let reading = read(&pack(steps));
    let errors: Vec<_> = reading.diagnostics.iter().filter(|found| found.code != "missing-translation").collect();
    let pack = reading.pack.unwrap_or_else(|| panic!("{errors:#?}"));
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    let told = reading.scenarios.first().unwrap_or_else(|| panic!("{errors:#?}"));
    let failures = story::play(&pack, told, &directory, Calendar::shipped());
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn the_fewest_values_of_a_list_are_held_when_a_matter_is_filed() {
    plays(
        r#"  - { by: public, file: matter, form: { content: 合成, seen_by: [甲] }, refused: invalid }
  - { by: public, file: matter, form: { content: 合成, seen_by: [甲, 乙, 丙, 丁] }, refused: invalid }
  - { by: public, file: matter, form: { content: 合成, seen_by: [甲, 乙] } }
  - { expect: { stage: accept } }
"#,
    );
}

#[test]
fn the_fewest_values_of_a_list_are_held_when_an_action_is_taken() {
    plays(
        r#"  - { by: public, file: matter, form: { content: 合成 } }
  - { by: clerk, do: dispatch, input: { unit: water, seen_by: [甲] }, refused: invalid }
  - { by: clerk, do: dispatch, input: { unit: water, seen_by: [甲, 乙] } }
  - { expect: { stage: handle } }
"#,
    );
}

#[test]
fn a_field_that_an_action_asks_by_name_is_required_under_its_own_condition() {
    plays(
        r#"  - { by: public, file: matter, form: { content: 合成, sort: pipe } }
  - { by: clerk, do: dispatch, input: { unit: water }, refused: invalid }
  - { by: clerk, do: dispatch, input: { unit: water, until: 2025-03-05 } }
  - { expect: { stage: handle } }
"#,
    );
}

#[test]
fn the_condition_reads_the_matter_as_the_action_leaves_it() {
    plays(
        r#"  - { by: public, file: matter, form: { content: 合成 } }
  - { by: clerk, do: dispatch, input: { unit: water, sort: pipe }, refused: invalid }
  - { by: clerk, do: dispatch, input: { unit: water, sort: pipe, until: 2025-03-05 } }
  - { expect: { stage: handle } }
"#,
    );
}

#[test]
fn what_the_matter_says_already_need_not_be_said_again() {
    plays(
        r#"  - { by: public, file: matter, form: { content: 合成, sort: pipe } }
  - { by: clerk, do: dispatch, input: { unit: water, until: 2025-03-05 } }
  - { by: handler@water, do: return }
  - { by: clerk, do: dispatch, input: { unit: water } }
  - { expect: { stage: handle } }
"#,
    );
}
