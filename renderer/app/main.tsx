/** The page begins here. */

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createAssistantClient } from '../engine-client/assistant-client.ts';
import { openDesktopWire } from '../engine-client/desktop-wire.ts';
import { AssistantProvider } from '../engine-client/use-assistant.tsx';
import { assistantAddress, openWebSocketWire } from '../engine-client/websocket-wire.ts';
import { App } from './app.tsx';
import { PreferencesProvider } from './preferences.tsx';
import '../components/tokens.css';
import '../components/base.css';
import '../components/controls.css';

const { desktop } = window;
const address = assistantAddress(location, sessionStorage);
const client = createAssistantClient({
  openWire: () => (desktop === undefined ? openWebSocketWire(address) : openDesktopWire(desktop)),
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, run) => setTimeout(run, delayMs),
});

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <PreferencesProvider>
        <AssistantProvider client={client}>
          <App />
        </AssistantProvider>
      </PreferencesProvider>
    </StrictMode>,
  );
}
