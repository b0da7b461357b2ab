//! Which term of a vocabulary a text is about, by the words that it shares with the term's name and with questions that
//! are answered under it. A suggestion with its reason; nothing is chosen by it.

use bihuan_core::pack::model::Term;

/// Shorter words say too little about what a matter is about.
const SHORTEST: usize = 2;

/// Words that everybody says, whatever it is about.
const COMMON: [&str; 24] = [
    "我们", "你们", "他们", "大家", "这个", "那个", "一个", "一直", "已经", "现在", "今天", "昨天", "可以", "没有",
    "怎么", "什么", "多久", "请问", "希望", "问题", "反映", "附近", "时候", "合成",
];

/// A term that fits, with the words that led to it.
pub struct Fitting<'t> {
    /// The term.
    pub term: &'t Term,
    /// The words.
    pub words: Vec<String>,
}

/// The words of a text that say what it is about, each once.
pub fn said(text: &str) -> Vec<String> {
    let mut words = bihuan_text::segment(text);
    words.retain(|word| {
        let says = word.chars().count() >= SHORTEST && word.chars().any(char::is_alphabetic);
        says && !COMMON.contains(&word.as_str())
    });
    words.sort();
    words.dedup();
    words
}

/// The term with the most of these words in its own name and in the questions under it (code and question); none where
/// two fit equally well.
pub fn fitting<'t>(terms: &'t [Term], questions: &[(String, String)], said: &[String]) -> Option<Fitting<'t>> {
    let mut best: Option<Fitting<'t>> = None;
    let mut tied = false;
    for term in terms {
        let asked = questions.iter().filter(|(code, _)| *code == term.code).map(|(_, question)| question.as_str());
        let about = std::iter::once(term.title.as_str()).chain(asked).collect::<Vec<_>>().join(" ");
        let words: Vec<String> = said.iter().filter(|word| about.contains(word.as_str())).cloned().collect();
        let most = best.as_ref().map_or(0, |best| best.words.len());
        tied = if words.len() == most { tied || most > 0 } else { words.len() < most && tied };
        if words.len() > most {
            best = Some(Fitting { term, words });
        }
    }
    best.filter(|_| !tied)
}
