//! Conditions in words: every condition of a limit in every pack that ships reads without its file, in both languages.

use std::fmt::Write;

use bihuan_core::calendar::Lang;
use bihuan_core::pack::guard::Told;
use bihuan_core::simulation::{condition, limits};

use crate::stories;

#[test]
fn every_condition_of_a_limit_reads_without_its_file() {
    let mut told = String::new();
    for name in stories::names() {
        let (pack, _) = stories::read(&name);
        for case in pack.cases.values() {
            for limit in limits(case) {
                let Some(guard) = condition(case, &limit.place) else { continue };
                assert_eq!(Some(&guard.source), limit.when.as_ref());
                for lang in [Lang::Zh, Lang::En] {
                    let words = Told { pack: &pack, case, lang }.condition(guard);
                    let code = ["&&", "||", "==", "!=", "has(", "form.", "case.", "input."];
                    assert!(!code.iter().any(|part| words.contains(part)), "{}: {words}", guard.source);
                }
                if name == "hotline" {
                    let zh = Told { pack: &pack, case, lang: Lang::Zh }.condition(guard);
                    let en = Told { pack: &pack, case, lang: Lang::En }.condition(guard);
                    writeln!(told, "{} {}\n  {zh}\n  {en}", case.id.0, limit.place).unwrap();
                }
            }
        }
    }
    insta::assert_snapshot!(told);
}
