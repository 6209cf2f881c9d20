//! The canceller as a JavaScript class, for sound that comes from elsewhere than our own devices.

use crate::canceller::{Canceller, CancellerConfig, STEP};
use napi::bindgen_prelude::Float32Array;
use napi::{Error, Result};
use napi_derive::napi;

#[napi(object)]
pub struct CancellerOptions {
    /// Length of the filter in blocks of 4 ms; 40 where absent.
    pub tail_blocks: Option<u32>,
    /// Trusted cancellation as a power ratio, below and above 2 kHz; 100 and 50 where absent.
    pub erle_max_low: Option<f64>,
    pub erle_max_high: Option<f64>,
    pub noise_suppression: Option<bool>,
    pub automatic_gain: Option<bool>,
}

impl CancellerOptions {
    pub fn config(&self) -> CancellerConfig {
        let default = CancellerConfig::default();
        CancellerConfig {
            tail_blocks: self
                .tail_blocks
                .map_or(default.tail_blocks, |blocks| blocks.clamp(1, 200) as usize),
            erle_max_low: self
                .erle_max_low
                .map_or(default.erle_max_low, |ratio| ratio as f32),
            erle_max_high: self
                .erle_max_high
                .map_or(default.erle_max_high, |ratio| ratio as f32),
            noise_suppression: self.noise_suppression.unwrap_or(default.noise_suppression),
            automatic_gain: self.automatic_gain.unwrap_or(default.automatic_gain),
        }
    }
}

#[napi(object)]
pub struct EchoMeasurement {
    pub return_loss_db: f64,
    pub residual_dbfs: f64,
}

#[napi]
pub struct EchoCanceller {
    canceller: Canceller,
}

#[napi]
impl EchoCanceller {
    #[napi(constructor)]
    pub fn new(options: Option<CancellerOptions>) -> Result<Self> {
        let config = options.map_or_else(CancellerConfig::default, |options| options.config());
        let canceller = Canceller::new(config).map_err(Error::from_reason)?;
        Ok(EchoCanceller { canceller })
    }

    /// Takes 160 samples at 16 kHz of what is played.
    #[napi]
    pub fn render(&mut self, far: &[f32]) -> Result<()> {
        check("render", far.len())?;
        self.canceller.render(far).map_err(Error::from_reason)
    }

    /// Cleans 160 samples at 16 kHz of what was heard, into `clean`.
    #[napi]
    pub fn process(&mut self, near: &[f32], mut clean: Float32Array) -> Result<()> {
        check("process", near.len())?;
        check("process", clean.len())?;
        // Nobody else touches the array: this is the JavaScript thread, and JavaScript waits for the call.
        let clean = unsafe { clean.as_mut() };
        self.canceller
            .process(near, clean)
            .map_err(Error::from_reason)
    }

    /// Over the last two seconds of playing; nothing before half a second was played.
    #[napi]
    pub fn measured(&self) -> Option<EchoMeasurement> {
        let (return_loss_db, residual_dbfs) = self.canceller.loss().measured()?;
        Some(EchoMeasurement {
            return_loss_db,
            residual_dbfs,
        })
    }
}

fn check(call: &str, samples: usize) -> Result<()> {
    if samples == STEP {
        return Ok(());
    }
    Err(Error::from_reason(format!(
        "{call} takes {STEP} samples, not {samples}"
    )))
}
