import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useEffectEvent, useRef } from 'react';
import { coloursOf, onThemeChange } from './colours.ts';
import type { TerminalLink, TerminalScreen } from './link.ts';
import styles from './terminal.module.css';

export interface TerminalViewProps {
  /** What it is of. */
  readonly label: string;
  /** Called once, when it is there with its size. The link is closed with the view. */
  readonly connect: (screen: TerminalScreen) => TerminalLink;
  /** The process has ended: what it wrote stays, and keys go nowhere. */
  readonly ended: boolean;
  /** The keys that leave the terminal were pressed: focus has to go elsewhere. */
  readonly onLeave: () => void;
  /** The clipboard took what was copied, or refused it. */
  readonly onCopied: (taken: boolean) => void;
}

const SCROLLBACK = 10_000;

/** A terminal on the screen, as large as its place. Tab, Esc and Ctrl keys belong to the process; Ctrl+Shift+X leaves it. */
export function TerminalView({ label, connect, ended, onLeave, onCopied }: TerminalViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<Terminal>(undefined);
  const begin = useEffectEvent(connect);
  const leave = useEffectEvent(onLeave);
  const copy = useEffectEvent((text: string) => {
    navigator.clipboard.writeText(text).then(
      () => onCopied(true),
      () => onCopied(false),
    );
  });

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const { fontFamily, fontSize } = getComputedStyle(element);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const terminal = new Terminal({ fontFamily, fontSize: Number.parseFloat(fontSize), cursorBlink: !calm, scrollback: SCROLLBACK, theme: coloursOf(element), minimumContrastRatio: 4.5 });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    shown.current = terminal;
    let link: TerminalLink | undefined;
    let over = false;

    const fitted = (): void => {
      // A terminal out of sight keeps its size.
      if (element.clientWidth > 0 && element.clientHeight > 0) fit.fit();
    };
    const start = (): void => {
      if (over) return;
      terminal.open(element);
      terminal.textarea?.setAttribute('aria-label', label);
      fitted();
      link = begin({
        size: { columns: terminal.cols, rows: terminal.rows },
        write: (data) => new Promise((resolve) => terminal.write(data, resolve)),
      });
      terminal.focus();
    };
    terminal.attachCustomKeyEventHandler((event) => {
      if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return true;
      const { code } = event;
      if (code !== 'KeyC' && code !== 'KeyV' && code !== 'KeyX') return true;
      // The browser's own answer to Ctrl+Shift+V pastes; to the others it would open its tools.
      if (code !== 'KeyV') event.preventDefault();
      if (event.type === 'keydown' && code === 'KeyC' && terminal.hasSelection()) copy(terminal.getSelection());
      if (event.type === 'keydown' && code === 'KeyX') leave();
      return false;
    });
    const encoder = new TextEncoder();
    terminal.onData((text) => link?.input(encoder.encode(text)));
    terminal.onBinary((text) => link?.input(Uint8Array.from(text, (character) => character.charCodeAt(0))));
    terminal.onResize(({ cols, rows }) => link?.resize({ columns: cols, rows }));
    const sizes = new ResizeObserver(fitted);
    sizes.observe(element);
    const unlisten = onThemeChange(() => {
      terminal.options.theme = coloursOf(element);
    });
    // It measures its letters once, so they must be there; where they cannot be had it takes the next font.
    document.fonts.load(`${fontSize} ${fontFamily}`).then(start, start);
    return () => {
      over = true;
      link?.close();
      sizes.disconnect();
      unlisten();
      terminal.dispose();
    };
  }, [label]);

  useEffect(() => {
    if (shown.current !== undefined) shown.current.options.disableStdin = ended;
  }, [ended]);

  return <div ref={place} className={styles.place} />;
}
