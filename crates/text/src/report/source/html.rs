//! A page of the web as text: blocks become lines; scripts, styles and controls fall away.

use encoding_rs::Encoding;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::Unreadable;
use super::encoding::decode;

/// Elements whose text is no text of the page.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "head", "title", "svg", "iframe", "select", "button", "textarea",
    "object", "nav", "footer", "aside",
];

/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "br",
    "hr",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "tr",
    "table",
    "thead",
    "tbody",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "header",
    "main",
    "blockquote",
    "pre",
    "form",
    "center",
    "figure",
    "figcaption",
    "address",
    "body",
    "fieldset",
    "details",
    "summary",
];

/// Whether the bytes begin like a page of the web.
pub fn looks_like(bytes: &[u8]) -> bool {
    let head: String =
        bytes.iter().take(4096).filter(|byte| **byte != 0).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let opening = head.trim_start_matches(|letter: char| !letter.is_ascii() || letter.is_whitespace());
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|mark| head.contains(mark))
        || ["<p", "<div", "<table", "<h1", "<meta"].iter().any(|mark| opening.starts_with(mark))
}

/// Decodes a page: by its mark, by what it says of itself, by what it looks like.
fn decoded(bytes: &[u8]) -> Result<String, Unreadable> {
    let head: String = bytes.iter().take(2048).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let named = head.split("charset=").nth(1).map(|rest| rest.trim_start_matches(['"', '\'', ' ']));
    let label: Option<String> = named.map(|rest| {
        rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')).collect()
    });
    let encoding = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    match encoding {
        // A page that says UTF-8 and is not is told by its bytes, as a browser would not.
        Some(encoding) if Encoding::for_bom(bytes).is_none() && encoding != encoding_rs::UTF_8 => {
            let (text, faults) = encoding.decode_without_bom_handling(bytes);
            if faults { decode(bytes) } else { Ok(text.into_owned()) }
        }
        _ => decode(bytes),
    }
}

/// The text of a page.
pub fn read(bytes: &[u8]) -> Result<String, Unreadable> {
    let page = decoded(bytes)?;
    let mut emitter: DefaultEmitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut text = PageText::default();
    for token in Tokenizer::new_with_emitter(page.as_str(), emitter).flatten() {
        match token {
            Token::StartTag(tag) => text.open(&String::from_utf8_lossy(&tag.name), tag.self_closing),
            Token::EndTag(tag) => text.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(words) => text.words(&String::from_utf8_lossy(&words.value)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    Ok(text.lines)
}

/// The text as it grows.
#[derive(Default)]
struct PageText {
    lines: String,
    /// The silent element that is open, and how deep.
    silent: Option<(String, usize)>,
    raised: Option<usize>,
}

impl PageText {
    fn open(&mut self, name: &str, empty: bool) {
        if let Some((silent, depth)) = &mut self.silent {
            *depth += usize::from(silent == name && !empty);
            // A head or a navigation that is never closed ends where the body begins.
            if name == "body" {
                self.silent = None;
            }
            return;
        }
        if SILENT.contains(&name) && !empty {
            self.silent = Some((name.to_owned(), 1));
        } else if BLOCKS.contains(&name) {
            self.line_end();
        } else if matches!(name, "td" | "th") && !self.lines.is_empty() && !self.lines.ends_with('\n') {
            self.lines.push('\t');
        } else if name == "sup" {
            self.raised = Some(self.lines.len());
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((silent, depth)) = &mut self.silent {
            *depth -= usize::from(silent == name);
            if *depth == 0 {
                self.silent = None;
            }
            return;
        }
        if BLOCKS.contains(&name) {
            self.line_end();
        } else if name == "sup" {
            self.mark_note();
        }
    }

    /// White space of the source is one space, as a browser shows it.
    fn words(&mut self, words: &str) {
        if self.silent.is_some() {
            return;
        }
        for letter in words.chars() {
            let space = matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{C}');
            if !space {
                self.lines.push(letter);
            } else if !self.lines.is_empty() && !self.lines.ends_with([' ', '\n', '\t']) {
                self.lines.push(' ');
            }
        }
    }

    fn line_end(&mut self) {
        while self.lines.ends_with([' ', '\t']) {
            self.lines.pop();
        }
        if !self.lines.is_empty() && !self.lines.ends_with('\n') {
            self.lines.push('\n');
        }
    }

    /// A raised number is the mark of a note: `<sup>3</sup>` becomes `[3]`.
    fn mark_note(&mut self) {
        let Some(start) = self.raised.take() else { return };
        let raised = self.lines.get(start..).unwrap_or_default();
        if !raised.is_empty() && raised.len() < 3 && raised.bytes().all(|byte| byte.is_ascii_digit()) {
            let mark = format!("[{raised}]");
            self.lines.truncate(start);
            self.lines.push_str(&mark);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_lines_and_scripts_are_gone() {
        let page = "<!DOCTYPE html><html><head><title>页</title><style>p{}</style></head><body><nav>首页</nav><h1>政府工作\n报告</h1><p>&emsp;&emsp;全区<b>增长</b>5%<sup>1</sup>&nbsp;。<br>又一行<script>var a='<p>';</script></p><table><tr><td>甲</td><td>1</td></tr></table></body></html>";
        assert!(looks_like(page.as_bytes()));
        assert_eq!(
            read(page.as_bytes()).as_deref(),
            Ok("政府工作 报告\n\u{2003}\u{2003}全区增长5%[1]\u{a0}。\n又一行\n甲\t1\n")
        );
    }

    #[test]
    fn the_page_says_its_encoding() {
        let page = "<html><meta charset=\"gb2312\"><body><p>全区工作</p>";
        let bytes = encoding_rs::GBK.encode(page).0.into_owned();
        assert_eq!(read(&bytes).as_deref(), Ok("全区工作\n"));
    }
}
