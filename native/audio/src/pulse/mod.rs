//! PulseAudio and PipeWire, through PulseAudio's native protocol.

mod connection;
mod output;
mod rewrite;
mod session;
mod streams;

use crate::backend::Backend;
use crate::notice::{DeviceError, Order, Shared};
use crate::pipeline::Pipeline;
use session::Session;
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

/// Whether a server has left its socket where clients look for it.
pub fn has_server() -> bool {
    pulseaudio::socket_path_from_env().is_some()
}

pub struct Pulse {
    orders: Mutex<Sender<Order>>,
    wake: UnixStream,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Pulse {
    /// Connects, on a thread of its own. `make` is called on that thread: the canceller may not change threads.
    pub fn open(
        name: String,
        make: impl FnOnce() -> (Pipeline, Shared) + Send + 'static,
    ) -> Result<Self, DeviceError> {
        let (orders, taken) = channel();
        let failed = |error: std::io::Error| DeviceError::new("failed", error);
        let (wake, woken) = UnixStream::pair().map_err(failed)?;
        wake.set_nonblocking(true).map_err(failed)?;
        woken.set_nonblocking(true).map_err(failed)?;
        let (started, start) = channel();
        let thread = std::thread::Builder::new()
            .name("audio".into())
            .spawn(move || {
                hurry();
                let (pipeline, shared) = make();
                match Session::open(&name, pipeline, shared, taken, woken) {
                    Ok(session) => {
                        let _ = started.send(Ok(()));
                        session.run();
                    }
                    Err(error) => {
                        let _ = started.send(Err(error));
                    }
                }
            })
            .map_err(failed)?;
        start
            .recv()
            .map_err(|_| DeviceError::new("failed", "the audio thread ended"))??;
        Ok(Pulse {
            orders: Mutex::new(orders),
            wake,
            thread: Mutex::new(Some(thread)),
        })
    }
}

/// Before ordinary work, where the system lets us: sound that is late is heard.
fn hurry() {
    const NICE: libc::c_int = -11;
    // On Linux this is the calling thread alone. Refused, it changes nothing.
    unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) };
}

impl Backend for Pulse {
    fn order(&self, order: Order) -> Result<(), DeviceError> {
        let gone = || DeviceError::new("no-server", "the sound server is gone");
        self.orders
            .lock()
            .map_err(|_| gone())?
            .send(order)
            .map_err(|_| gone())?;
        // A full pipe wakes as well.
        let _ = (&self.wake).write(&[1]);
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
