import type { ContextState } from '../../../shared/model/home.ts';
import type { DestinationReport } from '../../../shared/model/inspect.ts';
import { Checkbox } from '../../components/Checkbox.tsx';
import { ComboField } from '../../components/ComboField.tsx';
import { ContextChip } from '../../components/ContextChip.tsx';
import type { FieldCheckState } from '../../components/FieldCheck.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import type { Asked } from '../../state/requests.ts';
import { useAsk } from '../../state/requests.ts';
import { useHome } from '../../state/home.ts';
import type { FieldsProps } from './fields.ts';
import styles from './NewApplication.module.css';
import { newTexts } from './texts.ts';

const texts = newTexts.destination;

/** Which cluster and namespace; only the chosen context is contacted. */
export function DestinationFields({ form, change }: FieldsProps) {
  const contexts = useHome(({ state }) => state?.contexts) ?? [];
  const { context, namespace, createNamespace } = form;
  const chosen = contexts.find((item) => item.name === context);
  const report = useAsk('inspectDestination', chosen === undefined || chosen.problem !== undefined ? undefined : { context, namespace });
  const namespaces = report.state === 'done' ? (report.value.namespaces ?? []) : report.state === 'asking' ? (report.before?.namespaces ?? []) : [];
  return (
    <section className={styles.group} aria-labelledby="new-destination">
      <h2 id="new-destination">{texts.title}</h2>
      <SelectField
        label={texts.context}
        value={context}
        onChange={(value) => change({ context: value })}
        options={contexts.map((item) => ({ value: item.name, label: item.name, icon: <ContextChip name={item.name} context={item} /> }))}
        check={contextCheck(context, chosen, report)}
      />
      <ComboField
        label={texts.namespace}
        mono
        value={namespace}
        hint={texts.namespaceHint}
        onChange={(value) => change({ namespace: value })}
        suggestions={namespaces.map((value) => ({ value }))}
        check={namespaceCheck(namespace, createNamespace, report)}
      />
      <Checkbox label={texts.createNamespace} checked={createNamespace} onChange={(on) => change({ createNamespace: on })} />
    </section>
  );
}

function contextCheck(name: string, context: ContextState | undefined, report: Asked<DestinationReport>): FieldCheckState | undefined {
  if (name === '') return undefined;
  if (context === undefined) return { kind: 'error', message: texts.noContext(name), hint: texts.noContextHint };
  if (context.problem !== undefined) return { kind: 'error', message: context.problem };
  if (report.state === 'asking') return { kind: 'checking', message: texts.asking(name) };
  if (report.state === 'failed') return { kind: 'error', message: report.error.message, hint: report.error.hint };
  if (report.state === 'idle') return undefined;
  const words = texts.answered(report.value.version, report.value.latencyMs);
  if (context.readOnly) return { kind: 'warning', message: words, hint: texts.readOnly };
  return context.protected ? { kind: 'warning', message: words, hint: texts.protected } : { kind: 'ok', message: words };
}

function namespaceCheck(namespace: string, create: boolean, report: Asked<DestinationReport>): FieldCheckState | undefined {
  if (report.state !== 'done' || namespace === '') return undefined;
  const { namespaceExists } = report.value;
  if (namespaceExists === true) return { kind: 'ok', message: texts.exists(namespace) };
  if (namespaceExists === undefined) return { kind: 'warning', message: texts.unknown };
  return create ? { kind: 'ok', message: texts.willBeCreated(namespace) } : { kind: 'warning', message: texts.missing(namespace), hint: texts.missingHint };
}
