//! What SQLite reports, as errors of the library.

use rusqlite::ErrorCode;

use crate::error::{Code, Error};

/// A fault of the store under a ledger that was recognised as one of ours.
pub(super) fn store(fault: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(failure, said) = &fault else {
        return match fault {
            // Our tables hold texts and numbers only: another type is damage.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => corrupt(fault),
            fault => Error::new(Code::Internal, fault, ""),
        };
    };
    let said = said.clone().unwrap_or_else(|| failure.to_string());
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            Error::new(Code::LedgerBusy, said, "").with_help("try again, or wait longer: `Options::busy_timeout`")
        }
        ErrorCode::DiskFull => Error::new(Code::LedgerFull, said, "").with_help("nothing of the call was written"),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => corrupt(said),
        ErrorCode::TooBig => Error::new(Code::TooLarge, "a row of the ledger", "what SQLite holds in one row"),
        ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::ReadOnly
        | ErrorCode::PermissionDenied
        | ErrorCode::OutOfMemory
        | ErrorCode::NoLargeFileSupport
        | ErrorCode::AuthorizationForStatementDenied => Error::new(Code::LedgerIo, said, ""),
        _ => Error::new(Code::Internal, format_args!("SQLite: {said}"), ""),
    }
}

/// The file cannot be what this library wrote.
pub(super) fn corrupt(what: impl std::fmt::Display) -> Error {
    Error::new(Code::LedgerCorrupt, what, "").with_help("restore it from a copy; the file has not been changed")
}
