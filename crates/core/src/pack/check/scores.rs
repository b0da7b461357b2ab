//! A score goes the way its figures go: what is better gives more points, a part is counted once, and what its floor and
//! steps give fits into its weight.

use rust_decimal::Decimal;

use crate::figures::book::Book;
use crate::figures::score::PartRule;
use crate::figures::{Better, Figure};
use crate::pack::diagnostic::Findings;
use crate::pack::model::{Pack, Score, Span};

/// Checks the scores of a pack.
pub fn check(pack: &Pack, out: &mut Findings) {
    if pack.scores.is_empty() {
        return;
    }
    let book = Book::of([pack]);
    for score in pack.scores.values() {
        for (part, at) in score.rule.parts.iter().zip(&score.places) {
            let figure = book.figure(&format!("{}.{}", pack.name, part.figure));
            figure.into_iter().for_each(|figure| same_way(part, figure, *at, out));
            within_weight(part, *at, out);
        }
        once(score, out);
        published(pack, &book, score, out);
    }
}

/// What is published is made of what anyone may see, and somebody publishes it.
fn published(pack: &Pack, book: &Book, score: &Score, out: &mut Findings) {
    let Some(publish) = &score.publish else { return };
    let figures = score.rule.parts.iter().map(|part| &part.figure).chain(score.rule.vetoes.iter().map(|it| &it.figure));
    for figure in figures.filter_map(|name| book.figure(&format!("{}.{name}", pack.name))).filter(|it| !it.public) {
        let message = format!("`{}` 不公开，不能放进要公布的评分", figure.id);
        out.error(score.span, "score-of-hidden-figure", message)
            .help("给这个数值写上 `public: true`，或不公布这项评分");
    }
    let keepers = pack.registers.get(&publish.register).map(|register| register.kept_by.len());
    if keepers == Some(0) {
        let message = format!("登记簿 `{}` 没有写谁来填，没有人能公布", publish.register);
        out.error(score.span, "published-by-nobody", message).help("在登记簿写上 `kept_by:`");
    }
}

/// Full points stand at the better end.
fn same_way(part: &PartRule, figure: &Figure, at: Span, out: &mut Findings) {
    let wrong = match figure.better {
        Better::More => part.full_at < part.none_at,
        Better::Less => part.full_at > part.none_at,
        Better::Neither => {
            let message = format!("数值 `{}` 没有说越多越好还是越少越好，不能计分", part.figure);
            out.error(at, "score-without-direction", message).help("给这个数值写上 `better: more` 或 `better: less`");
            false
        }
    };
    if wrong {
        let message = format!("`{}` 的好坏方向与零分、满分的次序相反", part.figure);
        out.error(at, "score-backwards", message).help("对调 `none_at` 和 `full_at`，或改数值的 `better`");
    }
}

/// What a floor or a step gives beyond the weight would be lost without a word.
fn within_weight(part: &PartRule, at: Span, out: &mut Findings) {
    let weight = Decimal::from(part.weight);
    let given = part.floor.iter().chain(part.steps.iter().map(|(_, points)| points));
    if let Some(more) = given.copied().find(|points| *points > weight || points.is_sign_negative()) {
        let message = format!("`{}` 的保底或分档给 {more} 分，不在 0 到权重 {weight} 之间", part.figure);
        out.error(at, "points-beyond-weight", message).help("把得分改到权重以内");
    }
}

/// One and the same figure is one part.
fn once(score: &Score, out: &mut Findings) {
    let parts = &score.rule.parts;
    for (n, at) in score.places.iter().enumerate() {
        let same = |part: &PartRule| parts.iter().take(n).any(|earlier| earlier.figure == part.figure);
        if let Some(part) = parts.get(n).filter(|part| same(part)) {
            let message = format!("`{}` 在一项评分里出现两次", part.figure);
            out.error(*at, "counted-twice", message).help("并成一个组成部分");
        }
    }
}
