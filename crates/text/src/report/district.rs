//! The code of a region, where the directory that ships knows it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bihuan_core::directory::shipped_districts;

static CODES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let units = shipped_districts().unwrap_or_default();
    let whole = units.into_iter().filter(|unit| unit.code.as_str().len() == 6);
    whole.map(|unit| (unit.name.clone(), unit.code.as_str().to_owned())).collect()
});

/// GB/T 2260 code of a region by its name.
pub fn code(region: Option<&str>) -> Option<String> {
    CODES.get(region?).cloned()
}

/// How wide a place is by the last word of its name: 1 a province, 2 a city, 3 a district or county, 4 a street, a town
/// or a zone. None where the name does not tell.
pub fn width(region: &str) -> Option<u8> {
    const ENDS: [(u8, &[&str]); 4] = [
        (4, &["街道", "街", "镇", "乡", "开发区", "功能区", "高新区", "新区", "园区", "管委会", "商务区", "风景区"]),
        (1, &["省", "自治区"]),
        (2, &["市", "自治州", "州", "盟"]),
        (3, &["区", "县", "旗"]),
    ];
    let of = |(_, ends): &&(u8, &[&str])| ends.iter().any(|end| region.ends_with(end));
    ENDS.iter().find(of).map(|(width, _)| *width)
}

/// The first of the known regions that a text names in full; 江汉 alone may be a plain or a park elsewhere.
pub fn named(text: &str) -> Option<String> {
    let found = CODES.keys().filter_map(|name| Some((text.find(name.as_str())?, name)));
    found.min().map(|(_, name)| name.clone())
}
