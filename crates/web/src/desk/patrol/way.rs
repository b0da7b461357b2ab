//! In which order one walks: what is due soonest first, and among what is due on the same day always on to the nearest.

use bihuan_core::value::Point;
use jiff::civil::Date;

/// A task as far as walking is concerned.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stop {
    /// The day on which it is due; what is late counts as due today. None: without a deadline, so last.
    pub due: Option<Date>,
    /// Where it is, as far as that is known.
    pub at: Option<Point>,
}

/// The places of `stops` in the order of the walk, which begins at `from`. Stops without a point come last in their day.
pub fn walk(stops: &[Stop], from: Option<Point>) -> Vec<usize> {
    let mut days: Vec<Option<Date>> = stops.iter().map(|stop| stop.due).collect();
    // No deadline sorts behind every day.
    days.sort_by_key(|due| (due.is_none(), *due));
    days.dedup();
    let (mut order, mut here) = (Vec::with_capacity(stops.len()), from);
    for day in days {
        let mut left: Vec<(usize, &Stop)> = stops.iter().enumerate().filter(|(_, stop)| stop.due == day).collect();
        while let Some(next) = nearest(&left, here) {
            let (index, stop) = left.remove(next);
            here = stop.at.or(here);
            order.push(index);
        }
    }
    order
}

/// Which of these is nearest; the first of those that are equally near, and of those of which nobody knows where they are.
fn nearest(left: &[(usize, &Stop)], here: Option<Point>) -> Option<usize> {
    let far = |stop: &Stop| match (stop.at, here) {
        (Some(at), Some(here)) => (0, apart(at, here)),
        (Some(_), None) => (0, 0),
        (None, _) => (1, 0),
    };
    (0..left.len()).min_by_key(|at| left.get(*at).map(|(index, stop)| (far(stop), *index)))
}

/// The square of how far two points lie apart, near enough for an order: a degree east is 86 hundredths of one north at
/// 30.6° of latitude.
fn apart(a: Point, b: Point) -> i64 {
    let (east, north) = ((a.lon - b.lon).saturating_mul(86) / 100, a.lat - b.lat);
    east.saturating_mul(east).saturating_add(north.saturating_mul(north))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn stop(day: i8, lon: i64) -> Stop {
        Stop { due: Some(date(2025, 3, day)), at: Some(Point { lon, lat: 30_600_000 }) }
    }

    #[test]
    fn what_is_due_first_comes_first_and_then_the_nearest() {
        let stops = [stop(11, 114_000_000), stop(10, 114_003_000), stop(10, 114_001_000), stop(10, 114_002_000)];
        assert_eq!(walk(&stops, Some(Point { lon: 114_000_000, lat: 30_600_000 })), [2, 3, 1, 0]);
        assert_eq!(walk(&stops, Some(Point { lon: 114_009_000, lat: 30_600_000 })), [1, 3, 2, 0]);
    }

    #[test]
    fn what_has_no_place_or_no_deadline_is_not_lost() {
        let nowhere = Stop { at: None, ..stop(10, 0) };
        let whenever = Stop { due: None, ..stop(10, 114_000_000) };
        assert_eq!(walk(&[whenever, nowhere, stop(10, 114_000_000)], None), [2, 1, 0]);
        assert_eq!(walk(&[], None), Vec::<usize>::new());
    }

    #[test]
    fn every_stop_is_passed_once_and_days_never_go_back() {
        let stops: Vec<Stop> =
            (0..40).map(|n| stop(10 + i8::try_from(n % 5).unwrap(), 114_000_000 + n * 7919 % 997)).collect();
        let order = walk(&stops, None);
        let mut passed = order.clone();
        passed.sort_unstable();
        assert_eq!(passed, (0..40).collect::<Vec<_>>());
        assert!(order.is_sorted_by_key(|index| stops[*index].due));
    }
}
