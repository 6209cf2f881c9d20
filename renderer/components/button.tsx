import { Button as AriaButton, type ButtonProps } from 'react-aria-components';

export interface OwnButtonProps extends Omit<ButtonProps, 'className' | 'style'> {
  readonly look?: 'plain' | 'strong' | 'quiet';
}

export function Button({ look = 'plain', ...props }: OwnButtonProps) {
  return <AriaButton {...props} className={`button ${look}`} />;
}
