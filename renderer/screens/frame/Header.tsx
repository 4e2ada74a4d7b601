import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { Kbd } from '../../components/Kbd.tsx';
import { Link } from '../../components/Link.tsx';
import type { Route } from '../../state/route.ts';
import { texts } from '../../texts.ts';
import styles from './Header.module.css';

/** A step of the way to this page; the last one is the page itself and is no link. */
export interface Breadcrumb {
  readonly label: string;
  readonly to?: Route;
}

export interface HeaderProps {
  /** The context switcher. */
  readonly context: ReactNode;
  readonly breadcrumbs: readonly Breadcrumb[];
  readonly onSearch: () => void;
  /** What needs attention: a button with a count. */
  readonly problems?: ReactNode;
}

/** Where you are: the context, the way to this page; and the way to everywhere else. */
export function Header({ context, breadcrumbs, onSearch, problems }: HeaderProps) {
  return (
    <header className={styles.header}>
      {context}
      <nav aria-label={texts.frame.breadcrumbs} className={styles.crumbs}>
        <ol>
          {breadcrumbs.map(({ label, to }) => (
            <li key={label} title={label}>
              {to === undefined ? <span aria-current="page">{label}</span> : <Link to={to}>{label}</Link>}
            </li>
          ))}
        </ol>
      </nav>
      <button type="button" className={styles.search} aria-label={texts.frame.searchLabel} aria-keyshortcuts="Control+K Meta+K" onClick={onSearch}>
        <Search size={14} aria-hidden="true" />
        <span>{texts.frame.search}</span>
        <Kbd keys="mod+k" />
      </button>
      {problems}
    </header>
  );
}
