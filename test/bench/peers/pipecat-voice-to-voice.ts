/**
 * What `sotto bench voice-to-voice` measures, of a stock local Pipecat agent with the same models.
 *
 *   node test/bench/peers/pipecat-voice-to-voice.ts --turns MANIFEST.json [--python PYTHON] --whisper FOLDER --voice FILE.onnx
 */

import { parseArgs } from 'node:util';
import { readTurns } from '../../../cli/bench/spoken-turns.ts';
import { VirtualSoundCard } from '../../../cli/bench/virtual-sound-card.ts';
import { measureTurns, REPLY_TOKENS, summarizeTurns } from '../../../cli/bench/voice-to-voice.ts';
import { settings as settingsSchema } from '../../../contract/settings.ts';
import { speakingStyle } from '../../../engine/reply/speaking-style.ts';
import { startPipecat } from './pipecat.ts';

const { values } = parseArgs({
  options: {
    turns: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    whisper: { type: 'string', default: 'base' },
    voice: { type: 'string', default: 'voice.onnx' },
    json: { type: 'boolean', default: false },
  },
});
if (values.turns === undefined) throw new Error('Say which turns: --turns MANIFEST.json (make-turns.ts makes some)');

const turns = await readTurns(values.turns);
const { persona, reply } = settingsSchema.parse({});
await using card = await VirtualSoundCard.open();
await using agent = await startPipecat({
  python: values.python,
  whisperFolder: values.whisper,
  voiceFile: values.voice,
  systemPrompt: speakingStyle(persona),
  maxTokens: REPLY_TOKENS,
  temperature: reply.temperature,
  env: card.env,
});
const measured = await measureTurns(card, agent, turns, new AbortController().signal, (turn) => {
  if (!values.json) console.log(JSON.stringify(turn));
});
const result = { type: 'bench.voice-to-voice', agent: 'pipecat', versions: agent.versions };
console.log(JSON.stringify({ ...result, ...summarizeTurns(measured), measured }));
