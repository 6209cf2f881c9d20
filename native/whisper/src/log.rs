//! whisper.cpp writes to stderr by default. Here it writes nowhere; its last errors are kept so that a refused
//! model file can be explained.

use std::ffi::{CStr, c_char, c_void};
use std::sync::{Mutex, Once, PoisonError};
use whisper_rs_sys as sys;

/// Enough for the chain of errors of one failed load.
const KEPT_ERRORS: usize = 4;

static INSTALL: Once = Once::new();
static ERRORS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Silences whisper.cpp and ggml. Cheap to call again.
pub fn install() {
    INSTALL.call_once(|| unsafe { sys::whisper_log_set(Some(keep_errors), std::ptr::null_mut()) });
}

/// The errors since the last call, oldest first, on one line.
pub fn take_errors() -> String {
    std::mem::take(&mut *ERRORS.lock().unwrap_or_else(PoisonError::into_inner)).join("; ")
}

unsafe extern "C" fn keep_errors(
    level: sys::ggml_log_level,
    text: *const c_char,
    _user: *mut c_void,
) {
    if level != sys::ggml_log_level_GGML_LOG_LEVEL_ERROR || text.is_null() {
        return;
    }
    let line = unsafe { CStr::from_ptr(text) }
        .to_string_lossy()
        .trim()
        .to_owned();
    let mut errors = ERRORS.lock().unwrap_or_else(PoisonError::into_inner);
    if errors.len() == KEPT_ERRORS {
        errors.remove(0);
    }
    errors.push(line);
}
