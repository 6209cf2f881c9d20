/** What a worker and its starter say about trials: a runtime loads one of its binaries in a process of its own first. */

export type TrialRequest =
  | {
      readonly trial: 'start';
      readonly id: number;
      readonly file: string;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly trial: 'message'; readonly id: number; readonly message: unknown }
  | { readonly trial: 'kill'; readonly id: number };

export type TrialNotice =
  | { readonly trial: 'message'; readonly id: number; readonly message: unknown }
  | { readonly trial: 'exit'; readonly id: number; readonly code: number };

export function isAboutTrials(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'trial' in message;
}
