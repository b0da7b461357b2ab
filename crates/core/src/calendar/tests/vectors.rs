//! Known answers: the vectors of the norms, the contract's example, years that were changed, and the edges.

use super::super::{CalendarError, Hours, Lang, Length};
use super::*;

#[test]
fn the_norms_vectors_hold() {
    let vectors = [
        ("2025-01-20", "5 wd", "2025-01-26"),
        ("2025-01-20", "20 wd", "2025-02-21"),
        ("2025-01-20", "30 wd", "2025-03-07"),
        ("2025-01-20", "45 wd", "2025-03-28"),
        ("2025-01-20", "60 wd", "2025-04-21"),
        ("2025-09-25", "7 wd", "2025-10-11"),
        ("2025-09-25", "20 wd", "2025-10-29"),
        ("2026-09-18", "1 wd", "2026-09-20"),
        ("2026-02-14", "1 wd", "2026-02-24"),
        ("2024-02-02", "10 wd", "2024-02-21"),
        ("2025-09-16", "15 d", "2025-10-09"),
        ("2025-08-02", "60 d", "2025-10-09"),
        ("2025-09-13", "15 d", "2025-09-28"),
        ("2026-01-30", "15 d", "2026-02-14"),
        ("2025-03-08", "60 d", "2025-05-07"),
        ("2025-11-13", "90 d", "2026-02-11"),
        ("2025-01-31", "3 mo", "2025-04-30"),
        ("2024-11-30", "3 mo", "2025-02-28"),
        ("2025-07-01", "3 mo", "2025-10-09"),
    ];
    for (from, within, date) in vectors {
        assert_eq!(due_at(from, within), format!("{date}T23:59:59+08:00"), "{from} + {within}");
    }
}

#[test]
fn exact_lengths_are_exact() {
    let vectors = [
        // The contract's example, over a Saturday into a make-up Sunday.
        ("2026-09-18T16:30:00+08:00", "4 wh", "2026-09-20T11:30:00+08:00"),
        ("2026-09-18T16:30:00+08:00", "1 wh", "2026-09-18T17:30:00+08:00"),
        ("2026-09-18T12:30:00+08:00", "1 wh", "2026-09-18T15:00:00+08:00"),
        ("2026-09-18T16:30:00+08:00", "48 h", "2026-09-20T16:30:00+08:00"),
        ("2026-10-01T02:00:00+08:00", "30 min", "2026-10-01T02:30:00+08:00"),
        // Three working days of seven hours.
        ("2026-09-21T08:30:00+08:00", "21 wh", "2026-09-23T17:30:00+08:00"),
        ("2026-09-20T11:30:00+08:00", "-4 wh", "2026-09-18T16:30:00+08:00"),
        ("2026-09-21T08:30:00+08:00", "-7 wh", "2026-09-20T08:30:00+08:00"),
        ("2026-09-21T08:30:00+08:00", "-90 min", "2026-09-21T07:00:00+08:00"),
        ("2026-10-01T02:00:00+08:00", "0 wh", "2026-10-01T02:00:00+08:00"),
    ];
    for (from, within, instant) in vectors {
        assert_eq!(due_at(from, within), instant, "{from} + {within}");
    }
}

#[test]
fn negative_lengths_count_back_and_roll_back() {
    let vectors = [
        ("2025-09-25", "-3 wd", "2025-09-22"),
        ("2025-09-29", "-1 wd", "2025-09-28"),
        ("2025-10-09", "-3 d", "2025-09-30"),
        ("2025-10-31", "-1 mo", "2025-09-30"),
        ("2025-11-05", "-1 mo", "2025-09-30"),
        ("2025-10-03", "0 wd", "2025-10-09"),
        ("2025-10-03", "0 d", "2025-10-09"),
    ];
    for (from, within, date) in vectors {
        assert_eq!(due_at(from, within), format!("{date}T23:59:59+08:00"), "{from} + {within}");
    }
}

#[test]
fn the_day_is_the_office_s_day() {
    // 17:00 UTC on the 19th is already the 20th in Wuhan.
    assert_eq!(due_at("2025-01-19T17:00:00Z", "5 wd"), "2025-01-26T23:59:59+08:00");
    assert_eq!(due_at("2025-01-20T15:59:59Z", "5 wd"), "2025-01-26T23:59:59+08:00");
    assert_eq!(due_at("2025-01-20T16:00:00Z", "5 wd"), "2025-01-27T23:59:59+08:00");
}

#[test]
fn the_calendar_ends_somewhere() {
    for (from, within) in [
        ("2003-12-31", "1 wd"),
        ("2101-01-01", "-1 wd"),
        ("2100-12-30", "2 wd"),
        ("2100-12-30", "3 d"),
        ("2100-12-31T23:00:00+08:00", "1 h"),
        ("2004-01-01", "0 wd"),
        ("2004-01-02", "-1 wd"),
        ("2026-01-05", "2147483647 d"),
        ("2026-01-05", "-2147483648 wd"),
        ("2026-01-05", "2147483647 mo"),
        ("2026-01-05", "-2147483648 wh"),
        ("2026-01-05", "2147483647 h"),
    ] {
        let expected = if (from, within) == ("2004-01-01", "0 wd") {
            // A start on a day of rest with no time to run rolls on like any other.
            "2004-01-02T23:59:59+08:00"
        } else {
            "date-out-of-range"
        };
        assert_eq!(due_at(from, within), expected, "{from} + {within}");
    }
    assert_eq!(due_at("2100-12-30", "1 wd"), "2100-12-31T23:59:59+08:00");
    assert_eq!(Calendar::shipped().day(day("2003-12-31")), Err(CalendarError::OutOfRange));
    assert!(Calendar::shipped().day(day("2004-01-01")).is_ok());
    assert!(Calendar::shipped().day(day("2100-12-31")).is_ok());
    assert_eq!(Calendar::shipped().day(day("2101-01-01")), Err(CalendarError::OutOfRange));
}

#[test]
fn days_have_names_and_a_year_without_a_notice_is_provisional() {
    let look = |date: &str| {
        let day = Calendar::shipped().day(day(date)).unwrap();
        (day.working, day.name, day.provisional)
    };
    assert_eq!(look("2026-09-20"), (true, Some("国庆节调休上班"), false));
    assert_eq!(look("2026-10-01"), (false, Some("国庆节"), false));
    assert_eq!(look("2026-09-19"), (false, None, false));
    assert_eq!(look("2026-09-18"), (true, None, false));
    assert_eq!(look("2015-09-04"), (false, Some("中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"), false));
    assert_eq!(look("2027-02-05"), (false, Some("春节"), true));
    assert_eq!(look("2027-02-09"), (true, None, true));
    assert_eq!(look("2031-10-01"), (false, Some("国庆节、中秋节"), true));
}

#[test]
fn working_days_of_each_year_are_as_published() {
    let count = |year: i16| {
        let first = Date::new(year, 1, 1).unwrap();
        first
            .series(jiff::Span::new().days(1))
            .take_while(|date| date.year() == year)
            .filter(|date| Calendar::shipped().day(*date).unwrap().working)
            .count()
    };
    let counts: Vec<usize> = (2018..=2027).map(count).collect();
    assert_eq!(counts, [250, 250, 249, 250, 249, 249, 251, 248, 248, 254]);
}

#[test]
fn a_due_date_through_an_unpublished_year_is_provisional() {
    assert!(!due("2026-12-30", "1 wd", &[]).unwrap().provisional);
    assert!(due("2026-12-30", "2 wd", &[]).unwrap().provisional);
    assert!(due("2026-12-31T17:00:00+08:00", "1 wh", &[]).unwrap().provisional);
    assert!(!due("2026-12-31T23:00:00+08:00", "2 h", &[]).unwrap().provisional, "no calendar was asked");
    assert!(due("2027-02-01", "-20 wd", &[]).unwrap().provisional);
}

#[test]
fn a_year_changed_in_its_middle_can_be_seen_as_it_stood() {
    let shipped = Calendar::shipped();
    let works = |calendar: &Calendar, date: &str| calendar.day(day(date)).unwrap().working;

    let april_2019 = shipped.edition_before(day("2019-03-22"));
    assert!(works(&april_2019, "2019-05-02") && !works(shipped, "2019-05-02"));
    assert!(!works(&april_2019, "2019-05-05") && works(shipped, "2019-05-05"));
    assert!(!works(&april_2019, "2019-05-01"));

    let january_2020 = shipped.edition_before(day("2020-01-27"));
    assert!(works(&january_2020, "2020-02-01") && !works(shipped, "2020-02-01"));
    assert!(works(&january_2020, "2020-01-31") && !works(shipped, "2020-01-31"));

    let within: Length = "5 wd".parse().unwrap();
    let count = |calendar: &Calendar| calendar.due(&Hours::default(), at("2020-01-21"), within, &[]).unwrap();
    assert_eq!((count(&january_2020).date, count(shipped).date), (day("2020-02-03"), day("2020-02-05")));
    assert_ne!(count(&january_2020).calendar, count(shipped).calendar);
}

#[test]
fn before_its_notice_a_year_is_provisional() {
    let summer_2025 = Calendar::shipped().edition_before(day("2025-11-04"));
    let new_year = summer_2025.day(day("2026-01-02")).unwrap();
    assert!(new_year.provisional && new_year.working && new_year.name.is_none());
    assert!(!summer_2025.day(day("2025-12-31")).unwrap().provisional);
    let eve_2024 = Calendar::shipped().edition_before(day("2023-10-25")).day(day("2024-02-09")).unwrap().working;
    assert!(eve_2024, "the eve of the Spring Festival is a statutory day of rest only since 2025");
}

#[test]
fn lengths_are_read_and_written() {
    for text in ["5 wd", "-3 wd", "0 d", "24 h", "30 min", "4 wh", "6 mo"] {
        assert_eq!(text.parse::<Length>().unwrap().to_string(), text);
        let kept = serde_json::to_string(&text.parse::<Length>().unwrap()).unwrap();
        assert_eq!(kept, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<Length>(&kept).unwrap().to_string(), text);
    }
    for text in ["", "5", "wd", "5 weeks", "5 WD", "five wd", "99999999999 wd", "5 wd 3 wh", "1.5 d", "٣ d", "5\u{0}wd"]
    {
        assert_eq!(text.parse::<Length>().map_err(|e| e.code()), Err("length-unreadable"), "{text}");
    }
    assert!("5 wd".parse::<Length>().unwrap().is_working_time());
    assert!(!"5 mo".parse::<Length>().unwrap().is_working_time());
}

#[test]
fn hours_are_read_checked_and_written() {
    let default = Hours::default();
    assert_eq!(default.to_string(), "08:30-12:00 14:00-17:30");
    assert_eq!(default.to_string().parse::<Hours>().unwrap(), default);
    assert_eq!("08:30–12:00 14:00–17:30".parse::<Hours>().unwrap(), default);
    assert_eq!(default.seconds_a_day(), 7 * 3600);
    assert_eq!("00:00-24:00".parse::<Hours>().unwrap().seconds_a_day(), 86_400);
    for (text, code) in [
        ("", "hours-unreadable"),
        ("08:30", "hours-unreadable"),
        ("8:30-12:00", "hours-unreadable"),
        ("08:30-24:01", "hours-unreadable"),
        ("08:60-12:00", "hours-unreadable"),
        ("ab:cd-12:00", "hours-unreadable"),
        ("12:00-08:30", "hours-out-of-order"),
        ("08:30-08:30", "hours-out-of-order"),
        ("08:30-12:00 11:00-17:30", "hours-out-of-order"),
        ("14:00-17:30 08:30-12:00", "hours-out-of-order"),
    ] {
        assert_eq!(text.parse::<Hours>().map_err(|e| e.code()), Err(code), "{text}");
    }
}

#[test]
fn a_count_is_told_day_by_day() {
    assert_eq!(
        told("2025-09-26", "2 wd", &[]),
        ["周五 09-26 起算当日,不计入", "周六 09-27 周末,不计入", "周日 09-28 调休上班,计入", "周一 09-29 工作日,计入"]
    );
    assert_eq!(
        told("2025-09-29", "2 d", &[]),
        [
            "周一 09-29 起算当日,不计入",
            "周二 09-30 工作日,按自然日计入",
            "周三 10-01 国庆节放假,计入,最后一日休息,顺延",
            "周四 10-02 国庆节放假,顺延",
            "周五 10-03 国庆节放假,顺延",
            "周六 10-04 国庆节放假,顺延",
            "周日 10-05 国庆节放假,顺延",
            "周一 10-06 中秋节放假,顺延",
            "周二 10-07 国庆节放假,顺延",
            "周三 10-08 国庆节放假,顺延",
            "周四 10-09 工作日,顺延至此日届满",
        ]
    );
    assert_eq!(
        told("2026-09-18T16:30:00+08:00", "4 wh", &[]),
        ["周五 09-18 工作日,计 1 小时", "周六 09-19 周末,不计入", "周日 09-20 调休上班,计 3 小时"]
    );
    assert_eq!(
        told("2026-09-18T18:30:00+08:00", "1 wh", &[]),
        ["周五 09-18 工作日,工作时间以外,不计入", "周六 09-19 周末,不计入", "周日 09-20 调休上班,计 1 小时"]
    );
    assert_eq!(told("2025-10-09", "-3 d", &[]).last().unwrap(), "周二 09-30 工作日,提前至此日");
    let days = Calendar::shipped().explain(&Hours::default(), at("2025-09-26"), "2 wd".parse().unwrap(), &[]).unwrap();
    assert_eq!(days[2].why_in(Lang::En), "Sun 09-28: make-up workday, counted");
}

#[test]
fn what_is_left_is_told_in_working_days_and_hours() {
    let left = |from: &str, until: &str, lang| {
        Calendar::shipped().working_between(&Hours::default(), at(from), at(until)).left_text(lang)
    };
    let (friday, sunday) = ("2026-09-18T16:30:00+08:00", "2026-09-20T11:30:00+08:00");
    assert_eq!(left(friday, sunday, Lang::Zh), "还剩 4 小时工作时间");
    assert_eq!(left(sunday, friday, Lang::Zh), "已超 4 小时工作时间");
    assert_eq!(left(friday, "2026-09-21T11:30:00+08:00", Lang::Zh), "还剩 1 天 4 小时工作时间");
    assert_eq!(left(friday, "2026-09-18T16:55:00+08:00", Lang::Zh), "还剩 25 分钟工作时间");
    assert_eq!(left(friday, "2026-09-18T16:30:20+08:00", Lang::Zh), "还剩不到 1 分钟工作时间");
    assert_eq!(left(friday, "2026-09-21T11:30:00+08:00", Lang::En), "1 day 4 h of working time left");
    assert_eq!(left("2026-09-19T10:00:00+08:00", "2026-09-18T20:00:00+08:00", Lang::Zh), "已超不到 1 分钟工作时间");
}

#[test]
fn a_share_of_the_time_falls_into_office_hours() {
    let share = |from: &str, within: &str, percent| {
        let within = within.parse().unwrap();
        rfc3339(Calendar::shipped().share(&Hours::default(), at(from), within, &[], percent).unwrap())
    };
    assert_eq!(share("2025-01-20", "5 wd", 80), "2025-01-24T17:30:00+08:00");
    assert_eq!(share("2026-09-18", "1 wd", 50), "2026-09-20T12:00:00+08:00");
    assert_eq!(share("2026-09-18T16:30:00+08:00", "4 wh", 50), "2026-09-20T09:30:00+08:00");
    assert_eq!(share("2026-09-18T16:00:00+08:00", "10 h", 80), "2026-09-19T00:00:00+08:00");
    assert_eq!(share("2025-09-16", "15 d", 50), "2025-09-24T12:00:00+08:00");
    assert_eq!(share("2025-09-16", "15 d", 100), "2025-10-09T23:59:59+08:00");
    assert_eq!(share("2025-09-16", "15 d", 0), rfc3339(at("2025-09-16")));
    let back = Calendar::shipped().share(&Hours::default(), at("2025-09-16"), "-1 d".parse().unwrap(), &[], 80);
    assert_eq!(back, Err(CalendarError::CountsBack));
}

#[test]
fn the_next_working_day_and_closing_time() {
    let shipped = Calendar::shipped();
    assert_eq!(rfc3339(shipped.next_working_day_end(at("2025-09-30"))), "2025-10-09T23:59:59+08:00");
    assert_eq!(rfc3339(shipped.next_working_day_end(at("2025-09-26"))), "2025-09-28T23:59:59+08:00");
    assert_eq!(shipped.next_working_day_end(Timestamp::MAX), Timestamp::MAX);
    let closing = shipped.closing_time(&Hours::default(), day("2026-09-18"));
    assert_eq!(rfc3339(closing), "2026-09-18T17:30:00+08:00");
}

#[test]
fn languages_are_read_from_tags_and_refusals_speak_both() {
    let read = ["zh-CN", "zh", "en", "en-GB", "EN_us.UTF-8", "", "fr"].map(Lang::from_tag);
    assert_eq!(read, [Lang::Zh, Lang::Zh, Lang::En, Lang::En, Lang::En, Lang::Zh, Lang::Zh]);
    let refusal = due("2003-12-31", "1 wd", &[]).unwrap_err();
    assert_eq!(refusal.to_string(), "日期超出日历范围(2004-01-01 至 2100-12-31)。");
    assert_eq!(refusal.text(Lang::En), "The date lies outside the calendar, 2004-01-01 to 2100-12-31.");
    assert_eq!((refusal.code(), refusal.field()), ("date-out-of-range", "date"));
}
