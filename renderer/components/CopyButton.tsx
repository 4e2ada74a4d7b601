import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { texts } from '../texts.ts';
import { IconButton } from './IconButton.tsx';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the label: "revision". */
  readonly what: string;
}

/** Copies a text, and says so in its place. Where the clipboard is refused, the label says that instead. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const [result, setResult] = useState<'copied' | 'refused'>();
  useEffect(() => {
    if (result === undefined) return;
    const timer = setTimeout(() => setResult(undefined), 2000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setResult('copied'),
      () => setResult('refused'),
    );
  };
  const label = result === undefined ? texts.copyWhat(what) : result === 'copied' ? texts.copied : texts.copyRefused;
  return <IconButton label={label} icon={result === 'copied' ? <Check size={14} /> : <Copy size={14} />} onClick={copy} />;
}
