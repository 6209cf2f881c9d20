//! Sound devices and echo cancellation for Node and Electron.
//!
//! Invariants:
//! 1. Inside, sound is mono, 32-bit float, 16 kHz, in steps of 10 ms.
//! 2. JavaScript gets copies: Electron forbids buffers that JavaScript does not own.

mod backend;
#[cfg(target_os = "linux")]
mod calm;
mod canceller;
#[cfg(any(not(target_os = "linux"), feature = "alsa"))]
mod devices;
mod duplex;
mod echo;
mod high_pass;
mod loss;
mod notice;
mod pipeline;
mod play_queue;
mod player;
#[cfg(target_os = "linux")]
mod pulse;
mod resample;

use napi_derive::napi;

/// Raised with every change of what JavaScript sees, so that a binary of an older checkout is recognised.
#[napi]
pub const INTERFACE_VERSION: u32 = 1;
