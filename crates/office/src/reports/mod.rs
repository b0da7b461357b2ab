//! Saved work reports. A report is a matter of its own kind: the case says which text it is and keeps what people
//! decided; what stands in the text is read from the file each time, and never kept.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `save` | a file becomes one matter for each report in it, and never twice |
//! | `sheet` | a report as it is read and decided now, remembered while it does not change |
//! | `adopt` | what was confirmed becomes entries of the registers |
//! | `abstracts`, `misfits` | what lists show is kept beside each report, and made again when it changes |
//! | `asked`, `terms` | what lists ask, a page at a time |

mod abstracts;
mod adopt;
mod asked;
mod misfits;
mod save;
mod sheet;
mod terms;

use std::sync::Arc;

use bihuan_core::pack::CaseType;
use serde::{Deserialize, Serialize};

pub use abstracts::Abstract;
pub use adopt::Adoption;
pub use asked::{Compared, Known, Listed};
pub use misfits::{CLASSES, Misfit, Side, class_word};
pub use save::SavedReport;
pub use sheet::Sheet;
pub(crate) use sheet::Sheets;
pub use terms::{Explained, Terms};

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

/// Whether matters of this kind are saved reports: their form names a text of the register.
pub(crate) fn is_report(rules: &CaseType) -> bool {
    rules.form.iter().any(|field| field.register.as_deref() == Some(TEXTS))
}

impl Law {
    /// The kind of matter that a saved report is.
    pub fn report_type(&self) -> Option<Arc<CaseType>> {
        self.types().find(|(_, rules)| is_report(rules)).map(|(_, rules)| Arc::clone(rules))
    }
}
