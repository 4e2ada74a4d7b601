/**
 * What the window gives the page besides the contract. Set by the preload script as `window.drydockShell`; absent in a
 * browser, where the page does without.
 */
export interface DrydockShell {
  readonly platform: string;
  /** Asks for a new message port to the host; it arrives as a `message` event whose data is `SHELL_PORT`, with the port. */
  connect(): void;
  /** Asks for a folder by the system's dialog; undefined where none was chosen. */
  chooseFolder(): Promise<string | undefined>;
  /** Opens an http(s) address in the user's browser; others are refused. */
  openExternal(url: string): void;
}

/** The data of the message that carries a port to the page. */
export const SHELL_PORT = 'drydock-port';
