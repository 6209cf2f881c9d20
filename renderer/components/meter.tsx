/** How much of something there is, 0 to 1, with words for those who cannot see it. */
export function Meter({ value, label, text, whose = 'sotto' }: MeterProps) {
  const share = Math.min(1, Math.max(0, value));
  return (
    // biome-ignore lint/a11y/useSemanticElements: the native meter cannot be drawn alike in every theme
    <div
      className={`meter ${whose}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={text}
    >
      <span style={{ width: `${share * 100}%` }} />
    </div>
  );
}

interface MeterProps {
  readonly value: number;
  readonly label: string;
  readonly text?: string;
  readonly whose?: 'you' | 'sotto';
}
