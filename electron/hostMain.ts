/**
 * The host's process. Under Electron it is a `utilityProcess`, told what to do by its arguments and given a message port
 * for each window; everywhere else it is Drydock itself, served to a browser on loopback.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DrydockError, errorShape } from '../shared/model/errors.ts';
import { homeFolder } from './home.ts';
import { startHost } from './host.ts';
import type { Serving } from './ports.ts';
import { parentPort, servePorts } from './ports.ts';
import { connectHost, hostAddress, servedUrl, serveWeb } from './serve/index.ts';

interface Options {
  readonly home: string;
  readonly port: number | undefined;
  readonly open: boolean;
}

const log = (line: string): void => void process.stderr.write(`${line}\n`);

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { home: { type: 'string' }, port: { type: 'string' }, web: { type: 'boolean' }, 'no-open': { type: 'boolean' } },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new DrydockError('usage', `--port ${values.port ?? ''}: a port is a number from 0 (any that is free) to 65535.`);
  }
  return { home: homeFolder(values.home, process.env, process.platform), port, open: values['no-open'] !== true };
}

/** Becomes the home's host, or speaks through the one that runs: a terminal's `run`, a browser's Drydock. */
async function openServing(home: string): Promise<Serving> {
  try {
    return await startHost({ home, log });
  } catch (error) {
    if (!(error instanceof DrydockError) || error.code !== 'conflict') throw error;
    const other = await connectHost(hostAddress(home));
    if (other === undefined) throw error;
    return { client: other, identity: other.hello, gone: other.closed, close: async () => Promise.resolve(other.close()) };
  }
}

async function serveBrowser(options: Options): Promise<void> {
  log('Starting the engine ...');
  const serving = await openServing(options.home);
  if (serving.gone !== undefined) {
    const runningAt = await servedUrl(options.home, serving.identity.pid);
    if (runningAt !== undefined) {
      process.stdout.write(`Drydock is already running at ${runningAt}\n`);
      if (options.open) openBrowser(runningAt);
      return serving.close();
    }
    log(`Another process (${serving.identity.pid}) works for ${options.home} already; the page goes through it.`);
  }
  let web: Awaited<ReturnType<typeof serveWeb>>;
  try {
    const page = join(dirname(fileURLToPath(import.meta.url)), 'renderer');
    web = await serveWeb({ client: serving.client, identity: serving.identity, page, ...(options.port === undefined ? {} : { port: options.port }) });
  } catch (error) {
    await serving.close();
    throw error;
  }
  process.stdout.write(`Drydock is running at ${web.url}\n`);
  log('Press Ctrl-C to stop it.');
  if (options.open) openBrowser(web.url);
  const stopped = Promise.withResolvers<string | undefined>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped.resolve(undefined));
  void serving.gone?.then(() => stopped.resolve('The process that the page went through has ended. Start Drydock again.'));
  const why = await stopped.promise;
  if (why !== undefined) log(why);
  await web.close();
  await serving.close();
}

/** Opens the default browser where there is a screen; the address is printed in any case. */
function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler', url] : ['xdg-open', url];
  const screen = process.platform !== 'linux' || (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '') !== '';
  if (!screen || command === undefined) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // No such program: the printed address is there.
  child.on('error', () => undefined);
  child.unref();
}

try {
  const options = readOptions(process.argv.slice(2));
  const port = parentPort();
  if (port === undefined) await serveBrowser(options);
  else await servePorts(port, await openServing(options.home));
} catch (error) {
  const { message, hint } = errorShape(error);
  log(message);
  if (hint !== undefined) log(hint);
  process.exitCode = error instanceof DrydockError && error.code === 'usage' ? 2 : 1;
}
