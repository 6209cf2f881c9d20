/** A download: how far it is, what is left of it, and what can be done with it. */

import type { DownloadView } from '../../../contract/model-views.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { Button } from '../../components/button.tsx';
import { Meter } from '../../components/meter.tsx';
import { useAsk } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { sizeText } from './size.ts';
import { timeLeft } from './speed.ts';

export function Download({ download, name }: { download: DownloadView; name: string }) {
  const words = useWords().models;
  const ask = useAsk();
  const text = useDownloadText(download);
  const { modelId, state, doneBytes, totalBytes } = download;
  const isOnItsWay = state === 'running' || state === 'waiting';
  return (
    <div className="model-download">
      <Meter label={words.progressLabel(name)} value={doneBytes / Math.max(1, totalBytes)} text={text} />
      <p className="small soft">{text}</p>
      <div className="row">
        {isOnItsWay ? (
          <Button aria-label={`${words.pause}: ${name}`} onPress={() => void ask('models.pause', { modelId })}>
            {words.pause}
          </Button>
        ) : (
          <Button aria-label={`${words.resume}: ${name}`} onPress={() => void ask('models.download', { modelId })}>
            {words.resume}
          </Button>
        )}
        <Button
          look="quiet"
          aria-label={`${words.cancel}: ${name}`}
          onPress={() => void ask('models.cancel', { modelId })}
        >
          {words.cancel}
        </Button>
      </div>
    </div>
  );
}

function useDownloadText({ state, phase, doneBytes, totalBytes, bytesPerSecond, fault }: DownloadView): string {
  const { models, fault: faultInWords } = useWords();
  const [{ language }] = usePreferences();
  const size = (bytes: number): string => sizeText(bytes, language);
  const words = models.downloading;
  if (state === 'failed') return fault === undefined ? words.failed : `${words.failed} ${faultInWords(fault)}`;
  if (state === 'paused') return words.paused(size(doneBytes), size(totalBytes));
  if (state === 'waiting') return words.waiting;
  if (phase === 'converting' || phase === 'checking') return words[phase];
  const left = timeLeft(doneBytes, totalBytes, bytesPerSecond);
  const progress = models.progress(size(doneBytes), size(totalBytes), size(bytesPerSecond));
  switch (left?.unit) {
    case 'seconds':
      return `${progress} · ${models.left.seconds}`;
    case 'minutes':
      return `${progress} · ${models.left.minutes(left.count)}`;
    case 'hours':
      return `${progress} · ${models.left.hours(left.count.toLocaleString(language))}`;
    default:
      return progress;
  }
}
