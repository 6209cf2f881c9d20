//! The thread between the callbacks of devices and JavaScript.

use super::host;
use super::streams::{Ears, InputStream, OutputStream, open_input, open_output};
use crate::notice::{AddonDevice, DeviceError, Notice, Order, Shared};
use crate::pipeline::Pipeline;
use crate::player::Player;
use rtrb::Consumer;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// After so much silence the loudspeaker rests: 2 s.
const REST_AFTER_SECONDS: u64 = 2;
/// Devices are looked at this often: the systems behind cpal tell of a device that is gone, and of no new one.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Between the callback and the ear: two periods of 20 ms.
const LATENCY_MS: u64 = 40;

pub struct Worker {
    pipeline: Pipeline,
    player: Arc<Mutex<Player>>,
    shared: Shared,
    orders: Receiver<Order>,
    ears: Ears,
    input: Option<InputStream>,
    output: Option<OutputStream>,
    known: Vec<(String, bool)>,
    looked: Instant,
    samples: Vec<f32>,
}

impl Worker {
    pub fn new(pipeline: Pipeline, shared: Shared, orders: Receiver<Order>) -> Self {
        let player = Arc::new(Mutex::new(Player::new(shared.queue.clone())));
        let ears = Ears {
            worker: std::thread::current(),
            tell: shared.tell.clone(),
            queue: shared.queue.clone(),
        };
        Worker {
            pipeline,
            player,
            shared,
            orders,
            ears,
            input: None,
            output: None,
            known: Vec::new(),
            looked: Instant::now(),
            samples: Vec::new(),
        }
    }

    pub fn run(mut self) {
        loop {
            std::thread::park_timeout(LOOK_EVERY);
            while let Ok(order) = self.orders.try_recv() {
                if !self.obey(order) {
                    return;
                }
            }
            self.move_sound();
            if self.looked.elapsed() > LOOK_EVERY {
                self.look();
            }
        }
    }

    fn obey(&mut self, order: Order) -> bool {
        match order {
            Order::List(answer) => {
                let _ = answer.send(host::list());
            }
            Order::OpenInput(id, answer) => {
                let opened = self.open_input(&id);
                let _ = answer.send(opened);
            }
            Order::CloseInput(answer) => {
                self.input = None;
                self.shared.meters.zeros_ms.store(0, Relaxed);
                let _ = answer.send(Ok(()));
            }
            Order::OpenOutput(id, answer) => {
                let opened = self.open_output(&id);
                let _ = answer.send(opened);
            }
            Order::CloseOutput(answer) => {
                self.output = None;
                self.pipeline.set_output_runs(false);
                let _ = answer.send(Ok(()));
            }
            Order::Play => self.wake_output(),
            // The next callback sees to it.
            Order::Flush | Order::Gain => {}
            Order::Close => return false,
        }
        true
    }

    fn open_input(&mut self, id: &str) -> Result<(), DeviceError> {
        let input = open_input(&host::find(id)?, &self.ears)?;
        self.pipeline
            .set_input_rate(input.rate_hz)
            .map_err(|error| DeviceError::new("unsupported", error))?;
        self.input = Some(input);
        Ok(())
    }

    fn open_output(&mut self, id: &str) -> Result<(), DeviceError> {
        let device = host::find(id)?;
        // Not while a callback of the old device fills from the same queue.
        self.output = None;
        let output = open_output(&device, &self.player, &self.ears)?;
        self.pipeline
            .set_output_rate(output.rate_hz)
            .map_err(|error| DeviceError::new("unsupported", error))?;
        if let Ok(mut player) = self.player.lock() {
            player.set_device(
                output.rate_hz,
                u64::from(output.rate_hz) * LATENCY_MS / 1000,
            );
        }
        self.pipeline.set_output_runs(true);
        self.output = Some(output);
        Ok(())
    }

    fn wake_output(&mut self) {
        if let Some(output) = self.output.as_mut().filter(|output| output.rests) {
            output.rest(false);
            self.pipeline.set_output_runs(true);
        }
    }

    fn move_sound(&mut self) {
        if let Some(output) = &mut self.output {
            take(&mut output.played, &mut self.samples);
            self.pipeline.played(&self.samples);
            let is_silent =
                output.silent.load(Relaxed) > REST_AFTER_SECONDS * u64::from(output.rate_hz);
            if is_silent && !output.rests && self.shared.queue.is_empty() {
                output.rest(true);
                self.pipeline.set_output_runs(false);
            }
        }
        if let Some(input) = &mut self.input {
            take(&mut input.samples, &mut self.samples);
            self.pipeline.heard(&self.samples);
            let zeros_ms = self.pipeline.zeros() * 1000 / u64::from(input.rate_hz);
            self.shared.meters.zeros_ms.store(zeros_ms as u32, Relaxed);
            if let Ok(mut echo) = self.shared.meters.echo.lock() {
                *echo = self.pipeline.measured();
            }
        }
    }

    fn look(&mut self) {
        self.looked = Instant::now();
        // ALSA opens every device to list it: what is plugged in later is seen at the next start.
        if cfg!(target_os = "linux") {
            return;
        }
        let Ok(devices) = host::list() else { return };
        let known = devices
            .iter()
            .map(|AddonDevice { id, is_default, .. }| (id.clone(), *is_default))
            .collect();
        let is_first = self.known.is_empty();
        let changed = self.known != known;
        self.known = known;
        if changed && !is_first {
            (self.shared.tell)(Notice::DevicesChanged);
        }
    }
}

/// Moves everything that is there.
fn take(ring: &mut Consumer<f32>, out: &mut Vec<f32>) {
    out.clear();
    let Ok(chunk) = ring.read_chunk(ring.slots()) else {
        return;
    };
    let (first, second) = chunk.as_slices();
    out.extend_from_slice(first);
    out.extend_from_slice(second);
    chunk.commit_all();
}
