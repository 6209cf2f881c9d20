/** What the user's settings say about the network, as the switches of this process. */

import type { Settings } from '../contract/settings.ts';
import { type ConnectPurpose, destinationOf, type NetworkPermissions, networkPermissions } from '../engine/engine.ts';

export interface PurposeView {
  readonly purpose: ConnectPurpose;
  readonly isOn: boolean;
  /** Where to, in words. */
  readonly leadsTo: string;
  /** When it connects, and who decides that. */
  readonly when: string;
}

/** The whole closed list, in its order. */
export function connectPurposes({ network, server }: Settings): readonly PurposeView[] {
  const { host, port } = server === undefined ? { host: '', port: 0 } : destinationOf(server.baseUrl);
  return [
    {
      purpose: 'model-download',
      isOn: network.modelDownloads === 'on',
      leadsTo:
        'the publishers named in the catalogue, and where they redirect to; or the package source of this machine',
      when: 'while you install models, and when the first start asks which can be had from here',
    },
    {
      purpose: 'own-server',
      isOn: server !== undefined,
      leadsTo: server === undefined ? 'nowhere: no server is set' : `${host}:${port}`,
      when: 'with every answer, once you set a server of your own; and when you test one',
    },
    {
      purpose: 'mcp',
      isOn: false,
      leadsTo: 'nowhere: there is no tool server yet',
      when: 'never',
    },
  ];
}

/** Holds the switches of one process at what the latest settings say; before the first they are all off. */
export class NetworkSwitches {
  readonly #permissions: NetworkPermissions;
  #held: readonly Disposable[] = [];

  constructor(permissions: NetworkPermissions = networkPermissions) {
    this.#permissions = permissions;
  }

  follow(settings: Settings): void {
    const before = this.#held;
    this.#held = connectPurposes(settings)
      .filter(({ isOn }) => isOn)
      .map(({ purpose }) => this.#permissions.switchOn(purpose));
    for (const each of before) each[Symbol.dispose]();
  }
}
