import { DrydockError } from '../../../shared/model/errors.ts';
import type { ErrorCode } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import { ProxyError } from './tunnel.ts';

/** One cause of a Kubernetes Status (meta/v1 StatusCause). */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** The API server answered with an error. `message` is a sentence; the server's own words are in `serverMessage`. */
export class ApiError extends DrydockError {
  readonly status: number;
  /** meta/v1 StatusReason such as `Conflict`, `NotFound`, `Invalid`; empty where the body was no Status. */
  readonly reason: string;
  readonly serverMessage: string;
  readonly causes: readonly StatusCause[];
  /** Seconds that the server asks to wait before a retry, if it does. */
  readonly retryAfter: number | undefined;

  constructor(options: {
    context: string;
    action: string;
    status: number;
    body: string;
    parsed: JsonValue | undefined;
    retryAfter?: number | undefined;
  }) {
    const details = readStatus(options.parsed);
    const serverMessage = details.message !== '' ? details.message : options.body.slice(0, 300).trim() || `HTTP status ${options.status}`;
    const { code, hint } = classify(options.status, options.context);
    super(code, `${options.context}: could not ${options.action}: ${serverMessage}`, hint === undefined ? {} : { hint });
    this.status = options.status;
    this.reason = details.reason;
    this.serverMessage = serverMessage;
    this.causes = details.causes;
    this.retryAfter = options.retryAfter;
  }
}

function readStatus(parsed: JsonValue | undefined): { message: string; reason: string; causes: StatusCause[] } {
  if (!isJsonObject(parsed) || parsed['kind'] !== 'Status') return { message: '', reason: '', causes: [] };
  const details = parsed['details'];
  const causes: StatusCause[] = [];
  if (isJsonObject(details) && isJsonArray(details['causes'])) {
    for (const cause of details['causes']) {
      if (!isJsonObject(cause)) continue;
      causes.push({ reason: text(cause['reason']), message: text(cause['message']), field: text(cause['field']) });
    }
  }
  return { message: text(parsed['message']), reason: text(parsed['reason']), causes };
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function classify(status: number, context: string): { code: ErrorCode; hint?: string } {
  switch (status) {
    case 401:
      return { code: 'cluster-unauthorized', hint: `Log in again for the context "${context}", or check its credentials in the kubeconfig.` };
    case 403:
      return { code: 'cluster-forbidden', hint: 'Ask for the permission that the message names, or use a context that has it.' };
    case 404:
      return { code: 'cluster-not-found' };
    case 409:
      return { code: 'cluster-conflict', hint: 'Refresh and look at the plan again.' };
    case 400:
    case 415:
    case 422:
      return { code: 'cluster-invalid', hint: 'Correct the manifest in Git.' };
    case 429:
      return { code: 'cluster-throttled', hint: 'The API server is limiting requests; try again in a moment.' };
    default:
      return { code: 'cluster-failed', hint: 'The API server failed to answer; try again, and look at its own logs if it goes on.' };
  }
}

/** What a connection failure means, in words. `target` is host:port. */
export function connectionError(context: string, target: string, error: unknown): DrydockError {
  const root = rootCause(error);
  const code = String((root as { code?: unknown }).code ?? '');
  const detail = root instanceof Error ? root.message : String(root);
  const could = `Could not reach ${context}`;
  const at = (problem: string, hint: string, errorCode: ErrorCode = 'cluster-unreachable') =>
    new DrydockError(errorCode, `${could}: ${problem}`, { hint, cause: error });
  const proxy = proxyError(error);
  if (proxy !== undefined) return at(`the proxy ${proxy.proxy} did not open the way to ${target}: ${proxy.message}.`, 'Check proxy-url in the kubeconfig, or HTTPS_PROXY and NO_PROXY.');
  if (code === 'ECONNREFUSED') return at(`connection refused at ${target}.`, 'The cluster may be stopped. Start it, or choose another context.');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return at(`the host of ${target} was not found.`, 'Check the network or VPN, and the server in the kubeconfig.');
  if (isDropped(code)) return at(`the connection to ${target} was dropped.`, 'The API server may be restarting; try again.');
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return at(`no answer from ${target}.`, 'Check the network or VPN, or choose another context.', 'cluster-timeout');
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return at(`${target} took the request but did not answer in time.`, 'The API server may be overloaded; try again.', 'cluster-timeout');
  const tls = tlsProblem(code, detail);
  if (tls !== undefined) return at(`the TLS connection to ${target} failed: ${tls.words}`, tls.hint, 'cluster-tls');
  return at(`${detail} (${target})`, 'Check the context in the kubeconfig.');
}

const RENEW = 'The cluster may have been made anew: write its kubeconfig again.';
const UNKNOWN_AUTHORITY = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|CERT_SIGNATURE_FAILURE)$/;
const REFUSED_CLIENT = /^ERR_SSL_.*ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_(?:REQUIRED|EXPIRED|REVOKED|UNKNOWN)|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)$/;

/** What is wrong with a TLS connection, by the code of Node or OpenSSL (nodejs.org/api/tls.html, "X509 certificate error codes"). */
function tlsProblem(code: string, detail: string): { readonly words: string; readonly hint: string } | undefined {
  if (code === 'CERT_HAS_EXPIRED') return { words: 'its certificate has expired.', hint: "Renew the cluster's certificates." };
  if (code === 'CERT_NOT_YET_VALID') return { words: 'its certificate is not valid yet.', hint: "Check this computer's clock." };
  if (UNKNOWN_AUTHORITY.test(code)) return { words: `its certificate is not signed by an authority that the kubeconfig names or this computer trusts (${detail}).`, hint: RENEW };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { words: `its certificate is for another name: ${detail}`, hint: 'Correct the server in the kubeconfig, or set tls-server-name there to a name that the certificate has.' };
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') return { words: 'what answers there does not speak TLS.', hint: 'Check the server in the kubeconfig: its port, and whether it begins with https.' };
  if (REFUSED_CLIENT.test(code)) return { words: 'the server does not take the client certificate.', hint: 'It may have expired: log in again, or write the kubeconfig anew.' };
  if (/^ERR_OSSL_|^ERR_CRYPTO_/.test(code)) return { words: `a certificate or key of the kubeconfig cannot be read: ${detail}`, hint: 'Write the kubeconfig anew.' };
  if (/CERT|SSL|TLS|ALTNAME|SELF_SIGNED|UNABLE_TO_|ISSUER/.test(code)) return { words: detail, hint: RENEW };
  return undefined;
}

/** A proxy's refusal has a cause of its own, which would say too little. */
function proxyError(error: unknown): ProxyError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) if (current instanceof ProxyError) return current;
  return undefined;
}

/** The server closes a connection, and did not look at this request of it (RFC 9113, 6.8: streams past the last one that GOAWAY names). */
export const REFUSED_BY_GOAWAY = 'GOAWAY';

/** The code of what made a connection fail: the system's, undici's, a proxy's own, or `REFUSED_BY_GOAWAY`. */
export function connectionCode(error: unknown): string {
  const cause = rootCause(error) as { code?: unknown; message?: unknown };
  const code = String(cause.code ?? '');
  // What GOAWAY lets end, ends; undici fails with this only what it refused (undici lib/dispatcher/client-h2.js, onHttp2SessionGoAway).
  if (code === 'UND_ERR_INFO' && String(cause.message).includes('"GOAWAY" frame')) return REFUSED_BY_GOAWAY;
  return proxyError(error)?.code ?? code;
}

/** A connection that broke while a request was under way; over HTTP/2 undici and Node have codes of their own. */
export function isDropped(code: string): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_INFO'].includes(code) || code.startsWith('ERR_HTTP2_');
}

function rootCause(error: unknown): unknown {
  let current = error;
  for (let depth = 0; depth < 8; depth++) {
    if (current instanceof AggregateError && current.errors.length > 0) current = current.errors[0];
    else if (current instanceof Error && current.cause !== undefined && current.cause !== null) current = current.cause;
    else break;
  }
  return current;
}
