/** A calm face of our own. Lips follow the playback clock; everything else changes only with the floor. */

import { useEffect, useRef, useState } from 'react';
import type { FloorState } from '../../../contract/floor.ts';
import { useClient, useView } from '../../engine-client/use-assistant.tsx';
import { mouthAt, mouthPath } from './mouth.ts';
import './face.css';

const BLINK_MS = 140;

export function Face({ floor, isMuted }: { floor: FloorState; isMuted: boolean }) {
  const mouth = useLips();
  const isBlinking = useBlinks();
  const owner = isMuted ? 'nobody' : ownerOf(floor);
  return (
    <svg className="face" viewBox="-150 -150 300 300" aria-hidden="true" data-floor={floor} data-owner={owner}>
      <circle className="halo" r="132" />
      <path className="skin" d="M0-112C68-112 108-70 108 0S68 112 0 112-108 70-108 0-68-112 0-112Z" />
      <g className="brows">
        <path d="M-62-42Q-44-53-26-44" />
        <path d="M26-44Q44-53 62-42" />
      </g>
      <g className={isBlinking || floor === 'asleep' ? 'eyes closed' : 'eyes'}>
        <ellipse cx="-43" cy="-12" rx="9" ry="13" />
        <ellipse cx="43" cy="-12" rx="9" ry="13" />
      </g>
      <g transform="translate(0 48)">
        <path className="mouth" ref={mouth} d={mouthPath({ open: 0, width: 34, teeth: 0 })} />
      </g>
    </svg>
  );
}

export function ownerOf(floor: FloorState): 'you' | 'sotto' | 'nobody' {
  if (floor === 'user-speaking' || floor === 'user-paused' || floor === 'overlapped') return 'you';
  return floor === 'thinking' || floor === 'speaking' ? 'sotto' : 'nobody';
}

/** Draws frames only while there is sound. */
function useLips() {
  const path = useRef<SVGPathElement>(null);
  const client = useClient();
  const isPlaying = useView(({ speech }) => speech?.isPlaying === true);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      path.current?.setAttribute('d', mouthPath(mouthAt(client.view().speech, performance.now())));
      if (isPlaying) frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [client, isPlaying]);
  return path;
}

function useBlinks(): boolean {
  const [isBlinking, setBlinking] = useState(false);
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const waitMs = isBlinking ? BLINK_MS : 2500 + Math.random() * 4500;
    const timer = setTimeout(() => setBlinking(!isBlinking), waitMs);
    return () => clearTimeout(timer);
  }, [isBlinking]);
  return isBlinking;
}
