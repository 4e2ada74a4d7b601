import { Lock } from 'lucide-react';
import type { CSSProperties } from 'react';
import { texts } from '../texts.ts';
import styles from './ContextChip.module.css';
import { contextColour } from './contextColour.ts';
import { Tooltip } from './Tooltip.tsx';

export interface ContextChipProps {
  readonly name: string;
  /** A cluster on this computer. */
  readonly local?: boolean;
  /** Its name must be typed before a sync. */
  readonly isProtected?: boolean;
}

/** The context that something belongs to: its name, its colour, and whether it is protected or local. */
export function ContextChip({ name, local = false, isProtected = false }: ContextChipProps) {
  const style: CSSProperties & Record<'--context', string> = { '--context': isProtected ? 'var(--protected)' : contextColour(name) };
  const tip = [name, ...(isProtected ? [texts.context.protectedTip] : []), ...(local ? [texts.context.localTip] : [])].join('. ');
  return (
    <Tooltip text={tip}>
      <span className={styles.chip} style={style} data-protected={isProtected}>
        {isProtected ? <Lock size={12} aria-label={texts.context.protectedTip} /> : <span className={styles.dot} aria-hidden="true" />}
        <span className={styles.name}>{name}</span>
        {local && <span className={styles.local}>{texts.context.local}</span>}
      </span>
    </Tooltip>
  );
}
