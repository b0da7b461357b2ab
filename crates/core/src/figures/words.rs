//! A figure's definition in words, made from the definition itself, so that what is read is what is counted.

use super::book::Book;
use super::figure::{Figure, Kind, Middle, Occasion, Since, State};
use crate::calendar::{Lang, LengthUnit};
use crate::pack::guard::{Guard, Told as Naming};
use crate::pack::{CaseType, Pack};

/// The definition in words. `pack` is the one that the figure is of.
#[must_use]
pub fn words(figure: &Figure, pack: &Pack, book: &Book, lang: Lang) -> String {
    Told { figure, pack, book, lang }.definition()
}

struct Told<'t> {
    figure: &'t Figure,
    pack: &'t Pack,
    book: &'t Book,
    lang: Lang,
}

impl Told<'_> {
    fn say(&self, zh: String, en: String) -> String {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn definition(&self) -> String {
        let kind = self.kind_of_matter();
        match &self.figure.kind {
            Kind::Count { on, when } => {
                let by_filing = self.figure.is_step();
                let on = self.listed(on);
                let only = self.only(when.as_ref());
                if by_filing {
                    return self.say(
                        format!("“{kind}”{on}的计 1 件{only}，计在受理的当日"),
                        format!("A matter of “{kind}” that {on} counts as one{only}, on the day when it was taken in"),
                    );
                }
                self.say(
                    format!("“{kind}”每{on}一次计 1 件{only}，计在发生的当日"),
                    format!("Each time that a matter of “{kind}” {on} counts as one{only}, on the day when it happens"),
                )
            }
            Kind::Sum { quantity, when, cumulative } => self.sum(quantity, when.as_ref(), *cumulative),
            Kind::Latest { field } => {
                let title = self.field(field);
                self.say(
                    format!("各件“{kind}”的“{title}”最新值之和，改动时只计与原值之差"),
                    format!(
                        "The latest “{title}” of each matter of “{kind}”, added up; a change counts as the difference"
                    ),
                )
            }
            Kind::Stock { state, when } => {
                let (state, only) = (self.state(*state), self.only(when.as_ref()));
                self.say(
                    format!("期末{state}的“{kind}”件数{only}"),
                    format!("Matters of “{kind}” that are {state} at the end of the period{only}"),
                )
            }
            Kind::Time { from, until, unit, take, when } => {
                let (from, until) = (self.since(from), self.listed(std::slice::from_ref(until)));
                let (middle, unit, only) = (self.middle(*take), self.unit(*unit), self.only(when.as_ref()));
                self.say(
                    format!("“{kind}”从{from}到{until}所用时间的{middle}，单位为{unit}{only}；计在结束的当日，不扣除中止的时间"),
                    format!("{middle} of the time from when a matter of “{kind}” {from} until it {until}, in {unit}{only}; counted on the day of the end, stops included"),
                )
            }
            Kind::Rate { of, over, beside } => self.rate(of, over, beside),
        }
    }

    fn sum(&self, quantity: &str, when: Option<&Guard>, cumulative: bool) -> String {
        let kind = self.kind_of_matter();
        let title = self.case().and_then(|case| case.quantities.iter().find(|known| known.name == quantity));
        let title = title.map_or(quantity.to_owned(), |known| self.titled("quantity", &known.name, &known.title));
        let only = self.only(when);
        let (zh, en) =
            if cumulative { ("截至期末累计", "Up to the end of the period, all") } else { ("期内", "All") };
        self.say(
            format!("{zh}各件“{kind}”填报的“{title}”之和{only}；计在所填日期，更正计为差额"),
            format!("{en} “{title}” recorded for matters of “{kind}”{only}, on the day that it belongs to; a correction takes back"),
        )
    }

    fn rate(&self, of: &[String], over: &[String], beside: &[String]) -> String {
        let (of, over, left) = (self.titles(of), self.titles(over), self.titles(beside));
        let beside = if beside.is_empty() {
            String::new()
        } else {
            self.say(format!("；{left}不计入，另列"), format!("; {left} is in neither, and shown beside"))
        };
        let of = if self.figure.less.is_empty() {
            of
        } else {
            let less = self.titles(&self.figure.less);
            self.say(format!("（{of} － {less}）"), format!("({of} − {less})"))
        };
        self.say(
            format!("{of} ÷ {over} × 100%，保留一位小数；分母为零时不计，以“—”表示{beside}"),
            format!("{of} ÷ {over} × 100 %, one decimal; “—” where there is nothing to divide by{beside}"),
        )
    }

    fn titles(&self, ids: &[String]) -> String {
        let title = |id: &String| {
            let found = self.book.figure(id);
            found.map_or(id.clone(), |figure| self.say(figure.title.clone(), figure.title_en.clone()))
        };
        let titles: Vec<String> = ids.iter().map(title).collect();
        if titles.len() > 1 {
            self.say(format!("（{}）", titles.join("＋")), format!("({})", titles.join(" + ")))
        } else {
            titles.concat()
        }
    }

    fn case(&self) -> Option<&CaseType> {
        let (_, name) = self.figure.of.0.split_once('.')?;
        self.pack.cases.get(name).map(AsRef::as_ref)
    }

    fn kind_of_matter(&self) -> String {
        self.case().map_or(self.figure.of.0.clone(), |case| self.titled("case", self.case_name(), &case.title))
    }

    fn case_name(&self) -> &str {
        self.figure.of.0.rsplit('.').next().unwrap_or_default()
    }

    fn titled(&self, sort: &str, name: &str, zh: &str) -> String {
        let en = self.pack.english(sort, &[self.case_name(), name]).or_else(|| self.pack.english(sort, &[name]));
        self.say(zh.to_owned(), en.unwrap_or(zh).to_owned())
    }

    fn field(&self, name: &str) -> String {
        let field = self.case().and_then(|case| case.field(name));
        field.map_or(name.to_owned(), |field| self.titled("field", name, &field.title))
    }

    fn listed(&self, on: &[Occasion]) -> String {
        let told: Vec<String> = on.iter().map(|occasion| self.occasion(occasion)).collect();
        told.join(&self.say("、".into(), " or ".into()))
    }

    fn occasion(&self, occasion: &Occasion) -> String {
        let (zh, en) = match occasion {
            Occasion::Filed => ("受理", "is taken in"),
            Occasion::Closed => ("办结", "is closed"),
            Occasion::Answered => ("答复", "is answered"),
            Occasion::InTime => ("按时答复", "is answered in time"),
            Occasion::TooLate => ("超期答复", "is answered late"),
            Occasion::Overdue => ("到期未办", "becomes late"),
            Occasion::Rated => ("评价（不含默认评价）", "is judged (silence is no judgement)"),
            Occasion::Satisfied => ("好评", "is judged well"),
            Occasion::Dissatisfied => ("差评", "is judged badly"),
            Occasion::Silent => ("到期未评价", "is not judged in time"),
            Occasion::Returned => ("退单", "is handed back"),
            Occasion::Reopened => ("重新办理", "is opened again"),
            Occasion::Redone => ("差评重办", "is redone after a bad judgement"),
            Occasion::Merged => ("并件", "is linked as a duplicate"),
            Occasion::Repeated => {
                ("重复（同类同地的前一件刚办结）", "repeats a like one that was closed shortly before")
            }
            Occasion::Relapsed => ("评价之后又重复", "was judged and came again"),
            Occasion::Extended => ("准予延期", "is given more time"),
            Occasion::Duty(name) => return self.duty(name),
            Occasion::Reached(stage) => return self.reached(stage),
            Occasion::Did(action) => return self.action(action),
        };
        self.say(zh.to_owned(), en.to_owned())
    }

    fn reached(&self, name: &str) -> String {
        let stage = self.stage(name);
        self.say(format!("首次进入“{stage}”"), format!("comes to “{stage}” for the first time"))
    }

    fn stage(&self, name: &str) -> String {
        let stage = self.case().and_then(|case| case.stage(name));
        stage.map_or(name.to_owned(), |stage| self.titled("stage", name, &stage.title))
    }

    fn duty(&self, name: &str) -> String {
        let zh = self.case().and_then(|case| case.deadlines.iter().find(|deadline| deadline.name == name));
        let title = zh.map_or(name.to_owned(), |deadline| self.titled("deadline", name, &deadline.title));
        self.say(
            format!("有一项“{title}”了结（做了，或应做未做）"),
            format!("has its “{title}” settled (done, or left undone)"),
        )
    }

    fn action(&self, name: &str) -> String {
        let known = self.case().and_then(|case| case.all_actions().find(|(_, action)| action.name == name));
        let title = known.map_or(name.to_owned(), |(_, action)| self.titled("action", name, &action.title));
        self.say(format!("做一次“{title}”"), format!("sees “{title}”"))
    }

    fn only(&self, when: Option<&Guard>) -> String {
        when.map_or_else(String::new, |guard| {
            let told = self.case().map_or_else(
                || guard.source.clone(),
                |case| Naming { pack: self.pack, case, lang: self.lang }.condition(guard),
            );
            self.say(format!("（只计{told}的）"), format!(" (only where {told})"))
        })
    }

    fn state(&self, state: State) -> String {
        let (zh, en) = match state {
            State::Open => ("在办", "open"),
            State::Late => ("在办且已超期", "open and late"),
            State::Suspended => ("中止计时", "suspended"),
        };
        self.say(zh.to_owned(), en.to_owned())
    }

    fn since(&self, from: &Since) -> String {
        match from {
            Since::Filed => self.say("受理".into(), "was taken in".into()),
            Since::Stage(name) => {
                let title = self.stage(name);
                self.say(format!("进入“{title}”"), format!("came to “{title}”"))
            }
        }
    }

    fn middle(&self, take: Middle) -> String {
        match take {
            Middle::Mean => self.say("平均数".into(), "The mean".into()),
            Middle::Percentile(50) => {
                self.say("中位数（按固定分组估算）".into(), "The median, by fixed buckets,".into())
            }
            Middle::Percentile(share) => self
                .say(format!("{share}% 分位数（按固定分组估算）"), format!("The {share} % point, by fixed buckets,")),
        }
    }

    fn unit(&self, unit: LengthUnit) -> String {
        let (zh, en) = match unit {
            LengthUnit::Min => ("分钟", "minutes"),
            LengthUnit::Wh => ("工作小时", "working hours"),
            LengthUnit::D => ("天", "days"),
            LengthUnit::Wd => ("工作日", "working days"),
            LengthUnit::H | LengthUnit::Mo => ("小时", "hours"),
        };
        self.say(zh.to_owned(), en.to_owned())
    }
}
