"""Speaks texts with Piper and tells the CPU time of each. Called by ../synthesis.ts.

Reads one JSON object from standard input: {"voiceFile", "rounds", "texts"}; writes one to standard output:
{"version", "loadMs", "texts": [{"seconds", "cpuMs"}]}, both with one value for each round. Exit status 3: not installed.
"""

import importlib.metadata
import json
import os
import sys
import time

# One core is one thread for the runtime, which counts the cores it may use when it loads.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

try:
    from piper import PiperVoice
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def main():
    job = json.load(sys.stdin)
    started = time.process_time()
    voice = PiperVoice.load(job["voiceFile"])
    load_ms = (time.process_time() - started) * 1000

    def speak(text):
        samples = sum(len(chunk.audio_int16_array) for chunk in voice.synthesize(text))
        return samples / voice.config.sample_rate

    speak(job["texts"][0])
    texts = []
    for text in job["texts"]:
        measured = {"seconds": [], "cpuMs": []}
        for _ in range(job["rounds"]):
            started = time.process_time()
            measured["seconds"].append(speak(text))
            measured["cpuMs"].append((time.process_time() - started) * 1000)
        texts.append(measured)
    json.dump({"version": importlib.metadata.version("piper-tts"), "loadMs": load_ms, "texts": texts}, sys.stdout)


main()
