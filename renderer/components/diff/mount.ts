import { goToNextChunk, goToPreviousChunk, MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorView } from '@codemirror/view';
import type { LineNote } from './annotations.ts';
import { noteExtension, readOnlyYaml, wholeChange } from './editor.ts';
import type { DiffMode } from './words.ts';

/** What is compared; a side that is absent is not in the cluster, or will not be. */
export interface DiffTexts {
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly beforeNotes: readonly LineNote[];
  readonly afterNotes: readonly LineNote[];
}

/** A diff in the page. */
export interface MountedDiff {
  next(): void;
  previous(): void;
  destroy(): void;
}

/** Beyond these the comparison becomes coarse instead of slow. */
const LIMITS = { scanLimit: 500, timeout: 150 };
const COLLAPSED = { margin: 3, minSize: 6 };

/** Puts a diff into an element. */
export function mountDiff(parent: HTMLElement, texts: DiffTexts, mode: DiffMode): MountedDiff {
  const { before, after, beforeNotes, afterNotes } = texts;
  if (before === undefined || after === undefined) {
    const kind = before === undefined ? 'added' : 'removed';
    const view = new EditorView({ parent, doc: trimmed(after ?? before ?? ''), extensions: [readOnlyYaml(kind === 'added' ? 'New object' : 'Removed object'), wholeChange(kind)] });
    return { next: () => undefined, previous: () => undefined, destroy: () => view.destroy() };
  }
  const collapse = mode === 'whole' ? {} : { collapseUnchanged: COLLAPSED };
  if (mode === 'split') {
    const merge = new MergeView({
      parent,
      a: { doc: trimmed(before), extensions: [readOnlyYaml('Live'), noteExtension(beforeNotes), EditorView.lineWrapping] },
      b: { doc: trimmed(after), extensions: [readOnlyYaml('Predicted'), EditorView.lineWrapping] },
      diffConfig: LIMITS,
      ...collapse,
    });
    return controls(merge.b, () => merge.destroy());
  }
  const view = new EditorView({
    parent,
    doc: trimmed(after),
    extensions: [
      readOnlyYaml('Live and predicted'),
      unifiedMergeView({ original: trimmed(before), mergeControls: false, diffConfig: LIMITS, ...collapse }),
      noteExtension(afterNotes),
    ],
  });
  return controls(view, () => view.destroy());
}

function controls(view: EditorView, destroy: () => void): MountedDiff {
  const go = (command: typeof goToNextChunk) => () => {
    command({ state: view.state, dispatch: (transaction) => view.dispatch(transaction) });
  };
  return { next: go(goToNextChunk), previous: go(goToPreviousChunk), destroy };
}

/** Without the break at the end, which would show as an empty last line. */
function trimmed(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
