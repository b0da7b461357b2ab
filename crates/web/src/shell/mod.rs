//! The frame of every page: header, switches, navigation, footer; and what a reader brings along.
//!
//! A handler makes `Page::new(&reader, title)`, sets what it knows (`area`, `nav`, `user`, …), fills `body`, and
//! returns the page. Words and marks are the frame's; nothing here knows a case.

mod headers;
mod notices;
mod reader;

use axum::response::{IntoResponse, Response};

use crate::assets::asset;
use crate::components::{
    Language, LanguageNavigation, NavigationItem, SelectItem, ServiceNavigation, SkipLink, language_navigation,
    service_navigation, skip_link, synthetic,
};
use crate::html::{Html, el, void};
use crate::lists::Sheet;
use crate::t;
use crate::words::{Lang, Words};

pub use headers::{remember_choices, security_headers};
pub use notices::{Notice, not_allowed, not_found, someone_was_faster, store_failed, went_wrong};
pub use reader::{Here, Reader, escaped};

/// Which part of the house a page stands in; each has its own navigation.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Area {
    /// For residents and firms.
    #[default]
    Portal,
    /// For staff.
    Desk,
    /// For leaders.
    Cockpit,
    /// For who keeps the instance: the desk, and the page of the instance itself.
    Admin,
}

impl Area {
    /// Name, address and key of the words of each part. A page that is not there yet has no entry.
    fn parts(self, words: &Words) -> Vec<(&'static str, &'static str, String)> {
        match self {
            Self::Portal => vec![
                ("report", "/report", t!(words, "nav-report")),
                ("follow", "/follow", t!(words, "nav-follow")),
                ("promises", "/promises", t!(words, "nav-promises")),
                ("record", "/record", t!(words, "nav-record")),
                ("reports", "/reports", t!(words, "nav-reports")),
                ("documents", "/documents", t!(words, "nav-documents")),
            ],
            Self::Desk | Self::Cockpit => Self::staff(words),
            Self::Admin => {
                let mut parts = Self::staff(words);
                parts.push(("admin", "/admin", t!(words, "nav-admin")));
                parts
            }
        }
    }

    fn staff(words: &Words) -> Vec<(&'static str, &'static str, String)> {
        vec![
            ("work", "/desk", t!(words, "nav-work")),
            ("intake", "/desk/intake", t!(words, "nav-intake")),
            ("patrol", "/desk/patrol", t!(words, "nav-patrol")),
            ("supervise", "/desk/supervise", t!(words, "nav-supervise")),
            ("views", "/desk/views", t!(words, "nav-views")),
            ("notices", "/desk/notices", t!(words, "nav-notices")),
            ("cockpit", "/cockpit", t!(words, "nav-cockpit")),
        ]
    }
}

/// Who is signed in, as the header shows it.
#[derive(Clone, Debug, Default)]
pub struct SignedIn {
    /// Name for people.
    pub name: String,
    /// Post and unit for people.
    pub post: String,
    /// The session's token against forged forms; sent as the field `csrf`.
    pub csrf: String,
    /// How many notices they have not seen.
    pub unseen: u64,
    /// The account, whose things a phone keeps apart from everybody else's.
    pub user: String,
}

/// The bar of the demo: its time, and roles to look as. Only with `--demo` on loopback; the caller decides.
#[derive(Clone, Debug, Default)]
pub struct DemoBar {
    /// The demo's time, in the reader's words.
    pub now: String,
    /// User name and its words, in order.
    pub roles: Vec<(String, String)>,
    /// Where the choice is sent by `POST`, as the fields `user`, `csrf` and `back`.
    pub action: String,
    /// Token against forged forms.
    pub csrf: String,
}

/// A whole page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// What the page is about; the browser's title adds the product.
    pub title: String,
    /// The reader's language.
    pub lang: Lang,
    /// The page's address, for the switches.
    pub here: Here,
    /// Which part of the house.
    pub area: Area,
    /// Which entry of the navigation: `report follow promises documents`, `work intake supervise cockpit admin`.
    pub nav: &'static str,
    /// The district that is shown, by code.
    pub district: Option<String>,
    /// All districts that the reader may choose, code and name; with fewer than two there is no switch.
    pub districts: Vec<(String, String)>,
    /// Who is signed in.
    pub user: Option<SignedIn>,
    /// The demo's bar.
    pub demo: Option<DemoBar>,
    /// The demo's or the server's time as RFC 3339, from which relative times are told.
    pub now: String,
    /// The form on the page was filled in wrongly: the browser's title says so first.
    pub wrong: bool,
    /// What a page needs in its head beyond what every page has.
    pub head: Html,
    /// Back link or breadcrumbs, above the main part.
    pub before: Html,
    /// The main part.
    pub body: Html,
    /// Whether the page answers a form that was sent.
    pub sent: bool,
    /// The file that answers instead, where the address asks for the page's list as one.
    pub sheet: Option<Sheet>,
}

impl Page {
    /// A page for a reader.
    pub fn new(reader: &Reader, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            lang: reader.lang,
            here: reader.here.clone(),
            sent: reader.sends,
            district: reader.district.clone(),
            ..Self::default()
        }
    }

    /// The page with its main part.
    pub fn with(self, body: impl Into<Html>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// The page of a notice: a title and what it says.
    pub fn notice(reader: &Reader, notice: Notice) -> Self {
        Self::new(reader, notice.title).with(notice.body)
    }

    /// The whole document.
    pub fn html(&self) -> Html {
        let words = Words::of(self.lang);
        let body = el("body")
            .class("govuk-template__body")
            .put(skip_link(&SkipLink {
                content: t!(words, "skip-to-content").into(),
                href: "#main".into(),
                ..SkipLink::default()
            }))
            .put(self.demo.as_ref().map(|demo| self.demo_bar(demo, words)))
            .put(self.header(words))
            .put(self.navigation(words))
            .put(self.main(words))
            .put(self.take_along(words))
            .put(self.footer(words));
        let document = el("html")
            .class("govuk-template govuk-template--rebranded")
            .attr("lang", self.lang.bcp47())
            .maybe("data-now", Some(&self.now))
            .put(self.head(words))
            .put(body);
        Html::raw("<!DOCTYPE html>").then(document)
    }

    fn head(&self, words: &Words) -> Html {
        let title = if self.wrong { t!(words, "title-error", title = self.title.as_str()) } else { self.title.clone() };
        let meta = |name: &str, content: &str| void("meta").attr("name", name).attr("content", content);
        let link = |rel: &str, href: String| void("link").attr("rel", rel).attr("href", href);
        el("head")
            .put(void("meta").attr("charset", "utf-8"))
            .put(el("title").put(t!(words, "title-on-page", title = title)))
            .put(meta("viewport", "width=device-width, initial-scale=1, viewport-fit=cover"))
            .put(meta("theme-color", "#f6f1e8"))
            .put(link("icon", asset("wordmark.svg")).attr("type", "image/svg+xml"))
            .put(link("stylesheet", asset("main.css")))
            .put(el("script").attr("type", "module").attr("src", asset("main.js")))
            .put(&self.head)
            .html()
    }

    fn header(&self, words: &Words) -> Html {
        let brand = el("a")
            .class("bh-header__brand")
            .attr("href", "/")
            .put(
                void("img")
                    .class("bh-header__mark")
                    .attr("src", asset("wordmark.svg"))
                    .attr("alt", "")
                    .attr("width", "32")
                    .attr("height", "32"),
            )
            .put(el("span").class("bh-header__name").put(t!(words, "product")))
            .put(el("span").class("bh-header__latin").put(t!(words, "product-latin")));
        let tools = el("div")
            .class("bh-header__tools")
            .put(self.district_switch(words))
            .put(self.language_switch(words))
            .put(self.account(words));
        let row = el("div").class("govuk-width-container bh-header__row").put(brand).put(tools);
        el("header").class("bh-header").put(row).html()
    }

    fn language_switch(&self, words: &Words) -> Html {
        let items = Lang::ALL.into_iter().map(|lang| Language {
            content: lang.name().into(),
            href: self.here.with("lang", lang.tag()),
            lang: lang.bcp47().into(),
            current: lang == self.lang,
            ..Language::default()
        });
        let aria_label = t!(words, "language");
        language_navigation(&LanguageNavigation { items: items.collect(), aria_label, ..LanguageNavigation::default() })
    }

    /// Without script a choice needs its button; the page that opens is this one, without the old filters.
    fn district_switch(&self, words: &Words) -> Html {
        if self.districts.len() < 2 {
            return Html::empty();
        }
        let items = self.districts.iter().map(|(code, name)| {
            let chosen = self.district.as_ref() == Some(code);
            SelectItem { selected: Some(chosen), ..SelectItem::new(code, name) }
        });
        let select = crate::components::Select {
            name: "d".into(),
            id: "district-switch".into(),
            label: t!(words, "district").into(),
            items: items.collect(),
            ..Default::default()
        };
        let button = el("button").attr("type", "submit").class("govuk-button govuk-button--secondary");
        el("form")
            .class("bh-switch")
            .attr("method", "get")
            .attr("action", self.here.path())
            .put(select)
            .put(button.attr("aria-label", t!(words, "district-switch")).put(t!(words, "district-go")))
            .html()
    }

    fn account(&self, words: &Words) -> Html {
        let Some(user) = &self.user else {
            return el("a").class("govuk-link").attr("href", "/desk").put(t!(words, "sign-in")).html();
        };
        let who = t!(words, "signed-in-as", name = user.name.as_str(), post = user.post.as_str());
        let out = el("form")
            .class("bh-switch")
            .attr("method", "post")
            .attr("action", "/sign-out")
            .maybe("data-leaves", Some(&user.user))
            .maybe("data-unsent", (!user.user.is_empty()).then(|| t!(words, "patrol-unsent", n = "%n%")))
            .put(hidden("csrf", &user.csrf))
            .put(el("button").attr("type", "submit").class("bh-link-button").put(t!(words, "sign-out")));
        el("span").class("bh-header__user").put(who).html().then(out)
    }

    fn navigation(&self, words: &Words) -> Html {
        let parts = self.area.parts(words).into_iter();
        let items = parts.map(|(key, href, text)| {
            let content = if key == "notices" { Html::from(text).then(self.badge(words)) } else { text.into() };
            NavigationItem::new(href, content).current_if(key == self.nav)
        });
        service_navigation(&ServiceNavigation {
            navigation: items.collect(),
            menu_button_text: t!(words, "menu"),
            navigation_label: if self.area == Area::Portal { t!(words, "nav-portal") } else { t!(words, "nav-desk") },
            ..ServiceNavigation::default()
        })
    }

    /// How many notices wait to be seen; nothing where none does.
    fn badge(&self, words: &Words) -> Html {
        let Some(unseen) = self.user.as_ref().map(|user| user.unseen).filter(|unseen| *unseen > 0) else {
            return Html::empty();
        };
        let count = if unseen > 99 { "99+".to_owned() } else { unseen.to_string() };
        let about = el("span").class("govuk-visually-hidden").put(t!(words, "notices-unseen"));
        Html::from(" ").then(el("span").class("moj-notification-badge bh-unseen").put(count).put(about))
    }

    fn demo_bar(&self, demo: &DemoBar, words: &Words) -> Html {
        let clock = el("p").put(synthetic(&t!(words, "synthetic"))).put(" ").put(t!(
            words,
            "demo-clock",
            now = demo.now.as_str()
        ));
        let buttons = demo.roles.iter().map(|(user, role)| {
            let button = el("button").attr("type", "submit").attr("name", "user").attr("value", user);
            button.class("bh-link-button").attr("aria-label", t!(words, "demo-as", role = role.as_str())).put(role)
        });
        let roles = el("form")
            .class("bh-demo__roles")
            .attr("method", "post")
            .attr("action", &demo.action)
            .put(hidden("csrf", &demo.csrf))
            .put(hidden("back", self.here.as_str()))
            .put(el("span").put(t!(words, "demo-bar")))
            .put_all(buttons);
        let tour = el("a").class("govuk-link").attr("href", "/tour").put(t!(words, "nav-tour"));
        let row = el("div").class("govuk-width-container bh-demo__row").put(clock).put(tour).put(roles);
        el("aside").class("bh-demo").attr("aria-label", t!(words, "demo-bar")).put(row).html()
    }

    fn main(&self, words: &Words) -> Html {
        let before = || el("section").attr("aria-label", t!(words, "here")).put(&self.before);
        let main = el("main").class("govuk-main-wrapper").attr("id", "main").put(&self.body);
        el("div").class("govuk-width-container").put_if(!self.before.is_empty(), before).put(main).html()
    }

    /// Where the page draws a list: the ways to take it along as a file.
    fn take_along(&self, words: &Words) -> Html {
        const NO_LISTS: [&str; 4] = ["/desk/cases/", "/desk/import", "/sign-in", "/follow"];
        let body = self.body.as_str();
        let drawn = body.contains("<table") && body.contains("<td") || crate::lists::any_cards(body);
        let has_list = drawn && !body.contains("bh-download");
        let path = self.here.path();
        // What answers a form does not stand at the address of the page.
        if !has_list || self.wrong || self.sent || NO_LISTS.iter().any(|not| path.starts_with(not)) {
            return Html::empty();
        }
        let links = crate::lists::links(&self.here, words);
        el("aside")
            .class("govuk-width-container bh-along")
            .attr("aria-label", t!(words, "lists-download"))
            .put(links)
            .html()
    }

    fn footer(&self, words: &Words) -> Html {
        let link = |href: &str, text: String| el("li").put(el("a").class("govuk-link").attr("href", href).put(text));
        let links = el("ul")
            .class("bh-footer__links")
            .put(link("/", t!(words, "home")))
            .put(link("/documents", t!(words, "nav-documents")))
            .put(link("/promises", t!(words, "nav-promises")))
            .put(link("/record", t!(words, "nav-record")));
        let demo = self.demo.as_ref().map(|_| el("p").put(t!(words, "demo-about")));
        let container = el("div")
            .class("govuk-width-container")
            .put(links)
            .put(demo)
            .put(el("p").put(t!(words, "product-about")))
            .put(el("p").put(t!(words, "footer-accessible")));
        el("footer").class("bh-footer").put(container).html()
    }
}

/// A field that nobody sees.
pub fn hidden(name: &str, value: &str) -> Html {
    void("input").attr("type", "hidden").attr("name", name).attr("value", value).html()
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        if let Some(sheet) = self.sheet {
            return sheet.into_response();
        }
        axum::response::Html(self.html().into_string()).into_response()
    }
}
