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

/// The first of the known regions that a text names in full; 江汉 alone may be a plain or a park elsewhere.
pub fn named(text: &str) -> Option<String> {
    let found = CODES.keys().filter_map(|name| Some((text.find(name.as_str())?, name)));
    found.min().map(|(_, name)| name.clone())
}
