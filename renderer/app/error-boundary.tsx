import { Component, type ReactNode } from 'react';
import { Button } from '../components/button.tsx';

interface Props {
  readonly text: string;
  readonly action: string;
  readonly children: ReactNode;
}

/** A screen with a defect leaves the others usable. */
export class ErrorBoundary extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div className="page" role="alert">
        <p>{this.props.text}</p>
        <div>
          <Button onPress={() => location.reload()}>{this.props.action}</Button>
        </div>
      </div>
    );
  }
}
