/** Columns and rows of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What a command in a container tells while it runs. */
export type ExecEvent =
  /** It was started, in this container. */
  | { readonly kind: 'started'; readonly container: string; readonly context: string }
  /** Bytes as base64: a program may write what is no text, and a character may come in two pieces. */
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr'; readonly data: string };

/** How a command ended. */
export interface ExecEnd {
  readonly exitCode: number;
}

/**
 * The shell of a container: bash where it is, else sh, with the terminal that the page and the terminal program are. A
 * container without sh refuses it.
 */
export const SHELL: readonly string[] = ['/bin/sh', '-c', 'TERM=xterm-256color; export TERM; [ -x /bin/bash ] && exec /bin/bash; exec /bin/sh'];

/** Output that may be under way without its reader having taken it: a command that writes faster waits. */
export const UNTAKEN_BYTES = 512 * 1024;

/** What a port forward tells while it is there. */
export type ForwardEvent =
  /** 127.0.0.1 listens on this port. */
  | { readonly kind: 'listening'; readonly localPort: number; readonly context: string }
  /** One connection could not be made, or broke; others go on. */
  | { readonly kind: 'problem'; readonly message: string }
  /** Connections that are open now. */
  | { readonly kind: 'connections'; readonly open: number };
