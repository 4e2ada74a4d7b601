import type { OperationSummary } from '../../../shared/model/home.ts';

/** How far a running sync is: "3 of 8". */
export function OperationWords({ operation }: { readonly operation: OperationSummary }) {
  return (
    <>
      {operation.kind === 'rollback' ? 'Rolling back' : 'Syncing'} {operation.done} of {operation.total}
    </>
  );
}
