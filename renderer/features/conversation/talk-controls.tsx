/** One big way to talk, and what the floor is in words. */

import { Button as AriaButton } from 'react-aria-components';
import { Button } from '../../components/button.tsx';
import { useAsk, useAssistantState, useView } from '../../engine-client/use-assistant.tsx';
import { useWords } from '../../locales/use-words.tsx';
import { ownerOf } from '../avatar/face.tsx';

export function TalkControls() {
  const words = useWords();
  const ask = useAsk();
  const floor = useAssistantState((state) => state.floor);
  const isMuted = useAssistantState((state) => state.isMuted);
  const mode = useAssistantState(({ settings }) => settings.turnTaking.mode);
  const isHalfDuplex = useAssistantState(({ turnTaking }) => turnTaking === 'half-duplex');
  const rejected = useView((view) => view.rejected);
  const owner = ownerOf(floor);
  const isHeld = mode === 'push-to-talk';
  const isListening = owner === 'you';
  const press = {
    ...(isHeld
      ? { onPressStart: () => void ask('talk.press', {}), onPressEnd: () => void ask('talk.release', {}) }
      : { onPress: () => void ask(isListening ? 'talk.release' : 'talk.press', {}) }),
  };
  return (
    <div className="talk">
      <p className={`floor ${owner}`}>{isMuted && owner === 'nobody' ? words.floor.muted : words.floor[floor]}</p>
      <AriaButton className="talk-button" data-owner={owner} isDisabled={isMuted} {...press}>
        {isHeld ? words.talk.hold : isListening ? words.talk.end : words.talk.press}
      </AriaButton>
      <div className="row centred">
        <Button onPress={() => void ask('talk.mute', { isMuted: !isMuted })}>
          {isMuted ? words.talk.unmute : words.talk.mute}
        </Button>
        <Button isDisabled={owner !== 'sotto'} onPress={() => void ask('talk.stop', {})}>
          {words.talk.stop}
        </Button>
      </div>
      {rejected !== undefined && <p className="soft small">{words.talk.notHeard}</p>}
      {isHalfDuplex && <p className="soft small">{words.talk.halfDuplex}</p>}
    </div>
  );
}
