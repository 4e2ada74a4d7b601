import { Chip } from '../../../components/Chip.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { RotateCw } from 'lucide-react';
import { savePageSettings } from '../../../state/home.ts';
import { applicationTexts } from '../texts.ts';
import type { ShownOrphans } from './useOrphans.ts';

const texts = applicationTexts.views;

/** Shows what nobody tracks as well, with how many there are; they are no part of what is watched, so that they can be looked for anew. */
export function OrphanSwitch({ shown, found, look }: ShownOrphans) {
  const count = shown ? found?.orphans.length : undefined;
  return (
    <>
      {count !== undefined && <IconButton label={texts.lookAgain} icon={<RotateCw size={14} />} onClick={look} />}
      <Chip label={texts.orphans(count)} pressed={shown} onClick={() => void savePageSettings({ orphans: !shown })} {...(count === undefined ? {} : { count })} />
    </>
  );
}
