import type { ReactNode } from 'react';
import { Component } from 'react';
import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { TooltipProvider } from '../components/Tooltip.tsx';
import { texts } from '../texts.ts';

interface State {
  readonly error: Error | undefined;
}

/** A defect of the page shows as a sentence with a way on, and never as a blank window. Details are in the console. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <TooltipProvider>
        <EmptyState title={texts.page.failed} actions={<Button onClick={() => location.reload()}>{texts.page.reload}</Button>}>
          {texts.page.failedWords(this.state.error.message)}
        </EmptyState>
      </TooltipProvider>
    );
  }
}
