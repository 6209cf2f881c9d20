//! How we ask a sound server for streams, and what it says about devices.

use crate::notice::{AddonDevice, DeviceError};
use pulseaudio::protocol::stream::{BufferAttr, StreamFlags};
use pulseaudio::protocol::{
    ChannelMap, CreatePlaybackStreamReply, PlaybackStreamParams, Prop, Props, RecordStreamParams,
    SampleFormat, SampleSpec, ServerInfo, SinkInfo, SourceInfo,
};
use std::collections::VecDeque;
use std::ffi::{CStr, CString};

/// One wake-up of the processor for so much sound heard.
const HEARD_MS: u32 = 20;
/// Three frames, while nobody speaks.
const HEARD_CALM_MS: u32 = 96;
/// What lies at the server: as long may we be late.
const AHEAD_MS: u32 = 100;
/// What it asks for at a time.
const REQUEST_MS: u32 = 20;

pub struct Input {
    pub channel: u32,
    pub rate_hz: u32,
    /// Sound comes in long blocks.
    pub is_calm: bool,
}

pub struct Output {
    pub channel: u32,
    pub rate_hz: u32,
    /// Samples between us and the ear.
    pub latency: u64,
    /// Asked for and not yet given.
    pub wanted_bytes: usize,
    /// Samples given since it was opened, and the last of them: twice as many as lie at the server.
    pub sent: u64,
    pub history: VecDeque<f32>,
    /// Begins corked, until there is something to play.
    pub rests: bool,
    /// The server has begun to play, and has not run dry since.
    pub plays: bool,
}

impl Output {
    pub fn remember(&mut self, samples: &[f32]) {
        self.sent += samples.len() as u64;
        self.history.extend(samples);
        let kept = (self.rate_hz * AHEAD_MS * 2 / 1000) as usize;
        self.history
            .drain(..self.history.len().saturating_sub(kept));
    }

    pub fn new(reply: &CreatePlaybackStreamReply) -> Self {
        let rate_hz = reply.sample_spec.sample_rate;
        let device = reply.stream_latency * u64::from(rate_hz) / 1_000_000;
        Output {
            channel: reply.channel,
            rate_hz,
            latency: u64::from(reply.buffer_attr.target_length / 4) + device,
            sent: 0,
            history: VecDeque::new(),
            wanted_bytes: reply.requested_bytes as usize,
            rests: true,
            plays: false,
        }
    }
}

pub fn input_params(id: &str, rate_hz: u32) -> Result<RecordStreamParams, DeviceError> {
    Ok(RecordStreamParams {
        sample_spec: mono(rate_hz),
        channel_map: ChannelMap::mono(),
        source_name: Some(c_string(id)?),
        buffer_attr: heard_in_blocks(rate_hz, false),
        flags: flags(),
        props: props(c"microphone"),
        ..RecordStreamParams::default()
    })
}

pub fn output_params(id: &str, rate_hz: u32) -> Result<PlaybackStreamParams, DeviceError> {
    Ok(PlaybackStreamParams {
        sample_spec: mono(rate_hz),
        channel_map: ChannelMap::mono(),
        sink_name: Some(c_string(id)?),
        buffer_attr: BufferAttr {
            target_length: bytes(rate_hz, AHEAD_MS),
            minimum_request_length: bytes(rate_hz, REQUEST_MS),
            // What is written sounds at once.
            pre_buffering: 0,
            ..BufferAttr::default()
        },
        flags: StreamFlags {
            start_corked: true,
            ..flags()
        },
        props: props(c"voice"),
        ..PlaybackStreamParams::default()
    })
}

/// @param is_calm long blocks, for a room in which nobody speaks.
pub fn heard_in_blocks(rate_hz: u32, is_calm: bool) -> BufferAttr {
    let block_ms = if is_calm { HEARD_CALM_MS } else { HEARD_MS };
    BufferAttr {
        fragment_size: bytes(rate_hz, block_ms),
        ..BufferAttr::default()
    }
}

/// Which devices there are. Monitors are told apart by what they monitor.
pub fn device_lists(
    server: &ServerInfo,
    sinks: Vec<SinkInfo>,
    sources: Vec<SourceInfo>,
) -> Vec<AddonDevice> {
    let outputs = sinks.into_iter().map(|sink| AddonDevice {
        is_default: server.default_sink_name.as_ref() == Some(&sink.name),
        name: text(sink.description.as_ref().unwrap_or(&sink.name)),
        id: text(&sink.name),
        input: false,
        output: true,
        monitor: false,
        rate_hz: sink.sample_spec.sample_rate,
    });
    let inputs = sources.into_iter().map(|source| AddonDevice {
        is_default: server.default_source_name.as_ref() == Some(&source.name),
        name: text(source.description.as_ref().unwrap_or(&source.name)),
        id: text(&source.name),
        input: true,
        output: false,
        monitor: source.monitor_of_sink_index.is_some(),
        rate_hz: source.sample_spec.sample_rate,
    });
    inputs.chain(outputs).collect()
}

fn flags() -> StreamFlags {
    StreamFlags {
        // A server moves a stream of a device that is unplugged to whatever is left, be it the monitor of our own
        // loudspeaker. We would rather be told.
        no_move: true,
        adjust_latency: true,
        ..StreamFlags::default()
    }
}

fn mono(rate_hz: u32) -> SampleSpec {
    let format = if cfg!(target_endian = "big") {
        SampleFormat::Float32Be
    } else {
        SampleFormat::Float32Le
    };
    SampleSpec {
        format,
        channels: 1,
        sample_rate: rate_hz,
    }
}

fn bytes(rate_hz: u32, ms: u32) -> u32 {
    rate_hz * ms / 1000 * 4
}

fn props(name: &CStr) -> Props {
    let mut props = Props::new();
    props.set(Prop::MediaName, name);
    props
}

fn c_string(id: &str) -> Result<CString, DeviceError> {
    CString::new(id).map_err(|_| DeviceError::new("missing", "a device name with a zero byte"))
}

fn text(name: &CStr) -> String {
    name.to_string_lossy().into_owned()
}
