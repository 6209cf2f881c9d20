/** Makes this process obey the policy of the machine. */

import { SottoFault } from '../../contract/faults.ts';
import { modelAllowance } from '../../engine/engine.ts';
import { type Policy, policyInvalid } from './policy.ts';
import { readPolicy } from './policy-place.ts';

export type ReadPolicy = () => Promise<Policy | undefined>;

/** @throws SottoFault `policy-invalid`; no model may then be used. */
export async function obeyPolicy(read: ReadPolicy = readPolicy): Promise<Policy | undefined> {
  try {
    const policy = await read();
    if (policy?.file.models.allow === undefined) modelAllowance.allowAll();
    else modelAllowance.allowOnly(policy.file.models.allow, policy.source);
    return policy;
  } catch (error) {
    modelAllowance.allowOnly([], 'a policy that cannot be followed');
    throw error instanceof SottoFault ? error : policyInvalid('this system', String(error));
  }
}
