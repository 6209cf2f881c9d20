//! The sound system behind a duplex: the sound server where one runs, else the system's own devices.

use crate::notice::{DeviceError, Order, Shared};
use crate::pipeline::Pipeline;

pub trait Backend: Send + Sync {
    /// Hands over an order; its answer comes through the channel in it.
    fn order(&self, order: Order) -> Result<(), DeviceError>;
    /// Closes the devices and waits for the threads. More than once is once.
    fn close(&self);
}

pub type Make = Box<dyn FnOnce() -> (Pipeline, Shared) + Send>;

/// @param system `pulse`, `devices`, or the one that suits this machine: the sound server where Linux has one.
pub fn open(
    system: Option<&str>,
    name: String,
    make: Make,
) -> Result<(&'static str, Box<dyn Backend>), DeviceError> {
    #[cfg(target_os = "linux")]
    if system == Some("pulse")
        || (system.is_none() && crate::pulse::has_server())
        || !cfg!(feature = "alsa")
    {
        return Ok(("pulse", Box::new(crate::pulse::Pulse::open(name, make)?)));
    }
    #[cfg(any(not(target_os = "linux"), feature = "alsa"))]
    {
        let _ = (system, name);
        Ok(("devices", Box::new(crate::devices::Devices::open(make)?)))
    }
    #[cfg(all(target_os = "linux", not(feature = "alsa")))]
    unreachable!("the sound server is the only system here")
}
