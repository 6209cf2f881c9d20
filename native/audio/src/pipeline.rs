//! From what a device delivers to frames for the engine: resampled, without our own voice, in one sample time.
//!
//! Invariants:
//! 1. A sample leaves `DELAY` samples after it came, whether it goes through the canceller or past it.
//! 2. The canceller gets one step of the far end for each of the near end; while nothing plays these are silence.

use crate::canceller::{Canceller, CancellerConfig, RATE_HZ, STEP};
use crate::high_pass::HighPass;
use crate::resample::Resample;

/// Samples of a frame of the engine.
pub const FRAME: usize = 512;
/// What AEC3's framing delays, in samples.
const DELAY: usize = 128;
/// An echo is over and the filter has settled this long after the last sound of ours: 3 s. Past it the canceller rests,
/// which is most of the cost of listening.
const REST_AFTER_STEPS: u32 = 300;
/// Below this (-90 dBFS) the far end is silent.
const SILENT: f32 = 3e-5;

pub type EmitFrame = Box<dyn FnMut(Vec<f32>, u64) + Send>;

pub struct Pipeline {
    config: Option<CancellerConfig>,
    canceller: Option<Canceller>,
    near: Option<Resample>,
    far: Option<Resample>,
    near_pending: Vec<f32>,
    far_pending: Vec<f32>,
    high_pass: HighPass,
    /// The last DELAY samples that went past the canceller.
    delayed: [f32; DELAY],
    frame: Vec<f32>,
    at: u64,
    emit: EmitFrame,
    quiet_steps: u32,
    was_cancelling: bool,
    output_runs: bool,
    /// Samples since the device delivered anything but zeros.
    zeros: u64,
}

impl Pipeline {
    /// `config`: without one, nothing is cancelled.
    pub fn new(config: Option<CancellerConfig>, emit: EmitFrame) -> Self {
        Pipeline {
            config,
            canceller: None,
            near: None,
            far: None,
            near_pending: Vec::new(),
            far_pending: Vec::new(),
            high_pass: HighPass::default(),
            delayed: [0.0; DELAY],
            frame: Vec::with_capacity(FRAME),
            at: 0,
            emit,
            quiet_steps: REST_AFTER_STEPS,
            was_cancelling: false,
            output_runs: false,
            zeros: 0,
        }
    }

    pub fn set_input_rate(&mut self, rate_hz: u32) -> Result<(), String> {
        self.near = Some(Resample::new(rate_hz, RATE_HZ)?);
        self.near_pending.clear();
        self.zeros = 0;
        Ok(())
    }

    pub fn set_output_rate(&mut self, rate_hz: u32) -> Result<(), String> {
        self.far = Some(Resample::new(rate_hz, RATE_HZ)?);
        self.far_pending.clear();
        Ok(())
    }

    /// While the output rests nothing of ours is heard.
    pub fn set_output_runs(&mut self, runs: bool) {
        self.output_runs = runs;
    }

    /// Exactly what was given to the loudspeaker, mono.
    pub fn played(&mut self, samples: &[f32]) {
        if samples.iter().any(|sample| sample.abs() > SILENT) {
            self.quiet_steps = 0;
        }
        let Some(resample) = &mut self.far else {
            return;
        };
        resample.push(samples, |out| self.far_pending.extend_from_slice(out));
        if !self.is_cancelling() {
            self.far_pending.clear();
            return;
        }
        let whole = self.far_pending.len() / STEP * STEP;
        for start in (0..whole).step_by(STEP) {
            render(
                &mut self.canceller,
                self.config,
                &self.far_pending[start..start + STEP],
            );
        }
        self.far_pending.drain(..whole);
    }

    /// What the microphone delivered, mono.
    pub fn heard(&mut self, samples: &[f32]) {
        self.zeros = if samples.iter().all(|&sample| sample == 0.0) {
            self.zeros + samples.len() as u64
        } else {
            0
        };
        let Some(resample) = &mut self.near else {
            return;
        };
        resample.push(samples, |out| self.near_pending.extend_from_slice(out));
        let whole = self.near_pending.len() / STEP * STEP;
        for start in (0..whole).step_by(STEP) {
            let mut step = [0.0; STEP];
            step.copy_from_slice(&self.near_pending[start..start + STEP]);
            self.step(&step);
        }
        self.near_pending.drain(..whole);
    }

    pub fn measured(&self) -> Option<(f64, f64)> {
        self.canceller.as_ref()?.loss().measured()
    }

    /// How long the device has delivered nothing but zeros, in samples of the device.
    pub fn zeros(&self) -> u64 {
        self.zeros
    }

    fn step(&mut self, near: &[f32; STEP]) {
        let mut past = [0.0; STEP];
        self.high_pass.process(near, &mut past);
        let mut out = [0.0; STEP];
        out[..DELAY].copy_from_slice(&self.delayed);
        out[DELAY..].copy_from_slice(&past[..STEP - DELAY]);
        self.delayed.copy_from_slice(&past[STEP - DELAY..]);
        let cancels = self.is_cancelling();
        if cancels {
            if !self.output_runs {
                render(&mut self.canceller, self.config, &[0.0; STEP]);
            }
            let mut clean = out;
            if let Some(canceller) = &mut self.canceller
                && canceller.process(near, &mut clean).is_err()
            {
                clean = out;
            }
            // The canceller wakes with what it heard before it rested: one step leads over.
            if self.was_cancelling {
                out = clean;
            } else {
                for (i, (out, clean)) in out.iter_mut().zip(clean).enumerate() {
                    let share = i as f32 / STEP as f32;
                    *out += share * (clean - *out);
                }
            }
        }
        self.was_cancelling = cancels;
        self.quiet_steps = self.quiet_steps.saturating_add(1);
        self.deliver(&out);
    }

    fn is_cancelling(&self) -> bool {
        self.config.is_some_and(|config| {
            config.noise_suppression || config.automatic_gain || self.quiet_steps < REST_AFTER_STEPS
        })
    }

    fn deliver(&mut self, mut samples: &[f32]) {
        while !samples.is_empty() {
            let (now, later) = samples.split_at(samples.len().min(FRAME - self.frame.len()));
            self.frame
                .extend(now.iter().map(|sample| sample.clamp(-1.0, 1.0)));
            samples = later;
            if self.frame.len() == FRAME {
                (self.emit)(
                    std::mem::replace(&mut self.frame, Vec::with_capacity(FRAME)),
                    self.at,
                );
                self.at += FRAME as u64;
            }
        }
    }
}

/// The canceller is made when it is first needed, on the thread that uses it.
fn render(canceller: &mut Option<Canceller>, config: Option<CancellerConfig>, far: &[f32]) {
    if canceller.is_none() {
        *canceller = config.and_then(|config| Canceller::new(config).ok());
    }
    if let Some(canceller) = canceller {
        // A step that cannot be used is a shifted echo for a moment, no reason to stop.
        let _ = canceller.render(far);
    }
}
