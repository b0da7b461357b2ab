//! What a single character is folded into, and what kind of character it is.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

const TRADITIONAL: &str = include_str!("../../../../../data/reports/traditional.txt");

/// Radicals of the supplement, each before the ideograph it looks like: Unicode gives them no compatible form.
const RADICALS: &str = "⺁厂⺇几⺈刀⺊卜⺌小⺍小⺎兀⺏尢⺒巳⺓幺⺔彑⺕彐⺗心⺙攵⺛旡⺜日⺝月⺟母⺠民⺡氵⺢水⺣灬⺤爪⺥爪⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱网⺲罒⺳网⺶羊⺷羊⺸羊⺹老⺺聿⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃西⻄西⻅见⻆角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻯竜⻰龙⻳龟";

const FIRST_IDEOGRAPH: u32 = 0x4E00;
const LAST_IDEOGRAPH: u32 = 0x9FFF;

/// The simplified form of each common ideograph, by its number; itself where it has none.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST_IDEOGRAPH..=LAST_IDEOGRAPH).filter_map(char::from_u32).collect();
    for line in TRADITIONAL.lines().filter(|line| !line.starts_with('#')) {
        let mut letters = line.chars().filter(|letter| !letter.is_whitespace());
        if let (Some(from), Some(to)) = (letters.next(), letters.next())
            && let Some(entry) = index(from).and_then(|at| table.get_mut(at))
        {
            *entry = to;
        }
    }
    table
});

fn index(letter: char) -> Option<usize> {
    let number = u32::from(letter);
    (FIRST_IDEOGRAPH..=LAST_IDEOGRAPH).contains(&number).then(|| (number - FIRST_IDEOGRAPH) as usize)
}

/// The character that rules read: half-width, unified, simplified. White space of any width becomes a space.
pub fn fold(letter: char) -> char {
    match letter {
        '\u{4E00}'..='\u{9FFF}' => index(letter).and_then(|at| SIMPLIFIED.get(at)).copied().unwrap_or(letter),
        '\t' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        // Radicals and compatibility forms come out of PDF files, wide forms out of input methods.
        '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FFEF}' => {
            compatible(letter)
        }
        _ => letter,
    }
}

/// The ideograph that a radical stands for; PDF files hold radicals where ideographs are printed.
pub fn unified(letter: char) -> char {
    match letter {
        '\u{2E80}'..='\u{2EFF}' => {
            let mut letters = RADICALS.chars();
            letters.find(|radical| *radical == letter).and_then(|_| letters.next()).unwrap_or(letter)
        }
        '\u{2F00}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' => std::iter::once(letter).nfkc().next().unwrap_or(letter),
        _ => letter,
    }
}

fn compatible(letter: char) -> char {
    let letter = unified(letter);
    let mut forms = std::iter::once(letter).nfkc();
    match (forms.next(), forms.next()) {
        (Some(one), None) => index(one).and_then(|at| SIMPLIFIED.get(at)).copied().unwrap_or(one),
        _ => letter,
    }
}

/// Whether a character takes no room and says nothing: byte order marks, joiners, soft hyphens, control characters.
pub fn invisible(letter: char) -> bool {
    matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}')
        || ('\u{E000}'..='\u{F8FF}').contains(&letter)
        || (letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}'))
}

/// Whether a character is an ideograph (or the zero of 二〇一七).
pub fn ideograph(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{3007}' | '\u{20000}'..='\u{323AF}')
}

/// Whether a sentence ends here.
pub fn stop(letter: char) -> bool {
    matches!(letter, '。' | '!' | '?' | ';' | ':' | '！' | '？' | '；' | '：' | '…')
}

/// Whether a closing quote or bracket.
pub fn closing(letter: char) -> bool {
    matches!(letter, '”' | '’' | '"' | ')' | '》' | '〉' | '」' | '』' | '】' | '〕' | ']')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_traditional_and_radical_forms_fold() {
        let folded: String = "ＧＤＰ（％），１２３．５億元萬戶⼀年長⺠⻛".chars().map(fold).collect();
        assert_eq!(folded, "GDP(%),123.5亿元万户一年长民风");
        assert_eq!(fold('\u{3000}'), ' ');
        assert_eq!(fold('①'), '①');
    }
}
