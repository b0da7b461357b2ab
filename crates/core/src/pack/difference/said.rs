//! A sentence in both languages of the office.

use serde::Serialize;

use crate::calendar::Lang;

/// The same in Chinese and in English.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Said {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Said {
    /// Two texts that say the same.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// What is the same in every language: a name, a number, a condition.
    pub fn both(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { zh: text.clone(), en: text }
    }

    /// A name as the pack writes it, marked as such.
    pub fn code(text: &str) -> Self {
        Self::both(format!("`{text}`"))
    }

    /// In a language.
    #[must_use]
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// Several, one after the other.
    pub fn list(parts: &[Self]) -> Self {
        Self::joined(parts, "、", ", ")
    }

    /// Several, with something between them.
    pub fn joined(parts: &[Self], zh: &str, en: &str) -> Self {
        let all = |pick: fn(&Self) -> &str, between: &str| parts.iter().map(pick).collect::<Vec<_>>().join(between);
        Self { zh: all(|part| &part.zh, zh), en: all(|part| &part.en, en) }
    }
}
