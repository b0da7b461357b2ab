//! Which unit should lead a task: by the words of the task that a department's duties name.
//!
//! A suggestion and no more: every line of the table is marked `ours`, and the words that led to it are shown.

use std::sync::LazyLock;

use serde::Deserialize;

use super::super::figures::lexicon::Lexicon;
use super::super::figures::line::Line;
use crate::report::model::Lead;

const DUTIES: &str = include_str!("../../../../../data/vocabulary/duties.json");

#[derive(Deserialize)]
struct Duty {
    word: String,
    unit: String,
}

/// Words of the duties with the unit's suffix, the longest first under their first character.
static KNOWN: LazyLock<Lexicon<(Vec<char>, String)>> = LazyLock::new(|| {
    let listed: Vec<Duty> = serde_json::from_str(DUTIES).unwrap_or_default();
    let mut duties = Lexicon::default();
    for duty in listed {
        let letters: Vec<char> = duty.word.chars().collect();
        if let Some(&first) = letters.first() {
            duties.put(first, (letters, duty.unit));
        }
    }
    duties.longest_first(|(letters, _)| letters.len())
});

/// The unit whose duties name the longest words of the task; of two of one length the later, where the object's noun is.
pub fn lead(line: &Line, task: std::ops::Range<usize>) -> Option<Lead> {
    let found = task.clone().filter_map(|at| {
        let here = |letters: &[char]| line.slice(at..at + letters.len()) == letters;
        let (letters, unit) = KNOWN.under(line.at(at)).iter().find(|(letters, _)| here(letters))?;
        (at + letters.len() <= task.end).then_some((letters, unit))
    });
    let (letters, unit) = found.max_by_key(|(letters, _)| letters.len())?;
    Some(Lead { unit: unit.clone(), because: letters.iter().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::Clean;

    fn leads(text: &str) -> Option<(String, String)> {
        let mut clean = Clean::default();
        text.chars().enumerate().for_each(|(place, letter)| clean.push(letter, place));
        let line = Line::of(&clean, 0..clean.len());
        lead(&line, 0..line.len()).map(|lead| (lead.unit, lead.because))
    }

    #[test]
    fn the_words_of_the_task_name_the_unit() {
        let said = |unit: &str, because: &str| Some((unit.to_owned(), because.to_owned()));
        assert_eq!(leads("新增公办幼儿园11所"), said("education", "幼儿园"));
        assert_eq!(leads("新建社区养老服务中心12个"), said("civil-affairs", "养老服务中心"));
        assert_eq!(leads("新增绿道10公里"), said("landscape", "绿道"));
        assert_eq!(leads("办好这件事"), None);
    }

    #[test]
    fn every_unit_of_the_table_stands_in_the_directory() {
        let directory = include_str!("../../../../../data/districts/departments.csv");
        let suffixes: Vec<&str> = directory.lines().filter_map(|line| line.split(',').nth(1)).collect();
        for unit in KNOWN.all().map(|(_, unit)| unit) {
            assert!(suffixes.contains(&unit.as_str()), "{unit} is no unit of the directory");
        }
    }
}
