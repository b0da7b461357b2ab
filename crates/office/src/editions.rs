//! Published scores: each edition is an entry of a register that the pack names, written into the district's record with who
//! published it. An edition is never changed; where a later decision moves the numbers, the next one says so.

use bihuan_core::calendar::civil;
use bihuan_core::casework::decide::books_close;
use bihuan_core::casework::refusal::RefusalCode;
use bihuan_core::casework::{Refusal, Who};
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::edition::{Edition, Line};
use bihuan_core::pack::model::{Pack, Publish, Score, Stretch};
use bihuan_ledger::EntryRow;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::Office;
use crate::failure::Failure;
use crate::law::Law;

/// Editions of one period that are read at once; more than this nobody publishes.
const MOST: usize = 200;

/// A time that a score is published for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Term {
    /// As the contract writes it: `2025-03`, `2025-Q1`, `2025`.
    pub name: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Term {
    /// The term that a day is in.
    #[must_use]
    pub fn of(period: Stretch, day: Date) -> Term {
        let from = match period {
            Stretch::Month => day.first_of_month(),
            Stretch::Quarter => day.first_of_month().saturating_sub(i64::from((day.month() - 1) % 3).months()),
            Stretch::Year => day.first_of_year(),
        };
        let to = match period {
            Stretch::Month => from.last_of_month(),
            Stretch::Quarter => from.saturating_add(2.months()).last_of_month(),
            Stretch::Year => from.last_of_year(),
        };
        let name = match period {
            Stretch::Month => from.strftime("%Y-%m").to_string(),
            Stretch::Quarter => format!("{:04}-Q{}", from.year(), (from.month() + 2) / 3),
            Stretch::Year => format!("{:04}", from.year()),
        };
        Term { name, from, to }
    }

    /// The term before.
    #[must_use]
    pub fn before(&self, period: Stretch) -> Term {
        Term::of(period, self.from.saturating_sub(1.day()))
    }

    /// The terms up to the one that is over last, the newest first.
    #[must_use]
    pub fn over(period: Stretch, today: Date, many: usize) -> Vec<Term> {
        let mut all = Vec::with_capacity(many);
        let mut term = Term::of(period, today);
        while all.len() < many {
            term = term.before(period);
            all.push(term.clone());
        }
        all
    }
}

/// What came of publishing.
#[derive(Clone, Debug)]
pub enum Published {
    /// A new edition.
    New(Edition),
    /// The last edition says the same already.
    Same(Edition),
}

impl Office {
    /// The units that a score is of, in a district.
    #[must_use]
    pub fn scored(&self, law: &Law, district: &DistrictCode, score: &Score) -> Vec<UnitCode> {
        let all = law.directory.units(None, None);
        let here = all.filter(|unit| unit.code.district() == *district && score.kinds.contains(&unit.kind));
        here.map(|unit| unit.code.clone()).collect()
    }

    /// What a score says of a time, as it would be published now.
    ///
    /// # Errors
    /// The store's.
    pub fn lines(
        &self,
        district: &DistrictCode,
        pack: &Pack,
        score: &Score,
        term: &Term,
    ) -> Result<Vec<Line>, Failure> {
        let units = self.scored(&self.law(), district, score);
        let places = self.ranking(district, pack, score, &units, (term.from, term.to))?;
        Ok(places.iter().map(|(place, unit, score)| Line::of(unit.as_str(), *place, score)).collect())
    }

    /// The editions of a score for a time, the newest first; of all times where none is named, the latest time first.
    ///
    /// # Errors
    /// The store's.
    pub fn editions(
        &self,
        district: &DistrictCode,
        (pack, score): (&Pack, &Score),
        term: Option<&str>,
    ) -> Result<Vec<Edition>, Failure> {
        let Some(publish) = &score.publish else { return Ok(Vec::new()) };
        let under = format!("{}.{}", id(pack, score), term.map(|term| format!("{term}.")).unwrap_or_default());
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let page =
                self.ledger().entries_under(district.as_str(), &publish.register, &under, cursor.as_deref(), MOST)?;
            all.extend(page.items.into_iter().filter_map(|row| serde_json::from_value::<Edition>(row.value).ok()));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        all.sort_by(|a, b| b.from.cmp(&a.from).then(b.number.cmp(&a.number)));
        Ok(all)
    }

    /// The last day on which a matter of this time may still be left out of what a score is made of, if it is not over:
    /// until then what is published is provisional, and another edition follows.
    #[must_use]
    pub fn still_open(&self, district: &DistrictCode, (pack, score): (&Pack, &Score), term: &Term) -> Option<Date> {
        let law = self.law();
        let kinds: Vec<&str> = scored_kinds(&law, pack, score);
        let fields = pack.cases.values().flat_map(|case| &case.form).filter_map(|field| field.refers.as_ref());
        let of_these = fields.filter(|refers| kinds.contains(&refers.of.as_str()));
        let closes = of_these
            .filter_map(|refers| books_close(law.calendar(district.as_str()), refers.closes.as_ref()?, term.to));
        let last = closes.max()?;
        (self.clock().now() <= last).then(|| civil(last).date())
    }

    /// Publishes a score for a time that is over. `after` is the edition that the publisher saw last, 0 for none: who saw
    /// an older one is told. Where nothing changed since, there is no new edition; one that was provisional is followed by
    /// another when the books are closed, be its numbers the same.
    ///
    /// # Errors
    /// Who does not keep the register; a time that is not over; an edition that somebody published meanwhile.
    pub fn publish(
        &self,
        who: &Who,
        district: &DistrictCode,
        (pack, score): (&Pack, &Score),
        term: &Term,
        after: u32,
    ) -> Result<Published, Failure> {
        let Some(publish) = &score.publish else { return Err(Failure::NotFound) };
        let hand = self.hand(who, district, &publish.register)?;
        if self.today() <= term.to {
            return Err(not_over(&term.name).into());
        }
        let provisional = self.still_open(district, (pack, score), term);
        let _one = self.changing()?;
        let last = self.editions(district, (pack, score), Some(&term.name))?.into_iter().next();
        let lines = self.lines(district, pack, score, term)?;
        if let Some(same) = last.as_ref().filter(|last| last.says(&lines) && last.provisional == provisional) {
            return Ok(Published::Same(same.clone()));
        }
        let number = last.map_or(0, |last| last.number);
        if number != after {
            return Err(published_meanwhile(number).into());
        }
        let (post, unit) = hand.post_at();
        let edition = Edition {
            score: id(pack, score),
            title: score.title.clone(),
            period: term.name.clone(),
            from: term.from,
            to: term.to,
            number: number + 1,
            at: self.clock().now(),
            post,
            unit,
            version: pack.version,
            synthetic: self.is_demo(),
            provisional,
            lines,
        };
        self.enter(&hand, district, vec![entry(publish, &edition)?])?;
        Ok(Published::New(edition))
    }
}

/// The kinds of matter, by their names in the pack, that the figures of a score are of.
fn scored_kinds<'l>(law: &'l Law, pack: &Pack, score: &Score) -> Vec<&'l str> {
    let figures = score.rule.parts.iter().filter_map(|part| law.figure(&format!("{}.{}", pack.name, part.figure)));
    figures.filter_map(|figure| Some(figure.of.0.split_once('.')?.1)).collect()
}

fn id(pack: &Pack, score: &Score) -> String {
    format!("{}.{}", pack.name, score.name)
}

fn entry(publish: &Publish, edition: &Edition) -> Result<EntryRow, Failure> {
    let value = serde_json::to_value(edition)
        .map_err(|error| bihuan_ledger::LedgerError::refused("edition", error.to_string()))?;
    let key = format!("{}.{}.{:04}", edition.score, edition.period, edition.number);
    Ok(EntryRow { register: publish.register.clone(), key, value })
}

fn not_over(term: &str) -> Refusal {
    Refusal::new(
        RefusalCode::NotOpen,
        format!("{term} 还没有结束，结束之后才能公布"),
        format!("{term} is not over. It is published when it is."),
    )
}

fn published_meanwhile(number: u32) -> Refusal {
    Refusal::new(
        RefusalCode::NotOpen,
        format!("第 {number} 版刚由别人公布，请看过之后再决定要不要出新的一版"),
        format!("Edition {number} was published meanwhile. Look at it first."),
    )
}
