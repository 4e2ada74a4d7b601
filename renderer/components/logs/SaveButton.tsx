import { Download } from 'lucide-react';
import { texts } from '../../texts.ts';
import { IconButton } from '../IconButton.tsx';
import { Menu } from '../Menu.tsx';

export interface SaveButtonProps {
  /** How many lines a filter shows; undefined where all are shown. */
  readonly shown: number | undefined;
  readonly onSave: (what: 'shown' | 'all') => void;
}

/** Saves the log as a file; with a filter it asks which lines. */
export function SaveButton({ shown, onSave }: SaveButtonProps) {
  if (shown === undefined) return <IconButton label={texts.log.save} icon={<Download size={16} />} onClick={() => onSave('all')} />;
  return (
    <Menu
      align="end"
      trigger={<IconButton label={texts.log.save} icon={<Download size={16} />} />}
      entries={[
        { kind: 'item', label: texts.log.saveShown(shown), onSelect: () => onSave('shown') },
        { kind: 'item', label: texts.log.saveAll, onSelect: () => onSave('all') },
      ]}
    />
  );
}
