import { EmptyState } from '../../components/EmptyState.tsx';
import { applicationTexts } from './texts.ts';

/** In place of what is not known: nothing is said to be absent that could not be looked for. Why is said in the header. */
export function NotCompared() {
  return <EmptyState title={applicationTexts.unknown.title}>{applicationTexts.unknown.words}</EmptyState>;
}
