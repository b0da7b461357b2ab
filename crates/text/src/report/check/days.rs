//! Days counted and the rate they are said to be: 261 days of good air and a rate of 73.7 %.

use jiff::civil::Date;

use super::finding::{Class, Finding, number};
use super::statement::{Statement, Statements};

/// A count of days with the rate that it gives.
const PAIRS: &[(&str, &str)] = &[("good_air_days", "good_air_rate")];

/// A rate is printed with one decimal: less than this is rounding.
const ROUNDING: f64 = 0.06;

/// Every count of days beside a rate that other days would give.
pub fn find(statements: &Statements<'_>) -> Vec<Finding> {
    let counts = statements
        .all
        .iter()
        .filter(|one| PAIRS.iter().any(|(days, _)| *days == one.subject) && one.actual() && one.level() && one.exact());
    counts.filter_map(|days| unfit(days, statements)).collect()
}

fn unfit(days: &Statement<'_>, statements: &Statements<'_>) -> Option<Finding> {
    let wanted = PAIRS.iter().find(|(count, _)| *count == days.subject).map(|(_, rate)| *rate)?;
    let mut rates = statements.beside(days, wanted).filter(|one| one.indicator.year == days.indicator.year);
    let rate = rates.find(|one| one.actual() && one.level() && one.exact())?;
    let (counted, stated) = (days.indicator.value?, rate.indicator.value?);
    let year = days.indicator.year?;
    let until = days.indicator.aside.as_of.as_deref().and_then(|day| day.parse::<Date>().ok());
    let period = until.filter(|day| day.year() == year).map_or_else(|| length(year), |day| Some(day.day_of_year()))?;
    let worked_out = counted / f64::from(period) * 100.0;
    if (worked_out - stated).abs() < ROUNDING || stated <= 0.0 {
        return None;
    }
    let fits = number((counted / stated * 100.0).round());
    let (counted, stated, worked_out) = (number(counted), number(stated), number(worked_out));
    Some(Finding::about(Class::DoesNotAddUp, "days-and-rate", &[days, rate]).saying(
        format!("{counted} ÷ {period} = {worked_out}% ≠ {stated}%; {counted} ÷ {stated}% ≈ {fits}"),
        format!("{counted}天除以期内{period}天是{worked_out}%，报告说{stated}%；按{fits}个有效天数才相符：分母是有效监测天数，应一并保存"),
        format!("{counted} of {period} days are {worked_out} %, stated is {stated} %; {fits} valid days would fit: the denominator is the days with valid measurements and should be kept"),
    ))
}

fn length(year: i16) -> Option<i16> {
    Date::new(year, 1, 1).ok().map(Date::days_in_year)
}
