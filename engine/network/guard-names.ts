/** Looking a name up tells it to a stranger: only the names of permitted destinations may be. */

import dns from 'node:dns';
import { isIP } from 'node:net';
import type { SottoFault } from '../../contract/faults.ts';
import { replace } from './guard-sockets.ts';
import type { Judge } from './judge.ts';

type Callback = (error: SottoFault) => void;
type Ask = (this: unknown, ...args: unknown[]) => unknown;

/** Every way to ask: each method of these that looks something up. */
const LOOK_UP = /^(lookup|resolve|reverse)/;

export function guardNames(judge: Judge): void {
  for (const target of [dns, dns.Resolver.prototype]) {
    guardEach(target, judge, (fault, args) => {
      const answer = args.at(-1);
      if (typeof answer !== 'function') throw fault;
      process.nextTick(answer as Callback, fault);
      return undefined;
    });
  }
  for (const target of [dns.promises, dns.promises.Resolver.prototype]) {
    guardEach(target, judge, (fault) => Promise.reject(fault));
  }
}

function guardEach(target: object, judge: Judge, refuse: (fault: SottoFault, args: unknown[]) => unknown): void {
  for (const name of Object.getOwnPropertyNames(target)) {
    const ask = Reflect.get(target, name) as Ask;
    if (!LOOK_UP.test(name) || typeof ask !== 'function') continue;
    // An address needs no look-up; turned into a name it does.
    const takesAddress = name === 'lookup';
    replace(target, name, function guarded(this: unknown, ...args: unknown[]) {
      const asked = String(args[0]);
      const isPlain = takesAddress && (isIP(asked) !== 0 || !args[0]);
      const fault = isPlain ? undefined : judge.name(asked);
      return fault === undefined ? ask.apply(this, args) : refuse(fault, args);
    });
  }
}
