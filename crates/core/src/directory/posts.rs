//! Who holds which post on a day: validity, absence and deputy, posts held in every unit, and hand-over.
//!
//! While an officer is away the deputy holds the posts and the officer does not. If the deputy is away too, the deputy's deputy
//! does, and so on. If this ends with nobody who is there, the officer keeps the posts: a leave alone never leaves one empty.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Directory, DirectoryError, Holding, Officer, PostName, UnitCode, UserName};

impl Directory {
    /// Everybody who holds the post in the unit on the day, deputies instead of those away; by user name, each once.
    pub fn holders(&self, post: &PostName, unit: &UnitCode, on: Date) -> Vec<&UserName> {
        if !self.units.contains_key(unit) {
            return Vec::new();
        }
        let held = |officer: &&Officer| officer.holdings.iter().any(|h| h.covers(post, unit) && h.holds_on(on));
        let present: BTreeSet<_> = self.officers.values().filter(held).map(|o| self.acting(o, on)).collect();
        present.into_iter().collect()
    }

    /// Does the user hold the post in the unit on the day, be it for somebody away?
    pub fn holds(&self, user: &UserName, post: &PostName, unit: &UnitCode, on: Date) -> bool {
        self.units.contains_key(unit) && self.acted_for(user, on).any(|h| h.covers(post, unit) && h.holds_on(on))
    }

    /// The posts that the user holds on the day, their own and those of officers for whom they stand in; each once. A post held
    /// in every unit stands with the district: ask [`Directory::holds`] for a unit.
    pub fn posts_of(&self, user: &UserName, on: Date) -> Vec<(PostName, UnitCode)> {
        let held = self.acted_for(user, on).filter(|holding| holding.holds_on(on));
        let posts: BTreeSet<_> = held.map(|holding| (holding.post.clone(), holding.unit.clone())).collect();
        posts.into_iter().collect()
    }

    /// The units in which somebody holds the post on the day: where work for it can be sent. By code.
    pub fn reachable_by(&self, post: &PostName, on: Date) -> Vec<&UnitCode> {
        let holdings = self.officers.values().flat_map(|officer| &officer.holdings);
        let held: Vec<_> = holdings.filter(|h| h.post == *post && h.holds_on(on)).collect();
        self.units.keys().filter(|unit| held.iter().any(|holding| holding.covers(post, unit))).collect()
    }

    /// The directory after `from` has handed over to `to`: what `from` holds on the day or later passes on, what was before stays
    /// in the record. The day is the first one of `to`.
    pub fn hand_over(&self, from: &UserName, to: &UserName, on: Date) -> Result<Self, DirectoryError> {
        let known = |user: &UserName| self.officer(user).cloned().ok_or(DirectoryError::UnknownOfficer(user.clone()));
        let (mut giver, mut taker) = (known(from)?, known(to)?);
        if from == to {
            return Err(DirectoryError::SameOfficer(from.clone()));
        }
        let (kept, passed) = split(&giver.holdings, on);
        if passed.is_empty() {
            return Err(DirectoryError::NothingToHandOver(from.clone()));
        }
        giver.holdings = kept;
        taker.holdings.extend(passed);
        let mut after = self.clone();
        after.officers.extend([(from.clone(), giver), (to.clone(), taker)]);
        Ok(after)
    }

    /// The directory after an officer has left without a successor: what was held on the day or later ends the day before.
    ///
    /// # Errors
    /// Nobody of that name; nothing that could end.
    pub fn without_posts(&self, from: &UserName, on: Date) -> Result<Self, DirectoryError> {
        let mut leaver = self.officer(from).cloned().ok_or_else(|| DirectoryError::UnknownOfficer(from.clone()))?;
        let (kept, passed) = split(&leaver.holdings, on);
        if passed.is_empty() {
            return Err(DirectoryError::NothingToHandOver(from.clone()));
        }
        leaver.holdings = kept;
        Ok(self.with_officer(leaver))
    }

    /// The same directory with this officer as here given.
    #[must_use]
    pub fn with_officer(&self, officer: Officer) -> Self {
        let mut after = self.clone();
        after.officers.insert(officer.user.clone(), officer);
        after
    }

    /// Who acts for the officer on the day: the officer, or the first in the chain of deputies who is there.
    fn acting<'d>(&'d self, officer: &'d Officer, on: Date) -> &'d UserName {
        let mut seen = BTreeSet::new();
        let mut here = officer;
        while let Some(deputy) = here.deputy_on(on) {
            match self.officers.get(deputy) {
                Some(next) if seen.insert(&here.user) => here = next,
                _ => return &officer.user,
            }
        }
        &here.user
    }

    /// The holdings of everybody for whom the user acts on the day, the user's own among them.
    fn acted_for<'d>(&'d self, user: &'d UserName, on: Date) -> impl Iterator<Item = &'d Holding> + 'd {
        let mine = move |officer: &&Officer| self.acting(officer, on) == user;
        self.officers.values().filter(mine).flat_map(|officer| &officer.holdings)
    }
}

/// Splits holdings into what was before the day and what is from it on.
fn split(holdings: &[Holding], on: Date) -> (Vec<Holding>, Vec<Holding>) {
    let (mut kept, mut passed) = (Vec::new(), Vec::new());
    for holding in holdings {
        if holding.until.is_some_and(|last| last < on) {
            kept.push(holding.clone());
            continue;
        }
        passed.push(Holding { from: holding.from.max(on), ..holding.clone() });
        if let Some(last) = on.yesterday().ok().filter(|last| holding.from <= *last) {
            kept.push(Holding { until: Some(last), ..holding.clone() });
        }
    }
    (kept, passed)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::directory::{DirectoryBuilder, Unit, UnitKind};

    fn user(name: &str) -> UserName {
        name.parse().unwrap()
    }

    fn post(name: &str) -> PostName {
        name.parse().unwrap()
    }

    fn unit(code: &str) -> UnitCode {
        code.parse().unwrap()
    }

    /// 甲 heads the office in 2025 and 丁 handles everywhere; 甲 is away in May with 乙 for deputy, who is away in the middle of it
    /// with 丙 for deputy, who on one day leaves it to 甲 again.
    fn office() -> Directory {
        let units =
            [("420103", UnitKind::District), ("420103-office", UnitKind::Department), ("420103001", UnitKind::Street)]
                .map(|(code, kind)| Unit::new(unit(code), "某单位(合成)", kind));
        let officers = json!([
            {"user": "jia", "name": "甲(合成)",
             "holdings": [{"post": "head", "unit": "420103-office", "from": "2025-01-01", "until": "2025-12-31"}],
             "absences": [{"from": "2025-05-01", "until": "2025-05-31", "deputy": "yi"}]},
            {"user": "yi", "name": "乙(合成)", "absences": [{"from": "2025-05-10", "until": "2025-05-20", "deputy": "bing"}]},
            {"user": "bing", "name": "丙(合成)", "absences": [{"from": "2025-05-15", "until": "2025-05-15", "deputy": "jia"}]},
            {"user": "ding", "name": "丁(合成)",
             "holdings": [{"post": "handler", "unit": "420103", "everywhere": true, "from": "2025-01-01"}]},
        ]);
        let officers: Vec<Officer> = serde_json::from_value(officers).unwrap();
        DirectoryBuilder::new().units(units).officers(officers).build().unwrap()
    }

    fn head_on(day: Date) -> Vec<String> {
        let office = office();
        office.holders(&post("head"), &unit("420103-office"), day).into_iter().map(UserName::to_string).collect()
    }

    #[test]
    fn a_holding_begins_and_ends_on_its_days() {
        assert_eq!(head_on(date(2024, 12, 31)), [""; 0]);
        assert_eq!(head_on(date(2025, 1, 1)), ["jia"]);
        assert_eq!(head_on(date(2025, 12, 31)), ["jia"]);
        assert_eq!(head_on(date(2026, 1, 1)), [""; 0]);
    }

    #[test]
    fn the_deputy_acts_and_the_deputy_of_the_deputy_too() {
        assert_eq!(head_on(date(2025, 5, 1)), ["yi"]);
        assert_eq!(head_on(date(2025, 5, 31)), ["yi"]);
        assert_eq!(head_on(date(2025, 5, 10)), ["bing"]);
        assert_eq!(head_on(date(2025, 6, 1)), ["jia"]);
    }

    #[test]
    fn when_everybody_in_the_chain_is_away_the_post_does_not_fall_empty() {
        assert_eq!(head_on(date(2025, 5, 15)), ["jia"]);
    }

    #[test]
    fn while_away_an_officer_does_not_hold_the_post() {
        let (office, may) = (office(), date(2025, 5, 2));
        assert!(!office.holds(&user("jia"), &post("head"), &unit("420103-office"), may));
        assert_eq!(office.posts_of(&user("jia"), may), []);
        assert_eq!(office.posts_of(&user("yi"), may), [(post("head"), unit("420103-office"))]);
    }

    #[test]
    fn a_post_held_everywhere_is_held_in_each_unit_of_the_district_and_in_no_other() {
        let (office, day) = (office(), date(2025, 3, 3));
        for here in ["420103", "420103-office", "420103001"] {
            assert!(office.holds(&user("ding"), &post("handler"), &unit(here), day), "{here}");
        }
        for elsewhere in ["420105", "420103-nowhere"] {
            assert!(!office.holds(&user("ding"), &post("handler"), &unit(elsewhere), day), "{elsewhere}");
        }
        assert_eq!(office.reachable_by(&post("handler"), day).len(), 3);
        assert_eq!(office.reachable_by(&post("head"), day), [&unit("420103-office")]);
        assert!(office.reachable_by(&post("handler"), date(2024, 1, 1)).is_empty());
    }

    #[test]
    fn after_a_hand_over_the_past_stays_and_the_future_passes() {
        let day = date(2025, 8, 1);
        let after = office().hand_over(&user("jia"), &user("ding"), day).unwrap();
        let head = |day| after.holders(&post("head"), &unit("420103-office"), day);
        assert_eq!(head(date(2025, 7, 31)), [&user("jia")]);
        assert_eq!(head(day), [&user("ding")]);
        assert_eq!(head(date(2025, 12, 31)), [&user("ding")]);
        assert!(head(date(2026, 1, 1)).is_empty());
    }

    #[test]
    fn a_hand_over_that_cannot_be_is_refused_by_name() {
        let (office, day) = (office(), date(2025, 8, 1));
        let refused = |from: &str, to: &str, day| office.hand_over(&user(from), &user(to), day).unwrap_err().code();
        assert_eq!(refused("jia", "jia", day), "same-officer");
        assert_eq!(refused("jia", "nobody", day), "unknown-officer");
        assert_eq!(refused("nobody", "jia", day), "unknown-officer");
        assert_eq!(refused("yi", "jia", day), "nothing-to-hand-over");
        assert_eq!(refused("jia", "yi", date(2026, 1, 1)), "nothing-to-hand-over");
    }

    proptest! {
        #[test]
        fn the_three_questions_about_a_post_agree(day in 0i64..500, who in 0usize..4, what in 0usize..2, place in 0usize..3) {
            let office = office();
            let day = date(2024, 12, 1).checked_add(jiff::Span::new().days(day)).unwrap();
            let who = user(["jia", "yi", "bing", "ding"][who]);
            let what = post(["head", "handler"][what]);
            let place = unit(["420103", "420103-office", "420103001"][place]);
            let holds = office.holds(&who, &what, &place, day);
            prop_assert_eq!(holds, office.holders(&what, &place, day).contains(&&who));
            prop_assert_eq!(!office.holders(&what, &place, day).is_empty(), office.reachable_by(&what, day).contains(&&place));
            if holds {
                prop_assert!(office.posts_of(&who, day).iter().any(|(post, _)| *post == what));
            }
        }

        #[test]
        fn a_hand_over_leaves_every_post_held_as_before(day in 0i64..500, asked in 0i64..500) {
            let before = office();
            let on = |days| date(2024, 12, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            if let Ok(after) = before.hand_over(&user("ding"), &user("bing"), on(day)) {
                for what in ["head", "handler"] {
                    prop_assert_eq!(after.reachable_by(&post(what), on(asked)), before.reachable_by(&post(what), on(asked)));
                }
                prop_assert_eq!(after.holds(&user("ding"), &post("handler"), &unit("420103"), on(asked)), asked < day && asked >= 31);
            }
        }
    }
}
