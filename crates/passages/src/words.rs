//! What of a text is findable, and what of a question is looked for. Both sides use the same three things, so that no cut by
//! the segmenter can keep them apart: characters and pairs of neighbours, runs of letters and digits, and the words of three
//! characters and more that the dictionary knows. A known word is found as one; a word that nobody knows by its pairs.

use crate::LONGEST;

/// One thing that a passage must have.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Piece {
    /// Exactly this.
    Whole(String),
    /// A run of Latin letters or digits that begins so.
    Begins(String),
}

/// The words that are looked for, each once, in lower case; nothing where there is no letter or digit in what was typed.
pub fn looked_for(typed: &str) -> Vec<String> {
    let typed: String = typed.trim().chars().take(LONGEST).collect();
    let mut words = Vec::new();
    for word in bihuan_text::words(&typed.to_lowercase()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// Everything by which a text is found, with one blank between.
pub(crate) fn findable(text: &str) -> String {
    let text = text.to_lowercase();
    let mut out = String::with_capacity(text.len() * 4);
    let mut add = |piece: &str| {
        out.push_str(piece);
        out.push(' ');
    };
    grams(&text, &mut |gram| add(gram));
    let long = bihuan_text::known_words(&text).into_iter().filter(|word| is_long(word) && !word.is_ascii());
    long.for_each(|word| add(&word));
    out
}

/// What a passage must have so that it has the word.
pub(crate) fn pieces(word: &str) -> Vec<Piece> {
    if is_long(word) && !word.is_ascii() && bihuan_text::is_known_word(word) {
        return vec![Piece::Whole(word.to_owned())];
    }
    let mut found = Vec::new();
    grams(word, &mut |gram| found.push(gram.to_owned()));
    let paired: Vec<String> = found.iter().filter(|gram| is_pair(gram)).cloned().collect();
    // A character that stands in a pair is there already; a run of letters is found by its beginning.
    found.retain(|gram| gram.is_ascii() || is_pair(gram) || !paired.iter().any(|pair| pair.contains(gram.as_str())));
    found.sort();
    found.dedup();
    found.into_iter().map(piece).collect()
}

fn piece(gram: String) -> Piece {
    if gram.is_ascii() && gram.len() > 1 { Piece::Begins(gram) } else { Piece::Whole(gram) }
}

fn is_long(word: &str) -> bool {
    word.chars().nth(2).is_some()
}

fn is_pair(gram: &str) -> bool {
    !gram.is_ascii() && gram.chars().nth(1).is_some()
}

/// Each character that is not ASCII, each pair of neighbours of which one is such a character, each run of ASCII letters and
/// digits; whatever is neither letter nor digit parts them.
fn grams(text: &str, give: &mut dyn FnMut(&str)) {
    let mut run = String::new();
    let mut before: Option<char> = None;
    let mut pair = String::with_capacity(8);
    for letter in text.chars().chain([' ']) {
        if letter.is_ascii_alphanumeric() {
            run.push(letter);
        } else if !run.is_empty() {
            give(&run);
            run.clear();
        }
        let here = Some(letter).filter(|letter| letter.is_alphanumeric());
        if let (Some(first), Some(second)) = (before, here)
            && !(first.is_ascii() && second.is_ascii())
        {
            pair.clear();
            pair.extend([first, second]);
            give(&pair);
        }
        if let Some(letter) = here.filter(|letter| !letter.is_ascii()) {
            give(letter.encode_utf8(&mut [0; 4]));
        }
        before = here;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(word: &str) -> Piece {
        Piece::Whole(word.to_owned())
    }

    #[test]
    fn a_text_is_found_by_characters_pairs_runs_and_long_words() {
        let findable = findable("GDP增长，人民代表大会5G");
        let found: Vec<&str> = findable.split(' ').collect();
        for piece in ["gdp", "增", "增长", "p增", "人民代表大会", "代表大会", "会5", "5g"] {
            assert!(found.contains(&piece), "{piece} is not in {found:?}");
        }
        assert!(!found.contains(&"长人") && !found.contains(&"，"));
    }

    #[test]
    fn a_question_is_asked_in_what_the_text_is_found_by() {
        assert_eq!(pieces("人民代表大会"), [whole("人民代表大会")]);
        assert_eq!(pieces("路灯"), [whole("路灯")]);
        assert_eq!(pieces("灯"), [whole("灯")]);
        assert_eq!(pieces("换灯头"), [whole("换灯"), whole("灯头")]);
        assert_eq!(pieces("gdp"), [Piece::Begins("gdp".into())]);
        assert_eq!(pieces("t恤"), [whole("t"), whole("t恤")]);
        assert_eq!(pieces("3.5"), [whole("3"), whole("5")]);
    }

    #[test]
    fn what_has_no_letter_looks_for_nothing() {
        for typed in ["", "，。！", "\"()[]{}*:^~", "\u{1F600}", "\0", "-- OR"] {
            let words = looked_for(typed);
            assert!(words.is_empty() || words == ["or"], "{typed:?}: {words:?}");
        }
        assert!(looked_for(&"路灯".repeat(5000)).len() <= LONGEST);
    }
}
