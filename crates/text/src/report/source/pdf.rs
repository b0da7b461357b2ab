//! A PDF file as text: its characters in lines by where they stand on the page. Pictures of pages have none.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use encoding_rs::{BIG5, GB18030};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, LoadOptions, Object, ObjectId};

use super::Unreadable;
use crate::report::clean::letters::unified;

/// The most that one stream of a file may grow to.
const LARGEST_STREAM: usize = 64 * 1024 * 1024;

/// Forms inside forms deeper than this are not text of a report.
const DEEPEST: usize = 4;

/// The most operators that are followed in one file: a thousand pages have some millions.
const MOST_STEPS: usize = 20_000_000;

/// Whether the bytes begin like a PDF file.
pub fn looks_like(bytes: &[u8]) -> bool {
    bytes.get(..1024.min(bytes.len())).unwrap_or_default().windows(5).any(|five| five == b"%PDF-")
}

/// The text of a file; refused where it has none.
pub fn read(bytes: &[u8]) -> Result<String, Unreadable> {
    let options = LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..LoadOptions::default() };
    let document =
        Document::load_mem_with_options(bytes, options).map_err(|_| Unreadable::Damaged { format: "pdf" })?;
    if document.is_encrypted() {
        return Err(Unreadable::Protected);
    }
    let mut reader = Pages { document: &document, fonts: HashMap::new(), steps: 0 };
    let mut text = String::new();
    for page in document.get_pages().into_values() {
        let lines = reader.page(page);
        layout(&lines, &mut text);
        text.push('\n');
    }
    let (told, lost) = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .fold((0, 0), |(told, lost), letter| (told + 1, lost + usize::from(letter == '\u{FFFD}')));
    if told < 20 || lost * 2 > told { Err(Unreadable::NoTextLayer) } else { Ok(text) }
}

/// A line of a page: where it begins, how large it is printed, what it says.
#[derive(Debug, Default)]
struct PageLine {
    left: f32,
    height: f32,
    words: String,
}

/// Writes the lines; one that stands further in than the margin is set off by two wide spaces.
fn layout(lines: &[PageLine], text: &mut String) {
    let spoken = || lines.iter().filter(|line| line.words.chars().any(|letter| !letter.is_whitespace()));
    let margin = spoken().map(|line| line.left).fold(f32::MAX, f32::min);
    for line in spoken() {
        if line.left > margin + line.height * 1.4 && line.left < margin + line.height * 3.0 {
            text.push_str("\u{3000}\u{3000}");
        }
        for letter in line.words.trim().chars() {
            match letter {
                'ﬁ' => text.push_str("fi"),
                'ﬂ' => text.push_str("fl"),
                _ => text.push(unified(letter)),
            }
        }
        text.push('\n');
    }
}

/// How a font's bytes are told.
enum Script<'d> {
    Known(Encoding<'d>),
    Chinese(&'static encoding_rs::Encoding),
}

/// A plane transformation, as the format writes it.
type Matrix = [f32; 6];

const PLAIN: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `inner`, then `outer`.
fn joined(inner: Matrix, outer: Matrix) -> Matrix {
    let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (inner, outer);
    [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u]
}

/// What is known while a page is read.
struct Pages<'d> {
    document: &'d Document,
    fonts: HashMap<ObjectId, Option<Rc<Script<'d>>>>,
    steps: usize,
}

/// The state of the text while operators are followed.
struct Pen {
    placed: Matrix,
    line: Matrix,
    text: Matrix,
    leading: f32,
    size: f32,
    font: Vec<u8>,
    seen: Option<(f32, f32)>,
}

impl<'d> Pages<'d> {
    fn page(&mut self, page: ObjectId) -> Vec<PageLine> {
        let mut lines = Vec::new();
        let Ok(content) = self.document.get_page_content_with_limit(page, LARGEST_STREAM) else { return lines };
        let resources = self.resources(page);
        self.follow(&content, &resources, PLAIN, 0, &mut lines);
        lines
    }

    /// The fonts and forms that a page may use, its own before those of the pages above.
    fn resources(&self, page: ObjectId) -> Vec<&'d Dictionary> {
        let Ok((own, above)) = self.document.get_page_resources(page) else { return Vec::new() };
        own.into_iter().chain(above.into_iter().filter_map(|id| self.document.get_dictionary(id).ok())).collect()
    }

    fn follow(
        &mut self,
        content: &[u8],
        resources: &[&'d Dictionary],
        placed: Matrix,
        depth: usize,
        lines: &mut Vec<PageLine>,
    ) {
        let Ok(content) = Content::decode(content) else { return };
        let fonts = self.scripts(resources);
        let mut pen = Pen { placed, line: PLAIN, text: PLAIN, leading: 0.0, size: 1.0, font: Vec::new(), seen: None };
        let mut saved = Vec::new();
        for step in &content.operations {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return;
            }
            let numbers: Vec<f32> = step.operands.iter().filter_map(|operand| operand.as_float().ok()).collect();
            match (step.operator.as_str(), numbers.as_slice()) {
                ("q", _) if saved.len() < 256 => saved.push(pen.placed),
                ("Q", _) => pen.placed = saved.pop().unwrap_or(pen.placed),
                ("cm", [a, b, c, d, e, f]) => pen.placed = joined([*a, *b, *c, *d, *e, *f], pen.placed),
                ("BT", _) => (pen.line, pen.text) = (PLAIN, PLAIN),
                ("Tm", [a, b, c, d, e, f]) => {
                    pen.line = [*a, *b, *c, *d, *e, *f];
                    pen.text = pen.line;
                }
                ("Td", [x, y]) => pen.step(*x, *y),
                ("TD", [x, y]) => {
                    pen.leading = -y;
                    pen.step(*x, *y);
                }
                ("TL", [leading]) => pen.leading = *leading,
                ("T*", _) => pen.step(0.0, -pen.leading),
                ("Tf", [size]) => {
                    pen.size = *size;
                    pen.font = step.operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default().to_vec();
                }
                ("Tj" | "TJ", _) => show(&mut pen, &fonts, &step.operands, lines),
                ("'", _) => {
                    pen.step(0.0, -pen.leading);
                    show(&mut pen, &fonts, &step.operands, lines);
                }
                ("\"", _) => {
                    pen.step(0.0, -pen.leading);
                    show(&mut pen, &fonts, step.operands.get(2..).unwrap_or_default(), lines);
                }
                ("Do", _) if depth < DEEPEST => self.form(&step.operands, resources, pen.placed, depth, lines),
                _ => {}
            }
        }
    }

    /// A form: a piece of page kept apart.
    fn form(
        &mut self,
        operands: &[Object],
        resources: &[&'d Dictionary],
        placed: Matrix,
        depth: usize,
        lines: &mut Vec<PageLine>,
    ) {
        let Some(name) = operands.first().and_then(|name| name.as_name().ok()) else { return };
        let document = self.document;
        let forms = resources.iter().filter_map(|one| one.get_deref(b"XObject", document).ok()?.as_dict().ok());
        let Some(stream) = forms.filter_map(|forms| forms.get_deref(name, document).ok()?.as_stream().ok()).next()
        else {
            return;
        };
        if stream.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form") {
            return;
        }
        let Ok(content) = stream.decompressed_content_with_limit(LARGEST_STREAM) else { return };
        let own = stream.dict.get_deref(b"Resources", document).and_then(Object::as_dict).ok();
        let inner: Vec<&'d Dictionary> = own.into_iter().chain(resources.iter().copied()).collect();
        self.follow(&content, &inner, placed, depth + 1, lines);
    }

    /// The fonts of some resources by their names.
    fn scripts(&mut self, resources: &[&'d Dictionary]) -> Scripts<'d> {
        let mut scripts = BTreeMap::new();
        for one in resources {
            let Ok(fonts) = one.get_deref(b"Font", self.document).and_then(Object::as_dict) else { continue };
            for (name, font) in fonts.iter() {
                if let Some(script) = self.script(font).filter(|_| !scripts.contains_key(name)) {
                    scripts.insert(name.clone(), script);
                }
            }
        }
        scripts
    }

    /// How a font is told; each is read once for all pages.
    fn script(&mut self, font: &'d Object) -> Option<Rc<Script<'d>>> {
        let document = self.document;
        match font.as_reference() {
            Ok(id) => {
                let read = || script(document, document.get_dictionary(id).ok()?).map(Rc::new);
                self.fonts.entry(id).or_insert_with(read).clone()
            }
            Err(_) => script(document, font.as_dict().ok()?).map(Rc::new),
        }
    }
}

type Scripts<'d> = BTreeMap<Vec<u8>, Rc<Script<'d>>>;

/// How a font's bytes are told: by the table to Unicode that it brings, else by the name of its encoding.
fn script<'d>(document: &'d Document, font: &'d Dictionary) -> Option<Script<'d>> {
    if font.has(b"ToUnicode") {
        let mut plain = font.clone();
        plain.remove(b"Encoding");
        if let Ok(Encoding::UnicodeMapEncoding(table)) = plain.get_font_encoding_with_limit(document, LARGEST_STREAM) {
            return Some(Script::Known(Encoding::UnicodeMapEncoding(table)));
        }
    }
    let name = font.get_deref(b"Encoding", document).and_then(Object::as_name).unwrap_or_default();
    match name {
        b"GBK-EUC-H" | b"GBKp-EUC-H" | b"GBK2K-H" | b"GB-EUC-H" | b"GBpc-EUC-H" => Some(Script::Chinese(GB18030)),
        b"ETen-B5-H" | b"B5pc-H" | b"HKscs-B5-H" => Some(Script::Chinese(BIG5)),
        _ => font.get_font_encoding_with_limit(document, LARGEST_STREAM).ok().map(Script::Known),
    }
}

impl Script<'_> {
    fn told(&self, bytes: &[u8]) -> String {
        match self {
            Self::Known(encoding) => {
                encoding.bytes_to_string(bytes).unwrap_or_else(|_| "\u{FFFD}".repeat(bytes.len() / 2))
            }
            Self::Chinese(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }
}

impl Pen {
    fn step(&mut self, x: f32, y: f32) {
        self.line = joined([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    /// Where the pen stands on the page, and how high its letters are.
    fn place(&self) -> (f32, f32, f32) {
        let [_, _, c, d, x, y] = joined(self.text, self.placed);
        (x, y, (c.hypot(d) * self.size).abs().max(1.0))
    }
}

/// Shows strings: on the line at hand, or on a new one if the pen went up or down.
fn show(pen: &mut Pen, scripts: &Scripts<'_>, operands: &[Object], lines: &mut Vec<PageLine>) {
    let Some(script) = scripts.get(&pen.font) else { return };
    let (x, y, height) = pen.place();
    let same = pen.seen.is_some_and(|(_, before)| (before - y).abs() < height * 0.45);
    if !same || lines.is_empty() {
        lines.push(PageLine { left: x, height, words: String::new() });
    }
    pen.seen = Some((x, y));
    let Some(line) = lines.last_mut() else { return };
    for operand in operands {
        match operand {
            Object::String(bytes, _) => line.words.push_str(&script.told(bytes)),
            Object::Array(parts) => parts.iter().for_each(|part| match part {
                Object::String(bytes, _) => line.words.push_str(&script.told(bytes)),
                // A step of more than a third of a letter to the right is a space.
                other if other.as_float().is_ok_and(|step| step < -330.0) => line.words.push(' '),
                _ => {}
            }),
            _ => {}
        }
    }
}
