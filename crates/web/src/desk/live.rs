//! What colleagues do, told to the pages that show it: one stream of events a page, fed by one thread that follows the
//! record while anybody listens. A stream says which matter moved, by which post and unit, with which step, and when;
//! never what somebody typed, and never to who may not read the matter.
//!
//! It is bounded: a listener that falls behind is told to look again, and who opens too many gets none. It ends with the
//! session, with the instance, or when the page is hidden; the page works without it.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event as Line, Sse};
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::civil;
use bihuan_core::casework::{Event, TaskId};
use bihuan_ledger::{RecordRow, TaskQuery};
use bihuan_office::{Failure, Office};
use futures_util::stream;
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, Interval, interval_at};

use super::room::Room;
use crate::app::App;
use crate::html::Element;
use crate::identity::Staff;
use crate::names::Names;
use crate::shell::Reader;
use crate::t;
use crate::words::Words;

/// News that wait for a slow listener; who is further behind looks again.
const WAITING: usize = 256;
/// Records that are told one by one; after more at once everybody looks again.
const ONE_BY_ONE: usize = 200;
/// Streams of one officer, and of the instance.
const OF_ONE: usize = 8;
const OF_ALL: usize = 1000;
/// Matters that one page watches.
const WATCHED: usize = 100;
/// How often a silent stream shows that it lives, and looks whether its session does.
const BREATH: Duration = Duration::from_secs(15);
/// How long the follower sleeps at most before it looks whether anybody still listens.
const PATIENCE: Duration = Duration::from_millis(500);

/// A place of each district's log.
type Places = BTreeMap<String, u64>;

/// Where the news of an instance is handed out.
pub struct Hub {
    news: broadcast::Sender<Arc<News>>,
    over: watch::Sender<bool>,
    seats: Mutex<BTreeMap<String, usize>>,
    follower: Mutex<Option<JoinHandle<()>>>,
}

/// What is told.
enum News {
    /// So much at once that whoever listens should look again.
    Much,
    /// A matter moved.
    Moved(Box<Moved>),
}

/// One command's worth of news.
struct Moved {
    case: String,
    number: String,
    version: u64,
    at: Timestamp,
    /// Post and unit of who did it.
    by: Option<(String, String)>,
    /// The step, and the task that it was taken in.
    step: Option<(String, Option<TaskId>)>,
    /// Whose work it is now: post, unit, and the officer where one is named.
    holders: Vec<(String, String, Option<String>)>,
}

impl Default for Hub {
    fn default() -> Self {
        let (news, over) = (broadcast::channel(WAITING).0, watch::channel(false).0);
        Hub { news, over, seats: Mutex::default(), follower: Mutex::default() }
    }
}

/// A poisoned lock still guards whole values here.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hub {
    /// Ends every stream and the follower, so that nothing of ours keeps the store open.
    pub fn stop(&self) {
        self.over.send_replace(true);
        let follower = held(&self.follower).take();
        follower.into_iter().for_each(|thread| drop(thread.join()));
    }

    /// Joins the listeners; the first one starts the follower.
    fn listen(self: &Arc<Self>, office: &Arc<Office>) -> std::io::Result<broadcast::Receiver<Arc<News>>> {
        let mut follower = held(&self.follower);
        let hear = self.news.subscribe();
        if follower.as_ref().is_none_or(JoinHandle::is_finished) {
            let seen = office.ledger().places_beyond(&Places::new(), Duration::ZERO);
            let (hub, office) = (Arc::clone(self), Arc::downgrade(office));
            let follow = move || hub.follow(&office, seen);
            *follower = Some(std::thread::Builder::new().name("desk-live".into()).spawn(follow)?);
        }
        Ok(hear)
    }

    /// Reads the record as it grows, while anybody listens.
    fn follow(&self, office: &Weak<Office>, mut seen: Places) {
        while !*self.over.borrow() {
            let Some(office) = office.upgrade() else { return };
            let now = office.ledger().places_beyond(&seen, PATIENCE);
            for (district, place) in &now {
                let before = seen.get(district).copied().unwrap_or(0);
                if *place > before {
                    self.tell(&office, district, before);
                }
            }
            seen = now;
            drop(office);
            let mut follower = held(&self.follower);
            if self.news.receiver_count() == 0 {
                // Whoever comes next starts another; nobody can come between the look and this.
                follower.take();
                return;
            }
        }
    }

    fn tell(&self, office: &Office, district: &str, after: u64) {
        let records = match office.ledger().records_after(district, after, ONE_BY_ONE + 1) {
            Ok(records) if records.len() <= ONE_BY_ONE => records,
            Ok(_) => return drop(self.news.send(Arc::new(News::Much))),
            Err(error) => {
                tracing::warn!(%error, "the record could not be read for those who listen");
                return drop(self.news.send(Arc::new(News::Much)));
            }
        };
        let moved = records.iter().filter_map(|record| moved(office, record));
        moved.for_each(|moved| drop(self.news.send(Arc::new(News::Moved(Box::new(moved))))));
    }
}

/// What a record tells; nothing where its case cannot be read.
fn moved(office: &Office, record: &RecordRow) -> Option<Moved> {
    let head = office.ledger().head(&record.case).ok()??.head;
    let query = TaskQuery {
        districts: vec![record.district.clone()],
        case: Some(record.case.clone()),
        limit: 200,
        ..TaskQuery::default()
    };
    let tasks = office.ledger().tasks(&query).ok()?.items;
    let value = record.value().ok()?;
    let events = value.get("events").and_then(Json::as_array);
    let step = events.into_iter().flatten().find_map(|event| match serde_json::from_value(event.clone()).ok()? {
        Event::Acted { action, task, .. } => Some((action, task)),
        _ => None,
    });
    Some(Moved {
        case: record.case.clone(),
        number: head.number,
        version: record.version,
        at: record.at,
        by: bihuan_office::actor(&value),
        step,
        holders: tasks.into_iter().map(|open| (open.task.post, open.task.unit, open.task.officer)).collect(),
    })
}

/// A place among the listeners, given back when the stream ends.
struct Seat {
    hub: Arc<Hub>,
    user: String,
}

impl Seat {
    fn take(hub: &Arc<Hub>, user: &str) -> Option<Seat> {
        let mut seats = held(&hub.seats);
        let (own, all) = (seats.get(user).copied().unwrap_or(0), seats.values().sum::<usize>());
        if own >= OF_ONE || all >= OF_ALL {
            return None;
        }
        seats.insert(user.to_owned(), own + 1);
        Some(Seat { hub: Arc::clone(hub), user: user.to_owned() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = held(&self.hub.seats);
        let left = seats.get(&self.user).map_or(0, |own| own.saturating_sub(1));
        match left {
            0 => seats.remove(&self.user),
            _ => seats.insert(self.user.clone(), left),
        };
    }
}

/// Somebody at a page that listens.
struct Listener {
    app: App,
    staff: Staff,
    words: &'static Words,
    /// What came with the request, by which the session is known.
    headers: HeaderMap,
    hear: broadcast::Receiver<Arc<News>>,
    over: watch::Receiver<bool>,
    breath: Interval,
    /// The matters that the page shows.
    shown: BTreeSet<String>,
    /// Whose work the page lists; none for a page of one matter.
    holders: BTreeSet<(String, String)>,
    ended: bool,
    _seat: Seat,
}

/// The stream of a page: `case` for each matter that it shows, `list` where it lists the officer's work. Who is not
/// signed in gets an empty answer, after which a browser does not ask again.
pub async fn stream(
    State(app): State<App>,
    reader: Reader,
    headers: HeaderMap,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    let inner = headers.clone();
    let staff = app.ask(move |office| Ok(Staff::of(office, &inner)?)).await;
    let Ok(Some(staff)) = staff else { return StatusCode::NO_CONTENT.into_response() };
    let Some(seat) = Seat::take(&app.live, staff.user.as_str()) else { return StatusCode::NO_CONTENT.into_response() };
    let Ok(hear) = app.live.listen(&app.office) else { return StatusCode::NO_CONTENT.into_response() };
    let room = Room::of(&app, staff.clone(), reader.clone());
    let Ok(Watched { shown, holders }) = app.ask(move |office| Ok(watched_by(office, &room, &asked))).await else {
        return StatusCode::NO_CONTENT.into_response();
    };
    // What moved between the page and its stream shows in the versions.
    let greeting = Line::default().event("hello").data(json!({ "versions": shown }).to_string());
    let listener = Listener {
        over: app.live.over.subscribe(),
        breath: interval_at(Instant::now() + BREATH, BREATH),
        words: reader.words(),
        app,
        staff,
        headers,
        hear,
        shown: shown.into_keys().collect(),
        holders,
        ended: false,
        _seat: seat,
    };
    let lines = stream::unfold((listener, Some(greeting)), |(mut listener, first)| async move {
        let line = match first {
            Some(first) => Some(first),
            None => listener.next().await,
        };
        line.map(|line| (Ok::<_, Infallible>(line), (listener, None)))
    });
    ([("cache-control", "no-store"), ("x-accel-buffering", "no")], Sse::new(lines)).into_response()
}

/// What a page watches: matters with their versions, and the posts and units whose work it lists.
struct Watched {
    shown: BTreeMap<String, u64>,
    holders: BTreeSet<(String, String)>,
}

/// The matters that the officer may read among those that the page names, and whose work it lists.
fn watched_by(office: &Office, room: &Room, asked: &[(String, String)]) -> Watched {
    let named = asked.iter().filter(|(name, _)| name == "case").take(WATCHED);
    let version = |number: &String| Some((number.clone(), office.read(number, &room.staff.who).ok()?.version));
    let shown = named.filter_map(|(_, number)| version(number)).collect();
    let lists = asked.iter().any(|(name, _)| name == "list");
    let today = civil(office.clock().now()).date();
    let holders = if lists { room.holders(&office.law(), today).into_iter().collect() } else { BTreeSet::new() };
    Watched { shown, holders }
}

impl Listener {
    /// The next line; none when it is over.
    async fn next(&mut self) -> Option<Line> {
        while !self.ended && !*self.over.borrow() {
            let news = tokio::select! {
                news = self.hear.recv() => Some(news),
                _ = self.breath.tick() => None,
                _ = self.over.changed() => return None,
            };
            let wanted = match &news {
                Some(Ok(news)) => self.is_wanted(news),
                Some(Err(broadcast::error::RecvError::Closed)) => return None,
                Some(Err(broadcast::error::RecvError::Lagged(_))) | None => true,
            };
            if !wanted {
                continue;
            }
            // Whoever signed out hears nothing more, not even that there is something.
            if !self.is_signed_in().await {
                self.ended = true;
                return Some(Line::default().event("ended").data("{}"));
            }
            match news {
                None => return Some(Line::default().comment("")),
                Some(Ok(news)) => match self.line(&news).await {
                    Some(line) => return Some(line),
                    None => continue,
                },
                Some(Err(_)) => return Some(again()),
            }
        }
        None
    }

    fn is_wanted(&self, news: &News) -> bool {
        match news {
            News::Much => true,
            News::Moved(moved) => self.shown.contains(&moved.number) || self.is_theirs(moved),
        }
    }

    fn is_theirs(&self, moved: &Moved) -> bool {
        let holds = |post: &str, unit: &str| self.holders.contains(&(post.to_owned(), unit.to_owned()));
        let named = |officer: &str| officer == self.staff.user.as_str();
        !self.holders.is_empty()
            && moved
                .holders
                .iter()
                .any(|(post, unit, officer)| officer.as_deref().map_or_else(|| holds(post, unit), named))
    }

    async fn is_signed_in(&self) -> bool {
        let headers = self.headers.clone();
        matches!(self.app.ask(move |office| Ok(Staff::of(office, &headers)?)).await, Ok(Some(_)))
    }

    async fn line(&self, news: &Arc<News>) -> Option<Line> {
        let News::Moved(moved) = news.as_ref() else { return Some(again()) };
        if !self.shown.contains(&moved.number) {
            return Some(Line::default().event("new").data("{}"));
        }
        let (news, who, words) = (Arc::clone(news), self.staff.who.clone(), self.words);
        let told = self.app.ask(move |office| match news.as_ref() {
            News::Moved(moved) => told(office, &who, words, moved),
            News::Much => Ok(String::new()),
        });
        let told = told.await.ok()?;
        let data = json!({ "number": moved.number, "version": moved.version, "told": told });
        Some(Line::default().event("changed").data(data.to_string()))
    }
}

/// Look again: more has happened than is told.
fn again() -> Line {
    Line::default().event("again").data("{}")
}

/// Who did what and when, as far as the listener may still know.
fn told(
    office: &Office,
    who: &bihuan_core::casework::Who,
    words: &'static Words,
    moved: &Moved,
) -> Result<String, Failure> {
    let reading = match office.read(&moved.case, who) {
        Ok(reading) => reading,
        Err(Failure::NotFound) => return Ok(t!(words, "live-gone")),
        Err(other) => return Err(other),
    };
    let law = office.law();
    let names = Names::new(&law, words.lang());
    let (post, unit) = moved.by.clone().unwrap_or_default();
    let by = names.post_at(Some(&post), Some(&unit));
    let at = civil(moved.at).strftime("%H:%M").to_string();
    let step = moved.step.as_ref().map(|(action, task)| {
        let stage = task.as_ref().and_then(|id| reading.case.task(id)).map(|task| task.stage.clone());
        names.action(&reading.rules, &stage.unwrap_or_default(), action)
    });
    Ok(match step {
        Some(step) if !by.is_empty() => t!(words, "live-acted", who = by, at = at, step = step),
        _ => t!(words, "live-changed", at = at),
    })
}

/// Marks the part of a page that listens: a list of these matters.
pub fn watched(part: Element, room: &Room, numbers: &[&str]) -> Element {
    marked(part, room, format!("/desk/live?list=1{}", named(numbers)))
}

/// Marks the part of a page that is about one matter, as it stands at this version.
pub fn watched_case(part: Element, room: &Room, number: &str, version: u64) -> Element {
    marked(part, room, format!("/desk/live?{}", named(&[number]).trim_start_matches('&')))
        .attr("data-version", version.to_string())
}

fn named(numbers: &[&str]) -> String {
    numbers.iter().take(WATCHED).map(|number| format!("&case={number}")).collect()
}

fn marked(part: Element, room: &Room, address: String) -> Element {
    let words = room.words();
    part.attr("data-live", address)
        .attr("data-live-new", t!(words, "live-new"))
        .attr("data-live-see", t!(words, "live-see"))
        .attr("data-live-moved", t!(words, "live-moved"))
        .attr("data-live-taken", t!(words, "live-taken"))
        .attr("data-live-ended", t!(words, "live-ended"))
}
