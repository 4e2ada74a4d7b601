import { Lock, LockKeyhole, ShieldOff } from 'lucide-react';
import type { CSSProperties } from 'react';
import type { ContextState } from '../../shared/model/home.ts';
import { texts } from '../texts.ts';
import styles from './ContextChip.module.css';
import { contextColour } from './contextColour.ts';
import { Tooltip } from './Tooltip.tsx';

export interface ContextChipProps {
  readonly name: string;
  /** What is known of it; undefined where no kubeconfig has it. */
  readonly context?: Partial<Pick<ContextState, 'local' | 'protected' | 'readOnly' | 'insecure' | 'colour'>> | undefined;
}

/** The context that something belongs to: its name, its colour, and whether it is local, protected, read-only or insecure. */
export function ContextChip({ name, context = {} }: ContextChipProps) {
  const { local = false, protected: isProtected = false, readOnly = false, insecure, colour } = context;
  const style: CSSProperties & Record<'--context', string> = { '--context': isProtected ? 'var(--protected)' : contextColour(name, colour) };
  const tip = [
    name,
    ...(readOnly ? [texts.context.readOnlyTip] : isProtected ? [texts.context.protectedTip] : []),
    ...(insecure === undefined ? [] : [texts.context.insecure[insecure]]),
    ...(local ? [texts.context.localTip] : []),
  ].join('. ');
  return (
    <Tooltip text={tip}>
      <span className={styles.chip} style={style} data-protected={isProtected}>
        {readOnly ? (
          <LockKeyhole size={12} aria-label={texts.context.readOnlyTip} />
        ) : isProtected ? (
          <Lock size={12} aria-label={texts.context.protectedTip} />
        ) : (
          <span className={styles.dot} aria-hidden="true" />
        )}
        <span className={styles.name}>{name}</span>
        {(readOnly || local) && <span className={styles.local}>{readOnly ? texts.context.readOnly : texts.context.local}</span>}
        {insecure !== undefined && <ShieldOff size={12} className={styles.insecure} aria-label={texts.context.insecure[insecure]} />}
      </span>
    </Tooltip>
  );
}
