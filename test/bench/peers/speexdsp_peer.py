"""SpeexDSP's echo canceller with its residual echo suppressor, on two recordings.

Reads one line of JSON (samples, tailSamples) and then the played and the heard samples as 32-bit floats at 16 kHz;
writes the heard ones without the echo in the same form. Ends with 3 where the library is not installed.
"""

import array
import ctypes
import ctypes.util
import json
import sys

RATE_HZ = 16000
STEP = 160
ECHO_SET_SAMPLING_RATE = 24
PREPROCESS_SET_ECHO_STATE = 24


def load():
    name = ctypes.util.find_library("speexdsp")
    if name is None:
        sys.exit(3)
    library = ctypes.CDLL(name)
    library.speex_echo_state_init.restype = ctypes.c_void_p
    library.speex_preprocess_state_init.restype = ctypes.c_void_p
    return library


def to_int16(samples):
    return (ctypes.c_int16 * STEP)(*[max(-32768, min(32767, round(s * 32768))) for s in samples])


def main():
    job = json.loads(sys.stdin.buffer.readline())
    count = job["samples"]
    played, heard = array.array("f"), array.array("f")
    played.frombytes(sys.stdin.buffer.read(4 * count))
    heard.frombytes(sys.stdin.buffer.read(4 * count))
    speex = load()
    echo = ctypes.c_void_p(speex.speex_echo_state_init(STEP, job["tailSamples"]))
    rate = ctypes.c_int(RATE_HZ)
    speex.speex_echo_ctl(echo, ECHO_SET_SAMPLING_RATE, ctypes.byref(rate))
    suppressor = ctypes.c_void_p(speex.speex_preprocess_state_init(STEP, RATE_HZ))
    speex.speex_preprocess_ctl(suppressor, PREPROCESS_SET_ECHO_STATE, echo)
    clean = array.array("f", bytes(4 * count))
    out = (ctypes.c_int16 * STEP)()
    for at in range(0, count - STEP + 1, STEP):
        speex.speex_echo_cancellation(echo, to_int16(heard[at : at + STEP]), to_int16(played[at : at + STEP]), out)
        speex.speex_preprocess_run(suppressor, out)
        clean[at : at + STEP] = array.array("f", [sample / 32768 for sample in out])
    sys.stdout.buffer.write(clean.tobytes())


main()
