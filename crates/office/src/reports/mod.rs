//! Saved work reports. A report is a matter of its own kind: the case says which text it is and keeps what people
//! decided; what stands in the text is read from the file each time, and never kept.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `save` | a file becomes one matter for each report in it, and never twice |
//! | `sheet` | a report as it is read and decided now, remembered while it does not change |
//! | `adopt` | what was confirmed becomes entries of the registers |

mod adopt;
mod save;
mod sheet;

use std::sync::Arc;

use bihuan_core::pack::CaseType;
use bihuan_ledger::{CaseQuery, CaseRow};
use serde::{Deserialize, Serialize};

pub use adopt::Adoption;
pub use save::SavedReport;
pub use sheet::Sheet;
pub(crate) use sheet::Sheets;

use crate::Office;
use crate::failure::Failure;
use crate::law::Law;

/// The register of the texts that were saved.
pub const TEXTS: &str = "reports";
/// The register that commitments go to.
pub const PROMISES: &str = "promises";
/// The register that what was set goes to.
pub const TARGETS: &str = "targets";
/// The register that what was reached goes to.
pub const FIGURES: &str = "outside-figures";
/// The register that explained terms go to.
pub const TERMS: &str = "terms";

/// What the register says of a saved text.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct TextEntry {
    /// The report's title.
    pub title: String,
    /// The region it speaks for.
    pub region: Option<String>,
    /// The year planned, as it was read when the text was saved.
    pub report_year: Option<i16>,
    /// The year looked back on.
    pub year_reviewed: Option<i16>,
    /// The year planned.
    pub year_planned: Option<i16>,
    /// Id of the file.
    pub file: String,
    /// The file's name.
    pub name: String,
    /// Which report of the file, from 1.
    pub place: usize,
}

impl Law {
    /// The kind of matter that a saved report is: the one whose form names a text of the register.
    pub fn report_type(&self) -> Option<Arc<CaseType>> {
        let names = |rules: &CaseType| rules.form.iter().any(|field| field.register.as_deref() == Some(TEXTS));
        self.types().find(|(_, rules)| names(rules)).map(|(_, rules)| Arc::clone(rules))
    }
}

impl Office {
    /// The saved reports of these districts (of all, if none is named), newest first.
    ///
    /// # Errors
    /// The store's.
    pub fn saved_reports(&self, districts: &[String]) -> Result<Vec<CaseRow>, Failure> {
        let Some(rules) = self.law().report_type() else { return Ok(Vec::new()) };
        let query = CaseQuery {
            districts: districts.to_vec(),
            types: vec![rules.id.0.clone()],
            public: Some(true),
            limit: 200,
            ..CaseQuery::default()
        };
        let (mut rows, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.ledger().cases(&CaseQuery { cursor: cursor.take(), ..query.clone() })?;
            rows.extend(page.items);
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(rows),
            }
        }
    }
}
