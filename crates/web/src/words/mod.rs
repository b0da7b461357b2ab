//! Every sentence that a page says, in the reader's language, from Fluent files by page: `lang/zh/portal.ftl`.
//!
//! `t!(words, "case-due", days = 3)` in code, `{{ t!(w, "case-due", days = 3) }}` in a template. A test reads the
//! sources and fails on a key that a language lacks.

mod lang;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

pub use lang::Lang;

static FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

static ZH: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::Zh));
static EN: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::En));

/// The sentences of one language.
pub struct Words {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The sentences of a language.
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }

    /// Which language this is.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Says a sentence with what it needs filled in. A key that nobody wrote shows itself, so that a reader can name
    /// it; the tests keep that from happening to a key that stands in the sources.
    pub fn get(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        self.find(key, args).unwrap_or_else(|| {
            tracing::error!(key, lang = self.lang.tag(), "no words for this key");
            key.to_owned()
        })
    }

    /// Says a sentence if there is one, for keys made from data (`refusal-` and a code).
    pub fn find(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> Option<String> {
        let (id, attribute) = key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let args: FluentArgs = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = vec![];
        let said = self.bundle.format_pattern(pattern, Some(&args), &mut errors);
        for error in &errors {
            tracing::error!(key, %error, "a sentence could not be filled in");
        }
        Some(said.into_owned())
    }

    /// What stands between the words of a list.
    pub fn comma(&self) -> &'static str {
        if self.lang == Lang::Zh { "、" } else { ", " }
    }

    /// What stands between the parts of a list that have commas of their own.
    pub fn semicolon(&self) -> &'static str {
        if self.lang == Lang::Zh { "；" } else { "; " }
    }

    fn load(lang: Lang) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.id()]);
        // The marks that keep two directions of writing apart would only stand in the way of search and copying here.
        bundle.set_use_isolating(false);
        for (_, page, text) in FILES.iter().filter(|(tag, ..)| *tag == lang.tag()) {
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(read, errors)| {
                tracing::error!(page, ?errors, "part of a language file could not be read");
                read
            });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(page, ?errors, "a sentence has two wordings");
            }
        }
        Self { lang, bundle }
    }
}

/// Says a sentence: `t!(words, "key")`, `t!(words, "key", name = value)`. Values are text or numbers.
#[macro_export]
macro_rules! t {
    ($words:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $words.get($key, &[$((stringify!($name), $crate::words::Value::from($value))),*])
    };
}

/// What fills a gap in a sentence.
pub type Value<'v> = FluentValue<'v>;

#[cfg(test)]
mod tests;
