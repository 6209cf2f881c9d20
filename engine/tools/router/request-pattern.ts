/** How one kind of request is recognised. */

export type ToolArguments = Readonly<Record<string, unknown>>;

/** The form of a request, and what of it are arguments; undefined where they make no sense. */
export type RequestPattern = readonly [
  tool: string,
  form: RegExp,
  read: (groups: Record<string, string | undefined>) => ToolArguments | undefined,
];

/** The whole of a request, whatever its case: a part of it may mean something else. */
export function whole(source: string): RegExp {
  return new RegExp(`^(?:${source})$`, 'iu');
}

/** Of a request without arguments. */
export const nothing = (): ToolArguments => ({});
