//! Makes any Float32Array safe for the mel spectrogram.

use napi::{Error, Result};

pub const SAMPLE_RATE_HZ: usize = 16_000;
/// One Whisper window. Longer audio must be cut by the caller.
const LONGEST_SAMPLES: usize = 30 * SAMPLE_RATE_HZ;
/// Below this whisper.cpp gives nothing or reads past the end of the samples (it mirrors the first 200).
const SHORTEST_SAMPLES: usize = SAMPLE_RATE_HZ;

/// Replaces what is not finite by silence, limits to [-1, 1] and pads with silence to one second.
/// No samples at all is an error, because whisper.cpp would transcribe the audio of the previous call again.
pub fn prepared(pcm: &[f32]) -> Result<Vec<f32>> {
    if pcm.is_empty() {
        return Err(Error::from_reason("no samples to transcribe"));
    }
    if pcm.len() > LONGEST_SAMPLES {
        return Err(Error::from_reason(format!(
            "{} samples are more than the 30 s that Whisper hears at once",
            pcm.len()
        )));
    }
    let mut clean: Vec<f32> = pcm
        .iter()
        .map(|sample| {
            if sample.is_finite() {
                sample.clamp(-1.0, 1.0)
            } else {
                0.0
            }
        })
        .collect();
    clean.resize(clean.len().max(SHORTEST_SAMPLES), 0.0);
    Ok(clean)
}
