import { CircleAlert } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useMemo, useState } from 'react';
import { Link } from '../../components/Link.tsx';
import { counted } from '../../texts.ts';
import { useHome } from '../../state/home.ts';
import { problemsOf } from './problems.ts';
import styles from './Problems.module.css';
import { problemTexts } from './texts.ts';

/** How much needs attention anywhere; nothing where nothing does. */
export function Problems() {
  const state = useHome((home) => home.state);
  const [open, setOpen] = useState(false);
  const problems = useMemo(() => (state === undefined ? [] : problemsOf(state)), [state]);
  if (problems.length === 0) return null;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={styles.trigger} aria-label={counted(problems.length, 'problem')}>
        <CircleAlert size={16} aria-hidden="true" />
        {problems.length}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.panel} align="end" sideOffset={6} collisionPadding={8} aria-label={problemTexts.list}>
          <ul>
            {problems.map(({ id, title, words, to }) => (
              <li key={id}>
                <Link to={to} className={styles.problem} onClick={() => setOpen(false)}>
                  <strong>{title}</strong>
                  <span>{words}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
