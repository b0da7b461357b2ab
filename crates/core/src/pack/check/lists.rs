//! Lists and names: routes end somewhere, terms do not overlap, posts are used, stories exist.

use std::collections::{BTreeMap, BTreeSet};

use crate::casework::case::ClockKind;
use crate::figures::number::grown;
use crate::figures::{Book, statistic};
use crate::pack::diagnostic::Findings;
use crate::pack::model::{By, CaseType, Does, FieldType, Pack, Route, Span, TaskRule, Vocabulary};
use crate::pack::scenario::Scenario;

/// Checks what holds for the pack as a whole, and the routes of each case type.
pub fn check(pack: &Pack, stories: &[Scenario], out: &mut Findings) {
    pack.vocabularies.values().for_each(|vocabulary| terms(vocabulary, out));
    twins(pack, out);
    posts(pack, out);
    served(pack, stories, out);
    entries(pack, out);
    for case in pack.cases.values() {
        routes(case, out);
        fresh(pack, case, out);
        let mut pledged: BTreeSet<Option<&str>> = BTreeSet::new();
        for deadline in case.deadlines.iter().filter(|deadline| deadline.kind == ClockKind::Pledged) {
            if pledged.insert(deadline.branch()) {
                continue;
            }
            let message = "一类件（一个分支）只能有一个承诺时限：对外只说一个日子";
            out.error(deadline.span, "several-pledged", message).help("并成一个，用规则区分");
        }
    }
}

/// Two terms with one title cannot be told apart by the person who chooses.
fn terms(vocabulary: &Vocabulary, out: &mut Findings) {
    let mut titles: BTreeMap<&str, &str> = BTreeMap::new();
    for term in &vocabulary.terms {
        if let Some(first) = titles.insert(&term.title, &term.code) {
            let message = format!("词表“{}”的词条 `{first}` 和 `{}` 同名“{}”", vocabulary.title, term.code, term.title);
            out.error(term.span, "overlapping-terms", message).help("改名，或并成一个");
        }
    }
}

/// Two vocabularies with the same terms are one.
fn twins(pack: &Pack, out: &mut Findings) {
    let titles =
        |vocabulary: &Vocabulary| vocabulary.terms.iter().map(|term| term.title.clone()).collect::<BTreeSet<_>>();
    let mut seen: Vec<(&Vocabulary, BTreeSet<String>)> = Vec::new();
    for vocabulary in pack.vocabularies.values() {
        let mine = titles(vocabulary);
        if let Some((twin, _)) = seen.iter().find(|(_, theirs)| *theirs == mine) {
            let message = format!("词表“{}”和“{}”的词条完全一样", vocabulary.title, twin.title);
            out.error(vocabulary.span, "overlapping-vocabularies", message).help("只留一个");
        }
        seen.push((vocabulary, mine));
    }
}

fn posts(pack: &Pack, out: &mut Findings) {
    let keepers = pack.registers.values().flat_map(|register| &register.kept_by).map(|post| post.as_str().to_owned());
    let used: BTreeSet<String> = pack.cases.values().flat_map(|case| posts_of(case)).chain(keepers).collect();
    for (post, title) in pack.posts.iter().filter(|(post, _)| !used.contains(post.as_str())) {
        let message = format!("岗位“{title}”（`{}`）没有用到", post.as_str());
        let at = pack.places.get(&format!("posts.{post}")).copied().unwrap_or(pack.span);
        out.warning(at, "unused-post", message).help("删去它");
    }
}

/// The posts that a case type speaks of.
fn posts_of(case: &CaseType) -> Vec<String> {
    let mut all: Vec<String> =
        case.channels.values().flat_map(|c| &c.by).map(|post| post.as_str().to_owned()).collect();
    let mut told: Vec<&By> = case.access.read.iter().chain(case.access.fields.values().flatten()).collect();
    told.extend(case.access.consents.iter().flat_map(|consent| &consent.by));
    for (_, action) in case.all_actions() {
        told.extend(action.by.iter().chain(&action.tell));
        if let Does::Extend { approvals, .. } = &action.does {
            all.extend(approvals.iter().map(|step| step.post.as_str().to_owned()));
        }
    }
    for stage in &case.stages {
        if let TaskRule::Officer { post, warnings, .. } = &stage.task {
            all.push(post.as_str().to_owned());
            told.extend(warnings.iter().flat_map(|warning| &warning.tell));
        }
        all.extend(stage.support.iter().map(|support| support.post.as_str().to_owned()));
    }
    told.extend(case.notices.iter().filter_map(|notice| notice.tell.as_ref()).flatten());
    told.extend(case.deadlines.iter().flat_map(|deadline| &deadline.warnings).flat_map(|warning| &warning.tell));
    all.extend(told.into_iter().filter_map(|by| match by {
        By::Post(post) | By::PostAtTask(post) | By::PostAtAccountable(post) | By::PostAtField(post, _) => {
            Some(post.as_str().to_owned())
        }
        By::Task | By::Reporter | By::Filer | By::Public | By::Outer => None,
    }));
    all
}

/// What proves a row is there.
fn served(pack: &Pack, stories: &[Scenario], out: &mut Findings) {
    let known: Vec<&str> = stories.iter().map(|story| story.id.as_str()).collect();
    for (row, claim) in &pack.serves {
        for (verb, story) in claim.verbs.iter().filter(|(_, story)| !known.contains(&story.as_str())) {
            let message = format!("`serves` 的 {row} 说“{verb}”由情景 `{story}` 证明，可没有这个情景");
            let at = pack.places.get(&format!("serves.{row}.verbs.{verb}")).copied().unwrap_or(pack.span);
            out.error(at, "unknown-scenario", message).meant(story, known.iter().copied());
        }
    }
    counted(pack, out);
}

/// A figure that answers a number is there: one of the pack's own, its growth, or a statistic that others publish. What
/// another pack counts is that pack's.
fn counted(pack: &Pack, out: &mut Findings) {
    let book = Book::of([pack]);
    let statistics = statistic::measured();
    let own = format!("{}.", pack.name);
    let is_there = |name: &str| {
        let figure = grown(name).unwrap_or(name);
        let published = || statistics.iter().any(|(known, _)| known == name);
        if figure.contains('.') { !figure.starts_with(&own) || book.figure(figure).is_some() } else { published() }
    };
    for (row, claim) in &pack.serves {
        for (number, name) in claim.numbers.iter().filter(|(_, name)| !is_there(name)) {
            let message = format!("`serves` 的 {row} 说“{number}”由数值 `{name}` 回答，可没有这个数值");
            let at = pack.places.get(&format!("serves.{row}.numbers.{number}")).copied().unwrap_or(pack.span);
            out.error(at, "unknown-figure", message).meant(name, book.all().map(|figure| figure.id.as_str()));
        }
    }
}

/// An entry that another entry names is there.
fn entries(pack: &Pack, out: &mut Findings) {
    for register in pack.registers.values() {
        for field in register.fields.iter().filter(|field| field.kind == FieldType::Entry) {
            let named = register.rows.iter().filter_map(|row| Some((row, row.values.get(&field.name)?.as_str()?)));
            for (row, word) in named {
                let at = row.places.get(&field.name).copied().unwrap_or(register.span);
                entry(pack, word, at, out);
            }
        }
    }
}

/// A field that asks for a valid entry names a date of its register.
fn fresh(pack: &Pack, case: &CaseType, out: &mut Findings) {
    let asked = case.all_actions().flat_map(|(_, action)| &action.ask);
    for field in case.form.iter().chain(&case.facts).chain(asked) {
        let register = field.register.as_ref().and_then(|name| pack.registers.get(name));
        let (Some(name), Some(register)) = (&field.fresh, register) else { continue };
        let dates =
            register.fields.iter().filter(|known| known.kind == FieldType::Date).map(|known| known.name.as_str());
        if dates.clone().all(|known| known != name) {
            let message = format!("登记簿“{}”没有日期字段 `{name}`", register.title);
            out.error(field.span, "unknown-field", message).meant(name, dates);
        }
    }
}

/// Whether a register that ships with the pack has the entry `<register>/<key>`. What is entered elsewhere is not known here.
pub fn entry(pack: &Pack, word: &str, at: Span, out: &mut Findings) {
    let Some((name, key)) = word.split_once('/') else { return };
    let Some(register) = pack.registers.get(name) else {
        let message = format!("没有登记簿 `{name}`");
        out.error(at, "unknown-entry", message).meant(name, pack.registers.keys().map(String::as_str));
        return;
    };
    let ships = !register.rows.is_empty();
    if ships && register.rows.iter().all(|row| row.key != key) {
        let message = format!("登记簿“{}”里没有条目 `{key}`", register.title);
        out.error(at, "unknown-entry", message).meant(key, register.rows.iter().map(|row| row.key.as_str()));
    }
}

/// Each route comes to a unit in the end.
fn routes(case: &CaseType, out: &mut Findings) {
    for (name, route) in &case.routes {
        let empty = match route {
            Route::LeastLoad { units } => units.is_empty(),
            Route::Place { kinds, .. } => kinds.is_empty(),
            Route::Unit(_) | Route::Term { .. } => false,
        };
        if empty {
            out.error(at_route(case, name), "route-may-fail", format!("去向 `{name}` 没有可去的单位"))
                .help("写上单位或单位种类");
        }
        let (mut at, mut seen) = (name, BTreeSet::new());
        while let Some(next) = otherwise(case, at) {
            if !seen.insert(next) {
                let message = format!("去向 `{name}` 找不到单位时绕回 `{next}`，永远没有着落");
                out.error(at_route(case, name), "route-may-fail", message).help("让 `otherwise` 指向一个固定的单位");
                break;
            }
            at = next;
        }
    }
}

fn at_route(case: &CaseType, name: &str) -> Span {
    case.route_spans.get(name).copied().unwrap_or(case.span)
}

fn otherwise<'c>(case: &'c CaseType, route: &str) -> Option<&'c String> {
    match case.routes.get(route)? {
        Route::Term { otherwise, .. } | Route::Place { otherwise, .. } => Some(otherwise),
        Route::Unit(_) | Route::LeastLoad { .. } => None,
    }
}
