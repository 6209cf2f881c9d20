//! Changes what lies at the server and was not played yet: a flush and a lower gain are heard at once, and may still
//! leave the server enough to play while this thread is late.

use super::session::Session;
use crate::notice::DeviceError;
use pulseaudio::protocol::{Command, LatencyParams, PlaybackLatency};
use std::time::SystemTime;

/// Short enough to be at once, long enough not to click.
const RAMP_MS: u32 = 10;
/// What the server may play until it reads the change: a block of its own and a way there.
const MARGIN_MS: u32 = 12;

impl Session {
    /// After a flush, fades out what was given, and drops the rest. To be called before more is given.
    pub(super) fn silence(&mut self) -> Result<(), DeviceError> {
        if !self.player.discard() {
            return Ok(());
        }
        let fade = |i: usize, ramp: usize| {
            if i < ramp {
                1.0 - i as f32 / ramp as f32
            } else {
                0.0
            }
        };
        let changed = self.rewrite(fade)?;
        let ramp = self.samples_of(RAMP_MS);
        let silent = self.player.silent_samples() as usize;
        self.player.take_back(changed.saturating_sub(ramp + silent));
        Ok(())
    }

    /// Lowers what was given to the gain of what follows. A higher gain waits its turn: what the canceller has seen
    /// must not come back louder than that.
    pub(super) fn soften(&mut self) -> Result<(), DeviceError> {
        let Some(change) = self.player.lower_gain() else {
            return Ok(());
        };
        let lower =
            |i: usize, ramp: usize| 1.0 + (change - 1.0) * (i as f32 / ramp as f32).min(1.0);
        self.rewrite(lower).map(|_| ())
    }

    /// Multiplies what was not played yet by `gain(i, samples of the ramp)`. @returns how many samples that are.
    fn rewrite(&mut self, gain: impl Fn(usize, usize) -> f32) -> Result<usize, DeviceError> {
        let Some(output) = self.output.as_ref().filter(|output| !output.rests) else {
            return Ok(0);
        };
        let (channel, sent) = (output.channel, output.sent);
        let now = SystemTime::now();
        let asked = Command::GetPlaybackLatency(LatencyParams { channel, now });
        let latency: PlaybackLatency = self.call(&asked)?;
        let (ramp, margin) = (self.samples_of(RAMP_MS), self.samples_of(MARGIN_MS));
        let Some(output) = self
            .output
            .as_mut()
            .filter(|output| output.channel == channel)
        else {
            return Ok(0);
        };
        // What was given while we waited for the answer is already as it should be.
        let since = (output.sent - sent) as usize;
        let ahead = ((latency.write_offset - latency.read_offset) / 4).max(0) as usize;
        let back = (ahead.saturating_sub(margin) + since).min(output.history.len());
        let changed = back.saturating_sub(since);
        let begin = output.history.len() - back;
        for (i, sample) in output.history.range_mut(begin..begin + changed).enumerate() {
            *sample *= gain(i, ramp);
        }
        let tail: Vec<f32> = output.history.range(begin..).copied().collect();
        self.connection.send_sound(channel, -(back as i64), &tail)?;
        Ok(changed)
    }

    fn samples_of(&self, ms: u32) -> usize {
        self.output
            .as_ref()
            .map_or(0, |output| (output.rate_hz * ms / 1000) as usize)
    }
}
