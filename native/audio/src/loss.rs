//! How much of our own sound the canceller removes, measured on the sound itself.
//!
//! Blocks of 100 ms in which something was played are compared before and after. The user may speak in some of them:
//! then little is removed and much is left, so that the better blocks of the last seconds tell what the canceller does.

use std::collections::VecDeque;

const BLOCK_STEPS: u32 = 10;
/// Two seconds of playing.
const KEPT_BLOCKS: usize = 20;
/// Less than this is no measurement.
const MIN_BLOCKS: usize = 5;
/// Below this power (-60 dBFS) nothing is being played.
const PLAYED: f64 = 1e-6;
/// Below this power (-70 dBFS) the microphone hears no echo worth measuring: headphones, say.
const AUDIBLE: f64 = 1e-7;
/// An echo lasts: so many steps after the last played one still belong to it.
const RINGING_STEPS: u32 = 20;
/// Power of one step of a 32-bit sample: keeps logarithms finite, at -120 dBFS.
const FLOOR: f64 = 1e-12;

struct Block {
    loss_db: f64,
    residual_dbfs: f64,
}

pub struct ReturnLoss {
    blocks: VecDeque<Block>,
    near: f64,
    clean: f64,
    steps: u32,
    since_played: u32,
}

impl ReturnLoss {
    pub fn new() -> Self {
        ReturnLoss {
            blocks: VecDeque::with_capacity(KEPT_BLOCKS),
            near: 0.0,
            clean: 0.0,
            steps: 0,
            since_played: RINGING_STEPS,
        }
    }

    pub fn render(&mut self, far: &[f32]) {
        if power(far) > PLAYED {
            self.since_played = 0;
        }
    }

    pub fn process(&mut self, near: &[f32], clean: &[f32]) {
        if self.since_played >= RINGING_STEPS {
            self.steps = 0;
            self.near = 0.0;
            self.clean = 0.0;
            return;
        }
        self.since_played += 1;
        self.near += power(near);
        self.clean += power(clean);
        self.steps += 1;
        if self.steps == BLOCK_STEPS {
            self.complete();
        }
    }

    /// Decibels removed, and what is left in dB below full scale; `None` until enough was played.
    pub fn measured(&self) -> Option<(f64, f64)> {
        if self.blocks.len() < MIN_BLOCKS {
            return None;
        }
        let mut losses: Vec<f64> = self.blocks.iter().map(|block| block.loss_db).collect();
        let mut residuals: Vec<f64> = self
            .blocks
            .iter()
            .map(|block| block.residual_dbfs)
            .collect();
        losses.sort_by(f64::total_cmp);
        residuals.sort_by(f64::total_cmp);
        let fifth = self.blocks.len() / 5;
        Some((losses[losses.len() - 1 - fifth], residuals[fifth]))
    }

    fn complete(&mut self) {
        let steps = f64::from(self.steps);
        let near = self.near / steps + FLOOR;
        let clean = self.clean / steps + FLOOR;
        if near > AUDIBLE {
            if self.blocks.len() == KEPT_BLOCKS {
                self.blocks.pop_front();
            }
            self.blocks.push_back(Block {
                loss_db: 10.0 * (near / clean).log10(),
                residual_dbfs: 10.0 * clean.log10(),
            });
        }
        self.steps = 0;
        self.near = 0.0;
        self.clean = 0.0;
    }
}

fn power(step: &[f32]) -> f64 {
    let sum: f64 = step
        .iter()
        .map(|&sample| f64::from(sample) * f64::from(sample))
        .sum();
    sum / step.len().max(1) as f64
}
