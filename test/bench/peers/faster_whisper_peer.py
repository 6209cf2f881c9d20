"""Transcribes clips with faster-whisper and tells the CPU time of each. Called by ../transcription.ts.

Reads one JSON object from standard input: {"model", "computeType", "beamSize", "rounds", "files"}; writes one to standard
output: {"version", "clips": [{"text", "cpuMs"}]}, `cpuMs` with one value for each round. Exit status 3: not installed.
"""

import json
import os
import sys
import time
import wave

# Read by the libraries when they load.
os.environ["OMP_NUM_THREADS"] = "1"

try:
    import faster_whisper
    import numpy
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def samples(file):
    """16-bit mono WAV as float32 in [-1, 1]."""
    with wave.open(file) as wav:
        return numpy.frombuffer(wav.readframes(wav.getnframes()), "<i2").astype("float32") / 32768


def main():
    job = json.load(sys.stdin)
    model = faster_whisper.WhisperModel(
        job["model"], device="cpu", compute_type=job["computeType"], cpu_threads=1, num_workers=1
    )

    def transcribe(pcm):
        segments, _ = model.transcribe(pcm, language="en", beam_size=job["beamSize"])
        return " ".join(segment.text.strip() for segment in segments)

    audio = [samples(file) for file in job["files"]]
    transcribe(audio[0])
    clips = []
    for pcm in audio:
        clip = {"text": "", "cpuMs": []}
        for _ in range(job["rounds"]):
            started = time.process_time()
            clip["text"] = transcribe(pcm)
            clip["cpuMs"].append((time.process_time() - started) * 1000)
        clips.append(clip)
    json.dump({"version": faster_whisper.__version__, "clips": clips}, sys.stdout)


main()
