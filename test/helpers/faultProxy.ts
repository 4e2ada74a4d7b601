import { answerStatus, createForwarder, serveProxy } from './apiForwarder.ts';

/** What to do with a request instead of forwarding it. */
export type Fault =
  /** Answers with a Kubernetes Status. */
  | { readonly status: number; readonly reason?: string; readonly message: string; readonly headers?: Readonly<Record<string, string>> }
  /** Forwards it when the promise resolves. */
  | { readonly hold: Promise<void> }
  | 'drop'
  | 'hang';

/** A proxy before the real API server that fails on purpose. */
export interface FaultProxy {
  /** A kubeconfig with one context `faulty` that leads through the proxy. */
  readonly kubeconfig: string;
  /** Decides about each request; undefined forwards it. */
  fault: (method: string, url: string) => Fault | undefined;
  /** Method and path of every request so far. */
  readonly requests: readonly string[];
  /** Cuts every open connection, watches included. */
  sever(): void;
  close(): Promise<void>;
}

/** Starts a proxy for a context; it speaks HTTP on loopback and adds the context's own credentials. */
export async function startFaultProxy(kubeconfig: string, context: string, file: string): Promise<FaultProxy> {
  const forward = await createForwarder(kubeconfig, context);
  const requests: string[] = [];
  const { server, close } = await serveProxy('faulty', file, (incoming, outgoing) => {
    requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    const fault = proxy.fault(incoming.method ?? '', incoming.url ?? '');
    if (fault === undefined) return forward(incoming, outgoing);
    if (fault === 'hang') return;
    if (fault === 'drop') return void incoming.socket.destroy();
    if ('hold' in fault) return void fault.hold.then(() => forward(incoming, outgoing));
    answerStatus(outgoing, { ...fault, code: fault.status });
  });
  const proxy: FaultProxy = { kubeconfig: file, requests, fault: () => undefined, sever: () => server.closeAllConnections(), close };
  return proxy;
}
