//! The frame of a page, asked for through a router: words, marks, headers, cookies, escaping.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use axum::routing::get;
use bihuan_web::html::{Html, el};
use bihuan_web::phrases::{FieldError, Form};
use bihuan_web::shell::{self, Area, Page, Reader, SignedIn};
use tower::ServiceExt;

async fn sample(reader: Reader) -> Page {
    let typed = [("phone".to_owned(), "\"><script>alert(1)</script>".to_owned())];
    let wrong = [FieldError::new("phone", "请输入 11 位手机号")];
    let form = Form::new(reader.words(), &typed, &wrong);
    let body = form.error_summary().then(el("h1").put("<示例>")).then(form.input("phone", "手机号"));
    let user = SignedIn {
        name: "示例 & 经办".into(),
        post: "示例街道".into(),
        csrf: "token".into(),
        unseen: 3,
        user: String::new(),
    };
    Page {
        area: Area::Desk,
        nav: "intake",
        user: Some(user),
        districts: vec![("420103".into(), "江汉区".into()), ("420105".into(), "汉阳区".into())],
        wrong: true,
        ..Page::new(&reader, "受理")
    }
    .with(body)
}

async fn ask(path: &str, headers: &[(&str, &str)]) -> Response {
    let router = Router::new()
        .route("/desk/intake", get(sample))
        .layer(from_fn(shell::remember_choices))
        .layer(map_response(shell::security_headers));
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn a_page_as_a_clerk_gets_it() {
    let html = text(ask("/desk/intake?d=420105&page=2", &[]).await).await;
    // The marks of content change with every change of style; the rest is what a reviewer should see.
    let plain = without_marks(&html).replace("><", ">\n<");
    insta::assert_snapshot!(plain);
}

/// `/assets/main-AbCdEfGh.css` as `/assets/main.css`.
fn without_marks(html: &str) -> String {
    ["main.css", "main.js", "wordmark.svg"]
        .iter()
        .fold(html.to_owned(), |html, name| html.replace(&bihuan_web::assets::asset(name), &format!("/assets/{name}")))
}

#[tokio::test]
async fn nothing_that_people_typed_becomes_markup() {
    let html = text(ask("/desk/intake", &[]).await).await;
    assert!(!html.contains("<script>alert"));
    assert!(html.contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""));
    assert!(html.contains("&lt;示例&gt;") && html.contains("示例 &amp; 经办"));
}

#[tokio::test]
async fn no_page_has_a_script_or_a_style_of_its_own() {
    let html = text(ask("/desk/intake", &[]).await).await;
    for own in ["<style", " style=", " onclick=", "javascript:"] {
        assert!(!html.contains(own), "{own}");
    }
    assert_eq!(html.matches("<script").count(), html.matches("<script type=\"module\" src=\"/assets/").count());
}

#[tokio::test]
async fn the_policy_lets_nothing_in_from_elsewhere() {
    let response = ask("/desk/intake", &[]).await;
    let headers = response.headers();
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'self';") && policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("unsafe"));
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["referrer-policy"], "same-origin");
    assert_eq!(headers["cache-control"], "no-store");
}

#[tokio::test]
async fn what_is_chosen_is_remembered_and_nonsense_is_not() {
    let cookies = |response: &Response| -> Vec<String> {
        response.headers().get_all("set-cookie").iter().map(|c| c.to_str().unwrap().to_owned()).collect()
    };
    let chosen = cookies(&ask("/desk/intake?lang=en&d=420105", &[]).await);
    assert!(chosen[0].starts_with("lang=en; Path=/;") && chosen[1].starts_with("d=420105; Path=/;"));
    assert!(cookies(&ask("/desk/intake?lang=xx&d=1;drop", &[]).await).is_empty());
    let remembered = text(ask("/desk/intake", &[("cookie", "a=b; lang=en")]).await).await;
    assert!(remembered.contains("<html") && remembered.contains("lang=\"en\"") && remembered.contains("Sign out"));
}

#[test]
fn each_notice_says_what_to_do_next() {
    for lang in bihuan_web::words::Lang::ALL {
        let words = bihuan_web::words::Words::of(lang);
        let kept = el("p").put("kept").html();
        let notices = [
            shell::not_found(words),
            shell::not_allowed(words),
            shell::someone_was_faster(words, "x", "/desk/1", kept),
        ];
        for notice in notices {
            assert!(notice.body.as_str().contains("href="), "{}", notice.title);
        }
        let wrong: Html = shell::went_wrong(words, "ab12").body;
        assert!(wrong.as_str().contains("ab12"));
    }
}
