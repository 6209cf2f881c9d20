//! The devices of the operating system, through cpal: CoreAudio, WASAPI, ALSA.
//!
//! Callbacks of the devices move samples in and out of rings without waiting; one thread of ours does the rest.

mod host;
mod streams;
mod worker;

use crate::backend::{Backend, Make};
use crate::notice::{DeviceError, Order};
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::thread::{JoinHandle, Thread};
use worker::Worker;

pub struct Devices {
    orders: Mutex<Sender<Order>>,
    worker: Thread,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Devices {
    /// `make` is called on the thread that works: the canceller may not change threads.
    pub fn open(make: Make) -> Result<Self, DeviceError> {
        let (orders, taken) = channel();
        let thread = std::thread::Builder::new()
            .name("audio".into())
            .spawn(move || {
                let (pipeline, shared) = make();
                Worker::new(pipeline, shared, taken).run();
            })
            .map_err(|error| DeviceError::new("failed", error))?;
        let worker = thread.thread().clone();
        Ok(Devices {
            orders: Mutex::new(orders),
            worker,
            thread: Mutex::new(Some(thread)),
        })
    }
}

impl Backend for Devices {
    fn order(&self, order: Order) -> Result<(), DeviceError> {
        let gone = || DeviceError::new("no-server", "the audio thread ended");
        self.orders
            .lock()
            .map_err(|_| gone())?
            .send(order)
            .map_err(|_| gone())?;
        self.worker.unpark();
        Ok(())
    }

    fn close(&self) {
        let _ = self.order(Order::Close);
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}
