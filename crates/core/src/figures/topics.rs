//! Topics of the week: requests that are alike by what they are about and where, at a time when there are more of them
//! than usual. A topic is about a thing in a place; never about somebody.
//!
//! Two matters are alike where they have the same subject (a term of a vocabulary) or share a word, at the same place
//! or across the district. What they are compared by is handed in: subjects, places, and words of a list that is safe
//! to show; nobody's name is among them, and a reporter is only an opaque mark by which voices are told apart.
//!
//! The usual is what the same rule finds in the weeks before, over the same seven days of the week. The cost is that of
//! one pass over the matters times the words of each, and of no more topics than are asked for.

use std::collections::{BTreeMap, BTreeSet};

/// A matter, as far as topics look at it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Matter {
    /// What leads back to it.
    pub id: String,
    /// Where: the street.
    pub place: Option<String>,
    /// What it is about: a term's code.
    pub subject: Option<String>,
    /// Words of its text that are safe to show.
    pub words: BTreeSet<String>,
    /// An opaque mark of who reported; none where nobody can tell.
    pub reporter: Option<String>,
    /// How many weeks ago: 0 is the week that is looked at.
    pub week: usize,
}

/// When a cluster is a topic.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rule {
    /// Different reporters at least. All that nobody can tell apart count as one.
    pub reporters: usize,
    /// Weeks before that are on record; 0 where there is nothing to compare with.
    pub weeks: usize,
    /// How many tenths of the usual it must be at least: 15 is one and a half times as many.
    pub growth_tenths: u64,
    /// Topics at most.
    pub most: usize,
}

impl Default for Rule {
    fn default() -> Self {
        Rule { reporters: 5, weeks: 4, growth_tenths: 15, most: 20 }
    }
}

/// What the matters of a topic share.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum About {
    /// A term.
    Subject(String),
    /// A word.
    Word(String),
}

/// A topic.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Topic {
    /// Where; none across the district.
    pub place: Option<String>,
    /// What.
    pub about: About,
    /// Further words that at least half of its matters share, at most three.
    pub words: Vec<String>,
    /// Its matters of this week, in the order in which they were handed in.
    pub cases: Vec<String>,
    /// Different reporters.
    pub reporters: usize,
    /// Matters that the same rule finds in all the weeks before together.
    pub before: u64,
    /// The weeks that these stand for.
    pub weeks: usize,
}

impl Topic {
    /// Matters of this week.
    pub fn count(&self) -> u64 {
        self.cases.len() as u64
    }

    /// Matters of a usual week, in tenths, rounded down; none where there is nothing to compare with.
    pub fn usual_tenths(&self) -> Option<u64> {
        (self.before * 10).checked_div(self.weeks as u64)
    }

    /// This week as tenths of the usual, rounded down; none where the usual is nothing or unknown.
    pub fn growth_tenths(&self) -> Option<u64> {
        (self.count() * self.weeks as u64 * 10).checked_div(self.before)
    }
}

/// Words of one matter that are looked at: the longest say most, and a long text costs no more than a short one.
const WORDS: usize = 12;
/// Further words of a topic.
const FURTHER: usize = 3;

/// Where and what.
type Key<'m> = (Option<&'m str>, About);

#[derive(Default)]
struct Cluster {
    now: Vec<usize>,
    before: u64,
}

/// The topics that rise: those of one place first, subjects before words, the largest rise first. One that is mostly told
/// by a topic before it is not told again.
pub fn rising(matters: &[Matter], rule: &Rule) -> Vec<Topic> {
    let mut clusters: BTreeMap<Key<'_>, Cluster> = BTreeMap::new();
    for (index, matter) in matters.iter().enumerate() {
        for key in keys(matter) {
            let cluster = clusters.entry(key).or_default();
            match matter.week {
                0 => cluster.now.push(index),
                week if week <= rule.weeks => cluster.before += 1,
                _ => {}
            }
        }
    }
    let mut found: Vec<Topic> =
        clusters.into_iter().filter_map(|(key, cluster)| topic(matters, rule, key, &cluster)).collect();
    let is_word = |topic: &Topic| matches!(topic.about, About::Word(_));
    found.sort_by_key(|topic| (topic.place.is_none(), is_word(topic), std::cmp::Reverse(rise(topic))));
    without_repeats(found, rule.most)
}

/// Every cluster that a matter belongs to.
fn keys(matter: &Matter) -> Vec<Key<'_>> {
    let subject = matter.subject.iter().map(|code| About::Subject(code.clone()));
    let about: Vec<About> = subject.chain(words(matter).into_iter().map(|word| About::Word(word.clone()))).collect();
    let own = matter.place.as_deref().map(Some);
    own.into_iter().chain([None]).flat_map(|place| about.iter().map(move |about| (place, about.clone()))).collect()
}

fn words(matter: &Matter) -> Vec<&String> {
    let mut words: Vec<&String> = matter.words.iter().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.truncate(WORDS);
    words
}

/// The cluster as a topic, if enough people tell of it and it is more than usual. Across the district means in more
/// than one place.
fn topic(matters: &[Matter], rule: &Rule, (place, about): Key<'_>, cluster: &Cluster) -> Option<Topic> {
    let own: Vec<&Matter> = cluster.now.iter().filter_map(|index| matters.get(*index)).collect();
    let reporters = voices(&own);
    let rises = own.len() as u64 * rule.weeks as u64 * 10 >= cluster.before * rule.growth_tenths;
    let spread = place.is_some() || own.iter().map(|matter| &matter.place).collect::<BTreeSet<_>>().len() > 1;
    (reporters >= rule.reporters.max(1) && rises && spread).then(|| Topic {
        place: place.map(str::to_owned),
        words: shared(&own, &about),
        about,
        cases: own.iter().map(|matter| matter.id.clone()).collect(),
        reporters,
        before: cluster.before,
        weeks: rule.weeks,
    })
}

/// Different reporters; those who cannot be told apart are one voice.
fn voices(matters: &[&Matter]) -> usize {
    matters.iter().map(|matter| &matter.reporter).collect::<BTreeSet<_>>().len()
}

/// Words that at least half of the matters have, the most common first.
fn shared(matters: &[&Matter], about: &About) -> Vec<String> {
    let mut often: BTreeMap<&String, usize> = BTreeMap::new();
    for word in matters.iter().flat_map(|matter| words(matter)) {
        *often.entry(word).or_default() += 1;
    }
    let is_about = |word: &String| matches!(about, About::Word(own) if own == word);
    let mut often: Vec<(&String, usize)> =
        often.into_iter().filter(|(word, n)| n * 2 >= matters.len() && !is_about(word)).collect();
    often.sort_by_key(|(word, n)| (std::cmp::Reverse(*n), *word));
    often.into_iter().take(FURTHER).map(|(word, _)| word.clone()).collect()
}

/// How many more than usual, times the weeks.
fn rise(topic: &Topic) -> u64 {
    (topic.count() * (topic.weeks as u64).max(1)).saturating_sub(topic.before)
}

fn without_repeats(found: Vec<Topic>, most: usize) -> Vec<Topic> {
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut kept: Vec<Topic> = Vec::new();
    for topic in found {
        let again = topic.cases.iter().filter(|case| told.contains(*case)).count();
        if kept.len() < most && again * 2 <= topic.cases.len() {
            told.extend(topic.cases.iter().cloned());
            kept.push(topic);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matter(id: usize, place: &str, subject: &str, reporter: usize, week: usize) -> Matter {
        Matter {
            id: format!("m{id}"),
            place: Some(place.into()),
            subject: Some(subject.into()),
            words: BTreeSet::new(),
            reporter: Some(format!("r{reporter}")),
            week,
        }
    }

    fn lamps(n: usize, place: &str, week: usize) -> Vec<Matter> {
        (0..n).map(|i| matter(100 * week + i, place, "lamp", i, week)).collect()
    }

    #[test]
    fn more_lamps_than_usual_in_one_street_are_a_topic() {
        let matters = [lamps(6, "east", 0), lamps(2, "east", 1), lamps(2, "east", 3)].concat();
        let found = rising(&matters, &Rule::default());
        assert_eq!(found.len(), 1);
        let topic = &found[0];
        assert_eq!((topic.place.as_deref(), &topic.about), (Some("east"), &About::Subject("lamp".into())));
        assert_eq!((topic.count(), topic.reporters, topic.before), (6, 6, 4));
        assert_eq!((topic.usual_tenths(), topic.growth_tenths()), (Some(10), Some(60)));
    }

    #[test]
    fn as_many_as_ever_are_none() {
        let usual: Vec<Matter> = (0..=4).flat_map(|week| lamps(6, "east", week)).collect();
        assert!(rising(&usual, &Rule::default()).is_empty());
    }

    #[test]
    fn one_caller_who_rings_ten_times_is_none_and_nor_are_ten_who_cannot_be_told_apart() {
        let mut matters = lamps(10, "east", 0);
        for matter in &mut matters {
            matter.reporter = Some("the same".into());
        }
        assert!(rising(&matters, &Rule::default()).is_empty());
        for matter in &mut matters {
            matter.reporter = None;
        }
        assert!(rising(&matters, &Rule::default()).is_empty());
    }

    #[test]
    fn what_is_scattered_over_streets_is_a_topic_of_the_district() {
        let matters: Vec<Matter> = ["a", "b", "c", "d", "e"]
            .into_iter()
            .enumerate()
            .map(|(i, place)| matter(i, place, "smell", i, 0))
            .collect();
        let found = rising(&matters, &Rule::default());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].place.as_deref(), found[0].count()), (None, 5));
        assert_eq!(found[0].growth_tenths(), None, "there was nothing before: no number is made up");
    }

    #[test]
    fn a_shared_word_is_a_topic_across_subjects() {
        let mut matters: Vec<Matter> = (0..6).map(|i| matter(i, "east", &format!("s{i}"), i, 0)).collect();
        for matter in &mut matters {
            matter.words = BTreeSet::from(["油烟".to_owned(), "夜市".to_owned()]);
        }
        let found = rising(&matters, &Rule::default());
        assert_eq!(found.len(), 1, "one word, with the other beside it: {found:?}");
        assert_eq!(found[0].words.len(), 1);
    }

    fn any_matters() -> impl Strategy<Value = Vec<Matter>> {
        let word = prop::sample::subsequence(vec!["灯", "水", "烟", "噪声"], 0..=4);
        let one = (0..3_usize, 0..3_usize, word, prop::option::of(0..8_usize), 0..6_usize);
        prop::collection::vec(one, 0..80).prop_map(|all| {
            let made = all.into_iter().enumerate().map(|(id, (place, subject, words, reporter, week))| Matter {
                id: format!("m{id}"),
                place: (place > 0).then(|| format!("p{place}")),
                subject: (subject > 0).then(|| format!("s{subject}")),
                words: words.into_iter().map(str::to_owned).collect(),
                reporter: reporter.map(|reporter| format!("r{reporter}")),
                week,
            });
            made.collect()
        })
    }

    proptest! {
        #[test]
        fn every_topic_is_of_this_week_of_enough_voices_and_more_than_usual(matters in any_matters()) {
            let rule = Rule::default();
            for topic in rising(&matters, &rule) {
                let own: Vec<&Matter> = matters.iter().filter(|matter| topic.cases.contains(&matter.id)).collect();
                prop_assert_eq!(own.len(), topic.cases.len());
                prop_assert!(own.iter().all(|matter| matter.week == 0));
                prop_assert!(topic.reporters >= rule.reporters);
                prop_assert_eq!(topic.reporters, own.iter().map(|m| &m.reporter).collect::<BTreeSet<_>>().len());
                prop_assert!(topic.growth_tenths().is_none_or(|growth| growth >= rule.growth_tenths));
                let has = |matter: &&&Matter| match &topic.about {
                    About::Subject(code) => matter.subject.as_ref() == Some(code),
                    About::Word(word) => matter.words.contains(word),
                };
                prop_assert_eq!(own.iter().filter(has).count(), own.len());
                let there = |matter: &&Matter| topic.place.is_none() || matter.place == topic.place;
                prop_assert!(own.iter().all(there));
            }
        }

        #[test]
        fn the_order_in_which_matters_come_changes_no_topic(matters in any_matters(), turn in 0..80_usize) {
            let mut turned = matters.clone();
            if !turned.is_empty() {
                let by = turn % turned.len();
                turned.rotate_left(by);
            }
            let told = |matters: &[Matter]| {
                let found = rising(matters, &Rule::default());
                found.into_iter().map(|t| (t.place, t.about, t.reporters, t.before, t.cases.len())).collect::<Vec<_>>()
            };
            prop_assert_eq!(told(&matters), told(&turned));
        }

        #[test]
        fn silence_before_never_hides_what_rises(matters in any_matters()) {
            let now: Vec<Matter> = matters.iter().filter(|matter| matter.week == 0).cloned().collect();
            let all = rising(&matters, &Rule { most: usize::MAX, ..Rule::default() });
            let alone = rising(&now, &Rule { most: usize::MAX, ..Rule::default() });
            prop_assert!(alone.len() >= usize::from(!all.is_empty()));
        }
    }
}
