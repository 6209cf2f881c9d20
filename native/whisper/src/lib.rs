//! whisper.cpp for Node and Electron.
//!
//! Invariants:
//! 1. Nothing touches ggml before `cpu::missing_features()` came back empty: the matrix code is compiled for a fixed
//!    instruction set and would end the process with an illegal instruction.
//! 2. No panic crosses into JavaScript: every task body runs inside `guard::guarded`.
//! 3. Audio is copied in and results are copied out. Electron forbids buffers that JavaScript does not own.
//! 4. One model is used by one thread at a time; a mutex holds calls back, the caller should queue them itself.

mod abort;
mod backend;
mod cpu;
mod guard;
mod log;
mod model;
mod pcm;
mod probe;
mod prompt;
mod result;
mod speech;
mod transcribe;

use napi_derive::napi;

/// Raised with every change of what JavaScript sees, so that a binary of an older checkout is recognised.
#[napi]
pub const INTERFACE_VERSION: u32 = 1;
