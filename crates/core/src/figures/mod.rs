//! Figures beside what was set for them: targets, pace, forecast, light, scores, thresholds, statistics from outside.

pub mod forecast;
pub mod interval;
pub mod light;
pub mod number;
pub mod outside;
pub mod pace;
pub mod score;
pub mod target;
pub mod threshold;
