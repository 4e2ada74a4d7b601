import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import { yamlText } from '../../components/diff/editor.ts';
import styles from './NewApplication.module.css';

export interface YamlEditorProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** YAML that can be edited; what comes from outside replaces the text and leaves the cursor. */
export function YamlEditor({ label, text, onChange }: YamlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const changed = useEffectEvent(onChange);
  const first = useEffectEvent(() => text);
  useEffect(() => {
    if (place.current === null) return undefined;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first(),
        extensions: [
          history(),
          // Tab leaves the editor unless it was clicked into: keyboards must get out (Esc, then Tab).
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          yamlText,
          // The look of texts that are only read hides the caret.
          EditorView.theme({ '.cm-content': { caretColor: 'var(--text-1)' } }),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  return <div ref={place} className={styles.editor} />;
}
