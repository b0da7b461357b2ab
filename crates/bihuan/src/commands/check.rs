//! `bihuan check`: reads packs as a compiler reads source, and says what is wrong, where, and what helps.

use std::path::{Path, PathBuf};

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::{counterexample, may, story, telling};
use bihuan_core::directory::{self, Directory, DirectoryBuilder, DirectoryError, shipped_districts};
use bihuan_core::pack::check::held_against;
use bihuan_core::pack::scenario::Scenario;
use bihuan_core::pack::{Diagnostic, Pack, Severity, held_together};
use clap::Args;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};
use serde::Serialize;

use crate::failure::Failure;
use crate::packs::{self, Folder};
use crate::screen;

/// Checks packs: every file, name, condition and lifecycle.
#[derive(Args)]
#[command(
    after_help = "Example:\n  bihuan check packs --scenarios\n  bihuan check packs/my-pack --scenarios --watch\n  bihuan check --diff released/my-pack packs/my-pack"
)]
pub struct Check {
    /// A folder of packs, or one pack.
    #[arg(value_name = "DIR", default_value = "packs")]
    dir: PathBuf,
    /// Play the packs' scenarios too.
    #[arg(long)]
    scenarios: bool,
    /// Print who may see and do what, instead of checking.
    #[arg(long, conflicts_with_all = ["json", "scenarios"])]
    access: bool,
    /// Print the scenarios as stories, in the words of the office: who did what when, and what followed.
    #[arg(long, conflicts_with_all = ["json", "access"])]
    story: bool,
    /// Check again whenever a file of the packs changes, until stopped.
    #[arg(long, conflicts_with_all = ["json", "access", "story"])]
    watch: bool,
    /// Hold the units that packs name against these files of units (as in `data/districts`) instead of the demo's
    /// directory: what is not in them is then an error.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    directory: Vec<PathBuf>,
    /// Write the way to each trouble of a lifecycle into this folder, as a scenario that can be played.
    #[arg(long, value_name = "FOLDER")]
    counterexamples: Option<PathBuf>,
    /// Print what changed from one version of a pack to another, in words, instead of checking.
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with_all = ["scenarios", "access", "story", "watch"])]
    diff: Vec<PathBuf>,
    /// Print JSON: packs, scenarios, diagnostics.
    #[arg(long)]
    json: bool,
}

/// The answer in JSON, as the contract has it.
#[derive(Serialize)]
struct Answer {
    packs: Vec<String>,
    scenarios: Stories,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Default, Serialize)]
struct Stories {
    run: usize,
    failed: usize,
}

/// Checks, prints, and fails if an error was found or a scenario went another way than it says.
pub fn run(args: &Check) -> Result<(), Failure> {
    if args.watch {
        return super::watch::again_and_again(&args.dir, &|| once(args));
    }
    once(args)
}

fn once(args: &Check) -> Result<(), Failure> {
    if let [old, new] = args.diff.as_slice() {
        return super::difference::print(old, new, args.json);
    }
    let folders = packs::find(&args.dir)?;
    if args.access {
        return access(&folders);
    }
    if args.story {
        return stories(&folders);
    }
    let directory = directory(&args.directory)?;
    let mut answer = Answer { packs: Vec::new(), scenarios: Stories::default(), diagnostics: Vec::new() };
    for folder in &folders {
        check(args, folder, &directory, &mut answer)?;
    }
    let errors = answer.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    if args.json {
        screen::json(&answer)?;
    } else {
        screen::line(&total(&answer, errors))?;
    }
    if errors > 0 { Err(Failure::Work(format!("{errors} errors in packs."))) } else { Ok(()) }
}

/// One pack: what is wrong with it, then, if nothing is, how its scenarios go.
fn check(args: &Check, folder: &Folder, directory: &Directory, answer: &mut Answer) -> Result<(), Failure> {
    let reading = folder.read();
    let sound = reading.is_sound();
    let name = folder.path.file_name().map(|name| name.to_string_lossy().into_owned());
    answer.packs.push(reading.pack.as_ref().map(|pack| pack.name.clone()).or(name).unwrap_or_default());
    let mut found = reading.diagnostics;
    let mut others = Vec::new();
    if let Some(pack) = &reading.pack {
        let today = bihuan_core::calendar::civil(jiff::Timestamp::now()).date();
        others = packs::opened_by(folder, pack);
        found.extend(held_together(pack, &others));
        found.extend(held_against(pack, directory, today, !args.directory.is_empty()));
    }
    let sound = sound && !found.iter().any(|found| found.severity == Severity::Error);
    if let (true, true, Some(pack)) = (args.scenarios, sound, &reading.pack) {
        found.extend(play(pack, &others, &reading.scenarios, &mut answer.scenarios)?);
    }
    if let (Some(folder), Some(pack)) = (&args.counterexamples, &reading.pack) {
        counterexamples(pack, &found, folder)?;
    }
    for mut found in found {
        if !args.json {
            screen::line(&picture(folder, &found))?;
        }
        found.file = folder.path.join(&found.file).to_string_lossy().into_owned();
        answer.diagnostics.push(found);
    }
    Ok(())
}

/// The directory that packs are held against: the demo's, or that of the files given.
fn directory(files: &[PathBuf]) -> Result<Directory, Failure> {
    let refused = |errors: Vec<DirectoryError>| {
        let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Failure::Work(format!("The directory is at fault: {}", words.join(" ")))
    };
    if files.is_empty() {
        return directory::demo().map_err(refused);
    }
    let mut units = Vec::new();
    for path in files {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Failure::Work(format!("{name}: {error}.")))?;
        units.extend(directory::read_units(&name, &text).map_err(|error| refused(vec![error]))?);
    }
    DirectoryBuilder::new().units(units).build().map_err(refused)
}

/// Writes a scenario for each finding that knows the way to its trouble: `<pack>-<code>-<n>.yaml`.
fn counterexamples(pack: &Pack, found: &[Diagnostic], folder: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Work(format!("{}: {error}.", folder.display()));
    let directory = stage_directory(pack)?;
    let traced = found.iter().filter_map(|found| Some((found, found.trace.as_ref()?)));
    for (number, (found, trace)) in traced.enumerate() {
        let told = (found.message.as_str(), found.code);
        let path = folder.join(format!("{}-{}-{}.yaml", pack.name, found.code, number + 1));
        match counterexample::scenario(pack, trace, told, &directory, Calendar::shipped()) {
            Some(text) => {
                std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, text)).map_err(failed)?;
                eprintln!("{}", path.display());
            }
            None => eprintln!("{}: no input was found that goes this way", path.display()),
        }
    }
    Ok(())
}

/// The districts that ship, with somebody for every post of the pack.
fn stage_directory(pack: &Pack) -> Result<Directory, Failure> {
    let refused =
        |errors: Vec<String>| Failure::Work(format!("The directory that ships is at fault: {}", errors.join(" ")));
    let units = shipped_districts().map_err(|error| refused(vec![error.to_string()]))?;
    story::directory_for(pack, units).map_err(refused)
}

/// Plays the scenarios in the districts that ship; the first step that goes another way is told.
fn play(pack: &Pack, others: &[Pack], stories: &[Scenario], count: &mut Stories) -> Result<Vec<Diagnostic>, Failure> {
    let directory = stage_directory(pack)?;
    let mut failed = Vec::new();
    for told in stories {
        let failures = story::play_among(pack, others, told, (&directory, Calendar::shipped())).0;
        count.run += 1;
        count.failed += usize::from(!failures.is_empty());
        failed.extend(failures.first().map(|failure| Diagnostic {
            file: pack.files.get(failure.span.file as usize).cloned().unwrap_or_default(),
            line: failure.span.line,
            column: failure.span.column,
            width: failure.span.width,
            code: "scenario-failed",
            severity: Severity::Error,
            message: format!("情景“{}”第 {} 步：{}", told.title, failure.step, failure.message),
            help: Some("改规则，或改情景所说的结果".to_owned()),
            trace: None,
        }));
    }
    Ok(failed)
}

/// Every scenario as a story; one that goes another way than it says is told as far as it went, and why.
fn stories(folders: &[Folder]) -> Result<(), Failure> {
    let mut failed = 0_usize;
    for folder in folders {
        let reading = folder.read();
        let Some(pack) = &reading.pack else { return Err(unread(folder)) };
        let (directory, others) = (stage_directory(pack)?, packs::opened_by(folder, pack));
        for story in &reading.scenarios {
            let (failures, table) = story::play_among(pack, &others, story, (&directory, Calendar::shipped()));
            for line in table.iter().flat_map(|table| telling::told(pack, story, table, &directory)) {
                screen::line(&line)?;
            }
            failures
                .iter()
                .try_for_each(|wrong| screen::line(&format!("!! 第 {} 步：{}", wrong.step, wrong.message)))?;
            failed += usize::from(!failures.is_empty());
            screen::line("")?;
        }
    }
    if failed > 0 { Err(Failure::Work(format!("{failed} scenarios went another way than they say."))) } else { Ok(()) }
}

fn unread(folder: &Folder) -> Failure {
    Failure::Work(format!("{} cannot be read; run check first.", folder.path.display()))
}

fn total(answer: &Answer, errors: usize) -> String {
    let warnings = answer.diagnostics.len() - errors;
    let Stories { run, failed } = answer.scenarios;
    let packs = answer.packs.join(" ");
    format!("{packs}: {errors} errors, {warnings} warnings; {run} scenarios played, {failed} failed")
}

fn access(folders: &[Folder]) -> Result<(), Failure> {
    for folder in folders {
        let Some(pack) = folder.read().pack else { return Err(unread(folder)) };
        for case_type in pack.cases.values() {
            screen::line(may::access_table(case_type).trim_end())?;
        }
    }
    Ok(())
}

/// The finding with its place in the source under it.
fn picture(folder: &Folder, found: &Diagnostic) -> String {
    let text = folder.text(&found.file);
    let (start, length) = bytes(&text, found);
    let severity = match found.severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
    };
    let mut drawn = MietteDiagnostic::new(found.message.clone()).with_code(found.code).with_severity(severity);
    if let Some(help) = &found.help {
        drawn = drawn.with_help(help.clone());
    }
    let drawn = drawn.with_label(LabeledSpan::underline(start..start + length));
    let name = folder.path.join(&found.file).to_string_lossy().into_owned();
    let report = Report::new(drawn).with_source_code(NamedSource::new(name, text));
    let theme = if std::env::var_os("NO_COLOR").is_some() || !is_terminal() {
        GraphicalTheme::unicode_nocolor()
    } else {
        GraphicalTheme::unicode()
    };
    let mut page = String::new();
    match GraphicalReportHandler::new_themed(theme).with_width(120).render_report(&mut page, report.as_ref()) {
        Ok(()) => page,
        Err(_) => format!("{}:{}:{}: {}", found.file, found.line, found.column, found.message),
    }
}

fn is_terminal() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stdout())
}

/// Line and column in characters as an offset and a length in bytes.
fn bytes(text: &str, found: &Diagnostic) -> (usize, usize) {
    let text_from = text.strip_prefix('\u{feff}').map_or(0, |_| '\u{feff}'.len_utf8());
    let line = text.split_inclusive('\n').nth(found.line.saturating_sub(1) as usize).unwrap_or_default();
    let before: usize = text.split_inclusive('\n').take(found.line.saturating_sub(1) as usize).map(str::len).sum();
    let mark = if found.line == 1 { text_from } else { 0 };
    let width = |from: usize, count: usize| -> usize {
        line.get(from..).unwrap_or_default().chars().take(count).map(char::len_utf8).sum()
    };
    let start = mark + width(mark, found.column.saturating_sub(1) as usize);
    let length = width(start, found.width as usize).min(line.trim_end().len().saturating_sub(start));
    ((before + start).min(text.len()), length)
}
