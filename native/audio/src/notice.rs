//! What a backend tells and is asked, whatever is behind it.

use crate::play_queue::PlayQueue;
use napi_derive::napi;
use std::fmt;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

/// Why something could not be done. The code is the contract; the message is the system's own.
#[derive(Clone, Debug)]
pub struct DeviceError {
    pub code: &'static str,
    pub message: String,
}

impl DeviceError {
    pub fn new(code: &'static str, message: impl fmt::Display) -> Self {
        DeviceError {
            code,
            message: message.to_string(),
        }
    }
}

impl fmt::Display for DeviceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.code, self.message)
    }
}

pub type Answer<T> = Sender<Result<T, DeviceError>>;

#[napi(object)]
#[derive(Clone)]
pub struct AddonDevice {
    pub id: String,
    /// What people read.
    pub name: String,
    pub input: bool,
    pub output: bool,
    pub is_default: bool,
    /// Hears what a loudspeaker of this machine plays.
    pub monitor: bool,
    pub rate_hz: u32,
}

pub enum Order {
    List(Answer<Vec<AddonDevice>>),
    OpenInput(String, Answer<()>),
    CloseInput(Answer<()>),
    OpenOutput(String, Answer<()>),
    CloseOutput(Answer<()>),
    /// Something was written.
    Play,
    /// The queue was flushed: what is on its way to the ear is unwanted too.
    Flush,
    /// There is another gain.
    Gain,
    Close,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Direction {
    Input,
    Output,
}

/// Told from any thread.
pub enum Notice {
    /// The device went away, or its stream ended by itself.
    Lost(Direction, String),
    /// Devices came or went, or another is the default.
    DevicesChanged,
    /// The sound server is gone; nothing works any more.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux has a server")
    )]
    ServerLost(String),
}

pub type Tell = Arc<dyn Fn(Notice) + Send + Sync>;

/// Numbers that JavaScript may ask for at any time.
#[derive(Default)]
pub struct Meters {
    pub echo: Mutex<Option<(f64, f64)>>,
    /// How long the microphone has delivered nothing but zeros.
    pub zeros_ms: std::sync::atomic::AtomicU32,
    pub dropped_frames: std::sync::atomic::AtomicU32,
}

/// What a backend works with.
pub struct Shared {
    pub queue: Arc<PlayQueue>,
    pub meters: Arc<Meters>,
    pub tell: Tell,
}
