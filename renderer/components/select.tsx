import { Select as AriaSelect, Button, ListBox, ListBoxItem, Popover, SelectValue } from 'react-aria-components';
import { described } from './described.ts';
import './fields.css';

/** One of a list that is too long, or too plain, to be shown whole. */
export function Select({ label, describedBy, value, choices, isDisabled = false, onChange }: SelectProps) {
  return (
    <AriaSelect
      className="select"
      aria-label={label}
      {...described(describedBy)}
      isDisabled={isDisabled}
      value={value}
      onChange={(key) => onChange(String(key))}
    >
      <Button className="input select-button">
        <SelectValue />
        <span aria-hidden="true" className="select-arrow" />
      </Button>
      <Popover className="popover">
        <ListBox className="options">
          {Object.entries(choices).map(([id, text]) => (
            <ListBoxItem key={id} id={id} className="option">
              {text}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

interface SelectProps {
  readonly label: string;
  readonly describedBy?: string | undefined;
  readonly value: string;
  /** What is kept, and what people read. */
  readonly choices: Readonly<Record<string, string>>;
  readonly isDisabled?: boolean;
  readonly onChange: (value: string) => void;
}
