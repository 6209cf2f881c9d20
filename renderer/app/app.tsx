/** The shell: sections, what is wrong, and the screen. */

import { type ReactNode, useEffect } from 'react';
import { Button } from '../components/button.tsx';
import { useClient, useView } from '../engine-client/use-assistant.tsx';
import { ConversationScreen } from '../features/conversation/conversation-screen.tsx';
import { InsightsScreen } from '../features/insights/insights-screen.tsx';
import { KnowledgeScreen } from '../features/knowledge/knowledge-screen.tsx';
import { ModelDrop } from '../features/models/model-drop.tsx';
import { ModelsScreen } from '../features/models/models-screen.tsx';
import { useFirstRun } from '../features/onboarding/first-run.ts';
import { OnboardingScreen } from '../features/onboarding/onboarding-screen.tsx';
import { RecoveryReminder } from '../features/privacy/recovery-reminder.tsx';
import { UnlockScreen } from '../features/privacy/unlock-screen.tsx';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import { CaptionsWindow } from '../features/small-windows/captions-window.tsx';
import { CompactWindow } from '../features/small-windows/compact-window.tsx';
import { useWords } from '../locales/use-words.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { ROUTES, type Route, useRoute, useWindowKind } from './route.ts';
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
  const kind = useWindowKind();
  const isKnown = useView(({ state }) => state !== undefined && state.phase !== 'locked');
  // Before it is unlocked there is nothing to read along, and the full window says so.
  if (kind === 'full' || !isKnown) return <FullWindow />;
  return kind === 'compact' ? <CompactWindow /> : <CaptionsWindow />;
}

function FullWindow() {
  const words = useWords().app;
  const wanted = useRoute();
  const phase = useView(({ state }) => state?.phase);
  const { isOver } = useFirstRun();
  const needsModels = phase === 'needs-models';
  const route: Route = needsModels && !isOver && wanted === 'conversation' ? 'onboarding' : wanted;
  const isLocked = phase === 'locked';
  const Screen = isLocked ? UnlockScreen : SCREENS[route];
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen begins at its top
  useEffect(() => {
    document.getElementById('main')?.scrollTo(0, 0);
  }, [route]);
  return (
    <div className="window">
      <div className="shell">
        <button className="skip" type="button" onClick={() => document.getElementById('main')?.focus()}>
          {words.skip}
        </button>
        <header className="rail">
          <p className="wordmark">{words.name}</p>
          <nav aria-label={words.navigation} hidden={isLocked}>
            <ul>
              {ROUTES.filter((one) => one !== 'onboarding' || needsModels || !isOver).map((one) => (
                <li key={one}>
                  <a href={`#/${one}`} aria-current={one === route ? 'page' : undefined}>
                    {words.sections[one]}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          {window.desktop !== undefined && !isLocked && (
            <div className="small-windows">
              <Button look="quiet" onPress={() => window.desktop?.show('compact')}>
                {words.compact}
              </Button>
              <Button look="quiet" onPress={() => window.desktop?.show('captions')}>
                {words.captions}
              </Button>
            </div>
          )}
          <p className="soft small promise">{words.tagline}</p>
        </header>
        <main id="main" tabIndex={-1}>
          <Notices route={route} />
          <ErrorBoundary key={isLocked ? 'locked' : route} text={words.broken} action={words.reload}>
            {phase === undefined ? <p className="waiting">{words.connecting}</p> : <Screen />}
          </ErrorBoundary>
        </main>
      </div>
    </div>
  );
}

function Notices({ route }: { route: Route }) {
  const words = useWords();
  const client = useClient();
  const notices = useView((view) => view.notices);
  const isLost = useView(({ link }) => link === 'lost');
  const phase = useView(({ state }) => state?.phase);
  const fault = useView(({ state }) => state?.fault);
  return (
    <div className="notices" role="status">
      {isLost && <p className="notice">{words.app.lost}</p>}
      {phase !== undefined && phase !== 'locked' && route !== 'knowledge' && <ModelDrop />}
      {phase === 'starting' && <p className="notice">{words.app.starting}</p>}
      {phase === 'needs-models' && route !== 'onboarding' && (
        <div className="notice">
          <p>{words.app.needsModels}</p>
          <a href="#/onboarding">{words.app.toFirstSteps}</a>
        </div>
      )}
      {phase === 'ready' && route === 'conversation' && <RecoveryReminder />}
      {phase === 'failed' && fault !== undefined && <p className="notice">{words.fault(fault)}</p>}
      {notices.map((notice) => (
        <div className="notice" key={notice.id}>
          <p>{'text' in notice ? notice.text : words.fault(notice.fault)}</p>
          <Button look="quiet" onPress={() => client.change({ kind: 'dismissed', id: notice.id })}>
            {words.app.dismiss}
          </Button>
        </div>
      ))}
    </div>
  );
}
