import type { JsonValue } from '../../../../shared/model/json.ts';
import { keyWords } from '../../../../shared/model/kube.ts';
import { ownerOf } from './details.ts';
import { ResourceLink } from './ResourceLink.tsx';
import { resourceTexts } from './texts.ts';

/** "It belongs to ReplicaSet shop/web-7d9", as a link; nothing where nothing owns it. */
export function OwnerWords({ live }: { readonly live: JsonValue | undefined }) {
  const owner = ownerOf(live);
  if (owner === undefined) return null;
  return (
    <>
      {resourceTexts.diff.belongs} <ResourceLink to={owner}>{keyWords(owner)}</ResourceLink>.
    </>
  );
}
