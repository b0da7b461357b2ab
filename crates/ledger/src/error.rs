//! Why the ledger could not do what it was asked: one sentence for a clerk in Chinese, the same in English beside it.

use std::path::PathBuf;
use std::time::Duration;

use crate::write::Reservation;

/// Why a commit was not taken. Nothing of it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The case, or the outer matter, has moved on since the command was decided: load it again and decide again.
    #[error("事项已被别人更新,请重新打开后再办 · the case has moved on since it was read")]
    Conflict,
    /// Too much is waiting to be written; try again after this long.
    #[error("系统繁忙,请稍后重试 · the write queue is full, try again in {0:?}")]
    Busy(Duration),
    /// The idempotency key has been used within the last day.
    #[error("这个幂等键已经用过 · the idempotency key has been used")]
    KeyInUse,
    /// Another case holds this slot.
    #[error("时段已被占用: {entry} · the slot is taken", entry = .0.entry)]
    Taken(Reservation),
    /// The write contradicts what is kept (a number used twice, a file never put, a vault item written twice).
    #[error("写入内容与已有记录矛盾: {0} · the write contradicts what is kept")]
    Invalid(String),
    /// The store failed. Nothing was half done; the same command id may be tried again.
    #[error(transparent)]
    Storage(#[from] LedgerError),
}

/// Why the store could not be opened, read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Too much is waiting to be written.
    #[error("系统繁忙,请稍后重试 · the write queue is full, try again in {0:?}")]
    Busy(Duration),
    /// No room left.
    #[error("磁盘已满,本次写入未保存 · the disk is full, nothing of this was saved ({0})")]
    DiskFull(String),
    /// The file is damaged.
    #[error("数据文件损坏或被截短: {file} · the file is damaged or cut short: {detail}", file = .file.display())]
    Corrupt {
        /// Which file.
        file: PathBuf,
        /// What was seen.
        detail: String,
    },
    /// A later program wrote this.
    #[error(
        "数据由更新的 Bihuan 写成(格式 {found}),本程序只认到格式 {known} · written by a newer Bihuan, format {found}; this one knows {known}"
    )]
    Newer {
        /// The format in the file.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// Another process holds the store.
    #[error("数据目录正被另一个进程使用: {dir} · another process holds this store", dir = .0.display())]
    Locked(PathBuf),
    /// The directory cannot be written.
    #[error("数据目录不可写: {dir} · the directory cannot be written: {detail}", dir = .dir.display())]
    ReadOnly {
        /// Which directory.
        dir: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// What was asked for cannot be; `code` is stable and in kebab-case.
    #[error("{message}")]
    Refused {
        /// Stable, kebab-case.
        code: &'static str,
        /// For a person.
        message: String,
    },
    /// The item's key has been dropped.
    #[error("内容已依法删除,承诺值仍在 · erased, commitment intact")]
    Erased,
    /// The database server cannot be reached, or has let go of us.
    #[error("数据库暂时连接不上,请稍后重试 · the database cannot be reached: {0}")]
    Away(String),
    /// Anything else that the database reports.
    #[error("存储出错: {0} · the store failed")]
    Sql(String),
    /// Anything else that the file system reports.
    #[error("读写文件出错: {0} · a file could not be read or written")]
    Io(String),
    /// The ledger is shutting down.
    #[error("系统正在停止 · the ledger is closing")]
    Closing,
}

impl LedgerError {
    /// A refusal with its code.
    pub fn refused(code: &'static str, message: impl Into<String>) -> LedgerError {
        LedgerError::Refused { code, message: message.into() }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> LedgerError {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => LedgerError::DiskFull(text),
            Some(Code::SystemIoFailure) if is_out_of_room(&error) => LedgerError::DiskFull(text),
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => {
                LedgerError::Corrupt { file: PathBuf::from("ledger.db"), detail: text }
            }
            Some(Code::ReadOnly | Code::CannotOpen) => LedgerError::ReadOnly { dir: PathBuf::from("."), detail: text },
            _ => LedgerError::Sql(text),
        }
    }
}

impl From<tokio_postgres::Error> for LedgerError {
    fn from(error: tokio_postgres::Error) -> LedgerError {
        use tokio_postgres::error::SqlState;
        let said = error.as_db_error().map_or_else(|| told(&error), ToString::to_string);
        match error.code() {
            Some(code) if *code == SqlState::DISK_FULL => LedgerError::DiskFull(said),
            Some(code) if *code == SqlState::READ_ONLY_SQL_TRANSACTION => LedgerError::Away(said),
            Some(code) if code.code().starts_with("57P") || code.code().starts_with("08") => LedgerError::Away(said),
            Some(_) => LedgerError::Sql(said),
            None => LedgerError::Away(said),
        }
    }
}

/// An error with what is behind it.
fn told(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut behind = error.source();
    while let Some(cause) = behind {
        said += &format!(": {cause}");
        behind = cause.source();
    }
    said
}

/// SQLite reports a quota or a file-size limit as a failed write rather than as a full disk.
fn is_out_of_room(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_WRITE};
    error.sqlite_error().is_some_and(|e| [SQLITE_IOERR_WRITE, SQLITE_IOERR_SHMSIZE].contains(&e.extended_code))
}

impl From<std::io::Error> for LedgerError {
    fn from(error: std::io::Error) -> LedgerError {
        use std::io::ErrorKind as Kind;
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => LedgerError::DiskFull(error.to_string()),
            _ => LedgerError::Io(error.to_string()),
        }
    }
}

/// What most calls here answer.
pub type Result<T, E = LedgerError> = std::result::Result<T, E>;
