/** What a worker and the process that started it say about helpers: processes that a model's runtime asks for. */

export type HelperRequest =
  | {
      readonly helper: 'start';
      readonly id: number;
      readonly file: string;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly helper: 'message'; readonly id: number; readonly message: unknown }
  | { readonly helper: 'kill'; readonly id: number };

export type HelperNotice =
  | { readonly helper: 'message'; readonly id: number; readonly message: unknown }
  | { readonly helper: 'exit'; readonly id: number; readonly code: number };

export function isAboutHelpers(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'helper' in message;
}
