/** A managed policy and the settings that follow from it. Pure. Built-in default < policy default < user < policy lock. */

import { z } from 'zod';
import { SottoFault } from '../../contract/faults.ts';
import { type PolicyFile, type PolicyView, policySchema } from '../../contract/policy.ts';
import { type Settings, settings as settingsSchema } from '../../contract/settings.ts';

type Json = Readonly<Record<string, unknown>>;

export interface Policy {
  /** The file or registry key that it comes from. */
  readonly source: string;
  readonly file: PolicyFile;
  /** By path of a setting; `null` is the built-in default. */
  readonly locked: ReadonlyMap<string, unknown>;
  readonly defaults: ReadonlyMap<string, unknown>;
}

/** @throws SottoFault `policy-invalid` naming the source, the line or key, and what to do. */
export function parsePolicy(text: string, source: string): Policy {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw policyInvalid(source, `${lineOf(text, error)}is not JSON`);
  }
  const parsed = policySchema.safeParse(json);
  if (!parsed.success) throw policyInvalid(source, z.prettifyError(parsed.error));
  const file = parsed.data;
  const locked = new Map<string, unknown>();
  const defaults = new Map<string, unknown>();
  for (const [path, rule] of Object.entries(file.settings)) {
    if ('locked' in rule) locked.set(path, rule.locked);
    else defaults.set(path, rule.default);
  }
  const demanded: [string, unknown][] = [];
  if (file.privacy.keepAudio === 'forbidden') demanded.push(['privacy.keepAudio', false]);
  if (file.network.never.includes('model-download')) demanded.push(['network.modelDownloads', 'off']);
  if (file.network.never.includes('own-server')) demanded.push(['server', null]);
  for (const [path, value] of demanded) {
    const clash = [...locked.keys(), ...defaults.keys()].find((other) => overlap(other, path));
    if (clash !== undefined) throw policyInvalid(source, `settings."${clash}" contradicts another rule for ${path}`);
    locked.set(path, value);
  }
  const policy: Policy = { source, file, locked, defaults };
  checkRules(policy);
  return policy;
}

export function policyInvalid(source: string, what: string): SottoFault {
  return new SottoFault(
    'policy-invalid',
    `The managed policy in ${source} cannot be followed: ${what}. Nothing is started until the administrator of this machine corrects or removes it.`,
  );
}

/** What the user wrote, as the policy lets it count. @throws ZodError-like result through `safeParse` */
export function resolveSettings(user: unknown, policy: Policy | undefined) {
  return settingsSchema.safeParse(policy === undefined ? user : resolveJson(user, policy));
}

/** @throws SottoFault `policy-locked` where a patch in the shape of the settings touches what is locked. */
export function refuseLocked(patch: Json, policy: Policy | undefined): void {
  if (policy === undefined) return;
  for (const path of leavesOf(patch)) {
    for (const lock of policy.locked.keys()) if (overlap(lock, path)) throw lockedFault(lock, policy);
  }
}

export function lockedFault(what: string, { source, file }: Policy): SottoFault {
  const words = file.message === undefined ? '' : ` ${file.message}`;
  return new SottoFault('policy-locked', `${what} is set by your organisation (${source}).${words}`);
}

/** Before the user has chosen anything. */
export function policyDefaults(policy: Policy | undefined): Settings {
  return settingsSchema.parse(policy === undefined ? {} : resolveJson({}, policy));
}

export function policyView({ source, file, locked, defaults }: Policy): PolicyView {
  const words = file.message === undefined ? {} : { message: file.message };
  const days = daysAtMost(file);
  const mostDays = days.length === 0 ? {} : { mostDays: Object.fromEntries(days) };
  return { source, ...words, locked: [...locked.keys()], defaulted: [...defaults.keys()], ...mostDays };
}

/** By path of the setting that it bounds. */
function daysAtMost({ privacy }: PolicyFile): readonly (readonly [string, number])[] {
  const { keepConversationsDaysAtMost: conversations, keepAudioDaysAtMost: audio } = privacy;
  return [
    ...(conversations === undefined ? [] : ([['privacy.keepConversationsDays', conversations]] as const)),
    ...(audio === undefined ? [] : ([['privacy.keepAudioDays', audio]] as const)),
  ];
}

function resolveJson(user: unknown, { locked, defaults, file }: Policy): unknown {
  let json = user;
  // A default is whole: parts of it never join with a part that the user set.
  for (const [path, value] of defaults) if (valueAt(json, path) === undefined) json = withValue(json, path, value);
  for (const [path, value] of locked) json = withValue(json, path, value ?? undefined);
  for (const [path, most] of daysAtMost(file)) {
    const wanted = valueAt(json, path);
    if (wanted === undefined || (typeof wanted === 'number' && wanted > most)) json = withValue(json, path, most);
  }
  return json;
}

function checkRules({ source, locked, defaults }: Policy): void {
  const builtIn: unknown = settingsSchema.parse({});
  const rules = [...locked, ...defaults];
  for (const [index, [path, value]] of rules.entries()) {
    const key = `settings."${path}"`;
    const other = rules.find(([known], at) => at !== index && overlap(known, path));
    if (other !== undefined)
      throw policyInvalid(source, `${key} and settings."${other[0]}" are about the same setting`);
    const before = valueAt(builtIn, path);
    if (isGroup(before) && Object.keys(before).length > 0) {
      throw policyInvalid(source, `${key} is a group; name the settings in it one by one`);
    }
    if (value === null) {
      if (defaults.has(path)) throw policyInvalid(source, `${key} has no value`);
      if (before === undefined && !OPTIONAL.has(path)) throw policyInvalid(source, `${key} is no setting`);
      continue;
    }
    const parsed = settingsSchema.safeParse(withValue({}, path, value));
    if (!parsed.success) throw policyInvalid(source, `${key}: ${z.prettifyError(parsed.error)}`);
    if (!holds(valueAt(parsed.data, path), value))
      throw policyInvalid(source, `${key} is no setting, or holds what is none`);
  }
}

/** Settings that have no built-in value. */
const OPTIONAL: ReadonlySet<string> = new Set([
  'server',
  'models.stt',
  'models.llm',
  'models.tts',
  'privacy.keepConversationsDays',
  'privacy.keepAudioDays',
]);

/** Whether nothing of what was given was dropped in parsing. */
function holds(parsed: unknown, given: unknown): boolean {
  if (isGroup(given)) {
    return (
      isGroup(parsed) &&
      Object.entries(given).every(([key, value]) => Object.hasOwn(parsed, key) && holds(parsed[key], value))
    );
  }
  return JSON.stringify(parsed) === JSON.stringify(given);
}

function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

function leavesOf(json: Json, parent = ''): readonly string[] {
  return Object.entries(json).flatMap(([key, value]) =>
    isGroup(value) ? leavesOf(value, `${parent}${key}.`) : [`${parent}${key}`],
  );
}

function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const part of path.split('.')) value = isGroup(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  return value;
}

/** What is no group on the way gives way; `undefined` takes the value out. */
function withValue(json: unknown, path: string, value: unknown): Json {
  const [key = '', ...rest] = path.split('.');
  const before = new Map(isGroup(json) ? Object.entries(json) : []);
  const inner = rest.length === 0 ? value : withValue(before.get(key), rest.join('.'), value);
  if (inner === undefined) before.delete(key);
  else before.set(key, inner);
  return Object.fromEntries(before);
}

function isGroup(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where the runtime tells the place of the error. */
function lineOf(text: string, error: unknown): string {
  const position = /position (\d+)/.exec(String(error))?.[1];
  return position === undefined ? 'the text ' : `line ${text.slice(0, Number(position)).split('\n').length} `;
}
