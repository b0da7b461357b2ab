//! What packs and the directory call things, in the reader's language: kinds of matter, stages, actions, fields, terms,
//! units and posts. Chinese stands in the pack itself; English beside it, and where there is none the Chinese stays.

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::decide::Open;
use bihuan_core::casework::{Case, TypeId};
use bihuan_core::directory::{Directory, DistrictCode, UnitCode, UnitKind};
use bihuan_core::pack::model::{Action, CaseType, Field, Pack, Paper};
use bihuan_core::value::{EntryRef, Value};
use bihuan_office::Law;

use crate::words::{Lang, Words};

/// The names of one law in one language.
#[derive(Clone, Copy)]
pub struct Names<'l> {
    law: &'l Law,
    lang: Lang,
}

impl<'l> Names<'l> {
    /// The names of a law for a reader.
    pub fn new(law: &'l Law, lang: Lang) -> Self {
        Self { law, lang }
    }

    /// The language that they are in.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Working time of a district, in which what is left is told.
    pub fn calendar(&self, district: &str) -> &'l Calendar {
        self.law.calendar(district)
    }

    /// The directory behind the names.
    pub fn directory(&self) -> &'l Directory {
        &self.law.directory
    }

    /// One line for lists: the kind of matter and, where there is one, its first term. Never what people typed.
    pub fn headline(&self, rules: &CaseType, case: &Case) -> String {
        let term = rules.form.iter().filter(|field| !rules.is_restricted(&field.name)).find_map(|field| {
            let Some(Value::Term(code)) = case.values.get(&field.name) else { return None };
            let vocabulary = field.vocabulary.as_deref()?;
            let known = rules.vocabularies.get(vocabulary)?.terms.iter().any(|term| term.code == *code);
            known.then(|| self.term(rules, vocabulary, code))
        });
        let kind = self.of_pack(&rules.id, "case", &[], &rules.title);
        term.map_or_else(|| kind.clone(), |term| format!("{kind} · {term}"))
    }

    /// The sentences of the pages in the same language.
    pub fn words(&self) -> &'static Words {
        Words::of(self.lang)
    }

    /// Every kind of matter.
    pub fn types(&self) -> impl Iterator<Item = &'l CaseType> {
        self.law.types().map(|(_, rules)| rules.as_ref())
    }

    /// A kind of matter.
    pub fn case_type(&self, id: &TypeId) -> String {
        let title = self.law.current(id).map_or(id.0.as_str(), |rules| rules.title.as_str());
        self.of_pack(id, "case", &[], title)
    }

    /// A register, by its name in whichever pack declares it.
    pub fn register(&self, name: &str) -> String {
        let of = |pack: &'l std::sync::Arc<Pack>| Some((pack, pack.registers.get(name)?));
        let known = self.law.packs.values().find_map(of);
        known.map_or_else(|| name.to_owned(), |(pack, it)| self.in_pack(pack, "register", &[name], &it.title))
    }

    /// A stage.
    pub fn stage(&self, rules: &CaseType, stage: &str) -> String {
        let title = rules.stage(stage).map_or(stage, |known| known.title.as_str());
        self.of_pack(&rules.id, "stage", &[stage], title)
    }

    /// A branch's title.
    pub fn branch(&self, rules: &CaseType, branch: &str) -> String {
        let rule = rules.split_of(branch).and_then(|(_, split)| split.branch(branch));
        let title = rule.map_or(branch, |rule| rule.title.as_str());
        self.of_pack(&rules.id, "branch", &[branch], title)
    }

    /// A schedule of a pack.
    pub fn schedule(&self, schedule: &bihuan_core::pack::model::Schedule) -> String {
        let of = bihuan_core::casework::TypeId(schedule.id.clone());
        self.of_pack(&of, "schedule", &[], &schedule.title)
    }

    /// The title of sub-cases of a name.
    pub fn subcase(&self, rules: &CaseType, name: &str) -> String {
        let title = rules.subcases.get(name).map_or(name, |rule| rule.title.as_str());
        self.of_pack(&rules.id, "subcase", &[name], title)
    }

    /// The title of an outcome with which a branch ended.
    pub fn branch_outcome(&self, rules: &CaseType, branch: &str, outcome: &str) -> String {
        let split = rules.split_of(branch);
        let title = split.and_then(|(_, split)| split.outcomes.get(outcome)).map_or(outcome, String::as_str);
        let stage = split.map_or("", |(stage, _)| stage.name.as_str());
        self.of_pack(&rules.id, "branch-outcome", &[stage, outcome], title)
    }

    /// An action, in the stage that it belongs to.
    pub fn action(&self, rules: &CaseType, stage: &str, action: &str) -> String {
        let found = find(rules, stage, action);
        let title = found.map_or(action, |(_, known)| known.title.as_str());
        match found.and_then(|(stage, _)| stage) {
            Some(stage) => self.of_pack(&rules.id, "action", &[stage, action], title),
            None => self.of_pack(&rules.id, "action", &[action], title),
        }
    }

    /// Something that may be done now, in the stage that it belongs to; what the kernel asks of itself it words itself.
    pub fn step(&self, rules: &CaseType, stage: &str, open: &Open) -> String {
        match find(rules, stage, &open.action) {
            Some(_) => self.action(rules, stage, &open.action),
            None => self.words().find(&format!("extension-{}", open.action), &[]).unwrap_or_else(|| open.title.clone()),
        }
    }

    /// How a case ended.
    pub fn outcome(&self, rules: &CaseType, outcome: &str) -> String {
        let title = rules.outcomes.get(outcome).map_or(outcome, String::as_str);
        self.of_pack(&rules.id, "outcome", &[outcome], title)
    }

    /// A deadline of the case.
    pub fn deadline(&self, rules: &CaseType, deadline: &str) -> String {
        let title = rules.deadlines.iter().find(|known| known.name == deadline).map_or(deadline, |d| d.title.as_str());
        self.of_pack(&rules.id, "deadline", &[deadline], title)
    }

    /// A quantity.
    pub fn quantity(&self, rules: &CaseType, quantity: &str) -> String {
        let title = rules.quantities.iter().find(|known| known.name == quantity).map_or(quantity, |q| q.title.as_str());
        self.of_pack(&rules.id, "quantity", &[quantity], title)
    }

    /// A letter of a kind of matter; none of that name any more.
    pub fn letter(&self, rules: &CaseType, letter: &str) -> Option<String> {
        let declared = rules.letters.iter().find(|declared| declared.name == letter)?;
        Some(self.of_pack(&rules.id, "letter", &[letter], &declared.title))
    }

    /// The law behind the names.
    pub fn law(&self) -> &'l Law {
        self.law
    }

    /// A paper of a kind of matter.
    pub fn paper(&self, rules: &CaseType, paper: &Paper) -> String {
        self.of_pack(&rules.id, "field", &[&paper.name], &paper.title)
    }

    /// Who issues a paper, or from where the office gets it.
    pub fn paper_from(&self, rules: &CaseType, paper: &Paper) -> Option<String> {
        let said = |kind: &str, words: &String| self.of_pack(&rules.id, kind, &[&paper.name], words);
        let issuer = paper.issuer.as_ref().map(|words| said("issuer", words));
        issuer.or_else(|| paper.shared.as_ref().map(|shared| said("shared", &shared.from)))
    }

    /// A view.
    pub fn view(&self, view: &bihuan_core::pack::model::View) -> String {
        self.view_of(&view.id, &view.title)
    }

    /// A view of the entries of a register.
    pub fn entry_view(&self, view: &bihuan_core::pack::model::EntryView) -> String {
        self.view_of(&view.id, &view.title)
    }

    fn view_of(&self, id: &str, title: &str) -> String {
        let known = id.split_once('.').and_then(|(pack, name)| Some((self.law.packs.get(pack)?, name)));
        known.map_or_else(|| title.to_owned(), |(pack, name)| self.in_pack(pack, "view", &[name], title))
    }

    /// What its pack calls a field of a register in English; none where it has no name of its own, or in Chinese.
    pub fn of_register(&self, pack: &str, register: &str, field: &Field) -> Option<String> {
        let pack = self.law.packs.get(pack).filter(|_| self.lang == Lang::En)?;
        pack.english("field", &[register, &field.name]).map(str::to_owned)
    }

    /// A unit of a district by its code, with or without the district in front.
    pub fn unit_in(&self, district: &DistrictCode, code: &str) -> String {
        let unit = bihuan_office::entries::unit_named(self.law, district, code);
        unit.map_or_else(|| code.to_owned(), |unit| self.unit(&unit))
    }

    /// A field of the form or of the facts, or (with stage and action) one that an action asks.
    pub fn field(&self, rules: &CaseType, of: Option<(&str, &str)>, field: &Field) -> String {
        self.asked("field", rules, of, field).unwrap_or_else(|| field.title.clone())
    }

    /// The sentence that helps with a field.
    pub fn help(&self, rules: &CaseType, of: Option<(&str, &str)>, field: &Field) -> Option<String> {
        let help = field.help.as_ref()?;
        Some(self.asked("help", rules, of, field).unwrap_or_else(|| help.clone()))
    }

    /// A term of a vocabulary.
    pub fn term(&self, rules: &CaseType, vocabulary: &str, code: &str) -> String {
        let terms = rules.vocabularies.get(vocabulary).map(|vocabulary| &vocabulary.terms);
        let term = terms.and_then(|terms| terms.iter().find(|term| term.code == code));
        let english = term.and_then(|term| term.en.as_ref()).filter(|_| self.lang == Lang::En);
        english.or(term.map(|term| &term.title)).cloned().unwrap_or_else(|| code.to_owned())
    }

    /// An entry of a register, as the pack that brings it calls it; one that a district keeps itself: its key.
    pub fn entry(&self, rules: &CaseType, entry: &EntryRef) -> String {
        let named = rules.registers.get(&entry.register).and_then(|register| register.title_of(&entry.key));
        named.unwrap_or(&entry.key).to_owned()
    }

    /// A unit, marked where it is made up.
    pub fn unit(&self, code: &UnitCode) -> String {
        let Some(unit) = self.law.directory.unit(code) else { return code.to_string() };
        match unit.name_en.as_ref().filter(|_| self.lang == Lang::En) {
            Some(english) if unit.synthetic => format!("{english} (synthetic)"),
            Some(english) => english.clone(),
            None => unit.label(),
        }
    }

    /// A unit by the code that a row has.
    pub fn unit_of(&self, code: &str) -> String {
        code.parse().map_or_else(|_| code.to_owned(), |code| self.unit(&code))
    }

    /// A kind of unit.
    pub fn unit_kind(&self, kind: UnitKind) -> String {
        self.words().get(&format!("unit-kind-{kind}"), &[])
    }

    /// A post, as the first pack that speaks of it calls it.
    pub fn post(&self, post: &str) -> String {
        let packs = self.law.packs.values();
        let told = packs.filter_map(|pack| {
            let (_, title) = pack.posts.iter().find(|(name, _)| name.as_str() == post)?;
            Some(self.in_pack(pack, "post", &[post], title))
        });
        let known = || self.words().find(&format!("post-{post}"), &[]);
        let mut told = told;
        told.next().or_else(known).unwrap_or_else(|| post.to_owned())
    }

    /// "经办人 · 区城市管理局".
    pub fn post_at(&self, post: Option<&str>, unit: Option<&str>) -> String {
        let post = post.map(|post| self.post(post));
        let unit = unit.map(|unit| self.unit_of(unit));
        let both: Vec<String> = [unit, post].into_iter().flatten().filter(|word| !word.is_empty()).collect();
        both.join(" · ")
    }

    fn asked(&self, kind: &str, rules: &CaseType, of: Option<(&str, &str)>, field: &Field) -> Option<String> {
        if self.lang == Lang::Zh {
            return None;
        }
        let pack = self.pack(&rules.id)?;
        let case = name_of(&rules.id);
        let (stage, action) = of.unwrap_or_default();
        let path = [case, stage, action, field.name.as_str()];
        let path: Vec<&str> = path.into_iter().filter(|part| !part.is_empty()).collect();
        let kernels = || self.words().find(&format!("asked-{}", field.name), &[]).filter(|_| kind == "field");
        pack.english(kind, &path).map(str::to_owned).or_else(kernels)
    }

    fn of_pack(&self, id: &TypeId, kind: &str, path: &[&str], title: &str) -> String {
        let path: Vec<&str> = std::iter::once(name_of(id)).chain(path.iter().copied()).collect();
        self.pack(id).map_or_else(|| title.to_owned(), |pack| self.in_pack(pack, kind, &path, title))
    }

    fn in_pack(&self, pack: &Pack, kind: &str, path: &[&str], title: &str) -> String {
        let english = pack.english(kind, path).filter(|_| self.lang == Lang::En);
        english.unwrap_or(title).to_owned()
    }

    fn pack(&self, id: &TypeId) -> Option<&'l Pack> {
        let (pack, _) = id.0.split_once('.')?;
        self.law.packs.get(pack).map(AsRef::as_ref)
    }
}

/// The action of this name that the stage has, else the one beside the stages; with its stage, if it has one.
pub fn find<'c>(rules: &'c CaseType, stage: &str, action: &str) -> Option<(Option<&'c str>, &'c Action)> {
    let all = || rules.all_actions().filter(move |(_, known)| known.name == action);
    let here = all().find(|(of, _)| of.is_some_and(|of| of.name == stage));
    let beside = || all().find(|(of, _)| of.is_none());
    let found = here.or_else(beside).or_else(|| all().next())?;
    Some((found.0.map(|stage| stage.name.as_str()), found.1))
}

fn name_of(id: &TypeId) -> &str {
    id.0.split_once('.').map_or(id.0.as_str(), |(_, name)| name)
}
