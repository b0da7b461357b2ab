//! The text of a template: Markdown of the plainest sort, with references in braces.
//!
//! A line that begins with `#` is a heading, one with `- ` an item; what stands on lines of its own until a blank line is a
//! paragraph. A reference is `{word …}`; a line that is nothing but a reference to a table, a list or a gap is a block of
//! its own. Whoever writes, an author of packs or of a draft, is told every fault with its place.

use std::collections::BTreeSet;

/// A text longer than this (in characters) is no brief: the longest yearly reports have some thirty thousand.
pub const MOST_CHARACTERS: usize = 200_000;
/// More references than this nobody reads.
const MOST_REFERENCES: usize = 2_000;
/// The most lines of a list or table.
const MOST_LINES: usize = 200;
/// How many lines a list or table has unless it says so.
const LINES: usize = 20;

/// A template, read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Template {
    /// What it says, in order.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph, a heading, an item or a block.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Paragraph {
    /// How it stands.
    pub style: Style,
    /// What it says.
    pub pieces: Vec<Piece>,
}

/// How a paragraph stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Style {
    /// A heading, 1 (the title) to 4.
    Heading(u8),
    /// A paragraph.
    Plain,
    /// An item of a list.
    Item,
    /// A table, a list or a gap that stands alone.
    Block(Block),
}

/// A piece of a paragraph.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Piece {
    /// Words as they stand.
    Words(String),
    /// A word that the setting gives: the district, the period.
    Word(Word),
    /// A number of the record.
    Ask(Ask),
    /// What an author has yet to write, with a hint.
    Author(String),
}

/// Words of the setting.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Word {
    /// 江汉区.
    District,
    /// 2025年6月.
    Period,
    /// The period before.
    Before,
    /// The year that the period ends in.
    Year,
    /// The year after it.
    NextYear,
    /// The first day.
    From,
    /// The last day, or today while the period runs.
    Until,
    /// The day of writing.
    Day,
}

impl Word {
    /// As templates write them.
    pub const WORDS: [(&'static str, Word); 8] = [
        ("district", Word::District),
        ("period", Word::Period),
        ("before", Word::Before),
        ("year", Word::Year),
        ("next-year", Word::NextYear),
        ("from", Word::From),
        ("until", Word::Until),
        ("day", Word::Day),
    ];
}

/// Which other time a number is of, or is held against.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Against {
    /// The period itself.
    #[default]
    Now,
    /// The period before.
    Before,
    /// The same period of last year.
    LastYear,
    /// From the year's first day to the period's last.
    YearSoFar,
}

impl Against {
    /// As templates write them.
    pub const WORDS: [(&'static str, Against); 4] = [
        ("now", Against::Now),
        ("before", Against::Before),
        ("last-year", Against::LastYear),
        ("year-so-far", Against::YearSoFar),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, known)| *known == self).map_or("now", |(word, _)| word)
    }
}

/// A number that is asked of the record.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Ask {
    /// `{figure ID of=…}`: a figure with its measure.
    Figure(String, Against),
    /// `{change ID from=…}`: 比上周增加12件.
    Change(String, Against),
    /// `{target ID}`: what was set for the year.
    Target(String),
    /// `{count VIEW}`: how many stand in a view now.
    Count(String),
}

impl Ask {
    /// As a template writes it, in one way for each.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Ask::Figure(id, Against::Now) => format!("figure {id}"),
            Ask::Figure(id, of) => format!("figure {id} of={}", of.word()),
            Ask::Change(id, from) => format!("change {id} from={}", from.word()),
            Ask::Target(id) => format!("target {id}"),
            Ask::Count(view) => format!("count {view}"),
        }
    }
}

/// What stands alone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Block {
    /// `{table ID ID by=unit top=10}`: figures side by side.
    Table {
        /// The figures.
        figures: Vec<String>,
        /// A line for each of what.
        by: By,
        /// How many lines at most.
        top: usize,
    },
    /// `{promises open}`: a sentence for each promise of the year.
    Promises(Which),
    /// `{matters VIEW top=10}`: the lines of a view.
    Matters {
        /// The view.
        view: String,
        /// How many lines at most.
        top: usize,
    },
    /// `{ranking SCORE}`: the edition of a score that was published for the period.
    Ranking(String),
    /// `{decisions VIEW}`: what a meeting decided in the period.
    Decisions(String),
    /// `{terms}`: the explained terms that stand in the text.
    Terms,
    /// `{author …}`: what an author has yet to write.
    Author(String),
}

/// What a table has a line for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum By {
    /// The district: one line for each figure, beside the period before and the target.
    #[default]
    Whole,
    /// Each unit.
    Unit,
    /// Each month of the year up to the period's end.
    Month,
    /// Each value of a field.
    Field(String),
}

/// Which promises.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Which {
    /// All of the year.
    All,
    /// Those that are kept.
    Kept,
    /// Those that are not: this list no yearly report leaves out.
    Open,
    /// Those of the next year.
    Next,
}

impl Which {
    /// As templates write them.
    pub const WORDS: [(&'static str, Which); 4] =
        [("all", Which::All), ("kept", Which::Kept), ("open", Which::Open), ("next", Which::Next)];
}

/// Something wrong with a text, with its place in characters from 1.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// How many characters.
    pub width: u32,
    /// A code.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The word that was not known and those that are.
    pub meant: Option<(String, Vec<String>)>,
}

/// What a template may name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Ids of figures, those from outside among them.
    pub figures: BTreeSet<String>,
    /// Those that others count: they are told of the whole district alone.
    pub outside: BTreeSet<String>,
    /// Ids of views that list matters.
    pub views: BTreeSet<String>,
    /// Ids of meetings.
    pub meetings: BTreeSet<String>,
    /// Ids of scores.
    pub scores: BTreeSet<String>,
    /// Fields by which a figure is kept.
    pub fields: BTreeSet<(String, String)>,
}

impl Template {
    /// Reads a text. What cannot be read is told with its place, and left out.
    #[must_use]
    pub fn read(text: &str) -> (Template, Vec<Fault>) {
        let mut reader = Reader::default();
        if let Some(fault) = too_long(text) {
            return (Template::default(), vec![fault]);
        }
        for (index, line) in text.lines().enumerate() {
            reader.line(u32::try_from(index + 1).unwrap_or(u32::MAX), line);
        }
        reader.end();
        (Template { paragraphs: reader.done }, reader.faults)
    }

    /// Every fault of a text: what cannot be read, and what names something that there is not.
    #[must_use]
    pub fn faults(text: &str, names: &Names) -> Vec<Fault> {
        if let Some(fault) = too_long(text) {
            return vec![fault];
        }
        let mut reader = Reader { names: Some(names), ..Reader::default() };
        for (index, line) in text.lines().enumerate() {
            reader.line(u32::try_from(index + 1).unwrap_or(u32::MAX), line);
        }
        reader.end();
        reader.faults
    }

    /// Whether it lists what was promised and is not done.
    #[must_use]
    pub fn tells_open_promises(&self) -> bool {
        let told = |it: &Paragraph| matches!(it.style, Style::Block(Block::Promises(Which::Open | Which::All)));
        self.paragraphs.iter().any(told)
    }

    /// Every figure, view and score that it names, each once.
    #[must_use]
    pub fn named(&self) -> BTreeSet<&str> {
        let asked = self.paragraphs.iter().flat_map(|paragraph| &paragraph.pieces).filter_map(|piece| match piece {
            Piece::Ask(Ask::Figure(id, _) | Ask::Change(id, _) | Ask::Target(id) | Ask::Count(id)) => Some(id.as_str()),
            _ => None,
        });
        let blocks = self.paragraphs.iter().flat_map(|paragraph| match &paragraph.style {
            Style::Block(Block::Table { figures, .. }) => figures.iter().map(String::as_str).collect(),
            Style::Block(Block::Matters { view: id, .. } | Block::Ranking(id) | Block::Decisions(id)) => {
                vec![id.as_str()]
            }
            _ => Vec::new(),
        });
        asked.chain(blocks).collect()
    }

    /// The packs whose figures, views and scores it names, each once.
    #[must_use]
    pub fn packs(&self) -> BTreeSet<&str> {
        self.named().into_iter().filter_map(|id| Some(id.split_once('.')?.0)).collect()
    }
}

/// A text that is longer than any brief is not read at all.
fn too_long(text: &str) -> Option<Fault> {
    (text.chars().count() > MOST_CHARACTERS).then(|| {
        let zh = format!("文稿超过 {MOST_CHARACTERS} 字，请拆成几份");
        let en = format!("The text has more than {MOST_CHARACTERS} characters. Make several briefs of it.");
        Place::at(1, 1).fault("brief-too-long", zh, en)
    })
}

#[derive(Clone, Copy)]
struct Place {
    line: u32,
    column: u32,
    width: u32,
}

impl Place {
    fn at(line: u32, column: usize) -> Place {
        Place { line, column: u32::try_from(column).unwrap_or(u32::MAX), width: 1 }
    }

    fn wide(self, width: usize) -> Place {
        Place { width: u32::try_from(width).unwrap_or(1), ..self }
    }

    fn fault(self, code: &'static str, zh: String, en: String) -> Fault {
        Fault { line: self.line, column: self.column, width: self.width, code, zh, en, meant: None }
    }
}

#[derive(Default)]
struct Reader<'n> {
    names: Option<&'n Names>,
    done: Vec<Paragraph>,
    open: Option<Paragraph>,
    faults: Vec<Fault>,
    references: usize,
}

impl Reader<'_> {
    fn line(&mut self, number: u32, line: &str) {
        let text = line.trim();
        if text.is_empty() {
            return self.end();
        }
        let inset = line.chars().take_while(|letter| letter.is_whitespace()).count();
        let (style, skip) = style_of(text);
        let rest: String = text.chars().skip(skip).collect();
        let pieces = self.pieces(number, inset + skip + 1, &rest);
        if let ([], Some(block)) = (&pieces.1[..], &pieces.0) {
            self.end();
            self.done.push(Paragraph { style: Style::Block(block.clone()), pieces: Vec::new() });
            return;
        }
        let (_, pieces) = pieces;
        match (style, &mut self.open) {
            (Style::Plain, Some(open)) if open.style == Style::Plain => open.pieces.extend(pieces),
            (style, _) => {
                self.end();
                let is_open = style == Style::Plain;
                self.open = Some(Paragraph { style, pieces });
                if !is_open {
                    self.end();
                }
            }
        }
    }

    /// A paragraph ends.
    fn end(&mut self) {
        self.done.extend(self.open.take().filter(|open| !open.pieces.is_empty()));
    }

    /// The pieces of a line; or the block that it is, and nothing else.
    fn pieces(&mut self, line: u32, column: usize, text: &str) -> (Option<Block>, Vec<Piece>) {
        let letters: Vec<char> = text.chars().collect();
        let (mut pieces, mut words, mut at) = (Vec::new(), String::new(), 0);
        let mut block = None;
        while let Some(letter) = letters.get(at) {
            let place = Place::at(line, column + at);
            // The next brace, where it is one that closes.
            let next =
                letters.iter().skip(at + 1).position(|letter| matches!(letter, '{' | '}')).map(|next| at + 1 + next);
            let end = next.filter(|next| letters.get(*next) == Some(&'}'));
            match (letter, end) {
                ('{', Some(end)) => {
                    let inner: String = letters.iter().take(end).skip(at + 1).collect();
                    let alone = at == 0 && end + 1 == letters.len();
                    if !words.is_empty() {
                        pieces.push(Piece::Words(std::mem::take(&mut words)));
                    }
                    match self.reference(place.wide(end + 1 - at), &inner, alone) {
                        Some(Found::Piece(piece)) => pieces.push(piece),
                        Some(Found::Block(found)) => block = Some(found),
                        None => {}
                    }
                    at = end;
                }
                ('{' | '}', _) => self.faults.push(place.fault(
                    "brief-brace",
                    "有一个括号没有配对：引用写作 `{…}`".to_owned(),
                    "A brace stands alone. A reference is written {…}.".to_owned(),
                )),
                (letter, _) => words.push(*letter),
            }
            at += 1;
        }
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        (block, pieces)
    }

    fn reference(&mut self, place: Place, inner: &str, alone: bool) -> Option<Found> {
        self.references += 1;
        if self.references > MOST_REFERENCES {
            if self.references == MOST_REFERENCES + 1 {
                let zh = format!("引用超过 {MOST_REFERENCES} 处");
                self.faults.push(place.fault("brief-too-long", zh, format!("More than {MOST_REFERENCES} references.")));
            }
            return None;
        }
        let inner = inner.trim();
        let (word, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        if word == "author" {
            let hint = rest.trim().to_owned();
            return Some(if alone { Found::Block(Block::Author(hint)) } else { Found::Piece(Piece::Author(hint)) });
        }
        let mut given = Given::of(rest);
        let found = self.found(place, word, &mut given, alone)?;
        if let Some(loose) = given.loose() {
            let zh = format!("`{{{word}}}` 里没有 `{loose}` 这一项");
            let en = format!("{{{word}}} takes no `{loose}`.");
            self.faults.push(place.fault("brief-reference", zh, en));
            return None;
        }
        Some(found)
    }

    fn found(&mut self, place: Place, word: &str, given: &mut Given, alone: bool) -> Option<Found> {
        if let Some((_, known)) = Word::WORDS.iter().find(|(known, _)| *known == word) {
            return Some(Found::Piece(Piece::Word(*known)));
        }
        let ask = match word {
            "figure" => {
                let of = self.against(place, given, "of", Against::Now)?;
                Some(Ask::Figure(self.figure(place, given)?, of))
            }
            "change" => {
                let from = self.against(place, given, "from", Against::Before)?;
                Some(Ask::Change(self.figure(place, given)?, from))
            }
            "target" => Some(Ask::Target(self.figure(place, given)?)),
            "count" => Some(Ask::Count(self.one(place, given, "视图", |names| &names.views)?)),
            _ => None,
        };
        if let Some(ask) = ask {
            return Some(Found::Piece(Piece::Ask(ask)));
        }
        let block = self.block(place, word, given)?;
        if !alone {
            let zh = format!("`{{{word}}}` 是一张表或一份清单，要独占一行");
            self.faults.push(place.fault("brief-block", zh, format!("{{{word}}} stands on a line of its own.")));
            return None;
        }
        Some(Found::Block(block))
    }

    fn block(&mut self, place: Place, word: &str, given: &mut Given) -> Option<Block> {
        Some(match word {
            "table" => {
                let (top, by) = (self.top(place, given)?, given.option("by"));
                let figures = self.figures(place, given)?;
                Block::Table { by: self.by(place, by.as_deref(), &figures)?, figures, top }
            }
            "promises" => Block::Promises(self.which(place, given)?),
            "matters" => {
                let top = self.top(place, given)?;
                Block::Matters { view: self.one(place, given, "视图", |names| &names.views)?, top }
            }
            "ranking" => Block::Ranking(self.one(place, given, "评分", |names| &names.scores)?),
            "decisions" => Block::Decisions(self.one(place, given, "调度会", |names| &names.meetings)?),
            "terms" => Block::Terms,
            _ => {
                let blocks = ["figure", "change", "target", "count", "table", "promises", "matters"];
                let more = ["ranking", "decisions", "terms", "author"];
                let known = Word::WORDS.iter().map(|(word, _)| *word).chain(blocks).chain(more);
                let zh = format!("文稿里没有 `{{{word}}}` 这种引用");
                let mut fault = place.fault("brief-reference", zh, format!("There is no reference {{{word}}}."));
                fault.meant = Some((word.to_owned(), known.map(str::to_owned).collect()));
                self.faults.push(fault);
                return None;
            }
        })
    }

    /// One name of a sort.
    fn one(
        &mut self,
        place: Place,
        given: &mut Given,
        sort: &str,
        of: fn(&Names) -> &BTreeSet<String>,
    ) -> Option<String> {
        let Some(name) = given.next() else {
            let zh = format!("这里要写一个{sort}的名称");
            self.faults.push(place.fault("brief-reference", zh, "A name is missing here.".to_owned()));
            return None;
        };
        if let Some(known) = self.names.map(of).filter(|known| !known.contains(&name)) {
            let zh = format!("没有名为 `{name}` 的{sort}");
            let mut fault = place.fault("brief-unknown", zh, format!("There is no `{name}`."));
            // What is written alike is offered first: a figure of a pack, or a statistic.
            let alike = |known: &String| known.contains('.') == name.contains('.');
            let (first, rest): (Vec<String>, Vec<String>) = known.iter().cloned().partition(alike);
            fault.meant = Some((name.clone(), [first, rest].concat()));
            self.faults.push(fault);
        }
        Some(name)
    }

    fn figure(&mut self, place: Place, given: &mut Given) -> Option<String> {
        self.one(place, given, "指标", |names| &names.figures)
    }

    fn figures(&mut self, place: Place, given: &mut Given) -> Option<Vec<String>> {
        let mut all = vec![self.figure(place, given)?];
        while given.has_more() {
            all.push(self.figure(place, given)?);
        }
        Some(all)
    }

    fn against(&mut self, place: Place, given: &mut Given, key: &str, other: Against) -> Option<Against> {
        let Some(word) = given.option(key) else { return Some(other) };
        let found = Against::WORDS.iter().find(|(known, _)| *known == word).map(|(_, against)| *against);
        if found.is_none() {
            self.choice(place, key, &word, &Against::WORDS.map(|(word, _)| word));
        }
        found
    }

    fn which(&mut self, place: Place, given: &mut Given) -> Option<Which> {
        let word = given.next().unwrap_or_else(|| "all".to_owned());
        let found = Which::WORDS.iter().find(|(known, _)| *known == word).map(|(_, which)| *which);
        if found.is_none() {
            self.choice(place, "promises", &word, &Which::WORDS.map(|(word, _)| word));
        }
        found
    }

    fn by(&mut self, place: Place, word: Option<&str>, figures: &[String]) -> Option<By> {
        let word = word.filter(|_| !self.is_told_whole(place, word, figures));
        let by = match word {
            None => return Some(By::Whole),
            Some("unit") => return Some(By::Unit),
            Some("month") => return Some(By::Month),
            Some(field) => field.to_owned(),
        };
        let unkept = |names: &&Names| figures.iter().find(|id| !names.fields.contains(&((*id).clone(), by.clone())));
        if let Some(id) = self.names.as_ref().and_then(unkept) {
            let zh = format!("指标 `{id}` 没有按 `{by}` 分开计算");
            let mut fault = place.fault("brief-unknown", zh, format!("`{id}` is not kept by `{by}`."));
            let kept = self.names.iter().flat_map(|names| &names.fields).filter(|(of, _)| of == id);
            fault.meant = Some((id.clone(), kept.map(|(_, field)| field.clone()).collect()));
            self.faults.push(fault);
        }
        Some(By::Field(by))
    }

    /// Whether a table would part a figure that others count, of which only the whole is known.
    fn is_told_whole(&mut self, place: Place, word: Option<&str>, figures: &[String]) -> bool {
        let outside = |names: &&Names| figures.iter().find(|id| names.outside.contains(*id));
        let Some((id, by)) = self.names.as_ref().and_then(outside).zip(word) else { return false };
        let zh = format!("`{id}` 由外部公布，只有全区数，不能按 `{by}` 分开，请删去 `by={by}`");
        let en = format!("`{id}` is published for the whole district and cannot be told by {by}. Take `by={by}` out.");
        self.faults.push(place.fault("brief-whole-only", zh, en));
        true
    }

    fn top(&mut self, place: Place, given: &mut Given) -> Option<usize> {
        let Some(word) = given.option("top") else { return Some(LINES) };
        let top = word.parse().ok().filter(|top| (1..=MOST_LINES).contains(top));
        if top.is_none() {
            let zh = format!("`top` 是 `{word}`，应是 1 到 {MOST_LINES} 的整数");
            self.faults.push(place.fault("brief-reference", zh, format!("top must be 1 to {MOST_LINES}.")));
        }
        top
    }

    fn choice(&mut self, place: Place, key: &str, word: &str, known: &[&str]) {
        let zh = format!("`{key}` 不能是 `{word}`");
        let mut fault = place.fault("brief-reference", zh, format!("`{key}` cannot be `{word}`."));
        fault.meant = Some((word.to_owned(), known.iter().map(|word| (*word).to_owned()).collect()));
        self.faults.push(fault);
    }
}

enum Found {
    Piece(Piece),
    Block(Block),
}

/// What stands behind the first word of a reference: names in order, and options `key=value`.
struct Given {
    names: Vec<String>,
    options: Vec<(String, String)>,
}

impl Given {
    fn of(rest: &str) -> Given {
        let apart = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、');
        let mut given = Given { names: Vec::new(), options: Vec::new() };
        for word in rest.split(apart).filter(|word| !word.is_empty()) {
            match word.split_once('=') {
                Some((key, value)) => given.options.push((key.to_owned(), value.to_owned())),
                None => given.names.push(word.to_owned()),
            }
        }
        given.names.reverse();
        given
    }

    fn next(&mut self) -> Option<String> {
        self.names.pop()
    }

    fn has_more(&self) -> bool {
        !self.names.is_empty()
    }

    fn option(&mut self, key: &str) -> Option<String> {
        let at = self.options.iter().position(|(known, _)| known == key)?;
        Some(self.options.remove(at).1)
    }

    /// Something that nobody asked for.
    fn loose(&self) -> Option<String> {
        let option = self.options.first().map(|(key, value)| format!("{key}={value}"));
        self.names.last().cloned().or(option)
    }
}

/// How a line stands, and how many characters say so.
fn style_of(text: &str) -> (Style, usize) {
    let marks = text.chars().take_while(|letter| *letter == '#').count();
    let after = text.chars().nth(marks);
    if let (1..=4, Some(' ')) = (marks, after) {
        return (Style::Heading(u8::try_from(marks).unwrap_or(4)), marks + 1);
    }
    if text.starts_with("- ") { (Style::Item, 2) } else { (Style::Plain, 0) }
}
