import type { ReactNode } from 'react';
import styles from './gallery.module.css';

/** A titled group of specimens. */
export function Section({ title, children, column = false }: { readonly title: string; readonly children: ReactNode; readonly column?: boolean }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      <div className={column ? styles.column : styles.row}>{children}</div>
    </section>
  );
}
