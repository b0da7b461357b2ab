//! For whom a change matters first: the headings under which differences stand.

use serde::Serialize;

use super::said::Said;
use crate::pack::keys::Shape;

/// A heading.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// What people who ask fill in, are told and may say.
    Residents,
    /// Who does what, in which order.
    Handlers,
    /// By when.
    Clocks,
    /// Who sees what.
    Sight,
    /// What is counted, scored and watched.
    Counting,
    /// Why it is so, and how it is called.
    Words,
    /// Stories and invented matters: nothing that runs.
    Proof,
}

impl Group {
    /// All of them, in their order.
    pub const ALL: [Self; 7] =
        [Self::Residents, Self::Handlers, Self::Clocks, Self::Sight, Self::Counting, Self::Words, Self::Proof];

    /// The heading.
    #[must_use]
    pub fn title(self) -> Said {
        match self {
            Self::Residents => Said::new("对群众", "For residents"),
            Self::Handlers => Said::new("对办理人员", "For those who handle"),
            Self::Clocks => Said::new("时限", "Time limits"),
            Self::Sight => Said::new("谁能看到什么", "Who sees what"),
            Self::Counting => Said::new("统计与预警", "Figures and alerts"),
            Self::Words => Said::new("依据与名称", "Bases and names"),
            Self::Proof => Said::new("情景与演示（不影响办理）", "Stories and demonstrations (nothing that runs)"),
        }
    }

    /// Of a key in a section, below these keys.
    pub(super) fn of(above: &[&str], section: &str, key: &str, shape: Shape) -> Self {
        let within = |keys: &[&str]| above.iter().any(|key| keys.contains(key));
        if within(&["scenario", "demo"]) || within(&["serves"]) || key == "serves" {
            return Self::Proof;
        }
        if within(&["figures", "scores", "alerts"]) {
            return Self::Counting;
        }
        if within(&["bases"])
            || ["title", "help", "why_not", "summary", "basis", "bases", "en", "ground"].contains(&key)
        {
            return Self::Words;
        }
        let clock = matches!(shape, Shape::Length | Shape::Within);
        if clock || within(&["deadlines", "rounds", "warn"]) || ["deadlines", "rounds", "warn", "rules"].contains(&key)
        {
            return Self::Clocks;
        }
        if within(&["access"]) || ["access", "personal", "confidential"].contains(&key) {
            return Self::Sight;
        }
        let asked = ["form", "channels", "alike", "silence", "rating", "outcomes", "notices"];
        if within(&asked) || asked.contains(&key) || (section == "case" && ["public", "open311"].contains(&key)) {
            return Self::Residents;
        }
        Self::Handlers
    }
}
