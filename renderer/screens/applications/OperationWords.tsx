import type { OperationSummary } from '../../../shared/model/home.ts';
import { texts } from '../../texts.ts';

/** How far a running sync is: "3 of 8". */
export function OperationWords({ operation }: { readonly operation: OperationSummary }) {
  return <>{`${texts.operation.running[operation.kind]} ${operation.done} of ${operation.total}`}</>;
}
