import styles from './Spinner.module.css';

/** A small turning ring in the place of an icon. It shows after 100 ms only: what is faster stays silent. */
export function Spinner({ size = 16 }: { readonly size?: 14 | 16 }) {
  return (
    <svg className={styles.spinner} width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.75" aria-hidden="true">
      <circle cx="8" cy="8" r="6" opacity="0.25" />
      <path d="M14 8a6 6 0 0 0-6-6" strokeLinecap="round" />
    </svg>
  );
}
