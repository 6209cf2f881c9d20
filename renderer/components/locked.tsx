/** Says that something cannot be changed here, and who decided that. */

export function Locked({ by }: { readonly by: string }) {
  return (
    <span className="locked">
      <svg viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true" fill="currentColor">
        <path d="M4 7V5a4 4 0 0 1 8 0v2h1v7H3V7zm2 0h4V5a2 2 0 0 0-4 0z" />
      </svg>{' '}
      {by}
    </span>
  );
}
