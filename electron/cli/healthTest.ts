import { resolve } from 'node:path';
import type { HealthCase } from '../engine/index.ts';
import { testHealth } from '../engine/index.ts';
import type { OutputFlags } from './show.ts';
import type { Terminal } from './terminal.ts';
import { EXIT, exitCodeOf, printError, printJson } from './terminal.ts';

/** Runs the cases of Argo CD's health scripts below a folder; exit code 1 if any failed. Needs neither home nor host. */
export async function testHealthScripts(terminal: Terminal, folder: string, flags: OutputFlags): Promise<number> {
  const cases: HealthCase[] = [];
  try {
    await testHealth(resolve(folder), (result) => {
      cases.push(result);
      if (flags.output !== 'json' && result.problem !== undefined) terminal.out(`${terminal.paint('red', 'failed')} ${result.name}: ${result.problem}`);
    });
  } catch (error) {
    printError(terminal, error);
    return exitCodeOf(error);
  }
  const failed = cases.filter(({ problem }) => problem !== undefined).length;
  if (flags.output === 'json') printJson(terminal, cases);
  else terminal.out(`passed ${cases.length - failed}, failed ${failed}`);
  return failed > 0 ? EXIT.failed : EXIT.done;
}
