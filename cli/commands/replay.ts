/** `sotto replay`: why each turn of a conversation went the way it did, and what other settings would have made of it. */

import { SottoFault } from '../../contract/faults.ts';
import type { Settings } from '../../contract/settings.ts';
import { dataDir, replayConversation } from '../../engine/engine.ts';
import { loadSettings } from '../../host/settings-file.ts';
import { type CommandLine, parseCommandLine } from '../command-line.ts';
import { conversationToContinue } from '../conversation-choice.ts';
import { EXIT, type Io, printJson, printLine, UsageError } from '../io.ts';
import { writeKeptAudio } from '../kept-audio-files.ts';
import { openOwnProfile } from '../own-profile.ts';
import { showReplay } from '../replay-view.ts';

const HELP = `Usage: sotto replay CONVERSATION [options]
       sotto replay last

Runs a kept conversation through the turn machine once more. Tells of each turn why it ended when it did, and of
what was said over an answer why it was ignored or not; and where other settings would have decided otherwise.

  --eagerness NUMBER  from 0, waits long, to 1, answers as early as it dares
  --barge-in WHAT     any-speech, words, stop-phrases or never
  --audio FOLDER      writes what was kept of the sound there, a WAV file for each side of a turn
  --json              one turn a line, and a summary, as JSON`;

const OPTIONS = { eagerness: { type: 'string' }, 'barge-in': { type: 'string' }, audio: { type: 'string' } } as const;
const BARGE_IN = ['any-speech', 'words', 'stop-phrases', 'never'] as const;

interface Change {
  eagerness?: number;
  bargeIn?: Settings['turnTaking']['bargeIn'];
}

export async function replay(args: string[], io: Io): Promise<number> {
  const { values: options, positionals } = parseCommandLine(args, OPTIONS, HELP);
  if (options.help) {
    printLine(io, HELP);
    return EXIT.ok;
  }
  const [wanted, ...more] = positionals;
  if (wanted === undefined || more.length > 0) throw new UsageError(`Give one conversation, or "last".\n\n${HELP}`);
  const change = readChange(options);
  const home = dataDir();
  const settings = await loadSettings(home);
  const onFault = (fault: SottoFault): void => void io.stderr.write(`sotto: ${fault.message} [${fault.code}]\n`);
  const profile = await openOwnProfile(io, { dataDir: home, onFault, settings });
  try {
    const { store, traces } = profile;
    const conversationId = await conversationToContinue(store, wanted);
    if (conversationId === undefined) throw new SottoFault('bad-input', `There is no conversation ${wanted}.`);
    const replayed = await replayConversation({ store, traces, settings, conversationId, change });
    if (replayed.turns.length === 0) {
      throw new SottoFault('bad-input', 'Nothing is known of how this conversation went: it was kept without traces.');
    }
    if (options.json) {
      for (const turn of replayed.turns) printJson(io, { type: 'turn.replayed', ...turn });
      printJson(io, { type: 'replay.summary', conversationId, ...replayed.summary });
    } else {
      for (const line of showReplay(replayed, change && changeInWords(change))) printLine(io, line);
    }
    if (options.audio !== undefined) await writeKeptAudio(profile, conversationId, options.audio, options.json, io);
  } finally {
    await profile[Symbol.asyncDispose]();
  }
  return EXIT.ok;
}

function readChange(options: CommandLine<typeof OPTIONS>['values']): Change | undefined {
  const change: Change = {};
  if (options.eagerness !== undefined) {
    change.eagerness = Number(options.eagerness);
    if (options.eagerness.trim() === '' || !(change.eagerness >= 0 && change.eagerness <= 1)) {
      throw new UsageError(`--eagerness is a number from 0 to 1.\n\n${HELP}`);
    }
  }
  if (options['barge-in'] !== undefined) {
    const bargeIn = BARGE_IN.find((one) => one === options['barge-in']);
    if (bargeIn === undefined) throw new UsageError(`--barge-in is one of: ${BARGE_IN.join(', ')}.\n\n${HELP}`);
    change.bargeIn = bargeIn;
  }
  return Object.keys(change).length === 0 ? undefined : change;
}

function changeInWords({ eagerness, bargeIn }: Change): string {
  const parts = [
    eagerness === undefined ? undefined : `eagerness ${eagerness}`,
    bargeIn === undefined ? undefined : `barge-in ${bargeIn}`,
  ];
  return parts.filter((part) => part !== undefined).join(' and ');
}
