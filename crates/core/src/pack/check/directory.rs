//! A pack against a directory: the units that it names are there, and somebody holds its posts.
//!
//! A pack alone cannot know this, so reading it does not ask; whoever has a directory does. Against the directory of the
//! place that the pack is for (`sure`) everything missing is an error; against another, such as the one that ships, what
//! looks like a slip is one, and the rest is worth a look.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::directory::{Directory, DistrictCode, PostName, UnitCode};
use crate::pack::diagnostic::{Diagnostic, Findings, nearest};
use crate::pack::model::{CaseType, FieldType, Pack, Route, Span, Stage, TaskRule, TermValue, UnitRule};

/// What of a pack the directory has not got on a day.
#[must_use]
pub fn held_against(pack: &Pack, directory: &Directory, on: Date, sure: bool) -> Vec<Diagnostic> {
    let mut out = Findings::new(pack.files.clone());
    let place = Place::of(directory, on, sure);
    for (suffix, what, at) in named(pack) {
        place.unit(&suffix, &what, at, &mut out);
    }
    for post in pack.posts.keys() {
        let at = pack.places.get(&format!("posts.{post}")).copied().unwrap_or(pack.span);
        place.post(post, at, &mut out);
    }
    for case in pack.cases.values() {
        for stage in &case.stages {
            place.staffed(case, stage, &mut out);
        }
    }
    out.into_sorted()
}

/// The directory as packs see it.
struct Place<'d> {
    directory: &'d Directory,
    districts: Vec<DistrictCode>,
    /// What may stand behind a district's code and a hyphen.
    suffixes: BTreeSet<&'d str>,
    posts: BTreeSet<&'d str>,
    on: Date,
    sure: bool,
}

impl<'d> Place<'d> {
    fn of(directory: &'d Directory, on: Date, sure: bool) -> Self {
        let districts: Vec<DistrictCode> = directory.districts().map(|unit| unit.code.district()).collect();
        let units = directory.units(None, None);
        let suffixes = units.filter_map(|unit| unit.code.as_str().split_once('-')).map(|(_, suffix)| suffix).collect();
        let holdings = directory.officers().flat_map(|officer| &officer.holdings);
        let posts = holdings.map(|holding| holding.post.as_str()).collect();
        Self { directory, districts, suffixes, posts, on, sure }
    }

    fn unit(&self, suffix: &str, what: &str, at: Span, out: &mut Findings) {
        if !self.suffixes.contains(suffix) {
            let known: Vec<&str> = self.suffixes.iter().copied().filter(|known| !known.starts_with("grid-")).collect();
            let message = format!("{what}：单位目录里没有 `{suffix}`");
            self.missing(at, "unknown-unit", message, suffix, &known, out);
            return;
        }
        let lacks = |district: &&DistrictCode| match format!("{district}-{suffix}").parse::<UnitCode>() {
            Ok(code) => self.directory.unit(&code).is_none(),
            Err(_) => true,
        };
        let lacking: Vec<String> = self.districts.iter().filter(lacks).map(ToString::to_string).collect();
        if !lacking.is_empty() {
            let message = format!("{what}：`{suffix}` 在 {} 没有，那里的件会没有去处", lacking.join("、"));
            out.warning(at, "unit-missing", message).help("补录这个单位，或改用各区都有的单位");
        }
    }

    /// A post that no unit has. A directory without officers says nothing of posts.
    fn post(&self, post: &PostName, at: Span, out: &mut Findings) {
        if !self.posts.is_empty() && !self.posts.contains(post.as_str()) {
            let known: Vec<&str> = self.posts.iter().copied().collect();
            let message = format!("岗位 `{post}`：单位目录里没有人担任");
            self.missing(at, "post-not-held", message, post.as_str(), &known, out);
        }
    }

    fn missing(&self, at: Span, code: &'static str, message: String, word: &str, known: &[&str], out: &mut Findings) {
        let help = match self.sure || nearest(word, known).is_some() {
            true => out.error(at, code, message),
            false => out.warning(at, code, message),
        };
        match nearest(word, known) {
            Some(near) => help.help(format!("是否想写 `{near}`？")),
            None => help.help("在目录里补录，或改成目录里有的"),
        }
    }

    /// A task that always goes to one unit finds somebody there, in every district whose officers are known.
    fn staffed(&self, case: &CaseType, stage: &Stage, out: &mut Findings) {
        let TaskRule::Officer { post, unit: UnitRule::Route(route), .. } = &stage.task else { return };
        let Some(Route::Unit(suffix)) = case.routes.get(route) else { return };
        if !self.posts.contains(post.as_str()) {
            return;
        }
        let empty = |unit: &UnitCode| {
            let staffed = self.directory.officers().flat_map(|officer| &officer.holdings);
            let known = staffed.map(|holding| holding.unit.district()).any(|district| district == unit.district());
            known && self.directory.unit(unit).is_some() && self.directory.holders(post, unit, self.on).is_empty()
        };
        let units = self.districts.iter().filter_map(|district| format!("{district}-{suffix}").parse().ok());
        for unit in units.filter(empty) {
            let message = format!("环节“{}”交给 {unit} 的岗位 `{post}`，可那里没有人担任", stage.title);
            out.warning(stage.span, "nobody-there", message).help("在目录里给这个单位配上这个岗位");
        }
    }
}

/// The units that a pack names, by the suffix behind the district's code, each with where it is written.
fn named(pack: &Pack) -> Vec<(String, String, Span)> {
    let mut all = Vec::new();
    for case in pack.cases.values() {
        for (name, route) in &case.routes {
            let at = case.route_spans.get(name).copied().unwrap_or(case.span);
            let what = format!("去向 `{name}`");
            match route {
                Route::Unit(suffix) => all.push((suffix.clone(), what, at)),
                Route::LeastLoad { units } => {
                    all.extend(units.iter().map(|suffix| (suffix.clone(), what.clone(), at)));
                }
                Route::Term { .. } | Route::Place { .. } => {}
            }
        }
    }
    for vocabulary in pack.vocabularies.values() {
        for (attribute, _) in vocabulary.attributes.iter().filter(|(_, kind)| **kind == FieldType::Unit) {
            for term in &vocabulary.terms {
                if let Some(TermValue::Text(suffix)) = term.attributes.get(attribute) {
                    let at = term.places.get(attribute).copied().unwrap_or(term.span);
                    all.push((suffix.clone(), format!("词条“{}”", term.title), at));
                }
            }
        }
    }
    for register in pack.registers.values() {
        for field in register.fields.iter().filter(|field| field.kind == FieldType::Unit && !field.many) {
            for row in &register.rows {
                if let Some(suffix) = row.values.get(&field.name).and_then(|value| value.as_str()) {
                    let at = row.places.get(&field.name).copied().unwrap_or(register.span);
                    let whole = suffix.split_once('-').filter(|(district, _)| district.parse::<DistrictCode>().is_ok());
                    let suffix = whole.map_or(suffix, |(_, suffix)| suffix);
                    all.push((suffix.to_owned(), format!("条目 `{}`", row.key), at));
                }
            }
        }
    }
    for alert in pack.alerts.values() {
        let case = alert.opens.0.split_once('.').and_then(|(_, name)| pack.cases.get(name));
        let is_unit = |name: &str| {
            let field = case.and_then(|case| case.field(name));
            field.is_some_and(|field| matches!(field.kind, FieldType::Unit | FieldType::Place))
        };
        let fixed = |words: &str| !words.contains('{') && !words.starts_with(|c: char| c.is_ascii_digit());
        for (name, words) in alert.form.iter().filter(|(name, words)| is_unit(name) && fixed(words)) {
            let at = alert.places.get(name).copied().unwrap_or(alert.span);
            all.push((words.clone(), format!("预警 `{}`", alert.name), at));
        }
    }
    all.sort_by(|a, b| (&a.0, &a.1, a.2.line, a.2.column).cmp(&(&b.0, &b.1, b.2.line, b.2.column)));
    all.dedup();
    all
}
