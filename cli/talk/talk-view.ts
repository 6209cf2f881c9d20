/** What a person sees of a live conversation: lines that stay, and one that lives. Pure, but for what it is told. */

import { styleText } from 'node:util';
import type { EngineEvent, FloorState } from '../../contract/events.ts';

const FLOOR: Readonly<Record<FloorState, string>> = {
  asleep: '○ asleep',
  listening: '● listening',
  'user-speaking': '● you speak',
  'user-paused': '● you pause',
  thinking: '◌ thinking',
  speaking: '▶ speaking',
  overlapped: '▷ hearing you',
};
const FLOOR_WIDTH = 14;

/** From just above a quiet room to a shout. */
const QUIET_DBFS = -60;
const LOUD_DBFS = -12;
const METER = ' ▁▂▃▄▅▆▇█';
const METER_WIDTH = 6;

export type Style = 'bold' | 'dim' | 'red' | 'cyan';

export class TalkView {
  readonly #style: (style: Style, text: string) => string;
  #floor: FloorState = 'asleep';
  #isMuted = false;
  #levels: number[] = [];
  #partial = { text: '', stableLength: 0 };
  #reply = '';
  #latencyMs: number | undefined;

  /** @param colours whether the terminal shows styles; without them the text alone says everything. */
  constructor(colours: boolean) {
    this.#style = (style, text) => (colours && text !== '' ? styleText(style, text, { validateStream: false }) : text);
  }

  /** @returns the lines that an event adds for good. */
  show(event: EngineEvent): string[] {
    switch (event.type) {
      case 'turn.changed':
        this.#floor = event.to;
        if (event.to !== 'user-speaking' && event.to !== 'user-paused') this.#partial = { text: '', stableLength: 0 };
        return [];
      case 'input.level':
        this.#levels = [...this.#levels.slice(1 - METER_WIDTH), event.dbfs];
        return [];
      case 'transcript.partial':
        this.#partial = event;
        return [];
      case 'transcript.final':
        this.#reply = '';
        return [`${this.#style('cyan', 'you   ')} ${event.text}`];
      case 'reply.delta':
        this.#reply += event.text;
        return [];
      case 'reply.completed':
        return event.reason === 'interrupted' ? [] : [`${this.#style('bold', 'sotto ')} ${event.text.trim()}`];
      case 'playback.stopped':
        return [this.#style('dim', `       heard until here: … ${lastWords(event.heardText)}`)];
      case 'passages.found':
        return event.citations.map(({ spoken }) => this.#style('dim', `       (${spoken})`));
      case 'timer.rang':
        return [this.#style('bold', `       ${event.text}`)];
      case 'turn.timing':
        this.#latencyMs = event.marks.firstAudioMs;
        return [];
      case 'overlap.judged':
        return event.verdict === 'addressed' ? [] : [this.#style('dim', `       (${OVERLAPS[event.verdict]})`)];
      case 'device.changed':
        if (event.direction === 'input') this.#isMuted = event.state === 'muted';
        return event.message === undefined ? [] : [this.#style('dim', `       ${event.message}`)];
      case 'duplex.changed':
        return [this.#style('dim', `       ${DUPLEX[event.turnTaking]} (${event.reason})`)];
      case 'worker.restarted':
        return [this.#style('dim', `       The ${event.worker} worker was restarted (${event.reason}).`)];
      case 'fault.raised':
        return [this.#style('red', `       ${event.fault.message} [${event.fault.code}]`)];
      default:
        return [];
    }
  }

  /** The line that lives: who has the floor, how loud it is, what is being heard, how fast the last answer was. */
  status(width: number): string {
    const floor = this.#isMuted && this.#floor !== 'speaking' ? '⊘ muted' : FLOOR[this.#floor];
    const latency = this.#latencyMs === undefined ? '' : `${Math.round(this.#latencyMs)} ms`;
    const room = Math.max(8, width - FLOOR_WIDTH - METER_WIDTH - latency.length - 4);
    return `${floor.padEnd(FLOOR_WIDTH)} ${this.#meter()} ${this.#words(room)} ${this.#style('dim', latency)}`;
  }

  #meter(): string {
    const bars = this.#levels.map((dbfs) => {
      const part = (dbfs - QUIET_DBFS) / (LOUD_DBFS - QUIET_DBFS);
      return METER[Math.round(Math.min(1, Math.max(0, part)) * (METER.length - 1))];
    });
    return bars.join('').padStart(METER_WIDTH);
  }

  /** Words that stand are plain, words that may still change are dim; the newest are at the right edge. */
  #words(room: number): string {
    const isReplying = this.#floor === 'speaking' || this.#floor === 'thinking';
    const { text, stableLength } = isReplying ? { text: oneLine(this.#reply), stableLength: 0 } : this.#partial;
    const cut = Math.max(0, text.length - room + 1);
    const stable = text.slice(cut, Math.max(cut, stableLength));
    const open = text.slice(Math.max(cut, stableLength));
    return `${cut > 0 ? '…' : ''}${stable}${this.#style('dim', open)}${' '.repeat(Math.max(0, room - text.length))}`;
  }
}

const OVERLAPS = {
  stop: 'stopped',
  backchannel: 'went on: you only said that you listen',
  noise: 'went on: that was no speech',
  'side-talk': 'went on: that was not for me',
} as const;

const DUPLEX = {
  'full-duplex': 'You can talk over me again.',
  'half-duplex': 'I cannot hear you while I speak: press s to stop me.',
} as const;

function lastWords(text: string): string {
  return oneLine(text).split(' ').slice(-6).join(' ');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
