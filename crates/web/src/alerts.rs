//! Alerts in words, wherever they are spoken of: what is watched, where its line is, how it stands.

use bihuan_core::casework::AlertReading;
use bihuan_core::figures::alert::{Line, Signal, Source, Watch};
use bihuan_core::figures::number::shown;
use bihuan_core::figures::threshold::Side;
use bihuan_core::pack::model::Alert;
use bihuan_office::Law;
use bihuan_office::outside::figure_of;

use crate::html::{Html, el};
use crate::t;
use crate::words::{Lang, Words};

/// Units of measure of sensors and counts as English readers know them; any other stays as it is pushed.
const MEASURES: [(&str, &str); 6] = [("人", ""), ("件", ""), ("指数", ""), ("毫米", "mm"), ("厘米", "cm"), ("米", "m")];

/// Alerts in one language.
#[derive(Clone, Copy)]
pub struct Watched<'a> {
    /// The law that declares them.
    pub law: &'a Law,
    /// The sentences.
    pub words: &'a Words,
}

impl Watched<'_> {
    fn is_english(&self) -> bool {
        self.words.lang() == Lang::En
    }

    /// What the pack calls an alert; its id where no pack in force has it.
    pub fn title(&self, id: &str) -> String {
        let Some(alert) = self.law.alert(id) else { return id.to_owned() };
        let pack = id.split_once('.').and_then(|(pack, _)| self.law.packs.get(pack));
        let english = pack.and_then(|pack| pack.english("alert", &[&alert.name])).filter(|_| self.is_english());
        english.unwrap_or(&alert.title).to_owned()
    }

    /// What a source is called.
    pub fn source(&self, name: &str) -> String {
        if name == Source::BURST {
            return t!(self.words, "alert-burst");
        }
        match self.law.figure(name) {
            Some(figure) if self.is_english() => figure.title_en.clone(),
            Some(figure) => figure.title.clone(),
            None => {
                let known = self.words.find(&format!("series-{name}"), &[]);
                known.or_else(|| figure_of(name).map(|(_, name)| name)).unwrap_or_else(|| name.to_owned())
            }
        }
    }

    /// A subject of like requests.
    pub fn subject(&self, code: &str) -> String {
        let public = self.law.types().filter(|(_, rules)| rules.public);
        let terms = public.flat_map(|(_, rules)| rules.vocabularies.values()).flat_map(|list| &list.terms);
        let found = terms.into_iter().find(|term| term.code == code);
        let english = found.and_then(|term| term.en.clone()).filter(|_| self.is_english());
        english.or_else(|| found.map(|term| term.title.clone())).unwrap_or_else(|| code.to_owned())
    }

    /// A unit of measure; English readers count people and matters in numbers alone.
    fn measured(&self, value: String, measure: &str) -> String {
        let english = MEASURES.iter().find(|(zh, _)| *zh == measure).filter(|_| self.is_english());
        let measure = english.map_or(measure, |(_, en)| en);
        format!("{value} {measure}").trim_end().to_owned()
    }

    /// One line: 雨量：到 30 毫米越线，回到 10 毫米算回落，须持续 10 分钟.
    pub fn line(&self, signal: &Signal) -> String {
        let Signal { source, measure, line } = signal;
        let (opens, closes) = (shown(line.opens_at), shown(line.closes_at));
        let key = if line.side == Side::Above { "alert-line-above" } else { "alert-line-below" };
        let args = [
            ("figure", self.source(source.name()).into()),
            ("opens", self.measured(opens, measure).into()),
            ("closes", self.measured(closes, measure).into()),
        ];
        let about = match source {
            Source::Burst { about } if !about.is_empty() => {
                let subjects: Vec<String> = about.iter().map(|code| self.subject(code)).collect();
                t!(self.words, "alert-about", subjects = subjects.join(" · "))
            }
            Source::Own { days, .. } if *days > 1 => t!(self.words, "alert-days", n = *days),
            _ => String::new(),
        };
        let held =
            if line.minutes > 0 { t!(self.words, "alert-held", time = self.time(line.minutes)) } else { String::new() };
        format!("{}{about}{held}", self.words.get(key, &args))
    }

    /// When a matter is opened: by how many lines, how often at most.
    pub fn rule(&self, alert: &Alert) -> String {
        let rule = &alert.rule;
        let need = if rule.need > 1 {
            t!(self.words, "alert-together", need = rule.need, of = rule.signals.len(), time = self.time(rule.together))
        } else if rule.signals.len() > 1 {
            t!(self.words, "alert-any")
        } else {
            t!(self.words, "alert-once")
        };
        let rest =
            if rule.rest > 0 { t!(self.words, "alert-rest", time = self.time(rule.rest)) } else { String::new() };
        format!("{need}{rest}")
    }

    fn time(&self, minutes: u32) -> String {
        match minutes {
            n if n % 1440 == 0 => t!(self.words, "alert-time-days", n = n / 1440),
            n if n % 60 == 0 => t!(self.words, "alert-time-hours", n = n / 60),
            n => t!(self.words, "alert-time-minutes", n = n),
        }
    }

    /// What a line read last, and where it stands.
    pub fn reading(&self, signal: &Signal, line: &Line) -> String {
        let figure = self.source(signal.source.name());
        let Some(value) = line.value else { return t!(self.words, "alert-unread", figure = figure) };
        let state = match (line.state.open, line.state.turning) {
            (false, None) => "alert-line-calm",
            (false, Some(_)) => "alert-line-rising",
            (true, None) => "alert-line-passed",
            (true, Some(_)) => "alert-line-falling",
        };
        t!(
            self.words,
            "alert-reading",
            figure = figure,
            value = self.measured(shown(value), &signal.measure),
            state = self.words.get(state, &[]),
            when = bihuan_core::casework::alert::period_in_words(&line.period)
        )
    }

    /// What a record says that a line read: 路面积水深度 18 厘米，界线 15 厘米.
    pub fn noted(&self, reading: &AlertReading) -> String {
        t!(
            self.words,
            "alert-crossed",
            figure = self.source(&reading.figure),
            value = self.measured(shown(reading.value), &reading.measure),
            line = self.measured(shown(reading.line), &reading.measure)
        )
    }

    /// How an alert stands in a place.
    pub fn state(&self, watch: &Watch) -> String {
        let passed = watch.lines.iter().any(|line| line.state.open);
        let key = match (watch.raised, passed) {
            (true, _) => "alert-raised",
            (false, true) => "alert-passed",
            (false, false) => "alert-calm",
        };
        self.words.get(key, &[])
    }

    /// The lines of figures or series with the way to how they stand; nothing where nobody watches them.
    pub fn watching(&self, names: &[&str]) -> Option<Html> {
        let of_name = |alert: &&std::sync::Arc<Alert>| {
            let lines: Vec<String> = alert
                .rule
                .signals
                .iter()
                .filter(|it| names.contains(&it.source.name()))
                .map(|it| self.line(it))
                .collect();
            let link = el("a").class("govuk-link").attr("href", format!("/desk/alerts#{}", alert.id));
            let title = link.put(self.title(&alert.id));
            let item =
                || el("p").class("govuk-body").put(title).put(t!(self.words, "alert-colon")).put(lines.join("；"));
            (!lines.is_empty()).then(item)
        };
        let items: Vec<_> = self.law.alerts().filter_map(|alert| of_name(&alert)).collect();
        (!items.is_empty()).then(|| {
            let heading = el("h2").class("govuk-heading-m").put(t!(self.words, "alert-lines"));
            items.into_iter().fold(heading.html(), Html::then)
        })
    }
}
