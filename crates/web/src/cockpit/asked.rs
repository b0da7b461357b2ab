//! What the address of a page of the cockpit asks for: kind of matter, unit and period; and the addresses behind numbers.

use bihuan_core::casework::TypeId;
use bihuan_core::directory::UnitCode;
use bihuan_office::Law;
use jiff::ToSpan;
use jiff::civil::Date;

/// The periods that a page offers, in the order of their length.
pub const PERIODS: [&str; 5] = ["today", "week", "month", "last-month", "year"];

/// What stands behind numbers, and where.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Asked {
    /// One kind of matter; none: all that anyone may file.
    pub kind: Option<String>,
    /// A unit with all below it; none: the whole district.
    pub unit: Option<UnitCode>,
    /// The name of the period.
    pub period: String,
    /// The days, where an address names them itself.
    pub own: Option<(Date, Date)>,
    /// By which share streets are ranked.
    pub rank: String,
}

impl Asked {
    /// What an address says; whatever it says wrongly is not asked for. A page without a period shows `usual`.
    pub fn of(law: &Law, given: &[(String, String)], usual: &str) -> Asked {
        let value = |name: &str| given.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.as_str());
        let day = |name: &str| value(name).and_then(|day| day.parse::<Date>().ok());
        let one = day("day").map(|day| (day, day));
        let period = value("period").filter(|asked| PERIODS.contains(asked)).unwrap_or(usual);
        Asked {
            kind: value("kind").filter(|id| law.current(&TypeId((*id).to_owned())).is_some()).map(str::to_owned),
            unit: value("unit").and_then(|unit| unit.parse().ok()).filter(|unit| law.directory.unit(unit).is_some()),
            period: period.to_owned(),
            own: day("from").zip(day("to")).filter(|(from, to)| from <= to).or(one),
            rank: value("rank").filter(|rank| *rank == "satisfied-rate").unwrap_or("in-time-rate").to_owned(),
        }
    }

    /// The first and the last day.
    pub fn days(&self, today: Date) -> (Date, Date) {
        if let Some(own) = self.own {
            return own;
        }
        let this_month = today.first_of_month();
        let back = |days: i32| today.checked_sub(days.days()).unwrap_or(today);
        match self.period.as_str() {
            "today" => (today, today),
            "week" => (back(6), today),
            "last-month" => {
                let last = this_month.yesterday().unwrap_or(this_month);
                (last.first_of_month(), last)
            }
            "year" => (Date::new(today.year(), 1, 1).unwrap_or(today), today),
            _ => (this_month, today),
        }
    }

    /// The same days a year earlier; the last of February is the last of February.
    pub fn days_of_last_year(&self, today: Date) -> (Date, Date) {
        let (from, to) = self.days(today);
        let earlier = |day: Date| day.checked_sub(1.years()).unwrap_or(day);
        (earlier(from), earlier(to))
    }

    /// The same with another unit.
    pub fn at(&self, unit: Option<&UnitCode>) -> Asked {
        Asked { unit: unit.cloned(), ..self.clone() }
    }

    /// The same of one kind.
    pub fn of_kind(&self, kind: &str) -> Asked {
        Asked { kind: Some(kind.to_owned()), ..self.clone() }
    }

    /// The same on days of its own.
    pub fn on(&self, from: Date, to: Date) -> Asked {
        Asked { own: Some((from, to)), ..self.clone() }
    }

    /// The address of the page itself.
    pub fn page(&self) -> String {
        self.address("/cockpit", &[("period", self.period.as_str()), ("rank", self.rank.as_str())])
    }

    /// The address of what is behind a number: of a unit with units below it its parts, else its matters.
    pub fn behind(&self, law: &Law, what: &str, today: Date) -> String {
        let has_parts = self.unit.as_ref().is_some_and(|unit| law.directory.children(unit).next().is_some());
        self.list(if has_parts { "/cockpit/parts" } else { "/cockpit/cases" }, what, today)
    }

    /// The matters of one unit alone, or of the whole district.
    pub fn matters(&self, what: &str, today: Date) -> String {
        self.list("/cockpit/cases", what, today)
    }

    fn list(&self, path: &str, what: &str, today: Date) -> String {
        let (from, to) = self.days(today);
        let (from, to) = (from.to_string(), to.to_string());
        self.address(path, &[("what", what), ("from", from.as_str()), ("to", to.as_str())])
    }

    fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let own = [
            ("kind", self.kind.as_deref().unwrap_or_default()),
            ("unit", self.unit.as_ref().map(UnitCode::as_str).unwrap_or_default()),
        ];
        let pairs = own.iter().chain(more).filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_is_its_days_and_the_year_before_has_as_many() {
        let of = |period: &str| Asked { period: period.into(), ..Asked::default() };
        let today = date(2028, 2, 29);
        assert_eq!(of("month").days(today), (date(2028, 2, 1), today));
        assert_eq!(of("last-month").days(today), (date(2028, 1, 1), date(2028, 1, 31)));
        assert_eq!(of("week").days(today), (date(2028, 2, 23), today));
        assert_eq!(of("year").days_of_last_year(today), (date(2027, 1, 1), date(2027, 2, 28)));
    }
}
