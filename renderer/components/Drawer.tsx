import { Maximize2, Minimize2, X } from 'lucide-react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useEffect } from 'react';
import { texts } from '../texts.ts';
import styles from './Drawer.module.css';
import { IconButton } from './IconButton.tsx';

const MIN_WIDTH = 360;
const MAX_WIDTH = 960;
const KEY_STEP = 20;

export interface DrawerProps {
  /** What it shows; also its accessible name. */
  readonly title: string;
  /** What stands in the place of the title, if words alone are not enough. */
  readonly heading?: ReactNode;
  /** Buttons at the top right. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly width: number;
  readonly onWidthChange: (width: number) => void;
  /** Over the whole page instead of its right side. */
  readonly expanded?: boolean;
  readonly onExpandedChange?: (expanded: boolean) => void;
}

/** Details over the page's right side. The page below stays usable: nothing is dimmed, and focus is not caught. */
export function Drawer({ title, heading, actions, children, onClose, width, onWidthChange, expanded = false, onExpandedChange }: DrawerProps) {
  useEffect(() => {
    const closeOnEscape = (event: globalThis.KeyboardEvent): void => {
      // A menu, a dialog or a filter that is left by Esc has taken the key for itself.
      if (event.key === 'Escape' && !event.defaultPrevented) onClose();
    };
    document.addEventListener('keydown', closeOnEscape);
    return () => document.removeEventListener('keydown', closeOnEscape);
  }, [onClose]);
  return (
    <aside className={styles.drawer} aria-label={title} data-expanded={expanded} style={expanded ? undefined : { width }}>
      {!expanded && <Edge width={width} onWidthChange={onWidthChange} />}
      <header className={styles.header}>
        <div className={styles.title}>{heading ?? <h3>{title}</h3>}</div>
        {actions}
        {onExpandedChange !== undefined && (
          <IconButton
            label={expanded ? texts.drawer.collapse : texts.drawer.expand}
            icon={expanded ? <Minimize2 size={16} /> : <Maximize2 size={16} />}
            onClick={() => onExpandedChange(!expanded)}
          />
        )}
        <IconButton label={texts.drawer.close} keys="esc" icon={<X size={16} />} onClick={onClose} />
      </header>
      <div className={styles.body}>{children}</div>
    </aside>
  );
}

/** The left edge: dragged, or moved by the arrow keys. */
function Edge({ width, onWidthChange }: Pick<DrawerProps, 'width' | 'onWidthChange'>) {
  const change = (next: number): void => onWidthChange(Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, next))));
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const right = event.currentTarget.parentElement?.getBoundingClientRect().right;
    if (right !== undefined && event.currentTarget.hasPointerCapture(event.pointerId)) change(right - event.clientX);
  };
  const step = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') change(width + KEY_STEP);
    if (event.key === 'ArrowRight') change(width - KEY_STEP);
  };
  return (
    <div
      className={styles.edge}
      role="separator"
      tabIndex={0}
      aria-label={texts.drawer.resize}
      aria-orientation="vertical"
      aria-valuemin={MIN_WIDTH}
      aria-valuemax={MAX_WIDTH}
      aria-valuenow={width}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={step}
    />
  );
}
