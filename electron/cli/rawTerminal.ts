import type { TerminalSize } from '../../shared/model/exec.ts';

/** This process's own terminal, given to a command elsewhere: bytes as they are, keys as they are pressed. */
export interface RawTerminal {
  size(): TerminalSize;
  /** Returns how to stop listening. */
  onResize(listener: (size: TerminalSize) => void): () => void;
  /** Passes input on, no faster than it is taken, then its end; until this is closed. */
  forward(send: (data: Buffer) => Promise<unknown>, end: () => Promise<unknown>): Promise<void>;
  /** `taken` is called when the bytes are out. */
  write(stream: 'stdout' | 'stderr', data: Uint8Array, taken: () => void): void;
  /** Resolves when everything is out. */
  written(): Promise<void>;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Of what a terminal may have in the contract. */
const LARGEST = 1_000;

/** Takes the terminal; `raw` switches off what it does with keys by itself, Ctrl-C included. */
export function openRawTerminal(raw: boolean): RawTerminal {
  const { stdin, stdout, stderr } = process;
  const size = (): TerminalSize => ({ columns: Math.min(stdout.columns ?? 80, LARGEST), rows: Math.min(stdout.rows ?? 24, LARGEST) });
  let last: Promise<void> = Promise.resolve();
  let closed = false;
  if (raw) stdin.setRawMode(true);
  return {
    size,
    onResize(listener) {
      const changed = (): void => listener(size());
      stdout.on('resize', changed);
      return () => stdout.off('resize', changed);
    },
    async forward(send, end) {
      try {
        for await (const chunk of stdin) await send(Buffer.from(chunk as Uint8Array));
        if (!closed) await end();
      } catch (error) {
        // Destroying it is how it is stopped.
        if (!closed) throw error;
      }
    },
    write(stream, data, taken) {
      const { promise, resolve } = Promise.withResolvers<void>();
      last = Promise.all([last, promise]).then(() => undefined);
      (stream === 'stdout' ? stdout : stderr).write(data, () => {
        taken();
        resolve();
      });
    },
    written: () => last,
    close() {
      closed = true;
      if (raw) stdin.setRawMode(false);
      stdin.destroy();
    },
  };
}
