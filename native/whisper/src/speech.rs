//! What the model thinks of the audio before any text: is it speech, and in which language.
//!
//! One decoder step on the start-of-transcript token alone, over the audio that was encoded last. Its logits hold the
//! no-speech token and all language tokens (section 2.3 of "Robust Speech Recognition via Large-Scale Weak
//! Supervision"). `whisper_full` reads the no-speech token one step too late on multilingual models, where it is
//! always 0, and would encode a second time to detect the language.

use crate::model::Session;
use std::ffi::c_int;
use whisper_rs_sys as sys;

pub struct Assessment {
    pub no_speech_probability: f64,
    /// Language id and its probability among all languages. English with certainty for an English-only model.
    pub language: (i32, f64),
}

/// `None` when the decoder step fails.
pub fn assess(session: &Session, threads: c_int) -> Option<Assessment> {
    let Session { context, state, .. } = *session;
    let logits = unsafe {
        let start = sys::whisper_token_sot(context);
        if sys::whisper_decode_with_state(context, state, &start, 1, 0, threads) != 0 {
            return None;
        }
        let count = usize::try_from(sys::whisper_n_vocab(context)).ok()?;
        std::slice::from_raw_parts(sys::whisper_get_logits_from_state(state), count)
    };
    let no_speech = unsafe { sys::whisper_token_nosp(context) };
    Some(Assessment {
        no_speech_probability: softmax_share(logits, no_speech, 0..logits.len()),
        language: unsafe { most_likely_language(context, logits) },
    })
}

unsafe fn most_likely_language(context: *mut sys::whisper_context, logits: &[f32]) -> (i32, f64) {
    unsafe {
        let english = sys::whisper_lang_id(c"en".as_ptr());
        if sys::whisper_is_multilingual(context) == 0 {
            return (english, 1.0);
        }
        let first = sys::whisper_token_lang(context, 0) as usize;
        // The language tokens end where the translate token begins; older models know fewer than whisper.cpp does.
        let after = (sys::whisper_token_translate(context) as usize).min(logits.len());
        let best = (first..after)
            .max_by(|a, b| logits[*a].total_cmp(&logits[*b]))
            .unwrap_or(first);
        (
            (best - first) as i32,
            softmax_share(logits, best as sys::whisper_token, first..after),
        )
    }
}

/// exp(logit of `token`) over the sum of exp(logit) in `range`; 0 when `token` is outside it.
fn softmax_share(logits: &[f32], token: sys::whisper_token, range: std::ops::Range<usize>) -> f64 {
    let token = token as usize;
    if !range.contains(&token) {
        return 0.0;
    }
    let highest = logits[range.clone()]
        .iter()
        .copied()
        .fold(f32::NEG_INFINITY, f32::max);
    let sum: f64 = logits[range]
        .iter()
        .map(|logit| f64::from(logit - highest).exp())
        .sum();
    f64::from(logits[token] - highest).exp() / sum
}
