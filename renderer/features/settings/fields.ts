/** What can be set by a plain control, in the order of the screen. */

import type { Words } from '../../locales/en.ts';

export type FieldPath = keyof Words['settings']['fields'];
export type ChoiceName = keyof Words['settings']['choices'];
export type GroupName = keyof Words['settings']['groups'];

export type FieldKind =
  /** One of a few, with what each means. */
  | { readonly kind: 'cards'; readonly choices: readonly ChoiceName[] }
  | { readonly kind: 'range'; readonly min: number; readonly max: number; readonly step: number; readonly unit: Unit }
  | { readonly kind: 'switch' }
  /** A switch that is kept as a word. */
  | { readonly kind: 'on-off' }
  | { readonly kind: 'text'; readonly lines: number; readonly most: number }
  | { readonly kind: 'list'; readonly most: number };

/** `factor`: what is shown, for one of what is kept. `format`: how it is read out. */
export interface Unit {
  readonly name: keyof Words['settings']['units'];
  readonly factor: number;
  readonly format: Intl.NumberFormatOptions;
}

const PERCENT: Unit = { name: 'percent', factor: 100, format: { style: 'unit', unit: 'percent' } };
const SECONDS: Unit = {
  name: 'seconds',
  factor: 0.001,
  format: { style: 'unit', unit: 'second', unitDisplay: 'long' },
};
const TIMES: Unit = { name: 'times', factor: 1, format: {} };
const TOKENS: Unit = { name: 'tokens', factor: 1, format: {} };

const onOff = { kind: 'on-off' } as const;
const share = { kind: 'range', min: 0, max: 1, step: 0.05, unit: PERCENT } as const;
const seconds = { kind: 'range', min: 0, max: 60_000, step: 1000, unit: SECONDS } as const;

type Fields = readonly (readonly [FieldPath, FieldKind])[];

export const FIELDS: Readonly<Record<Exclude<GroupName, 'appearance' | 'start'>, Fields>> = {
  devices: [
    ['devices.echoCancellation', onOff],
    ['devices.noiseSuppression', onOff],
    ['devices.automaticGain', onOff],
  ],
  turns: [
    ['turnTaking.mode', { kind: 'cards', choices: ['hands-free', 'wake-phrase', 'push-to-talk', 'toggle'] }],
    ['turnTaking.wakePhrases', { kind: 'list', most: 10 }],
    ['turnTaking.attentionMs', seconds],
    ['turnTaking.eagerness', share],
    ['turnTaking.bargeIn', { kind: 'cards', choices: ['any-speech', 'words', 'stop-phrases', 'never'] }],
    ['turnTaking.sensitivity', share],
  ],
  hearing: [['terms', { kind: 'list', most: 200 }]],
  voice: [['voice.speed', { kind: 'range', min: 0.5, max: 2, step: 0.05, unit: TIMES }]],
  answers: [
    ['typed.answers', { kind: 'cards', choices: ['spoken', 'written'] }],
    ['reply.maxTokens', { kind: 'range', min: 16, max: 4096, step: 16, unit: TOKENS }],
    ['reply.temperature', { kind: 'range', min: 0, max: 2, step: 0.05, unit: PERCENT }],
  ],
  persona: [
    ['persona.name', { kind: 'text', lines: 1, most: 60 }],
    ['persona.instructions', { kind: 'text', lines: 4, most: 4000 }],
    ['persona.greeting', { kind: 'text', lines: 1, most: 300 }],
  ],
  privacy: [
    ['privacy.keepAudio', { kind: 'switch' }],
    ['memory.userFacts', onOff],
    ['network.modelDownloads', onOff],
  ],
  desktop: [['desktop.launchAtLogin', onOff]],
};
