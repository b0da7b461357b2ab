//! One request from the command line to whoever holds the store: a running server through its socket, else this process.
//!
//! `DIR/control.sock` (0600) takes one request a connection: a line of JSON in, and out a line of JSON, before it
//! as many as tell how far long work is. Whether the work is
//! done there or here, it is the same function that does it ([`crate::orders::carry_out`]), so the answer is the same.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use bihuan_ledger::{Ledger, LedgerError};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::orders::{Hands, Order, carry_out};
use crate::store::Place;
use crate::{instance, screen};

/// A request is a few lines at most; a report with its pictures is its longest.
const LONGEST: u64 = 96 * 1024 * 1024;

/// How long a command waits for a server that holds the store but does not listen yet.
const PATIENCE: Duration = Duration::from_secs(10);

/// What comes back through the socket.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Reply {
    /// How far the work is; more follows.
    Going(String),
    Done(Json),
    Refused(String),
    Misused(String),
}

impl From<Result<Json, Failure>> for Reply {
    fn from(answer: Result<Json, Failure>) -> Reply {
        match answer {
            Ok(done) => Reply::Done(done),
            Err(Failure::Use(sentence)) => Reply::Misused(sentence),
            Err(Failure::Work(sentence)) => Reply::Refused(sentence),
            Err(Failure::Unread) => Reply::Done(Json::Null),
        }
    }
}

impl From<Reply> for Result<Json, Failure> {
    fn from(reply: Reply) -> Result<Json, Failure> {
        match reply {
            Reply::Going(how_far) => Ok(Json::String(how_far)),
            Reply::Done(done) => Ok(done),
            Reply::Refused(sentence) => Err(Failure::Work(sentence)),
            Reply::Misused(sentence) => Err(Failure::Use(sentence)),
        }
    }
}

/// Has an order carried out by whoever holds the store there.
pub fn ask(place: &Place, order: &Order) -> Result<Json, Failure> {
    let started = Instant::now();
    loop {
        // A server of many nodes lets everybody in; a directory is held by one.
        if place.url.is_none()
            && let Some(mut line) = connect(&place.dir)?
        {
            return talk(&mut line, order);
        }
        if !order.may_begin() && !place.exists() {
            return Err(Failure::Work(format!("这里没有数据:{dir} · there is no store in {dir}", dir = place.told())));
        }
        match place.open() {
            Ok(ledger) => return carry_out_here(ledger, order),
            Err(LedgerError::Locked(_)) if started.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(50))
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Carries an order out in this process; under the law where the order needs one.
fn carry_out_here(ledger: Arc<dyn Ledger>, order: &Order) -> Result<Json, Failure> {
    let office = order.needs_office().then(|| instance::at_rest(&ledger)).transpose()?;
    carry_out(&Hands { ledger: ledger.as_ref(), office: office.as_deref(), tell: &screen::note }, order)
}

/// The server's socket, if a server listens there.
fn connect(dir: &Path) -> Result<Option<UnixStream>, Failure> {
    match UnixStream::connect(socket(dir)) {
        Ok(line) => Ok(Some(line)),
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused | ErrorKind::InvalidInput) =>
        {
            Ok(None)
        }
        Err(error) => {
            Err(Failure::Work(format!("连不上正在运行的服务:{error} · the server's socket cannot be reached")))
        }
    }
}

fn talk(line: &mut UnixStream, order: &Order) -> Result<Json, Failure> {
    let lost = |error: String| Failure::Work(format!("与服务的连接中断:{error} · the server did not answer"));
    let asked = serde_json::to_string(order).map_err(|error| lost(error.to_string()))?;
    writeln!(line, "{asked}").map_err(|error| lost(error.to_string()))?;
    let mut lines = BufReader::new(line);
    loop {
        let mut answer = String::new();
        lines.read_line(&mut answer).map_err(|error| lost(error.to_string()))?;
        match serde_json::from_str(&answer).map_err(|error| lost(error.to_string()))? {
            Reply::Going(how_far) => screen::note(&how_far),
            reply => return reply.into(),
        }
    }
}

fn socket(dir: &Path) -> PathBuf {
    dir.join("control.sock")
}

/// The server's side of the socket; dropping it takes the socket away.
pub struct Listener {
    path: PathBuf,
}

impl Drop for Listener {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
    }
}

/// Listens in the directory whose store this process holds. The office is only borrowed: when the server lets go of it,
/// the store closes, however long somebody listens here.
pub fn listen(dir: &Path, office: &Arc<bihuan_office::Office>) -> Result<Listener, Failure> {
    let path = socket(dir);
    let why = |error: std::io::Error| {
        Failure::Work(format!("无法建立控制套接字 {}:{error} · the control socket cannot be made", path.display()))
    };
    // We hold the store's lock, so a socket that is there was left by a server that was killed.
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(why(error)),
        _ => {}
    }
    let listener = UnixListener::bind(&path).map_err(why)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).map_err(why)?;
    let office = Arc::downgrade(office);
    std::thread::Builder::new()
        .name("control".into())
        .spawn(move || listener.incoming().flatten().for_each(|line| answer(line, &office)))
        .map_err(why)?;
    Ok(Listener { path })
}

/// Answers one connection on a thread of its own: a long verification does not hold up a token.
fn answer(line: UnixStream, office: &Weak<bihuan_office::Office>) {
    let Some(office) = office.upgrade() else { return };
    let work = move || {
        if let Err(error) = serve_one(line, &office) {
            tracing::warn!(%error, "a request on the control socket was not answered");
        }
    };
    if let Err(error) = std::thread::Builder::new().name("control-request".into()).spawn(work) {
        tracing::warn!(%error, "no thread for a request on the control socket");
    }
}

fn serve_one(mut line: UnixStream, office: &bihuan_office::Office) -> std::io::Result<()> {
    line.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut asked = String::new();
    BufReader::new((&line).take(LONGEST)).read_line(&mut asked)?;
    let done = match serde_json::from_str::<Order>(&asked) {
        Ok(order) => {
            let speaking = Mutex::new(&line);
            let tell = |how_far: &str| going(&speaking, how_far);
            carry_out(&Hands { ledger: office.ledger(), office: Some(office), tell: &tell }, &order)
        }
        Err(error) => Err(Failure::Use(format!("看不懂的请求:{error} · the request cannot be read"))),
    };
    let reply = serde_json::to_string(&Reply::from(done))?;
    writeln!(line, "{reply}")
}

/// Says how far the work is; if nobody listens any more, the work goes on.
fn going(line: &Mutex<&UnixStream>, how_far: &str) {
    let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
    if let Ok(text) = serde_json::to_string(&Reply::Going(how_far.to_owned())) {
        drop(writeln!(line, "{text}"));
    }
}
