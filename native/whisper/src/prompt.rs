//! The text before the audio, as tokens.

use std::ffi::{CString, c_int};
use whisper_rs_sys as sys;

/// whisper.cpp keeps the last 223 tokens, half of the text context less one; one of them is the closing timestamp.
const MOST_TOKENS: usize = 222;
/// whisper.cpp cuts text into words with a recursive regular expression, which overflows the stack on endless ones.
const MOST_BYTES: usize = 1500;
/// In steps of 20 ms: the earlier speech ended 2 s into its window.
const CLOSING_TIMESTAMP: sys::whisper_token = 100;

/// The end of `text` as prompt tokens; empty when there is nothing in it.
///
/// A closing timestamp follows the text, as it does in the transcripts that Whisper was trained to go on from. After a
/// prompt without timestamps the model leaves out its own, and with a trimmed audio context it then repeats itself:
/// 29 of 135 short clips without the closing timestamp, none with it.
pub fn prompt_tokens(context: *mut sys::whisper_context, text: &str) -> Vec<sys::whisper_token> {
    let text = text.replace('\0', " ");
    let text = tail(text.trim(), MOST_BYTES);
    if text.is_empty() {
        return Vec::new();
    }
    // Words inside a sentence begin with a space; the first one would read as a different token without it.
    let spaced = CString::new(format!(" {text}")).unwrap_or_default();
    let mut tokens = vec![0; MOST_BYTES + 1];
    let count = unsafe {
        sys::whisper_tokenize(
            context,
            spaced.as_ptr(),
            tokens.as_mut_ptr(),
            tokens.len() as c_int,
        )
    };
    tokens.truncate(usize::try_from(count).unwrap_or(0));
    tokens.drain(..tokens.len().saturating_sub(MOST_TOKENS));
    if !tokens.is_empty() {
        tokens.push(unsafe { sys::whisper_token_beg(context) } + CLOSING_TIMESTAMP);
    }
    tokens
}

/// The last `bytes` bytes of `text`, less what would be part of a character.
fn tail(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}
