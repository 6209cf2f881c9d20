//! The playing end of the queue: resampled to the device, with its gain, faded where it is cut.

use crate::play_queue::PlayQueue;
use crate::resample::Resample;
use std::collections::VecDeque;
use std::sync::Arc;

/// Short enough to be silence at once, long enough not to click.
const RAMP_MS: u32 = 10;
/// A pause of the queue shorter than this is a late segment, not the end of a reply.
const GAP_MS: u32 = 300;

pub struct Player {
    queue: Arc<PlayQueue>,
    rate_hz: u32,
    /// Between here and the ear, in samples of the device.
    latency: u64,
    voice_hz: u32,
    resample: Option<Resample>,
    /// Taken out of the queue, at the rate of the voice.
    piece: Vec<f32>,
    /// At the rate of the device.
    ready: VecDeque<f32>,
    /// Samples of the voice taken out of the queue and not dropped.
    taken: u64,
    /// How far of them the device has got: at most `taken`.
    position: f64,
    /// Samples of the voice that were told as heard.
    told: u64,
    gain: f32,
    gain_step: f32,
    gain_target: f32,
    /// Samples of the device since the last one of a voice.
    silent: u64,
    has_played: bool,
}

impl Player {
    pub fn new(queue: Arc<PlayQueue>) -> Self {
        Player {
            queue,
            rate_hz: 48_000,
            latency: 0,
            voice_hz: 0,
            resample: None,
            piece: Vec::new(),
            ready: VecDeque::new(),
            taken: 0,
            position: 0.0,
            told: 0,
            gain: 1.0,
            gain_step: 0.0,
            gain_target: 1.0,
            silent: 0,
            has_played: false,
        }
    }

    /// The device from now on. What was ready for the last one, some ten milliseconds, is gone with it.
    pub fn set_device(&mut self, rate_hz: u32, latency: u64) {
        self.rate_hz = rate_hz;
        self.latency = latency;
        self.ready.clear();
        self.resample = None;
        self.position = self.taken as f64;
        self.told = self.taken;
        self.queue.heard(self.told);
    }

    /// After a flush, drops what is ready; what was given to the device is not ours any more. @returns whether there was
    /// one.
    #[cfg(target_os = "linux")]
    pub fn discard(&mut self) -> bool {
        if !self.queue.take_flush() {
            return false;
        }
        self.ready.clear();
        self.resample = None;
        self.has_played = false;
        self.end_at(self.position);
        true
    }

    /// After a flush, fades out what is ready and drops the rest.
    #[cfg(any(not(target_os = "linux"), feature = "alsa"))]
    pub fn obey_flush(&mut self) {
        if self.queue.take_flush() {
            self.cut();
        }
    }

    /// The last samples that were given to the device will not be heard after all.
    #[cfg(target_os = "linux")]
    pub fn take_back(&mut self, device_samples: usize) {
        self.end_at((self.position - self.in_voice(device_samples as f64)).max(0.0));
        self.silent += device_samples as u64;
    }

    /// Takes up another gain at once, where it is a lower one. @returns the change.
    #[cfg(target_os = "linux")]
    pub fn lower_gain(&mut self) -> Option<f32> {
        let target = self.queue.gain();
        if target >= self.gain {
            return None;
        }
        let change = target / self.gain;
        (self.gain, self.gain_target) = (target, target);
        Some(change)
    }

    /// Whether something waits to be played.
    #[cfg(target_os = "linux")]
    pub fn has_work(&self) -> bool {
        !self.ready.is_empty() || !self.queue.is_empty()
    }

    /// Samples of the device since the last one of a voice.
    pub fn silent_samples(&self) -> u64 {
        self.silent
    }

    /// Writes the next samples for the device, silence where there is nothing. Mono.
    pub fn fill(&mut self, out: &mut [f32]) {
        self.aim(self.queue.gain());
        self.prepare(out.len());
        let voiced = out.len().min(self.ready.len());
        if voiced > 0 {
            self.count_gap();
        }
        for sample in &mut out[..voiced] {
            self.advance_gain();
            *sample = self.ready.pop_front().unwrap_or(0.0) * self.gain;
        }
        out[voiced..].fill(0.0);
        if voiced > 0 {
            self.silent = 0;
            self.has_played = true;
            self.position = (self.position + self.in_voice(voiced as f64)).min(self.taken as f64);
        }
        if voiced < out.len() {
            self.position = self.taken as f64;
        }
        self.silent += (out.len() - voiced) as u64;
        self.tell_heard();
    }

    fn prepare(&mut self, wanted: usize) {
        while self.ready.len() < wanted {
            let Some(voice_hz) = self.queue.take(&mut self.piece) else {
                // The end, or a segment that is late: either way the last samples must not be held back.
                if let Some(resample) = &mut self.resample {
                    resample.flush(|samples| self.ready.extend(samples));
                    self.resample = None;
                }
                return;
            };
            if self.voice_hz != voice_hz || self.resample.is_none() {
                if let Some(resample) = &mut self.resample {
                    resample.flush(|samples| self.ready.extend(samples));
                }
                self.resample = Resample::new(voice_hz, self.rate_hz).ok();
                self.voice_hz = voice_hz;
            }
            self.taken += self.piece.len() as u64;
            if let Some(resample) = &mut self.resample {
                resample.push(&self.piece, |samples| self.ready.extend(samples));
            }
        }
    }

    /// Leaves as much as fades out.
    #[cfg(any(not(target_os = "linux"), feature = "alsa"))]
    fn cut(&mut self) {
        let keep = self
            .ready
            .len()
            .min((self.rate_hz * RAMP_MS / 1000) as usize);
        self.ready.truncate(keep);
        for (i, sample) in self.ready.iter_mut().enumerate() {
            *sample *= 1.0 - (i + 1) as f32 / keep as f32;
        }
        self.end_at(self.position + self.in_voice(keep as f64));
        self.resample = None;
        self.has_played = false;
    }

    /// What was taken beyond this sample of the voice is not heard.
    fn end_at(&mut self, position: f64) {
        // What was told as heard stays heard.
        let end = (position.ceil() as u64).max(self.told);
        self.queue.dropped(self.taken.saturating_sub(end));
        self.taken = self.taken.min(end);
        self.position = self.position.min(self.taken as f64);
    }

    fn count_gap(&mut self) {
        let paused_ms = self.silent * 1000 / u64::from(self.rate_hz);
        if self.has_played && paused_ms > 0 && paused_ms < u64::from(GAP_MS) {
            self.queue.gap();
        }
    }

    fn aim(&mut self, gain: f32) {
        if gain != self.gain_target {
            self.gain_target = gain;
            self.gain_step = (gain - self.gain) / (self.rate_hz * RAMP_MS / 1000) as f32;
        }
    }

    fn advance_gain(&mut self) {
        let rest = self.gain_target - self.gain;
        if rest.abs() <= self.gain_step.abs() {
            self.gain = self.gain_target;
        } else {
            self.gain += self.gain_step;
        }
    }

    fn tell_heard(&mut self) {
        let under_way = self.in_voice(self.latency.saturating_sub(self.silent) as f64);
        self.told = self.told.max((self.position - under_way).max(0.0) as u64);
        self.queue.heard(self.told);
    }

    fn in_voice(&self, device_samples: f64) -> f64 {
        device_samples * f64::from(self.voice_hz) / f64::from(self.rate_hz)
    }
}
