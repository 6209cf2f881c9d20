//! Mono resampling of a stream, in pieces of whatever length.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

/// Pieces of about 10 ms.
const PIECES_PER_SECOND: u32 = 100;

pub struct Resample {
    /// `None` where both rates are the same.
    inner: Option<Fft<f32>>,
    pending: Vec<f32>,
    out: Vec<f32>,
}

impl Resample {
    pub fn new(from_hz: u32, to_hz: u32) -> Result<Self, String> {
        let inner = if from_hz == to_hz {
            None
        } else {
            let piece = (from_hz / PIECES_PER_SECOND).max(1) as usize;
            let fft = Fft::new(from_hz as usize, to_hz as usize, piece, 1, FixedSync::Both);
            Some(fft.map_err(|error| error.to_string())?)
        };
        let out = vec![0.0; inner.as_ref().map_or(0, Resampler::output_frames_next)];
        Ok(Resample {
            inner,
            pending: Vec::new(),
            out,
        })
    }

    /// Hands on what can be told of the output so far.
    pub fn push(&mut self, samples: &[f32], mut take: impl FnMut(&[f32])) {
        let Some(resampler) = &mut self.inner else {
            return take(samples);
        };
        self.pending.extend_from_slice(samples);
        let piece = resampler.input_frames_next();
        let mut used = 0;
        while self.pending.len() - used >= piece {
            let input = &self.pending[used..used + piece];
            used += piece;
            let frames = self.out.len();
            let (Ok(input), Ok(mut output)) = (
                InterleavedSlice::new(input, 1, piece),
                InterleavedSlice::new_mut(&mut self.out, 1, frames),
            ) else {
                continue;
            };
            if resampler
                .process_into_buffer(&input, &mut output, None)
                .is_ok()
            {
                take(&self.out);
            }
        }
        self.pending.drain(..used);
    }

    /// Hands on the rest of the stream, and begins a new one.
    pub fn flush(&mut self, take: impl FnMut(&[f32])) {
        let Some(resampler) = &self.inner else { return };
        let delay = (resampler.output_delay() as f64 / resampler.resample_ratio()).ceil() as usize;
        let piece = resampler.input_frames_next();
        let wanted = self.pending.len() + delay;
        let silence = vec![0.0; wanted.div_ceil(piece) * piece - self.pending.len()];
        self.push(&silence, take);
        if let Some(resampler) = &mut self.inner {
            resampler.reset();
        }
        self.pending.clear();
    }
}
