/** What an application's file says about its cluster (argo-cd types.go, ApplicationDestination). */
export interface SaidDestination {
  readonly name?: string | undefined;
  readonly server?: string | undefined;
}

/** Which context of the kubeconfig an application goes to, and who says so. */
export type SettledDestination =
  /** The file names the context, or an API server that one context has. */
  | { readonly by: 'name' | 'server'; readonly said: string; readonly context: string }
  /** A person chose it, for this application or for the one that renders it (`of`). */
  | { readonly by: 'choice'; readonly said: string; readonly context: string; readonly of?: string }
  /** Nobody: a person has to choose. `why` is a sentence; `chosen` is a choice that leads nowhere any more. */
  | { readonly by: 'nobody'; readonly said: string; readonly why: string; readonly chosen?: string };

/** What the file says, in a word: its name, else its server. */
export function saidWords({ name = '', server = '' }: SaidDestination): string {
  return name === '' ? server : name;
}
