//! What the benches share: how long to run, what a run measured, and where its rows are kept. Included by path.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

/// How long one measurement lasts. Cargo also runs benches as tests; then a glance at each is enough.
pub fn span() -> Duration {
    let asked = std::env::var("BENCH_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    match std::env::args().any(|given| given == "--bench") {
        true => Duration::from_secs(asked.unwrap_or(4)),
        false => Duration::from_millis(200),
    }
}

/// The folder, on the disk to be measured, in which stores are made.
pub fn place() -> PathBuf {
    std::env::var_os("BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from)
}

/// What one run measured.
pub struct Run {
    /// From the first to the last answer.
    pub took: Duration,
    /// How long each asker waited.
    pub waits: Vec<Duration>,
}

impl Run {
    /// Answers a second.
    pub fn per_second(&self) -> f64 {
        self.waits.len() as f64 / self.took.as_secs_f64()
    }

    /// The wait that this part of all stayed under, in milliseconds.
    fn wait_ms(&self, part: f64) -> f64 {
        let mut waits = self.waits.clone();
        waits.sort();
        let at = ((waits.len() as f64 * part) as usize).min(waits.len().saturating_sub(1));
        waits.get(at).map_or(0.0, |wait| round(wait.as_secs_f64() * 1000.0))
    }

    /// Prints a line and gives the row that is kept; `ceiling` is what the same rows reach with nothing of ours between.
    pub fn row(&self, name: &str, unit: &str, ceiling: Option<f64>) -> Value {
        let (value, p50, p99) = (self.per_second(), self.wait_ms(0.50), self.wait_ms(0.99));
        let share = ceiling.map_or(String::new(), |ceiling| format!("{:>5.0} % of raw", 100.0 * value / ceiling));
        println!("{name:<36} {value:>8.0} {unit:<11} p50 {p50:>7.2} ms  p99 {p99:>7.2} ms {share}");
        let mut row = json!({"name": name, "value": value.round(), "unit": unit, "p50_ms": p50, "p99_ms": p99});
        if let Some(ceiling) = ceiling {
            row["ceiling"] = json!(ceiling.round());
            row["ceiling_ratio"] = json!(round(value / ceiling));
        }
        row
    }
}

fn round(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}

/// Keeps the rows of a bench as `NAME.json` where `BENCH_OUT` says.
pub fn keep(name: &str, rows: &[Value]) {
    let target = || std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from).join("bench");
    let dir = std::env::var_os("BENCH_OUT").map_or_else(target, PathBuf::from);
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join(format!("{name}.json")), serde_json::to_vec_pretty(rows).unwrap()).unwrap();
}
