import { useNow } from '../state/clock.ts';
import { exactTime, relativeTime } from '../state/relativeTime.ts';

/** "5 min ago", the exact time on hover. `at` is RFC 3339, as the model has times. */
export function RelativeTime({ at }: { readonly at: string }) {
  const now = useNow();
  const time = Date.parse(at);
  // Broken input stays visible as it came.
  if (Number.isNaN(time)) return <span>{at}</span>;
  return (
    <time dateTime={at} title={exactTime(time)}>
      {relativeTime(time, now)}
    </time>
  );
}
