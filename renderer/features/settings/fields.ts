/** What can be set, in the order of the screen. */

import type { Words } from '../../locales/en.ts';

export type FieldPath = keyof Words['settings']['fields'];
export type ChoiceName = keyof Words['settings']['choices'];

export type FieldKind =
  | { readonly kind: 'choice'; readonly choices: readonly ChoiceName[] }
  | { readonly kind: 'range'; readonly min: number; readonly max: number; readonly step: number; readonly unit: Unit }
  | { readonly kind: 'switch' }
  | { readonly kind: 'text'; readonly lines: number };

/** `factor`: what is shown, for one of what is kept. */
export interface Unit {
  readonly name: keyof Words['settings']['units'];
  readonly factor: number;
}

const onOff = { kind: 'choice', choices: ['on', 'off'] } as const;
const share = { kind: 'range', min: 0, max: 1, step: 0.05, unit: { name: 'percent', factor: 100 } } as const;

export const FIELDS: readonly {
  readonly group: Exclude<keyof Words['settings']['groups'], 'appearance'>;
  readonly fields: readonly (readonly [FieldPath, FieldKind])[];
}[] = [
  {
    group: 'hearing',
    fields: [
      ['turnTaking.mode', { kind: 'choice', choices: ['hands-free', 'wake-phrase', 'push-to-talk', 'toggle'] }],
      ['turnTaking.eagerness', share],
      ['turnTaking.bargeIn', { kind: 'choice', choices: ['any-speech', 'words', 'stop-phrases', 'never'] }],
      [
        'turnTaking.attentionMs',
        { kind: 'range', min: 0, max: 60_000, step: 1000, unit: { name: 'seconds', factor: 0.001 } },
      ],
    ],
  },
  {
    group: 'voice',
    fields: [
      ['voice.speed', { kind: 'range', min: 0.5, max: 2, step: 0.05, unit: { name: 'times', factor: 1 } }],
      ['reply.maxTokens', { kind: 'range', min: 16, max: 4096, step: 16, unit: { name: 'tokens', factor: 1 } }],
      ['reply.temperature', { kind: 'range', min: 0, max: 2, step: 0.05, unit: { name: 'percent', factor: 100 } }],
    ],
  },
  {
    group: 'persona',
    fields: [
      ['persona.name', { kind: 'text', lines: 1 }],
      ['persona.instructions', { kind: 'text', lines: 4 }],
    ],
  },
  {
    group: 'devices',
    fields: [
      ['devices.echoCancellation', onOff],
      ['devices.noiseSuppression', onOff],
      ['devices.automaticGain', onOff],
    ],
  },
  { group: 'privacy', fields: [['privacy.keepAudio', { kind: 'switch' }]] },
];
