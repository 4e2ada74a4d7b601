import { yaml } from '@codemirror/lang-yaml';
import { codeFolding, foldEffect, foldGutter, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension, Range } from '@codemirror/state';
import { EditorState } from '@codemirror/state';
import type { DecorationSet } from '@codemirror/view';
import { Decoration, EditorView, lineNumbers, WidgetType } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { LineNote } from './annotations.ts';

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.content], color: 'var(--text-1)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--busy)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--text-3)', fontStyle: 'italic' },
  { tag: [tags.punctuation, tags.separator, tags.meta], color: 'var(--text-3)' },
]);

const look = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--text-1)', fontSize: 'var(--size-mono)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '19px' },
  '.cm-content': { padding: '4px 0', caretColor: 'transparent' },
  '.cm-gutters': { backgroundColor: 'var(--surface-1)', color: 'var(--text-3)', border: 'none', borderRight: '1px solid var(--line)' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 8px 0 10px', minWidth: '36px' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--selection)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--surface-2)', border: '1px solid var(--line)', color: 'var(--text-2)', padding: '0 6px' },
  '.cm-collapsedLines': { background: 'var(--surface-2)', color: 'var(--text-2)', padding: '3px 12px', fontFamily: 'var(--font)', fontSize: 'var(--size-small)', cursor: 'pointer' },
  // Its own marks are characters that few fonts have.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"\u2026"', color: 'var(--text-3)' },
  '.cm-collapsedLines:hover': { color: 'var(--accent)' },
  '.cm-changeGutter': { width: '3px', paddingLeft: '0' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk, .cm-line.drydock-removed': { backgroundColor: 'var(--removed-soft)' },
  '&.cm-merge-b .cm-changedLine, .cm-changedLine, .cm-line.drydock-added': { backgroundColor: 'var(--added-soft)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': { background: 'var(--removed-strong)', borderRadius: '2px' },
  '&.cm-merge-b .cm-changedText, .cm-changedText': { background: 'var(--added-strong)', borderRadius: '2px' },
  '&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter': { background: 'var(--bad)' },
  '&.cm-merge-b .cm-changedLineGutter, .cm-changedLineGutter': { background: 'var(--ok)' },
  '.cm-deletedChunk': { paddingLeft: '6px' },
  '.drydock-note': { marginLeft: '24px', color: 'var(--text-3)', fontFamily: 'var(--font)', fontSize: 'var(--size-small)', fontStyle: 'italic' },
});

/** YAML with line numbers in the page's colours. */
export const yamlText: Extension = [lineNumbers(), yaml(), syntaxHighlighting(colours), look];

/** What every manifest has: YAML, read-only. */
export function readOnlyYaml(label: string): Extension {
  return [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ 'aria-label': label }), yamlText];
}

/** Gutter marks that fold. */
export const folding: Extension = [codeFolding(), foldGutter()];

/** Notes at the ends of their lines. */
export function noteExtension(notes: readonly LineNote[]): Extension {
  return EditorView.decorations.compute(['doc'], ({ doc }) =>
    Decoration.set(
      notes.filter(({ line }) => line <= doc.lines).map((note): Range<Decoration> => Decoration.widget({ widget: new NoteWidget(note), side: 1 }).range(doc.line(note.line).to)),
      true,
    ),
  );
}

/** All lines as added or removed; only those in sight are decorated, for a CRD has thousands. */
export function wholeChange(kind: 'added' | 'removed'): Extension {
  const line = Decoration.line({ class: `drydock-${kind}` });
  return EditorView.decorations.of((view): DecorationSet => {
    const ranges: Range<Decoration>[] = [];
    for (const { from, to } of view.visibleRanges) {
      for (let at = from; at <= to; ) {
        const current = view.state.doc.lineAt(at);
        ranges.push(line.range(current.from));
        at = current.to + 1;
      }
    }
    return Decoration.set(ranges, true);
  });
}

/** Folds `metadata.managedFields`, which nobody reads. The indentation says where it ends. */
export function foldManagedFields(view: EditorView): void {
  const { doc } = view.state;
  for (let number = 1; number <= doc.lines; number++) {
    const line = doc.line(number);
    if (line.text !== '  managedFields:') continue;
    let last = number;
    while (last < doc.lines && /^ {2}(-| )/.test(doc.line(last + 1).text)) last++;
    if (last > number) view.dispatch({ effects: foldEffect.of({ from: line.to, to: doc.line(last).to }) });
    return;
  }
}

class NoteWidget extends WidgetType {
  readonly #note: LineNote;

  constructor(note: LineNote) {
    super();
    this.#note = note;
  }

  override eq(other: NoteWidget): boolean {
    return other.#note.text === this.#note.text && other.#note.title === this.#note.title;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.className = 'drydock-note';
    element.textContent = this.#note.text;
    element.title = this.#note.title;
    return element;
  }
}
