/**
 * Can the spoken answers be understood? Questions are answered through the whole engine, the recordings of the answers
 * are transcribed, and the words compared with the text of the answers.
 *
 *   node test/bench/spoken-replies.ts [--json]
 */

import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAMPLE_RATE_HZ } from '../../engine/audio/audio-frame.ts';
import { resample } from '../../engine/audio/resample.ts';
import { readWavFile } from '../../engine/audio/wav-file.ts';
import { countWordErrors } from '../../engine/stt/accuracy/word-error-rate.ts';
import { transcribeLong } from '../../engine/stt/long-audio.ts';
import { createWhisperCppTranscriber } from '../../engine/stt/whisper-cpp.adapter.ts';
import { installedModelFile } from '../support/models.ts';
import { eventOf, eventsOf, runSotto } from '../support/sotto-command.ts';

const QUESTIONS = [
  'What can you do?',
  'Tell me about the sea.',
  'How do I boil an egg?',
  'Why is the sky blue?',
  'Recommend a book.',
  'What should I wear today?',
  'How does a bicycle stay upright?',
  'Give me a tip for sleeping well.',
];

const quiet = process.argv.includes('--json');
const transcriber = await createWhisperCppTranscriber({
  modelFile: await installedModelFile('whisper-base'),
  threads: 1,
});
let errors = 0;
let words = 0;
for (const [index, question] of QUESTIONS.entries()) {
  const out = join(tmpdir(), `sotto-reply-${process.pid}-${index}.wav`);
  const run = await runSotto(['ask', '--text', question, '--out', out, '--json', '--ephemeral']);
  const { text } = eventOf(eventsOf(run), 'reply.completed');
  const { pcm } = resample(await readWavFile(out), SAMPLE_RATE_HZ);
  await rm(out);
  const heard = await transcribeLong(transcriber, { pcm, language: 'en' }, new AbortController().signal);
  const count = countWordErrors(text, heard.text);
  errors += count.errors;
  words += count.words;
  if (!quiet) console.log(`${count.errors} of ${count.words}\n  said:  ${text}\n  heard: ${heard.text}`);
}
await transcriber[Symbol.asyncDispose]();
console.log(
  JSON.stringify({ bench: 'spoken-replies', replies: QUESTIONS.length, words, wordErrorRate: errors / words }),
);
