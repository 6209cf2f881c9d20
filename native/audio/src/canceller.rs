//! The echo canceller: WebRTC's AEC3 with a longer filter and more trust in it.

use crate::loss::ReturnLoss;
use aec3::api::config::EchoCanceller3Config;
use aec3::nodes::audio::AudioFormat;
use aec3::pipelines::linear::{self, LinearPipeline};

pub const RATE_HZ: u32 = 16_000;
/// 10 ms: the step of the canceller.
pub const STEP: usize = (RATE_HZ / 100) as usize;

#[derive(Clone, Copy)]
pub struct CancellerConfig {
    /// Length of the filter in blocks of 4 ms: how long a room may ring. 40 is 160 ms.
    pub tail_blocks: usize,
    /// How much of the echo a converged filter is believed to remove, as a power ratio, below and above 2 kHz. The
    /// stock values of 4 and 1.5 let the suppressor take the user's voice together with the echo.
    pub erle_max_low: f32,
    pub erle_max_high: f32,
    pub noise_suppression: bool,
    pub automatic_gain: bool,
}

impl Default for CancellerConfig {
    fn default() -> Self {
        CancellerConfig {
            tail_blocks: 40,
            erle_max_low: 100.0,
            erle_max_high: 50.0,
            noise_suppression: false,
            automatic_gain: false,
        }
    }
}

/// Not `Send`: it is made on the thread that uses it.
pub struct Canceller {
    pipeline: LinearPipeline,
    loss: ReturnLoss,
}

impl Canceller {
    pub fn new(config: CancellerConfig) -> Result<Self, String> {
        let format = AudioFormat::ten_ms(RATE_HZ, 1);
        let mut tuning = EchoCanceller3Config::default();
        tuning.filter.main.length_blocks = config.tail_blocks;
        tuning.filter.shadow.length_blocks = config.tail_blocks;
        tuning.erle.max_l = config.erle_max_low;
        tuning.erle.max_h = config.erle_max_high;
        let pipeline = linear::builder(format, format)
            .aec3_config(tuning)
            .enable_noise_suppression(config.noise_suppression)
            .enable_gain_controller2(config.automatic_gain)
            .build()
            .map_err(|error| format!("{error:?}"))?;
        let loss = ReturnLoss::new();
        Ok(Canceller { pipeline, loss })
    }

    /// Takes one step of what is played, silence included. Every step, in order: what is left out shifts the echo.
    pub fn render(&mut self, far: &[f32]) -> Result<(), String> {
        self.loss.render(far);
        self.pipeline
            .handle_render_frame(far)
            .map_err(|error| format!("{error:?}"))
    }

    /// Cleans one step of what the microphone heard; the echo is removed, 8 ms later.
    pub fn process(&mut self, near: &[f32], clean: &mut [f32]) -> Result<(), String> {
        let cleaned = self
            .pipeline
            .process_capture_frame(near, clean)
            .map_err(|error| format!("{error:?}"))?;
        if !cleaned {
            clean.copy_from_slice(near);
        }
        self.loss.process(near, clean);
        Ok(())
    }

    pub fn loss(&self) -> &ReturnLoss {
        &self.loss
    }
}
