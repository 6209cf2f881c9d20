//! Microphone and loudspeaker as a JavaScript class.

use crate::backend::{self, Backend};
use crate::echo::{CancellerOptions, EchoMeasurement};
use crate::notice::{
    AddonDevice, Answer, DeviceError, Direction, Meters, Notice, Order, Shared, Tell,
};
use crate::pipeline::Pipeline;
use crate::play_queue::{Chunk, PlayQueue};
use napi::bindgen_prelude::{AsyncTask, Float32Array, FnArgs, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode::NonBlocking};
use napi::{Env, Error, Result, Status, Task};
use napi_derive::napi;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::channel;
use std::time::Duration;

/// Two seconds of frames; beyond, JavaScript does not keep up and frames are dropped and counted.
const MAX_WAITING_FRAMES: usize = 64;
const ANSWER_LIMIT: Duration = Duration::from_secs(6);

type FrameArgs = FnArgs<(Float32Array, f64)>;
type FrameFn =
    ThreadsafeFunction<(Vec<f32>, u64), (), FrameArgs, Status, false, false, MAX_WAITING_FRAMES>;
type NoticeArgs = FnArgs<(String, String)>;
type NoticeFn =
    ThreadsafeFunction<(&'static str, String), (), NoticeArgs, Status, false, false, 64>;

#[napi(object)]
pub struct DuplexOptions {
    /// Under which the sound server shows us.
    pub name: String,
    /// `pulse` or `devices`; the one that suits this machine where absent.
    pub system: Option<String>,
    /// Without these nothing is cancelled.
    pub canceller: Option<CancellerOptions>,
}

#[napi(object)]
pub struct DuplexStatus {
    /// Samples of the voice: written and not dropped, and heard of these.
    pub accepted_samples: f64,
    pub heard_samples: f64,
    /// Samples that did not fit into the queue.
    pub lost_samples: f64,
    /// How often the loudspeaker had nothing to play because we were late, and because the next segment was.
    pub underruns: u32,
    pub gaps: u32,
    /// Frames that JavaScript did not take in time.
    pub dropped_frames: u32,
    /// How long the microphone has delivered nothing but zeros.
    pub zeros_ms: u32,
    pub echo: Option<EchoMeasurement>,
}

#[napi]
pub struct Duplex {
    backend: Arc<Box<dyn Backend>>,
    queue: Arc<PlayQueue>,
    meters: Arc<Meters>,
    system: &'static str,
}

/// Connects to the sound system, off the JavaScript thread. `onFrame` gets 512 samples at 16 kHz and the time of the
/// first; `onNotice` one of `input-lost`, `output-lost`, `devices-changed`, `server-lost`, and a message.
#[napi(ts_return_type = "Promise<Duplex>")]
pub fn open_duplex(
    options: DuplexOptions,
    on_frame: Function<FrameArgs, ()>,
    on_notice: Function<NoticeArgs, ()>,
) -> Result<AsyncTask<OpenTask>> {
    let frames: FrameFn = on_frame
        .build_threadsafe_function::<(Vec<f32>, u64)>()
        .max_queue_size::<MAX_WAITING_FRAMES>()
        .build_callback(|context| {
            let (pcm, at) = context.value;
            Ok(FnArgs::from((Float32Array::new(pcm), at as f64)))
        })?;
    let notices: NoticeFn = on_notice
        .build_threadsafe_function::<(&'static str, String)>()
        .max_queue_size::<64>()
        .build_callback(|context| {
            let (kind, message) = context.value;
            Ok(FnArgs::from((kind.to_owned(), message)))
        })?;
    Ok(AsyncTask::new(OpenTask {
        options,
        callbacks: Some((frames, notices)),
    }))
}

pub struct OpenTask {
    options: DuplexOptions,
    callbacks: Option<(FrameFn, NoticeFn)>,
}

impl Task for OpenTask {
    type Output = Duplex;
    type JsValue = Duplex;

    fn compute(&mut self) -> Result<Duplex> {
        let (frames, notices) = self
            .callbacks
            .take()
            .ok_or_else(|| Error::from_reason("opened twice"))?;
        let (queue, meters) = (Arc::new(PlayQueue::default()), Arc::new(Meters::default()));
        let config = self
            .options
            .canceller
            .as_ref()
            .map(CancellerOptions::config);
        let shared = Shared {
            queue: queue.clone(),
            meters: meters.clone(),
            tell: teller(notices),
        };
        let counted = meters.clone();
        let make = Box::new(move || {
            let emit = Box::new(move |pcm: Vec<f32>, at: u64| {
                if frames.call((pcm, at), NonBlocking) != Status::Ok {
                    counted.dropped_frames.fetch_add(1, Relaxed);
                }
            });
            (Pipeline::new(config, emit), shared)
        });
        let (system, backend) = backend::open(
            self.options.system.as_deref(),
            self.options.name.clone(),
            make,
        )
        .map_err(thrown)?;
        Ok(Duplex {
            backend: Arc::new(backend),
            queue,
            meters,
            system,
        })
    }

    fn resolve(&mut self, _: Env, duplex: Duplex) -> Result<Duplex> {
        Ok(duplex)
    }
}

fn teller(notices: NoticeFn) -> Tell {
    Arc::new(move |notice| {
        let told = match notice {
            Notice::Lost(Direction::Input, message) => ("input-lost", message),
            Notice::Lost(Direction::Output, message) => ("output-lost", message),
            Notice::DevicesChanged => ("devices-changed", String::new()),
            Notice::ServerLost(message) => ("server-lost", message),
        };
        let _ = notices.call(told, NonBlocking);
    })
}

#[napi]
impl Duplex {
    #[napi(getter)]
    pub fn system(&self) -> String {
        self.system.to_owned()
    }

    #[napi(ts_return_type = "Promise<AddonDevice[]>")]
    pub fn list_devices(&self) -> AsyncTask<ListTask> {
        AsyncTask::new(ListTask {
            backend: self.backend.clone(),
        })
    }

    /// Opens a microphone by its id, instead of the one that is open.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn open_input(&self, id: String) -> AsyncTask<OrderTask> {
        self.task(Box::new(move |answer| Order::OpenInput(id, answer)))
    }

    #[napi(ts_return_type = "Promise<void>")]
    pub fn close_input(&self) -> AsyncTask<OrderTask> {
        self.task(Box::new(Order::CloseInput))
    }

    /// Opens a loudspeaker by its id, instead of the one that is open. What is queued goes on there.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn open_output(&self, id: String) -> AsyncTask<OrderTask> {
        self.task(Box::new(move |answer| Order::OpenOutput(id, answer)))
    }

    #[napi(ts_return_type = "Promise<void>")]
    pub fn close_output(&self) -> AsyncTask<OrderTask> {
        self.task(Box::new(Order::CloseOutput))
    }

    /// Queues mono samples at the rate of the voice.
    #[napi]
    pub fn write(&self, pcm: &[f32], rate_hz: u32) -> Result<()> {
        if !(4_000..=192_000).contains(&rate_hz) {
            return Err(Error::from_reason(format!("a voice at {rate_hz} Hz")));
        }
        self.queue.write(Chunk {
            pcm: pcm.to_vec(),
            rate_hz,
        });
        // A lost server is told by a notice.
        let _ = self.backend.order(Order::Play);
        Ok(())
    }

    /// Fades out within 10 ms and drops the rest.
    #[napi]
    pub fn flush(&self) {
        self.queue.flush();
        let _ = self.backend.order(Order::Flush);
    }

    /// What is heard from now on, over a ramp of 10 ms. 0 is as written.
    #[napi]
    pub fn set_gain(&self, gain_db: f64) {
        self.queue.set_gain(10f64.powf(gain_db / 20.0) as f32);
        let _ = self.backend.order(Order::Gain);
    }

    #[napi]
    pub fn status(&self) -> DuplexStatus {
        let played = self.queue.status();
        let echo = self.meters.echo.lock().ok().and_then(|echo| *echo);
        DuplexStatus {
            accepted_samples: played.accepted as f64,
            heard_samples: played.heard as f64,
            lost_samples: played.lost as f64,
            underruns: played.underruns,
            gaps: played.gaps,
            dropped_frames: self.meters.dropped_frames.load(Relaxed),
            zeros_ms: self.meters.zeros_ms.load(Relaxed),
            echo: echo.map(|(return_loss_db, residual_dbfs)| EchoMeasurement {
                return_loss_db,
                residual_dbfs,
            }),
        }
    }

    /// Closes both devices. Nothing is called afterwards.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn close(&self) -> AsyncTask<CloseTask> {
        AsyncTask::new(CloseTask {
            backend: self.backend.clone(),
        })
    }

    fn task(&self, order: Box<dyn FnOnce(Answer<()>) -> Order + Send>) -> AsyncTask<OrderTask> {
        AsyncTask::new(OrderTask {
            backend: self.backend.clone(),
            order: Some(order),
        })
    }
}

pub struct OrderTask {
    backend: Arc<Box<dyn Backend>>,
    order: Option<Box<dyn FnOnce(Answer<()>) -> Order + Send>>,
}

impl Task for OrderTask {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> Result<()> {
        let order = self
            .order
            .take()
            .ok_or_else(|| Error::from_reason("ordered twice"))?;
        answered(self.backend.as_ref().as_ref(), order)
    }

    fn resolve(&mut self, _: Env, (): ()) -> Result<()> {
        Ok(())
    }
}

pub struct ListTask {
    backend: Arc<Box<dyn Backend>>,
}

impl Task for ListTask {
    type Output = Vec<AddonDevice>;
    type JsValue = Vec<AddonDevice>;

    fn compute(&mut self) -> Result<Vec<AddonDevice>> {
        answered(self.backend.as_ref().as_ref(), Order::List)
    }

    fn resolve(&mut self, _: Env, devices: Vec<AddonDevice>) -> Result<Vec<AddonDevice>> {
        Ok(devices)
    }
}

pub struct CloseTask {
    backend: Arc<Box<dyn Backend>>,
}

impl Task for CloseTask {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> Result<()> {
        self.backend.close();
        Ok(())
    }

    fn resolve(&mut self, _: Env, (): ()) -> Result<()> {
        Ok(())
    }
}

fn answered<T>(backend: &dyn Backend, order: impl FnOnce(Answer<T>) -> Order) -> Result<T> {
    let (answer, answers) = channel();
    backend.order(order(answer)).map_err(thrown)?;
    let late = |_| DeviceError::new("timeout", "the sound system does not answer");
    answers
        .recv_timeout(ANSWER_LIMIT)
        .map_err(late)
        .and_then(|answer| answer)
        .map_err(thrown)
}

/// The code stands in brackets before the message.
fn thrown(error: DeviceError) -> Error {
    Error::from_reason(error.to_string())
}
