//! What is told, once, and written as JSON or as XML: in XML a list's items stand under a name that JSON does without.

use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde_json::{Map, Value as Json};

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Format {
    /// As JSON.
    #[default]
    Json,
    /// As XML.
    Xml,
}

impl Format {
    /// As the end of an address says; JSON where it says nothing that is known.
    pub fn of(uri: &Uri) -> Format {
        if uri.path().ends_with(".xml") { Format::Xml } else { Format::Json }
    }

    /// The last part of an address: a name, and the format behind its last full stop.
    pub fn split(name: &str) -> Option<(&str, Format)> {
        match name.rsplit_once('.')? {
            (name, "json") => Some((name, Format::Json)),
            (name, "xml") => Some((name, Format::Xml)),
            _ => None,
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Format::Json => "application/json; charset=utf-8",
            Format::Xml => "text/xml; charset=utf-8",
        }
    }
}

/// A part of what is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing: null, or an empty element.
    Nothing,
    /// Words, codes and times.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Count(u64),
    /// Degrees.
    Degrees(f64),
    /// Parts of one kind; the name of each in XML.
    List(&'static str, Vec<Node>),
    /// Named parts.
    Fields(Vec<(&'static str, Node)>),
}

impl From<&str> for Node {
    fn from(text: &str) -> Node {
        Node::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Node {
        Node::Text(text)
    }
}

impl<T: Into<Node>> From<Option<T>> for Node {
    fn from(known: Option<T>) -> Node {
        known.map_or(Node::Nothing, Into::into)
    }
}

/// An answer: its root's name in XML, and what it says.
#[derive(Clone, Debug)]
pub struct Told {
    /// The name of the root in XML.
    pub root: &'static str,
    /// What is told.
    pub node: Node,
    /// How it is written.
    pub format: Format,
}

impl Told {
    /// The answer in its format.
    pub fn written(&self) -> String {
        match self.format {
            Format::Json => json(&self.node).to_string(),
            Format::Xml => xml(self.root, &self.node),
        }
    }

    /// The same with a status.
    pub fn with(self, status: StatusCode) -> Response {
        (status, [(CONTENT_TYPE, self.format.media_type())], self.written()).into_response()
    }
}

impl IntoResponse for Told {
    fn into_response(self) -> Response {
        self.with(StatusCode::OK)
    }
}

fn json(node: &Node) -> Json {
    match node {
        Node::Nothing => Json::Null,
        Node::Text(text) => text.as_str().into(),
        Node::Flag(yes) => (*yes).into(),
        Node::Count(count) => (*count).into(),
        Node::Degrees(degrees) => (*degrees).into(),
        Node::List(_, items) => items.iter().map(json).collect(),
        Node::Fields(fields) => {
            Json::Object(fields.iter().map(|(name, part)| ((*name).to_owned(), json(part))).collect::<Map<_, _>>())
        }
    }
}

fn xml(root: &str, node: &Node) -> String {
    let mut writer = Writer::new(Vec::new());
    // Into memory nothing fails to be written.
    let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    element(&mut writer, root, node);
    String::from_utf8(writer.into_inner()).unwrap_or_default()
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, node: &Node) {
    if *node == Node::Nothing {
        let _ = writer.write_event(Event::Empty(BytesStart::new(name)));
        return;
    }
    let _ = writer.write_event(Event::Start(BytesStart::new(name)));
    match node {
        Node::List(item, items) => items.iter().for_each(|part| element(writer, item, part)),
        Node::Fields(fields) => fields.iter().for_each(|(name, part)| element(writer, name, part)),
        plain => {
            let _ = writer.write_event(Event::Text(BytesText::from_escaped(escaped(&words(plain)))));
        }
    }
    let _ = writer.write_event(Event::End(BytesEnd::new(name)));
}

fn words(node: &Node) -> String {
    match node {
        Node::Text(text) => text.clone(),
        Node::Flag(yes) => yes.to_string(),
        Node::Count(count) => count.to_string(),
        Node::Degrees(degrees) => degrees.to_string(),
        Node::Nothing | Node::List(..) | Node::Fields(_) => String::new(),
    }
}

/// Text that reads back as it was: a carriage return would be taken for a line's end, and what XML 1.0 has no way to write
/// stands as the sign for that.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::Reader;

    use super::*;

    /// The text of the one element of a document.
    fn read(xml: &str) -> String {
        let mut reader = Reader::from_str(xml);
        let mut text = String::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Text(part) => text.push_str(&part),
                Event::GeneralRef(name) => match name.resolve_char_ref().unwrap() {
                    Some(c) => text.push(c),
                    None => text.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap()),
                },
                Event::Eof => return text,
                _ => {}
            }
        }
    }

    fn can_be_written(c: char) -> bool {
        matches!(c, '\t' | '\n' | '\r') || !matches!(c, '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
    }

    proptest! {
        #[test]
        fn any_text_reads_back_from_xml_as_it_was(text in any::<String>()) {
            let kept: String = text.chars().map(|c| if can_be_written(c) { c } else { '\u{fffd}' }).collect();
            prop_assert_eq!(read(&xml("description", &Node::Text(text))), kept);
        }
    }

    #[test]
    fn one_structure_is_written_twice() {
        let value = |key: &str| Node::Fields(vec![("key", key.into()), ("name", Node::Nothing)]);
        let node = Node::Fields(vec![
            ("required", Node::Flag(true)),
            ("values", Node::List("value", vec![value("]]><!--"), value("a&b")])),
        ]);
        assert_eq!(
            json(&node).to_string(),
            r#"{"required":true,"values":[{"key":"]]><!--","name":null},{"key":"a&b","name":null}]}"#
        );
        assert_eq!(
            xml("attribute", &node),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><attribute><required>true</required><values>\
             <value><key>]]&gt;&lt;!--</key><name/></value><value><key>a&amp;b</key><name/></value></values></attribute>"
        );
    }

    #[test]
    fn the_format_is_behind_the_last_full_stop() {
        assert_eq!(Format::split("a.b.json"), Some(("a.b", Format::Json)));
        assert_eq!(Format::split("a.xml"), Some(("a", Format::Xml)));
        assert_eq!((Format::split("a"), Format::split("a.yaml")), (None, None));
    }
}
