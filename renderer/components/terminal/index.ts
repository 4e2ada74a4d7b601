/** A terminal: the emulator (xterm) in our colours, and the way between it and a process elsewhere. */
import { lazy } from 'react';

export type { TerminalLink, TerminalScreen } from './link.ts';

/** The emulator is loaded when the first terminal is opened. */
export const TerminalView = lazy(() => import('./TerminalView.tsx').then((module) => ({ default: module.TerminalView })));
