/**
 * Moves a drawn face. Frames are drawn only while something moves: speech, a look, a blink. A face at rest breathes some
 * times a second, and does nothing at all when motion is reduced, when it sleeps, or when nobody can see it.
 */

import type { FloorState } from '../../../contract/floor.ts';
import { type SpeechTrack, samplesAt } from '../../engine-client/speech-track.ts';
import { browPath, eyePath, mouthLines } from './drawing.ts';
import { type Mouth, mouthAt } from './mouth.ts';
import { blinkAt, eased, emotionAt, isSame, type Pose, poseOf } from './pose.ts';

const BREATH_MS = 4200;
/** A breath moves less than half a pixel in this time; each step costs a repaint. */
const BREATH_STEP_MS = 250;
const BLINK_LONG_MS = 170;

export interface FaceState {
  readonly floor: FloorState;
  readonly speech: SpeechTrack | undefined;
  readonly isStill: boolean;
}

export class FaceMotion {
  readonly #svg: SVGSVGElement;
  readonly #random: () => number;
  readonly #parts = new Map<string, Element>();
  #state: FaceState = { floor: 'listening', speech: undefined, isStill: false };
  #pose: Pose = poseOf('listening', 'neutral');
  #lastMs = 0;
  #blinkFromMs = Number.NEGATIVE_INFINITY;
  #nextBlinkMs = 0;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(svg: SVGSVGElement, random: () => number = Math.random) {
    this.#svg = svg;
    this.#random = random;
    for (const part of svg.querySelectorAll('[data-part]')) this.#parts.set(part.getAttribute('data-part') ?? '', part);
    document.addEventListener('visibilitychange', this.#wake);
  }

  show(state: FaceState): void {
    this.#state = state;
    this.#wake();
  }

  [Symbol.dispose](): void {
    document.removeEventListener('visibilitychange', this.#wake);
    this.#rest();
  }

  readonly #wake = (): void => {
    this.#rest();
    if (!document.hidden) this.#frame = requestAnimationFrame(this.#draw);
  };

  #rest(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }

  readonly #draw = (): void => {
    const nowMs = performance.now();
    const { floor, speech, isStill } = this.#state;
    const emotion = speech === undefined ? 'neutral' : emotionAt(speech, samplesAt(speech, nowMs));
    const goal = poseOf(floor, emotion);
    this.#pose = isStill ? goal : eased(this.#pose, goal, Math.min(100, nowMs - this.#lastMs));
    this.#lastMs = nowMs;
    if (!isStill && floor !== 'asleep' && nowMs > this.#nextBlinkMs) {
      if (this.#nextBlinkMs > 0) this.#blinkFromMs = nowMs;
      this.#nextBlinkMs = nowMs + 2400 + this.#random() * 4200;
    }
    const sinceBlinkMs = nowMs - this.#blinkFromMs;
    const breath = isStill || floor === 'asleep' ? 0 : Math.sin((nowMs / BREATH_MS) * 2 * Math.PI);
    this.#paint(mouthAt(speech, nowMs), blinkAt(sinceBlinkMs), breath);
    this.#svg.dataset['emotion'] = emotion;
    const isMoving = speech?.isPlaying === true || !isSame(this.#pose, goal) || sinceBlinkMs < BLINK_LONG_MS;
    if (isMoving) this.#frame = requestAnimationFrame(this.#draw);
    else if (!isStill && floor !== 'asleep') this.#timer = setTimeout(this.#wake, BREATH_STEP_MS);
  };

  #paint(mouth: Mouth, blink: number, breath: number): void {
    const { gazeX, gazeY, lids, brows, worry, smile, cheeks, tilt } = this.#pose;
    const eye = eyePath(lids * blink, smile);
    const lines = mouthLines(mouth, smile);
    this.#set('head', 'transform', `translate(0 ${(breath * 1.2).toFixed(2)}) rotate(${tilt.toFixed(2)})`);
    for (const part of ['white-l', 'white-r', 'lid-clip-l', 'lid-clip-r', 'lash-l', 'lash-r'])
      this.#set(part, 'd', eye);
    for (const part of ['iris-l', 'iris-r']) {
      this.#set(part, 'transform', `translate(${gazeX.toFixed(2)} ${gazeY.toFixed(2)})`);
    }
    this.#set('brow-l', 'd', browPath(-1, brows, worry));
    this.#set('brow-r', 'd', browPath(1, brows, worry));
    this.#set('cheeks', 'opacity', cheeks.toFixed(2));
    this.#set('lips', 'd', lines.lips);
    this.#set('inside', 'd', lines.inside);
    this.#set('inside-clip', 'd', lines.inside);
    this.#set('teeth', 'y', lines.teethY.toFixed(1));
    this.#set('tongue', 'cy', lines.tongueY.toFixed(1));
    // What is shown, for whoever measures it.
    this.#svg.dataset['open'] = mouth.open.toFixed(1);
  }

  #set(part: string, name: string, value: string): void {
    const element = this.#parts.get(part);
    if (element !== undefined && element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}
