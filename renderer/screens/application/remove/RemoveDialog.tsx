import type { ApplicationSummary } from '../../../../shared/model/home.ts';

export interface RemoveDialogProps {
  readonly summary: ApplicationSummary;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

export function RemoveDialog(_props: RemoveDialogProps) {
  return null;
}
