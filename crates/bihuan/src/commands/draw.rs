//! `bihuan draw`: so many of a list by chance, so that whoever holds what was published comes to the same choice.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use bihuan_core::draw::{Drawn, Entry, Frozen, NoDraw, draw, freeze, seed, shown};
use bihuan_text::table::{self, Row};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::failure::Failure;
use crate::screen;

/// Draws so many of a list by chance that anyone can recompute (docs/draw.md).
#[derive(Args)]
#[command(
    after_help = "Example:\n  bihuan draw show < secret.txt\n  bihuan draw freeze list.csv\n  bihuan draw take list.csv --take high=3 --secret A --secret B --shown HASH --shown HASH"
)]
pub struct Draw {
    #[command(subcommand)]
    step: Step,
}

#[derive(Subcommand)]
enum Step {
    /// Print the hash of a secret, which is read from stdin: shown before the list is frozen.
    Show,
    /// Print the hash of a list: a table with the columns id, stratum and tickets (one each, where left out).
    Freeze {
        /// CSV or XLSX.
        list: PathBuf,
    },
    /// Draw.
    Take(Take),
}

#[derive(Args)]
struct Take {
    /// The list that was frozen: CSV or XLSX.
    list: PathBuf,
    /// How many of which stratum, `high=3`; may be given again.
    #[arg(long, value_name = "STRATUM=N", required = true, value_parser = stratum)]
    take: Vec<(String, usize)>,
    /// The secrets of both people, in the order in which their hashes were shown.
    #[arg(long, num_args = 1, required = true)]
    secret: Vec<String>,
    /// The hashes that were shown before the list was frozen.
    #[arg(long, num_args = 1, required = true)]
    shown: Vec<String>,
    /// Print JSON: list, secrets and hashes as published, the seed, and who was drawn.
    #[arg(long)]
    json: bool,
}

/// Takes the step.
pub fn run(args: &Draw) -> Result<(), Failure> {
    match &args.step {
        Step::Show => {
            let mut secret = String::new();
            std::io::stdin().read_to_string(&mut secret).map_err(|error| Failure::Work(format!("{error}.")))?;
            screen::line(&shown(secret.trim_end_matches(['\n', '\r'])).map_err(refused)?)
        }
        Step::Freeze { list } => screen::line(&freeze(entries(list)?).map_err(refused)?.hash),
        Step::Take(args) => take(args),
    }
}

fn take(args: &Take) -> Result<(), Failure> {
    let two = |given: &[String], what: &str| match given {
        [first, second] => Ok([first.clone(), second.clone()]),
        _ => Err(Failure::Use(format!("--{what} is given twice, once for each of the two people."))),
    };
    let (secrets, hashes) = (two(&args.secret, "secret")?, two(&args.shown, "shown")?);
    let list = entries(&args.list)?;
    let frozen: Frozen = freeze(list.clone()).map_err(refused)?;
    let [one, other] = &secrets;
    let [first, second] = &hashes;
    let seed = seed(&frozen, [one, other], [first, second]).map_err(refused)?;
    let take: BTreeMap<String, usize> = args.take.iter().cloned().collect();
    if take.len() != args.take.len() {
        return Err(Failure::Use("A stratum is named twice in --take.".into()));
    }
    let drawn = draw(&frozen, &seed, &take).map_err(refused)?;
    if !args.json {
        screen::line(&format!("list {}\nseed {seed}", frozen.hash))?;
        return drawn.iter().try_for_each(|one| screen::line(&format!("{} {} {}", one.stratum, one.place, one.id)));
    }
    let entry = |it: &Entry| json!({ "id": it.id, "stratum": it.stratum, "tickets": it.tickets });
    let found = |it: &Drawn| json!({ "id": it.id, "stratum": it.stratum, "place": it.place, "key": it.key });
    screen::json(&json!({
        "list": list.iter().map(entry).collect::<Vec<_>>(), "list_hash": frozen.hash, "shown": hashes, "secrets": secrets,
        "take": take, "seed": seed, "drawn": drawn.iter().map(found).collect::<Vec<_>>(),
    }))
}

/// `high=3`.
fn stratum(text: &str) -> Result<(String, usize), String> {
    let parts = text.rsplit_once('=').and_then(|(stratum, number)| Some((stratum.to_owned(), number.parse().ok()?)));
    parts.ok_or_else(|| format!("`{text}` is not STRATUM=NUMBER"))
}

/// The entries of a table, by the names of its columns.
fn entries(path: &Path) -> Result<Vec<Entry>, Failure> {
    let told = |why: String| Failure::Work(format!("{}: {why}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| told(format!("{error}.")))?;
    let rows = table::read(&bytes).map_err(|why| told(format!("{} · {}", why.sentence().0, why.sentence().1)))?;
    let (head, rows) = rows.split_first().ok_or_else(|| refused(NoDraw::Empty))?;
    let column = |name: &str| head.cells.iter().position(|cell| cell.words().trim() == name);
    let missing = |name: &str| told(format!("there is no column `{name}`; head the columns id, stratum, tickets."));
    let id = column("id").ok_or_else(|| missing("id"))?;
    let stratum = column("stratum").ok_or_else(|| missing("stratum"))?;
    rows.iter().map(|row| entry(row, id, stratum, column("tickets")).map_err(told)).collect()
}

fn entry(row: &Row, id: usize, stratum: usize, tickets: Option<usize>) -> Result<Entry, String> {
    let words = |at: usize| row.cell(at).words().trim().to_owned();
    let tickets = match tickets.map(words).filter(|text| !text.is_empty()) {
        Some(text) => text.parse().map_err(|_| format!("`{text}` is no number of tickets (`{}`).", words(id)))?,
        None => 1,
    };
    Ok(Entry { id: words(id), stratum: words(stratum), tickets })
}

fn refused(why: NoDraw) -> Failure {
    Failure::Work(format!("{why}."))
}
