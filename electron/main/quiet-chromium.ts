/** Chromium's own habits of calling home, switched off one by one. Pages are held back elsewhere: this is the browser itself. */

import { app, type Session } from 'electron';

/** Each asks a server of its maker for something: updates, experiments, lists, the time, reports. */
const SWITCHES = [
  'disable-background-networking',
  'disable-breakpad',
  'disable-client-side-phishing-detection',
  'disable-component-update',
  'disable-crash-reporter',
  'disable-default-apps',
  'disable-domain-reliability',
  'disable-field-trial-config',
  'disable-quic',
  'disable-sync',
  'dns-prefetch-disable',
  'metrics-recording-only',
  'no-pings',
] as const;

const FEATURES = [
  'AsyncDns',
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'DnsOverHttps',
  'InterestFeedContentSuggestions',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PreconnectToSearch',
  'Reporting',
  'Translate',
  // A page that makes a peer connection would be announced to the local network.
  'WebRtcHideLocalIpsWithMdns',
] as const;

/** Names are not looked up, and addresses are treated as names: everything a page needs comes through our protocol. */
const NOTHING_RESOLVES = 'MAP * ~NOTFOUND , EXCLUDE localhost';
/** Nobody listens there: what finds its way round all else ends on this machine. */
const NOWHERE = 'http://127.0.0.1:9';

/** Call it before the app is ready: the browser reads its command line once. */
export function quietChromium(): void {
  for (const name of SWITCHES) app.commandLine.appendSwitch(name);
  app.commandLine.appendSwitch('disable-features', FEATURES.join(','));
  app.commandLine.appendSwitch('host-resolver-rules', NOTHING_RESOLVES);
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp');
}

/** Once the app is ready. */
export function quietResolver(): void {
  app.configureHostResolver({ enableBuiltInResolver: false, secureDnsMode: 'off' });
}

/** For every session there will ever be. */
export function quietSession(session: Session): void {
  session.setSpellCheckerEnabled(false);
  void session.setProxy({ mode: 'fixed_servers', proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' });
}
