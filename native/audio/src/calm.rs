//! Whether a room has been quiet for a while. In a quiet room sound may come in longer blocks: the processor wakes less
//! often, and the first word is noticed a little later, with its beginning kept.

/// So far above the room's own noise begins what may be somebody: 9 dB, as a power ratio.
const ABOVE_NOISE: f64 = 8.0;
/// Quieter than this (-66 dBFS) is nobody.
const NOBODY: f64 = 2.5e-7;
/// The noise is believed to rise by a decibel a second at most: a voice does not become noise.
const RISE_DB_PER_SECOND: f64 = 1.0;
/// Longer than the pauses of a conversation.
const CALM_AFTER_SECONDS: f64 = 4.0;

pub struct Calm {
    noise: f64,
    quiet_seconds: f64,
}

impl Calm {
    pub fn new() -> Self {
        Calm {
            noise: NOBODY,
            quiet_seconds: 0.0,
        }
    }

    /// @param samples a block of what the microphone delivered.
    pub fn heard(&mut self, samples: &[f32], rate_hz: u32) {
        if samples.is_empty() {
            return;
        }
        let seconds = samples.len() as f64 / f64::from(rate_hz);
        let sum: f64 = samples
            .iter()
            .map(|&sample| f64::from(sample) * f64::from(sample))
            .sum();
        let power = sum / samples.len() as f64;
        let risen = self.noise * 10f64.powf(RISE_DB_PER_SECOND * seconds / 10.0);
        let is_loud = power > NOBODY && power > self.noise * ABOVE_NOISE;
        self.noise = power.clamp(1e-12, risen.max(1e-12));
        self.quiet_seconds = if is_loud {
            0.0
        } else {
            self.quiet_seconds + seconds
        };
    }

    /// Something happens that needs an ear.
    pub fn disturb(&mut self) {
        self.quiet_seconds = 0.0;
    }

    pub fn is_calm(&self) -> bool {
        self.quiet_seconds >= CALM_AFTER_SECONDS
    }
}
