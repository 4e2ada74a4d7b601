import type { ErrorShape } from '../../../../shared/model/errors.ts';
import { Banner } from '../../../components/Banner.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { applicationTexts } from '../texts.ts';
import type { ShownOrphans } from './useOrphans.ts';

/** Why what is shown below may be old or not all. */
export function Notices({ error, orphans }: { readonly error: ErrorShape | undefined; readonly orphans?: ShownOrphans }) {
  const unreadable = orphans?.found?.unreadable ?? [];
  return (
    <>
      {error !== undefined && <ErrorNotice error={error} />}
      {orphans?.error !== undefined && <ErrorNotice error={orphans.error} />}
      {unreadable.length > 0 && <Banner tone="warn">{applicationTexts.views.notAll(unreadable)}</Banner>}
    </>
  );
}
