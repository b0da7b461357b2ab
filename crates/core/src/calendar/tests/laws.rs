//! Laws that hold for any start, any length and any suspension, and that no input makes the calendar panic.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::super::{Calendar, CalendarError, Hours, Lang, Length, LengthUnit, Pause};
use super::*;

/// Late 2012 to early 2084: ten years of months stay inside the calendar both ways.
fn instant() -> impl Strategy<Value = Timestamp> {
    (1_350_000_000_i64..3_600_000_000, 0_i32..1_000_000_000).prop_map(|(s, n)| Timestamp::new(s, n).unwrap())
}

fn anywhere() -> impl Strategy<Value = Timestamp> {
    let whole = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
    prop_oneof![
        whole.prop_map(|s| Timestamp::from_second(s).unwrap()),
        instant(),
        Just(Timestamp::MIN),
        Just(Timestamp::MAX)
    ]
}

fn unit() -> impl Strategy<Value = LengthUnit> {
    use LengthUnit::{D, H, Min, Mo, Wd, Wh};
    prop::sample::select(vec![Min, H, Wh, D, Wd, Mo])
}

fn hours() -> impl Strategy<Value = Hours> {
    prop::sample::select(vec![
        "08:30-12:00 14:00-17:30",
        "09:00-17:00",
        "00:00-24:00",
        "08:00-12:00 12:00-13:01 20:00-24:00",
    ])
    .prop_map(|text| text.parse().unwrap())
}

/// Suspensions of up to forty days within some months after an instant.
fn pauses_after(from: Timestamp) -> impl Strategy<Value = Vec<Pause>> {
    let one = (-1_000_000_i64..10_000_000, 0_i64..3_500_000).prop_map(move |(start, length)| {
        let from = from + SignedDuration::from_secs(start);
        Pause { from, until: Some(from + SignedDuration::from_secs(length)) }
    });
    prop::collection::vec(one, 0..5)
}

fn paused() -> impl Strategy<Value = (Timestamp, Vec<Pause>)> {
    instant().prop_flat_map(|from| (Just(from), pauses_after(from)))
}

fn end(hours: &Hours, from: Timestamp, amount: i32, unit: LengthUnit, pauses: &[Pause]) -> Timestamp {
    Calendar::shipped().due(hours, from, Length::new(amount, unit), pauses).unwrap().at
}

proptest! {
    #[test]
    fn never_earlier_for_a_later_start(hours in hours(), from in instant(), step in 0_i64..2_000_000, amount in -60_i32..60, unit in unit()) {
        let later = from + SignedDuration::from_secs(step);
        prop_assert!(end(&hours, from, amount, unit, &[]) <= end(&hours, later, amount, unit, &[]));
    }

    #[test]
    fn never_earlier_for_a_longer_time(hours in hours(), (from, pauses) in paused(), amount in 1_i32..90, more in 0_i32..30, unit in unit()) {
        prop_assert!(end(&hours, from, amount, unit, &pauses) <= end(&hours, from, amount + more, unit, &pauses));
    }

    #[test]
    fn a_suspension_never_makes_it_earlier(hours in hours(), (from, pauses) in paused(), amount in 1_i32..90, unit in unit()) {
        let without = pauses.split_last().map_or(&[][..], |(_, rest)| rest);
        prop_assert!(end(&hours, from, amount, unit, without) <= end(&hours, from, amount, unit, &pauses));
    }

    #[test]
    fn working_hours_add_up(hours in hours(), from in instant(), one in 1_i32..200, two in 1_i32..200) {
        let halfway = end(&hours, from, one, LengthUnit::Wh, &[]);
        prop_assert_eq!(end(&hours, halfway, two, LengthUnit::Wh, &[]), end(&hours, from, one + two, LengthUnit::Wh, &[]));
    }

    #[test]
    fn what_is_left_is_what_was_given(hours in hours(), from in instant(), amount in -300_i32..300) {
        let until = end(&hours, from, amount, LengthUnit::Wh, &[]);
        let left = Calendar::shipped().working_between(&hours, from, until);
        prop_assert_eq!(left.seconds, i64::from(amount) * 3600);
        prop_assert_eq!(Calendar::shipped().working_between(&hours, until, from).seconds, -left.seconds);
    }

    #[test]
    fn working_days_count_as_one_would_by_hand(from in instant(), amount in 1_i32..120) {
        let mut day = super::super::civil(from).date();
        let mut left = amount;
        while left > 0 {
            day = day.tomorrow().unwrap();
            left -= i32::from(Calendar::shipped().day(day).unwrap().working);
        }
        let due = Calendar::shipped().due(&Hours::default(), from, Length::new(amount, LengthUnit::Wd), &[]).unwrap();
        prop_assert_eq!(due.date, day);
    }

    #[test]
    fn what_is_told_is_what_was_counted(hours in hours(), (from, pauses) in paused(), amount in 1_i32..90, unit in unit()) {
        let within = Length::new(amount, unit);
        let due = Calendar::shipped().due(&hours, from, within, &pauses).unwrap();
        let days = Calendar::shipped().explain(&hours, from, within, &pauses).unwrap();
        let counted = days.iter().filter(|day| day.counted).count();
        if matches!(unit, LengthUnit::D | LengthUnit::Wd) {
            prop_assert_eq!(counted, usize::try_from(amount).unwrap());
            prop_assert_eq!(days.last().unwrap().date, due.date);
        }
        prop_assert!(days.iter().zip(days.iter().skip(1)).all(|(one, next)| one.date.tomorrow().unwrap() == next.date));
    }

    #[test]
    fn a_share_of_working_time_leaves_its_part_of_it(hours in hours(), (from, pauses) in paused(), length in 0_i64..20_000_000, percent in 0_u8..=100) {
        let (calendar, until) = (Calendar::shipped(), from + SignedDuration::from_secs(length));
        let share = calendar.share_of_working_time(&hours, from, until, &pauses, percent).unwrap();
        prop_assert!((from..=until).contains(&share));
        let whole = calendar.working_between(&hours, from, until).seconds;
        let run = calendar.share_of_working_time(&hours, from, until, &[], percent).unwrap();
        if whole > 0 {
            let counted = calendar.working_between(&hours, from, run).seconds;
            prop_assert!((counted - whole * i64::from(percent) / 100).abs() <= 1, "{counted} of {whole}");
        }
        prop_assert!(calendar.share_of_time(from, until, &pauses, percent / 2).unwrap() <= calendar.share_of_time(from, until, &pauses, percent).unwrap());
    }

    #[test]
    fn a_share_lies_between_start_and_end(hours in hours(), (from, pauses) in paused(), amount in 0_i32..90, unit in unit(), percent in 0_u8..=120) {
        let within = Length::new(amount, unit);
        let share = |percent| Calendar::shipped().share(&hours, from, within, &pauses, percent).unwrap();
        prop_assert!(from <= share(percent));
        prop_assert!(share(percent) <= end(&hours, from, amount, unit, &pauses).max(from));
        prop_assert!(share(percent / 2) <= share(percent));
    }

    #[test]
    fn no_question_is_too_odd(hours in hours(), from in anywhere(), amount in any::<i32>(), unit in unit(), stop in anywhere(), go in prop::option::of(anywhere()), percent in any::<u8>()) {
        let calendar = Calendar::shipped();
        let within = Length::new(amount, unit);
        let pauses = [Pause { from: stop, until: go }];
        let due = calendar.due(&hours, from, within, &pauses);
        prop_assert_eq!(due.is_ok(), calendar.explain(&hours, from, within, &pauses).is_ok());
        if let Err(error) = due {
            prop_assert!(matches!(error, CalendarError::OutOfRange | CalendarError::ClockStopped));
        }
        let _ = calendar.share(&hours, from, within, &pauses, percent);
        let _ = calendar.working_between(&hours, from, stop).left_text(Lang::En);
        let _ = calendar.next_working_day_end(from);
        let _ = calendar.closing_time(&hours, super::super::civil(from).date());
        let _ = calendar.day(super::super::civil(from).date());
    }

    #[test]
    fn no_text_is_too_odd(text in "\\PC{0,40}", near in "[-+]?[0-9]{0,12} ?[a-z]{0,3}", spans in "[-0-9: –]{0,40}") {
        for text in [&text, &near] {
            if let Ok(length) = text.parse::<Length>() {
                prop_assert_eq!(length.to_string().parse::<Length>().unwrap(), length);
            }
        }
        for text in [&text, &spans] {
            if let Ok(hours) = text.parse::<Hours>() {
                prop_assert_eq!(hours.to_string().parse::<Hours>().unwrap(), hours);
            }
        }
    }
}
