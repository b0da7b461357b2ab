//! Searches among a million invented passages on two cores, with counts by kind and with quotes, beside the engine alone on
//! the same words; and how long the index takes to be made.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../../../tests/bench/timing.rs"]
#[expect(dead_code, reason = "the index stands in memory: no place on a disk is needed")]
mod timing;

use std::time::{Duration, Instant};

use bihuan_passages::{Index, Kind, Passage, Query};
use serde_json::{Value, json};
use timing::Run;

/// Passages where it is measured, and where it is only seen to run.
const MANY: usize = 1_000_000;
const FEW: usize = 2_000;
/// Passages of one source.
const A_SOURCE: usize = 500;

const SUBJECTS: [&str; 24] = [
    "老旧小区",
    "路灯",
    "学位",
    "公园",
    "人民代表大会",
    "营商环境",
    "社区食堂",
    "充电桩",
    "停车位",
    "排水管网",
    "网格员",
    "窗口服务",
    "创新平台",
    "高新技术企业",
    "就业岗位",
    "养老床位",
    "托育机构",
    "垃圾分类",
    "河道",
    "轨道交通",
    "口袋公园",
    "图书馆",
    "绿道",
    "菜市场",
];
const VERBS: [&str; 12] =
    ["新增", "改造", "建成", "完成", "推进", "提升", "整治", "开工", "启用", "优化", "引进", "办结"];
const REST: [&str; 12] = [
    "群众满意度不断提高",
    "项目加快建设",
    "形成一批可复制的经验",
    "由责任单位按季度公布进展",
    "确保年底前见到成效",
    "纳入民生实事清单",
    "全区上下共同努力",
    "解决了多年的难题",
    "带动周边街道发展",
    "接受人大代表监督",
    "方便居民就近办理",
    "落实到具体的人",
];
/// What is looked for: in nearly every passage, in many, in few, two words, long and unknown words, a beginning, a character.
const ASKED: [(&str, &str); 9] = [
    ("in-every-passage", "合成"),
    ("frequent", "改造"),
    ("two-words", "老旧小区 改造"),
    ("three-words", "路灯 整治 监督"),
    ("long-word", "人民代表大会"),
    ("unknown-word", "群众多年"),
    ("rare", "第777777号"),
    ("beginning", "1234"),
    ("one-character", "的"),
];

fn main() {
    let many = if std::env::args().any(|given| given == "--bench") { MANY } else { FEW };
    let begun = Instant::now();
    let index = filled(many);
    let took = begun.elapsed();
    println!("passages.fill {many} in {:.1} s, {} MB of memory", took.as_secs_f64(), memory_mb());
    let mut rows = vec![json!({
        "name": format!("passages.fill.{many}"), "value": (many as f64 / took.as_secs_f64()).round(), "unit": "passages/s",
        "memory_mb": memory_mb(),
    })];
    for (name, typed) in ASKED {
        rows.push(measured(&index, name, typed));
    }
    rows.push(all_of_them(&index));
    timing::keep("passages", &rows);
}

/// The same numbers in the same order on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }
}

fn passage(n: usize, dice: &mut Dice) -> Passage {
    let mut clause = || {
        let (verb, subject) = (VERBS[dice.below(VERBS.len())], SUBJECTS[dice.below(SUBJECTS.len())]);
        format!("{verb}{subject}{}个，{}", dice.below(5000), REST[dice.below(REST.len())])
    };
    let text = format!("合成：第{n}号。{}；{}；{}。", clause(), clause(), clause());
    Passage {
        kind: Kind::ALL[n % 5],
        district: Some(420_103),
        href: format!("/reports/{n}#p{n}"),
        title: format!("合成报告{}", n / A_SOURCE),
        text,
        about: String::new(),
        year: Some(2015 + (n % 12) as i16),
        synthetic: true,
    }
}

/// Two threads make the passages, as two cores can.
fn filled(many: usize) -> Index {
    let index = Index::new().unwrap();
    let half = |first: usize| {
        for source in (first..many / A_SOURCE).step_by(2) {
            let mut dice = Dice(source as u64);
            let from = source * A_SOURCE;
            let passages: Vec<Passage> = (from..from + A_SOURCE).map(|n| passage(n, &mut dice)).collect();
            index.replace(&source.to_string(), &passages).unwrap();
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| half(1));
        half(0);
    });
    index.show().unwrap();
    assert_eq!(index.len(), many / A_SOURCE * A_SOURCE);
    index
}

fn asked(typed: &str) -> Query {
    Query { typed: typed.to_owned(), district: Some(420_103), limit: 20, ..Query::default() }
}

/// One question again and again, beside the engine alone.
fn measured(index: &Index, name: &str, typed: &str) -> Value {
    let found = index.find(&asked(typed)).unwrap();
    let bare = on_two_cores(|_| assert!(index.bare(typed, 20).unwrap() <= 20));
    let ours = on_two_cores(|_| drop(index.find(&asked(typed)).unwrap()));
    let mut row = told(&ours, &format!("passages.find.{name}"), Some(bare.per_second()));
    row["found"] = json!(found.total);
    println!("{:<36} {} found", "", found.total);
    row
}

/// Every question in turn, as readers ask them.
fn all_of_them(index: &Index) -> Value {
    let ours = on_two_cores(|n| drop(index.find(&asked(ASKED[n % ASKED.len()].1)).unwrap()));
    told(&ours, "passages.find.all-in-turn", None)
}

fn told(run: &Run, name: &str, ceiling: Option<f64>) -> Value {
    let mut row = run.row(name, "searches/s", ceiling);
    row["p95_ms"] = json!(part(run, 0.95));
    println!("{:<36} p95 {:.2} ms", "", part(run, 0.95));
    row
}

/// The wait that this part of all stayed under, in milliseconds.
fn part(run: &Run, part: f64) -> f64 {
    let mut waits = run.waits.clone();
    waits.sort();
    let at = ((waits.len() as f64 * part) as usize).min(waits.len() - 1);
    (waits[at].as_secs_f64() * 1_000_000.0).round() / 1000.0
}

fn on_two_cores(work: impl Fn(usize) + Sync) -> Run {
    let span = timing::span();
    let begun = Instant::now();
    let worker = || {
        let mut waits: Vec<Duration> = Vec::new();
        while waits.is_empty() || begun.elapsed() < span {
            let started = Instant::now();
            work(waits.len());
            waits.push(started.elapsed());
        }
        waits
    };
    let waits = std::thread::scope(|scope| {
        let other = scope.spawn(worker);
        let mut waits = worker();
        waits.extend(other.join().unwrap());
        waits
    });
    Run { took: begun.elapsed(), waits }
}

/// What the process holds, as the kernel tells it; 0 where it does not.
fn memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}
