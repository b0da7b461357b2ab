//! What was sent, as values of the pack's types: the same check for page, API and import, with every wrong field at once.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use unicode_segmentation::UnicodeSegmentation;

use super::{World, checks, papers, place};
use crate::calendar::{Length, civil, rfc3339};
use crate::casework::case::Case;
use crate::casework::facts::{holds, holds_at_filing, holds_for};
use crate::casework::refusal::{Fault, Refusal, Sentence};
use crate::directory::{DistrictCode, UnitCode, UserName};
use crate::pack::guard::Guard;
use crate::pack::model::{Field, FieldType};
use crate::value::{EntryRef, FileId, Value, Values, Words};

/// Characters in a text whose field sets no bound of its own.
const LONGEST_TEXT: i64 = 4000;
/// Code points that one character may be made of before it counts as more: no emoji has so many, piled-up accents do.
const MARKS_OF_ONE: usize = 16;
/// Codes and names are never longer than this.
const LONGEST_CODE: usize = 200;

/// A form to be read.
pub struct Form<'f> {
    world: &'f World<'f>,
    district: &'f DistrictCode,
    at: Timestamp,
    known: Known<'f>,
}

/// What the conditions of required fields may look at beside the form itself.
enum Known<'f> {
    /// A form that files a case, by its channel.
    Filing(&'f str),
    /// The input of an action.
    Case(&'f Case),
}

impl<'f> Form<'f> {
    /// The form of a new case.
    pub fn for_filing(world: &'f World<'f>, district: &'f DistrictCode, at: Timestamp, channel: &'f str) -> Self {
        Self { world, district, at, known: Known::Filing(channel) }
    }

    /// The input of an action on a case.
    pub fn for_action(world: &'f World<'f>, case: &'f Case, at: Timestamp) -> Self {
        Self { world, district: &case.district, at, known: Known::Case(case) }
    }

    /// Reads all fields. `prefix` stands before their names in the pointers of faults: `/form`, or nothing.
    ///
    /// # Errors
    /// A refusal that names every wrong field.
    pub fn read(&self, fields: &[Field], json: &Map<String, Json>, prefix: &str) -> Result<Values, Refusal> {
        let mut values = Values::new();
        let mut faults = unknown(fields, json, prefix);
        for field in fields {
            let Some(given) = json.get(&field.name).filter(|given| !is_empty(field, given)) else { continue };
            let pointer = format!("{prefix}/{}", field.name);
            match self.value(field, given) {
                Ok(value) => {
                    values.insert(field.name.clone(), value);
                }
                Err(wrong) => faults.push(wrong.at(&pointer)),
            }
        }
        let given = |field: &Field| json.get(&field.name).is_some_and(|given| !is_empty(field, given));
        for field in fields.iter().filter(|field| !given(field) && self.is_required(field, &values, fields)) {
            faults.push(missing(field).at(&format!("{prefix}/{}", field.name)));
        }
        if let Known::Filing(channel) = self.known {
            faults.extend(papers::faults(self.world.case_type, &values, channel, fields, prefix));
        }
        if faults.is_empty() { Ok(values) } else { Err(Refusal::invalid(faults)) }
    }

    /// Reads what comes from another case's record: what does not fit here is left behind.
    pub(super) fn copied(&self, fields: &[Field], json: &Map<String, Json>) -> Values {
        let read = |field: &Field| Some((field.name.clone(), self.value(field, json.get(&field.name)?).ok()?));
        fields.iter().filter_map(read).collect()
    }

    fn is_required(&self, field: &Field, values: &Values, fields: &[Field]) -> bool {
        let when = |guard: &Guard| match self.known {
            Known::Filing(channel) => holds_at_filing(guard, self.world.case_type, values, channel),
            Known::Case(case) if field.keeps => is_wanting(guard, case, field, values, fields),
            Known::Case(case) => holds(guard, case, values),
        };
        field.required || field.required_when.as_ref().is_some_and(when)
    }

    fn value(&self, field: &Field, json: &Json) -> Result<Value, Wrong> {
        if field.kind == FieldType::File {
            return files(field, json);
        }
        if !field.many {
            return self.single(field, json);
        }
        let Json::Array(items) = json else {
            return Err(wrong("not-a-list", "请给出一个列表", "Give a list."));
        };
        check_count(field, items.len())?;
        items.iter().map(|item| self.single(field, item)).collect::<Result<_, _>>().map(Value::Many)
    }

    fn single(&self, field: &Field, json: &Json) -> Result<Value, Wrong> {
        match field.kind {
            FieldType::Text => text(field, json),
            FieldType::Phone => shaped(
                json,
                "not-a-phone",
                "电话号码不对，请填 11 位手机号或带区号的固定电话",
                "Not a telephone number. Give a mobile number or one with its area code.",
                checks::phone,
            ),
            FieldType::IdentityNumber => shaped(
                json,
                "not-an-identity-number",
                "身份证号码不对，请核对 18 位号码和末位校验码",
                "Not an identity number. Check its 18 characters.",
                |text| checks::identity_number(text, self.at),
            ),
            FieldType::CreditCode => shaped(
                json,
                "not-a-credit-code",
                "统一社会信用代码不对，请核对 18 位代码",
                "Not a credit code. Check its 18 characters.",
                checks::credit_code,
            ),
            FieldType::Integer => integer(field, json),
            FieldType::Number | FieldType::Decimal => decimal(field, json, None),
            FieldType::Money => decimal(field, json, Some(2)),
            FieldType::Date => date(json),
            FieldType::Time => time(json),
            FieldType::Boolean => json
                .as_bool()
                .map(Value::Boolean)
                .ok_or_else(|| wrong("not-a-boolean", "请填 true 或 false", "Give true or false.")),
            FieldType::Length => length(json),
            FieldType::Term => self.term(field, json),
            FieldType::Unit => self.unit(field, json),
            FieldType::Officer => self.officer(json),
            FieldType::Entry => self.entry(field, json),
            FieldType::Place => place::read(self.world, self.district, json).map(Value::Place),
            FieldType::File => files(field, json),
        }
    }

    fn term(&self, field: &Field, json: &Json) -> Result<Value, Wrong> {
        let code = string(json)?;
        let vocabulary = field.vocabulary.as_ref().and_then(|name| self.world.case_type.vocabularies.get(name));
        let known = vocabulary.is_some_and(|vocabulary| vocabulary.terms.iter().any(|term| term.code == code));
        if known {
            return Ok(Value::Term(code.to_owned()));
        }
        Err(wrong("unknown-term", "没有这个选项，请从列表中选择", "There is no such term. Choose one of the list."))
    }

    fn unit(&self, field: &Field, json: &Json) -> Result<Value, Wrong> {
        let code: Option<UnitCode> = string(json)?.parse().ok();
        let unit = code
            .and_then(|code| self.world.directory.unit(&code))
            .filter(|unit| unit.code.district() == *self.district);
        let Some(unit) = unit else {
            return Err(wrong(
                "unknown-unit",
                "本区没有这个单位，请核对单位代码",
                "The district has no such unit. Check its code.",
            ));
        };
        if field.unit_kinds.is_empty() || field.unit_kinds.contains(&unit.kind) {
            return Ok(Value::Unit(unit.code.clone()));
        }
        Err(wrong("wrong-kind-of-unit", "这类单位不能选在这里，请另选", "That kind of unit cannot be chosen here."))
    }

    /// An entry of a register: the district's own, else one that ships with the pack. One of a register that ships must be
    /// there, and valid on the day where the field asks for that.
    fn entry(&self, field: &Field, json: &Json) -> Result<Value, Wrong> {
        let (register, key) = string(json)?.split_once('/').unwrap_or_default();
        let own = field.register.as_ref().is_none_or(|own| own == register);
        if key.is_empty() || register.is_empty() || !own {
            return Err(wrong("not-an-entry", "请填“登记簿/条目”", "Give an entry as `register/key`."));
        }
        let shipped = self.world.case_type.registers.get(register).filter(|register| !register.rows.is_empty());
        if let Some(kept) = (self.world.entry)(register, key) {
            check_in_use(&kept)?;
            self.check_fresh(field, |name| kept.get(name))?;
        } else if let Some(shipped) = shipped {
            let Some(row) = shipped.rows.iter().find(|row| row.key == key) else {
                let title = &shipped.title;
                return Err(wrong(
                    "unknown-entry",
                    format!("“{title}”里没有这一条，请从列表中选择"),
                    "There is no such entry.",
                ));
            };
            self.check_fresh(field, |name| row.values.get(name))?;
        }
        Ok(Value::Entry(EntryRef { register: register.to_owned(), key: key.to_owned() }))
    }

    /// An entry whose day has passed is not used any more: whoever owns it brings it up to date first.
    fn check_fresh<'v>(&self, field: &Field, value: impl Fn(&str) -> Option<&'v Json>) -> Result<(), Wrong> {
        let until = field.fresh.as_ref().and_then(|name| value(name)?.as_str()?.parse::<Date>().ok());
        match until {
            Some(until) if civil(self.at).date() > until => Err(wrong(
                "expired",
                format!("这一条已于 {until} 过期，请责任单位更新后再用"),
                format!("This entry lapsed on {until}. Its unit must bring it up to date first."),
            )),
            _ => Ok(()),
        }
    }

    fn officer(&self, json: &Json) -> Result<Value, Wrong> {
        let user: Option<UserName> = string(json)?.parse().ok();
        let officer = user.and_then(|user| self.world.directory.officer(&user));
        officer.map(|officer| Value::Officer(officer.user.clone())).ok_or_else(|| {
            wrong("unknown-officer", "没有这个工作人员，请核对用户名", "There is no such officer. Check the user name.")
        })
    }
}

/// Whether a field of the matter that an action asks by its name would be empty though it must be given: as the matter will
/// stand once this input is kept. What the matter says already need not be said again.
fn is_wanting(guard: &Guard, case: &Case, field: &Field, input: &Values, fields: &[Field]) -> bool {
    if case.values.contains_key(&field.name) {
        return false;
    }
    let kept = fields.iter().filter(|field| field.keeps);
    let given = kept.filter_map(|field| Some((field.name.clone(), input.get(&field.name)?.clone())));
    let form: Values = case.values.clone().into_iter().chain(given).collect();
    holds_for(guard, case, &form, input)
}

/// What its keeper took out of use is offered to nobody.
fn check_in_use(kept: &Json) -> Result<(), Wrong> {
    let retired = kept.get("kept").and_then(|kept| kept.get("retired")).and_then(Json::as_bool).unwrap_or(false);
    match retired {
        true => Err(wrong("retired", "这一条已经停用，请另选", "This entry is no longer in use. Choose another one.")),
        false => Ok(()),
    }
}

/// What is wrong with one value.
pub(super) struct Wrong {
    code: &'static str,
    sentence: Sentence,
}

impl Wrong {
    fn at(self, pointer: &str) -> Fault {
        Fault { field: pointer.to_owned(), code: self.code.to_owned(), sentence: self.sentence }
    }
}

pub(super) fn wrong(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Wrong {
    Wrong { code, sentence: Sentence::new(zh, en) }
}

fn missing(field: &Field) -> Wrong {
    wrong("required", format!("请填写{}", field.title), format!("`{}` is required.", field.name))
}

fn unknown(fields: &[Field], json: &Map<String, Json>, prefix: &str) -> Vec<Fault> {
    let known = |name: &str| fields.iter().any(|field| field.name == name);
    let unknown = json.keys().filter(|name| !known(name));
    let fault = |name: &String| {
        let shown: String = name.chars().take(60).collect();
        Fault::new(
            format!("{prefix}/{}", shown.replace('~', "~0").replace('/', "~1")),
            "unknown-field",
            format!("没有“{shown}”这一项，请删去"),
            format!("There is no field `{shown}`. Leave it out."),
        )
    };
    unknown.take(100).map(fault).collect()
}

/// Nothing was given: pages send empty text, or no file at all, for a field that was left alone.
fn is_empty(field: &Field, json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(items) => field.many && items.is_empty(),
        _ => false,
    }
}

fn string(json: &Json) -> Result<&str, Wrong> {
    match json.as_str() {
        Some(text) if text.len() <= LONGEST_CODE => Ok(text),
        Some(_) => Err(wrong("too-long", "内容过长", "That is too long.")),
        None => Err(wrong("not-a-string", "请填文字", "Give a string.")),
    }
}

fn text(field: &Field, json: &Json) -> Result<Value, Wrong> {
    let Some(text) = json.as_str() else {
        return Err(wrong("not-a-string", "请填文字", "Give a string."));
    };
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(wrong(
            "control-character",
            "含有不可见的控制字符，请删去",
            "It holds control characters. Leave them out.",
        ));
    }
    // A family emoji is one character to people, and up to a dozen to a machine.
    let seen = text.graphemes(true).count().max(text.chars().count() / MARKS_OF_ONE);
    let count = i64::try_from(seen).unwrap_or(i64::MAX);
    let bound = |bound: Option<i64>| bound.filter(|_| !field.many);
    let (min, max) = (bound(field.min).unwrap_or(0), bound(field.max).unwrap_or(LONGEST_TEXT));
    if count > max {
        return Err(wrong(
            "too-long",
            format!("最多 {max} 字，现有 {count} 字"),
            format!("At most {max} characters; there are {count}."),
        ));
    }
    if count < min {
        return Err(wrong("too-short", format!("至少 {min} 字"), format!("At least {min} characters.")));
    }
    Ok(Value::Text(text.to_owned()))
}

fn shaped(
    json: &Json,
    code: &'static str,
    zh: &str,
    en: &str,
    check: impl Fn(&str) -> Option<String>,
) -> Result<Value, Wrong> {
    check(string(json)?).map(Value::Text).ok_or_else(|| wrong(code, zh, en))
}

fn integer(field: &Field, json: &Json) -> Result<Value, Wrong> {
    let whole = |number: f64| number.fract() == 0.0 && number.abs() < 9e15;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "JSON knows one kind of number: 3.0 is 3, and it was found whole and small"
    )]
    let written_with_point = || json.as_f64().filter(|number| whole(*number)).map(|number| number as i64);
    let Some(number) = json.as_i64().or_else(written_with_point) else {
        return Err(wrong("not-an-integer", "请填整数", "Give a whole number."));
    };
    check_bounds(field, Decimal::from(number))?;
    Ok(Value::Integer(number))
}

fn decimal(field: &Field, json: &Json, places: Option<u32>) -> Result<Value, Wrong> {
    let written = match json {
        Json::String(text) if text.len() <= 40 => Some(text.clone()),
        Json::Number(number) if field.kind == FieldType::Number => Some(number.to_string()),
        _ => None,
    };
    let read = |text: &String| Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok();
    let plain = |text: &String| {
        text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-')) || field.kind == FieldType::Number
    };
    let Some(number) = written.filter(plain).as_ref().and_then(read) else {
        return Err(wrong(
            "not-a-decimal",
            "请填数字，例如 \"1680.00\"",
            "Give a number as text, such as \"1680.00\".",
        ));
    };
    if places.is_some_and(|places| number.normalize().scale() > places) {
        return Err(wrong("too-precise", "金额最多到分", "Money has at most two decimal places."));
    }
    check_bounds(field, number)?;
    Ok(Value::Decimal(number))
}

fn check_bounds(field: &Field, number: Decimal) -> Result<(), Wrong> {
    if let Some(min) = field.min.filter(|min| !field.many && number < Decimal::from(*min)) {
        return Err(wrong("too-small", format!("不能小于 {min}"), format!("It is at least {min}.")));
    }
    if let Some(max) = field.max.filter(|max| !field.many && number > Decimal::from(*max)) {
        return Err(wrong("too-large", format!("不能大于 {max}"), format!("It is at most {max}.")));
    }
    Ok(())
}

fn check_count(field: &Field, count: usize) -> Result<(), Wrong> {
    let (min, max) = field.counts();
    match i64::try_from(count).unwrap_or(i64::MAX) {
        few if few < min => Err(wrong(
            "too-few",
            format!("至少 {min} 项，现有 {count} 项"),
            format!("At least {min}; there are {count}."),
        )),
        many if many > max => Err(wrong(
            "too-many",
            format!("最多 {max} 项，现有 {count} 项"),
            format!("At most {max}; there are {count}."),
        )),
        _ => Ok(()),
    }
}

fn date(json: &Json) -> Result<Value, Wrong> {
    let read = Date::from_str(string(json)?).ok().filter(|date| (1850..=2100).contains(&date.year()));
    read.map(Value::Date)
        .ok_or_else(|| wrong("not-a-date", "日期不对，请填 2026-11-21 这样的日期", "Not a date such as 2026-11-21."))
}

fn time(json: &Json) -> Result<Value, Wrong> {
    let read = Timestamp::from_str(string(json)?).ok();
    read.map(Value::Time).ok_or_else(|| {
        wrong(
            "not-a-time",
            "时间不对，请填 2026-11-21T09:00:00+08:00 这样的时间",
            "Not a time such as 2026-11-21T09:00:00+08:00.",
        )
    })
}

fn length(json: &Json) -> Result<Value, Wrong> {
    let read = Length::from_str(string(json)?).ok().filter(|length| (1..=10_000).contains(&length.amount));
    read.map(Value::Length).ok_or_else(|| {
        wrong("not-a-length", "时限不对，请填 5 wd、24 h 这样的时限", "Not a length such as `5 wd` or `24 h`.")
    })
}

fn files(field: &Field, json: &Json) -> Result<Value, Wrong> {
    let Json::Array(items) = json else {
        return Err(wrong("not-a-list", "请给出文件编号的列表", "Give a list of file ids."));
    };
    check_count(field, items.len())?;
    let file = |item: &Json| item.as_str().filter(|id| is_file_id(id)).map(|id| FileId(id.to_owned()));
    let read: Option<Vec<FileId>> = items.iter().map(file).collect();
    read.map(Value::Files).ok_or_else(|| {
        wrong("not-a-file", "文件编号不对，请先上传文件再引用", "Not a file id. Upload the file first and give its id.")
    })
}

fn is_file_id(text: &str) -> bool {
    let hash = text.strip_prefix("sha256-").unwrap_or_default();
    hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A value in the contract's JSON; what is sealed is null.
pub fn json_of(value: &Value) -> Json {
    match value {
        Value::Text(text) | Value::Term(text) => text.clone().into(),
        Value::Integer(number) => (*number).into(),
        Value::Decimal(number) => number.to_string().into(),
        Value::Date(date) => date.to_string().into(),
        Value::Time(at) => rfc3339(*at).into(),
        Value::Boolean(yes) => (*yes).into(),
        Value::Length(length) => length.to_string().into(),
        Value::Unit(unit) => unit.as_str().into(),
        Value::Officer(user) => user.as_str().into(),
        Value::Entry(entry) => format!("{}/{}", entry.register, entry.key).into(),
        Value::Place(at) => place::json_of(at),
        Value::Files(files) => files.iter().map(|file| Json::from(file.0.as_str())).collect(),
        Value::Many(values) => values.iter().map(json_of).collect(),
        Value::Sealed(_) => Json::Null,
    }
}

/// What a page's form field holds, in the contract's JSON, so that page and API are checked alike.
pub fn json_of_text(field: &Field, text: &str) -> Json {
    let trimmed = text.trim();
    match field.kind {
        _ if trimmed.is_empty() => Json::Null,
        FieldType::Integer => trimmed.parse::<i64>().map_or_else(|_| text.into(), Json::from),
        FieldType::Boolean => match trimmed {
            "true" | "on" | "yes" | "1" => true.into(),
            "false" | "no" | "0" => false.into(),
            _ => text.into(),
        },
        FieldType::Text => text.into(),
        _ => trimmed.into(),
    }
}

/// The words of an address, if they are to be read here.
pub(super) fn typed(words: Option<&Words>) -> Json {
    match words {
        Some(Words::Typed(text)) => text.clone().into(),
        _ => Json::Null,
    }
}
