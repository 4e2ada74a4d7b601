import type { DrydockShell } from '../../shared/contract/shell.ts';
import { SHELL_PORT } from '../../shared/contract/shell.ts';

declare global {
  interface Window {
    readonly drydockShell?: DrydockShell;
  }
}

/** One way to the host, open or opening: texts in order, until it is closed by either side. */
export interface Carrier {
  send(text: string): void;
  close(): void;
}

/** What a carrier tells. `closed` comes once, also where it never opened. */
export interface CarrierEvents {
  text(text: string): void;
  closed(): void;
}

/** Opens the carrier that this page has: a port in the window, a WebSocket in a browser. */
export function openCarrier(events: CarrierEvents): Carrier {
  return window.drydockShell === undefined ? openSocket(events) : openPort(window.drydockShell, events);
}

function openSocket(events: CarrierEvents): Carrier {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/contract`);
  const waiting: string[] = [];
  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) socket.send(text);
  });
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') events.text(data);
  });
  socket.addEventListener('close', () => events.closed());
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
      else if (socket.readyState === WebSocket.CONNECTING) waiting.push(text);
    },
    close: () => socket.close(),
  };
}

function openPort(shell: DrydockShell, events: CarrierEvents): Carrier {
  let port: MessagePort | undefined;
  const waiting: string[] = [];
  const receive = (event: MessageEvent) => {
    const [given] = event.ports;
    // Only the preload script can post to this window from this window.
    if (event.source !== window || event.data !== SHELL_PORT || given === undefined) return;
    window.removeEventListener('message', receive);
    port = given;
    given.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') events.text(data);
    });
    given.addEventListener('close', () => events.closed());
    given.start();
    for (const text of waiting.splice(0)) given.postMessage(text);
  };
  window.addEventListener('message', receive);
  shell.connect();
  return {
    send(text) {
      if (port === undefined) waiting.push(text);
      else port.postMessage(text);
    },
    close() {
      window.removeEventListener('message', receive);
      port?.close();
    },
  };
}
