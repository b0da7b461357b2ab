//! Every page that draws a list can be taken along: what stands in its table or on its cards is read out of the very page
//! that its reader would get, page after page of the list, so no list needs an export of its own and none shows more in a
//! file. A list that answers a form is taken along by sending the form again, to an address that asks for the file.

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{Html as Markup, IntoResponse, Response};

use super::{Format, List, cards, cell, note_export};
use crate::app::App;
use crate::html::Html;
use crate::identity::Staff;
use crate::shell::Reader;

/// Bytes of one page.
const LONGEST_PAGE: usize = 16_000_000;
/// Pages of one list: as many as hold the most rows that go out.
const MOST_PAGES: usize = 400;

/// Answers with the list of a page where the address asks for it.
pub async fn take_along(State(app): State<App>, request: Request, next: Next) -> Response {
    let reader = Reader::of(request.uri(), request.headers());
    let format = Format::asked(&reader).filter(|_| [Method::GET, Method::POST].contains(request.method()));
    let Some(format) = format else { return next.run(request).await };
    let (parts, body) = request.into_parts();
    let mut first = Some(next.clone().run(Request::from_parts(parts.clone(), body)).await);
    let mut list: Option<List> = None;
    let mut uri = parts.uri.clone();
    for _ in 0..MOST_PAGES {
        let response = match first.take() {
            Some(response) => response,
            None => {
                let mut further = parts.clone();
                further.uri = uri.clone();
                next.clone().run(Request::from_parts(further, axum::body::Body::empty())).await
            }
        };
        if !is_page(&response) {
            return response;
        }
        let (head, body) = response.into_parts();
        let Ok(bytes) = to_bytes(body, LONGEST_PAGE).await else {
            return StatusCode::PAYLOAD_TOO_LARGE.into_response();
        };
        let page = String::from_utf8_lossy(&bytes);
        if !read(&page, &reader, &mut list) {
            return (head.status, Markup(page.into_owned())).into_response();
        }
        let more = parts.method == Method::GET && list.as_ref().is_some_and(|list| !list.is_full());
        match following(&page, &uri).filter(|_| more) {
            Some(further) => uri = further,
            None => break,
        }
    }
    let Some(list) = list else { return StatusCode::NOT_FOUND.into_response() };
    let headers = parts.headers;
    let made = app
        .ask(move |office| {
            note_export(office, &reader, Staff::of(office, &headers)?.as_ref(), list.len())?;
            list.answer(format)
        })
        .await;
    made.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    response.status() == StatusCode::OK && kind.starts_with("text/html")
}

/// Adds what the page's tables and cards hold; whether there were any. Of several the one with the most rows, and with it those of
/// the same heads, each under its caption.
fn read(page: &str, reader: &Reader, list: &mut Option<List>) -> bool {
    let main = page.split_once("<main").map_or(page, |(_, main)| main);
    let tables: Vec<Drawn> = tables(main).into_iter().chain(cards::drawn(main)).collect();
    let Some(longest) = tables.iter().max_by_key(|table| table.rows.len()) else { return false };
    let title = between(main, "<h1", "</h1>");
    let title = title.split_once('>').map_or("", |(_, title)| title);
    let list = list.get_or_insert_with(|| List::new(reader.words(), cell::text(&Html::raw(title))));
    let alike: Vec<&Drawn> = tables.iter().filter(|table| table.heads == longest.heads).collect();
    let several = alike.len() > 1;
    for table in alike {
        list.add_drawn(table, several.then_some(table.caption.as_str()));
    }
    true
}

/// The tables of a page, in its order.
pub(super) fn tables(main: &str) -> Vec<Drawn> {
    main.split("<table").skip(1).map(|table| Drawn::of(between(table, "", "</table>"))).collect()
}

/// A table as a page has it.
pub struct Drawn {
    pub(super) caption: String,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Vec<(Html, bool)>>,
}

impl Drawn {
    fn of(markup: &str) -> Drawn {
        let caption = markup.split_once("<caption").map_or("", |(_, rest)| between(rest, ">", "</caption>"));
        let (head, body) = markup.split_once("<tbody").unwrap_or(("", markup));
        let heads = cells(head).into_iter().map(|(head, _)| cell::text(&head)).collect();
        let rows = body.split("<tr").skip(1).map(cells).filter(|row| !row.is_empty()).collect();
        Drawn { caption: cell::text(&Html::raw(caption)), heads, rows }
    }
}

/// The cells of a row, each with whether the page sets it as a number.
fn cells(row: &str) -> Vec<(Html, bool)> {
    let mut found = Vec::new();
    let mut rest = row;
    while let Some(at) = [rest.find("<td"), rest.find("<th ")].into_iter().flatten().min() {
        let Some((tag, inside)) = rest.get(at..).and_then(|cell| cell.split_once('>')) else { break };
        let end = if tag.starts_with("<td") { "</td>" } else { "</th>" };
        let (inside, after) = inside.split_once(end).unwrap_or((inside, ""));
        found.push((Html::raw(inside), tag.contains("--numeric")));
        rest = after;
    }
    found
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let inside = text.split_once(from).map_or("", |(_, rest)| rest);
    inside.split_once(to).map_or(inside, |(inside, _)| inside)
}

/// The address of the list's next page, if there is one and it is of the same list.
fn following(page: &str, here: &Uri) -> Option<Uri> {
    let (before, _) = page.split_once(" rel=\"next\"")?;
    let (_, link) = before.rsplit_once("<a")?;
    let href = between(link, " href=\"", "\"").replace("&amp;", "&");
    let uri: Uri = href.parse().ok()?;
    (uri.path() == here.path() && uri != *here).then_some(uri)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Cell, Table, table};

    #[test]
    fn a_page_is_read_as_it_stands() {
        let drawn = |caption: &str, rows: Vec<Vec<Cell>>| {
            let head = vec!["编号".into(), Cell::number("件数")];
            table(&Table { caption: caption.into(), head, rows, ..Table::default() })
        };
        let two = drawn("一", vec![vec!["甲<乙>".into(), Cell::number("12")]]);
        let page = format!(
            "<main><h1 class=\"x\">待办 & 督办</h1>{two}{}</main>",
            drawn("二", vec![vec!["丙".into(), Cell::number("3")]])
        );
        let mut list = None;
        assert!(read(&page, &Reader::default(), &mut list));
        let (columns, rows) = list.unwrap().laid_out();
        assert_eq!(columns.iter().map(|column| column.title.as_str()).collect::<Vec<_>>(), ["栏目", "编号", "件数"]);
        let number = bihuan_text::table::Cell::Number;
        assert_eq!(rows, [["一".into(), "甲<乙>".into(), number(12.0)], ["二".into(), "丙".into(), number(3.0)]]);
        assert!(!read("<main><h1>登录</h1></main>", &Reader::default(), &mut None));
    }

    #[test]
    fn the_next_page_is_of_the_same_list() {
        let link =
            |href: &str| format!("<a href=\"/else\">x</a><a class=\"l\" href=\"{href}\" rel=\"next\">下一页</a>");
        let here: Uri = "/desk?type=a".parse().unwrap();
        assert_eq!(following(&link("/desk?type=a&amp;after=3"), &here), Some("/desk?type=a&after=3".parse().unwrap()));
        assert_eq!(following(&link("/admin?after=3"), &here), None);
        assert_eq!(following(&link("/desk?type=a"), &here), None);
    }
}
