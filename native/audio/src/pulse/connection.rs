//! A connection to a sound server that speaks PulseAudio's native protocol: PulseAudio or PipeWire.
//!
//! One thread owns it and does everything: a message is dealt with where it is read, so that listening wakes the
//! processor once for each block of sound.

use crate::notice::DeviceError;
use pulseaudio::protocol::{
    self, Command, CommandReply, Descriptor, DescriptorFlags, PulseError, TagStructReader,
};
use std::ffi::CString;
use std::io::{self, BufReader, Cursor, ErrorKind, Read, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// A server that answers later than this hangs.
pub const ANSWER_LIMIT: Duration = Duration::from_secs(2);
const READ_BYTES: usize = 64 * 1024;

pub struct Connection {
    socket: UnixStream,
    version: u16,
    sequence: u32,
    inbox: Vec<u8>,
    outbox: Vec<u8>,
    scratch: Vec<u8>,
}

pub enum Message<'a> {
    /// Sound of a record stream.
    Sound {
        channel: u32,
        bytes: &'a [u8],
    },
    Command(Box<Command>),
    Reply {
        sequence: u32,
        payload: &'a [u8],
    },
    Refusal {
        sequence: u32,
        error: PulseError,
    },
}

impl Connection {
    pub fn open(name: &str) -> Result<Self, DeviceError> {
        let path = pulseaudio::socket_path_from_env().ok_or_else(no_server)?;
        let socket = UnixStream::connect(path).map_err(lost)?;
        socket.set_read_timeout(Some(ANSWER_LIMIT)).map_err(lost)?;
        let cookie = pulseaudio::cookie_path_from_env().and_then(|path| std::fs::read(path).ok());
        let version = shake_hands(&socket, name, cookie.unwrap_or_default())?;
        socket.set_nonblocking(true).map_err(lost)?;
        Ok(Connection {
            socket,
            version,
            sequence: 2,
            inbox: Vec::new(),
            outbox: Vec::new(),
            scratch: vec![0; READ_BYTES],
        })
    }

    pub fn fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    pub fn has_output(&self) -> bool {
        !self.outbox.is_empty()
    }

    /// Sends a command. @returns the number that its answer will carry.
    pub fn send(&mut self, command: &Command) -> Result<u32, DeviceError> {
        self.sequence = self.sequence.wrapping_add(1) & 0x7fff_ffff;
        protocol::write_command_message(&mut self.outbox, self.sequence, command, self.version)
            .map_err(lost)?;
        self.write()?;
        Ok(self.sequence)
    }

    /// Writes `offset` samples from where the last write ended; back from there replaces what was not played yet.
    pub fn send_sound(
        &mut self,
        channel: u32,
        offset: i64,
        samples: &[f32],
    ) -> Result<(), DeviceError> {
        let length = (samples.len() * 4) as u32;
        let header = Descriptor {
            length,
            channel,
            // A signed number of bytes, in the unsigned field of the description.
            offset: (offset * 4) as u64,
            flags: DescriptorFlags::empty(),
        };
        protocol::write_descriptor(&mut self.outbox, &header).map_err(lost)?;
        for sample in samples {
            self.outbox.extend_from_slice(&sample.to_ne_bytes());
        }
        self.write()
    }

    /// Writes as much as the server takes now.
    pub fn write(&mut self) -> Result<(), DeviceError> {
        let mut written = 0;
        while written < self.outbox.len() {
            match self.socket.write(&self.outbox[written..]) {
                Ok(0) => return Err(closed()),
                Ok(bytes) => written += bytes,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(lost(error)),
            }
        }
        self.outbox.drain(..written);
        Ok(())
    }

    /// Reads what is there. Messages of it come out of `next`.
    pub fn read(&mut self) -> Result<(), DeviceError> {
        loop {
            match self.socket.read(&mut self.scratch) {
                Ok(0) => return Err(closed()),
                Ok(bytes) => {
                    self.inbox.extend_from_slice(&self.scratch[..bytes]);
                    if bytes < self.scratch.len() {
                        return Ok(());
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(lost(error)),
            }
        }
    }

    /// Takes one whole message out of the inbox, as bytes.
    pub fn next(&mut self) -> Result<Option<(Descriptor, Vec<u8>)>, DeviceError> {
        if self.inbox.len() < protocol::DESCRIPTOR_SIZE {
            return Ok(None);
        }
        let header = protocol::read_descriptor(&mut Cursor::new(&self.inbox)).map_err(lost)?;
        let end = protocol::DESCRIPTOR_SIZE + header.length as usize;
        if self.inbox.len() < end {
            return Ok(None);
        }
        let payload = self.inbox[protocol::DESCRIPTOR_SIZE..end].to_vec();
        self.inbox.drain(..end);
        Ok(Some((header, payload)))
    }

    pub fn parse<'a>(
        &self,
        header: &Descriptor,
        payload: &'a [u8],
    ) -> Result<Option<Message<'a>>, DeviceError> {
        if header.channel != u32::MAX {
            return Ok(Some(Message::Sound {
                channel: header.channel,
                bytes: payload,
            }));
        }
        let mut cursor = Cursor::new(payload);
        // Commands that this version of the protocol's description does not know are none that we wait for.
        let Ok((sequence, command)) = Command::read_tag_prefixed(&mut cursor, self.version) else {
            return Ok(None);
        };
        let rest = &payload[(cursor.position() as usize).min(payload.len())..];
        Ok(Some(match command {
            Command::Reply => Message::Reply {
                sequence,
                payload: rest,
            },
            Command::Error(error) => Message::Refusal { sequence, error },
            command => Message::Command(Box::new(command)),
        }))
    }

    pub fn read_reply<R: CommandReply>(&self, payload: &[u8]) -> Result<R, DeviceError> {
        let mut cursor = Cursor::new(payload);
        TagStructReader::new(&mut cursor, self.version)
            .read()
            .map_err(lost)
    }

    /// Waits until the server or `wake` has something to say, or the server can take more.
    pub fn wait(&self, wake: Option<RawFd>, limit: Option<Duration>) -> io::Result<()> {
        let writes = if self.has_output() { libc::POLLOUT } else { 0 };
        let mut polled = [
            libc::pollfd {
                fd: self.fd(),
                events: libc::POLLIN | writes,
                revents: 0,
            },
            libc::pollfd {
                fd: wake.unwrap_or(-1),
                events: libc::POLLIN,
                revents: 0,
            },
        ];
        let limit_ms = limit.map_or(-1, |limit| limit.as_millis().min(i32::MAX as u128) as i32);
        // Two valid entries, alive during the call; a negative descriptor is skipped.
        if unsafe { libc::poll(polled.as_mut_ptr(), 2, limit_ms) } < 0 {
            let error = io::Error::last_os_error();
            if error.kind() != ErrorKind::Interrupted {
                return Err(error);
            }
        }
        Ok(())
    }
}

fn shake_hands(socket: &UnixStream, name: &str, cookie: Vec<u8>) -> Result<u16, DeviceError> {
    let mut socket = BufReader::new(socket);
    let auth = protocol::AuthParams {
        version: protocol::MAX_VERSION,
        supports_shm: false,
        supports_memfd: false,
        cookie,
    };
    protocol::write_command_message(
        &mut *socket.get_mut(),
        0,
        &Command::Auth(auth),
        protocol::MAX_VERSION,
    )
    .map_err(lost)?;
    let (_, reply) =
        protocol::read_reply_message::<protocol::AuthReply>(&mut socket, protocol::MAX_VERSION)
            .map_err(lost)?;
    let version = reply.version.min(protocol::MAX_VERSION);
    let mut props = protocol::Props::new();
    props.set(
        protocol::Prop::ApplicationName,
        CString::new(name).unwrap_or_default(),
    );
    protocol::write_command_message(
        &mut *socket.get_mut(),
        1,
        &Command::SetClientName(props),
        version,
    )
    .map_err(lost)?;
    protocol::read_reply_message::<protocol::SetClientNameReply>(&mut socket, version)
        .map_err(lost)?;
    Ok(version)
}

fn no_server() -> DeviceError {
    DeviceError::new("no-server", "no PulseAudio or PipeWire is running")
}

fn closed() -> DeviceError {
    DeviceError::new("no-server", "the sound server closed the connection")
}

fn lost(error: impl std::fmt::Display) -> DeviceError {
    DeviceError::new("no-server", error)
}

pub fn refusal(error: PulseError) -> DeviceError {
    let code = match error {
        PulseError::NoEntity => "missing",
        PulseError::AccessDenied | PulseError::AuthKey => "refused",
        PulseError::Busy => "busy",
        PulseError::Invalid | PulseError::NotSupported => "unsupported",
        _ => "failed",
    };
    DeviceError::new(code, format!("{error}"))
}
