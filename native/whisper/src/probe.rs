//! Watches one run of `whisper_full` through its callbacks: may it go on, and how long did each half take.

use crate::abort::is_raised;
use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use whisper_rs_sys as sys;

/// Must outlive the `whisper_full` call it is attached to.
pub struct Probe<'a> {
    raised: &'a AtomicBool,
    started: Instant,
    encoded: Option<Instant>,
}

impl<'a> Probe<'a> {
    pub fn new(raised: &'a AtomicBool) -> Self {
        Probe {
            raised,
            started: Instant::now(),
            encoded: None,
        }
    }

    pub fn attach(&mut self, params: &mut sys::whisper_full_params) {
        params.abort_callback = Some(is_raised);
        params.abort_callback_user_data = std::ptr::from_ref(self.raised).cast_mut().cast();
        let user: *mut c_void = std::ptr::from_mut(self).cast();
        params.encoder_begin_callback = Some(may_encode);
        params.encoder_begin_callback_user_data = user;
        params.logits_filter_callback = Some(note_logits);
        params.logits_filter_callback_user_data = user;
    }

    pub fn aborted(&self) -> bool {
        self.raised.load(Ordering::Relaxed)
    }

    /// Milliseconds of (spectrogram, encoder and prompt; everything after the first logits).
    pub fn split_ms(&self) -> (f64, f64) {
        let now = Instant::now();
        let encoded = self.encoded.unwrap_or(now);
        let ms = |from: Instant, to: Instant| (to - from).as_secs_f64() * 1e3;
        (ms(self.started, encoded), ms(encoded, now))
    }
}

unsafe extern "C" fn may_encode(
    _: *mut sys::whisper_context,
    _: *mut sys::whisper_state,
    user: *mut c_void,
) -> bool {
    !unsafe { &*user.cast::<Probe>() }.aborted()
}

unsafe extern "C" fn note_logits(
    _: *mut sys::whisper_context,
    _: *mut sys::whisper_state,
    _: *const sys::whisper_token_data,
    _: c_int,
    _: *mut f32,
    user: *mut c_void,
) {
    unsafe { &mut *user.cast::<Probe>() }
        .encoded
        .get_or_insert_with(Instant::now);
}
