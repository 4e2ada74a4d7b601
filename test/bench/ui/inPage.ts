import type { Page } from '@playwright/test';

/** What is waited for: so many elements, or an element with a text. */
export type Wanted = { readonly selector: string; readonly count: number } | { readonly selector: string; readonly text: string };

/**
 * Begins to watch the page; the returned function waits until the wanted thing is there and drawn, and gives the page's
 * clock then (Date.now) and, where a click led to it, the milliseconds since that click. All by events of the page itself:
 * what the driver adds is in none of it.
 */
export async function whenDrawn(page: Page, wanted: Wanted): Promise<() => Promise<{ readonly at: number; readonly sinceClick: number }>> {
  const watched = await page.evaluateHandle((what) => {
    const there = () => {
      const found = document.querySelectorAll(what.selector);
      return 'count' in what ? found.length >= what.count : [...found].some((element) => (element.textContent ?? '').includes(what.text));
    };
    let clicked = Number.NaN;
    document.addEventListener('click', (event) => (clicked = event.timeStamp), { capture: true, once: true });
    return {
      drawn: new Promise<{ at: number; sinceClick: number }>((resolve) => {
        const look = () => {
          if (!there()) return;
          observer.disconnect();
          // The frame with the change is drawn after this callback; a task after it comes when that is done.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.addEventListener('message', () => resolve({ at: Date.now(), sinceClick: performance.now() - clicked }));
            port1.start();
            port2.postMessage(null);
          });
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['class', 'style'] });
      }),
    };
  }, wanted);
  return () => watched.evaluate(({ drawn }) => drawn);
}
