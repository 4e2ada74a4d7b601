/** Asked to stop (Ctrl-C, the launcher's end): what is measured is given up, and everything that was started is ended. */
const asked = Promise.withResolvers<never>();
asked.promise.catch(() => undefined);

/** The exit code that shells expect. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Listens for the signals from now on. */
export function stopOnSignals(): void {
  for (const [signal, code] of Object.entries(CODES)) {
    process.on(signal, () => {
      process.exitCode = code;
      asked.reject(new Error('Stopped.'));
    });
  }
}

/** Rejects as soon as it was asked to stop, else ends as the work does. */
export function unlessStopped<T>(work: Promise<T>): Promise<T> {
  return Promise.race([work, asked.promise]);
}
