//! What every handler shares: the office, and how this instance is set.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use bihuan_ledger::LedgerError;
use bihuan_office::{Failure, Office, Topics};

use crate::desk::Hub;
use crate::identity::SecondFactor;
use crate::portal::documents::Atlas;
use crate::portal::search::Shelf;

/// How an instance is set; what is not set here has one value for all.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Synthetic matters, known passwords, the demo clock and the bar that switches roles.
    pub demo: bool,
    /// Whether the listener is bound to loopback: only then is the demo's role bar shown.
    pub loopback: bool,
    /// Requests a minute for each token, and for each address that is not loopback; none: no limit, as in a demo.
    pub requests_a_minute: Option<u32>,
    /// Whether staff show a second factor when they sign in.
    pub second_factor: SecondFactor,
}

/// The instance at work, shared by all handlers.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What [`App`] shares.
pub struct Inner {
    /// Where wishes meet the law and become part of the record.
    pub office: Arc<Office>,
    /// How the instance is set.
    pub settings: Settings,
    /// The map of the documents, drawn when first asked for.
    pub atlas: OnceLock<Atlas>,
    /// Where pages hear what colleagues do.
    pub live: Arc<Hub>,
    /// Passages that everybody may read, findable by their words.
    pub passages: Arc<Shelf>,
    /// The topics of districts with many matters, kept for some minutes.
    pub topics: Mutex<BTreeMap<String, (Instant, Arc<Topics>)>>,
}

impl App {
    /// An instance over an office.
    pub fn new(office: Arc<Office>, settings: Settings) -> App {
        App(Arc::new(Inner {
            office,
            settings,
            atlas: OnceLock::new(),
            live: Arc::default(),
            passages: Arc::default(),
            topics: Mutex::default(),
        }))
    }

    /// Runs something that waits for the disk, away from the threads that answer the network.
    ///
    /// # Errors
    /// The panic of what ran, as a sentence for the log; the caller answers 500.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Office) -> T + Send + 'static) -> Result<T, Broken> {
        let office = Arc::clone(&self.office);
        tokio::task::spawn_blocking(move || work(&office)).await.map_err(|error| Broken(error.to_string()))
    }
}

impl App {
    /// Asks the office for a page; what broke on the way is told in the log and counts as the store's failure.
    ///
    /// # Errors
    /// What the office answers instead.
    pub async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Office) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.run(work).await.unwrap_or_else(|broken| {
            tracing::error!(error = broken.0, "a page broke");
            Err(Failure::Storage(LedgerError::refused("broken", "")))
        })
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Something broke that never should.
#[derive(Debug)]
pub struct Broken(pub String);
