//! The sources of a pack as a tree in which every key and value knows where it stands.
//!
//! Packs use a plain part of YAML: maps, lists and scalars. Anchors, aliases, tags and several
//! documents in a file are refused, so that what an officer reads is what runs. Positions are in
//! characters, whatever the script.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Range};

use super::diagnostic::Findings;
use super::model::Span;

/// A file longer than this is not a pack file (1 MiB).
const MOST_BYTES: usize = 1 << 20;
/// Deeper nesting is a slip or an attack.
const MOST_DEPTH: usize = 24;
/// More values than this in one file are a slip or an attack.
const MOST_NODES: usize = 100_000;

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands; for a map or list, its beginning.
    pub span: Span,
    /// What it is.
    pub tree: Tree,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Tree {
    /// A text, number or flag as written.
    Scalar {
        /// The text, quotes taken off.
        text: String,
        /// How many characters stand between the span's column and the first character of the text;
        /// `None` where the text does not stand in one piece (escapes, several lines).
        inset: Option<u32>,
        /// Whether it was quoted or a block, so that `"5"` is no number.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of the file.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub at: Span,
    /// Its value.
    pub value: Node,
}

impl Tree {
    /// A bare word.
    pub fn plain(word: &str) -> Self {
        Self::Scalar { text: word.to_owned(), inset: Some(0), quoted: false }
    }
}

impl Node {
    /// The text of a scalar.
    pub fn as_text(&self) -> Option<&str> {
        match &self.tree {
            Tree::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The entries of a map.
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.tree {
            Tree::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The keys of a map.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.as_map().unwrap_or_default().iter().map(|entry| entry.key.as_str())
    }

    /// Whether nothing was written.
    pub fn is_blank(&self) -> bool {
        matches!(&self.tree, Tree::Scalar { text, quoted: false, .. } if text.is_empty() || text == "~" || text == "null")
    }

    /// What it is, for sentences.
    pub fn sort(&self) -> &'static str {
        match &self.tree {
            Tree::Map(_) => "一组键",
            Tree::List(_) => "一个列表",
            Tree::Scalar { .. } if self.is_blank() => "空值",
            Tree::Scalar { .. } => "一个值",
        }
    }

    /// The place of a part of a scalar's text, given in characters; the whole where it is not in one piece.
    pub fn part(&self, offset: u32, width: u32) -> Span {
        match &self.tree {
            Tree::Scalar { inset: Some(inset), .. } => {
                Span { column: self.span.column + inset + offset, width: width.max(1), ..self.span }
            }
            _ => self.span,
        }
    }
}

/// The text of a file, or what is wrong with its bytes.
pub fn decode<'b>(file: u32, bytes: &'b [u8], out: &mut Findings) -> Option<&'b str> {
    let start = Span { file, line: 1, column: 1, width: 1 };
    if bytes.len() > MOST_BYTES {
        out.error(start, "too-large", format!("文件有 {} 字节，超过 1 MiB 的上限", bytes.len()))
            .help("把它拆成几个文件");
        return None;
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        out.error(start, "encoding", "文件是 UTF-16 编码").help("另存为 UTF-8 编码");
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(fault) => {
            let before = String::from_utf8_lossy(bytes.get(..fault.valid_up_to()).unwrap_or_default()).into_owned();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let at = Span { file, line: count(line), column: count(column), width: 1 };
            out.error(at, "encoding", "文件不是 UTF-8 编码，这里有读不出的字节")
                .help("可能是 GBK 编码；另存为 UTF-8 编码");
            None
        }
    }
}

/// Reads one YAML file. What is wrong with it goes to `out`; a file with a wrong syntax gives nothing.
pub fn parse(file: u32, bytes: &[u8], out: &mut Findings) -> Option<Node> {
    let text = decode(file, bytes, out)?;
    let mut builder = Builder { file, out, open: Vec::new(), root: None, documents: 0, nodes: 0, stopped: false };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, range)) => builder.take(event, range),
            Err(fault) => builder.syntax(&fault),
        }
        if builder.stopped {
            return None;
        }
    }
    let root = builder.root.take();
    match root {
        Some(root) if !root.is_blank() => Some(root),
        _ => {
            out.error(Span { file, line: 1, column: 1, width: 1 }, "empty-file", "文件是空的")
                .help("写上内容，或删除它");
            None
        }
    }
}

/// A map or list that is not closed yet.
enum Open {
    List(Span, Vec<Node>),
    Map(Span, Vec<Entry>, Option<(String, Span)>),
}

/// Builds the tree from the parser's events.
struct Builder<'o> {
    file: u32,
    out: &'o mut Findings,
    open: Vec<Open>,
    root: Option<Node>,
    documents: u32,
    nodes: usize,
    stopped: bool,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, range: Range) {
        let at = self.span(range);
        match event {
            Event::DocumentStart(_) => self.document(at),
            Event::Alias(_) => self.stop(at, "anchor", "事项包里不用锚点和别名（`&`、`*`）", "把内容再写一遍"),
            Event::Scalar(text, style, anchor, tag) => {
                self.plain(at, anchor, tag.is_some());
                let node = scalar(at, text.into_owned(), style, range);
                self.put(node);
            }
            Event::SequenceStart(anchor, tag) => {
                self.plain(at, anchor, tag.is_some());
                self.deeper(at, Open::List(at, Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                self.plain(at, anchor, tag.is_some());
                self.deeper(at, Open::Map(at, Vec::new(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }

    fn document(&mut self, at: Span) {
        self.documents += 1;
        if self.documents > 1 {
            self.stop(at, "several-documents", "一个文件里只能有一份内容（`---` 之后又有一份）", "拆成两个文件");
        }
    }

    fn plain(&mut self, at: Span, anchor: usize, tagged: bool) {
        if anchor > 0 {
            self.stop(at, "anchor", "事项包里不用锚点和别名（`&`、`*`）", "把内容再写一遍");
        } else if tagged {
            self.stop(at, "tag", "事项包里不用类型标记（`!`）", "去掉标记；要写文字就加引号");
        }
    }

    fn deeper(&mut self, at: Span, open: Open) {
        if self.open.len() >= MOST_DEPTH {
            self.stop(at, "too-deep", format!("嵌套超过 {MOST_DEPTH} 层"), "检查缩进");
        }
        self.open.push(open);
    }

    fn close(&mut self) {
        let node = match self.open.pop() {
            Some(Open::List(span, items)) => Node { span, tree: Tree::List(items) },
            Some(Open::Map(span, entries, _)) => Node { span, tree: Tree::Map(entries) },
            None => return,
        };
        self.put(node);
    }

    fn put(&mut self, node: Node) {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            self.stop(node.span, "too-large", format!("文件里的值超过 {MOST_NODES} 个"), "拆成几个文件");
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries, key)) => match key.take() {
                Some((key, at)) => put_entry(entries, key, at, node, self.out),
                None => match node.tree {
                    Tree::Scalar { text, .. } => *key = Some((text, node.span)),
                    _ => self.stop(node.span, "wrong-type", "键必须是一个名称", "检查缩进和括号"),
                },
            },
        }
    }

    fn syntax(&mut self, fault: &ScanError) {
        let mark = fault.marker();
        let at = Span { file: self.file, line: count(mark.line()), column: count(mark.col() + 1), width: 1 };
        let message = format!("YAML 语法错误：{}", fault.info());
        self.stop(at, "syntax", message, "检查缩进、冒号后的空格、引号和括号是否成对");
    }

    fn stop(&mut self, at: Span, code: &'static str, message: impl Into<String>, help: &str) {
        if !self.stopped {
            self.out.error(at, code, message).help(help);
        }
        self.stopped = true;
    }

    fn span(&self, range: Range) -> Span {
        let one_line = range.start.line() == range.end.line();
        let width = if one_line { range.end.index().saturating_sub(range.start.index()) } else { 1 };
        Span {
            file: self.file,
            line: count(range.start.line()),
            column: count(range.start.col() + 1),
            width: count(width.max(1)),
        }
    }
}

fn put_entry(entries: &mut Vec<Entry>, key: String, at: Span, value: Node, out: &mut Findings) {
    match entries.iter().find(|entry| entry.key == key) {
        Some(first) => {
            let place = format!("第 {} 行", first.at.line);
            out.error(at, "duplicate-key", format!("`{key}` 写了两次，先前在{place}")).help("删去或改名其中一个");
        }
        None => entries.push(Entry { key, at, value }),
    }
}

fn scalar(span: Span, text: String, style: ScalarStyle, range: Range) -> Node {
    let quotes = match style {
        ScalarStyle::Plain => Some(0),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Some(1),
        ScalarStyle::Literal | ScalarStyle::Folded => None,
    };
    let written = range.end.index().saturating_sub(range.start.index());
    let whole =
        |quotes: &u32| range.start.line() == range.end.line() && written == text.chars().count() + 2 * *quotes as usize;
    let inset = quotes.filter(whole);
    Node { span, tree: Tree::Scalar { text, inset, quoted: style != ScalarStyle::Plain } }
}

/// Positions fit 32 bits: a file has at most a million characters.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Node>, Vec<super::super::diagnostic::Diagnostic>) {
        let mut out = Findings::new(vec!["a.yaml".into()]);
        let node = parse(0, text.as_bytes(), &mut out);
        (node, out.into_sorted())
    }

    #[test]
    fn columns_count_characters_in_chinese_text() {
        let (node, found) = read("标题: 群众诉求 # 注\n列: [一二, \"三四\", '五']\n");
        assert!(found.is_empty(), "{found:?}");
        let node = node.unwrap();
        let title = node.get("标题").unwrap();
        assert_eq!((title.span.line, title.span.column, title.span.width), (1, 5, 4));
        let Tree::List(items) = &node.get("列").unwrap().tree else { panic!("a list") };
        let places: Vec<_> = items.iter().map(|item| (item.span.column, item.span.width)).collect();
        assert_eq!(places, [(5, 2), (9, 4), (15, 3)]);
        assert_eq!(items[1].part(1, 1).column, 11, "the second character inside the quotes");
    }

    #[test]
    fn what_is_not_plain_is_refused() {
        for (text, code) in [
            ("a: &x 1\n", "anchor"),
            ("a: !t 1\n", "tag"),
            ("a: 1\n---\nb: 2\n", "several-documents"),
            ("a: 1\na: 2\n", "duplicate-key"),
            ("a: [1, 2\n", "syntax"),
            ("", "empty-file"),
            (&"[".repeat(40), "too-deep"),
            ("a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchor"),
            ("a: 1\n<<: { a: 2 }\na: 3\n", "duplicate-key"),
            (&format!("a: [{}]\n", "1,".repeat(100_001)), "too-large"),
            (&"x".repeat(1024 * 1024 + 1), "too-large"),
        ] {
            let (_, found) = read(text);
            assert_eq!(found.first().map(|f| f.code), Some(code), "{text:?}");
        }
    }

    #[test]
    fn a_wrong_encoding_is_named_with_its_place() {
        let mut out = Findings::new(vec!["a.yaml".into()]);
        assert!(parse(0, b"a: 1\nb: \xd6\xd0\n", &mut out).is_none());
        let found = out.into_sorted();
        assert_eq!((found[0].line, found[0].column, found[0].code), (2, 4, "encoding"));
    }

    #[test]
    fn a_byte_order_mark_moves_no_column() {
        let (node, found) = read("\u{feff}a: 1\n");
        assert!(found.is_empty());
        assert_eq!(node.unwrap().get("a").unwrap().span.column, 4);
    }
}
