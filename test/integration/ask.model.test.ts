import assert from 'node:assert/strict';
import { access, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { SAMPLE_RATE_HZ } from '../../engine/audio/audio-frame.ts';
import { resample } from '../../engine/audio/resample.ts';
import { encodeWav } from '../../engine/audio/wav.ts';
import { readWavFile } from '../../engine/audio/wav-file.ts';
import { finishEvents, startFakeOpenAiServer, textEvent } from '../../engine/reply/fake-openai-server.ts';
import { countWordErrors } from '../../engine/stt/accuracy/word-error-rate.ts';
import { transcribeLong } from '../../engine/stt/long-audio.ts';
import { createWhisperCppTranscriber } from '../../engine/stt/whisper-cpp.adapter.ts';
import { installedModelFile } from '../support/models.ts';
import { homeWithServer } from '../support/own-server-home.ts';
import { RECORDED, recordedFile } from '../support/recorded-clips.ts';
import { eventOf, eventsOf, runSotto } from '../support/sotto-command.ts';
import { type TestFolder, testFolder } from '../support/test-folder.ts';

const QUESTION = RECORDED['capital-of-france'];
const question = recordedFile('capital-of-france');
let folder: TestFolder;

before(async () => {
  folder = await testFolder();
});
after(() => folder[Symbol.asyncDispose]());

async function transcribeFile(file: string): Promise<string> {
  const transcriber = await createWhisperCppTranscriber({
    modelFile: await installedModelFile('whisper-base'),
    threads: 1,
  });
  try {
    const { pcm } = resample(await readWavFile(file), SAMPLE_RATE_HZ);
    return (await transcribeLong(transcriber, { pcm, language: 'en' }, new AbortController().signal)).text;
  } finally {
    await transcriber[Symbol.asyncDispose]();
  }
}

test('a spoken question is heard, answered, and the answer can be heard', async () => {
  const out = folder.file('reply.wav');
  const run = await runSotto(['ask', question, '--out', out, '--json', '--ephemeral']);
  assert.equal(run.exitCode, 0, run.stderr);
  const events = eventsOf(run);
  assert.deepEqual(countWordErrors(QUESTION, eventOf(events, 'transcript.final').text), { errors: 0, words: 6 });
  assert.notEqual(eventOf(events, 'reply.completed').text, '');
  const { marks } = eventOf(events, 'turn.timing');
  assert.ok(
    (marks.firstAudioMs ?? 0) > (marks.transcriptMs ?? Number.POSITIVE_INFINITY),
    'heard after it was understood',
  );
  const { heardSamples, sampleRateHz } = eventOf(events, 'playback.finished');
  assert.deepEqual(
    { heardSamples, sampleRateHz },
    await readWavFile(out).then((sound) => ({ heardSamples: sound.pcm.length, sampleRateHz: sound.sampleRateHz })),
  );
});

test('what is answered is what is said: the spoken reply can be understood', async () => {
  // What a small model answers is anybody's guess, and some of it no voice can say.
  const answer =
    'The capital of France is Paris. It is a large and very old city, and about two million people live there.';
  const server = await startFakeOpenAiServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(textEvent(answer) + finishEvents('stop'));
  });
  try {
    const out = folder.file('spoken.wav');
    const env = await homeWithServer(folder, 'scripted', server.baseUrl);
    const run = await runSotto(['ask', question, '--out', out, '--json', '--ephemeral'], env);
    assert.equal(eventOf(eventsOf(run), 'reply.completed').text, answer, run.stderr);
    const heard = await transcribeFile(out);
    const { errors, words } = countWordErrors(answer, heard);
    assert.ok(errors <= 3, `${errors} of ${words} words were not understood: ${heard}`);
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

test('a typed question is answered in text alone when asked to be silent', async () => {
  const out = folder.file('never.wav');
  const run = await runSotto(['ask', '--text', 'What can you do?', '--silent', '--ephemeral']);
  assert.equal(run.exitCode, 0, run.stderr);
  assert.match(run.stdout, /^answer {2}\S/);
  await assert.rejects(access(out));
});

const formats: [string, (pcm: Float32Array) => Uint8Array][] = [
  ['48 kHz stereo', (pcm) => stereo48k(pcm)],
  ['8-bit', (pcm) => eightBit(pcm)],
  ['24-bit', (pcm) => twentyFourBit(pcm)],
];

for (const [name, encode] of formats) {
  test(`a ${name} recording is understood`, async () => {
    const file = folder.file(`${name.replaceAll(' ', '-')}.wav`);
    const { pcm } = await readWavFile(question);
    await writeFile(file, encode(pcm));
    const run = await runSotto(['ask', file, '--silent', '--json', '--ephemeral']);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.match(eventOf(eventsOf(run), 'transcript.final').text, /capital of France/i);
  });
}

const bad: [string, Uint8Array, string][] = [
  ['silence', encodeWav({ pcm: new Float32Array(48_000), sampleRateHz: 16_000 }), 'no-speech'],
  ['noise', encodeWav({ pcm: noise(64_000), sampleRateHz: 16_000 }), 'no-speech'],
  ['music', encodeWav({ pcm: chords(80_000), sampleRateHz: 16_000 }), 'no-speech'],
  ['no samples', encodeWav({ pcm: new Float32Array(0), sampleRateHz: 16_000 }), 'audio-empty'],
  ['an empty file', new Uint8Array(0), 'audio-empty'],
  ['text', new TextEncoder().encode('this is a text file named wav'), 'audio-unreadable'],
];

for (const [name, bytes, code] of bad) {
  test(`a recording of ${name} ends in a clear error`, async () => {
    const file = folder.file(`${name.replaceAll(' ', '-')}.wav`);
    await writeFile(file, bytes);
    const run = await runSotto(['ask', file, '--json', '--ephemeral', '--silent']);
    assert.equal(run.exitCode, 1);
    const { fault } = eventOf(eventsOf(run), 'fault.raised');
    assert.equal(fault.code, code);
    assert.ok(fault.message.length > 20, 'the message says something');
  });
}

test('a wrong command line says how it is used', async () => {
  for (const args of [['ask'], ['ask', 'a.wav', 'b.wav'], ['ask', '--nope'], ['nope']]) {
    const run = await runSotto(args);
    assert.equal(run.exitCode, 2);
    assert.match(run.stderr, /^sotto: /);
  }
});

function noise(samples: number): Float32Array {
  let seed = 1;
  return Float32Array.from({ length: samples }, () => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
    return (seed / 2 ** 32 - 0.5) * 0.6;
  });
}

function chords(samples: number): Float32Array {
  const notes = [220, 277.2, 329.6];
  return Float32Array.from({ length: samples }, (_, i) => {
    const shift = 1 + (Math.floor(i / 8000) % 3) / 5;
    return notes.reduce((sum, hz) => sum + Math.sin((2 * Math.PI * hz * shift * i) / 16_000), 0) / 6;
  });
}

function wav(format: { channels: number; rate: number; bits: number }, data: Buffer): Buffer {
  const { channels, rate, bits } = format;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE((rate * channels * bits) / 8, 28);
  header.writeUInt16LE((channels * bits) / 8, 32);
  header.writeUInt16LE(bits, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

function stereo48k(pcm: Float32Array): Buffer {
  const high = resample({ pcm, sampleRateHz: 16_000 }, 48_000).pcm;
  const data = Buffer.alloc(high.length * 4);
  high.forEach((sample, i) => {
    data.writeInt16LE(Math.round(sample * 32_767 * 0.9), i * 4);
    data.writeInt16LE(Math.round(sample * 32_767 * 0.5), i * 4 + 2);
  });
  return wav({ channels: 2, rate: 48_000, bits: 16 }, data);
}

function eightBit(pcm: Float32Array): Buffer {
  return wav({ channels: 1, rate: 16_000, bits: 8 }, Buffer.from(pcm.map((sample) => Math.round(128 + sample * 127))));
}

function twentyFourBit(pcm: Float32Array): Buffer {
  const data = Buffer.alloc(pcm.length * 3);
  for (const [i, sample] of pcm.entries()) data.writeIntLE(Math.round(sample * 8_388_607), i * 3, 3);
  return wav({ channels: 1, rate: 16_000, bits: 24 }, data);
}
