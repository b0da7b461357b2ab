//! Attachments: sent before the case that takes them, checked for being what they claim, and shown to who may see them.

use axum::Json as Answer;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::refusal::Fault;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_ledger::FileRow;
use bihuan_office::Office;
use serde_json::{Map, Value as Json, json};

use super::asked::{self, In, Params};
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Caller, Scope};

/// The file and what surrounds it in the request, in bytes.
const REQUEST_LIMIT: usize = bihuan_ledger::FILE_LIMIT + 100_000;

/// The part that holds the file.
const PART: &str = "file";

/// `POST /files`
pub async fn send(
    State(app): State<App>,
    caller: Caller,
    params: Params,
    request: Request,
) -> Result<Response, Problem> {
    params.only(&[])?;
    if caller.is_known() && !caller.scopes.contains(&Scope::File) {
        caller.needs(&Scope::Act)?;
    }
    let (name, claimed, bytes) = part(request).await?;
    let kept = app.run(move |office| office.ledger().put_file(&name, claimed.as_deref(), &bytes)).await??;
    Ok((StatusCode::CREATED, Answer(described(&kept))).into_response())
}

fn described(file: &FileRow) -> Json {
    json!({ "id": file.id, "name": file.name, "type": file.media_type, "size": file.size_bytes })
}

/// Name, claimed type and bytes of the part `file`.
async fn part(request: Request) -> Result<(String, Option<String>, Vec<u8>), Problem> {
    let (parts, body) = request.into_parts();
    let bytes = asked::read(body, REQUEST_LIMIT).await?;
    let again = Request::from_parts(parts, Body::from(bytes));
    let mut form = Multipart::from_request(again, &()).await.map_err(|_| not_multipart())?;
    while let Some(field) = form.next_field().await.map_err(|_| not_multipart())? {
        if field.name() == Some(PART) {
            let name = field.file_name().unwrap_or(PART).to_owned();
            let claimed = field.content_type().map(str::to_owned);
            let bytes = field.bytes().await.map_err(|_| not_multipart())?;
            return Ok((name, claimed, bytes.to_vec()));
        }
    }
    Err(Problem::invalid(vec![Fault::new(
        "/file",
        "required",
        "请在名为 file 的部分里附上文件",
        "Send the file in the part `file`.",
    )]))
}

fn not_multipart() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "not-multipart",
        "请求正文应为完整的 multipart/form-data",
        "Send the body as multipart/form-data, whole.",
    )
}

/// `GET /cases/{id}/files`: what came with the matter, as far as the asker may see it.
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    In(id): In<String>,
    params: Params,
) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["cursor", "limit"])?;
    caller.may_use_to_read()?;
    app.run(move |office| {
        let files = seen(office, &caller, &id)?;
        let items = files.iter().map(|file| (file.id.clone(), described(file)));
        Ok(Answer(params.page(items.collect())?))
    })
    .await?
}

/// `GET /cases/{id}/files/{file}`: who may see what it came with may see the file.
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    In((id, file)): In<(String, String)>,
) -> Result<Response, Problem> {
    caller.may_use_to_read()?;
    let (row, bytes) = app
        .run(move |office| {
            let seen = seen(office, &caller, &id)?;
            let row = seen.into_iter().find(|row| row.id == file).ok_or_else(Problem::not_found)?;
            let bytes = office.ledger().file_bytes(&file)?.ok_or_else(Problem::not_found)?;
            Ok::<_, Problem>((row, bytes))
        })
        .await??;
    Ok(crate::attachment::answer(&row, bytes))
}

/// What came with a case, as far as the caller may see it.
fn seen(office: &Office, caller: &Caller, case: &str) -> Result<Vec<FileRow>, Problem> {
    let who = caller.about(office, case)?;
    Ok(office.files_seen(&office.read(case, &who)?, &who)?)
}

/// The fields that name a file which nobody sent.
pub fn unknown(
    office: &Office,
    fields: &[Field],
    given: &Map<String, Json>,
    prefix: &str,
) -> Result<Vec<Fault>, Problem> {
    let mut faults = Vec::new();
    for field in fields.iter().filter(|field| field.kind == FieldType::File) {
        let ids = given.get(&field.name).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
        for id in ids.filter(|id| is_file_id(id)).take(200) {
            if office.ledger().file(id)?.is_none() {
                faults.push(Fault::new(
                    format!("{prefix}/{}", field.name),
                    "unknown-file",
                    "没有这个文件，请先上传，再引用上传后得到的编号",
                    "There is no such file. Upload it first and give the id that you get.",
                ));
            }
        }
    }
    Ok(faults)
}

fn is_file_id(text: &str) -> bool {
    text.strip_prefix("sha256-").is_some_and(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}
