import { Meter } from '../../components/meter.tsx';
import { useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';

/** Below it is the noise of a silent room. */
const FLOOR_DBFS = -60;

export function MicrophoneLevel() {
  const words = useWords().settings;
  const level = useView(({ levelDbfs }) => levelDbfs) ?? FLOOR_DBFS;
  return <Meter whose="you" label={words.level} text={`${Math.round(level)} dB`} value={1 - level / FLOOR_DBFS} />;
}
