import { errorShape } from '../../shared/model/errors.ts';
import { startSandbox } from './index.ts';

/**
 * `node electron/sandbox/main.ts [--folder DIR] [--port N]`: a sandbox alone, until Ctrl-C. Standard output has the
 * kubeconfig's path and a line to paste into a shell.
 */
function option(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1];
}

try {
  const folder = option('folder');
  const port = option('port');
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const sandbox = await startSandbox({ log, ...(folder === undefined ? {} : { folder }), ...(port === undefined ? {} : { port: Number(port) }) });
  process.stdout.write(`${sandbox.kubeconfig}\nexport KUBECONFIG=${sandbox.kubeconfig}\n`);
  log(`The context is ${sandbox.context}. Press Ctrl-C to end the sandbox.`);
  const end = (): void => void sandbox.close().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  process.once('disconnect', end);
} catch (error) {
  const { message, hint } = errorShape(error);
  process.stderr.write(`${message}\n${hint === undefined ? '' : `${hint}\n`}`);
  process.exitCode = 1;
}
