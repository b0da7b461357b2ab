//! Passages in and out. One writer at a time; whoever asks sees the passages as they were at the last [`Index::show`], all of
//! them together.

use std::sync::{Mutex, PoisonError};

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Query as Asked, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer};
use tantivy::{DocAddress, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

use crate::gather::{Gather, PLACE, place};
use crate::quote::Marked;
use crate::words::{Piece, findable, looked_for, pieces};
use crate::{DEEPEST, Found, Hit, Kind, Passage, Query};

/// What may be held of new passages before they become part of the index.
const HELD: usize = 64_000_000;
/// Where more passages than this have each of the words, the newest are shown: to weigh one takes ten times as long as to count it.
const MANY: u64 = 150_000;
const BLANKS: &str = "blanks";

/// The index could not do what it should; whoever holds it throws it away and makes another.
#[derive(Debug, thiserror::Error)]
#[error("the index of passages: {0}")]
pub struct Fault(#[from] TantivyError);

/// Where each part of a passage stands.
#[derive(Clone, Copy)]
struct Fields {
    source: Field,
    words: Field,
    place: Field,
    href: Field,
    title: Field,
    text: Field,
    about: Field,
    year: Field,
    synthetic: Field,
}

/// Passages that can be found.
pub struct Index {
    fields: Fields,
    writer: Mutex<IndexWriter>,
    reader: IndexReader,
}

impl Index {
    /// An empty one, in memory.
    ///
    /// # Errors
    /// The engine's.
    pub fn new() -> Result<Index, Fault> {
        let (schema, fields) = schema();
        let tokenizers = TokenizerManager::default();
        tokenizers.register(BLANKS, TextAnalyzer::from(WhitespaceTokenizer::default()));
        let index = tantivy::Index::builder().schema(schema).tokenizers(tokenizers).create_in_ram()?;
        let writer = Mutex::new(index.writer_with_num_threads(1, HELD)?);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Index { fields, writer, reader })
    }

    /// Puts these passages in the place of all that the source gave before; they are found after [`Index::show`].
    ///
    /// # Errors
    /// The engine's.
    pub fn replace(&self, source: &str, passages: &[Passage]) -> Result<(), Fault> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.delete_term(Term::from_field_text(self.fields.source, source));
        for passage in passages {
            writer.add_document(self.document(source, passage))?;
        }
        Ok(())
    }

    /// Lets what was replaced be found, all of it at once.
    ///
    /// # Errors
    /// The engine's.
    pub fn show(&self) -> Result<(), Fault> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).commit()?;
        Ok(self.reader.reload()?)
    }

    /// How many passages can be found.
    pub fn len(&self) -> usize {
        usize::try_from(self.reader.searcher().num_docs()).unwrap_or(usize::MAX)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The passages that have every word, the best first, with how many there are of each kind.
    ///
    /// # Errors
    /// The engine's. What was typed is never at fault.
    pub fn find(&self, query: &Query) -> Result<Found, Fault> {
        let words = looked_for(&query.typed);
        if words.is_empty() {
            return Ok(Found::default());
        }
        let offset = if query.apiece { 0 } else { query.offset.min(DEEPEST) };
        let most = offset.saturating_add(query.limit).min(DEEPEST);
        let searcher = self.reader.searcher();
        let all = all_pieces(&words);
        let gather = Gather::new(query, most, self.are_many(&searcher, &all)?);
        let gathered = searcher.search(self.asked(all).as_ref(), &gather)?;
        let shown = gathered.best.iter().skip(offset);
        let hits = shown.map(|at| self.hit(&searcher, *at, &words)).collect::<Result<_, Fault>>()?;
        Ok(Found { hits, kinds: gathered.kinds, years: gathered.years, total: gathered.total })
    }

    /// The engine alone: how many of the best it gives, neither counted by kind nor quoted. What a measurement of
    /// [`Index::find`] is set beside.
    ///
    /// # Errors
    /// The engine's.
    pub fn bare(&self, typed: &str, most: usize) -> Result<usize, Fault> {
        let words = looked_for(typed);
        if words.is_empty() {
            return Ok(0);
        }
        let best = TopDocs::with_limit(most.clamp(1, DEEPEST)).order_by_score();
        Ok(self.reader.searcher().search(self.asked(all_pieces(&words)).as_ref(), &best)?.len())
    }

    /// Whether even the rarest of these is in very many passages.
    fn are_many(&self, searcher: &Searcher, all: &[Piece]) -> Result<bool, Fault> {
        for piece in all {
            let Piece::Whole(text) = piece else { return Ok(false) };
            if searcher.doc_freq(&Term::from_field_text(self.fields.words, text))? <= MANY {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// One piece is asked for as it is: the engine then hands out what it finds in whole blocks.
    fn asked(&self, all: Vec<Piece>) -> Box<dyn Asked> {
        let mut all: Vec<Box<dyn Asked>> = all.into_iter().map(|piece| self.one(piece)).collect();
        match all.pop() {
            Some(only) if all.is_empty() => only,
            last => Box::new(BooleanQuery::intersection(all.into_iter().chain(last).collect())),
        }
    }

    fn one(&self, piece: Piece) -> Box<dyn Asked> {
        match piece {
            Piece::Whole(text) => {
                let term = Term::from_field_text(self.fields.words, &text);
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
            }
            Piece::Begins(text) => {
                let term = Term::from_field_text(self.fields.words, &text);
                Box::new(FuzzyTermQuery::new_prefix(term, 0, true))
            }
        }
    }

    fn document(&self, source: &str, passage: &Passage) -> TantivyDocument {
        let fields = self.fields;
        let mut document = TantivyDocument::default();
        document.add_text(fields.source, source);
        document.add_text(fields.words, findable(&format!("{}\n{}", passage.title, passage.text)));
        document.add_u64(fields.place, place(passage));
        document.add_text(fields.href, &passage.href);
        document.add_text(fields.title, &passage.title);
        document.add_text(fields.text, &passage.text);
        document.add_text(fields.about, &passage.about);
        document.add_i64(fields.year, passage.year.map_or(0, i64::from));
        document.add_bool(fields.synthetic, passage.synthetic);
        document
    }

    fn hit(&self, searcher: &Searcher, at: DocAddress, words: &[String]) -> Result<Hit, Fault> {
        let passage = self.passage(&searcher.doc(at)?);
        let quote = Marked::around(&passage.text, words);
        Ok(Hit { passage, quote })
    }

    fn passage(&self, document: &TantivyDocument) -> Passage {
        let fields = self.fields;
        let text = |field: Field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let place = document.get_first(fields.place).and_then(|value| value.as_u64()).unwrap_or_default();
        let year = document.get_first(fields.year).and_then(|value| value.as_i64()).unwrap_or_default();
        Passage {
            kind: Kind::of(place & 15).unwrap_or(Kind::Document),
            district: Some(place >> 12).filter(|district| *district != 0),
            href: text(fields.href).to_owned(),
            title: text(fields.title).to_owned(),
            text: text(fields.text).to_owned(),
            about: text(fields.about).to_owned(),
            year: i16::try_from(year).ok().filter(|year| *year != 0),
            synthetic: document.get_first(fields.synthetic).and_then(|value| value.as_bool()).unwrap_or_default(),
        }
    }
}

/// Every piece of every word, each once.
fn all_pieces(words: &[String]) -> Vec<Piece> {
    let mut all: Vec<Piece> = words.iter().flat_map(|word| pieces(word)).collect();
    all.sort();
    all.dedup();
    all
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    // Where a word stands is looked for in the text that is shown; the index needs only how often.
    let words = TextFieldIndexing::default().set_tokenizer(BLANKS).set_index_option(IndexRecordOption::WithFreqs);
    let fields = Fields {
        source: schema.add_text_field("source", STRING),
        words: schema.add_text_field("words", TextOptions::default().set_indexing_options(words)),
        place: schema.add_u64_field(PLACE, FAST | STORED),
        href: schema.add_text_field("href", STORED),
        title: schema.add_text_field("title", STORED),
        text: schema.add_text_field("text", STORED),
        about: schema.add_text_field("about", STORED),
        year: schema.add_i64_field("year", STORED),
        synthetic: schema.add_bool_field("synthetic", STORED),
    };
    (schema.build(), fields)
}
