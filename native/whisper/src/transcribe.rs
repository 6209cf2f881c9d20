//! One transcription: options, the run itself, and detection of the language.

use crate::backend::Abortable;
use crate::guard::guarded;
use crate::log;
use crate::model::{Session, SharedSession};
use crate::pcm::prepared;
use crate::probe::Probe;
use crate::prompt::prompt_tokens;
use crate::result::{TranscribeResult, collect};
use crate::speech::assess;
use napi::{Env, Error, Result, Task};
use napi_derive::napi;
use std::ffi::{CStr, CString, c_int};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use whisper_rs_sys as sys;

#[napi(object)]
#[derive(Clone)]
pub struct TranscribeOptions {
    /// ISO 639-1 code, or `auto`: then the language of the previous call is tried first, and the audio is decoded
    /// again where the model hears another one. English-only models ignore it.
    pub language: String,
    /// Text that comes before the audio, for names and style. The last 222 tokens of it count.
    pub prompt: Option<String>,
    /// Encoder positions of 20 ms to use, up to 1500; 0 means all of them, which is 30 s.
    pub audio_context: i32,
    /// Decoding stops after this many tokens; 0 means 220.
    pub max_tokens: i32,
    pub threads: i32,
}

pub struct TranscribeTask {
    session: SharedSession,
    pcm: Vec<f32>,
    options: TranscribeOptions,
    raised: Arc<AtomicBool>,
}

impl TranscribeTask {
    pub fn new(
        session: SharedSession,
        pcm: Vec<f32>,
        options: TranscribeOptions,
        raised: Arc<AtomicBool>,
    ) -> Self {
        TranscribeTask {
            session,
            pcm,
            options,
            raised,
        }
    }
}

impl Task for TranscribeTask {
    type Output = TranscribeResult;
    type JsValue = TranscribeResult;

    fn compute(&mut self) -> Result<TranscribeResult> {
        guarded("transcribing", || {
            let pcm = prepared(&self.pcm)?;
            let mut session = self
                .session
                .lock()
                .map_err(|_| Error::from_reason("the model failed in an earlier call"))?;
            transcribe(&mut session, &pcm, &self.options, &self.raised)
        })
    }

    fn resolve(&mut self, _: Env, result: TranscribeResult) -> Result<TranscribeResult> {
        Ok(result)
    }
}

fn transcribe(
    session: &mut Session,
    pcm: &[f32],
    options: &TranscribeOptions,
    raised: &AtomicBool,
) -> Result<TranscribeResult> {
    let _abortable = Abortable::new(session.backend, raised);
    let detect = options.language == "auto";
    let wanted = if detect {
        session.last_language
    } else {
        language_id(session, &options.language)?
    };
    let mut result = decode(session, pcm, options, wanted, raised)?;
    if result.aborted {
        return Ok(result);
    }
    let Some(assessment) = assess(session, options.threads.max(1)) else {
        if raised.load(Ordering::Relaxed) {
            return Ok(aborted());
        }
        return Err(Error::from_reason("the audio could not be assessed"));
    };
    let (heard, probability) = assessment.language;
    let mut language = wanted;
    if detect && heard != wanted {
        let spent = (result.encode_ms, result.decode_ms);
        result = decode(session, pcm, options, heard, raised)?;
        if result.aborted {
            return Ok(result);
        }
        result.encode_ms += spent.0;
        result.decode_ms += spent.1;
        language = heard;
    }
    session.last_language = language;
    result.language = language_code(language);
    result.language_probability = if language == heard { probability } else { 0.0 };
    result.no_speech_probability = assessment.no_speech_probability;
    Ok(result)
}

fn decode(
    session: &Session,
    pcm: &[f32],
    options: &TranscribeOptions,
    language: i32,
    raised: &AtomicBool,
) -> Result<TranscribeResult> {
    let code = CString::new(language_code(language)).unwrap_or_default();
    let prompt = prompt_tokens(
        session.context,
        options.prompt.as_deref().unwrap_or_default(),
    );
    let mut params = parameters(options);
    params.language = code.as_ptr();
    params.prompt_tokens = prompt.as_ptr();
    params.prompt_n_tokens = prompt.len() as c_int;
    let mut probe = Probe::new(raised);
    probe.attach(&mut params);
    log::take_errors();
    let status = unsafe {
        sys::whisper_full_with_state(
            session.context,
            session.state,
            params,
            pcm.as_ptr(),
            pcm.len() as i32,
        )
    };
    if probe.aborted() {
        return Ok(aborted());
    }
    if status != 0 {
        return Err(Error::from_reason(format!(
            "whisper.cpp failed with {status}: {}",
            log::take_errors()
        )));
    }
    let mut result = collect(session, options.max_tokens);
    (result.encode_ms, result.decode_ms) = probe.split_ms();
    Ok(result)
}

fn aborted() -> TranscribeResult {
    TranscribeResult {
        aborted: true,
        ..TranscribeResult::default()
    }
}

fn parameters(options: &TranscribeOptions) -> sys::whisper_full_params {
    let mut params = unsafe {
        sys::whisper_full_default_params(sys::whisper_sampling_strategy_WHISPER_SAMPLING_GREEDY)
    };
    params.n_threads = options.threads.max(1);
    params.greedy.best_of = 1;
    params.audio_ctx = options.audio_context.clamp(0, 1500);
    params.max_tokens = options.max_tokens.max(0);
    params.no_context = true;
    params.single_segment = true;
    // Timestamps are decoded, though nobody reads them: without them a trimmed audio context repeats itself for ever.
    params.no_timestamps = false;
    // No second tries at higher temperatures: they cost several decodes and make noise read as confident text.
    params.temperature = 0.0;
    params.temperature_inc = 0.0;
    // Tags such as [BLANK_AUDIO] stay possible: a model that may not write them invents words for noise.
    params.suppress_nst = false;
    params.suppress_blank = true;
    // The text always comes out; whether it counts as speech is decided where the level of the audio is known too.
    params.no_speech_thold = 1.0;
    params.print_progress = false;
    params.print_realtime = false;
    params.print_special = false;
    params.print_timestamps = false;
    params
}

fn language_id(session: &Session, code: &str) -> Result<i32> {
    let multilingual = unsafe { sys::whisper_is_multilingual(session.context) } != 0;
    let code = CString::new(if multilingual { code } else { "en" }).unwrap_or_default();
    match unsafe { sys::whisper_lang_id(code.as_ptr()) } {
        id if id < 0 => Err(Error::from_reason(format!(
            "Whisper does not know the language {code:?}"
        ))),
        id => Ok(id),
    }
}

fn language_code(id: i32) -> String {
    let code = unsafe { sys::whisper_lang_str(id) };
    if code.is_null() {
        String::new()
    } else {
        unsafe { CStr::from_ptr(code) }
            .to_string_lossy()
            .into_owned()
    }
}
