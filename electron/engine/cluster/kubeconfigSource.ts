import { statSync, unwatchFile, watchFile } from 'node:fs';
import type { Kubeconfig, KubeconfigEnvironment } from './kubeconfig.ts';
import { kubeconfigFiles, loadKubeconfig } from './kubeconfig.ts';

/** The kubeconfig as it stands; its files are read again only where one of them changed. */
export interface KubeconfigSource {
  current(): Kubeconfig;
  /** Tells each change of a file within a second, one that appears included, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/** Polling sees a file that appears, is replaced, or lies behind a link; there are few of them. */
const POLL_MS = 700;

export function createKubeconfigSource(env: KubeconfigEnvironment, extra: readonly string[] = []): KubeconfigSource {
  const files = [...kubeconfigFiles(env), ...extra];
  let known: { readonly mark: string; readonly config: Kubeconfig } | undefined;
  return {
    current() {
      const mark = files.map(fileMark).join('\n');
      if (known?.mark !== mark) known = { mark, config: loadKubeconfig(env, extra) };
      return known.config;
    },
    subscribe(listener) {
      const changed = () => listener();
      for (const file of files) watchFile(file, { interval: POLL_MS, persistent: false }, changed);
      return () => {
        for (const file of files) unwatchFile(file, changed);
      };
    },
  };
}

/** What changes with a file's content; nanoseconds, since a file can be written twice in a millisecond. */
function fileMark(file: string): string {
  try {
    const found = statSync(file, { bigint: true });
    return `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
