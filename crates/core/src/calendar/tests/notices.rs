//! Notices as an office takes them in: read from their own sentences, held to what can be, and weighed against each other.

use proptest::prelude::*;

use super::{at, day};
use crate::calendar::{Calendar, Hours, Lang, Notice, NoticeDay, NoticeFault, Setting, read_days};

/// An invented notice for 2027 in the words in which such notices are written.
const TEXT: &str = "经批准，现将2027年部分节假日安排通知如下（合成）。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月5日（周一）放假１天，与周末连休。
四、国庆节、中秋节：10月1日（周五）至7日（周四）放假调休，共7天。
节假日期间，各地区、各部门要妥善安排值班。
2026年11月20日";

fn notice(text: &str) -> Notice {
    Notice {
        year: 2027,
        title: "关于2027年部分节假日安排的通知（合成）".into(),
        number: "合成发〔2026〕1号".into(),
        published: day("2026-11-20"),
        source: "合成来源".into(),
        days: read_days(text, 2027).unwrap(),
    }
}

fn free_or_worked(days: &[NoticeDay], kind: Setting) -> Vec<String> {
    days.iter()
        .filter(|day| day.kind == kind)
        .map(|day| format!("{} {}", day.date.strftime("%m-%d"), day.name))
        .collect()
}

#[test]
fn a_notice_is_read_from_its_own_sentences() {
    let days = notice(TEXT).days;
    assert_eq!(free_or_worked(&days, Setting::Workday), ["01-31 春节调休上班", "02-14 春节调休上班"]);
    let free = free_or_worked(&days, Setting::Holiday);
    assert_eq!(free.len(), 3 + 7 + 1 + 7);
    assert!(free.contains(&"02-11 春节".to_owned()) && free.contains(&"10-04 国庆节、中秋节".to_owned()));
    let rows = "date,kind,name,published\n2027-01-31,workday,春节调休上班,2026-11-20\n2027-05-04,plain,\n";
    let read = read_days(rows, 2027).unwrap();
    assert_eq!(read.iter().map(|day| day.kind).collect::<Vec<_>>(), [Setting::Workday, Setting::Plain]);
    let over_the_year = read_days("一、元旦：2026年12月30日至2027年1月1日放假调休，共3天。", 2027).unwrap();
    assert_eq!(over_the_year.len(), 3);
}

#[test]
fn a_slip_in_a_notice_is_named_with_its_sentence() {
    let code = |text: &str| read_days(text, 2027).unwrap_err().code();
    assert_eq!(code("一、元旦：1月1日（周四）放假1天。"), "weekday-differs");
    assert_eq!(code("一、元旦：1月1日至3日放假，共4天。"), "count-differs");
    assert_eq!(code("一、元旦：2月30日放假。"), "unreadable");
    assert_eq!(code("一、元旦：3日至1日放假。"), "unreadable");
    assert_eq!(code("一、元旦：1月3日至1月1日放假。"), "unreadable");
    assert_eq!(code("五、劳动节：5月1日至9月1日放假。"), "unreadable");
    assert_eq!(code("2027-13-01,holiday,元旦"), "unreadable");
    assert_eq!(code("2027-01-01,day off,元旦"), "unreadable");
    assert_eq!(read_days("没有一天", 2027), Ok(Vec::new()));
}

#[test]
fn what_cannot_be_right_is_refused_at_its_field() {
    let faults = |change: &dyn Fn(&mut Notice)| {
        let mut wrong = notice(TEXT);
        change(&mut wrong);
        let found = wrong.faults(day("2026-11-22"));
        assert!(found.iter().all(|fault| !fault.text(Lang::Zh).is_empty() && !fault.text(Lang::En).is_empty()));
        found.iter().map(|fault| format!("{} {}", fault.field(), fault.code())).collect::<Vec<_>>()
    };
    let of = |date: &str, kind| NoticeDay { date: day(date), kind, name: "合成".into() };
    assert!(faults(&|_| ()).is_empty());
    assert_eq!(faults(&|it| it.days.push(of("2027-02-14", Setting::Holiday))), ["days day-twice"]);
    assert_eq!(faults(&|it| it.days.push(of("2028-01-01", Setting::Holiday))), ["days day-of-another-year"]);
    assert_eq!(faults(&|it| it.days.push(of("2026-10-01", Setting::Holiday))), ["days day-of-another-year"]);
    assert!(
        faults(&|it| it.days.push(of("2026-12-31", Setting::Holiday))).is_empty(),
        "a New Year's rest begins there"
    );
    assert_eq!(faults(&|it| it.published = day("2026-11-23")), ["published published-later"]);
    assert_eq!(faults(&|it| it.days.clear()), ["days required"]);
    assert_eq!(faults(&|it| it.title = " ".into()), ["title required"]);
    assert_eq!(faults(&|it| it.source = "长".repeat(301)), ["source too-long"]);
    let mut past = notice(TEXT);
    past.year = 2025;
    assert!(past.faults(day("2026-11-22")).contains(&NoticeFault::YearPast(2025)));
}

#[test]
fn a_notice_settles_its_year_and_makes_a_version_of_its_own() {
    let (shipped, since) = (Calendar::shipped(), at("2026-11-22"));
    let after = shipped.with(vec![notice(TEXT)], since);
    let worked = after.day(day("2027-02-14")).unwrap();
    assert!(worked.working && !worked.provisional && worked.name == Some("春节调休上班"));
    assert!(!after.day(day("2027-10-07")).unwrap().working);
    assert!(!after.day(day("2027-05-02")).unwrap().working, "the law's day of rest holds where the notice is silent");
    assert!(after.day(day("2028-05-01")).unwrap().provisional);
    assert!(after.version().starts_with("cn-2026-11-20-") && after.version() != shipped.version());
    assert_eq!((after.since(), shipped.since()), (Some(since), None));
    assert_eq!(after.taken_between(day("2027-02-01"), day("2027-02-06")).count(), 1);
    assert_eq!(after.taken_between(day("2027-03-01"), day("2027-03-06")).count(), 0);
    assert_eq!(shipped.with(Vec::new(), since).version(), shipped.version());
    let earlier = after.edition_before(day("2026-11-20"));
    assert_eq!(earlier.version(), shipped.version());
}

#[test]
fn of_two_notices_the_later_one_has_the_last_word() {
    let say = |text: &str, published: &str| Notice {
        published: day(published),
        number: published.into(),
        days: read_days(text, 2027).unwrap(),
        ..notice(TEXT)
    };
    let free = say("劳动节：5月4日放假1天。", "2027-03-22");
    let worked = say("劳动节：5月4日上班。", "2027-04-01");
    let works = |taken: Vec<Notice>| {
        let calendar = Calendar::shipped().with(taken, at("2027-04-02"));
        calendar.day(day("2027-05-04")).unwrap().working
    };
    assert!(works(vec![free.clone(), worked.clone()]) && works(vec![worked.clone(), free.clone()]));
    let same_day = Notice { published: free.published, ..worked };
    assert!(works(vec![free.clone(), same_day.clone()]) && !works(vec![same_day, free]), "then the one taken in later");
}

#[test]
fn what_changes_is_told_day_by_day() {
    let after = Calendar::shipped().with(vec![notice(TEXT)], at("2026-11-22"));
    let changed: Vec<_> = Calendar::shipped().changes(&after).collect();
    assert!(changed.iter().all(|(old, new)| old.date == new.date && old != new));
    let worked_or_free = changed.iter().filter(|(old, new)| old.working != new.working).count();
    // 2027-01-31 and 02-14; 02-08 … 02-11 but for the law's 02-08; 10-04 … 10-07 as 10-02 and 10-03 are a weekend.
    assert_eq!(worked_or_free, 2 + 3 + 4);
    assert_eq!(after.changes(&after).count(), 0);
}

proptest! {
    /// Whatever is pasted, the answer is days or a refusal in words; what is read once reads the same as rows.
    #[test]
    fn any_text_is_read_or_refused(text in "[0-9一二三日月年至、。：（）周天放假上班共,\\-\n ]{0,60}") {
        if let Ok(days) = read_days(&text, 2027) {
            let word = |kind| match kind { Setting::Holiday => "holiday", Setting::Workday => "workday", Setting::Plain => "plain" };
            let rows: Vec<String> =
                days.iter().map(|day| format!("{},{},{}", day.date, word(day.kind), day.name.replace(',', ""))).collect();
            let again = read_days(&rows.join("\n"), 2027).unwrap();
            prop_assert_eq!(
                again.iter().map(|day| (day.date, day.kind)).collect::<Vec<_>>(),
                days.iter().map(|day| (day.date, day.kind)).collect::<Vec<_>>()
            );
        }
    }

    /// A length never runs out before the day that it starts, whatever notices are in force.
    #[test]
    fn a_due_date_lies_ahead_under_any_notice(days in proptest::collection::btree_set(0_i64..360, 0..40), worked: bool) {
        let first = day("2027-01-01");
        let kind = if worked { Setting::Workday } else { Setting::Holiday };
        let date = |n: i64| first.checked_add(jiff::SignedDuration::from_hours(24 * n)).unwrap();
        let days = days.into_iter().map(|n| NoticeDay { date: date(n), kind, name: "合成".into() }).collect();
        let calendar = Calendar::shipped().with(vec![Notice { days, ..notice("") }], at("2026-11-22"));
        let due = calendar.due(&Hours::default(), at("2027-02-01"), "5 wd".parse().unwrap(), &[]).unwrap();
        prop_assert!(due.at > at("2027-02-01") && !due.provisional);
        prop_assert!(calendar.day(due.date).unwrap().working);
    }
}
