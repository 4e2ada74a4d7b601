import { Activity, LayoutGrid, Server, Settings, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '../../components/Link.tsx';
import { NO_FILTERS } from '../../state/route.ts';
import type { Route } from '../../state/route.ts';
import { texts } from '../../texts.ts';
import styles from './Rail.module.css';

interface Place {
  readonly label: string;
  readonly icon: ReactNode;
  readonly to: Route;
  /** The pages that belong to it. */
  readonly pages: readonly Route['page'][];
}

const PLACES: readonly Place[] = [
  { label: texts.frame.applications, icon: <LayoutGrid size={18} />, to: { page: 'applications', filters: NO_FILTERS }, pages: ['applications', 'application', 'new'] },
  { label: texts.frame.activity, icon: <Activity size={18} />, to: { page: 'activity' }, pages: ['activity'] },
  { label: texts.frame.clusters, icon: <Server size={18} />, to: { page: 'clusters' }, pages: ['clusters'] },
  { label: texts.frame.projects, icon: <ShieldCheck size={18} />, to: { page: 'projects' }, pages: ['projects', 'project'] },
  { label: texts.frame.settings, icon: <Settings size={18} />, to: { page: 'settings' }, pages: ['settings'] },
];

/** The main places, at the left of the window. */
export function Rail({ route }: { readonly route: Route }) {
  return (
    <nav className={styles.rail} aria-label={texts.frame.rail}>
      {PLACES.map(({ label, icon, to, pages }) => (
        <Link key={label} to={to} className={styles.place} aria-current={pages.includes(route.page) ? 'page' : undefined}>
          {icon}
          {label}
        </Link>
      ))}
    </nav>
  );
}
