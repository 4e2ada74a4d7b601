/**
 * kubectl as a judge, a client that nobody here wrote: the same commands on the sandbox and on the real control plane must
 * end alike. Output is compared without what differs between any two clusters: uids, versions, times, addresses, random
 * ends of names.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import { describeCluster, useCluster } from '../cluster/use.ts';
import { COMMANDS } from './commands.ts';
import type { Command } from './commands.ts';

interface Outcome {
  readonly code: number;
  readonly out: string;
}

describeCluster('kubectl on the sandbox and on a real control plane', () => {
  const namespace = `judge-${randomBytes(3).toString('hex')}`;
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(async () => {
    await sandbox.close();
  });

  function run(kubeconfig: string, command: Command): Promise<Outcome> {
    const args = command.args.map((arg) => arg.replaceAll('NAMESPACE', namespace));
    return new Promise((resolve) => {
      const child = execFile(useCluster().kubectl, ['--kubeconfig', kubeconfig, ...args], { timeout: 45_000 }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
        resolve({ code, out: normalised(`${stdout}${stderr}`, namespace) });
      });
      child.stdin?.on('error', () => undefined);
      child.stdin?.end((command.input ?? '').replaceAll('NAMESPACE', namespace));
    });
  }

  for (const [index, command] of COMMANDS.entries()) {
    it(`${index + 1}. kubectl ${command.args.join(' ').slice(0, 110)}`, async () => {
      const [ours, theirs] = await Promise.all([run(sandbox.kubeconfig, command), run(useCluster().kubeconfig, command)]);
      if (command.compare === 'code') expect({ code: ours.code, ours: ours.code === theirs.code ? '' : ours.out }).toEqual({ code: theirs.code, ours: '' });
      else expect(ours).toEqual(theirs);
    });
  }
});

/** What no two clusters have in common becomes a word. */
function normalised(text: string, namespace: string): string {
  return text
    .replaceAll(namespace, 'NAMESPACE')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
    .replaceAll(/"?resourceVersion"?: "\d+"/g, 'resourceVersion: VERSION')
    .replaceAll(/\b10\.\d+\.\d+\.\d+\b/g, 'ADDRESS')
    .replaceAll(/\b(web)-[a-z0-9]{8,10}(-[a-z0-9]{5})?\b/g, '$1-RANDOM')
    .replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-RANDOM')
    .replaceAll(/\b\d+(s|m|m\d+s)\b(?! (?:ago))/g, 'AGE')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\/tmp\/\S+/g, 'FILE')
    .trim();
}
