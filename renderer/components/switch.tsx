import { Switch as AriaSwitch } from 'react-aria-components';
import { described } from './described.ts';
import './fields.css';

export function Switch({ label, describedBy, isOn, text, isDisabled = false, onChange }: SwitchProps) {
  return (
    <AriaSwitch
      className="switch"
      aria-label={label}
      {...described(describedBy)}
      isSelected={isOn}
      isDisabled={isDisabled}
      onChange={onChange}
    >
      <span className="switch-track" aria-hidden="true">
        <span />
      </span>
      <span aria-hidden="true">{text}</span>
    </AriaSwitch>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly describedBy?: string | undefined;
  readonly isOn: boolean;
  /** What it is now, in a word. */
  readonly text: string;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}
