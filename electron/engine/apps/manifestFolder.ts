import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './files.ts';

/** A folder of YAML files, each named after what it holds. */
export interface ManifestFolder {
  /** The files that are YAML by their ending and not hidden, sorted, each with the name that it stands for. */
  files(): Promise<readonly { readonly name: string; readonly file: string }[]>;
  /** The file of a name, looked for among those that are there: a name like "../x" leads nowhere. */
  find(name: string): Promise<string | undefined>;
}

const FILE_NAME = /^(.+)\.ya?ml$/;
/** Of two files of one name the first counts. */
const ENDINGS = ['.yaml', '.yml'];

export function manifestFolder(folder: string): ManifestFolder {
  async function entries(): Promise<readonly string[]> {
    try {
      return await readdir(folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  return {
    async files() {
      return (await entries()).toSorted().flatMap((entry) => {
        const name = nameOfFile(entry);
        return name === undefined || entry.startsWith('.') ? [] : [{ name, file: join(folder, entry) }];
      });
    },
    async find(name) {
      const names = new Set(await entries());
      return ENDINGS.map((ending) => `${name}${ending}`).filter((entry) => names.has(entry)).map((entry) => join(folder, entry))[0];
    },
  };
}

/** The name that a file stands for by its own name; undefined where it is no YAML file. */
export function nameOfFile(file: string): string | undefined {
  return FILE_NAME.exec(file.split(/[\\/]/).at(-1) ?? '')?.[1];
}
