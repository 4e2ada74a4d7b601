import type { ApplicationSummary } from '../../../../shared/model/home.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';

/** What a sync would do, the sync, and its record. */
export function PlanTab({ summary, view }: { readonly summary: ApplicationSummary; readonly view: ApplicationView }) {
  return <p>{`${summary.name} ${view.status.sync.status}`}</p>;
}
