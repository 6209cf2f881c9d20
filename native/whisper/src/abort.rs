//! A flag that JavaScript raises and the decoder polls.

use napi_derive::napi;
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Stops the transcription it was handed to. Polled after every matrix product, which is a few tens of milliseconds at
/// most (`backend.rs`).
#[napi]
pub struct AbortFlag {
    raised: Arc<AtomicBool>,
}

#[napi]
impl AbortFlag {
    #[napi(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        AbortFlag {
            raised: Arc::new(AtomicBool::new(false)),
        }
    }

    #[napi]
    pub fn abort(&self) {
        self.raised.store(true, Ordering::Relaxed);
    }

    pub fn shared(&self) -> Arc<AtomicBool> {
        self.raised.clone()
    }
}

/// ggml's abort callback; `user` points to the `AtomicBool` of the running task.
pub unsafe extern "C" fn is_raised(user: *mut c_void) -> bool {
    unsafe { &*user.cast::<AtomicBool>() }.load(Ordering::Relaxed)
}
