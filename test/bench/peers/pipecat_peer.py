"""A stock local Pipecat agent: the default microphone and loudspeaker through its local audio transport. Called by
pipecat.ts.

Reads one JSON object from the first line of standard input: {"whisperFolder", "voiceFolder", "voice", "serverUrl",
"systemPrompt", "maxTokens", "temperature"}; runs until standard input ends. Writes one JSON object a line to standard
output: {"type": "ready", "versions"}, {"type": "heard", "text"}, {"type": "mark", "name", "atSeconds"} by the monotonic
clock. Exit status 3: not installed.

Everything that is not named here is as Pipecat has it when nobody says anything.
"""

import asyncio
import importlib.metadata
import json
import sys
import threading
import time
from pathlib import Path

try:
    from loguru import logger
    from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3
    from pipecat.audio.vad.silero import SileroVADAnalyzer
    from pipecat.audio.vad.vad_analyzer import VADParams
    from pipecat.frames.frames import (
        BotStartedSpeakingFrame,
        LLMTextFrame,
        TranscriptionFrame,
        TTSAudioRawFrame,
        UserStoppedSpeakingFrame,
        VADUserStoppedSpeakingFrame,
    )
    from pipecat.observers.base_observer import BaseObserver
    from pipecat.pipeline.pipeline import Pipeline
    from pipecat.pipeline.worker import PipelineParams, PipelineWorker
    from pipecat.processors.aggregators.llm_context import LLMContext
    from pipecat.processors.aggregators.llm_response_universal import (
        LLMContextAggregatorPair,
        LLMUserAggregatorParams,
    )
    from pipecat.services.openai.llm import OpenAILLMService
    from pipecat.services.piper.tts import PiperTTSService
    from pipecat.services.whisper.stt import WhisperSTTService
    from pipecat.transports.local.audio import LocalAudioTransport, LocalAudioTransportParams
    from pipecat.turns.user_stop import TurnAnalyzerUserTurnStopStrategy
    from pipecat.turns.user_turn_strategies import UserTurnStrategies
    from pipecat.workers.runner import WorkerRunner
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

PACKAGES = ["pipecat-ai", "faster-whisper", "ctranslate2", "piper-tts", "llama-cpp-python", "pyaudio", "onnxruntime"]
MARKS = {
    VADUserStoppedSpeakingFrame: "silenceMs",
    TranscriptionFrame: "transcriptMs",
    UserStoppedSpeakingFrame: "turnDecidedMs",
    LLMTextFrame: "firstTokenMs",
    TTSAudioRawFrame: "firstAudioReadyMs",
    BotStartedSpeakingFrame: "firstAudioMs",
}


def tell(**fact):
    print(json.dumps(fact), flush=True)


class Watcher(BaseObserver):
    """Tells when each step of a turn happened for the first time."""

    def __init__(self):
        super().__init__()
        self._seen = set()
        self._transcripts = set()

    async def on_push_frame(self, data):
        name = MARKS.get(type(data.frame))
        if name is None:
            return
        if name == "silenceMs":
            self._seen.clear()
        if name not in self._seen:
            self._seen.add(name)
            tell(type="mark", name=name, atSeconds=time.monotonic())
        if isinstance(data.frame, TranscriptionFrame) and data.frame.id not in self._transcripts:
            self._transcripts.add(data.frame.id)
            tell(type="heard", text=data.frame.text.strip())


async def main(job):
    transport = LocalAudioTransport(LocalAudioTransportParams(audio_in_enabled=True, audio_out_enabled=True))
    stt = WhisperSTTService(
        device="cpu", compute_type="int8", settings=WhisperSTTService.Settings(model=job["whisperFolder"])
    )
    llm = OpenAILLMService(
        api_key="none",
        base_url=job["serverUrl"],
        settings=OpenAILLMService.Settings(
            model="local",
            system_instruction=job["systemPrompt"],
            max_tokens=job["maxTokens"],
            temperature=job["temperature"],
        ),
    )
    tts = PiperTTSService(
        download_dir=Path(job["voiceFolder"]), settings=PiperTTSService.Settings(voice=job["voice"])
    )
    user, assistant = LLMContextAggregatorPair(
        LLMContext(),
        user_params=LLMUserAggregatorParams(
            vad_analyzer=SileroVADAnalyzer(params=VADParams(stop_secs=0.2)),
            user_turn_strategies=UserTurnStrategies(
                stop=[TurnAnalyzerUserTurnStopStrategy(turn_analyzer=LocalSmartTurnAnalyzerV3())]
            ),
        ),
    )
    pipeline = Pipeline([transport.input(), stt, user, llm, tts, transport.output(), assistant])
    worker = PipelineWorker(pipeline, params=PipelineParams(), observers=[Watcher()])
    runner = WorkerRunner(handle_sigint=False)

    loop = asyncio.get_running_loop()

    def wait_for_end():
        sys.stdin.read()
        asyncio.run_coroutine_threadsafe(runner.cancel(), loop)

    @worker.event_handler("on_pipeline_started")
    async def on_pipeline_started(worker, frame):
        versions = {name: importlib.metadata.version(name) for name in PACKAGES}
        tell(type="ready", versions=versions)

    await runner.add_workers(worker)
    threading.Thread(target=wait_for_end, daemon=True).start()
    await runner.run()


logger.remove()
logger.add(sys.stderr, level="WARNING")
asyncio.run(main(json.loads(sys.stdin.readline())))
