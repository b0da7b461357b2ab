//! One case as an archive to be kept or handed on: the record as a page that prints, the papers, the events, and what
//! proves them. What its reader may not see is not in it; that it was taken is written down.

use std::io::{Cursor, Write as _};

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use bihuan_ledger::{FileRow, LedgerError, LookRow};
use bihuan_office::{Failure, Office};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::room::Room;
use super::parts;
use super::sheet::Sheet as Case;
use crate::api::case_json;
use crate::html::{Html, el, void};
use crate::lists::{Sheet, file_name};
use crate::t;

/// Papers of one archive, in bytes; what would not fit is named in the record, and stays on the case's page.
const MOST_BYTES: u64 = 200_000_000;

/// The styles of the record: it opens anywhere, from a disk, without this program.
const STYLES: &str = include_str!("archive.css");

/// `GET /desk/cases/{number}/archive`
pub async fn take(room: Room, Path(number): Path<String>) -> Response {
    let inner = room.clone();
    let made = room.ask(move |office| {
        let case = Case::load(office, &inner, &number)?;
        note(office, &inner, &case)?;
        let bytes = bound(office, &inner, &case)?;
        Ok(Sheet::of(&format!("{}.zip", case.reading.case.number), "application/zip", bytes))
    });
    made.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// That a whole case left, by whose hand.
fn note(office: &Office, room: &Room, case: &Case) -> Result<(), Failure> {
    let of = &case.reading.case;
    let who = room.staff.user.as_str();
    office.ledger().look(LookRow::new(
        of.district.as_str(),
        &of.id.0,
        &["archive"],
        who,
        "export",
        Timestamp::now(),
    ))?;
    Ok(())
}

/// A paper under the name that it has in the archive.
struct Named<'c> {
    row: &'c FileRow,
    name: String,
    fits: bool,
}

fn bound(office: &Office, room: &Room, case: &Case) -> Result<Vec<u8>, Failure> {
    let words = case.words();
    let papers = named(&case.files);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8], packed: bool| {
        let how = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(how);
        zip.start_file(name, options).map_err(|error| broken(&error))?;
        zip.write_all(bytes).map_err(|error| broken(&error))
    };
    put("record.html", record(room, case, &papers).as_str().as_bytes(), true)?;
    for paper in papers.iter().filter(|paper| paper.fits) {
        let bytes = office.ledger().file_bytes(&paper.row.id)?.ok_or(Failure::NotFound)?;
        put(&paper.name, &bytes, false)?;
    }
    let ledger = office.ledger();
    let (reading, district) = (&case.reading, case.reading.case.district.as_str());
    let records = ledger.records(district, &reading.case.id.0)?;
    let events: Vec<Json> =
        case_json::events(reading, &records, &room.staff.who).into_iter().map(|(_, event)| event).collect();
    put("case.json", pretty(&json!(case_json::whole(&case.names(), reading, case.now))).as_bytes(), true)?;
    put("events.json", pretty(&json!(events)).as_bytes(), true)?;
    for (name, text) in proof(office, case)? {
        put(&format!("proof/{name}"), text.as_bytes(), true)?;
    }
    put("proof/README.txt", t!(words, "archive-proof").as_bytes(), true)?;
    let done = zip.finish().map_err(|error| broken(&error))?;
    Ok(done.into_inner())
}

/// Each paper by a number of its own and the name that it came with, made safe: two of one name stay two.
fn named(files: &[FileRow]) -> Vec<Named<'_>> {
    let mut left = MOST_BYTES;
    let one = |(row, n): (&FileRow, usize)| {
        let fits = row.size_bytes <= left;
        left -= if fits { row.size_bytes } else { 0 };
        (row.id.clone(), format!("papers/{n:02}-{}", file_name(&row.name)), fits)
    };
    let made: Vec<_> = files.iter().zip(1..).map(one).collect();
    files.iter().zip(made).map(|(row, (_, name, fits))| Named { row, name, fits }).collect()
}

/// The first record's receipt without its code, the signed head and the path to it, the key that signs.
fn proof(office: &Office, case: &Case) -> Result<Vec<(&'static str, String)>, Failure> {
    let of = &case.reading.case;
    let (ledger, district) = (office.ledger(), of.district.as_str());
    let mut files = vec![("key.txt", ledger.verifier_key(district) + "\n")];
    if let Some(first) = ledger.records(district, &of.id.0)?.first() {
        let mut receipt = json!(office.receipt(district, &of.id, &of.number, first.seq, first.hash));
        if let Json::Object(fields) = &mut receipt {
            fields.remove("code");
        }
        files.push(("receipt.json", pretty(&receipt)));
    }
    if let Some(head) = &case.checkpoint {
        let leaf = case.row.seq.saturating_sub(1);
        let path = ledger.inclusion_proof(district, leaf, head.size)?;
        files.push(("checkpoint.txt", head.note.clone()));
        files.push(("inclusion.json", pretty(&json!({ "leaf": leaf, "hash": case.row.hash, "proof": path }))));
    }
    Ok(files)
}

/// The page for print with its styles inside: no script, nothing from elsewhere, links only to the papers beside it.
fn record(room: &Room, case: &Case, papers: &[Named<'_>]) -> Html {
    let words = case.words();
    let of = &case.reading.case;
    let title = t!(words, "case-title", number = of.number.as_str());
    let mut body = parts::body(room, case, None, true).into_string();
    for paper in papers.iter().filter(|paper| paper.fits) {
        let here = format!("href=\"/desk/cases/{}/files/{}\"", of.number, paper.row.id);
        let to: String = paper.name.split('/').map(encoded).collect::<Vec<_>>().join("/");
        body = body.replace(&here, &format!("href=\"{to}\""));
    }
    // Addresses of this program lead nowhere from a disk: the words stay, the link goes.
    body = body.replace(" href=\"/", " data-was=\"/");
    let left_out: Vec<&str> = papers.iter().filter(|paper| !paper.fits).map(|paper| paper.row.name.as_str()).collect();
    let left_out = (!left_out.is_empty())
        .then(|| el("p").put(t!(words, "archive-left-out", names = left_out.join(words.comma()))).html());
    let post = room.staff.posts.first();
    let by =
        post.map(|(post, unit)| case.names().post_at(Some(post.as_str()), Some(unit.as_str()))).unwrap_or_default();
    let made = t!(words, "archive-made", at = super::super::light::exact(case.now), by = by);
    let head = el("head")
        .put(void("meta").attr("charset", "utf-8"))
        .put(void("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1"))
        .put(el("title").put(&title))
        .put(el("style").put(Html::raw(STYLES)));
    let main = el("main").put(el("p").class("made").put(made)).put(left_out).put(Html::raw(body));
    let page = el("html").attr("lang", case.lang.bcp47()).put(head).put(el("body").put(main));
    Html::raw("<!DOCTYPE html>").then(page)
}

fn encoded(part: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-~".contains(&b);
    part.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn pretty(json: &Json) -> String {
    serde_json::to_string_pretty(json).unwrap_or_default() + "\n"
}

fn broken(error: &dyn std::fmt::Display) -> Failure {
    Failure::Storage(LedgerError::refused("archive", error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_the_archive_are_safe_and_differ() {
        let row = |name: &str, size_bytes| FileRow {
            id: format!("sha256-{name}"),
            name: name.into(),
            media_type: "image/png".into(),
            size_bytes,
            taken: true,
        };
        let files = [
            row("../../etc/passwd", 1),
            row("照片.png", 1),
            row("照片.png", MOST_BYTES),
            row("a\u{0}b:c?.png", 1),
            row("..", 1),
        ];
        let papers = named(&files);
        let names: Vec<&str> = papers.iter().map(|paper| paper.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "papers/01--..-etc-passwd",
                "papers/02-照片.png",
                "papers/03-照片.png",
                "papers/04-a-b-c-.png",
                "papers/05-file"
            ]
        );
        assert_eq!(papers.iter().map(|paper| paper.fits).collect::<Vec<_>>(), [true, true, false, true, true]);
    }
}
