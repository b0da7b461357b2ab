//! `bihuan new-pack`: a pack to begin with, small and whole: it checks, its scenarios pass, and each file says what it is for.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::failure::Failure;
use crate::screen;

/// Writes a new pack to begin with: a kind of matter with a form, stages, deadlines, figures and scenarios that pass.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan new-pack lost-property --title 失物招领 --english \"Lost property\"")]
pub struct NewPack {
    /// The pack's name, which is its folder's: lower-case English letters, digits and hyphens.
    #[arg(value_name = "NAME")]
    name: String,
    /// Its Chinese title.
    #[arg(long)]
    title: String,
    /// Its English title; the name, if not said.
    #[arg(long)]
    english: Option<String>,
    /// The folder of packs that it goes into.
    #[arg(long, value_name = "DIR", default_value = "packs")]
    into: PathBuf,
}

/// The files of a new pack, with marks where its names go.
const FILES: &[(&str, &str)] = &[
    ("pack.yaml", include_str!("../../templates/pack/pack.yaml")),
    ("matter.yaml", include_str!("../../templates/pack/matter.yaml")),
    ("figures.yaml", include_str!("../../templates/pack/figures.yaml")),
    ("vocabularies/kinds.yaml", include_str!("../../templates/pack/vocabularies/kinds.yaml")),
    ("scenarios/answered.yaml", include_str!("../../templates/pack/scenarios/answered.yaml")),
    ("scenarios/late.yaml", include_str!("../../templates/pack/scenarios/late.yaml")),
    ("lang/en.ftl", include_str!("../../templates/pack/lang/en.ftl")),
    ("README.md", include_str!("../../templates/pack/README.md")),
];

/// Longest title, in characters: it stands on buttons and in lists.
const LONGEST: usize = 40;

/// Writes the pack beside its place, then puts it there in one move: there is a whole pack or none.
pub fn run(args: &NewPack) -> Result<(), Failure> {
    named(&args.name)?;
    let english = args.english.clone().unwrap_or_else(|| args.name.replace('-', " "));
    titled("title", &args.title)?;
    titled("english", &english)?;
    let place = args.into.join(&args.name);
    if place.exists() {
        return Err(Failure::Use(format!("{} is there already; choose another name.", place.display())));
    }
    let beside = args.into.join(format!(".{}.new", args.name));
    let written = write(&beside, &[("{{name}}", &args.name), ("{{title}}", &args.title), ("{{english}}", &english)]);
    let done = written.and_then(|()| fs::rename(&beside, &place));
    if let Err(error) = done {
        drop(fs::remove_dir_all(&beside));
        return Err(Failure::Work(format!("{} cannot be written: {error}.", place.display())));
    }
    FILES.iter().try_for_each(|(file, _)| screen::line(&place.join(file).display().to_string()))
}

fn write(folder: &Path, names: &[(&str, &str)]) -> std::io::Result<()> {
    for (file, text) in FILES {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let text = names.iter().fold((*text).to_owned(), |text, (mark, name)| text.replace(mark, name));
        fs::write(path, text)?;
    }
    Ok(())
}

fn named(name: &str) -> Result<(), Failure> {
    let letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let begins = name.chars().next().is_some_and(|first| first.is_ascii_lowercase());
    if begins && name.len() <= LONGEST && name.chars().all(letter) {
        return Ok(());
    }
    Err(Failure::Use(format!("`{name}` is no name of a pack: lower-case letters, digits and hyphens, a letter first.")))
}

/// A title stands in YAML as it is written, so it may hold nothing that YAML reads otherwise.
fn titled(field: &str, title: &str) -> Result<(), Failure> {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '、' | '（' | '）' | '·');
    let length = title.chars().count();
    if (1..=LONGEST).contains(&length) && title.trim() == title && title.chars().all(plain) && !title.starts_with('-') {
        return Ok(());
    }
    Err(Failure::Use(format!("--{field}: 1 to {LONGEST} letters, digits, spaces and 、（）·-.")))
}
