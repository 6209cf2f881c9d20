//! Which devices there are, and what their errors mean.

use crate::notice::{AddonDevice, DeviceError, Direction};
use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{Device, ErrorKind};

const UNKNOWN_RATE_HZ: u32 = 48_000;

/// What is an input and an output is listed twice.
pub fn list() -> Result<Vec<AddonDevice>, DeviceError> {
    let host = cpal::default_host();
    let default_input = host
        .default_input_device()
        .and_then(|device| id_of(&device));
    let default_output = host
        .default_output_device()
        .and_then(|device| id_of(&device));
    let mut listed = Vec::new();
    for device in host.devices().map_err(meaning)? {
        let Some(id) = id_of(&device) else { continue };
        let Ok(description) = device.description() else {
            continue;
        };
        let name = description.name().to_owned();
        if let Ok(config) = device.default_input_config() {
            let is_default = default_input.as_ref() == Some(&id);
            listed.push(described(
                &id,
                &name,
                Direction::Input,
                is_default,
                config.sample_rate(),
            ));
        }
        if let Ok(config) = device.default_output_config() {
            let is_default = default_output.as_ref() == Some(&id);
            listed.push(described(
                &id,
                &name,
                Direction::Output,
                is_default,
                config.sample_rate(),
            ));
        }
    }
    Ok(listed)
}

pub fn find(id: &str) -> Result<Device, DeviceError> {
    let parsed = id
        .parse()
        .map_err(|error| DeviceError::new("missing", error))?;
    cpal::default_host()
        .device_by_id(&parsed)
        .ok_or_else(|| DeviceError::new("missing", format!("no device {id}")))
}

pub fn meaning(error: cpal::Error) -> DeviceError {
    let code = match error.kind() {
        ErrorKind::DeviceBusy => "busy",
        ErrorKind::DeviceNotAvailable => "missing",
        ErrorKind::HostUnavailable => "no-server",
        ErrorKind::PermissionDenied => "refused",
        ErrorKind::UnsupportedConfig
        | ErrorKind::UnsupportedOperation
        | ErrorKind::InvalidInput => "unsupported",
        _ => "failed",
    };
    DeviceError::new(code, error)
}

fn described(
    id: &str,
    name: &str,
    direction: Direction,
    is_default: bool,
    rate_hz: u32,
) -> AddonDevice {
    AddonDevice {
        id: id.to_owned(),
        name: name.to_owned(),
        input: direction == Direction::Input,
        output: direction == Direction::Output,
        is_default,
        monitor: false,
        rate_hz: if rate_hz == 0 {
            UNKNOWN_RATE_HZ
        } else {
            rate_hz
        },
    }
}

fn id_of(device: &Device) -> Option<String> {
    device.id().ok().map(|id| id.to_string())
}
