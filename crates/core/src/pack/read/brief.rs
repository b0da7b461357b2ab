//! `briefs/*.md`: a head between two lines of `---`, then the text.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::desk::{Desk, Part};
use super::scope::Names;
use crate::brief::{Fault, Names as Known, Template};
use crate::calendar::Every;
use crate::casework::may::reads_district;
use crate::directory::PostName;
use crate::figures::{Book, statistic};
use crate::pack::diagnostic::{Diagnostic, Findings, Severity};
use crate::pack::keys::{self, BRIEF_PERIODS};
use crate::pack::model::{BriefKind, BriefRule, IssueLimit, Pack, Span, ViewKind};
use crate::pack::source::{self, Node};

/// A template's head and text, apart.
pub struct Source<'f> {
    head: Node,
    text: &'f str,
    first_line: u32,
    file: u32,
}

/// Takes a template apart.
pub fn split<'f>(file: u32, text: &'f str, out: &mut Findings) -> Option<Source<'f>> {
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        let at = Span { file, line: 1, column: 1, width: 1 };
        out.error(at, "syntax", "文稿模板开头没有头部")
            .help("在第一行写 `---`，再写 `brief:`、`title:` 等键，以 `---` 结束");
        return None;
    };
    let lines = rest.split_inclusive('\n').position(|line| line.trim_end() == "---");
    let Some(lines) = lines else {
        let at = Span { file, line: 1, column: 1, width: 3 };
        out.error(at, "syntax", "文件开头的 `---` 没有结束").help("在头部后面另起一行写 `---`");
        return None;
    };
    let length: usize = rest.split_inclusive('\n').take(lines).map(str::len).sum();
    // An empty line in the place of the first mark: what stands in the head keeps its line.
    let head = format!("\n{}", rest.get(..length)?);
    let after = rest.get(length..)?;
    let text = after.split_once('\n').map_or("", |(_, text)| text);
    let head = source::parse(file, head.as_bytes(), out)?;
    Some(Source { head, text, first_line: u32::try_from(lines + 2).unwrap_or(u32::MAX), file })
}

/// Reads the templates of a pack whose figures, scores and views are read.
pub fn read_all(
    desk: &mut Desk<'_>,
    sources: &[Source<'_>],
    pack: &Pack,
    names: &Names,
) -> BTreeMap<String, Arc<BriefRule>> {
    let mut all: BTreeMap<String, Arc<BriefRule>> = BTreeMap::new();
    for source in sources {
        let Some(rule) = rule(desk, source, pack, names) else { continue };
        if all.contains_key(&rule.name) {
            let message = format!("`{}` 在另一个文件里已经定义过", rule.name);
            desk.out.error(rule.span, "duplicate-name", message).help("改名，或并成一个");
            continue;
        }
        all.insert(rule.name.clone(), Arc::new(rule));
    }
    all
}

fn rule(desk: &mut Desk<'_>, source: &Source<'_>, pack: &Pack, names: &Names) -> Option<BriefRule> {
    let part = desk.part(source.head.span, &source.head, &keys::BRIEF)?;
    let span = part.at_key("brief");
    let posts = |desk: &mut Desk<'_>, key| -> Vec<PostName> {
        desk.names(&part, key).into_iter().filter_map(|(node, word)| names.post(desk, node, word)).collect()
    };
    let (authors, issuers) = (posts(desk, "for"), posts(desk, "issued_by"));
    let name = desk.name(&part, "brief").map(|(_, word)| word.to_owned());
    let kind = desk.choice(&part, "kind", &BriefKind::WORDS).and_then(BriefKind::of_word);
    let every = desk.choice(&part, "every", &BRIEF_PERIODS);
    let every = every.and_then(|word| Every::WORDS.iter().find(|(known, _)| *known == word)).map(|(_, every)| *every);
    let limit = limit(desk, &part, names);
    let public = desk.flag(&part, "public");
    let (template, _) = Template::read(source.text);
    let of_others = |fault: &Fault| named_pack(fault).is_some_and(|of| of != pack.name);
    for fault in Template::faults(source.text, &known([pack].into_iter(), public)) {
        if !of_others(&fault) {
            tell(desk.out, source.file, source.first_line, fault);
        }
    }
    let name = name?;
    Some(BriefRule {
        id: format!("{}.{name}", pack.name),
        name,
        title: desk.text(&part, "title"),
        kind: kind?,
        every: every?,
        authors,
        issuers,
        limit,
        public,
        source: source.text.to_owned(),
        template,
        span,
        first_line: source.first_line,
    })
}

/// By when it is issued, and why: the one is not written without the other.
fn limit(desk: &mut Desk<'_>, part: &Part<'_>, names: &Names) -> Option<IssueLimit> {
    let within = desk.length(part, "issued_within");
    match (part.has("issued_within"), part.has("basis")) {
        (false, false) => None,
        (true, true) => names.basis(desk, part).zip(within).map(|(basis, within)| IssueLimit { within, basis }),
        (within, _) => {
            let (there, missing) = if within { ("issued_within", "basis") } else { ("basis", "issued_within") };
            let message = format!("写了 `{there}` 却没有写 `{missing}`");
            desk.out
                .error(part.at_key(there), "missing-key", message)
                .help(format!("补上 `{missing}:`，或删去 `{there}`"));
            None
        }
    }
}

/// A fault of a text as a finding of its file.
fn tell(out: &mut Findings, file: u32, first_line: u32, fault: Fault) {
    let at = Span { file, line: first_line + fault.line, column: fault.column, width: fault.width };
    let told = out.error(at, fault.code, fault.zh);
    match (fault.meant, fault.code) {
        (Some((word, known)), _) => told.meant(&word, known.iter().map(String::as_str)),
        (None, "brief-brace") => told.help("补上另一半，或删去它"),
        (None, "brief-block") => told.help("另起一行单独写"),
        (None, "brief-whole-only") => told.help("删去 `by=`，或换成本区自己统计的指标"),
        (None, "brief-too-long") => told.help("拆成几份文稿"),
        (None, _) => told.help("写法见参考手册的“文稿”一节"),
    }
}

/// The pack of a name that is not known.
fn named_pack(fault: &Fault) -> Option<&str> {
    let (name, _) = fault.meant.as_ref().filter(|_| fault.code == "brief-unknown")?;
    Some(name.split_once('.')?.0)
}

/// What the templates of these packs may name.
#[must_use]
pub fn known<'p>(packs: impl Iterator<Item = &'p Pack> + Clone, public: bool) -> Known {
    let mut known = Known::default();
    for figure in Book::of(packs.clone()).all().filter(|figure| figure.public || !public) {
        known.fields.extend(figure.by.iter().map(|field| (figure.id.clone(), field.clone())));
        known.figures.insert(figure.id.clone());
    }
    known.outside.extend(statistic::names().map(str::to_owned));
    known.figures.extend(known.outside.iter().cloned());
    for pack in packs {
        known.scores.extend(pack.scores.keys().map(|name| format!("{}.{name}", pack.name)));
        let shown =
            pack.views.values().filter(|view| !public || view.on.contains(&crate::pack::model::ViewPlace::Portal));
        for view in shown {
            // Only what stands in one row after another has first lines.
            let of = match view.kind {
                ViewKind::Meeting { .. } => &mut known.meetings,
                ViewKind::List | ViewKind::MonthTable { .. } => &mut known.views,
                _ => continue,
            };
            of.insert(view.id.clone());
        }
    }
    known
}

/// Whoever writes or issues a brief reads all that its lists tell: the whole district's matters of that kind.
fn shows_more(rule: &BriefRule, packs: &[&Pack], out: &mut Findings) {
    if rule.public {
        return;
    }
    let views = packs.iter().flat_map(|pack| pack.views.values());
    for view in views.filter(|view| rule.template.named().contains(view.id.as_str())) {
        let of = match &view.kind {
            ViewKind::Meeting { decisions, .. } => &decisions.of,
            _ => &view.of,
        };
        let case = packs.iter().flat_map(|pack| pack.cases.values()).find(|case| case.id == *of);
        let blind = |post: &&PostName| case.is_some_and(|case| !reads_district(case, post));
        for post in rule.authors.iter().chain(&rule.issuers).filter(blind) {
            let message = format!("文稿列出视图“{}”，岗位 `{post}` 却不能看全区的这种事项", view.title);
            out.error(rule.span, "brief-shows-more", message).help("换一个岗位，或删去这份清单");
        }
    }
}

/// What only several packs together show: whether what a template names is there, and public where the brief is.
#[must_use]
pub fn held_together(pack: &Pack, all: &[Pack]) -> Vec<Diagnostic> {
    let mut out = Findings::new(pack.files.clone());
    let packs = || all.iter().filter(|other| other.name != pack.name).chain([pack]);
    for rule in pack.briefs.values() {
        let known = known(packs().collect::<Vec<_>>().into_iter(), rule.public);
        // What cannot be read, and what names something of its own, was told when the pack was.
        let of_another = |of: &str| of != pack.name && all.iter().any(|pack| pack.name == of);
        let unknown = Template::faults(&rule.source, &known).into_iter();
        let unknown = unknown.filter(|fault| named_pack(fault).is_some_and(of_another));
        unknown.for_each(|fault| tell(&mut out, rule.span.file, rule.first_line, fault));
        shows_more(rule, &packs().collect::<Vec<_>>(), &mut out);
    }
    out.into_sorted().into_iter().filter(|found| found.severity == Severity::Error).collect()
}
