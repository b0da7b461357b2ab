//! Admin: what this instance is made of, for who keeps it: units, posts, officers, packs with their access tables,
//! tokens, followers. Only for holders of the post `admin`; nothing here shows a case.

mod notices;
mod setup;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bihuan_core::calendar::civil;
use bihuan_core::casework::may::access_table;
use bihuan_core::directory::{DistrictCode, Unit, UnitKind};
use bihuan_ledger::TokenRow;
use bihuan_office::{Failure, Law, Office};
use jiff::Timestamp;

use crate::app::App;
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::html::{Html, el};
use crate::names::Names;
use crate::shell::Page;
use crate::t;

/// The pages of who keeps the instance, and the one that makes the first of them.
pub fn router() -> Router<App> {
    Router::new()
        .route("/admin", get(page))
        .route("/admin/notices", get(notices::page).post(notices::retry))
        .route("/setup", get(setup::page).post(setup::make))
}

/// The page.
async fn page(room: Room) -> Response {
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

fn draw(office: &Office, room: &Room) -> Result<Page, Failure> {
    let law = office.law();
    let words = room.words();
    let view = View { room, law: &law, names: Names::new(&law, room.reader.lang) };
    let heading = el("h1").class("govuk-heading-l").put(t!(words, "nav-admin"));
    let body = heading
        .html()
        .then(view.health(office)?)
        .then(view.packs(office)?)
        .then(view.officers(office))
        .then(view.units())
        .then(view.tokens(office)?);
    Ok(room.page(t!(words, "nav-admin"), "admin").with(body))
}

struct View<'v> {
    room: &'v Room,
    law: &'v Law,
    names: Names<'v>,
}

impl View<'_> {
    fn section(&self, key: &str, content: Html) -> Html {
        let heading = el("h2").class("govuk-heading-m").put(self.room.words().get(key, &[]));
        el("section").class("govuk-!-margin-bottom-6").put(heading).put(content).html()
    }

    fn head(&self, keys: &[&str]) -> Vec<Cell> {
        keys.iter().map(|key| self.room.words().get(key, &[]).into()).collect()
    }

    fn table(&self, head: &[&str], rows: Vec<Vec<Cell>>) -> Html {
        Table { head: self.head(head), rows, classes: "bh-dense".into(), ..Table::default() }.stacked().into()
    }

    /// How far what is made from the record lags behind it, and what the clock says.
    fn health(&self, office: &Office) -> Result<Html, Failure> {
        let words = self.room.words();
        let lag = office.ledger().lag()?;
        let mut rows: Vec<SummaryRow> = lag
            .into_iter()
            .map(|lag| {
                let name = words.get(&format!("follower-{}", lag.follower), &[]);
                let (state, text) = match lag.behind {
                    0 => (Lateness::Done, t!(words, "follower-even")),
                    n => (Lateness::Soon, t!(words, "follower-behind", n = n)),
                };
                SummaryRow::new(name, clock(state, text))
            })
            .collect();
        let now = civil(office.clock().now()).strftime("%Y-%m-%d %H:%M").to_string();
        rows.insert(0, SummaryRow::new(t!(words, "clock-of-cases"), now));
        let next = office.next_wake()?.map(|at| civil(at).strftime("%Y-%m-%d %H:%M").to_string());
        rows.push(SummaryRow::new(t!(words, "next-wake"), next.unwrap_or_else(|| t!(words, "none"))));
        Ok(self.section("health", SummaryList { rows, ..SummaryList::default() }.into()))
    }

    /// Packs in force, their earlier versions, and who may do what by them.
    fn packs(&self, office: &Office) -> Result<Html, Failure> {
        let words = self.room.words();
        let kept = office.ledger().packs()?;
        let rows = self.law.packs.values().map(|pack| {
            let versions: Vec<String> =
                kept.iter().filter(|row| row.pack == pack.name).map(|row| row.version.clone()).collect();
            let types: Vec<String> = pack.cases.values().map(|rules| self.names.case_type(&rules.id)).collect();
            vec![
                Cell::from(pack.title.as_str()),
                Cell::from(pack.version.to_string()),
                Cell::from(versions.join(" ")),
                Cell::from(types.join(" ")),
            ]
        });
        let table = self.table(&["pack", "pack-version", "pack-kept", "work-kind"], rows.collect());
        let access = self.law.types().map(|(_, rules)| {
            let pre = el("pre").class("bh-pre").attr("tabindex", "0").put(access_table(rules));
            let summary = t!(words, "access-of", title = self.names.case_type(&rules.id));
            Html::from(Details { summary: summary.into(), content: pre.html(), ..Details::default() })
        });
        Ok(self.section("packs", table.then(access.collect::<Html>())))
    }

    fn officers(&self, office: &Office) -> Html {
        let words = self.room.words();
        let today = civil(office.clock().now()).date();
        let rows = self.law.directory.officers().map(|officer| {
            let posts = officer.holdings.iter().filter(|holding| holding.holds_on(today)).map(|holding| {
                let held = self.names.post_at(Some(holding.post.as_str()), Some(holding.unit.as_str()));
                if holding.everywhere { t!(words, "held-everywhere", post = held) } else { held }
            });
            let posts: Vec<String> = posts.collect();
            let deputy = officer.deputy_on(today).map(|deputy| t!(words, "away-with", deputy = deputy.to_string()));
            vec![
                Cell::from(officer.user.as_str()),
                Cell::from(officer.name.as_str()),
                Cell::from(posts.join("；")),
                Cell::from(deputy.unwrap_or_default()),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let content = match rows.is_empty() {
            true => el("p").class("govuk-body").put(t!(words, "none")).html(),
            false => self.table(&["account", "name", "posts", "away"], rows),
        };
        self.section("officers", content)
    }

    /// Each district with how many units it has of each kind, and their list.
    fn units(&self) -> Html {
        let words = self.room.words();
        let district = |unit: &Unit| {
            let code = unit.code.district();
            let counts: Vec<String> = UnitKind::ALL
                .into_iter()
                .filter(|kind| *kind != UnitKind::District)
                .map(|kind| (kind, self.of_kind(&code, kind).count()))
                .filter(|(_, n)| *n > 0)
                .map(|(kind, n)| format!("{} {n}", self.names.unit_kind(kind)))
                .collect();
            let summary = format!("{} {} · {}", unit.code, self.names.unit(&unit.code), counts.join(" · "));
            let all = UnitKind::ALL.into_iter().flat_map(|kind| self.of_kind(&code, kind));
            let rows = all.map(|unit| {
                let above = unit.parent.as_ref().map(|parent| self.names.unit(parent));
                vec![
                    Cell::from(unit.code.as_str()),
                    Cell::from(self.names.unit(&unit.code)),
                    Cell::from(self.names.unit_kind(unit.kind)),
                    Cell::from(above.unwrap_or_default()),
                ]
            });
            let table = self.table(&["code", "name", "kind", "above"], rows.collect());
            Html::from(Details { summary: summary.into(), content: table, ..Details::default() })
        };
        let all: Html = self.law.directory.districts().map(district).collect();
        let content =
            if all.is_empty() { el("p").class("govuk-body").put(t!(words, "units-none")).html() } else { all };
        self.section("units", content)
    }

    fn of_kind<'u>(&'u self, district: &'u DistrictCode, kind: UnitKind) -> impl Iterator<Item = &'u Unit> {
        self.law.directory.units(None, Some(kind)).filter(move |unit| unit.code.district() == *district)
    }

    /// The tokens of the instance by their names; their texts were shown once and are kept nowhere.
    fn tokens(&self, office: &Office) -> Result<Html, Failure> {
        let words = self.room.words();
        let mut rows = Vec::new();
        for user in office.ledger().users()? {
            let tokens = office.ledger().tokens_of(&user.name)?;
            rows.extend(tokens.into_iter().map(|token| self.token(&token)));
        }
        let content = match rows.is_empty() {
            true => el("p").class("govuk-body").put(t!(words, "tokens-none")).html(),
            false => self.table(&["token", "account", "scopes", "expires", "state"], rows),
        };
        Ok(self.section("tokens", content))
    }

    fn token(&self, token: &TokenRow) -> Vec<Cell> {
        let words = self.room.words();
        let ended = token.expires < Timestamp::now();
        let state = match (token.revoked, ended) {
            (Some(_), _) => Tag::coloured("grey", t!(words, "token-revoked")),
            (None, true) => Tag::coloured("grey", t!(words, "token-ended")),
            (None, false) => Tag::coloured("green", t!(words, "token-good")),
        };
        let expires = civil(token.expires).strftime("%Y-%m-%d").to_string();
        vec![
            Cell::from(token.id.as_str()),
            Cell::from(token.user.as_str()),
            Cell::from(token.scopes.join(" ")),
            Cell::from(expires),
            Cell::from(Html::from(state)),
        ]
    }
}
