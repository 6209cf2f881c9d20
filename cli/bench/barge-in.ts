/**
 * Barge-in: how soon the assistant is silent when somebody interrupts it, and how well it knows who does not.
 *
 * The whole engine in a virtual room. The assistant tells a story; into it falls an interruption, a back-channel, or a noise
 * (coughs, doors, people at the other end of the room), or nothing at all. What counts is measured on the sound: from the
 * first audible sample of the user to the last audible one of the loudspeaker. The language model is scripted, so that
 * there is something to interrupt.
 */

import type { EchoLevel, Engine } from '../../engine/engine.ts';
import { ANSWER, BACKCHANNELS, HUMS, INTERRUPTIONS, NOISES, SIDE_TALK, STORIES } from './barge-in-lines.ts';
import { atSpeechLevel, sayInRoom } from './people.ts';
import { type OpenEngineIn, RehearsedEngine, ROOM_KINDS, type RoomKind } from './rehearsed-engine.ts';
import { BRIEF_SOUNDS } from './sounds/brief-sounds.ts';
import { between, type Random, seeded } from './sounds/random.ts';
import { summarizeTimes } from './statistics.ts';

export interface BargeInResult {
  readonly type: 'bench.barge-in';
  readonly models: Readonly<Record<string, string>>;
  /** Of interruptions, and of each of the others. */
  readonly count: number;
  /** Share of interruptions that got the floor. */
  readonly yielded: number;
  /** From the user's first sound to silence. */
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly maxMs: number | undefined;
  /** Shares of replies that were heard to their end all the same. */
  readonly backchannelsIgnored: number;
  readonly noiseIgnored: number;
  /** Replies that the assistant's own echo interrupted, and such that nothing fell into, over all echo levels. */
  readonly selfInterruptions: number;
  readonly replies: number;
  readonly selfInterruptionsAt: Readonly<Record<string, number>>;
  readonly byRoom: Readonly<Record<string, RoomFigures>>;
  /** What was taken for something else. */
  readonly mistaken: readonly string[];
}

interface RoomFigures {
  yielded: number;
  interruptions: number;
  p50Ms: number | undefined;
  p95Ms: number | undefined;
}

type Kind = 'interruption' | 'backchannel' | 'noise' | 'nothing';

interface Intrusion {
  readonly kind: Kind;
  readonly what: string;
  readonly pcm: Float32Array;
}

interface Episode {
  readonly room: RoomKind;
  readonly kind: Kind;
  readonly what: string;
  readonly complete: boolean;
  readonly silentAfterMs: number | undefined;
}

export interface BargeInOptions {
  readonly openEngine: OpenEngineIn;
  /** Speaks the lines of the people; nobody listens to it. */
  readonly voice: Engine;
  readonly count: number;
  readonly signal: AbortSignal;
  readonly onEpisode: (line: string) => void;
}

/** A conversation is this long: then another one begins, with an echo canceller that knows nothing yet. */
const EPISODES_PER_CONVERSATION = 10;
const ECHO_ROOMS: readonly EchoLevel[] = ['quiet-laptop', 'laptop', 'loud-laptop'];
const USER_DBFS = -28;
const AFAR_DBFS = -47;
/** Quieter than this nobody hears the loudspeaker. */
const AUDIBLE = 0.002;
/** Longer than any story. */
const PATIENCE_MS = 30_000;
const BRIEF_SAMPLES = 12_000;

export async function measureBargeIn(options: BargeInOptions): Promise<BargeInResult> {
  const episodes: Episode[] = [];
  for (const kind of ['interruption', 'backchannel', 'noise'] as const) {
    const conversations = Math.ceil(options.count / EPISODES_PER_CONVERSATION);
    for (let n = 0; n < conversations && !options.signal.aborted; n++) {
      const room = ROOM_KINDS[n % ROOM_KINDS.length] as RoomKind;
      const size = Math.min(EPISODES_PER_CONVERSATION, options.count - n * EPISODES_PER_CONVERSATION);
      episodes.push(...(await converse(options, room, kind, size, n)));
    }
  }
  for (const room of ECHO_ROOMS) {
    for (let at = 0; at < options.count && !options.signal.aborted; at += EPISODES_PER_CONVERSATION) {
      const size = Math.min(EPISODES_PER_CONVERSATION, options.count - at);
      episodes.push(...(await converse(options, room, 'nothing', size, at)));
    }
  }
  return resultOf(options, episodes);
}

async function converse(
  options: BargeInOptions,
  kind: RoomKind,
  what: Kind,
  size: number,
  seed: number,
): Promise<Episode[]> {
  const random = seeded(seed * 7919 + what.length);
  const story = (said: string): string => STORIES[Number(/story (\d+)/.exec(said)?.[1] ?? -1)] ?? ANSWER;
  const rehearsed = await RehearsedEngine.open(options.openEngine, kind, story);
  const episodes: Episode[] = [];
  try {
    await introduce(rehearsed, options, seed);
    for (let n = 0; n < size && !options.signal.aborted; n++) {
      const intrusion = await nextIntrusion(options, what, seed * EPISODES_PER_CONVERSATION + n, random);
      const episode = await tell(rehearsed, kind, intrusion, n % STORIES.length, random);
      if (episode === undefined) continue;
      episodes.push(episode);
      const time = episode.silentAfterMs === undefined ? '' : ` silent after ${episode.silentAfterMs} ms`;
      options.onEpisode(`${kind}, ${intrusion.what}:${episode.complete ? ' told to its end' : time}`);
    }
  } finally {
    await rehearsed[Symbol.asyncDispose]();
  }
  return episodes;
}

/** A conversation begins with the user, and so it is known how loud they are. */
async function introduce(rehearsed: RehearsedEngine, options: BargeInOptions, person: number): Promise<void> {
  const line = { text: 'Tell me something, please.', person, levelDbfs: USER_DBFS, distance: 'near' } as const;
  const hello = await sayInRoom(options.voice, line, options.signal);
  rehearsed.room.place('user', hello, rehearsed.nowMs() + 500);
  await rehearsed.next('playback.finished', 0, PATIENCE_MS);
  await rehearsed.settled(PATIENCE_MS);
}

async function nextIntrusion(options: BargeInOptions, kind: Kind, index: number, random: Random): Promise<Intrusion> {
  const say = (text: string, distance: 'near' | 'far') => {
    const levelDbfs = distance === 'near' ? USER_DBFS + between(random, -3, 3) : AFAR_DBFS + between(random, -3, 3);
    const person = Math.floor(index / EPISODES_PER_CONVERSATION);
    return sayInRoom(options.voice, { text, person, levelDbfs, distance }, options.signal);
  };
  const brief = (name: string): Float32Array => {
    const sound = BRIEF_SOUNDS[name];
    if (sound === undefined) throw new Error(`There is no sound ${name}.`);
    return atSpeechLevel(sound(BRIEF_SAMPLES, random), USER_DBFS + between(random, -4, 6));
  };
  const lists: Record<Exclude<Kind, 'nothing'>, readonly string[]> = {
    interruption: INTERRUPTIONS,
    backchannel: [...BACKCHANNELS, ...HUMS],
    noise: NOISES.flatMap((noise, i) => [noise, SIDE_TALK[i % SIDE_TALK.length] ?? noise]),
  };
  if (kind === 'nothing') return { kind, what: 'nothing', pcm: new Float32Array(0) };
  const what = lists[kind][index % lists[kind].length] ?? '';
  const pcm = what in BRIEF_SOUNDS ? brief(what) : await say(what, SIDE_TALK.includes(what) ? 'far' : 'near');
  return { kind, what, pcm };
}

async function tell(
  rehearsed: RehearsedEngine,
  room: RoomKind,
  { kind, what, pcm }: Intrusion,
  story: number,
  random: Random,
): Promise<Episode | undefined> {
  const { engine } = rehearsed;
  rehearsed.take();
  const askedAtMs = rehearsed.nowMs();
  void engine.submit(`Tell me story ${story}.`, new AbortController().signal).catch(() => undefined);
  const begunAtMs = await rehearsed.next('playback.started', askedAtMs, PATIENCE_MS);
  if (begunAtMs === undefined) return undefined;
  const fallsAtMs = begunAtMs + between(random, 800, 6000);
  if (pcm.length > 0) rehearsed.room.place(kind === 'noise' ? 'others' : 'user', pcm, fallsAtMs);
  await rehearsed.next('turn.changed', fallsAtMs + 50, PATIENCE_MS);
  await rehearsed.settled(PATIENCE_MS);

  const { recording, events } = rehearsed.take();
  const begun = events.find(({ event }) => event.type === 'playback.started')?.event;
  const replyId = begun?.type === 'playback.started' ? begun.replyId : undefined;
  const complete = events.some(({ event }) => event.type === 'playback.finished' && event.replyId === replyId);
  const nextAtMs = events.find(({ atMs, event }) => event.type === 'playback.started' && atMs > begunAtMs)?.atMs;
  const silentAtMs = lastAudibleMs(recording.loudspeaker, recording.startMs, fallsAtMs, nextAtMs ?? Infinity);
  const silentAfterMs = complete ? undefined : Math.max(0, Math.round((silentAtMs ?? fallsAtMs) - fallsAtMs));
  return { room, kind, what, complete, silentAfterMs };
}

/** The last instant between two times at which the loudspeaker is heard; of a track that begins at `startMs`. */
function lastAudibleMs(pcm: Float32Array, startMs: number, fromMs: number, toMs: number): number | undefined {
  const [first, end] = [Math.floor((fromMs - startMs) * 16), Math.min(pcm.length, Math.floor((toMs - startMs) * 16))];
  const last = pcm.subarray(0, end).findLastIndex((sample) => Math.abs(sample) > AUDIBLE);
  return last < first ? undefined : startMs + last / 16;
}

function resultOf(options: BargeInOptions, episodes: readonly Episode[]): BargeInResult {
  const of = (kind: Kind): readonly Episode[] => episodes.filter((episode) => episode.kind === kind);
  const ignored = (kind: Kind): number => share(of(kind), ({ complete }) => complete);
  const interruptions = of('interruption');
  const times = summarizeTimes(interruptions.flatMap(({ silentAfterMs }) => silentAfterMs ?? []));
  const selfInterrupted = of('nothing').filter(({ complete }) => !complete);
  const mistaken = episodes.filter(({ kind, complete }) => complete === (kind === 'interruption'));
  return {
    type: 'bench.barge-in',
    models: options.voice.modelIds,
    count: options.count,
    yielded: share(interruptions, ({ complete }) => !complete),
    p50Ms: times?.p50Ms,
    p95Ms: times?.p95Ms,
    maxMs: times?.maxMs,
    backchannelsIgnored: ignored('backchannel'),
    noiseIgnored: ignored('noise'),
    selfInterruptions: selfInterrupted.length,
    replies: of('nothing').length,
    selfInterruptionsAt: Object.fromEntries(
      ECHO_ROOMS.map((level) => [level, selfInterrupted.filter(({ room }) => room === level).length]),
    ),
    byRoom: Object.fromEntries(ROOM_KINDS.map((room) => [room, figuresOf(interruptions, room)])),
    mistaken: mistaken.map(({ room, kind, what }) => `${room}: ${kind} “${what}”`),
  };
}

function figuresOf(interruptions: readonly Episode[], kind: RoomKind): RoomFigures {
  const here = interruptions.filter(({ room }) => room === kind);
  const times = summarizeTimes(here.flatMap(({ silentAfterMs }) => silentAfterMs ?? []));
  const yielded = share(here, ({ complete }) => !complete);
  return { yielded, interruptions: here.length, p50Ms: times?.p50Ms, p95Ms: times?.p95Ms };
}

function share(episodes: readonly Episode[], counts: (episode: Episode) => boolean): number {
  if (episodes.length === 0) return 0;
  return Math.round((episodes.filter(counts).length / episodes.length) * 1000) / 1000;
}
