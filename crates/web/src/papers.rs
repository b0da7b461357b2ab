//! The papers of a case (申请材料) on pages and in the API: which stands how, since when, and by when somebody has to do
//! something about it. The same list for who brings them and for who looks at them.

use bihuan_core::calendar::rfc3339;
use bihuan_core::casework::{Case, PaperStanding, PaperState};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Does, Paper};
use bihuan_office::{Law, Reading};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::components::{Cell, Table, Tag};
use crate::html::{Html, el};
use crate::names::Names;
use crate::portal::when;
use crate::t;
use crate::words::{Lang, Words};

/// Whether an action is the one by which papers are handed in.
pub fn hands_in(rules: &CaseType, action: &str) -> bool {
    rules.all_actions().any(|(_, known)| known.name == action && matches!(known.does, Does::HandIn))
}

/// One row a paper, in the order of the pack; nothing for a matter without papers.
pub fn table(law: &Law, lang: Lang, reading: &Reading, now: Timestamp) -> Html {
    let (words, names) = (Words::of(lang), Names::new(law, lang));
    let (rules, case) = (&reading.rules, &reading.case);
    let stated = rules.papers.iter().filter_map(|paper| Some((paper, case.papers.get(&paper.name)?)));
    let row = |(paper, state): (&Paper, &PaperState)| {
        let clock = case.clock_of_paper(&paper.name).map(|clock| {
            let told = when::standing(law.calendar(case.district.as_str()), clock, now, words);
            when::instant(clock.due()).then(" ").then(told)
        });
        vec![
            Cell::from(title(&names, rules, paper)),
            Cell::from(standing(words, state)),
            Cell::from(clock.unwrap_or_else(|| "—".into())),
        ]
    };
    let rows: Vec<Vec<Cell>> = stated.map(row).collect();
    if rows.is_empty() {
        return Html::empty();
    }
    let head = ["paper-name", "paper-stands", "paper-due"];
    let head = head.into_iter().map(|key| words.get(key, &[]).into()).collect();
    Table { head, rows, classes: "bh-dense".into(), ..Table::default() }.stacked().into()
}

/// Its name, and beneath it who issues it or from where the office gets it.
fn title(names: &Names<'_>, rules: &CaseType, paper: &Paper) -> Html {
    let words = names.words();
    let from = names.paper_from(rules, paper).map(|from| match paper.is_asked() {
        true => t!(words, "paper-issued-by", from = from),
        false => t!(words, "paper-shared-from", from = from),
    });
    let original = paper.original.then(|| t!(words, "paper-original"));
    let about: Vec<String> = from.into_iter().chain(original).collect();
    let about =
        (!about.is_empty()).then(|| el("span").class("govuk-body-s bh-muted").put(about.join(words.semicolon())));
    let name = el("strong").put(names.paper(rules, paper)).html();
    match about {
        Some(about) => name.then(el("br").html()).then(about.html()),
        None => name,
    }
}

fn standing(words: &Words, state: &PaperState) -> Html {
    let colour = match state.standing {
        PaperStanding::Accepted | PaperStanding::Kept | PaperStanding::Shared => "green",
        PaperStanding::Handed | PaperStanding::Promised => "blue",
        PaperStanding::Owed | PaperStanding::Returned => "yellow",
        PaperStanding::Missing | PaperStanding::False => "red",
        PaperStanding::Released => "grey",
    };
    let tag = Html::from(Tag::coloured(colour, words.get(&format!("paper-{}", state.standing.name()), &[])));
    let times = (state.returned > 0).then(|| t!(words, "paper-returned-times", n = state.returned));
    match times {
        Some(times) => tag.then(" ").then(el("span").class("govuk-body-s bh-muted").put(times).html()),
        None => tag,
    }
}

/// What happened to a paper, in a sentence.
pub fn told(names: &Names<'_>, rules: &CaseType, paper: &str, standing: PaperStanding) -> String {
    let title = rules.paper(paper).map_or_else(|| paper.to_owned(), |paper| names.paper(rules, paper));
    names.words().get(&format!("story-paper-{}", standing.name()), &[("paper", title.into())])
}

/// The papers as the API writes them.
pub fn json(names: &Names<'_>, rules: &CaseType, case: &Case) -> Json {
    let one = |paper: &Paper| {
        let state = case.papers.get(&paper.name)?;
        let clock = case.clock_of_paper(&paper.name);
        Some(json!({
            "id": paper.name,
            "title": names.paper(rules, paper),
            "state": state.standing.name(),
            "since": rfc3339(state.since),
            "returned": state.returned,
            "due": clock.map(|clock| rfc3339(clock.due())),
            "deadline": clock.map(|clock| clock.id.0.as_str()),
        }))
    };
    rules.papers.iter().filter_map(one).collect()
}
