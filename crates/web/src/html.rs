//! Markup that is safe to send: text becomes [`Html`] only by being escaped, tags only through [`Element`].

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

use serde::{Deserialize, Deserializer, de};

/// Finished markup. `"a < b".into()` escapes; only [`Html::raw`] takes markup as it stands.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Html(String);

impl Html {
    /// Markup that somebody here wrote: a template or a constant, never what a person typed.
    pub fn raw(markup: impl Into<String>) -> Self {
        Self(markup.into())
    }

    /// Nothing at all; components leave out what is empty.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup, owned, for a response body.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Adds more at the end.
    pub fn push(&mut self, more: impl Into<Html>) {
        self.0.push_str(&more.into().0);
    }

    /// This, then that: for short chains of parts.
    pub fn then(mut self, more: impl Into<Html>) -> Self {
        self.push(more);
        self
    }
}

impl Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        Self(escape(text).into_owned())
    }
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for Html {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Html> for Html {
    fn from(html: &Html) -> Self {
        html.clone()
    }
}

impl<T: Into<Html>> From<Option<T>> for Html {
    fn from(part: Option<T>) -> Self {
        part.map(Into::into).unwrap_or_default()
    }
}

impl<T: Into<Html>> FromIterator<T> for Html {
    fn from_iter<I: IntoIterator<Item = T>>(parts: I) -> Self {
        parts.into_iter().fold(Self::default(), Html::then)
    }
}

impl<T: Into<Html>, const N: usize> From<[T; N]> for Html {
    fn from(parts: [T; N]) -> Self {
        parts.into_iter().collect()
    }
}

/// The makers' examples give content as text, or as `{"raw": …}` where their option is called `html`.
impl<'de> Deserialize<'de> for Html {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(from)? {
            serde_json::Value::String(text) => Ok(text.into()),
            serde_json::Value::Number(number) => Ok(number.to_string().into()),
            serde_json::Value::Object(map) => match map.get("raw").and_then(|raw| raw.as_str()) {
                Some(markup) => Ok(Html::raw(markup.trim())),
                None => Err(de::Error::custom("content is text or {\"raw\": markup}")),
            },
            _ => Err(de::Error::custom("content is text or {\"raw\": markup}")),
        }
    }
}

/// Text for a tag's body or a quoted attribute.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Further attributes that a caller wants on a component's element; `None` writes the bare name.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Attrs(Vec<(String, Option<String>)>);

impl Attrs {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more, `name="value"`.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.push((name.into(), Some(value.into())));
        self
    }

    /// One more without a value, as `hidden`.
    pub fn flag(mut self, name: impl Into<String>) -> Self {
        self.0.push((name.into(), None));
        self
    }
}

impl<'de> Deserialize<'de> for Attrs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let map = serde_json::Map::deserialize(from)?;
        Ok(Self(map.into_iter().filter_map(|(name, value)| Some((name, attribute(value)?))).collect()))
    }
}

/// `Some(None)` is a bare name, `None` leaves the attribute out; the makers' rule for `{value, optional}`.
fn attribute(value: serde_json::Value) -> Option<Option<String>> {
    use serde_json::Value::{Bool, Null, Object, String as Text};
    match value {
        Object(mut map) => {
            let optional = map.get("optional").and_then(|o| o.as_bool()).unwrap_or(false);
            match (map.remove("value").unwrap_or(Null), optional) {
                (Null | Bool(false), true) => None,
                (Bool(true), true) => Some(None),
                (value, _) => attribute(value),
            }
        }
        Null => Some(Some(String::new())),
        Text(text) => Some(Some(text)),
        other => Some(Some(other.to_string())),
    }
}

/// An element being written. Values and text are escaped; empty classes and absent values leave no trace.
#[derive(Clone, Debug)]
pub struct Element {
    name: Cow<'static, str>,
    classes: String,
    attributes: String,
    body: String,
    void: bool,
}

/// Opens an element.
pub fn el(name: impl Into<Cow<'static, str>>) -> Element {
    Element { name: name.into(), classes: String::new(), attributes: String::new(), body: String::new(), void: false }
}

/// Opens an element that has no end tag, as `input`.
pub fn void(name: &'static str) -> Element {
    Element { void: true, ..el(name) }
}

/// Opens `h1` to `h6`; a level outside is brought to the nearest.
pub fn heading(level: u8) -> Element {
    el(format!("h{}", level.clamp(1, 6)))
}

impl Element {
    /// Adds classes, separated by spaces.
    pub fn class(mut self, classes: impl AsRef<str>) -> Self {
        let classes = classes.as_ref();
        if !classes.is_empty() {
            if !self.classes.is_empty() {
                self.classes.push(' ');
            }
            self.classes.push_str(&escape(classes));
        }
        self
    }

    /// Adds classes if so.
    pub fn class_if(self, so: bool, classes: &str) -> Self {
        if so { self.class(classes) } else { self }
    }

    /// Adds `name="value"`.
    pub fn attr(mut self, name: &str, value: impl AsRef<str>) -> Self {
        // Writing to a String cannot fail.
        let _ = write!(self.attributes, " {name}=\"{}\"", escape(value.as_ref()));
        self
    }

    /// Adds `name="value"` if there is a value and it is not empty.
    pub fn maybe<V: AsRef<str>>(self, name: &str, value: Option<V>) -> Self {
        match value {
            Some(value) if !value.as_ref().is_empty() => self.attr(name, value),
            _ => self,
        }
    }

    /// Adds a bare `name` if so.
    pub fn flag(mut self, name: &str, so: bool) -> Self {
        if so {
            self.attributes.push(' ');
            self.attributes.push_str(name);
        }
        self
    }

    /// Adds the caller's further attributes.
    pub fn attrs(mut self, attrs: &Attrs) -> Self {
        for (name, value) in &attrs.0 {
            let name: String = name.chars().filter(|c| !c.is_whitespace() && !"\"'<>=/".contains(*c)).collect();
            self = match value {
                Some(value) => self.attr(&name, value),
                None => self.flag(&name, true),
            };
        }
        self
    }

    /// Adds a child, or text.
    pub fn put(mut self, child: impl Into<Html>) -> Self {
        self.body.push_str(child.into().as_str());
        self
    }

    /// Adds a child if so; the child is made only then.
    pub fn put_if<T: Into<Html>>(self, so: bool, child: impl FnOnce() -> T) -> Self {
        if so { self.put(child()) } else { self }
    }

    /// Adds every child.
    pub fn put_all<T: Into<Html>>(self, children: impl IntoIterator<Item = T>) -> Self {
        children.into_iter().fold(self, Element::put)
    }

    /// Ends the element.
    pub fn html(self) -> Html {
        self.into()
    }
}

impl From<Element> for Html {
    fn from(e: Element) -> Self {
        let class = if e.classes.is_empty() { String::new() } else { format!(" class=\"{}\"", e.classes) };
        let open = format!("<{}{class}{}>", e.name, e.attributes);
        Html(if e.void { open } else { format!("{open}{}</{}>", e.body, e.name) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_escaped_in_text_and_in_attributes() {
        let html = el("p").class("a").class("").attr("title", "\"><script>").put("<b>&").html();
        assert_eq!(html.as_str(), "<p class=\"a\" title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;</p>");
    }

    #[test]
    fn absent_values_leave_no_trace() {
        let html = void("input").maybe("id", None::<&str>).maybe("name", Some("")).flag("disabled", false).html();
        assert_eq!(html.as_str(), "<input>");
    }
}
