/** Ends what was begun, the newest first. */
export interface Closers {
  add(close: () => unknown): void;
  /** Waits for each; one that fails does not keep the others from being ended. */
  close(): Promise<void>;
}

export function createClosers(): Closers {
  const all: (() => unknown)[] = [];
  return {
    add: (close) => void all.push(close),
    async close() {
      for (let next = all.pop(); next !== undefined; next = all.pop()) {
        try {
          await next();
        } catch (error) {
          process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        }
      }
    },
  };
}
