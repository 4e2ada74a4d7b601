import type { ReactNode } from 'react';
import { TooltipProvider } from '../../components/Tooltip.tsx';
import type { Route } from '../../state/route.ts';
import styles from './Frame.module.css';
import { Header } from './Header.tsx';
import type { HeaderProps } from './Header.tsx';
import { Rail } from './Rail.tsx';

/** Why a context is not written to lightly, or not at all. */
export interface Guard {
  readonly kind: 'protected' | 'read-only';
  readonly words: string;
}

export interface FrameProps extends HeaderProps {
  readonly route: Route;
  /** What keeps the context that is worked in from being written to lightly, in words: it colours the window's top edge. */
  readonly guard?: Guard | undefined;
  /** Notices about the whole page, below the header. */
  readonly banner?: ReactNode;
  /** Details over the page's right side. */
  readonly drawer?: ReactNode;
  readonly children: ReactNode;
}

/** What stays while pages change: the rail, the header, and the places for a notice, the page and its drawer. */
export function Frame({ route, guard, banner, drawer, children, ...header }: FrameProps) {
  return (
    <TooltipProvider>
      <div className={styles.frame}>
        {guard !== undefined && (
          <div className={styles.edge} data-kind={guard.kind}>
            {guard.words}
          </div>
        )}
        <Rail route={route} />
        <Header {...header} />
        <div className={styles.below}>
          {banner}
          <div className={styles.area}>
            <main className={styles.page}>{children}</main>
            {drawer}
          </div>
        </div>
      </div>
    </TooltipProvider>
  );
}
