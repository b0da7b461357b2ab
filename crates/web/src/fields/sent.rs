//! The body of a form: its pairs in the order of the page, and its files.

use axum::Form;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use bihuan_ledger::LedgerError;
use bihuan_office::Office;

use crate::phrases::FieldError;
use crate::shell::{Notice, Page, Reader};
use crate::t;
use crate::words::{Lang, Words};

/// Bytes of one form with its files: nine files of the largest size.
pub const BODY_LIMIT: usize = 95_000_000;

/// The end of the name of a control that sends files; what was taken is kept under the name without it.
const NEW: &str = "-new";

/// A file that came with a form.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The field.
    pub field: String,
    /// The name it was sent under.
    pub name: String,
    /// The media type that the browser claims.
    pub claimed: Option<String>,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What a form sent.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// Names and values, in the order of the page.
    pub pairs: Vec<(String, String)>,
    /// Files that are not yet kept.
    pub papers: Vec<Paper>,
}

impl Sent {
    /// The first value of a name; empty where there is none.
    pub fn value(&self, name: &str) -> &str {
        self.values(name).next().unwrap_or_default()
    }

    /// Every value of a name.
    pub fn values<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s str> + use<'s> {
        let name = name.to_owned();
        self.pairs.iter().filter(move |(n, _)| *n == name).map(|(_, value)| value.as_str())
    }

    /// Keeps the files, so that the fields can name them, and they need not be sent again with a corrected form.
    ///
    /// # Errors
    /// The store's. A file that is not taken in is an error of its field instead.
    pub fn keep_papers(&mut self, office: &Office, lang: Lang) -> Result<Vec<FieldError>, LedgerError> {
        let mut errors = Vec::new();
        for paper in std::mem::take(&mut self.papers) {
            let kept = office.ledger().put_file(&paper.name, paper.claimed.as_deref(), &paper.bytes);
            match kept {
                Ok(row) => self.pairs.push((paper.field.trim_end_matches(NEW).to_owned(), row.id)),
                Err(LedgerError::Refused { code, .. }) => errors.push(refused(paper, code, Words::of(lang))),
                Err(other) => return Err(other),
            }
        }
        Ok(errors)
    }
}

fn refused(paper: Paper, code: &str, words: &Words) -> FieldError {
    let told = words.find(&format!("file-{code}"), &[("name", paper.name.as_str().into())]);
    FieldError::new(paper.field, told.unwrap_or_else(|| t!(words, "file-refused", name = paper.name)))
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(reader) = <Reader as axum::extract::FromRequestParts<S>>::from_request_parts(&mut parts, state).await;
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let with_files = kind.starts_with("multipart/form-data");
        let request = Request::from_parts(parts, body);
        let read = if with_files { of_multipart(request, state).await } else { of_pairs(request, state).await };
        read.map_err(|status| unreadable(&reader, status))
    }
}

async fn of_pairs<S: Send + Sync>(request: Request, state: &S) -> Result<Sent, StatusCode> {
    let read = Form::<Vec<(String, String)>>::from_request(request, state).await;
    let Form(pairs) = read.map_err(|rejection| rejection.into_response().status())?;
    Ok(Sent { pairs, papers: Vec::new() })
}

async fn of_multipart<S: Send + Sync>(request: Request, state: &S) -> Result<Sent, StatusCode> {
    let read = Multipart::from_request(request, state).await;
    let mut parts = read.map_err(|rejection| rejection.into_response().status())?;
    let mut sent = Sent::default();
    while let Some(part) = parts.next_field().await.map_err(|error| error.status())? {
        take(&mut sent, part).await.map_err(|error| error.status())?;
    }
    Ok(sent)
}

/// A browser sends an empty nameless file for a control that was left alone.
async fn take(sent: &mut Sent, part: Field<'_>) -> Result<(), MultipartError> {
    let field = part.name().unwrap_or_default().to_owned();
    let Some(name) = part.file_name().map(str::to_owned) else {
        let text = part.bytes().await?;
        sent.pairs.push((field, String::from_utf8_lossy(&text).into_owned()));
        return Ok(());
    };
    let claimed = part.content_type().map(str::to_owned);
    let bytes = part.bytes().await?.to_vec();
    if !(name.is_empty() && bytes.is_empty()) {
        sent.papers.push(Paper { field, name, claimed, bytes });
    }
    Ok(())
}

fn unreadable(reader: &Reader, status: StatusCode) -> Response {
    let words = reader.words();
    let large = status == StatusCode::PAYLOAD_TOO_LARGE;
    let title = if large { t!(words, "form-too-large") } else { t!(words, "form-unreadable") };
    let notice = Notice::new(title, [t!(words, "form-not-read-about").into()]);
    (status, Page::notice(reader, notice)).into_response()
}
