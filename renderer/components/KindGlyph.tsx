import styles from './KindGlyph.module.css';
import { kindFamily, kindLetters } from './kindLetters.ts';

/** A kind's tile: two letters, the same everywhere. The kind's name stands beside it or in its title. */
export function KindGlyph({ kind, size = 20 }: { readonly kind: string; readonly size?: 20 | 28 }) {
  return (
    <span className={styles.glyph} data-family={kindFamily(kind)} data-size={size} title={kind} aria-hidden="true">
      {kindLetters(kind)}
    </span>
  );
}
