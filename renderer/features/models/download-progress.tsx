import type { InstallProgressView } from '../../../contract/assistant.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { Meter } from '../../components/meter.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { sizeText } from './size.ts';

export function DownloadProgress({ progress }: { progress: InstallProgressView }) {
  const words = useWords().models;
  const [{ language }] = usePreferences();
  const size = (bytes: number): string => sizeText(bytes, language);
  const { modelId, doneBytes, totalBytes, bytesPerSecond } = progress;
  const text = words.progress(size(doneBytes), size(totalBytes), size(bytesPerSecond));
  return (
    <div>
      <Meter label={words.progressLabel(modelId)} value={doneBytes / Math.max(1, totalBytes)} text={text} />
      <p className="soft small">
        {modelId} · {text}
      </p>
    </div>
  );
}
