//! What stands behind the ledger's back: another client of its database, certificates, a server that is out of date.

use std::path::Path;

use crate::server::{Database, run, speak};

impl Database {
    /// Does something behind the ledger's back.
    pub fn behind(&self, sql: &str) {
        speak(&self.url, sql);
    }

    /// Asks something that is answered by rows of one text.
    pub fn ask(&self, sql: &str) -> Vec<String> {
        speak(&self.url, sql)
    }
}

/// A certificate that the script made beside the server.
pub fn certificate(name: &str) -> String {
    let place = Path::new(&run(&["place"], &[])).join(name);
    place.to_str().unwrap().to_owned()
}

/// A server of its own whose certificate ended yesterday.
pub struct Expired {
    pub url: String,
    place: String,
}

impl Expired {
    const PORT: &'static str = "54331";

    pub fn start() -> Expired {
        let place = format!("/var/tmp/bihuan-expired-{}", std::process::id());
        let with =
            [("BIHUAN_POSTGRES", place.as_str()), ("BIHUAN_POSTGRES_PORT", Self::PORT), ("CERTIFICATE_DAYS", "-1")];
        let url = run(&["up"], &with).replace("127.0.0.1", "localhost");
        let url = format!("{url}?sslmode=require&sslrootcert={place}/root.crt");
        Expired { url, place }
    }
}

impl Drop for Expired {
    fn drop(&mut self) {
        run(&["down"], &[("BIHUAN_POSTGRES", &self.place), ("BIHUAN_POSTGRES_PORT", Self::PORT)]);
        drop(std::fs::remove_dir_all(&self.place));
    }
}
