//! Which language a reader gets: what the address says, else what was chosen before, else what the browser asks for.

use unic_langid::{LanguageIdentifier, langid};

/// A language that we speak. Chinese is the default.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Lang {
    /// 简体中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// All of them, as the switch shows them.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The short tag: folder of the words, `?lang=`, cookie.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The BCP 47 tag for `<html lang>`.
    pub fn bcp47(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Its own name for itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zh => "中文",
            Self::En => "English",
        }
    }

    /// The language of a tag, as `zh`, `zh-CN`, `en_GB`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(first))
    }

    /// The language for a request: `?lang=`, else the cookie, else `Accept-Language`, else Chinese.
    pub fn choose(address: Option<&str>, cookie: Option<&str>, accept: Option<&str>) -> Self {
        let said = address.and_then(Self::of_tag).or_else(|| cookie.and_then(Self::of_tag));
        said.or_else(|| accept.and_then(Self::accepted)).unwrap_or_default()
    }

    /// The wanted language of highest weight; among equals the first.
    fn accepted(header: &str) -> Option<Self> {
        let mut best = None;
        for part in header.split(',') {
            let (tag, weight) = part.split_once(';').map_or((part, 1000), |(tag, rest)| (tag, weight(rest)));
            let Some(lang) = Self::of_tag(tag).filter(|_| weight > 0) else { continue };
            if best.is_none_or(|(_, most)| weight > most) {
                best = Some((lang, weight));
            }
        }
        best.map(|(lang, _)| lang)
    }

    /// The same for what the core says.
    pub fn calendar(self) -> bihuan_core::calendar::Lang {
        match self {
            Self::Zh => bihuan_core::calendar::Lang::Zh,
            Self::En => bihuan_core::calendar::Lang::En,
        }
    }

    pub(super) fn id(self) -> LanguageIdentifier {
        match self {
            Self::Zh => langid!("zh-CN"),
            Self::En => langid!("en"),
        }
    }
}

/// `q=0.8` in thousandths; what cannot be read weighs nothing.
fn weight(rest: &str) -> u16 {
    let Some(number) = rest.trim().strip_prefix("q=") else { return 0 };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let part: u16 = format!("{part:0<3}").get(..3).and_then(|p| p.parse().ok()).unwrap_or(0);
    if whole == "1" { 1000 } else { part }
}

#[cfg(test)]
mod tests {
    use super::Lang::{self, En, Zh};

    #[test]
    fn the_address_wins_then_what_was_chosen_then_the_browser() {
        assert_eq!(Lang::choose(Some("en"), Some("zh"), Some("zh")), En);
        assert_eq!(Lang::choose(Some("xx"), Some("en"), Some("zh")), En);
        assert_eq!(Lang::choose(None, None, Some("en-GB,en;q=0.9,zh;q=0.8")), En);
        assert_eq!(Lang::choose(None, None, Some("fr, en;q=0.3, zh-CN;q=0.7")), Zh);
        assert_eq!(Lang::choose(None, None, Some("en;q=0")), Zh);
        assert_eq!(Lang::choose(None, None, None), Zh);
    }
}
