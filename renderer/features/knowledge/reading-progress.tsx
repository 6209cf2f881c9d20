import type { IngestProgress } from '../../../contract/knowledge.ts';
import { Button } from '../../components/button.tsx';
import { Meter } from '../../components/meter.tsx';
import { useAsk } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';

const MINUTE_MS = 60_000;

export function ReadingProgress({ progress }: { progress: IngestProgress }) {
  const words = useWords().knowledge;
  const ask = useAsk();
  const { state, files, leftMs } = progress;
  if (state === 'idle') return null;
  const { done, total } = files;
  const what = state === 'paused' ? words.paused : state === 'yielding' ? words.yielding : words.reading;
  const left =
    leftMs === undefined || state === 'paused'
      ? undefined
      : leftMs < MINUTE_MS
        ? words.left.seconds
        : words.left.minutes(Math.round(leftMs / MINUTE_MS));
  const text = left === undefined ? what(done, total) : `${what(done, total)} · ${left}`;
  const isPaused = state === 'paused';
  return (
    <section className="sheet stack" aria-label={words.progress}>
      <Meter label={words.progress} value={done / Math.max(1, total)} text={text} />
      <div className="row">
        <p className="small soft">{text}</p>
        <Button look="quiet" onPress={() => void ask('knowledge.pause', { isPaused: !isPaused })}>
          {isPaused ? words.resume : words.pause}
        </Button>
      </div>
    </section>
  );
}
