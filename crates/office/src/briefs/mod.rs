//! Briefs of a district: compiled from the record at any time, drafted by an author, issued by a second person and from
//! then on never changed. What is known otherwise later is told beside an edition as its corrections.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `awaited` | what is to be written now, and by when |
//! | `facts` | what the record says, as templates ask it |
//! | `published` | what others publish, with its source and whether it may still change |
//! | `keep` | drafts, which rule nothing, and editions, which stand in the district's record |

mod awaited;
mod facts;
mod keep;
mod published;

use std::sync::Arc;

use bihuan_core::brief::{Brief, Fault, Names, Setting, Template, write};
use bihuan_core::calendar::Period;
use bihuan_core::casework::{Officer, Who};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::briefs_may_name;
use bihuan_core::pack::model::BriefRule;

pub use self::awaited::Awaited;
use self::facts::Record;
pub use self::keep::{Draft, Edition, Editions, Issued};
use crate::Office;
use crate::failure::Failure;
use crate::law::Law;

impl Law {
    /// A template by its id.
    #[must_use]
    pub fn brief(&self, id: &str) -> Option<&Arc<BriefRule>> {
        let (pack, name) = id.split_once('.')?;
        self.packs.get(pack)?.briefs.get(name)
    }

    /// All templates, by pack and name.
    pub fn briefs(&self) -> impl Iterator<Item = &Arc<BriefRule>> {
        self.packs.values().flat_map(|pack| pack.briefs.values())
    }

    /// What the text of a template may name.
    #[must_use]
    pub fn brief_names(&self, rule: &BriefRule) -> Names {
        briefs_may_name(self.packs.values().map(AsRef::as_ref), rule.public)
    }
}

impl Office {
    /// A brief as the record tells it now, from the template as its pack has it.
    ///
    /// # Errors
    /// The store's.
    pub fn compiled(&self, district: &DistrictCode, rule: &BriefRule, period: &Period) -> Result<Brief, Failure> {
        self.written(district, rule, &rule.template, period)
    }

    /// The same from a text that an author changed, with what is wrong with it.
    ///
    /// # Errors
    /// The store's.
    pub fn compiled_from(
        &self,
        district: &DistrictCode,
        rule: &BriefRule,
        text: &str,
        period: &Period,
    ) -> Result<(Brief, Vec<Fault>), Failure> {
        let (template, _) = Template::read(text);
        let faults = Template::faults(text, &self.draft_names(&self.law(), district, rule)?);
        Ok((self.written(district, rule, &template, period)?, faults))
    }

    fn written(
        &self,
        district: &DistrictCode,
        rule: &BriefRule,
        template: &Template,
        period: &Period,
    ) -> Result<Brief, Failure> {
        let law = self.law();
        let name = law.directory.unit(&district.unit()).map_or_else(|| district.to_string(), |unit| unit.name.clone());
        let setting = Setting {
            template: &rule.id,
            title: &rule.title,
            district: district.as_str(),
            district_name: &name,
            period,
            today: self.today(),
            synthetic: self.is_demo(),
        };
        let reader = reader(rule, district);
        write(template, &setting, &Record { office: self, law: &law, district, public: rule.public, reader })
    }
}

/// For whom a brief reads the record: for anyone, where it will be public; else for its authors' posts in the whole
/// district, under no person's name.
fn reader(rule: &BriefRule, district: &DistrictCode) -> Who {
    match "system".parse() {
        Ok(user) if !rule.public => {
            let posts = rule.authors.iter().map(|post| (post.clone(), district.unit())).collect();
            Who::Officer(Officer { user, posts })
        }
        _ => Who::Public,
    }
}
