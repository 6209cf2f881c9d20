//! What JavaScript has written and the loudspeaker has not played: filled on one thread, emptied on another.
//!
//! Invariants:
//! 1. Every sample written is heard or dropped, once; `heard` counts those heard, at the rate of the voice.
//! 2. The lock is held for moving pointers and 10 ms of sound, never for work on it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Longer than any reply; beyond it, what is written is dropped and counted.
const MAX_QUEUED_SECONDS: u64 = 120;
const TAKEN_PER_SECOND: u32 = 100;

pub struct Chunk {
    pub pcm: Vec<f32>,
    pub rate_hz: u32,
}

#[derive(Default)]
struct State {
    chunks: VecDeque<Chunk>,
    /// How much of the first chunk was taken.
    begin: usize,
    queued: u64,
    accepted: u64,
    heard: u64,
    lost: u64,
    flush_asked: bool,
    gain: Option<f32>,
    gaps: u32,
    underruns: u32,
}

#[derive(Default)]
pub struct PlayQueue {
    state: Mutex<State>,
}

pub struct PlayStatus {
    pub accepted: u64,
    pub heard: u64,
    pub lost: u64,
    pub gaps: u32,
    pub underruns: u32,
}

impl PlayQueue {
    pub fn write(&self, chunk: Chunk) {
        let samples = chunk.pcm.len() as u64;
        let mut state = self.lock();
        if state.queued + samples > MAX_QUEUED_SECONDS * u64::from(chunk.rate_hz) {
            state.lost += samples;
            return;
        }
        state.queued += samples;
        state.accepted += samples;
        state.chunks.push_back(chunk);
    }

    /// Drops what is queued; what the playing thread holds fades out there.
    pub fn flush(&self) {
        let mut state = self.lock();
        // Freed here, not on the playing thread.
        let dropped = std::mem::take(&mut state.chunks);
        state.accepted -= state.queued;
        state.queued = 0;
        state.begin = 0;
        state.flush_asked = true;
        drop(state);
        drop(dropped);
    }

    pub fn set_gain(&self, gain: f32) {
        self.lock().gain = Some(gain);
    }

    pub fn status(&self) -> PlayStatus {
        let state = self.lock();
        let State {
            accepted,
            heard,
            lost,
            gaps,
            underruns,
            ..
        } = *state;
        PlayStatus {
            accepted,
            heard,
            lost,
            gaps,
            underruns,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.lock().chunks.is_empty()
    }

    /// Moves some 10 ms of one voice into `out`. @returns their rate; `None` when nothing is queued.
    pub fn take(&self, out: &mut Vec<f32>) -> Option<u32> {
        out.clear();
        let mut state = self.lock();
        let begin = state.begin;
        let front = state.chunks.front()?;
        let rate_hz = front.rate_hz;
        let end = front
            .pcm
            .len()
            .min(begin + (rate_hz / TAKEN_PER_SECOND) as usize);
        out.extend_from_slice(&front.pcm[begin..end]);
        let is_empty = end == front.pcm.len();
        state.queued -= (end - begin) as u64;
        state.begin = if is_empty { 0 } else { end };
        let emptied = if is_empty {
            state.chunks.pop_front()
        } else {
            None
        };
        drop(state);
        drop(emptied);
        Some(rate_hz)
    }

    /// Whether what was taken is to be dropped. Told once: what is written after a flush must not be dropped with it.
    pub fn take_flush(&self) -> bool {
        std::mem::take(&mut self.lock().flush_asked)
    }

    pub fn gain(&self) -> f32 {
        self.lock().gain.unwrap_or(1.0)
    }

    pub fn heard(&self, total: u64) {
        let mut state = self.lock();
        state.heard = state.heard.max(total);
    }

    /// Samples that the playing thread had taken and will not play.
    pub fn dropped(&self, samples: u64) {
        let mut state = self.lock();
        state.accepted = state.accepted.saturating_sub(samples);
    }

    pub fn gap(&self) {
        self.lock().gaps += 1;
    }

    pub fn underrun(&self) {
        self.lock().underruns += 1;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
