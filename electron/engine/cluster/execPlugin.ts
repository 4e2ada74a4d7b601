import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { isJsonObject, parseJson } from '../../../shared/model/json.ts';
import type { ClientConfig } from './clientConfig.ts';
import type { ExecEntry } from './kubeconfigFile.ts';

/** What a credential plugin gave. */
export interface PluginCredential {
  readonly token: string | undefined;
  /** PEM; both or none. */
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** Milliseconds of the clock; undefined where it holds until the server refuses it. */
  readonly expiresAt: number | undefined;
}

/** A plugin may wait for a login in the browser; longer than this it has hung. */
const TIME_LIMIT_MS = 180_000;
const MAX_OUTPUT = 1024 * 1024;
const SHOWN_STDERR = 600;

/**
 * Runs a credential plugin once (client-go plugin/pkg/client/auth/exec/exec.go, refreshCredsLocked): never by a shell,
 * without standard input, with what it needs to know in KUBERNETES_EXEC_INFO. Throws `cluster-unauthorized` with the
 * end of its standard error, values that look secret left out; its standard output is never told. `signal` ends it.
 */
export async function runExecPlugin(config: ClientConfig, exec: ExecEntry, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<PluginCredential> {
  const command = exec.command ?? '';
  const refuse = (reason: string, hint: string, cause?: unknown) =>
    new DrydockError('cluster-unauthorized', `${config.context}: the credential plugin ${command} ${reason}`, { hint, cause });
  if (exec.interactiveMode === 'Always') {
    throw refuse('wants to ask in a terminal, and Drydock has none.', 'Set interactiveMode to IfAvailable in the kubeconfig, or log in with the plugin in a terminal and use a context with its result.');
  }
  const info: JsonObject = {
    apiVersion: exec.apiVersion ?? '',
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec.provideClusterInfo ? { cluster: await clusterInfo(config) } : {}) },
  };
  const own = Object.fromEntries(exec.env.map(({ name, value }) => [name ?? '', value ?? '']));
  const run = await execute(command, exec.args, { ...env, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(info) }, signal);
  const said = hideSecrets(run.stderr, Object.values(own)).trim().slice(-SHOWN_STDERR);
  const install = exec.installHint === undefined ? '' : ` ${exec.installHint.trim()}`;
  if (run.end === 'cancelled') throw new DrydockError('cancelled', `${config.context}: the credential plugin ${command} was stopped before it was done.`);
  if (run.end === 'timeout') throw refuse(`did not end within ${TIME_LIMIT_MS / 1_000} seconds.${saying(said)}`, 'Run it in a terminal to see what it waits for.');
  if (run.end === 'missing') throw refuse('was not found.', `Install it, or correct the command in the kubeconfig.${install}`, run.error);
  if (run.end === 'failed') throw refuse(`could not be started: ${(run.error as NodeJS.ErrnoException).code ?? 'no reason given'}.`, `Check that it may be executed.${install}`, run.error);
  if (run.end !== 0) throw refuse(`failed with ${typeof run.end === 'number' ? `exit code ${run.end}` : run.end}.${saying(said)}`, `Run it in a terminal, and log in anew if it says so.${install}`);
  const answer = readCredential(run.stdout, exec.apiVersion ?? '');
  if (typeof answer === 'string') throw refuse(`ended without credentials: ${answer}.`, `Run it in a terminal to see what it answers.${install}`);
  return answer;
}

function saying(text: string): string {
  return text === '' ? '' : ` It says: ${text}`;
}

interface Run {
  /** Exit code, the name of the signal that ended it, or why it has neither. */
  readonly end: number | NodeJS.Signals | 'missing' | 'failed' | 'timeout' | 'cancelled';
  readonly error?: Error;
  readonly stdout: string;
  readonly stderr: string;
}

function execute(command: string, args: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Run> {
  return new Promise((resolve) => {
    const timeout = AbortSignal.timeout(TIME_LIMIT_MS);
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], signal: AbortSignal.any([signal, timeout]), windowsHide: true });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => void (stdout = (stdout + chunk).slice(0, MAX_OUTPUT)));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => void (stderr = (stderr + chunk).slice(-MAX_OUTPUT)));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.name !== 'AbortError') resolve({ end: error.code === 'ENOENT' ? 'missing' : 'failed', error, stdout, stderr });
      else resolve({ end: signal.aborted ? 'cancelled' : 'timeout', stdout, stderr });
    });
    child.on('close', (code, ended) => resolve({ end: code ?? ended ?? 'failed', stdout, stderr }));
  });
}

/** The cluster as a plugin sees it (pkg/apis/clientauthentication/v1/types.go, Cluster): files come as their content. */
async function clusterInfo({ server, cluster, context }: ClientConfig): Promise<JsonObject> {
  const file = cluster['certificate-authority'];
  let authority = cluster['certificate-authority-data'];
  if (file !== undefined) {
    const content = await readFile(file).catch((error: unknown) => {
      throw new DrydockError('cluster-tls', `${context}: the certificate authority ${file} could not be read.`, { hint: 'Correct certificate-authority in the kubeconfig.', cause: error });
    });
    authority = content.toString('base64');
  }
  const config = cluster.extensions?.find(({ name }) => name === 'client.authentication.k8s.io/exec')?.extension;
  return {
    server,
    ...(cluster['tls-server-name'] === undefined ? {} : { 'tls-server-name': cluster['tls-server-name'] }),
    ...(cluster['insecure-skip-tls-verify'] ? { 'insecure-skip-tls-verify': true } : {}),
    ...(authority === undefined ? {} : { 'certificate-authority-data': authority }),
    ...(cluster['proxy-url'] === undefined ? {} : { 'proxy-url': cluster['proxy-url'] }),
    config: isJsonObject(config) ? config : null,
  };
}

/** The credential in a plugin's answer, or what is wrong with it. */
function readCredential(stdout: string, apiVersion: string): PluginCredential | string {
  let answer: unknown;
  try {
    answer = parseJson(stdout);
  } catch {
    return stdout.trim() === '' ? 'it printed nothing' : 'what it printed is not JSON';
  }
  if (!isJsonObject(answer) || answer['kind'] !== 'ExecCredential') return 'what it printed is no ExecCredential';
  if (answer['apiVersion'] !== apiVersion) return `it answered in ${String(answer['apiVersion'])}, and the kubeconfig says ${apiVersion}`;
  const status = answer['status'];
  if (!isJsonObject(status)) return 'its answer has no status';
  const text = (field: string) => {
    const value = status[field];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [token, certificate, key] = [text('token'), text('clientCertificateData'), text('clientKeyData')];
  if (token === undefined && certificate === undefined && key === undefined) return 'its answer has neither a token nor a certificate';
  if ((certificate === undefined) !== (key === undefined)) return 'its answer has only one of certificate and key';
  const expires = text('expirationTimestamp');
  const expiresAt = expires === undefined ? undefined : Date.parse(expires);
  if (Number.isNaN(expiresAt)) return 'its expirationTimestamp is no time';
  return { token, certificate, key, expiresAt };
}

/** Takes out of a plugin's complaint what could let somebody in: values it was given, JSON web tokens, `token=...`. */
function hideSecrets(text: string, given: readonly string[]): string {
  let hidden = text;
  for (const value of given) if (value.length >= 6) hidden = hidden.replaceAll(value, '***');
  return hidden
    .replaceAll(/eyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, '***')
    .replaceAll(/((?:token|secret|passw(?:or)?d|api[-_]?key|authorization)["']?\s*[:=]\s*)(?:bearer\s+|basic\s+)?["']?[^\s"',;]+/gi, '$1***');
}
