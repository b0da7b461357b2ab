//! What sums say: a count, an amount, a share with one decimal, a mean, a percentile; nothing where there is nothing to
//! divide by, which is neither 0 nor 100 %.

use super::additions::amount;
use super::buckets::{self, BUCKETS};
use super::excluded::EXCLUDED;
use super::figure::{Figure, Kind, Middle, series};

/// The sums that a figure is made of.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Sums {
    /// What is counted or summed; of a rate what stands above the line; of a mean the sum of all.
    pub of: i64,
    /// Of a rate what stands below the line.
    pub over: i64,
    /// What is left out of both and shown beside.
    pub beside: i64,
    /// How many were left out by a decision: of a rate out of what stands below the line.
    pub excluded: i64,
    /// How often something was recorded for an amount or a time.
    pub n: i64,
    /// How many lengths of time lie in each bucket; empty where nothing was asked of them.
    pub buckets: Vec<i64>,
}

/// The parts of a name under which something is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Named<'s> {
    /// The figure's id.
    pub id: &'s str,
    /// `n`, `s`, `b07`; none: the figure itself.
    pub facet: Option<&'s str>,
    /// A field and its value.
    pub part: Option<(&'s str, &'s str)>,
}

impl<'s> Named<'s> {
    /// Takes a name apart.
    #[must_use]
    pub fn read(text: &'s str) -> Self {
        let (head, part) = text.split_once('/').map_or((text, None), |(head, part)| (head, part.split_once('=')));
        let (id, facet) = head.split_once('#').map_or((head, None), |(id, facet)| (id, Some(facet)));
        Self { id, facet, part }
    }
}

impl Figure {
    /// The names that are summed for it.
    #[must_use]
    pub fn summed(&self) -> Vec<String> {
        let own = |facet: Option<&str>| series(&self.id, facet, None);
        let left_out = self.excluded();
        let counted = match &self.kind {
            Kind::Count { .. } | Kind::Stock { .. } => vec![own(None)],
            Kind::Sum { .. } | Kind::Latest { .. } => vec![own(None), own(Some("n"))],
            Kind::Time { take: Middle::Mean, .. } => vec![own(Some("n")), own(Some("s"))],
            Kind::Time { .. } => {
                let facets = (0..BUCKETS).map(|bucket| own(Some(&buckets::facet(bucket))));
                std::iter::once(own(Some("n"))).chain(facets).collect()
            }
            Kind::Rate { of, over, beside } => {
                let mut names: Vec<String> = of.iter().chain(over).chain(beside).chain(&self.less).cloned().collect();
                if self.of_amounts {
                    names.extend(over.iter().map(|id| series(id, Some("n"), None)));
                }
                names.sort();
                names.dedup();
                names
            }
        };
        counted.into_iter().chain(left_out).collect()
    }

    /// The counts whose every line is a matter behind the figure: of a rate those below the line. None for a level, whose
    /// matters are those that are in the state.
    #[must_use]
    pub fn behind(&self) -> Vec<String> {
        match &self.kind {
            Kind::Count { .. } => vec![self.id.clone()],
            Kind::Sum { .. } | Kind::Time { .. } => vec![series(&self.id, Some("n"), None)],
            Kind::Rate { over, .. } if self.of_amounts => over.iter().map(|id| series(id, Some("n"), None)).collect(),
            Kind::Rate { over, .. } => over.clone(),
            Kind::Stock { .. } | Kind::Latest { .. } => Vec::new(),
        }
    }

    /// Adds what is kept under a name.
    pub fn add(&self, name: &str, n: i64, sums: &mut Sums) {
        let Named { id, facet, .. } = Named::read(name);
        if let Kind::Rate { of, over, beside } = &self.kind {
            let n_if = |ids: &[String]| if ids.iter().any(|known| known == id) { n } else { 0 };
            if facet == Some(EXCLUDED) {
                sums.excluded += n_if(over);
                return;
            }
            if facet == Some("n") {
                sums.n += n_if(over);
                return;
            }
            sums.of += n_if(of) - n_if(&self.less);
            sums.over += n_if(over);
            sums.beside += n_if(beside);
            return;
        }
        match facet {
            None | Some("s") => sums.of += n,
            Some("n") => sums.n += n,
            Some(EXCLUDED) => sums.excluded += n,
            Some(facet) => {
                if sums.buckets.is_empty() {
                    sums.buckets = vec![0; BUCKETS];
                }
                let bucket = buckets::of_facet(facet).and_then(|bucket| sums.buckets.get_mut(bucket));
                bucket.into_iter().for_each(|count| *count += n);
            }
        }
    }

    /// The value as a decimal; none where there is nothing to divide by.
    #[must_use]
    pub fn value(&self, sums: &Sums) -> Option<String> {
        match &self.kind {
            Kind::Count { .. } | Kind::Stock { .. } => Some(sums.of.to_string()),
            Kind::Sum { .. } | Kind::Latest { .. } => Some(amount(sums.of)),
            Kind::Time { take: Middle::Mean, .. } => divided(sums.of, sums.n, 1).map(tenths),
            Kind::Time { take: Middle::Percentile(percent), .. } => {
                buckets::percentile(&sums.buckets, *percent).map(tenths)
            }
            Kind::Rate { .. } => divided(sums.of, sums.over, 1000).map(tenths),
        }
    }

    /// What stands above the line, or the number itself.
    #[must_use]
    pub fn numerator(&self, sums: &Sums) -> Option<String> {
        match &self.kind {
            Kind::Sum { .. } | Kind::Latest { .. } => Some(amount(sums.of)),
            Kind::Rate { .. } if self.of_amounts => Some(amount(sums.of)),
            Kind::Time { take: Middle::Mean, .. } => Some(tenths(sums.of)),
            Kind::Time { .. } => None,
            _ => Some(sums.of.to_string()),
        }
    }

    /// What stands below the line; none for what is no quotient.
    #[must_use]
    pub fn denominator(&self, sums: &Sums) -> Option<String> {
        match &self.kind {
            Kind::Rate { .. } if self.of_amounts => Some(amount(sums.over)),
            Kind::Rate { .. } => Some(sums.over.to_string()),
            Kind::Time { .. } => Some(sums.n.to_string()),
            _ => None,
        }
    }

    /// How many times something happened on which it rests.
    #[must_use]
    pub fn sample(&self, sums: &Sums) -> i64 {
        match &self.kind {
            Kind::Rate { .. } if !self.of_amounts => sums.over,
            Kind::Count { .. } | Kind::Stock { .. } => sums.of,
            _ => sums.n,
        }
    }
}

/// A quotient times a factor, halves away from zero.
fn divided(of: i64, over: i64, factor: i64) -> Option<i64> {
    let doubled = of.checked_mul(factor)?.checked_mul(2)?.checked_div(over)?;
    Some((doubled + doubled.signum()) / 2)
}

fn tenths(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let n = n.unsigned_abs();
    format!("{sign}{}.{}", n / 10, n % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::TypeId;
    use crate::figures::figure::Better;

    fn figure(kind: Kind) -> Figure {
        Figure {
            id: "a.f".into(),
            of: TypeId("a.b".into()),
            title: "合成".into(),
            title_en: "made up".into(),
            measure: "%".into(),
            better: Better::More,
            by: Vec::new(),
            public: true,
            basis: None,
            kind,
            less: Vec::new(),
            of_amounts: false,
            span: Default::default(),
        }
    }

    fn rate() -> Figure {
        figure(Kind::Rate {
            of: vec!["a.x".into()],
            over: vec!["a.x".into(), "a.y".into()],
            beside: vec!["a.z".into()],
        })
    }

    #[test]
    fn a_rate_has_one_decimal_and_none_where_there_is_nothing() {
        let rate = rate();
        let value = |of, over| rate.value(&Sums { of, over, ..Sums::default() });
        assert_eq!(value(971, 1000).as_deref(), Some("97.1"));
        assert_eq!(value(2, 3).as_deref(), Some("66.7"));
        assert_eq!(value(1, 2000).as_deref(), Some("0.1"), "halves go away from zero");
        assert_eq!(value(0, 0), None);
        assert_eq!(rate.denominator(&Sums::default()).as_deref(), Some("0"));
    }

    #[test]
    fn each_count_is_added_where_it_belongs() {
        let (rate, mut sums) = (rate(), Sums::default());
        for (name, n) in [("a.x", 3), ("a.y", 1), ("a.z", 5), ("a.other", 9), ("a.x/category=roads", 2)] {
            rate.add(name, n, &mut sums);
        }
        assert_eq!((sums.of, sums.over, sums.beside), (5, 6, 5));
        rate.add("a.y#x", 4, &mut sums);
        assert_eq!((sums.of, sums.over, sums.excluded), (5, 6, 4), "who is left out is in neither part");
        assert_eq!(rate.summed(), ["a.x", "a.y", "a.z", "a.x#x", "a.y#x"]);
        assert_eq!(rate.behind(), ["a.x", "a.y"]);
    }

    #[test]
    fn amounts_are_divided_by_amounts_and_their_records_are_counted_apart() {
        let (rate, mut sums) = (Figure { of_amounts: true, ..rate() }, Sums::default());
        for (name, n) in [("a.x", 8_820_000), ("a.y", 1_180_000), ("a.x#n", 3), ("a.y#n", 1)] {
            rate.add(name, n, &mut sums);
        }
        assert_eq!(rate.value(&sums).as_deref(), Some("88.2"));
        assert_eq!((rate.numerator(&sums).as_deref(), rate.denominator(&sums).as_deref()), (Some("882"), Some("1000")));
        assert_eq!((rate.sample(&sums), rate.is_counted_share()), (4, false));
        assert_eq!(rate.behind(), ["a.x#n", "a.y#n"]);
        assert!(rate.summed().contains(&"a.x#n".to_owned()));
    }

    #[test]
    fn what_came_again_is_taken_off_above_the_line() {
        let (rate, mut sums) = (Figure { less: vec!["a.again".into()], ..rate() }, Sums::default());
        for (name, n) in [("a.x", 8), ("a.y", 2), ("a.again", 3)] {
            rate.add(name, n, &mut sums);
        }
        assert_eq!(rate.value(&sums).as_deref(), Some("50.0"));
        assert!(rate.summed().contains(&"a.again".to_owned()));
    }

    #[test]
    fn a_name_is_taken_apart_as_it_was_made() {
        let name = series("a.f", Some("b012"), Some(("category", "roads")));
        assert_eq!(Named::read(&name), Named { id: "a.f", facet: Some("b012"), part: Some(("category", "roads")) });
        assert_eq!(Named::read("a.f"), Named { id: "a.f", facet: None, part: None });
    }

    #[test]
    fn amounts_and_means_are_told_without_idle_zeros() {
        let sum = figure(Kind::Sum { quantity: "done".into(), when: None, cumulative: false });
        assert_eq!(sum.value(&Sums { of: 125_000, ..Sums::default() }).as_deref(), Some("12.5"));
        assert_eq!(sum.value(&Sums::default()).as_deref(), Some("0"));
        let mean = figure(Kind::Time {
            from: crate::figures::Since::Filed,
            until: crate::figures::Occasion::Closed,
            unit: crate::calendar::LengthUnit::H,
            take: Middle::Mean,
            when: None,
        });
        assert_eq!(mean.value(&Sums { of: 65, n: 2, ..Sums::default() }).as_deref(), Some("3.3"));
        assert_eq!(mean.value(&Sums::default()), None);
    }
}
