//! A cell as a field's value in the contract's JSON: titles become codes, serials become dates. What it cannot make
//! sense of goes on as it stands, for the law to refuse in its own words.

use bihuan_core::casework::decide::json_of_text;
use bihuan_core::directory::{DistrictCode, Unit};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_text::table::Cell;
use jiff::civil::{Date, DateTime, Time};
use serde_json::{Map, Number, Value as Json};

use crate::law::Law;

/// The offset in which people here write times.
const OFFSET: &str = "+08:00";
/// Serials that are taken for days: 1954 to 2119.
const SERIALS: std::ops::Range<f64> = 20_000.0..80_000.0;

/// What surrounds the cells of one file.
pub struct Reader<'r> {
    /// Units and officers by name.
    pub law: &'r Law,
    /// The kind of matter.
    pub rules: &'r CaseType,
    /// The district in which units are sought.
    pub district: &'r DistrictCode,
}

impl Reader<'_> {
    /// The value of a whole field; null for an empty cell.
    pub fn value(&self, field: &Field, cell: &Cell) -> Json {
        if cell.is_empty() {
            return Json::Null;
        }
        if !field.many || field.kind == FieldType::File {
            return self.single(field, cell);
        }
        let words = words(cell);
        let whole = self.single(field, cell);
        let fits = whole.as_str().is_none_or(|code| code != words.trim());
        let marks: &[char] = match field.kind {
            FieldType::Text => &['\n'],
            _ => &['\n', ';', '；', '、', ',', '，', '/'],
        };
        if fits && field.kind != FieldType::Text {
            return Json::Array(vec![whole]);
        }
        let parts = words.split(marks).map(str::trim).filter(|part| !part.is_empty());
        Json::Array(parts.map(|part| self.single(field, &Cell::Text(part.to_owned()))).collect())
    }

    fn single(&self, field: &Field, cell: &Cell) -> Json {
        let text = words(cell);
        let trimmed = text.trim();
        match field.kind {
            FieldType::Integer => json_of_text(field, &digits(trimmed)),
            FieldType::Number | FieldType::Decimal | FieldType::Money => digits(trimmed).into(),
            FieldType::Date => date(cell).map_or_else(|| trimmed.into(), |date| date.to_string().into()),
            FieldType::Time => time(cell).map_or_else(|| trimmed.into(), Json::from),
            FieldType::Boolean => boolean(trimmed).map_or_else(|| trimmed.into(), Json::from),
            FieldType::Length => length(trimmed).unwrap_or_else(|| trimmed.to_owned()).into(),
            FieldType::Term => self.term(field, trimmed).unwrap_or_else(|| trimmed.to_owned()).into(),
            FieldType::Unit => self.unit(field, trimmed).unwrap_or_else(|| trimmed.to_owned()).into(),
            FieldType::Officer => self.officer(trimmed).unwrap_or_else(|| trimmed.to_owned()).into(),
            FieldType::Entry => self.entry(field, trimmed).unwrap_or_else(|| trimmed.to_owned()).into(),
            FieldType::Place => self.place(&text),
            FieldType::Phone | FieldType::IdentityNumber | FieldType::CreditCode => trimmed.into(),
            _ => json_of_text(field, &text),
        }
    }

    fn term(&self, field: &Field, text: &str) -> Option<String> {
        let terms = &self.rules.vocabularies.get(field.vocabulary.as_deref()?)?.terms;
        let same = |word: &str| word.trim().eq_ignore_ascii_case(text);
        let by_code = terms.iter().find(|term| term.code == text);
        let by_title = || terms.iter().find(|term| same(&term.title) || term.en.as_deref().is_some_and(same));
        by_code.or_else(by_title).map(|term| term.code.clone())
    }

    /// A unit by its code or by a name that only one unit of the district has.
    fn unit(&self, field: &Field, text: &str) -> Option<String> {
        let text = text.trim_end_matches("(合成)").trim_end_matches("（合成）").trim_end_matches(" (synthetic)").trim();
        let here = |unit: &&Unit| unit.code.district() == *self.district;
        let fits = |unit: &&Unit| field.unit_kinds.is_empty() || field.unit_kinds.contains(&unit.kind);
        let named = |unit: &&Unit| {
            unit.code.as_str() == text
                || unit.name == text
                || unit.short_name() == text
                || unit.name_en.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(text))
        };
        let mut found = self.law.directory.units(None, None).filter(here).filter(fits).filter(named);
        let first = found.next()?;
        found.next().is_none().then(|| first.code.to_string())
    }

    fn officer(&self, text: &str) -> Option<String> {
        let mut found =
            self.law.directory.officers().filter(|officer| officer.user.as_str() == text || officer.name == text);
        let first = found.next()?;
        found.next().is_none().then(|| first.user.to_string())
    }

    /// An entry by its key alone, or by the first words that are shown of it.
    fn entry(&self, field: &Field, text: &str) -> Option<String> {
        let register = self.rules.registers.get(field.register.as_deref()?)?;
        let said = |row: &bihuan_core::pack::model::RegisterEntry| {
            row.key == text || row.values.values().any(|value| value.as_str() == Some(text))
        };
        let row = register.rows.iter().find(|row| said(row))?;
        Some(format!("{}/{}", register.name, row.key))
    }

    /// A place in one cell: a line that names a unit is its unit, the rest is the address.
    fn place(&self, text: &str) -> Json {
        let any = Field::plain("", FieldType::Unit, "");
        let mut place = Map::new();
        let mut address: Vec<&str> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match self.unit(&any, line).filter(|_| !place.contains_key("unit")) {
                Some(code) => {
                    place.insert("unit".into(), code.into());
                }
                None => address.push(line),
            }
        }
        if !address.is_empty() {
            place.insert("address".into(), address.join(" ").into());
        }
        Json::Object(place)
    }

    /// One part of a place, from a column of its own.
    pub fn part(&self, part: &str, cell: &Cell) -> Json {
        let text = words(cell);
        let trimmed = text.trim();
        match part {
            "unit" => {
                let any = Field::plain("", FieldType::Unit, "");
                self.unit(&any, trimmed).unwrap_or_else(|| trimmed.to_owned()).into()
            }
            "lon" | "lat" => {
                let number = digits(trimmed).parse().ok().and_then(Number::from_f64);
                number.map_or_else(|| trimmed.into(), Json::Number)
            }
            _ => trimmed.into(),
        }
    }
}

/// The words of a cell. A number that a spreadsheet made of digits is those digits again.
fn words(cell: &Cell) -> String {
    cell.words()
}

/// A number without what people put around it: separators of thousands, full-width digits, the name of the money.
fn digits(text: &str) -> String {
    let plain = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        '．' => Some('.'),
        '－' => Some('-'),
        ',' | '，' | ' ' | '\u{a0}' | '¥' | '￥' => None,
        other => Some(other),
    };
    let read: String = text.trim_end_matches('元').chars().filter_map(plain).collect();
    if read.chars().all(|c| c.is_ascii_digit() || ".-".contains(c)) { read } else { text.to_owned() }
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "是" | "有" | "对" | "√" | "✓" | "true" | "yes" | "y" | "1" => Some(true),
        "否" | "无" | "不" | "×" | "false" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// "5个工作日" as `5 wd`.
fn length(text: &str) -> Option<String> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let (amount, unit) = text.split_at_checked(split)?;
    let unit = unit.trim().trim_start_matches('个');
    let unit = match unit {
        "工作日" | "working day" | "working days" => "wd",
        "工作小时" | "working hour" | "working hours" => "wh",
        "天" | "日" | "自然日" | "day" | "days" => "d",
        "小时" | "hour" | "hours" => "h",
        "分钟" | "minute" | "minutes" => "min",
        "月" | "month" | "months" => "mo",
        _ => return None,
    };
    (!amount.is_empty()).then(|| format!("{amount} {unit}"))
}

fn date(cell: &Cell) -> Option<Date> {
    moment(cell).map(|at| at.date())
}

fn time(cell: &Cell) -> Option<String> {
    moment(cell).map(|at| format!("{}{OFFSET}", at.strftime("%Y-%m-%dT%H:%M:%S")))
}

/// A moment out of a date, a serial, or words such as "2026年3月1日 9:30".
fn moment(cell: &Cell) -> Option<DateTime> {
    match cell {
        Cell::Moment(at) => Some(*at),
        Cell::Number(serial) if SERIALS.contains(serial) => of_serial(*serial),
        Cell::Number(number) => of_words(&number.to_string()),
        Cell::Text(text) => of_words(text.trim()),
        _ => None,
    }
}

fn of_serial(serial: f64) -> Option<DateTime> {
    let first = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a serial below 80,000 has fewer than 7 thousand million seconds"
    )]
    let seconds = (serial * 86_400.0).round() as i64;
    first.checked_add(jiff::SignedDuration::from_secs(seconds)).ok()
}

fn of_words(text: &str) -> Option<DateTime> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse::<Date>().ok().map(|date| date.to_datetime(Time::midnight()));
    }
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(bihuan_core::calendar::civil(at));
    }
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let mut next = || numbers.next().map(|part| part.parse::<i16>().unwrap_or(i16::MAX));
    let (year, month, day) = (next()?, next()?, next()?);
    let (hour, minute, second) = (next().unwrap_or(0), next().unwrap_or(0), next().unwrap_or(0));
    let small = |number: i16| i8::try_from(number).ok();
    let rest = next().is_some() || text.chars().any(|c| !c.is_ascii_digit() && !"年月日时分秒号点-/.: T".contains(c));
    if rest || year < 1000 {
        return None;
    }
    DateTime::new(year, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?, 0).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_offices_write_them() {
        for text in
            ["2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", "20260301", "2026-3-1 09:30", "2026年3月1日9时30分"]
        {
            assert_eq!(date(&text.into()).map(|date| date.to_string()).as_deref(), Some("2026-03-01"), "{text}");
        }
        assert_eq!(date(&Cell::Number(46082.0)).unwrap().to_string(), "2026-03-01");
        assert_eq!(date(&Cell::Number(20_260_301.0)).unwrap().to_string(), "2026-03-01");
        assert_eq!(time(&"2026/3/1 9:30".into()).unwrap(), "2026-03-01T09:30:00+08:00");
        for text in ["三月一日", "3-1", "2026-13-01", "2026-02-30", "1-2-3", "约2026-03-01", "2026-3-1 9:30 1 2 3 4 5"]
        {
            assert_eq!(date(&text.into()), None, "{text}");
        }
    }

    #[test]
    fn numbers_lengths_and_yes() {
        assert_eq!(digits("１，６８０.50元"), "1680.50");
        assert_eq!(digits("约三百"), "约三百");
        assert_eq!(length("5个工作日").as_deref(), Some("5 wd"));
        assert_eq!(length("24小时").as_deref(), Some("24 h"));
        assert_eq!(length("尽快"), None);
        assert_eq!((boolean("是"), boolean("否"), boolean("也许")), (Some(true), Some(false), None));
    }
}
