//! `bihuan serve`: an instance at work, for browsers and programs.

use std::future::IntoFuture;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use axum::serve::ListenerExt;
use bihuan_ledger::Ledger;
use bihuan_office::{hash_token, new_token};
use bihuan_web::app::{App, Settings};
use bihuan_web::identity::SecondFactor;
use clap::Args;
use jiff::Timestamp;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::door::Door;
use crate::failure::Failure;
use crate::store::Store;
use crate::{control, demo, instance, post, rounds, screen, sources};

/// Where the store keeps the hash of the link for the first administrator; the page that it leads to reads it.
const SETUP_KEY: &str = "setup-token";

/// Requests a minute for each token and each address from elsewhere, unless the instance is set otherwise.
const REQUESTS_A_MINUTE: u32 = 600;

/// How long requests that are under way may take to end once we were told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Serve pages and the API.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan serve --demo --data ./var --listen 127.0.0.1:8080")]
pub struct Serve {
    #[command(flatten)]
    store: Store,
    /// Where to listen.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// The folder of packs; without it ./packs, else those that the program carries.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
    /// Fill an empty store with synthetic matters, known accounts and a clock that can be moved.
    #[arg(long)]
    demo: bool,
    /// The time of cases at the start; it runs on from there.
    #[arg(long, value_name = "RFC3339")]
    clock: Option<Timestamp>,
    /// How notices leave the house: a JSON file with a mail server and gateways (docs/notices.md). Without it nothing is
    /// sent; in a demonstration nothing ever is.
    #[arg(long, value_name = "FILE")]
    channels: Option<PathBuf>,
    /// API requests a minute for each token and each address from elsewhere; 0: no limit. Without it 600, and none in a
    /// demonstration.
    #[arg(long, value_name = "N")]
    requests_a_minute: Option<u32>,
    /// Whether staff show a second factor at sign-in: `required` (who has none enrols first), `optional` or `off`.
    #[arg(long, value_name = "RULE", default_value = "optional")]
    second_factor: SecondFactor,
}

impl Serve {
    /// The limit on requests; none: there is none.
    fn limit(&self) -> Option<u32> {
        let usual = if self.demo { 0 } else { REQUESTS_A_MINUTE };
        Some(self.requests_a_minute.unwrap_or(usual)).filter(|limit| *limit > 0)
    }
}

/// Serves until it is told to stop.
pub fn run(args: Serve) -> Result<(), Failure> {
    let place = args.store.place()?;
    log();
    let listener = bind(&args.listen)?;
    let address = listener.local_addr().map_err(unbound)?;
    let ways_out = post::ways_out(args.channels.as_deref(), &address.to_string())?;
    let packs = sources::find(args.packs.as_deref())?;
    let ledger = place.open()?;
    if args.demo {
        demo::fill(&ledger, &packs, args.clock.unwrap_or_else(Timestamp::now))?;
    }
    let law = instance::law(ledger.as_ref(), &packs)?;
    let clock = instance::clock(ledger.as_ref(), args.clock, args.demo)?;
    let link = if args.demo { None } else { first_link(ledger.as_ref(), &address)? };
    let office = instance::sending(ledger, law, clock, args.demo, ways_out);
    let _control = control::listen(&place.dir, &office)?;
    let _rounds = rounds::start(&office).map_err(|error| Failure::Work(error.to_string()))?;
    let told = told(&address, args.demo, link.as_deref());
    let settings = Settings {
        demo: args.demo,
        loopback: address.ip().is_loopback(),
        requests_a_minute: args.limit(),
        second_factor: args.second_factor,
    };
    answer(listener, App::new(office, settings), &told)
}

/// Logs go to stderr, as loud as `RUST_LOG` says; no names and no texts of people are in them.
fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    drop(tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init());
}

/// The port is taken before anything is filled or opened, so that a taken one is told at once.
fn bind(listen: &str) -> Result<TcpListener, Failure> {
    let address: SocketAddr = listen.parse().map_err(|_| {
        Failure::Use(format!("监听地址“{listen}”不对,例如 127.0.0.1:8080 · not an address to listen on"))
    })?;
    let listener = TcpListener::bind(address).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::Work(format!("端口已被占用:{address} · the port is taken")),
        std::io::ErrorKind::PermissionDenied => {
            Failure::Work(format!("没有权限监听 {address} · no permission to listen there"))
        }
        _ => unbound(error),
    })?;
    listener.set_nonblocking(true).map_err(unbound)?;
    Ok(listener)
}

fn unbound(error: std::io::Error) -> Failure {
    Failure::Work(format!("无法监听:{error} · cannot listen"))
}

/// On a store without accounts: a link that makes the first one, new at each start, good until it was used.
fn first_link(ledger: &dyn Ledger, address: &SocketAddr) -> Result<Option<String>, Failure> {
    if !ledger.users()?.is_empty() {
        ledger.set_meta(SETUP_KEY, None)?;
        return Ok(None);
    }
    let token = new_token().map_err(|error| Failure::Work(error.to_string()))?;
    let hash: String = hash_token(&token).iter().map(|byte| format!("{byte:02x}")).collect();
    ledger.set_meta(SETUP_KEY, Some(&hash))?;
    Ok(Some(format!("http://{address}/setup?token={token}")))
}

fn told(address: &SocketAddr, demo: bool, link: Option<&str>) -> String {
    match (demo, link) {
        (true, _) => format!(
            "已启动 · ready: http://{address}/tour — 登录 · sign in at http://{address}/desk: clerk / demo-clerk (handler, leader, supervisor, auditor, admin … / demo-<name>)"
        ),
        (false, Some(link)) => {
            format!("已启动 · ready: http://{address}/ — 创建首位管理员 · make the first administrator: {link}")
        }
        (false, None) => format!("已启动 · ready: http://{address}/"),
    }
}

fn answer(listener: TcpListener, app: App, told: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Work(format!("服务中断:{error} · the server stopped"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
    let served = runtime.block_on(async {
        let listener = Door(tokio::net::TcpListener::from_std(listener)?).tap_io(|_| {});
        let stop = Stop::listen()?;
        screen::line(told).or_else(|error| {
            if matches!(error, Failure::Unread) { Ok(()) } else { Err(std::io::Error::other("stdout")) }
        })?;
        let (live, passages) = (std::sync::Arc::clone(&app.live), std::sync::Arc::clone(&app.passages));
        // Filled in the background: nobody waits for the index before the first page.
        passages.follow(&app.office);
        let service = bihuan_web::router(app).into_make_service_with_connect_info::<SocketAddr>();
        let (tell, hear) = tokio::sync::oneshot::channel();
        let stopping = async move {
            stop.heard().await;
            // Pages that listen would hold the line open, and followers the store.
            tokio::task::spawn_blocking(move || live.stop());
            tokio::task::spawn_blocking(move || passages.stop());
            // Nobody waits for this if all has ended already.
            let _ = tell.send(());
        };
        let served = axum::serve(listener, service).with_graceful_shutdown(stopping).into_future();
        tokio::select! {
            done = served => done,
            () = too_long(hear) => Ok(()),
        }
    });
    // Requests that still wait for the disk finish; a browser that keeps a line open does not hold us up.
    runtime.shutdown_timeout(Duration::from_secs(5));
    served.map_err(failed)
}

/// So long after we were told to stop, whoever still reads is left behind: what was acknowledged is durable.
async fn too_long(told: tokio::sync::oneshot::Receiver<()>) {
    match told.await {
        Ok(()) => tokio::time::sleep(PATIENCE).await,
        Err(_) => std::future::pending().await,
    }
}

/// Ctrl-C or SIGTERM, heard from the moment that this is made: whoever reads our line may stop us at once.
struct Stop {
    interrupted: Signal,
    terminated: Signal,
}

impl Stop {
    fn listen() -> std::io::Result<Stop> {
        Ok(Stop { interrupted: signal(SignalKind::interrupt())?, terminated: signal(SignalKind::terminate())? })
    }

    async fn heard(mut self) {
        tokio::select! {
            _ = self.interrupted.recv() => {}
            _ = self.terminated.recv() => {}
        }
        tracing::info!("stopping");
    }
}
