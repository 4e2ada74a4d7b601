import { counted } from '../../texts.ts';

/** The texts of forwarded ports. */
export const forwardTexts = {
  forward: 'Forward a port',
  choose: 'Choose a port. A free port of this computer leads to it as long as this page is open.',
  another: 'Another port',
  start: 'Forward',
  list: 'Forwarded ports',
  count: (count: number) => `${counted(count, 'port')} forwarded`,
  to: (kind: string, name: string, port: number) => `to port ${port} of ${kind} ${name}`,
  starting: 'Starting',
  open: (address: string) => `Open http://${address}`,
  address: 'address',
  stop: (what: string) => `Stop forwarding ${what}`,
  dismiss: (what: string) => `Dismiss ${what}`,
  connections: (count: number) => (count === 0 ? 'no open connections' : counted(count, 'open connection')),
} as const;
