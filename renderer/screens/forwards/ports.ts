import { mapAt, mapsAt, numberAt, textAt } from '../../../shared/model/fields.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import type { ResourceKey } from '../../../shared/model/kube.ts';
import type { ForwardTarget } from '../../state/forwards.ts';

/** A port that can be forwarded. */
export interface ForwardPort {
  readonly port: number;
  /** "80 (http)". */
  readonly label: string;
}

/** What can be forwarded to: a Pod or a Service; undefined for everything else. */
export function targetOf({ group, kind, namespace, name }: ResourceKey): ForwardTarget | undefined {
  return group === '' && (kind === 'Pod' || kind === 'Service') ? { kind, namespace, name } : undefined;
}

/** The ports that an object names, each once; of UDP and SCTP none, which cannot be forwarded. */
export function portsOf(live: JsonValue | undefined, kind: ForwardTarget['kind']): readonly ForwardPort[] {
  const spec = mapAt(live, 'spec');
  const [field, lists] = kind === 'Service' ? (['port', [spec]] as const) : (['containerPort', mapsAt(spec, 'containers')] as const);
  const ports = new Map<number, string>();
  for (const each of lists.flatMap((list) => mapsAt(list, 'ports'))) {
    const port = numberAt(each, field, 0);
    if (port > 0 && (textAt(each, 'protocol') || 'TCP') === 'TCP' && !ports.has(port)) ports.set(port, textAt(each, 'name'));
  }
  return [...ports].map(([port, name]) => ({ port, label: name === '' ? String(port) : `${port} (${name})` }));
}

/** A port as it is typed; undefined for what is none. */
export function parsePort(typed: string): number | undefined {
  const port = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
