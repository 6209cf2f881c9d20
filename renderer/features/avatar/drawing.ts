/** Numbers of a face → the lines that draw it. Pure. */

import type { Mouth } from './mouth.ts';

const EYE = 17;

/** An eye about the origin: the white between two lids. Shut, it is a line that smiles a little. */
export function eyePath(lids: number, smile: number): string {
  const upper = lids * 21 - 5 * (1 - Math.min(1, lids));
  const lower = 8 + lids * 5 - Math.max(0, smile) * lids * 4;
  return `M${-EYE} 0C${-EYE * 0.6} ${n(-upper)} ${EYE * 0.6} ${n(-upper)} ${EYE} 0C${EYE * 0.6} ${n(lower)} ${-EYE * 0.6} ${n(lower)} ${-EYE} 0Z`;
}

/** @param side −1 left, 1 right */
export function browPath(side: -1 | 1, height: number, worry: number): string {
  const [inner, outer] = [24 * side, 61 * side];
  return `M${outer} ${n(-46 + height + worry * 0.5)}Q${42 * side} ${n(-58 + height - worry * 0.3)} ${inner} ${n(-50 + height - worry)}`;
}

export interface MouthLines {
  readonly lips: string;
  readonly inside: string;
  readonly teethY: number;
  readonly tongueY: number;
}

/** A closed mouth is one line; its ends rise with the smile. Lips grow around what is inside. */
export function mouthLines(mouth: Mouth, smile: number): MouthLines {
  const width = mouth.width * (1 + Math.max(0, smile) * 0.12 * (1 - mouth.round));
  const corner = -smile * 5 * (1 - mouth.round);
  const sag = smile * 5 * (1 - mouth.round);
  const inside = (grow: number): string => {
    const top = sag - mouth.open * 0.42 - grow;
    const bottom = sag + mouth.open * 0.95 + grow * 1.25;
    const x = width + grow * 0.7;
    const hold = x * (0.42 + 0.3 * mouth.round);
    return `M${n(-x)} ${n(corner)}C${n(-hold)} ${n(top * 1.33)} ${n(hold)} ${n(top * 1.33)} ${n(x)} ${n(corner)}C${n(hold)} ${n(bottom * 1.33)} ${n(-hold)} ${n(bottom * 1.33)} ${n(-x)} ${n(corner)}Z`;
  };
  return {
    lips: inside(3.4 + mouth.round * 1.2),
    inside: inside(0),
    teethY: sag - mouth.open * 0.42 - 11 + mouth.teeth * 7,
    tongueY: sag + mouth.open * 0.95 + 9 - mouth.tongue * 5,
  };
}

function n(value: number): string {
  return value.toFixed(1);
}
