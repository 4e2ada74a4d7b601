/** jq-web publishes no types; this is what of it is used. */
declare module 'jq-web' {
  interface Jq {
    /** What `jq <flags> <filter>` prints for an input. Throws an Error with jq's words. */
    raw(json: string, filter: string, flags: readonly string[]): string;
  }
  const loading: Promise<Jq>;
  export default loading;
}
