//! The playing half of a session: gives the server what it asks for, and rests while there is nothing to say.

use super::session::Session;
use super::streams::{Output, output_params};
use crate::notice::{DeviceError, Direction, Notice};
use pulseaudio::protocol::{Command, CorkStreamParams, CreatePlaybackStreamReply};

/// After so much silence the output rests, and with it the processor: 2 s.
const REST_AFTER_SECONDS: u64 = 2;

impl Session {
    pub(super) fn open_output(&mut self, id: &str) -> Result<(), DeviceError> {
        let rate_hz = self.rate_of(id, Direction::Output)?;
        let reply: CreatePlaybackStreamReply =
            self.call(&Command::CreatePlaybackStream(output_params(id, rate_hz)?))?;
        let output = Output::new(&reply);
        self.close_output();
        self.pipeline
            .set_output_rate(output.rate_hz)
            .map_err(|error| DeviceError::new("unsupported", error))?;
        self.player.set_device(output.rate_hz, output.latency);
        self.output = Some(output);
        self.serve_output()
    }

    pub(super) fn close_output(&mut self) {
        if let Some(output) = self.output.take() {
            self.pipeline.set_output_runs(false);
            let _ = self.acknowledged(&Command::DeletePlaybackStream(output.channel));
        }
    }

    /// Gives the output what it asked for, and starts or rests it.
    pub(super) fn serve_output(&mut self) -> Result<(), DeviceError> {
        self.silence()?;
        let Some(output) = &mut self.output else {
            return Ok(());
        };
        let has_work = self.player.has_work();
        if output.rests && !has_work {
            return Ok(());
        }
        let (channel, rate_hz) = (output.channel, output.rate_hz);
        let wakes = std::mem::take(&mut output.rests);
        let samples = std::mem::take(&mut output.wanted_bytes) / 4;
        if samples > 0 {
            self.played.resize(samples, 0.0);
            self.player.fill(&mut self.played);
            self.pipeline.set_output_runs(true);
            self.pipeline.played(&self.played);
            self.connection.send_sound(channel, 0, &self.played)?;
            if let Some(output) = &mut self.output {
                output.remember(&self.played);
            }
        }
        if wakes {
            self.calm.disturb();
            self.cork(channel, false)?;
        } else if !has_work
            && self.player.silent_samples() > REST_AFTER_SECONDS * u64::from(rate_hz)
        {
            self.rest(channel)?;
        }
        Ok(())
    }

    fn rest(&mut self, channel: u32) -> Result<(), DeviceError> {
        self.cork(channel, true)?;
        // The silence that lies at the server would be heard before the next reply.
        self.connection
            .send(&Command::FlushPlaybackStream(channel))?;
        self.pipeline.set_output_runs(false);
        if let Some(output) = &mut self.output {
            output.rests = true;
            output.plays = false;
        }
        Ok(())
    }

    fn cork(&mut self, channel: u32, cork: bool) -> Result<(), DeviceError> {
        self.connection
            .send(&Command::CorkPlaybackStream(CorkStreamParams {
                channel,
                cork,
            }))?;
        Ok(())
    }

    pub(super) fn killed_output(&mut self, channel: u32) {
        if self
            .output
            .take_if(|output| output.channel == channel)
            .is_some()
        {
            self.pipeline.set_output_runs(false);
            (self.shared.tell)(Notice::Lost(Direction::Output, "unplugged".into()));
        }
    }

    /// The server had nothing of ours left to play.
    pub(super) fn underflowed(&mut self, channel: u32) {
        let ours = self
            .output
            .as_mut()
            .filter(|output| output.channel == channel);
        if ours.is_some_and(|output| std::mem::take(&mut output.plays)) {
            self.shared.queue.underrun();
        }
    }

    pub(super) fn started(&mut self, channel: u32) {
        if let Some(output) = self
            .output
            .as_mut()
            .filter(|output| output.channel == channel)
        {
            output.plays = true;
        }
    }
}
