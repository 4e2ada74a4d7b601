const TICK_MS = 5_000;
/** A tick that is so late was not only waiting for its turn. */
const ASLEEP_MS = 20_000;

/**
 * Calls back after the machine slept, which is seen by a timer that comes far too late by the clock. Connections that
 * were open before are dead then without anybody having said so. Holds no process open; returns how to stop.
 */
export function watchForWake(onWake: () => void): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - last > TICK_MS + ASLEEP_MS) onWake();
    last = now;
  }, TICK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
