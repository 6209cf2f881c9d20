/** Which voice, and how it sounds. */

import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { WhenLoaded } from '../../components/loaded.tsx';
import { Select } from '../../components/select.tsx';
import { useAsk, useAssistantState, useLoaded, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { SettingRow } from './setting-row.tsx';
import { useSetting } from './use-setting.ts';

export function VoiceChoice() {
  const words = useWords().settings;
  const version = useView(({ modelsVersion }) => modelsVersion);
  const [loaded, reload] = useLoaded('models.list', {}, version);
  const { value, lockedBy, apply, onReset } = useSetting('models.tts');
  return (
    <SettingRow
      id="voice"
      name={words.voice.name}
      help={words.voice.help}
      fallback={words.voice.best}
      {...{ lockedBy, onReset }}
    >
      <WhenLoaded loaded={loaded} reload={reload}>
        {(models) => {
          const voices = models.filter(({ kind, state }) => kind === 'tts' && state === 'installed');
          const choices = Object.fromEntries(
            voices.map(({ id, name, languages }) => [id, `${name} (${languages.join(', ')})`]),
          );
          return (
            <Select
              label={words.voice.name}
              describedBy="voice-help"
              value={String(value ?? '')}
              choices={{ '': words.voice.best, ...choices }}
              isDisabled={lockedBy !== undefined}
              onChange={(id) => apply(id === '' ? null : id)}
            />
          );
        }}
      </WhenLoaded>
    </SettingRow>
  );
}

export function VoicePreview() {
  const all = useWords();
  const words = all.settings;
  const ask = useAsk();
  const isReady = useAssistantState(({ phase }) => phase === 'ready');
  const [isSpeaking, setSpeaking] = useState(false);

  async function preview(): Promise<void> {
    setSpeaking(true);
    await ask('voice.preview', { text: words.previewText });
    setSpeaking(false);
  }

  return (
    <SettingRow id="preview" name={words.preview} help={words.previewHelp}>
      <div className="row">
        <Button isDisabled={!isReady || isSpeaking} onPress={() => void preview()}>
          {words.preview}
        </Button>
        {isSpeaking && (
          <Button look="quiet" onPress={() => void ask('talk.stop', {})}>
            {all.talk.stop}
          </Button>
        )}
      </div>
      <p role="status" className="small">
        {isSpeaking ? words.previewing : ''}
      </p>
    </SettingRow>
  );
}
