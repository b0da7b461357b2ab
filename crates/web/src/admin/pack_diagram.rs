//! A kind of matter as a picture: a card for each stage with its ways on, and a line from each way to the card that it
//! leads to. Drawn here, so that it shows without script and within the page's own rules; the same in words stands below.

use bihuan_core::pack::model::{Action, BranchRule, Destination, Does, Stage, TaskRule};

use super::pack_words::Told;
use crate::html::{Element, Html, el};
use crate::phrases::fitting;
use crate::t;

/// Measures of the picture, in its own units.
const CARD: i32 = 300;
const HEAD: i32 = 46;
const ROW: i32 = 24;
const GAP: i32 = 26;
const LANE: i32 = 12;
const LEFT: i32 = 8;

/// One way on: what is done, and where it leads.
pub struct Way {
    /// What is done.
    pub title: String,
    /// The id of the card.
    pub to: String,
    /// What is said of it.
    pub to_title: String,
}

/// One card.
pub struct Card {
    id: String,
    title: String,
    below: String,
    ways: Vec<Way>,
    is_end: bool,
    top: i32,
}

impl Card {
    /// The card of a stage, with a line below its title.
    pub fn stage(id: &str, title: String, below: String, ways: Vec<Way>) -> Self {
        Self { id: id.to_owned(), title, below, ways, is_end: false, top: 0 }
    }

    /// The card of an end.
    pub fn end(id: &str, title: String) -> Self {
        Self { is_end: true, ..Self::stage(id, title, String::new(), Vec::new()) }
    }

    fn height(&self) -> i32 {
        HEAD + ROW * i32::try_from(self.ways.len()).unwrap_or(0) + if self.ways.is_empty() { 0 } else { 8 }
    }
}

/// The picture and its text.
pub fn drawn(told: &Told<'_>, name: &str) -> Html {
    let mut cards = cards(told);
    let hint = el("p").class("govuk-body bh-muted").put(t!(told.words, "diagram-about"));
    let frame = picture(&mut cards, &t!(told.words, "diagram-of", name = name));
    hint.html().then(frame).then(in_text(told, &cards))
}

/// Cards one below the other, with lines from each way to the card that it leads to.
pub fn picture(cards: &mut [Card], label: &str) -> Html {
    let mut top = 4;
    for card in cards.iter_mut() {
        card.top = top;
        top += card.height() + GAP;
    }
    let lines = lines(cards);
    let lanes = lines.iter().map(|line| line.lane + 1).max().unwrap_or(0);
    let width = LEFT + CARD + 24 + LANE * lanes + 8;
    let svg = el("svg")
        .class("bh-diagram")
        .attr("xmlns", "http://www.w3.org/2000/svg")
        .attr("viewBox", format!("0 0 {width} {top}"))
        .attr("width", width.to_string())
        .attr("height", top.to_string())
        .attr("role", "img")
        .attr("aria-label", label)
        .put_all(lines.iter().map(Line::drawn))
        .put_all(cards.iter().map(drawn_card));
    el("div").class("bh-scroll").attr("tabindex", "0").attr("role", "region").attr("aria-label", label).put(svg).html()
}

/// The cards in the order of the file: the stages, what may be done beside them, then the ends.
fn cards(told: &Told<'_>) -> Vec<Card> {
    let mut cards: Vec<Card> = told.rules.stages.iter().map(|stage| of_stage(told, stage)).collect();
    let beside: Vec<Way> = told.rules.actions.iter().flat_map(|action| ways(told, None, action)).collect();
    if !beside.is_empty() {
        let title = t!(told.words, "any-stage");
        cards.push(Card { id: "*".into(), title, below: String::new(), ways: beside, is_end: false, top: 0 });
    }
    let ends = told.rules.outcomes.keys().map(|outcome| Card {
        id: end_of(outcome),
        title: told.destination(&Destination::Close(outcome.clone())),
        below: String::new(),
        ways: Vec::new(),
        is_end: true,
        top: 0,
    });
    cards.extend(ends);
    cards
}

fn of_stage(told: &Told<'_>, stage: &Stage) -> Card {
    let below = match &stage.task {
        TaskRule::Officer { post, .. } => told.post(post),
        TaskRule::Reporter => t!(told.words, "who-reporter"),
    };
    let support = stage.support.iter().flat_map(|support| &support.actions);
    let mut ways: Vec<Way> =
        stage.actions.iter().chain(support).flat_map(|action| ways(told, Some(stage), action)).collect();
    if let Some(silence) = &stage.silence {
        ways.push(way(told, t!(told.words, "way-silence"), &silence.then));
    }
    if let Some(wait) = &stage.waits {
        ways.push(way(told, t!(told.words, "way-awaited"), &wait.then));
        ways.extend(wait.otherwise.iter().map(|to| way(told, t!(told.words, "way-await-failed"), to)));
    }
    if let Some(split) = &stage.split {
        let begin =
            |branch: &BranchRule| way(told, told.branch(&branch.name), &Destination::Stage(branch.start.clone()));
        ways.extend(split.branches.iter().map(begin));
        ways.push(way(told, t!(told.words, "way-joined"), &split.join.then));
        ways.extend(split.join.otherwise.iter().map(|to| way(told, t!(told.words, "way-join-failed"), to)));
    }
    let mark = if stage.name == told.rules.start {
        format!("▶ {}", told.stage(&stage.name))
    } else {
        told.stage(&stage.name)
    };
    Card { id: stage.name.clone(), title: mark, below, ways, is_end: false, top: 0 }
}

fn end_of(outcome: &str) -> String {
    format!("end:{outcome}")
}

fn way(told: &Told<'_>, title: String, to: &Destination) -> Way {
    let id = match to {
        Destination::Stage(stage) => stage.clone(),
        Destination::Close(outcome) => end_of(outcome),
        // A branch ends where it is: what comes then is a way of the stage that split.
        Destination::End(_) => String::new(),
    };
    Way { title, to: id, to_title: told.destination(to) }
}

fn ways(told: &Told<'_>, stage: Option<&Stage>, action: &Action) -> Vec<Way> {
    let title = told.action(stage, action);
    let mut ways: Vec<Way> = match &action.does {
        Does::Go(choices) => choices.iter().map(|choice| way(told, title.clone(), &choice.go)).collect(),
        Does::Reopen { go, .. } => vec![way(told, title.clone(), go)],
        _ => Vec::new(),
    };
    if let Some(stage) = action.limit.as_ref().and_then(|limit| limit.otherwise.clone()) {
        ways.push(way(told, t!(told.words, "way-spent", action = title), &Destination::Stage(stage)));
    }
    ways.dedup_by(|a, b| a.to == b.to && a.title == b.title);
    ways
}

/// A line from a way's row to a card, in a lane of its own where others run beside it.
struct Line {
    from: i32,
    to: i32,
    lane: i32,
    back: bool,
}

fn lines(cards: &[Card]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for card in cards {
        for (row, way) in (0_i32..).zip(&card.ways) {
            let Some(target) = cards.iter().find(|other| other.id == way.to) else { continue };
            let from = card.top + HEAD + ROW * row + ROW / 2;
            let to = target.top + HEAD / 2;
            lines.push(Line { from, to, lane: 0, back: target.top <= card.top });
        }
    }
    lines.sort_by_key(|line| (line.to - line.from).abs());
    let mut placed: Vec<Line> = Vec::new();
    for line in lines {
        let span = |line: &Line| (line.from.min(line.to), line.from.max(line.to));
        let (top, bottom) = span(&line);
        let meets = |other: &&Line| {
            let (a, b) = span(other);
            a < bottom && top < b && other.to != line.to
        };
        let taken: Vec<i32> = placed.iter().filter(meets).map(|other| other.lane).collect();
        let lane = (0..).find(|lane| !taken.contains(lane)).unwrap_or(0);
        placed.push(Line { lane, ..line });
    }
    placed
}

impl Line {
    fn drawn(&self) -> Html {
        let (left, x) = (LEFT + CARD, LEFT + CARD + 24 + LANE * self.lane);
        let path = format!("M{left} {} H{x} V{} H{}", self.from, self.to, left + 8);
        let (tip, y) = (left + 1, self.to);
        let arrow = format!("M{tip} {y} l9 -5 v10 z");
        let class = if self.back { "bh-diagram__line bh-diagram__line--back" } else { "bh-diagram__line" };
        el("path").class(class).attr("d", path).html().then(el("path").class("bh-diagram__tip").attr("d", arrow))
    }
}

fn text(x: i32, y: i32, class: &str) -> Element {
    el("text").class(class).attr("x", x.to_string()).attr("y", y.to_string())
}

fn drawn_card(card: &Card) -> Html {
    let class = if card.is_end { "bh-diagram__card bh-diagram__card--end" } else { "bh-diagram__card" };
    let frame = el("rect")
        .class(class)
        .attr("x", LEFT.to_string())
        .attr("y", card.top.to_string())
        .attr("width", CARD.to_string())
        .attr("height", card.height().to_string())
        .attr("rx", "4");
    let title = text(LEFT + 12, card.top + if card.below.is_empty() { 28 } else { 20 }, "bh-diagram__title")
        .put(fitting(&card.title, 34));
    let below = (!card.below.is_empty())
        .then(|| text(LEFT + 12, card.top + 38, "bh-diagram__below").put(fitting(&card.below, 40)));
    let ways = (0_i32..).zip(&card.ways).map(|(row, way)| {
        text(LEFT + 20, card.top + HEAD + ROW * row + 17, "bh-diagram__way")
            .put(fitting(&format!("{} → {}", way.title, way.to_title), 40))
    });
    el("g").put(frame).put(title).put(below).put_all(ways).html()
}

/// The same as a list.
fn in_text(told: &Told<'_>, cards: &[Card]) -> Html {
    let card = |card: &Card| {
        let ways = card.ways.iter().map(|way| el("li").put(format!("{} → {}", way.title, way.to_title)).html());
        let list = (!card.ways.is_empty()).then(|| el("ul").class("govuk-list govuk-list--bullet").put_all(ways));
        el("li")
            .put(el("strong").put(&card.title))
            .put(if card.below.is_empty() { Html::empty() } else { format!(" · {}", card.below).into() })
            .put(list)
            .html()
    };
    let list =
        el("ol").class("govuk-list govuk-list--number").put_all(cards.iter().filter(|card| !card.is_end).map(card));
    crate::components::Details {
        summary: t!(told.words, "diagram-text").into(),
        content: list.html(),
        ..Default::default()
    }
    .into()
}
