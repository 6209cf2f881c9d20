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
  const microphone = useAssistantState((state) => state.microphone.state);
  const rejected = useView((view) => view.rejected);
  const owner = ownerOf(floor);
  const isDeaf = microphone === 'lost' || microphone === 'silent';
  const isHeld = mode === 'push-to-talk';
  const isListening = owner === 'you';
  const press = {
    ...(isHeld
      ? { onPressStart: () => void ask('talk.press', {}), onPressEnd: () => void ask('talk.release', {}) }
      : { onPress: () => void ask(isListening ? 'talk.release' : 'talk.press', {}) }),
  };
  /** Nobody shall talk to a microphone that is not there. */
  function idle(): string {
    if (isMuted) return words.floor.muted;
    return isDeaf ? words.talk.deaf : words.floor[floor];
  }
  return (
    <div className="talk">
      <p className={`floor ${owner}`}>{owner === 'nobody' ? idle() : words.floor[floor]}</p>
      <AriaButton className="talk-button" data-owner={owner} isDisabled={isMuted || microphone === 'lost'} {...press}>
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
      {isDeaf && !isMuted && <p className="soft small">{words.talk.unheard[microphone]}</p>}
      {rejected !== undefined && <p className="soft small">{words.talk.notHeard}</p>}
      {isHalfDuplex && <p className="soft small">{words.talk.halfDuplex}</p>}
    </div>
  );
}
