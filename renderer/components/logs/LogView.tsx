import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, Clock, WrapText } from 'lucide-react';
import type { ReactNode } from 'react';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Button } from '../Button.tsx';
import { cx } from '../cx.ts';
import { FilterInput } from '../FilterInput.tsx';
import { IconButton } from '../IconButton.tsx';
import { texts } from '../../texts.ts';
import type { LogBuffer } from './buffer.ts';
import { gapWords, logText } from './buffer.ts';
import { parseFilter } from './filter.ts';
import { LogLineRow } from './LogLineRow.tsx';
import styles from './logs.module.css';
import { LogMatches } from './matches.ts';
import { SaveButton } from './SaveButton.tsx';
import { sourceName, tagsOf } from './tags.ts';

const LINE_HEIGHT = 18;
/** So near to the bottom counts as at the bottom; a wheel's step is more. */
const AT_BOTTOM = 4;

/** How the stream stands. */
export type LogState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'streaming' }
  | { readonly kind: 'ended'; readonly reason: string }
  | { readonly kind: 'failed'; readonly message: string };

export interface LogViewProps {
  readonly buffer: LogBuffer;
  readonly state: LogState;
  readonly wrap: boolean;
  readonly timestamps: boolean;
  /** Several logs are read: each line says which it is from, also while only one has written. */
  readonly several: boolean;
  readonly onWrap: (wrap: boolean) => void;
  readonly onTimestamps: (timestamps: boolean) => void;
  readonly onDownload: (text: string) => void;
  /** Offered when the stream failed or ended. */
  readonly onRetry?: () => void;
  /** Where the choice of pod and container goes. */
  readonly selectors?: ReactNode;
}

/** Logs as they come: follows their end until one scrolls up. */
export function LogView({ buffer, state, wrap, timestamps, several, onWrap, onTimestamps, onDownload, onRetry, selectors }: LogViewProps) {
  const version = useSyncExternalStore(
    useMemo(() => (listener: () => void) => buffer.subscribe(listener), [buffer]),
    () => buffer.version,
  );
  const [typed, setTyped] = useState('');
  /** How many lines there were when one scrolled up; undefined while the end is followed. */
  const [pausedAt, setPausedAt] = useState<number>();
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const parsed = useMemo(() => parseFilter(typed), [typed]);
  const filter = 'filter' in parsed ? parsed.filter : undefined;
  const matches = useMemo(() => (filter === undefined ? undefined : new LogMatches(buffer, filter)), [buffer, filter]);
  const { sources } = buffer;
  const tags = useMemo(() => tagsOf(sources), [sources]);
  const numbers = matches?.numbers();
  const count = numbers === undefined ? buffer.end - buffer.first : numbers.length;
  /** Lines that ever matched what is shown, those that fell out included, so that new ones can be counted. */
  const total = numbers === undefined ? buffer.end : numbers.length;
  const numberAt = (index: number): number => (numbers === undefined ? buffer.first + index : numbers[index] ?? -1);
  const follow = pausedAt === undefined;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: numberAt,
    overscan: 20,
  });

  useEffect(() => {
    if (follow && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [rows, follow, count, version, wrap]);

  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < AT_BOTTOM;
    // Growing content also fires scroll events; only a move upwards is the reader's wish to stay.
    if (isAtEnd) setPausedAt(undefined);
    else if (element.scrollTop < lastTop.current - 1) setPausedAt((before) => before ?? total);
    lastTop.current = element.scrollTop;
  };

  const textOf = (shown: readonly number[] | undefined): string => logText(buffer, { timestamps, nameOf: several ? sourceName : undefined, ...(shown === undefined ? {} : { numbers: shown }) });

  return (
    <div className={styles.log}>
      <div className={styles.toolbar}>
        {selectors}
        <FilterInput
          label={texts.log.filter}
          value={typed}
          onChange={(value) => {
            setTyped(value);
            setPausedAt(undefined);
          }}
          found={{ shown: count, all: buffer.end - buffer.first }}
        />
        <div className={styles.tools}>
          <IconButton label={texts.log.timestamps} icon={<Clock size={16} />} pressed={timestamps} onClick={() => onTimestamps(!timestamps)} />
          <IconButton label={texts.log.wrap} icon={<WrapText size={16} />} pressed={wrap} onClick={() => onWrap(!wrap)} />
          <SaveButton shown={numbers?.length} onSave={(what) => onDownload(textOf(what === 'shown' ? numbers : undefined))} />
        </div>
      </div>
      {'problem' in parsed && (
        <div role="alert" className={styles.problem}>
          {texts.log.badExpression(parsed.problem)}
        </div>
      )}
      <div className={styles.body}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys */}
        <div ref={scroller} className={styles.scroller} tabIndex={0} role="log" aria-label={texts.log.label} aria-live="off" onScroll={onScroll}>
          {buffer.lost > 0 && numbers === undefined && <div className={styles.lost}>{texts.log.lost(gapWords(buffer.lost))}</div>}
          {count === 0 ? (
            <p className={styles.nothing}>{filter === undefined ? emptyWords(state) : texts.log.noMatch}</p>
          ) : (
            <div className={styles.lines} style={{ height: rows.getTotalSize() }}>
              {rows.getVirtualItems().map((row) => {
                const entry = buffer.at(numberAt(row.index));
                const tag = several && entry !== undefined && entry.kind !== 'gap' && entry.source !== undefined ? tags[buffer.numberOf(entry.source)] : undefined;
                return (
                  <div key={row.key} ref={wrap ? rows.measureElement : undefined} data-index={row.index} className={cx(styles.row, wrap && styles.wrap)} style={{ transform: `translateY(${row.start}px)` }}>
                    <LogLineRow entry={entry} timestamps={timestamps} tag={tag} filter={filter} />
                  </div>
                );
              })}
            </div>
          )}
        </div>
        {pausedAt !== undefined && count > 0 && (
          <div className={styles.newest}>
            <Button icon={<ArrowDown size={14} />} onClick={() => setPausedAt(undefined)}>
              {total > pausedAt ? texts.log.newLines(total - pausedAt) : texts.log.newest}
            </Button>
          </div>
        )}
      </div>
      <StateLine state={state} onRetry={onRetry} />
    </div>
  );
}

function StateLine({ state, onRetry }: { readonly state: LogState; readonly onRetry: (() => void) | undefined }) {
  if (state.kind === 'connecting' || state.kind === 'streaming') return null;
  return (
    <div role={state.kind === 'failed' ? 'alert' : 'status'} className={cx(styles.state, state.kind === 'failed' && styles.failed)}>
      <span>{state.kind === 'failed' ? texts.log.failed(state.message) : texts.log.ended(state.reason)}</span>
      {onRetry !== undefined && <Button onClick={onRetry}>{state.kind === 'failed' ? texts.log.retry : texts.log.again}</Button>}
    </div>
  );
}

function emptyWords(state: LogState): string {
  if (state.kind === 'connecting') return texts.log.waiting;
  return state.kind === 'streaming' ? texts.log.silent : texts.log.empty;
}
