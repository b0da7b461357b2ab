//! What is to be written now. When a period ends its brief is waited for: the draft that its template gives is there at
//! once, for nothing is kept of a draft until somebody changes it, and whoever writes or issues it is told until it is
//! issued.

use std::sync::Arc;

use bihuan_core::calendar::Period;
use bihuan_core::casework::Who;
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::model::BriefRule;
use jiff::Timestamp;

use super::keep::holder;
use crate::Office;
use crate::failure::Failure;

/// A brief that is waited for.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// Its template.
    pub rule: Arc<BriefRule>,
    /// The period that has ended.
    pub period: Period,
    /// By when it is to be issued.
    pub due: Timestamp,
    /// Whether the person asked for may issue it rather than write it.
    pub to_issue: bool,
    /// Whether an author has changed the draft.
    pub written: bool,
}

impl Office {
    /// The briefs that an officer of a district is waited for, the soonest due first. Each costs a look at its draft and at
    /// its editions, and there are as many as templates with a limit.
    ///
    /// # Errors
    /// The store's.
    pub fn briefs_awaited(&self, who: &Who, district: &DistrictCode) -> Result<Vec<Awaited>, Failure> {
        let law = self.law();
        let hours = law.directory.hours(&district.unit());
        let mut all = Vec::new();
        for rule in law.briefs() {
            let (writes, issues) =
                (holder(who, district, &rule.authors).is_ok(), holder(who, district, &rule.issuers).is_ok());
            let awaited = rule.awaited(law.calendar(district.as_str()), &hours, self.today());
            let Some((period, due)) = awaited.filter(|_| writes || issues) else { continue };
            if self.brief_editions(district, rule, &period)?.is_empty() {
                let written = self.brief_draft(district, rule, &period)?.is_some();
                all.push(Awaited { rule: rule.clone(), period, due, to_issue: !writes, written });
            }
        }
        all.sort_by_key(|awaited| awaited.due);
        Ok(all)
    }
}
