/** Waits until the clock shows another second, so that a new time of a record differs from the old. */
export function nextSecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_001 - (Date.now() % 1_000)));
}
