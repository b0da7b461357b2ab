//! A template and the facts become a brief. Only what was asked is told; a yearly report always tells what was promised and
//! is not done, whether its author asked for that or not.

use rust_decimal::Decimal;

use super::facts::{Decided, Facts, Measured, Promised};
use super::said::{Brief, Cited, Part, Run, Runs};
use super::source::{Against, Ask, Block, By, Paragraph, Piece, Style, Template, Which, Word};
use super::spell;
use crate::calendar::{Every, Period};

/// Of what, and when, a brief is written.
#[derive(Clone, Debug)]
pub struct Setting<'s> {
    /// The template's id.
    pub template: &'s str,
    /// Its title.
    pub title: &'s str,
    /// The district's code.
    pub district: &'s str,
    /// Its name.
    pub district_name: &'s str,
    /// The period.
    pub period: &'s Period,
    /// Today.
    pub today: jiff::civil::Date,
    /// Whether what is told of is invented.
    pub synthetic: bool,
}

/// Writes a brief.
///
/// # Errors
/// The record's.
pub fn write<F: Facts>(template: &Template, setting: &Setting<'_>, facts: &F) -> Result<Brief, F::Error> {
    let mut writer = Writer { setting, facts, parts: Vec::new() };
    for paragraph in &template.paragraphs {
        writer.paragraph(paragraph)?;
    }
    if setting.period.every == Every::Year && !template.tells_open_promises() {
        writer.heading(2, "尚未完成的承诺");
        writer.promises(Which::Open)?;
    }
    writer.explain(template)?;
    Ok(Brief {
        template: setting.template.to_owned(),
        title: setting.title.to_owned(),
        district: setting.district.to_owned(),
        period: setting.period.to_string(),
        from: setting.period.first,
        until: setting.period.last,
        written: setting.today,
        synthetic: setting.synthetic,
        parts: writer.parts,
    })
}

struct Writer<'w, F> {
    setting: &'w Setting<'w>,
    facts: &'w F,
    parts: Vec<Part>,
}

impl<F: Facts> Writer<'_, F> {
    fn paragraph(&mut self, paragraph: &Paragraph) -> Result<(), F::Error> {
        let part = match &paragraph.style {
            Style::Block(block) => return self.block(block),
            Style::Heading(level) => Part::Heading { level: *level, runs: self.runs(&paragraph.pieces)? },
            Style::Plain => Part::Paragraph { runs: self.runs(&paragraph.pieces)? },
            Style::Item => Part::Item { runs: self.runs(&paragraph.pieces)? },
        };
        self.parts.push(part);
        Ok(())
    }

    fn runs(&self, pieces: &[Piece]) -> Result<Runs, F::Error> {
        pieces.iter().map(|piece| self.run(piece)).collect()
    }

    fn run(&self, piece: &Piece) -> Result<Run, F::Error> {
        Ok(match piece {
            Piece::Words(text) => Run::words(text),
            Piece::Author(hint) => Run::Author { hint: hint.clone() },
            Piece::Word(word) => Run::words(self.word(*word)),
            Piece::Ask(ask) => Run::Cited(self.asked(ask)?),
        })
    }

    fn word(&self, word: Word) -> String {
        let period = self.setting.period;
        match word {
            Word::District => self.setting.district_name.to_owned(),
            Word::Period => spell::period(period),
            Word::Before => spell::period(&period.before()),
            Word::Year => period.last.year().to_string(),
            Word::NextYear => (period.last.year() + 1).to_string(),
            Word::From => spell::day(period.first),
            // Of a period that still runs nothing is known of the days to come.
            Word::Until => spell::day(period.last.min(self.setting.today).max(period.first)),
            Word::Day => spell::day(self.setting.today),
        }
    }

    /// The period that a number is of.
    fn when(&self, against: Against) -> Period {
        let period = self.setting.period;
        match against {
            Against::Now => period.clone(),
            Against::Before => period.before(),
            Against::LastYear => period.year_ago(),
            Against::YearSoFar => period.year_so_far(),
        }
    }

    fn asked(&self, ask: &Ask) -> Result<Cited, F::Error> {
        Ok(match ask {
            Ask::Figure(id, of) => cited(ask.told(), &self.facts.figure(id, &self.when(*of))?),
            Ask::Count(view) => cited(ask.told(), &self.facts.count(view)?),
            Ask::Target(id) => {
                let target = self.facts.target(id, self.setting.period)?;
                let mut told = cited(ask.told(), &target.clone().unwrap_or_default());
                told.text = target.map_or_else(|| "未设目标".to_owned(), |target| target.title);
                told.title = "年度目标".to_owned();
                told
            }
            Ask::Change(id, from) => {
                let now = self.facts.figure(id, self.setting.period)?;
                let then = self.facts.figure(id, &self.when(*from))?;
                let name = spell::against(*from, self.setting.period.every);
                let published = now.growth.filter(|_| *from == Against::LastYear);
                let text = match published {
                    Some(growth) => spell::grown(growth, name),
                    None => spell::change(now.value, then.value, &now.measure, name),
                };
                let counted = || now.value.zip(then.value).and_then(|(now, then)| now.checked_sub(then));
                let value = published.or_else(counted);
                Cited { reference: ask.told(), title: now.title, text, value: value.map(plain), link: now.link }
            }
        })
    }

    fn block(&mut self, block: &Block) -> Result<(), F::Error> {
        match block {
            Block::Table { figures, by, top } => self.table(figures, by, *top),
            Block::Promises(which) => self.promises(*which),
            Block::Matters { view, top } => self.matters(view, *top),
            Block::Ranking(score) => self.ranking(score),
            Block::Decisions(view) => self.decisions(view),
            Block::Author(hint) => {
                self.parts.push(Part::Author { hint: hint.clone() });
                Ok(())
            }
            // Which terms stand in the text is known when it is written.
            Block::Terms => Ok(()),
        }
    }

    fn heading(&mut self, level: u8, words: &str) {
        self.parts.push(Part::Heading { level, runs: vec![Run::words(words)] });
    }

    fn say(&mut self, words: &str) {
        self.parts.push(Part::Paragraph { runs: vec![Run::words(words)] });
    }

    fn table(&mut self, figures: &[String], by: &By, top: usize) -> Result<(), F::Error> {
        if *by == By::Whole {
            return self.side_by_side(figures);
        }
        let table = self.facts.table(figures, by, self.setting.period, top)?;
        if table.lines.is_empty() {
            self.say("（本期没有数据）");
            return Ok(());
        }
        let head = std::iter::once(table.of).chain(table.titles).collect();
        let row = |line: &super::facts::Line| {
            let told = |(id, number): (&String, &Measured)| {
                let mut told = cited(format!("figure {id} @{}", line.key), number);
                told.title = format!("{}，{}", told.title, line.name);
                vec![Run::Cited(told)]
            };
            std::iter::once(vec![Run::words(&line.name)]).chain(figures.iter().zip(&line.numbers).map(told)).collect()
        };
        self.parts.push(Part::Table { head, rows: table.lines.iter().map(row).collect() });
        Ok(())
    }

    /// Each figure of the district beside the period before, the same time of last year and what was set.
    fn side_by_side(&mut self, figures: &[String]) -> Result<(), F::Error> {
        let every = self.setting.period.every;
        let before = if every == Every::Year { Vec::new() } else { vec![Against::Before] };
        let times: Vec<Against> = [vec![Against::Now], before, vec![Against::LastYear]].concat();
        let mut rows = Vec::new();
        for id in figures {
            let mut row = Vec::new();
            for time in &times {
                let measured = self.facts.figure(id, &self.when(*time))?;
                if row.is_empty() {
                    row.push(vec![Run::words(&measured.title)]);
                }
                row.push(vec![Run::Cited(cited(Ask::Figure(id.clone(), *time).told(), &measured))]);
            }
            row.push(vec![Run::Cited(self.asked(&Ask::Target(id.clone()))?)]);
            rows.push(row);
        }
        let name = |time: &Against| spell::against(*time, every).to_owned();
        let head = std::iter::once("指标".to_owned()).chain(times.iter().map(name)).chain(["年度目标".to_owned()]);
        self.parts.push(Part::Table { head: head.collect(), rows });
        Ok(())
    }

    fn promises(&mut self, which: Which) -> Result<(), F::Error> {
        let year = self.setting.period.last.year() + i16::from(which == Which::Next);
        let all = self.facts.promises(year, which)?;
        if all.is_empty() {
            self.say(match which {
                Which::Open => "本年度的承诺没有尚未完成的。",
                Which::Kept => "本年度的承诺还没有完成的。",
                Which::All | Which::Next => "没有登记的承诺。",
            });
        }
        for promised in &all {
            let ahead = || vec![Run::words(format!("{}。", promised.quote))];
            let runs = if which == Which::Next { ahead() } else { kept(promised) };
            self.parts.push(Part::Item { runs });
        }
        Ok(())
    }

    fn matters(&mut self, view: &str, top: usize) -> Result<(), F::Error> {
        let super::facts::Matters { head, lines } = self.facts.matters(view, top)?;
        if lines.is_empty() {
            self.say("（无）");
            return Ok(());
        }
        let row = |(link, cells): &(String, Vec<String>)| {
            let cell = |(place, text): (usize, &String)| match place {
                0 => vec![Run::Cited(Cited {
                    reference: format!("matter {link}"),
                    title: "编号".to_owned(),
                    text: text.clone(),
                    value: None,
                    link: link.clone(),
                })],
                _ => vec![Run::words(text)],
            };
            cells.iter().enumerate().map(cell).collect()
        };
        self.parts.push(Part::Table { head, rows: lines.iter().map(row).collect() });
        Ok(())
    }

    fn ranking(&mut self, score: &str) -> Result<(), F::Error> {
        let Some(lines) = self.facts.ranking(score, self.setting.period)? else {
            self.say("（本期的评分还没有发布）");
            return Ok(());
        };
        let head = ["名次", "单位", "得分"].map(str::to_owned).to_vec();
        let row = |line: &super::facts::Ranked| {
            let title = format!("得分，{}", line.name);
            let measured = Measured { value: line.score, link: line.link.clone(), title, ..Measured::default() };
            vec![
                vec![Run::words(line.place.map_or_else(|| "不排名".to_owned(), |place| place.to_string()))],
                vec![Run::words(&line.name)],
                vec![Run::Cited(cited(format!("ranking {score} @{}", line.unit), &measured))],
            ]
        };
        self.parts.push(Part::Table { head, rows: lines.iter().map(row).collect() });
        Ok(())
    }

    fn decisions(&mut self, view: &str) -> Result<(), F::Error> {
        let all = self.facts.decisions(view, self.setting.period)?;
        if all.is_empty() {
            self.say("（本期没有记下决定）");
        }
        for decided in &all {
            self.parts.push(Part::Item { runs: decision(decided) });
        }
        Ok(())
    }

    /// The terms that stand in the text, where the template asks for them.
    fn explain(&mut self, template: &Template) -> Result<(), F::Error> {
        if !template.paragraphs.iter().any(|it| it.style == Style::Block(Block::Terms)) {
            return Ok(());
        }
        let text: String = self.parts.iter().flat_map(Part::runs).map(Run::text).collect();
        let known = self.facts.terms()?;
        let told: Vec<&(String, String)> = known.iter().filter(|(term, _)| text.contains(term.as_str())).collect();
        if !told.is_empty() {
            self.heading(2, "名词解释");
        }
        for (place, (term, meaning)) in told.into_iter().enumerate() {
            self.say(&format!("{}.{term}：{meaning}", place + 1));
        }
        Ok(())
    }
}

fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

fn cited(reference: String, measured: &Measured) -> Cited {
    let note = if measured.note.is_empty() { String::new() } else { format!("（{}）", measured.note) };
    let text = format!("{}{note}", spell::amount_if(measured.value, &measured.measure));
    let (title, link) = (measured.title.clone(), measured.link.clone());
    Cited { reference, title, text, value: measured.value.map(plain), link }
}

/// 新建社区养老服务中心 12 个,目标 10 个。
fn kept(promised: &Promised) -> Runs {
    let state = match (promised.kept, promised.begun) {
        (true, _) => String::new(),
        (false, true) => format!("，尚未完成，由{}负责", promised.unit),
        (false, false) => format!("，还没有记录，由{}负责", promised.unit),
    };
    let told = |text: String, value: Option<String>| {
        let (reference, title) = (format!("promise {}", promised.key), promised.before.trim().to_owned());
        Run::Cited(Cited { reference, title, text, value, link: promised.link.clone() })
    };
    let Some(done) = promised.done else {
        let words = format!("{}{}", promised.before, promised.after);
        let done = if promised.kept { "已完成" } else { "未完成" };
        return vec![Run::words(format!("{words}：")), told(done.to_owned(), None), Run::words(format!("{state}。"))];
    };
    vec![
        Run::words(&promised.before),
        told(spell::amount(done, ""), Some(plain(done))),
        Run::words(format!("{}{state}。", promised.after)),
    ]
}

fn decision(decided: &Decided) -> Runs {
    let due = decided.due.map(|due| format!("，{}前", spell::day(due))).unwrap_or_default();
    let state = if decided.done { "已完成" } else { "办理中" };
    let number = Cited {
        reference: format!("matter {}", decided.number),
        title: "编号".to_owned(),
        text: decided.number.clone(),
        value: None,
        link: decided.link.clone(),
    };
    vec![
        Run::words(format!("{}：{}（{}{due}，{state}，", decided.about, decided.words, decided.unit)),
        Run::Cited(number),
        Run::words("）"),
    ]
}
