import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** An application's file as it is being edited. */
export interface Draft {
  readonly file: string;
  /** The file's text when editing began: what a save replaces. */
  readonly base: string;
  /** The file's text as it was last read. */
  readonly disk: string;
  readonly text: string;
  /** What was written here before the file was loaded anew. */
  readonly kept?: string;
}

/** A file as the host read it. */
export interface ReadFile {
  readonly yaml: string;
  readonly file: string;
}

/** True where there is something to save. */
export function isChanged({ base, text }: Draft): boolean {
  return text !== base;
}

/** True where the file is another than the one that is edited: saving would be refused. */
export function isConflict({ base, disk }: Draft): boolean {
  return disk !== base;
}

/** The draft after the file was read again: what was not edited follows the file, what was edited stays. */
export function withFile(draft: Draft | undefined, { yaml, file }: ReadFile): Draft {
  if (draft === undefined) return { file, base: yaml, disk: yaml, text: yaml };
  // Somebody else made the same change.
  if (!isChanged(draft) || draft.text === yaml) return { ...draft, file, base: yaml, disk: yaml, text: yaml };
  return { ...draft, file, disk: yaml };
}

/** The draft begun anew with the file as it is; the text that was written stays at hand. */
export function loadedAnew(draft: Draft): Draft {
  return { file: draft.file, base: draft.disk, disk: draft.disk, text: draft.disk, kept: draft.text };
}

/** The draft after its text was saved; what is on disk may differ in its uid. Typing during the save goes on. */
export function saved(draft: Draft, sent: string, { yaml, file }: ReadFile): Draft {
  const { kept: _done, ...rest } = draft;
  return { ...rest, file, base: yaml, disk: yaml, text: draft.text === sent ? yaml : draft.text };
}

/** Without the text that was kept. */
export function withoutKept({ kept: _gone, ...rest }: Draft): Draft {
  return rest;
}

const store = createStore<Readonly<Record<string, Draft>>>(() => ({}));

/** The draft of an application; it outlives the tab, so that one can look elsewhere while editing. */
export function useDraft(application: string): Draft | undefined {
  return useStore(store, (drafts) => drafts[application]);
}

/** Changes the draft of an application by what it is now. */
export function changeDraft(application: string, change: (draft: Draft | undefined) => Draft | undefined): void {
  const before = store.getState();
  const next = change(before[application]);
  if (next !== undefined) store.setState({ [application]: next });
}
