/** A calm face of our own. Lips follow the playback clock; looks and feelings follow the floor and the answer. */

import { useEffect, useId, useRef } from 'react';
import type { FloorState } from '../../../contract/floor.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useView } from '../../engine-client/use-assistant.tsx';
import { FaceMotion } from './face-motion.ts';
import './face.css';

export function Face({ floor, isMuted }: { floor: FloorState; isMuted: boolean }) {
  const id = useId();
  const svg = useMovingFace(floor);
  const owner = isMuted ? 'nobody' : ownerOf(floor);
  return (
    <svg
      className="face"
      viewBox="-150 -150 300 300"
      aria-hidden="true"
      data-floor={floor}
      data-owner={owner}
      ref={svg}
    >
      <defs>
        <radialGradient id={`${id}skin`} cx="0.42" cy="0.3" r="0.85">
          <stop offset="0" className="skin-light" />
          <stop offset="0.55" className="skin-middle" />
          <stop offset="1" className="skin-shade" />
        </radialGradient>
        <clipPath id={`${id}l`}>
          <path data-part="lid-clip-l" />
        </clipPath>
        <clipPath id={`${id}r`}>
          <path data-part="lid-clip-r" />
        </clipPath>
        <clipPath id={`${id}mouth`}>
          <path data-part="inside-clip" />
        </clipPath>
      </defs>
      <circle className="halo" r="138" />
      <g data-part="head">
        <path
          className="skin"
          fill={`url(#${id}skin)`}
          d="M0-116C66-116 109-74 109-8 109 66 60 118 0 118S-109 66-109-8C-109-74-66-116 0-116Z"
        />
        <g className="cheeks" data-part="cheeks">
          <ellipse cx="-66" cy="30" rx="20" ry="13" />
          <ellipse cx="66" cy="30" rx="20" ry="13" />
        </g>
        <g className="brows">
          <path data-part="brow-l" />
          <path data-part="brow-r" />
        </g>
        <Eye side="l" x={-43} clip={`url(#${id}l)`} />
        <Eye side="r" x={43} clip={`url(#${id}r)`} />
        <path className="nose" d="M-7 26Q0 31 7 26" />
        <g transform="translate(0 62)">
          <path className="lips" data-part="lips" />
          <path className="inside" data-part="inside" />
          <g clipPath={`url(#${id}mouth)`}>
            <ellipse className="tongue" data-part="tongue" rx="19" ry="10" />
            <rect className="teeth" data-part="teeth" x="-30" width="60" height="11" rx="5" />
          </g>
        </g>
      </g>
    </svg>
  );
}

function Eye({ side, x, clip }: { side: 'l' | 'r'; x: number; clip: string }) {
  return (
    <g transform={`translate(${x} -10)`}>
      <path className="white" data-part={`white-${side}`} />
      <g clipPath={clip}>
        <g data-part={`iris-${side}`}>
          <circle className="iris" r="13.5" cy="-1.5" />
          <circle className="pupil" r="7.5" cy="-1.5" />
          <circle className="glint" r="3.4" cx="-4.5" cy="-6.5" />
        </g>
      </g>
      <path className="lash" data-part={`lash-${side}`} />
    </g>
  );
}

export function ownerOf(floor: FloorState): 'you' | 'sotto' | 'nobody' {
  if (floor === 'user-speaking' || floor === 'user-paused' || floor === 'overlapped') return 'you';
  return floor === 'thinking' || floor === 'speaking' ? 'sotto' : 'nobody';
}

function useMovingFace(floor: FloorState) {
  const svg = useRef<SVGSVGElement>(null);
  const motion = useRef<FaceMotion>(undefined);
  const speech = useView((view) => view.speech);
  const [{ motion: wanted }] = usePreferences();
  useEffect(() => {
    if (svg.current === null) return;
    const moving = new FaceMotion(svg.current);
    motion.current = moving;
    return () => moving[Symbol.dispose]();
  }, []);
  useEffect(() => {
    const isStill = wanted === 'reduced' || matchMedia('(prefers-reduced-motion: reduce)').matches;
    motion.current?.show({ floor, speech, isStill });
  }, [floor, speech, wanted]);
  return svg;
}
