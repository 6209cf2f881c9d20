//! Streams of devices in whatever format these have, as rings of mono samples.

use super::host::meaning;
use crate::notice::{DeviceError, Direction, Notice, Tell};
use crate::play_queue::PlayQueue;
use crate::player::Player;
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{
    BufferSize, Device, ErrorKind, FromSample, SampleFormat, SizedSample, Stream, StreamConfig,
    SupportedStreamConfig,
};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread::Thread;

/// One call of the device for so much sound.
const PERIODS_PER_SECOND: u32 = 50;
/// As long may our thread be late.
const RING_SECONDS: u32 = 2;

pub struct InputStream {
    pub samples: Consumer<f32>,
    pub rate_hz: u32,
    _stream: Stream,
}

pub struct OutputStream {
    /// Exactly what was given to the device.
    pub played: Consumer<f32>,
    pub rate_hz: u32,
    /// Samples of the device since the last one of a voice.
    pub silent: Arc<AtomicU64>,
    stream: Stream,
    pub rests: bool,
}

impl OutputStream {
    /// Some systems cannot pause: there the device plays silence.
    pub fn rest(&mut self, rests: bool) {
        self.rests = rests;
        let _ = if rests {
            self.stream.pause()
        } else {
            self.stream.play()
        };
    }
}

/// Whom a stream wakes, and tells what happens to it.
pub struct Ears {
    pub worker: Thread,
    pub tell: Tell,
    pub queue: Arc<PlayQueue>,
}

pub fn open_input(device: &Device, ears: &Ears) -> Result<InputStream, DeviceError> {
    let config = device.default_input_config().map_err(meaning)?;
    let rate_hz = config.sample_rate();
    let (stream, samples) = with_buffer(&config, |chosen| {
        let (producer, samples) = RingBuffer::new((rate_hz * RING_SECONDS) as usize);
        let stream = match config.sample_format() {
            SampleFormat::F32 => input_of::<f32>(device, chosen, producer, ears),
            SampleFormat::I16 => input_of::<i16>(device, chosen, producer, ears),
            SampleFormat::U16 => input_of::<u16>(device, chosen, producer, ears),
            SampleFormat::I32 => input_of::<i32>(device, chosen, producer, ears),
            SampleFormat::U8 => input_of::<u8>(device, chosen, producer, ears),
            SampleFormat::I8 => input_of::<i8>(device, chosen, producer, ears),
            SampleFormat::F64 => input_of::<f64>(device, chosen, producer, ears),
            format => Err(unsupported(format)),
        }?;
        Ok((stream, samples))
    })?;
    stream.play().map_err(meaning)?;
    Ok(InputStream {
        samples,
        rate_hz,
        _stream: stream,
    })
}

pub fn open_output(
    device: &Device,
    player: &Arc<Mutex<Player>>,
    ears: &Ears,
) -> Result<OutputStream, DeviceError> {
    let config = device.default_output_config().map_err(meaning)?;
    let rate_hz = config.sample_rate();
    let silent = Arc::new(AtomicU64::new(0));
    let (stream, played) = with_buffer(&config, |chosen| {
        let (tap, played) = RingBuffer::new((rate_hz * RING_SECONDS) as usize);
        let source = Source {
            player: player.clone(),
            tap,
            silent: silent.clone(),
            mono: Vec::new(),
        };
        let stream = match config.sample_format() {
            SampleFormat::F32 => output_of::<f32>(device, chosen, source, ears),
            SampleFormat::I16 => output_of::<i16>(device, chosen, source, ears),
            SampleFormat::U16 => output_of::<u16>(device, chosen, source, ears),
            SampleFormat::I32 => output_of::<i32>(device, chosen, source, ears),
            SampleFormat::U8 => output_of::<u8>(device, chosen, source, ears),
            SampleFormat::I8 => output_of::<i8>(device, chosen, source, ears),
            SampleFormat::F64 => output_of::<f64>(device, chosen, source, ears),
            format => Err(unsupported(format)),
        }?;
        Ok((stream, played))
    })?;
    stream.play().map_err(meaning)?;
    Ok(OutputStream {
        played,
        rate_hz,
        silent,
        stream,
        rests: false,
    })
}

/// Short periods where the device has them, its own where not.
fn with_buffer<T>(
    config: &SupportedStreamConfig,
    mut open: impl FnMut(StreamConfig) -> Result<T, DeviceError>,
) -> Result<T, DeviceError> {
    let chosen = |buffer_size| StreamConfig {
        channels: config.channels(),
        sample_rate: config.sample_rate(),
        buffer_size,
    };
    open(chosen(BufferSize::Fixed(
        config.sample_rate() / PERIODS_PER_SECOND,
    )))
    .or_else(|error| {
        if error.code == "unsupported" {
            open(chosen(BufferSize::Default))
        } else {
            Err(error)
        }
    })
}

fn input_of<T>(
    device: &Device,
    config: StreamConfig,
    mut ring: Producer<f32>,
    ears: &Ears,
) -> Result<Stream, DeviceError>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let channels = usize::from(config.channels.max(1));
    let worker = ears.worker.clone();
    let hear = move |samples: &[T], _: &cpal::InputCallbackInfo| {
        for frame in samples.chunks_exact(channels) {
            let sum: f32 = frame.iter().map(|&sample| f32::from_sample_(sample)).sum();
            // A full ring is a thread that is two seconds late: what it misses is silence to the engine.
            let _ = ring.push(sum / channels as f32);
        }
        worker.unpark();
    };
    device
        .build_input_stream(config, hear, errors(Direction::Input, ears), None)
        .map_err(meaning)
}

struct Source {
    player: Arc<Mutex<Player>>,
    tap: Producer<f32>,
    silent: Arc<AtomicU64>,
    mono: Vec<f32>,
}

fn output_of<T>(
    device: &Device,
    config: StreamConfig,
    mut source: Source,
    ears: &Ears,
) -> Result<Stream, DeviceError>
where
    T: SizedSample + FromSample<f32>,
{
    let channels = usize::from(config.channels.max(1));
    let worker = ears.worker.clone();
    let play = move |out: &mut [T], _: &cpal::OutputCallbackInfo| {
        source.mono.resize(out.len() / channels, 0.0);
        source.mono.fill(0.0);
        // Held by somebody else only while devices change.
        if let Ok(mut player) = source.player.try_lock() {
            player.obey_flush();
            player.fill(&mut source.mono);
            source.silent.store(player.silent_samples(), Relaxed);
        }
        for (frame, &sample) in out.chunks_exact_mut(channels).zip(&source.mono) {
            frame.fill(T::from_sample_(sample));
            let _ = source.tap.push(sample);
        }
        worker.unpark();
    };
    device
        .build_output_stream(config, play, errors(Direction::Output, ears), None)
        .map_err(meaning)
}

fn errors(direction: Direction, ears: &Ears) -> impl FnMut(cpal::Error) + Send + 'static {
    let (tell, queue) = (ears.tell.clone(), ears.queue.clone());
    move |error| match error.kind() {
        ErrorKind::Xrun if direction == Direction::Output => queue.underrun(),
        ErrorKind::Xrun | ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged => {}
        _ => tell(Notice::Lost(direction, error.to_string())),
    }
}

fn unsupported(format: SampleFormat) -> DeviceError {
    DeviceError::new("unsupported", format!("samples of the format {format}"))
}
