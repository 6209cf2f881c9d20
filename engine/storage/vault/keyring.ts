/** Port: one secret in the keyring that the system unlocks when the user logs in. */

/**
 * `absent`: there is none on this machine, or in this session. `locked`: it is there and does not open, or does not
 * answer in time.
 */
export type KeyringReading =
  | { readonly kind: 'found'; readonly secret: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'absent' };

/** No call rejects or waits for ever. */
export interface Keyring {
  /** As people know it: `Keychain`; undefined where there is none to ask. */
  readonly name: string | undefined;
  read(account: string): Promise<KeyringReading>;
  /** Kept only when it resolves with true: it was read back. */
  write(account: string, secret: string): Promise<boolean>;
  remove(account: string): Promise<void>;
}
