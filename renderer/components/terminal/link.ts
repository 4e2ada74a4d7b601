import type { TerminalSize } from '../../../shared/model/exec.ts';

/** What a process writes to. */
export interface TerminalScreen {
  readonly size: TerminalSize;
  /** Resolves when the bytes were taken, so that a process can be held back. */
  write(data: Uint8Array): Promise<void>;
}

/** Where keys and sizes go. */
export interface TerminalLink {
  input(data: Uint8Array): void;
  resize(size: TerminalSize): void;
  close(): void;
}
