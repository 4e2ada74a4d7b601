import { keySigns } from './keys.ts';
import styles from './Kbd.module.css';

const MAC = navigator.userAgent.includes('Mac OS');

/** Keys to press, such as `mod+k`: Ctrl K, or the Mac's signs on a Mac. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.keys}>
      {keySigns(keys, MAC).map((sign) => (
        <kbd key={sign} className={styles.key}>
          {sign}
        </kbd>
      ))}
    </span>
  );
}
