//! Copies what `whisper_full` left in its state.

use crate::model::Session;
use napi_derive::napi;
use std::ffi::CStr;
use whisper_rs_sys as sys;

#[napi(object)]
pub struct Token {
    pub text: String,
    /// The model's probability in [0, 1]; the lowest one where several tokens make up one character.
    pub probability: f64,
}

#[napi(object)]
#[derive(Default)]
pub struct TranscribeResult {
    /// Nothing else is set when this is true.
    pub aborted: bool,
    pub text: String,
    /// ISO 639-1 code that was decoded.
    pub language: String,
    /// Of `language`, among all languages of the model.
    pub language_probability: f64,
    pub no_speech_probability: f64,
    /// Mean natural-log probability over all tokens, timestamps and end marks among them; 0 without tokens.
    pub average_log_probability: f64,
    pub tokens: Vec<Token>,
    /// Whether decoding ended because `maxTokens` were written, not because the model was done.
    pub reached_max_tokens: bool,
    /// Spectrogram, encoder and prompt.
    pub encode_ms: f64,
    pub decode_ms: f64,
}

/// Text, tokens and confidence of the last run; the other fields are the caller's.
pub fn collect(session: &Session, max_tokens: i32) -> TranscribeResult {
    let mut result = TranscribeResult::default();
    let mut text = Vec::new();
    let mut log_probability = 0.0;
    let mut count = 0;
    let mut pending = PendingToken::default();
    unsafe {
        let Session { context, state, .. } = *session;
        let end_of_text = sys::whisper_token_eot(context);
        for segment in 0..sys::whisper_full_n_segments_from_state(state) {
            for index in 0..sys::whisper_full_n_tokens_from_state(state, segment) {
                let data = sys::whisper_full_get_token_data_from_state(state, segment, index);
                log_probability += f64::from(data.plog);
                count += 1;
                // Everything from the end-of-text token on is a mark, not text.
                if data.id >= end_of_text {
                    continue;
                }
                let bytes = CStr::from_ptr(sys::whisper_token_to_str(context, data.id)).to_bytes();
                text.extend_from_slice(bytes);
                result.tokens.extend(pending.push(bytes, f64::from(data.p)));
            }
        }
    }
    result.tokens.extend(pending.flush());
    result.text = String::from_utf8_lossy(&text).into_owned();
    result.average_log_probability = if count > 0 {
        log_probability / f64::from(count)
    } else {
        0.0
    };
    result.reached_max_tokens = max_tokens > 0 && count > max_tokens;
    result
}

/// Holds tokens back until their bytes are whole characters: Whisper may split one character over two tokens.
#[derive(Default)]
struct PendingToken {
    bytes: Vec<u8>,
    probability: Option<f64>,
}

impl PendingToken {
    fn push(&mut self, bytes: &[u8], probability: f64) -> Option<Token> {
        self.bytes.extend_from_slice(bytes);
        self.probability = Some(
            self.probability
                .map_or(probability, |lowest| lowest.min(probability)),
        );
        if std::str::from_utf8(&self.bytes).is_ok() {
            self.flush()
        } else {
            None
        }
    }

    fn flush(&mut self) -> Option<Token> {
        let probability = self.probability.take()?;
        let text = String::from_utf8_lossy(&std::mem::take(&mut self.bytes)).into_owned();
        Some(Token { text, probability })
    }
}
