//! An instance for one test: a store of its own, the packs that ship, the demonstration's directory, a fixed clock; and
//! people who visit it as a browser without script does.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::response::Response;
use bihuan_core::casework::command::Officer;
use bihuan_core::casework::{Case, TypeId, Who};
use bihuan_core::directory;
use bihuan_ledger::{Accounts, Books, Sqlite, UserRow};
use bihuan_office::{Act, Demand, Filing, Law, Office, OfficeClock, PackSource};
use bihuan_web::app::{App, Settings};
use bihuan_web::identity::{SecondFactor, passwords, sessions};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};
use tower::ServiceExt;

/// When every test begins: the Thursday before a long holiday, so that make-up workdays show.
pub const START: &str = "2025-09-25T09:00:00+08:00";

/// Who answers for a street lamp.
pub const LEAD: &str = "420103-urban-management";

/// An instance on a store of its own.
pub struct House {
    /// The office.
    pub office: Arc<Office>,
    /// The store.
    pub ledger: Arc<Sqlite>,
    router: Router,
    _dir: tempfile::TempDir,
}

impl House {
    /// A new one, with the demonstration's people and no case.
    pub fn new() -> House {
        House::empty(directory::demo().unwrap()).with_people()
    }

    /// The same, for who sits at the machine itself: with the demonstration's bar and its tour.
    pub fn at_home() -> House {
        House::open(directory::demo().unwrap(), true, &packs()).with_people()
    }

    /// The same with one more pack, by its folder from the root of the sources.
    pub fn with_pack(folder: &str) -> House {
        let more = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
        let all: Vec<PackSource> = packs().into_iter().chain([PackSource::read(&more).unwrap()]).collect();
        House::open(directory::demo().unwrap(), false, &all).with_people()
    }

    fn with_people(self) -> House {
        let house = self;
        for officer in house.office.law().directory.officers() {
            let row = UserRow {
                name: officer.user.to_string(),
                password: String::new(),
                profile: json!({}),
                disabled: false,
                created: Timestamp::now(),
            };
            house.ledger.put_user(row).unwrap();
        }
        house
    }

    /// A new one with this directory and nobody who could sign in.
    pub fn empty(directory: bihuan_core::directory::Directory) -> House {
        House::open(directory, false, &packs())
    }

    fn open(directory: bihuan_core::directory::Directory, loopback: bool, packs: &[PackSource]) -> House {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Arc::new(Sqlite::open(dir.path()).unwrap());
        let clock = OfficeClock::starting_at(START.parse().unwrap());
        let law = Law::publish(ledger.as_ref(), packs, directory, clock.now()).unwrap();
        let office = Arc::new(Office::new(ledger.clone(), law, clock, true));
        let settings =
            Settings { demo: true, loopback, requests_a_minute: None, second_factor: SecondFactor::Optional };
        let router = bihuan_web::router(App::new(office.clone(), settings));
        House { office, ledger, router, _dir: dir }
    }

    /// Gives an account a password.
    pub fn set_password(&self, user: &str, password: &str) {
        let row = self.ledger.user(user).unwrap().unwrap();
        self.ledger.put_user(UserRow { password: passwords::hash(password).unwrap(), ..row }).unwrap();
    }

    /// Keeps a small fact.
    pub fn set_meta(&self, key: &str, value: &str) {
        self.ledger.set_meta(key, Some(value)).unwrap();
    }

    /// Whether these words stand anywhere in the store's files as they were typed.
    pub fn store_holds(&self, words: &str) -> bool {
        let files = std::fs::read_dir(self._dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let holds = |bytes: Vec<u8>| bytes.windows(words.len()).any(|part| part == words.as_bytes());
        files.filter(|path| path.is_file()).any(|path| holds(std::fs::read(path).unwrap()))
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Visitor<'_> {
        Visitor { house: self, cookie: "lang=zh".into() }
    }

    /// Somebody who is.
    pub fn staff(&self, user: &str) -> Visitor<'_> {
        let session = sessions::open(self.ledger.as_ref(), user).unwrap();
        Visitor { house: self, cookie: format!("lang=zh; session={}", session.secret) }
    }

    /// Files a street lamp that is out, as a resident.
    pub fn lamp(&self) -> Case {
        self.file(json!({
            "content": "合成：示例路 12 号路灯不亮 <三天了>",
            "category": "street-light",
            "kind": "help",
            "place": { "unit": "420103001", "address": "合成：示例路 12 号" },
            "name": "合成甲",
            "phone": "13800000000",
        }))
    }

    /// Files a matter of the kind that residents file.
    pub fn file(&self, form: Json) -> Case {
        let law = self.office.law();
        let case_type: TypeId =
            law.types().find(|(_, rules)| rules.open311).map(|(_, rules)| rules.id.clone()).unwrap();
        let wish =
            Filing { case_type, district: "420103".parse().unwrap(), form: object(form), channel: "portal".into() };
        self.office.file(&Demand { who: Who::Public, wish, key: None }).unwrap().case
    }

    /// Files a matter of any kind, as an officer.
    pub fn file_as(&self, who: &str, kind: &str, form: Json) -> Case {
        let case_type = TypeId(kind.to_owned());
        let wish =
            Filing { case_type, district: "420103".parse().unwrap(), form: object(form), channel: "desk".into() };
        let demand = Demand { who: self.officer(who), wish, key: None };
        self.office.file(&demand).unwrap_or_else(|no| panic!("{kind}: {no:?}")).case
    }

    /// Lets somebody act, past the pages.
    pub fn act(&self, who: &str, case: &Case, action: &str, input: Json) -> Case {
        let wish = Act { case: case.id.0.clone(), action: action.into(), task: None, input: object(input), seen: None };
        let who = if who == "reporter" { Who::Reporter } else { self.officer(who) };
        self.office.act(&Demand { who, wish, key: None }).unwrap_or_else(|no| panic!("{action}: {no:?}")).case
    }

    /// Whether what was written can be found by its words, after a moment at most.
    pub fn settled(&self) -> bool {
        self.ledger.settle(std::time::Duration::from_secs(10)).unwrap()
    }

    /// A lamp that its unit has to sign for.
    pub fn dispatched(&self) -> Case {
        let case = self.lamp();
        self.act("clerk", &case, "dispatch", json!({ "lead_unit": LEAD }))
    }

    /// Lets whoever holds a post in a unit act on the case as a whole, past the pages; the code of the refusal if not.
    pub fn try_act_in(
        &self,
        (post, unit): (&str, &str),
        case: &Case,
        action: &str,
        input: Json,
    ) -> Result<Case, String> {
        let posts = vec![(post.parse().unwrap(), format!("420103-{unit}").parse().unwrap())];
        let who = Who::Officer(Officer { user: format!("{post}-{unit}").parse().unwrap(), posts });
        let wish = Act { case: case.id.0.clone(), action: action.into(), task: None, input: object(input), seen: None };
        self.office.act(&Demand { who, wish, key: None }).map(|settled| settled.case).map_err(|no| format!("{no:?}"))
    }

    /// Lets whoever holds a post in a unit act in a branch, past the pages.
    pub fn act_in(&self, (post, unit): (&str, &str), case: &Case, branch: &str, action: &str, input: Json) -> Case {
        let now = self.office.read(&case.id.0, &Who::Kernel).unwrap().case;
        let task = now.lead_task(branch).map(|task| task.id.clone());
        let posts = vec![(post.parse().unwrap(), format!("420103-{unit}").parse().unwrap())];
        let who = Who::Officer(Officer { user: format!("{post}-{unit}").parse().unwrap(), posts });
        let wish = Act { case: case.id.0.clone(), action: action.into(), task, input: object(input), seen: None };
        self.office.act(&Demand { who, wish, key: None }).unwrap_or_else(|no| panic!("{action}: {no:?}")).case
    }

    fn officer(&self, name: &str) -> Who {
        let user = name.parse().unwrap();
        let today = bihuan_core::calendar::civil(self.office.clock().now()).date();
        let posts = self.office.law().directory.posts_of(&user, today);
        Who::Officer(Officer { user, posts })
    }
}

/// A browser.
#[derive(Clone)]
pub struct Visitor<'h> {
    house: &'h House,
    cookie: String,
}

impl Visitor<'_> {
    /// The same person reading English.
    pub fn in_english(mut self) -> Self {
        self.cookie = self.cookie.replace("lang=zh", "lang=en");
        self
    }

    /// The same person with a cookie that a page gave them.
    pub fn keeping(mut self, answer: &Answer) -> Self {
        self.cookie = format!("{}; {}", self.cookie, answer.cookie);
        self
    }

    /// Lets the time of the session be over, as after a long day.
    pub fn end_session(&self) {
        let (_, secret) = self.cookie.split_once("session=").unwrap();
        let hash: [u8; 32] =
            sha2::Digest::finalize(sha2::Digest::chain_update(<sha2::Sha256 as sha2::Digest>::new(), secret)).into();
        let row = self.house.ledger.session(&hash).unwrap().unwrap();
        let ended = Timestamp::now().checked_sub(jiff::SignedDuration::from_mins(1)).unwrap();
        self.house.ledger.put_session(bihuan_ledger::SessionRow { expires: ended, ..row }).unwrap();
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header("cookie", &self.cookie).body(Body::empty()).unwrap();
        Answer::of(self.house.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Opens something that does not end by itself.
    pub async fn open(&self, path: &str) -> Response {
        let request = Request::get(path).header("cookie", &self.cookie).body(Body::empty()).unwrap();
        self.house.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = pairs.iter().map(|(n, v)| format!("{}={}", escaped(n), escaped(v))).collect();
        let request = Request::post(path)
            .header("cookie", &self.cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        Answer::of(self.house.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Fills in a form with files: the field, the file's name, what it claims to be, what it is.
    pub async fn upload(
        &self,
        page: &Answer,
        action: &str,
        pairs: &[(&str, &str)],
        files: &[(&str, &str, &str, &[u8])],
    ) -> Answer {
        let hidden = page.hidden_of(action);
        let hidden = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let mut body: Vec<u8> = Vec::new();
        for (name, value) in hidden.chain(pairs.iter().copied()) {
            let head = format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(head.bytes());
        }
        for (field, name, claimed, bytes) in files {
            let place = format!("form-data; name=\"{field}\"; filename=\"{name}\"");
            body.extend(format!("--edge\r\ncontent-disposition: {place}\r\ncontent-type: {claimed}\r\n\r\n").bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        let request = Request::post(action)
            .header("cookie", &self.cookie)
            .header("content-type", "multipart/form-data; boundary=edge")
            .body(Body::from(body))
            .unwrap();
        Answer::of(self.house.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Fills in the form of a page that goes to `action`: its hidden fields as they stand, and these.
    pub async fn fill(&self, page: &Answer, action: &str, pairs: &[(&str, &str)]) -> Answer {
        let hidden = page.hidden_of(action);
        let hidden: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.post(action, &[hidden.as_slice(), pairs].concat()).await
    }
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where to go on, for a redirect.
    pub location: String,
    /// The cookie that came with it, without its attributes.
    pub cookie: String,
    /// Who may keep the answer.
    pub kept_by: String,
    /// The page.
    pub html: String,
    /// What came, as it came: a file.
    pub bytes: Vec<u8>,
}

impl Answer {
    async fn of(response: Response) -> Answer {
        let status = response.status().as_u16();
        let header = |name: &str| response.headers().get(name).map(|to| to.to_str().unwrap().to_owned());
        let location = header("location").unwrap_or_default();
        let cookie = header("set-cookie").and_then(|it| Some(it.split_once(';')?.0.to_owned())).unwrap_or_default();
        let kept_by = header("cache-control").unwrap_or_default();
        let body = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        Answer {
            status,
            location,
            cookie,
            kept_by,
            html: String::from_utf8_lossy(&body).into_owned(),
            bytes: body.to_vec(),
        }
    }

    /// The same, once its status is this.
    pub fn want(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}", self.html);
        self
    }

    /// The main part, tidied.
    pub fn main(&self) -> String {
        let (_, rest) = self.html.split_once("<main").expect("a page has a main part");
        let (main, _) = rest.split_once("</main>").unwrap();
        tidy(&format!("<main{main}</main>"))
    }

    /// Whether the page says this.
    pub fn says(&self, words: &str) -> bool {
        self.html.contains(words)
    }

    /// The hidden fields of the form that goes to `action`.
    pub fn hidden_of(&self, action: &str) -> Vec<(String, String)> {
        let (_, main) = self.html.split_once("<main").unwrap();
        let (_, form) = main
            .split_once(&format!("action=\"{action}\""))
            .unwrap_or_else(|| panic!("no form to {action} in {}", self.html));
        let (form, _) = form.split_once("</form>").unwrap();
        let fields = form.split("<input type=\"hidden\" name=\"").skip(1);
        fields
            .map(|field| {
                let (name, rest) = field.split_once('"').unwrap();
                let (_, value) = rest.split_once("value=\"").unwrap();
                (name.to_owned(), unescaped(value.split_once('"').unwrap().0))
            })
            .collect()
    }
}

fn packs() -> Vec<PackSource> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let folders = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.iter().map(|folder| PackSource::read(folder).unwrap()).collect()
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Markup, one tag a line, without what differs from run to run, and with lists of units cut after their first entries:
/// their length is the directory's business.
pub fn tidy(html: &str) -> String {
    let mut out = String::new();
    let mut options = 0;
    for line in without_chance(html).replace("><", ">\n<").lines() {
        options = match line {
            _ if line.starts_with("<option") => options + 1,
            _ if line.starts_with("</option") => options,
            _ => 0,
        };
        match options {
            0..=4 => {
                out.push_str(line);
                out.push('\n');
            }
            5 => out.push_str("<!-- … -->\n"),
            _ => {}
        }
    }
    out
}

/// Random tokens, hashes and the state of the log, which grows when it likes.
fn without_chance(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("name=\"csrf\" value=\"").or_else(|| rest.find("name=\"once\" value=\"")) {
        let csrf = rest.find("name=\"csrf\" value=\"").unwrap_or(usize::MAX);
        let once = rest.find("name=\"once\" value=\"").unwrap_or(usize::MAX);
        let at = at.min(csrf).min(once);
        let start = at + "name=\"csrf\" value=\"".len();
        out.push_str(&rest[..start]);
        out.push('…');
        rest = &rest[start..];
        rest = &rest[rest.find('"').unwrap()..];
    }
    out.push_str(rest);
    out = to_the_minute(&out);
    for proof in ["存证", "Proof"] {
        let head = format!("<span class=\"govuk-details__summary-text\">{proof}</span>");
        if let Some((before, after)) = out.split_once(&head) {
            let (_, after) = after.split_once("</details>").unwrap();
            out = format!("{before}{head}…</details>{after}");
        }
    }
    out
}

/// Instants of machines, to the minute.
fn to_the_minute(html: &str) -> String {
    let mut parts = html.split("datetime=\"");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (instant, rest) = part.split_once('"').unwrap();
        out.push_str(&format!("datetime=\"{}\"{rest}", &instant[..16]));
    }
    out
}
