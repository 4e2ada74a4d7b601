import { protocol } from 'electron';
import { openPage } from '../serve/page.ts';

/** The page's own scheme: no `file:`, which would let it read the disk. */
const SCHEME = 'drydock-app';
export const PAGE_URL = `${SCHEME}://page/`;

/** As DESIGN "Security" has it for both shells; the window has no WebSocket. */
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

/** Must be called before Electron is ready. */
export function offerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** Serves the built page from memory at PAGE_URL, and nothing else. */
export async function servePage(folder: string): Promise<void> {
  const page = await openPage(folder);
  protocol.handle(SCHEME, (request) => {
    const { host, pathname } = new URL(request.url);
    const file = host === 'page' && request.method === 'GET' ? page.find(pathname) : undefined;
    if (file === undefined) return new Response('There is no such file.', { status: 404 });
    return new Response(new Uint8Array(file.content), { headers: { ...file.headers, 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' } });
  });
}
