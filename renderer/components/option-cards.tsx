import { Radio, RadioGroup } from 'react-aria-components';
import './fields.css';

export interface OptionCard {
  readonly value: string;
  readonly name: string;
  /** What it means, in a sentence. */
  readonly help?: string | undefined;
}

/** One of a few, all of them in sight with what they mean. */
export function OptionCards({ label, value, options, isDisabled = false, onChange }: OptionCardsProps) {
  return (
    <RadioGroup
      className={options.some(({ help }) => help !== undefined) ? 'cards' : 'cards short'}
      aria-label={label}
      value={value}
      isDisabled={isDisabled}
      onChange={onChange}
    >
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className="card">
          <span className="card-name">{option.name}</span>
          {option.help !== undefined && <span className="soft small">{option.help}</span>}
        </Radio>
      ))}
    </RadioGroup>
  );
}

interface OptionCardsProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly OptionCard[];
  readonly isDisabled?: boolean;
  readonly onChange: (value: string) => void;
}
