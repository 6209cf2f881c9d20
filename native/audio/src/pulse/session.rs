//! The thread behind a connection: takes orders, moves sound.

use super::connection::{ANSWER_LIMIT, Connection, Message, refusal};
use super::streams::{Input, Output, device_lists, heard_in_blocks, input_params};
use crate::calm::Calm;
use crate::notice::{AddonDevice, DeviceError, Direction, Notice, Order, Shared};
use crate::pipeline::Pipeline;
use crate::player::Player;
use pulseaudio::protocol::{
    Command, CommandReply, CreateRecordStreamReply, Descriptor, SetRecordStreamBufferAttrParams,
    SubscriptionEventFacility, SubscriptionEventType, SubscriptionMask,
};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::Receiver;
use std::time::Instant;

pub struct Session {
    pub(super) connection: Connection,
    pub(super) pipeline: Pipeline,
    pub(super) player: Player,
    pub(super) shared: Shared,
    orders: Receiver<Order>,
    wake: UnixStream,
    input: Option<Input>,
    pub(super) output: Option<Output>,
    pub(super) calm: Calm,
    heard: Vec<f32>,
    pub(super) played: Vec<f32>,
}

impl Session {
    pub fn open(
        name: &str,
        pipeline: Pipeline,
        shared: Shared,
        orders: Receiver<Order>,
        wake: UnixStream,
    ) -> Result<Self, DeviceError> {
        let connection = Connection::open(name)?;
        let player = Player::new(shared.queue.clone());
        let (heard, played) = (Vec::new(), Vec::new());
        let mut session = Session {
            connection,
            pipeline,
            player,
            shared,
            orders,
            wake,
            input: None,
            output: None,
            calm: Calm::new(),
            heard,
            played,
        };
        let mask = SubscriptionMask::SINK | SubscriptionMask::SOURCE | SubscriptionMask::SERVER;
        session.acknowledged(&Command::Subscribe(mask))?;
        Ok(session)
    }

    /// Until told to close, or the server is gone.
    pub fn run(mut self) {
        loop {
            match self.turn() {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => return (self.shared.tell)(Notice::ServerLost(error.message)),
            }
        }
    }

    /// @returns whether to go on.
    fn turn(&mut self) -> Result<bool, DeviceError> {
        let wake = self.wake.as_raw_fd();
        self.connection
            .wait(Some(wake), None)
            .map_err(|error| DeviceError::new("no-server", error))?;
        drain(&self.wake);
        self.connection.read()?;
        while let Some((header, payload)) = self.connection.next()? {
            self.dispatch(&header, &payload)?;
        }
        while let Ok(order) = self.orders.try_recv() {
            if !self.obey(order)? {
                return Ok(false);
            }
        }
        self.connection.write()?;
        Ok(true)
    }

    fn obey(&mut self, order: Order) -> Result<bool, DeviceError> {
        match order {
            Order::List(answer) => {
                let devices = self.devices();
                let _ = answer.send(devices);
            }
            Order::OpenInput(id, answer) => {
                let opened = self.open_input(&id);
                let _ = answer.send(opened);
            }
            Order::CloseInput(answer) => {
                self.close_input();
                let _ = answer.send(Ok(()));
            }
            Order::OpenOutput(id, answer) => {
                let opened = self.open_output(&id);
                let _ = answer.send(opened);
            }
            Order::CloseOutput(answer) => {
                self.close_output();
                let _ = answer.send(Ok(()));
            }
            Order::Play => self.serve_output()?,
            Order::Flush => self.silence()?,
            Order::Gain => self.soften()?,
            Order::Close => {
                self.close_input();
                self.close_output();
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn devices(&mut self) -> Result<Vec<AddonDevice>, DeviceError> {
        let server = self.call(&Command::GetServerInfo)?;
        let sinks = self.call(&Command::GetSinkInfoList)?;
        let sources = self.call(&Command::GetSourceInfoList)?;
        Ok(device_lists(&server, sinks, sources))
    }

    /// The device that is open stays so until the other one is.
    fn open_input(&mut self, id: &str) -> Result<(), DeviceError> {
        let rate_hz = self.rate_of(id, Direction::Input)?;
        let reply: CreateRecordStreamReply =
            self.call(&Command::CreateRecordStream(input_params(id, rate_hz)?))?;
        let rate_hz = reply.sample_spec.sample_rate;
        self.close_input();
        self.pipeline
            .set_input_rate(rate_hz)
            .map_err(|error| DeviceError::new("unsupported", error))?;
        self.input = Some(Input {
            channel: reply.channel,
            rate_hz,
            is_calm: false,
        });
        self.calm.disturb();
        Ok(())
    }

    pub(super) fn rate_of(&mut self, id: &str, direction: Direction) -> Result<u32, DeviceError> {
        let wanted = |device: &AddonDevice| {
            device.id == id && device.input == (direction == Direction::Input)
        };
        let device = self.devices()?.into_iter().find(wanted);
        device
            .map(|device| device.rate_hz)
            .ok_or_else(|| DeviceError::new("missing", format!("no device {id}")))
    }

    fn close_input(&mut self) {
        if let Some(input) = self.input.take() {
            let _ = self.acknowledged(&Command::DeleteRecordStream(input.channel));
            self.shared.meters.zeros_ms.store(0, Relaxed);
        }
    }

    fn dispatch(&mut self, header: &Descriptor, payload: &[u8]) -> Result<(), DeviceError> {
        match self.connection.parse(header, payload)? {
            Some(Message::Sound { channel, bytes }) => {
                if self
                    .input
                    .as_ref()
                    .is_some_and(|input| input.channel == channel)
                {
                    self.hear(bytes)?;
                }
                Ok(())
            }
            Some(Message::Command(command)) => self.react(*command),
            // Answers nobody waits for: to corks and flushes.
            Some(Message::Reply { .. } | Message::Refusal { .. }) | None => Ok(()),
        }
    }

    fn hear(&mut self, bytes: &[u8]) -> Result<(), DeviceError> {
        self.heard.clear();
        self.heard.extend(
            bytes
                .chunks_exact(4)
                .map(|b| f32::from_ne_bytes([b[0], b[1], b[2], b[3]])),
        );
        self.pipeline.heard(&self.heard);
        self.mind_calm()?;
        let rate_hz = self
            .input
            .as_ref()
            .map_or(48_000, |input| u64::from(input.rate_hz));
        let zeros_ms = self.pipeline.zeros() * 1000 / rate_hz;
        self.shared.meters.zeros_ms.store(zeros_ms as u32, Relaxed);
        if let Ok(mut echo) = self.shared.meters.echo.lock() {
            *echo = self.pipeline.measured();
        }
        Ok(())
    }

    /// Asks for longer blocks when nobody speaks, for short ones as soon as somebody does, or we do.
    fn mind_calm(&mut self) -> Result<(), DeviceError> {
        let Some(input) = &mut self.input else {
            return Ok(());
        };
        self.calm.heard(&self.heard, input.rate_hz);
        if self.output.as_ref().is_some_and(|output| !output.rests) {
            self.calm.disturb();
        }
        let is_calm = self.calm.is_calm();
        if is_calm == input.is_calm {
            return Ok(());
        }
        input.is_calm = is_calm;
        let blocks = SetRecordStreamBufferAttrParams {
            index: input.channel,
            buffer_attr: heard_in_blocks(input.rate_hz, is_calm),
            adjust_latency: true,
            early_requests: false,
        };
        self.connection
            .send(&Command::SetRecordStreamBufferAttr(blocks))?;
        Ok(())
    }

    fn react(&mut self, command: Command) -> Result<(), DeviceError> {
        match command {
            Command::Request(request) => {
                let ours = self
                    .output
                    .as_mut()
                    .filter(|output| output.channel == request.channel);
                if let Some(output) = ours {
                    output.wanted_bytes += request.length as usize;
                    self.serve_output()?;
                }
            }
            Command::Started(channel) => self.started(channel),
            Command::Underflow(underflow) => self.underflowed(underflow.channel),
            Command::RecordStreamKilled(channel) => self.killed_input(channel),
            Command::PlaybackStreamKilled(channel) => self.killed_output(channel),
            Command::SubscribeEvent(event) => {
                // A device changes with every change of its volume; the server, with its defaults.
                let counts = match event.event_facility {
                    SubscriptionEventFacility::Server => true,
                    _ => event.event_type != SubscriptionEventType::Changed,
                };
                if counts {
                    (self.shared.tell)(Notice::DevicesChanged);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn killed_input(&mut self, channel: u32) {
        if self
            .input
            .take_if(|input| input.channel == channel)
            .is_some()
        {
            (self.shared.tell)(Notice::Lost(Direction::Input, "unplugged".into()));
        }
    }

    pub(super) fn call<R: CommandReply>(&mut self, command: &Command) -> Result<R, DeviceError> {
        let payload = self.answer_to(command)?;
        self.connection.read_reply(&payload)
    }

    pub(super) fn acknowledged(&mut self, command: &Command) -> Result<(), DeviceError> {
        self.answer_to(command).map(|_| ())
    }

    /// Waits for the answer; sound goes on meanwhile.
    fn answer_to(&mut self, command: &Command) -> Result<Vec<u8>, DeviceError> {
        let asked = self.connection.send(command)?;
        let deadline = Instant::now() + ANSWER_LIMIT;
        loop {
            while let Some((header, payload)) = self.connection.next()? {
                match self.connection.parse(&header, &payload)? {
                    Some(Message::Reply { sequence, payload }) if sequence == asked => {
                        return Ok(payload.to_vec());
                    }
                    Some(Message::Refusal { sequence, error }) if sequence == asked => {
                        return Err(refusal(error));
                    }
                    _ => self.dispatch(&header, &payload)?,
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(DeviceError::new(
                    "timeout",
                    "the sound server does not answer",
                ));
            }
            self.connection
                .wait(None, Some(left))
                .map_err(|error| DeviceError::new("no-server", error))?;
            self.connection.write()?;
            self.connection.read()?;
        }
    }
}

fn drain(mut wake: &UnixStream) {
    use std::io::Read;
    let mut bytes = [0; 64];
    while wake.read(&mut bytes).is_ok_and(|read| read == bytes.len()) {}
}
