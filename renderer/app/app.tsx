/** The shell: sections, what is wrong, and the screen. */

import type { ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { useClient, useView } from '../engine-client/use-assistant.tsx';
import { ConversationScreen } from '../features/conversation/conversation-screen.tsx';
import { InsightsScreen } from '../features/insights/insights-screen.tsx';
import { KnowledgeScreen } from '../features/knowledge/knowledge-screen.tsx';
import { ModelsScreen } from '../features/models/models-screen.tsx';
import { OnboardingScreen } from '../features/onboarding/onboarding-screen.tsx';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import { useWords } from '../locales/use-words.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { usePreferences } from './preferences.tsx';
import { ROUTES, type Route, useRoute } from './route.ts';
import './app.css';

const SCREENS: Readonly<Record<Route, () => ReactNode>> = {
  conversation: ConversationScreen,
  models: ModelsScreen,
  knowledge: KnowledgeScreen,
  insights: InsightsScreen,
  settings: SettingsScreen,
  onboarding: OnboardingScreen,
};

export function App() {
  const words = useWords().app;
  // A new window element for another text size: a browser may keep what it measured in the old one.
  const [{ text }] = usePreferences();
  const wanted = useRoute();
  const phase = useView(({ state }) => state?.phase);
  const route: Route = phase === 'needs-models' && wanted === 'conversation' ? 'onboarding' : wanted;
  const Screen = SCREENS[route];
  return (
    <div className="window" key={text}>
      <div className="shell">
        <button className="skip" type="button" onClick={() => document.getElementById('main')?.focus()}>
          {words.skip}
        </button>
        <header className="rail">
          <p className="wordmark">{words.name}</p>
          <nav aria-label={words.navigation}>
            <ul>
              {ROUTES.filter((one) => one !== 'onboarding' || phase === 'needs-models').map((one) => (
                <li key={one}>
                  <a href={`#/${one}`} aria-current={one === route ? 'page' : undefined}>
                    {words.sections[one]}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <p className="soft small promise">{words.tagline}</p>
        </header>
        <main id="main" tabIndex={-1}>
          <Notices />
          <ErrorBoundary key={route} text={words.broken} action={words.reload}>
            {phase === undefined ? <p className="waiting">{words.connecting}</p> : <Screen />}
          </ErrorBoundary>
        </main>
      </div>
    </div>
  );
}

function Notices() {
  const words = useWords();
  const client = useClient();
  const notices = useView((view) => view.notices);
  const isLost = useView(({ link }) => link === 'lost');
  const phase = useView(({ state }) => state?.phase);
  const fault = useView(({ state }) => state?.fault);
  return (
    <div className="notices" role="status">
      {isLost && <p className="notice">{words.app.lost}</p>}
      {phase === 'starting' && <p className="notice">{words.app.starting}</p>}
      {phase === 'failed' && fault !== undefined && <p className="notice">{words.fault(fault)}</p>}
      {notices.map((notice) => (
        <div className="notice" key={notice.id}>
          <p>{words.fault(notice.fault)}</p>
          <Button look="quiet" onPress={() => client.change({ kind: 'dismissed', id: notice.id })}>
            {words.app.dismiss}
          </Button>
        </div>
      ))}
    </div>
  );
}
