import { rename, writeFile } from 'node:fs/promises';
import { dump } from 'js-yaml';

export const CONTEXT = 'drydock-sandbox';

/** Writes the kubeconfig, readable by its owner alone; replaced as a whole. */
export async function writeKubeconfig(file: string, server: string, certificate: string, token: string): Promise<void> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': CONTEXT,
    clusters: [{ name: CONTEXT, cluster: { server, 'certificate-authority-data': Buffer.from(certificate).toString('base64') } }],
    users: [{ name: CONTEXT, user: { token } }],
    contexts: [{ name: CONTEXT, context: { cluster: CONTEXT, user: CONTEXT } }],
  };
  await writeFile(`${file}.new`, dump(config), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
