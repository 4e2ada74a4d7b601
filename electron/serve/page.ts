import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { DrydockError } from '../../shared/model/errors.ts';

/** One file of the built page. */
export interface PageFile {
  readonly content: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The built page in memory: some megabytes that never change while it runs. */
export interface Page {
  /** By the path of a URL; `/` is the page itself. Names that are not there lead nowhere, `..` included. */
  find(path: string): PageFile | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

/** Reads a built page. Throws `internal` where it was not built. */
export async function openPage(folder: string): Promise<Page> {
  const files = new Map<string, PageFile>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new DrydockError('internal', `The page is not there: ${folder} could not be read.`, { hint: 'Build it: npm run build', cause: error });
  });
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    // Names below assets/ carry a hash of their content.
    const caching = path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache';
    files.set(path, { content: await readFile(file), headers: { 'Content-Type': type, 'Cache-Control': caching } });
  }
  if (!files.has('/index.html')) throw new DrydockError('internal', `The page is not there: ${folder} has no index.html.`, { hint: 'Build it: npm run build' });
  return { find: (path) => files.get(path === '/' ? '/index.html' : path) };
}
