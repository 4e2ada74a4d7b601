import { ScrollText } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ResourceDetails } from '../../../../shared/model/details.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { LogView } from '../../../components/logs/index.ts';
import type { LogWish } from './logs.ts';
import { logFileName, logRequest, readsSeveral } from './logs.ts';
import { LogSelectors } from './LogSelectors.tsx';
import { resourceTexts } from './texts.ts';
import { useLogs } from './useLogs.ts';

const texts = resourceTexts.logs;

interface LogsTabProps {
  readonly application: string;
  readonly details: ResourceDetails;
}

/** The logs of the object's pods: of all at once, or of those that are chosen. */
export function LogsTab({ application, details }: LogsTabProps) {
  // Once they are read, they are read on when the last pod is gone.
  const [begun, setBegun] = useState(details.pods.length > 0);
  if (!begun && details.pods.length > 0) setBegun(true);
  if (!begun) {
    return (
      <EmptyState icon={<ScrollText size={20} />} title={texts.none}>
        {texts.noneWords}
      </EmptyState>
    );
  }
  return <Logs application={application} details={details} />;
}

function Logs({ application, details: { key, pods } }: LogsTabProps) {
  const [wrap, setWrap] = useState(true);
  const [timestamps, setTimestamps] = useState(false);
  const [wish, setWish] = useState<LogWish>({ pods: undefined, container: undefined, mode: 'follow', since: undefined });
  const { buffer, state, retry } = useLogs(useMemo(() => logRequest(application, key, wish), [application, key, wish]));
  return (
    <LogView
      buffer={buffer}
      state={state}
      wrap={wrap}
      timestamps={timestamps}
      several={readsSeveral(pods, wish) || buffer.sources.length > 1}
      onWrap={setWrap}
      onTimestamps={setTimestamps}
      onDownload={(text) => saveText(text, logFileName(key, wish))}
      onRetry={retry}
      selectors={<LogSelectors pods={pods} wish={wish} onChange={setWish} />}
    />
  );
}

function saveText(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
