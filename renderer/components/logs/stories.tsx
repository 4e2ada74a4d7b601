import { useState } from 'react';
import type { LogEntry } from './buffer.ts';
import { LogBuffer } from './buffer.ts';
import type { LogState } from './LogView.tsx';
import { LogView } from './LogView.tsx';

/** 100,000 lines of two Pods, with a gap near the end. */
export function LongLog() {
  return <Story make={() => filled(100_000)} state={{ kind: 'streaming' }} />;
}

/** Nothing written yet. */
export function EmptyLog() {
  return <Story make={() => new LogBuffer(10)} state={{ kind: 'streaming' }} />;
}

/** The container went, and older lines fell out. */
export function EndedLog() {
  return <Story make={() => filled(60, 40)} state={{ kind: 'ended', reason: 'the container exited with code 1.' }} />;
}

/** The server refused. */
export function FailedLog() {
  return <Story make={() => filled(5)} state={{ kind: 'failed', message: 'pods "web-0" is forbidden: cannot get resource "pods/log".' }} />;
}

function Story({ make, state }: { readonly make: () => LogBuffer; readonly state: LogState }) {
  const [buffer] = useState(make);
  const [wrap, setWrap] = useState(false);
  const [timestamps, setTimestamps] = useState(true);
  const nothing = (): void => undefined;
  return <LogView buffer={buffer} state={state} wrap={wrap} timestamps={timestamps} several onWrap={setWrap} onTimestamps={setTimestamps} onDownload={nothing} onRetry={nothing} />;
}

function filled(count: number, capacity = count): LogBuffer {
  const buffer = new LogBuffer(capacity);
  const entries = Array.from({ length: count }, (_, index): LogEntry => {
    if (index === count - 6) return { kind: 'gap', count: 1204 };
    const level = index % 17 === 3 ? 'error upstream timed out while reading the response header' : 'info  GET /cart 200';
    return { kind: 'line', time: new Date(Date.UTC(2026, 10, 24) + index * 137).toISOString(), source: { namespace: 'shop', pod: `web-7d9f6c-${['x2k4p', 'm9q1z'][index % 2] ?? ''}`, container: 'web' }, text: `${level} duration=${(index * 7) % 213}ms request=${index}${index % 29 === 0 ? ` trace=${'4bf92f3577b34da6'.repeat(8)}` : ''}` };
  });
  buffer.append(entries);
  return buffer;
}
