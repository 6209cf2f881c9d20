//! Turns panics into errors that JavaScript can catch.

use napi::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `body`; a panic inside it becomes an error that names `what` was going on.
pub fn guarded<T>(what: &str, body: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        let reason = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "unknown reason".to_owned());
        Err(Error::from_reason(format!("{what} panicked: {reason}")))
    })
}
