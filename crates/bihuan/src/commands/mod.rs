//! The program's commands, one file each.

pub mod backup;
pub mod calendar;
pub mod check;
pub mod difference;
pub mod directory;
pub mod documents;
pub mod draw;
pub mod export;
pub mod figures;
pub mod import;
pub mod ledger;
pub mod new_pack;
pub mod report;
pub mod restore;
pub mod serve;
pub mod simulate;
pub mod token;
pub mod user;
pub mod watch;
