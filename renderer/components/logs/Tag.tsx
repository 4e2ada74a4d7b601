import type { CSSProperties } from 'react';
import styles from './logs.module.css';
import type { SourceTag } from './tags.ts';

/** Which of several logs a line is from: a letter on a colour, and what its name has of its own. */
export function Tag({ tag }: { readonly tag: SourceTag }) {
  const style: CSSProperties & Record<'--tag', string> = { '--tag': `var(--context-${tag.tone})` };
  return (
    <span className={styles.tag} style={style} title={tag.full}>
      <span className={styles.letter}>{tag.letter}</span>
      <span className={styles.source}>{tag.label}</span>
    </span>
  );
}
