import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useWords } from '../../locales/use-words.tsx';

/** Long enough to be seen, and to be heard to its end. */
const SHOWN_MS = 2500;

/** Says that it is done, in its own place and to a screen reader. */
export function CopyButton({ text }: { text: string }) {
  const words = useWords().conversation;
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  }

  return (
    <>
      <Button look="quiet" onPress={() => void copy()}>
        {isCopied ? words.copied : words.copy}
      </Button>
      <span className="visually-hidden" role="status">
        {isCopied ? words.copied : ''}
      </span>
    </>
  );
}
