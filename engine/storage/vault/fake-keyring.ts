import type { Keyring, KeyringReading } from './keyring.ts';

/** A keyring in memory; a test locks it, takes it away or lets it forget. */
export class FakeKeyring implements Keyring {
  readonly name = 'fake keyring';
  readonly secrets = new Map<string, string>();
  state: 'open' | 'locked' | 'absent' = 'open';

  async read(account: string): Promise<KeyringReading> {
    if (this.state !== 'open') return { kind: this.state };
    const secret = this.secrets.get(account);
    return secret === undefined ? { kind: 'empty' } : { kind: 'found', secret };
  }

  async write(account: string, secret: string): Promise<boolean> {
    if (this.state === 'open') this.secrets.set(account, secret);
    return this.state === 'open';
  }

  async remove(account: string): Promise<void> {
    if (this.state === 'open') this.secrets.delete(account);
  }
}
