import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import styles from './Banner.module.css';
import { IconButton } from './IconButton.tsx';

export interface BannerProps {
  readonly tone: 'info' | 'warn' | 'bad';
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  /** Without it the banner stays as long as what it says is true. */
  readonly onDismiss?: () => void;
}

const ICONS = { info: Info, warn: TriangleAlert, bad: CircleAlert } as const;

/** What is true of the whole page, at its top: "Connection to kind-dev lost. Showing what was known 2 min ago." */
export function Banner({ tone, children, actions, onDismiss }: BannerProps) {
  const Icon = ICONS[tone];
  return (
    <div role="status" className={styles.banner} data-tone={tone}>
      <Icon size={16} aria-hidden="true" />
      <div className={styles.words}>{children}</div>
      {actions}
      {onDismiss !== undefined && <IconButton label={texts.dismiss} icon={<X size={16} />} onClick={onDismiss} />}
    </div>
  );
}
