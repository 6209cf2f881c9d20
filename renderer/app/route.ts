/** Which screen: the part of the address after `#/`. */

import { useSyncExternalStore } from 'react';

export const ROUTES = ['conversation', 'models', 'knowledge', 'insights', 'settings', 'onboarding'] as const;
export type Route = (typeof ROUTES)[number];

export function routeOf(hash: string): Route {
  return ROUTES.find((route) => hash === `#/${route}`) ?? 'conversation';
}

export function useRoute(): Route {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('hashchange', listener);
      return () => removeEventListener('hashchange', listener);
    },
    () => routeOf(location.hash),
  );
}
