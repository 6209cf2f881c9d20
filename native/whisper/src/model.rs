//! A loaded model and its JavaScript class.

use crate::abort::AbortFlag;
use crate::backend::with_created_backend;
use crate::cpu::missing_features;
use crate::guard::guarded;
use crate::log;
use crate::transcribe::{TranscribeOptions, TranscribeTask};
use napi::bindgen_prelude::*;
use napi::{Env, Error, Task};
use napi_derive::napi;
use std::ffi::CString;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use whisper_rs_sys as sys;

/// A model's weights and its one decoding state, freed together.
pub struct Session {
    pub context: *mut sys::whisper_context,
    pub state: *mut sys::whisper_state,
    /// What computes for `state`, and belongs to it; null when that is not known.
    pub backend: sys::ggml_backend_t,
    /// Language id of the last run: the first guess when the language is to be detected.
    pub last_language: i32,
}

// The raw pointers are only used under the mutex of `SharedSession`.
unsafe impl Send for Session {}

impl Drop for Session {
    fn drop(&mut self) {
        unsafe {
            sys::whisper_free_state(self.state);
            sys::whisper_free(self.context);
        }
    }
}

pub type SharedSession = Arc<Mutex<Session>>;

pub struct LoadTask {
    path: String,
}

impl Task for LoadTask {
    type Output = Session;
    type JsValue = WhisperModel;

    fn compute(&mut self) -> Result<Session> {
        guarded("loading the model", || load(&self.path))
    }

    fn resolve(&mut self, _: Env, session: Session) -> Result<WhisperModel> {
        Ok(WhisperModel {
            multilingual: unsafe { sys::whisper_is_multilingual(session.context) } != 0,
            audio_layers: unsafe { sys::whisper_model_n_audio_layer(session.context) },
            session: Mutex::new(Some(Arc::new(Mutex::new(session)))),
        })
    }
}

fn load(path: &str) -> Result<Session> {
    let missing = missing_features();
    if !missing.is_empty() {
        return Err(Error::from_reason(format!(
            "this processor lacks {}",
            missing.join(", ")
        )));
    }
    log::install();
    log::take_errors();
    let c_path = CString::new(path)
        .map_err(|_| Error::from_reason("the model path contains a zero byte"))?;
    unsafe {
        let mut params = sys::whisper_context_default_params();
        params.use_gpu = false;
        // Slower than plain attention on the CPU, at every length up to 10 s.
        params.flash_attn = false;
        let context = sys::whisper_init_from_file_with_params_no_state(c_path.as_ptr(), params);
        if context.is_null() {
            return Err(Error::from_reason(format!(
                "cannot load {path}: {}",
                log::take_errors()
            )));
        }
        let (state, backend) = with_created_backend(|| sys::whisper_init_state(context));
        if state.is_null() {
            sys::whisper_free(context);
            return Err(Error::from_reason(format!(
                "no memory to decode with {path}: {}",
                log::take_errors()
            )));
        }
        Ok(Session {
            context,
            state,
            backend,
            last_language: sys::whisper_lang_id(c"en".as_ptr()),
        })
    }
}

/// Loads a ggml Whisper file, off the JavaScript thread. The file is trusted: whisper.cpp checks little of it and a
/// hostile one can end the process, so it must have passed an inspection before.
#[napi(ts_return_type = "Promise<WhisperModel>")]
pub fn load_model(path: String) -> AsyncTask<LoadTask> {
    AsyncTask::new(LoadTask { path })
}

#[napi]
pub struct WhisperModel {
    /// `None` once freed. A lock of its own, so that freeing never waits for a transcription.
    session: Mutex<Option<SharedSession>>,
    multilingual: bool,
    audio_layers: i32,
}

#[napi]
impl WhisperModel {
    /// Whether the model knows other languages than English.
    #[napi(getter)]
    pub fn multilingual(&self) -> bool {
        self.multilingual
    }

    /// Encoder layers: 4 in tiny, 6 in base, 12 in small.
    #[napi(getter)]
    pub fn audio_layers(&self) -> i32 {
        self.audio_layers
    }

    /// Transcribes at most 30 s of 16 kHz mono audio, off the JavaScript thread. The samples are copied.
    #[napi(ts_return_type = "Promise<TranscribeResult>")]
    pub fn transcribe(
        &self,
        pcm: Float32Array,
        options: TranscribeOptions,
        abort: Option<&AbortFlag>,
    ) -> Result<AsyncTask<TranscribeTask>> {
        let session = self
            .slot()
            .clone()
            .ok_or_else(|| Error::from_reason("the model was freed"))?;
        let raised = abort.map(AbortFlag::shared).unwrap_or_default();
        Ok(AsyncTask::new(TranscribeTask::new(
            session,
            pcm.to_vec(),
            options,
            raised,
        )))
    }

    /// Gives the memory back once the transcription that still runs, if any, is done. Does not wait for it.
    #[napi]
    pub fn free(&self) {
        self.slot().take();
    }
}

impl WhisperModel {
    fn slot(&self) -> MutexGuard<'_, Option<SharedSession>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
