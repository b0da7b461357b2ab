//! Chinese text into words, for the index and for the search field.

use std::sync::LazyLock;

use jieba_rs::{Jieba, Token};

/// The dictionary takes some 100 ms and 50 MB to load; once is enough.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The words of a text, long ones also by their parts, as an index wants them; lower case, without punctuation. Where
/// words overlap (路灯 and 灯不亮 in 路灯不亮) all of them are there: which cut was meant, only who searches knows.
pub fn segment(text: &str) -> Vec<String> {
    let mut words = readable(JIEBA.cut_for_search(text, true));
    for word in readable(JIEBA.cut_all(text)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The words of what somebody looks for, each once and whole; lower case, without punctuation.
pub fn words(typed: &str) -> Vec<String> {
    readable(JIEBA.cut(typed, true))
}

/// Every word of the dictionary that stands in a text, wherever it may be cut: what somebody looks for by such a word is
/// found whatever stands around it.
pub fn known_words(text: &str) -> Vec<String> {
    readable(JIEBA.cut_all(text))
}

/// Whether the dictionary knows a word.
pub fn is_known_word(word: &str) -> bool {
    JIEBA.has_word(word)
}

/// Where words end in a text, counted in characters.
pub(crate) fn word_ends(text: &str) -> Vec<usize> {
    let ends = JIEBA.cut(text, true).into_iter().scan(0, |end, token| {
        *end += token.word.chars().count();
        Some(*end)
    });
    ends.collect()
}

fn readable(tokens: Vec<Token<'_>>) -> Vec<String> {
    let spoken = |word: &str| word.chars().any(char::is_alphanumeric);
    tokens.iter().map(|token| token.word.to_lowercase()).filter(|word| spoken(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_found_by_their_parts() {
        let index = segment("小区门口的路灯坏了,夜间施工噪声扰民。");
        for word in ["小区", "路灯", "施工", "噪声", "扰民"] {
            assert!(index.contains(&word.to_owned()), "{word} is not in {index:?}");
        }
        assert!(!index.contains(&",".to_owned()));
    }

    #[test]
    fn of_words_that_overlap_none_is_lost() {
        for text in ["路灯不亮三天了", "示例路 12 号路灯不亮"] {
            assert!(segment(text).contains(&"路灯".to_owned()), "{text}: {:?}", segment(text));
        }
    }

    #[test]
    fn a_known_word_is_found_whatever_stands_around_it() {
        for text in ["在人民代表大会上", "开好人民代表大会和", "2026年人民代表大会"] {
            assert!(known_words(text).contains(&"人民代表大会".to_owned()), "{text}: {:?}", known_words(text));
        }
        assert!(is_known_word("人民代表大会") && !is_known_word("人民代表大会灯"));
    }

    #[test]
    fn the_search_field_keeps_words_whole() {
        assert_eq!(words("路灯 坏了!"), ["路灯", "坏", "了"]);
        assert!(words(" ,。").is_empty());
    }
}
