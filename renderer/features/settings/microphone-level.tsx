import { Meter } from '../../components/meter.tsx';
import { useWords } from '../../locales/use-words.tsx';

/** Below it is the noise of a silent room. */
const FLOOR_DBFS = -60;

export function MicrophoneLevel({ levelDbfs = FLOOR_DBFS }: { levelDbfs: number | undefined }) {
  const words = useWords().settings;
  const text = words.levelText(Math.round(levelDbfs));
  return <Meter whose="you" label={words.level} text={text} value={1 - levelDbfs / FLOOR_DBFS} />;
}
