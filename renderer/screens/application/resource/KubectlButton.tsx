import { Check, SquareTerminal } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../../components/Button.tsx';
import { Tooltip } from '../../../components/Tooltip.tsx';
import { resourceTexts as texts } from './texts.ts';

/** Copies the command that shows the object in a terminal, and says so in its place. */
export function KubectlButton({ command }: { readonly command: string }) {
  const [result, setResult] = useState<'copied' | 'refused'>();
  useEffect(() => {
    if (result === undefined) return undefined;
    const timer = setTimeout(() => setResult(undefined), 2_000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = (): void => {
    navigator.clipboard.writeText(command).then(
      () => setResult('copied'),
      () => setResult('refused'),
    );
  };
  return (
    <Tooltip text={texts.kubectlTip(command)}>
      <Button variant="quiet" icon={result === 'copied' ? <Check size={14} /> : <SquareTerminal size={14} />} onClick={copy}>
        {result === undefined ? texts.kubectl : result === 'copied' ? texts.kubectlCopied : texts.kubectlRefused}
      </Button>
    </Tooltip>
  );
}
