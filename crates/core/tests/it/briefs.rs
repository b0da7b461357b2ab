//! Briefs: a text is read in one way, whatever it is; what was written tells what changed since.

use bihuan_core::brief::{Ask, Brief, Cited, Names, Paragraph, Part, Piece, Run, Style, Template};
use proptest::prelude::*;

fn brief(numbers: &[(&str, &str)]) -> Brief {
    let cited = |(reference, text): &(&str, &str)| {
        Run::Cited(Cited {
            reference: (*reference).into(),
            title: "合成".into(),
            text: (*text).into(),
            value: Some((*text).into()),
            link: String::new(),
        })
    };
    let day = jiff::civil::date(2025, 6, 8);
    Brief {
        template: "a.b".into(),
        title: "合成".into(),
        district: "420103".into(),
        period: "2025-W23".into(),
        from: day,
        until: day,
        written: day,
        synthetic: true,
        parts: vec![Part::Paragraph { runs: numbers.iter().map(cited).collect() }],
    }
}

#[test]
fn a_number_that_changed_is_told_once_and_a_number_that_went_too() {
    // What a list or a promise said on its day stays true of it.
    let was = brief(&[
        ("matter 1", "1"),
        ("promise p", "3"),
        ("figure a", "12"),
        ("figure a", "12"),
        ("figure b", "5"),
        ("figure c", "7"),
    ]);
    let now = brief(&[("figure a", "13"), ("figure a", "13"), ("figure b", "5")]);
    let told: Vec<(String, Option<String>)> = was.corrections(&now).into_iter().map(|it| (it.was, it.now)).collect();
    assert_eq!(told, [("12".to_owned(), Some("13".to_owned())), ("7".to_owned(), None)]);
    assert!(was.corrections(&was.clone()).is_empty());
}

#[test]
fn lines_of_one_paragraph_are_one_and_a_gap_may_stand_in_it() {
    let (read, faults) = Template::read("# {district}周报\n第一行，\n第二行{figure a.b}。\n\n- {author 补一句}完\n");
    assert!(faults.is_empty(), "{faults:?}");
    let styles: Vec<&Style> = read.paragraphs.iter().map(|paragraph: &Paragraph| &paragraph.style).collect();
    assert_eq!(styles, [&Style::Heading(1), &Style::Plain, &Style::Item]);
    let pieces = &read.paragraphs[1].pieces;
    assert!(matches!(&pieces[2], Piece::Ask(Ask::Figure(id, _)) if id == "a.b"), "{pieces:?}");
}

#[test]
fn a_text_of_endless_references_is_refused_in_one_sentence() {
    let long = "{figure a.b}".repeat(5_000);
    let (read, faults) = Template::read(&long);
    assert_eq!((read.named().len(), faults.len(), faults[0].code), (1, 1, "brief-too-long"));
    let (_, faults) = Template::read(&"长".repeat(200_001));
    assert_eq!(faults[0].code, "brief-too-long");
}

proptest! {
    /// Whatever is typed is read without a fault of ours, and each fault stands in the text.
    #[test]
    fn any_text_is_read(text in "[{}#\\- a-z=.,，、\n一二（）|*]{0,200}") {
        let (read, faults) = Template::read(&text);
        let lines = text.lines().count();
        let told = faults.iter().all(|fault| fault.line >= 1 && fault.line as usize <= lines && fault.column >= 1);
        prop_assert!(told, "{:?}", faults);
        let strict = Template::faults(&text, &Names::default());
        prop_assert!(strict.len() >= faults.len());
        prop_assert!(strict.len() > faults.len() || read.named().is_empty());
    }
}
