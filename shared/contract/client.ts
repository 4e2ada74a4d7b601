import type { InputOf, OutputOf, ProgressOf, RequestName } from './requests.ts';

/** The part of an AbortSignal that cancelling needs; this folder knows neither Node nor the DOM, which both have one. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** How one request is made. */
export interface CallOptions<Name extends RequestName> {
  /** Cancels the request; it then fails with `cancelled`, or ends if it was one that goes on until cancelled. */
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: ProgressOf<Name>) => void;
}

/** Whoever can be asked: a host in another process, or the engine in this one. Failures are DrydockErrors. */
export interface Client {
  call<Name extends RequestName>(name: Name, input: InputOf<Name>, options?: CallOptions<Name>): Promise<OutputOf<Name>>;
}
