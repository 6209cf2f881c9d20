/** Tells a start of the command line from a start of the window. */

const MARK = '--cli';

/**
 * The arguments of `sotto`, from the arguments of the process, where the launcher is asked for them: `--cli -- …`. What
 * comes after the two dashes is no switch for the browser, whatever it looks like.
 */
export function commandLineOf(argv: readonly string[]): string[] | undefined {
  const dashes = argv.indexOf('--');
  if (dashes < 0 || argv[dashes - 1] !== MARK) return undefined;
  return argv.slice(dashes + 1);
}
