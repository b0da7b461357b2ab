//! How a target stands today: what was reached, what should have been, where the year will end, and a light with its reason
//! in words. A light is never colour alone: it has a name and a reason.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::forecast::{Forecast, forecast};
use super::number::{growth, portion, shown};
use super::pace::{Counting, Path};
use super::target::{Aim, Better, Comparator, Reached, Strength, Target, Tolerance, Verdict, is_ceiling};
use crate::casework::refusal::Sentence;

/// Of what should have been reached, the share below which the light is red: nine tenths.
const RED_BELOW: i64 = 90;

/// How a target stands.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Light {
    /// Behind, or missed.
    Red,
    /// A little behind.
    Yellow,
    /// Nothing can be told.
    Grey,
    /// On its way, or met.
    Green,
}

impl Light {
    /// A code for programs.
    pub fn code(self) -> &'static str {
        match self {
            Light::Red => "red",
            Light::Yellow => "yellow",
            Light::Grey => "grey",
            Light::Green => "green",
        }
    }

    /// What it is called.
    pub fn words(self) -> Sentence {
        let (zh, en) = match self {
            Light::Red => ("滞后", "behind"),
            Light::Yellow => ("略慢", "a little behind"),
            Light::Grey => ("暂无数据", "no figure yet"),
            Light::Green => ("正常", "on course"),
        };
        Sentence { zh: zh.into(), en: en.into() }
    }
}

/// What is known of a figure when its target is looked at.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What stands now: the sum of the year so far, a level, or a rate.
    pub value: Option<Decimal>,
    /// Growth as it was published, in per cent; else it follows from last year where that is known.
    pub growth: Option<Decimal>,
    /// The place among others.
    pub rank: Option<u32>,
    /// The whole of last year.
    pub last_year: Option<Decimal>,
    /// How the figure comes to its value.
    pub counting: Counting,
    /// How the year is expected to go.
    pub path: Path,
}

/// How a target stands, whole.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Standing {
    /// Whether what stands now already fulfils the target's words; of a year that is over, whether it was met.
    pub verdict: Verdict,
    /// The light.
    pub light: Light,
    /// Why.
    pub reason: Sentence,
    /// What should have been reached by today, in the figure's measure, or in per cent for a growth.
    pub due: Option<Decimal>,
    /// Where the year will end.
    pub forecast: Option<Forecast>,
}

/// Looks at a target on a day of its year, or after it.
pub fn look(target: &Target, known: &Known, year: i16, today: Date, tolerance: Tolerance) -> Standing {
    let over = today.year() > year;
    let reached = reached(known, over);
    let verdict = target.judge(&reached, tolerance);
    if over {
        return ended(target, verdict);
    }
    let Some(course) = Course::of(target, known) else { return by_verdict(target, verdict, known) };
    let due = known.path.due(course.counting, course.way, year, today);
    let forecast = forecast(&known.path, course.counting, course.now, course.way, year, today);
    let (light, reason) = match due {
        Some(due) => course.light(target, due, forecast, tolerance),
        None => (Light::Grey, said("进度算不出来", "the pace cannot be reckoned")),
    };
    Standing { verdict, light, reason, due, forecast }
}

/// What may be judged: growth follows from last year's whole only once this year is whole, or where the figure holds.
fn reached(known: &Known, over: bool) -> Reached {
    let whole = over || known.counting != Counting::Added;
    let own = || growth(known.value.filter(|_| whole)?, known.last_year?);
    Reached { value: known.value, growth: known.growth.or_else(own), rank: known.rank }
}

fn ended(target: &Target, verdict: Verdict) -> Standing {
    let (light, reason) = match (verdict, target.strength) {
        (Verdict::Met, _) => (Light::Green, said("全年已完成", "the year ended with it met")),
        (Verdict::Missed, Strength::Strive) => {
            (Light::Yellow, said("全年未达到（力争目标）", "striven for and not reached"))
        }
        (Verdict::Missed, Strength::Ensure) => (Light::Red, said("全年未达到", "the year ended without it")),
        (Verdict::Unknown, _) => (Light::Grey, said("全年数还没有", "the year's figure is not there yet")),
    };
    Standing { verdict, light, reason, due: None, forecast: None }
}

/// Of a place among others, or where there is no number to walk towards, what stands now is all that can be said.
fn by_verdict(target: &Target, verdict: Verdict, known: &Known) -> Standing {
    let nothing = known.value.is_none() && known.growth.is_none() && known.rank.is_none();
    let (light, reason) = match verdict {
        Verdict::Met => (Light::Green, said("目前已达到", "reached as it stands")),
        Verdict::Missed if target.strength == Strength::Strive => {
            (Light::Yellow, said("目前未达到（力争目标）", "not reached yet (striven for)"))
        }
        Verdict::Missed => (Light::Red, said("目前未达到", "not reached as it stands")),
        Verdict::Unknown if nothing => (Light::Grey, said("还没有数据", "there is no figure yet")),
        Verdict::Unknown => {
            (Light::Grey, said("缺少去年的数，比不出增长", "last year's figure is missing, so no growth can be told"))
        }
    };
    Standing { verdict, light, reason, due: None, forecast: None }
}

/// A number on its way to another.
struct Course {
    now: Decimal,
    way: (Decimal, Decimal),
    counting: Counting,
    comparator: Comparator,
    better: Better,
    /// Whether the numbers are per cent of growth.
    is_growth: bool,
}

impl Course {
    /// The first aim that has a number and a figure beside it. A growth is walked towards as a value where last year is
    /// known; a published growth should hold.
    fn of(target: &Target, known: &Known) -> Option<Course> {
        target.aims.iter().find_map(|aim| {
            let course = |now, start, end, counting, comparator| {
                let (way, better) = ((start, end), target.better);
                Some(Course { now, way, counting, comparator, better, is_growth: false })
            };
            let start = match known.counting {
                Counting::Level => known.last_year.unwrap_or_default(),
                Counting::Added | Counting::Held => Decimal::ZERO,
            };
            match aim {
                Aim::Value(end, comparator) => course(known.value?, start, *end, known.counting, *comparator),
                Aim::Growth(pct, comparator) => match (known.growth, known.value, known.last_year) {
                    (Some(now), ..) => course(now, Decimal::ZERO, *pct, Counting::Held, *comparator)
                        .map(|it| Course { is_growth: true, ..it }),
                    (None, Some(now), Some(before)) => {
                        let end = portion(before, Decimal::ONE_HUNDRED.checked_add(*pct)?, Decimal::ONE_HUNDRED)?;
                        course(now, start, end, known.counting, *comparator)
                    }
                    _ => None,
                },
                Aim::Rank(..) => None,
            }
        })
    }

    fn light(
        &self,
        target: &Target,
        due: Decimal,
        forecast: Option<Forecast>,
        tolerance: Tolerance,
    ) -> (Light, Sentence) {
        let ceiling = is_ceiling(self.comparator, self.better);
        let (now, end) = (self.now, self.way.1);
        let (n, d, e) = (shown(now), shown(due), shown(end));
        let held = self.counting == Counting::Held;
        if ceiling && now > end {
            return (Light::Red, said(&format!("已到 {n}，超过上限 {e}"), &format!("{n} is above the ceiling of {e}")));
        }
        if ceiling {
            return match forecast.filter(|it| it.value > end) {
                Some(it) => {
                    let f = shown(it.value);
                    (
                        Light::Yellow,
                        said(
                            &format!("目前 {n}，照此全年到 {f}，会超过上限 {e}"),
                            &format!("{n} now, which ends the year at {f}, above the ceiling of {e}"),
                        ),
                    )
                }
                None => (
                    Light::Green,
                    said(&format!("目前 {n}，在上限 {e} 以内"), &format!("{n} now, within the ceiling of {e}")),
                ),
            };
        }
        if !held && now >= end && self.comparator != Comparator::Over {
            return (Light::Green, said(&format!("已到 {n}，提前达到 {e}"), &format!("{n} reached already, of {e}")));
        }
        if (held && self.fits(target, tolerance)) || (!held && now >= due) {
            return (
                Light::Green,
                said(&format!("已到 {n}，不低于应到的 {d}"), &format!("{n} reached; {d} was due by now")),
            );
        }
        let far = portion(due, RED_BELOW.into(), Decimal::ONE_HUNDRED).is_some_and(|least| now < least);
        let zh = format!("已到 {n}，应到 {d}，差 {}", shown(due.saturating_sub(now)));
        let en = format!("{n} reached, {d} was due by now: {} short", shown(due.saturating_sub(now)));
        let light = if far && target.strength == Strength::Ensure { Light::Red } else { Light::Yellow };
        (light, said(&zh, &en))
    }

    /// Whether the figure as it stands does what the words say, 左右 with its tolerance.
    fn fits(&self, target: &Target, tolerance: Tolerance) -> bool {
        let reached = if self.is_growth {
            Reached { growth: Some(self.now), ..Reached::default() }
        } else {
            Reached { value: Some(self.now), ..Reached::default() }
        };
        let aim = if self.is_growth {
            Aim::Growth(self.way.1, self.comparator)
        } else {
            Aim::Value(self.way.1, self.comparator)
        };
        let alone = Target { aims: vec![aim], ..target.clone() };
        alone.judge(&reached, tolerance) == Verdict::Met
    }
}

fn said(zh: &str, en: &str) -> Sentence {
    Sentence { zh: zh.into(), en: en.into() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at_least(value: i64) -> Target {
        Target { aims: vec![Aim::Value(value.into(), Comparator::AtLeast)], ..Target::default() }
    }

    fn seen(target: &Target, known: &Known, today: Date) -> (Light, String) {
        let it = look(target, known, 2026, today, Tolerance::default());
        (it.light, it.reason.zh)
    }

    fn stands(value: i64) -> Known {
        Known { value: Some(value.into()), ..Known::default() }
    }

    #[test]
    fn the_light_follows_from_the_pace_and_says_why() {
        let target = at_least(365);
        let june = date(2026, 6, 30);
        assert_eq!(seen(&target, &stands(181), june), (Light::Green, "已到 181，不低于应到的 181".into()));
        assert_eq!(seen(&target, &stands(170), june).0, Light::Yellow);
        assert_eq!(seen(&target, &stands(100), june), (Light::Red, "已到 100，应到 181，差 81".into()));
        assert_eq!(seen(&target, &stands(400), june).1, "已到 400，提前达到 365");
        assert_eq!(seen(&target, &Known::default(), june), (Light::Grey, "还没有数据".into()));
    }

    #[test]
    fn a_ceiling_is_red_once_it_is_broken_and_yellow_when_it_will_be() {
        let target = Target { aims: vec![Aim::Value(100.into(), Comparator::Within)], ..Target::default() };
        assert_eq!(seen(&target, &stands(101), date(2026, 6, 30)).0, Light::Red);
        assert_eq!(seen(&target, &stands(90), date(2026, 6, 30)).0, Light::Yellow);
        assert_eq!(seen(&target, &stands(40), date(2026, 6, 30)).0, Light::Green);
    }

    #[test]
    fn what_was_striven_for_is_never_red() {
        let target = Target { strength: Strength::Strive, ..at_least(365) };
        assert_eq!(seen(&target, &stands(1), date(2026, 6, 30)).0, Light::Yellow);
        assert_eq!(seen(&target, &stands(1), date(2027, 1, 2)).0, Light::Yellow);
        assert_eq!(seen(&at_least(365), &stands(1), date(2027, 1, 2)), (Light::Red, "全年未达到".into()));
    }

    #[test]
    fn a_growth_is_walked_towards_from_last_year_and_a_published_one_should_hold() {
        let target = Target { aims: vec![Aim::Growth(10.into(), Comparator::AtLeast)], ..Target::default() };
        let known = Known { last_year: Some(730.into()), ..stands(400) };
        let it = look(&target, &known, 2026, date(2026, 6, 30), Tolerance::default());
        assert_eq!(it.due.map(shown).as_deref(), Some("398.2"), "803 for the year");
        assert_eq!(it.verdict, Verdict::Unknown, "half a year is no growth yet");
        let published = Known { growth: Some(Decimal::new(65, 1)), ..Known::default() };
        assert_eq!(seen(&target, &published, date(2026, 6, 30)), (Light::Red, "已到 6.5，应到 10，差 3.5".into()));
    }
}
