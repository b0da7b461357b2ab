//! Attachments, on disk by the hash of their content: `files/ab/abcd…`. A file is what its first bytes say, not what it claims.

use jiff::Timestamp;

use crate::engine::{Engine, held};
use crate::error::{LedgerError, Result};
use crate::look::a_day_before;
use crate::pictures;
use crate::sql::{Row, all, micros, signed, unsigned};
use crate::write::Hash;

/// The most bytes of one file: 10 MB.
pub const FILE_LIMIT: usize = 10_000_000;

/// A file that was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// `sha256-` and 64 hexadecimal digits.
    pub id: String,
    /// The name it was sent under.
    pub name: String,
    /// The media type that its content has.
    pub media_type: String,
    /// Its length.
    pub size_bytes: u64,
    /// Whether a case has taken it.
    pub taken: bool,
}

/// Attachments.
pub trait Files: Send + Sync {
    /// Keeps a file; a picture without where and by whose camera it was taken. Refused: `too-large`, `empty`,
    /// `type-not-allowed`, `type-mismatch` (it is not what `claimed` says), `too-many-pixels`, `picture-broken`.
    fn put_file(&self, name: &str, claimed: Option<&str>, bytes: &[u8]) -> Result<FileRow>;

    /// What is known of a file.
    fn file(&self, id: &str) -> Result<Option<FileRow>>;

    /// A file's bytes, checked against its id.
    fn file_bytes(&self, id: &str) -> Result<Option<Vec<u8>>>;

    /// The files that a case has taken.
    fn files_of(&self, district: &str, case: &str) -> Result<Vec<FileRow>>;
}

/// The media type that the first bytes speak of; none for what is not taken in.
pub fn sniff(bytes: &[u8]) -> Option<&'static str> {
    const STARTS: [(&[u8], &str); 10] = [
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"%PDF-", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
        (b"ID3", "audio/mpeg"),
        (b"\xff\xfb", "audio/mpeg"),
        (b"#!AMR", "audio/amr"),
    ];
    let at = |from: usize, tag: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(tag));
    let start = STARTS.iter().find(|(tag, _)| bytes.starts_with(tag)).map(|(_, media)| *media);
    start
        .or_else(|| (at(0, b"RIFF") && at(8, b"WEBP")).then_some("image/webp"))
        .or_else(|| (at(0, b"RIFF") && at(8, b"WAVE")).then_some("audio/wav"))
        .or_else(|| (at(4, b"ftyphei") || at(4, b"ftypmif1")).then_some("image/heic"))
        .or_else(|| at(4, b"ftypM4A").then_some("audio/mp4"))
        .or_else(|| at(4, b"ftyp").then_some("video/mp4"))
        .or_else(|| is_text(bytes).then_some("text/plain"))
}

/// Readable text: UTF-8, no control characters but those of lines, no markup that a browser would run.
fn is_text(bytes: &[u8]) -> bool {
    let plain = |text: &str| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    std::str::from_utf8(bytes)
        .is_ok_and(|text| plain(text) && !text.trim_start_matches('\u{feff}').trim_start().starts_with('<'))
}

/// The kinds that share a container: an office document is a zip file, a table is text.
fn is_kind_of(claimed: &str, seen: &str) -> bool {
    let claimed = claimed.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let office = |c: &str| {
        c.starts_with("application/vnd.openxmlformats-")
            || c.starts_with("application/vnd.oasis.")
            || c == "application/x-zip-compressed"
    };
    match seen {
        "application/zip" => claimed == seen || office(&claimed),
        "application/msword" => claimed == seen || claimed.starts_with("application/vnd.ms-"),
        "text/plain" => claimed == seen || claimed == "text/csv" || claimed == "application/json",
        "image/heic" => claimed == seen || claimed == "image/heif",
        "image/jpeg" => claimed == seen || claimed == "image/jpg",
        "audio/mp4" | "video/mp4" => {
            ["audio/mp4", "video/mp4", "audio/x-m4a", "video/quicktime"].contains(&claimed.as_str())
        }
        "audio/wav" => ["audio/wav", "audio/x-wav", "audio/wave"].contains(&claimed.as_str()),
        _ => claimed == seen,
    }
}

/// The type under which a file is kept, or why it is not taken.
fn admitted(claimed: Option<&str>, bytes: &[u8]) -> Result<String> {
    if bytes.is_empty() {
        return Err(LedgerError::refused("empty", "文件是空的 · the file is empty"));
    }
    if bytes.len() > FILE_LIMIT {
        return Err(LedgerError::refused("too-large", "文件超过 10 MB · the file is larger than 10 MB"));
    }
    let seen = sniff(bytes).ok_or_else(|| {
        LedgerError::refused(
            "type-not-allowed",
            "不收这种文件,请上传图片、PDF、文档、录音或视频 · this kind of file is not taken",
        )
    })?;
    match claimed.filter(|c| !c.is_empty() && *c != "application/octet-stream") {
        Some(claimed) if !is_kind_of(claimed, seen) => Err(LedgerError::refused(
            "type-mismatch",
            format!("文件内容是 {seen},与所称的 {claimed} 不符 · the file is not what it claims to be"),
        )),
        Some(claimed) => Ok(claimed.split(';').next().unwrap_or(seen).trim().to_ascii_lowercase()),
        None => Ok(seen.to_owned()),
    }
}

impl<E: Engine> Files for E {
    fn put_file(&self, name: &str, claimed: Option<&str>, bytes: &[u8]) -> Result<FileRow> {
        let media_type = admitted(claimed, bytes)?;
        let bytes: &[u8] = &pictures::without_notices(sniff(bytes).unwrap_or_default(), bytes)?;
        let id = format!("sha256-{}", Hash::of(bytes));
        let _alone = held(&self.frame().files);
        self.store_file(&id, bytes)?;
        let name: String =
            name.rsplit(['/', '\\']).next().unwrap_or(name).chars().filter(|c| !c.is_control()).take(200).collect();
        let (key, size, now) = (id.clone(), bytes.len() as u64, micros(Timestamp::now()));
        self.run(move |db| {
            db.prepare_cached(
                "INSERT INTO file VALUES (?1, ?2, ?3, ?4, ?5, 0) ON CONFLICT (id) DO UPDATE SET put_at = excluded.put_at",
            )?
            .execute((&key, &name, &media_type, signed(size), now))?;
            Ok(())
        })?;
        self.file(&id)?.ok_or(LedgerError::Closing)
    }

    fn file(&self, id: &str) -> Result<Option<FileRow>> {
        self.read(|db| {
            db.prepare_cached("SELECT id, name, type, size, taken FROM file WHERE id = ?1")?.query_row([id], file_row)
        })
    }

    fn file_bytes(&self, id: &str) -> Result<Option<Vec<u8>>> {
        if self.file(id)?.is_none() {
            return Ok(None);
        }
        let bytes = self.load_file(id)?;
        if format!("sha256-{}", Hash::of(&bytes)) == id { Ok(Some(bytes)) } else { Err(damaged(id)) }
    }

    fn files_of(&self, district: &str, case: &str) -> Result<Vec<FileRow>> {
        let sql = "SELECT f.id, f.name, f.type, f.size, f.taken FROM case_file c JOIN file f ON f.id = c.file WHERE c.district = ? AND c.case_id = ? ORDER BY f.id";
        self.read(|db| all(db, sql, (district, case), file_row))
    }
}

pub(crate) fn damaged(id: &str) -> LedgerError {
    LedgerError::refused("file-damaged", format!("附件损坏: {id} · the file on disk is not what its id says"))
}

fn file_row(r: &Row<'_>) -> Result<FileRow> {
    Ok(FileRow { id: r.get(0)?, name: r.get(1)?, media_type: r.get(2)?, size_bytes: unsigned(r, 3)?, taken: r.get(4)? })
}

/// Drops files that were put more than a day before `now` and that no case has taken.
pub(crate) fn drop_untaken(engine: &impl Engine, now: Timestamp) -> Result<()> {
    let before = micros(a_day_before(now));
    let dropped = engine.run(move |db| {
        all(db, "DELETE FROM file WHERE taken = 0 AND put_at <= ? RETURNING id", [before], |r| r.get::<String>(0))
    })?;
    engine.drop_files(&dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(sniff("处理前后对比".as_bytes()), Some("text/plain"));
        assert_eq!(sniff(b"<script>alert(1)</script>"), None);
        assert_eq!(sniff(b"\x7fELF\x02\x01"), None);
        assert!(admitted(Some("image/png"), b"%PDF-1.7").is_err());
        assert_eq!(admitted(Some("text/csv; charset=utf-8"), b"a,b\n"), Ok("text/csv".into()));
        assert!(admitted(None, &vec![b'a'; FILE_LIMIT + 1]).is_err());
    }
}
