import { Slider as AriaSlider, SliderThumb, SliderTrack } from 'react-aria-components';
import { described } from './described.ts';
import './fields.css';

/** `onChange` is told while the hand moves, `onDone` when it lets go. */
export function Slider({ label, describedBy, text, format, isDisabled = false, onDone, ...range }: SliderProps) {
  return (
    <AriaSlider
      {...range}
      className="slider"
      aria-label={label}
      isDisabled={isDisabled}
      formatOptions={format}
      onChangeEnd={onDone}
    >
      <SliderTrack className="track">
        {({ state }) => (
          <>
            <div className="track-fill" style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
            <SliderThumb className="thumb" {...described(describedBy)} />
          </>
        )}
      </SliderTrack>
      <span className="slider-value" aria-hidden="true">
        {text}
      </span>
    </AriaSlider>
  );
}

interface SliderProps {
  readonly label: string;
  readonly describedBy?: string | undefined;
  readonly value: number;
  readonly minValue: number;
  readonly maxValue: number;
  readonly step: number;
  /** The value with its unit, for the eye. */
  readonly text: string;
  /** The same, for the ear. */
  readonly format: Intl.NumberFormatOptions;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void;
  readonly onDone: (value: number) => void;
}
