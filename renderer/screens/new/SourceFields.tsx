import { useState } from 'react';
import type { RepositoryRefs, SourceReport } from '../../../shared/model/inspect.ts';
import { keyWords } from '../../../shared/model/kube.ts';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { ComboField } from '../../components/ComboField.tsx';
import type { FieldCheckState } from '../../components/FieldCheck.tsx';
import { KindGlyph } from '../../components/KindGlyph.tsx';
import { TextField } from '../../components/TextField.tsx';
import type { Asked } from '../../state/requests.ts';
import { useAsk } from '../../state/requests.ts';
import { counted } from '../../texts.ts';
import { kindCounts } from './form.ts';
import type { FieldsProps } from './fields.ts';
import styles from './NewApplication.module.css';
import { newTexts } from './texts.ts';

const texts = newTexts.source;
const FIRST_SHOWN = 8;

/** Where the manifests are: what the repository offers is offered, and what stands at the path is listed. */
export function SourceFields({ form, change }: FieldsProps) {
  const { repoURL, revision, path, recurse } = form;
  const refs = useAsk('refs', repoURL === '' ? undefined : { repoURL });
  const reachable = refs.state === 'done' || (refs.state === 'asking' && refs.before !== undefined);
  const report = useAsk('inspectSource', repoURL === '' || !reachable ? undefined : { repoURL, revision, path, recurse });
  const known = refs.state === 'done' ? refs.value : undefined;
  const chooseFolder = window.drydockShell?.chooseFolder;
  return (
    <section className={styles.group} aria-labelledby="new-source">
      <h2 id="new-source">{texts.title}</h2>
      <TextField label={texts.repository} mono value={repoURL} placeholder={texts.repositoryPlaceholder} onChange={(value) => change({ repoURL: value })} check={repositoryCheck(refs)} />
      {chooseFolder !== undefined && (
        <div>
          <Button variant="quiet" onClick={() => void chooseFolder().then((folder) => folder !== undefined && change({ repoURL: folder }))}>
            {texts.browse}
          </Button>
        </div>
      )}
      <ComboField
        label={texts.revision}
        mono
        value={revision}
        onChange={(value) => change({ revision: value })}
        suggestions={[...(known?.branches ?? []).map((value) => ({ value, detail: texts.branch })), ...(known?.tags ?? []).map((value) => ({ value, detail: texts.tag }))]}
        check={revisionCheck(report)}
      />
      <ComboField
        label={texts.path}
        mono
        value={path}
        onChange={(value) => change({ path: value })}
        suggestions={report.state === 'done' ? report.value.folders.map((value) => ({ value })) : []}
        check={pathCheck(report)}
      />
      <Checkbox label={texts.recurse} checked={recurse} onChange={(on) => change({ recurse: on })} />
      {report.state === 'done' && report.value.found.length > 0 && <Found report={report.value} />}
    </section>
  );
}

function failed({ error }: { readonly error: { readonly message: string; readonly hint?: string } }): FieldCheckState {
  return { kind: 'error', message: error.message, hint: error.hint };
}

function repositoryCheck(refs: Asked<RepositoryRefs>): FieldCheckState | undefined {
  if (refs.state === 'idle') return undefined;
  if (refs.state === 'asking') return { kind: 'checking' };
  if (refs.state === 'failed') return failed(refs);
  const { branches, tags } = refs.value;
  if (branches.length === 0) return { kind: 'warning', message: texts.emptyRepository, hint: texts.emptyRepositoryHint };
  return { kind: 'ok', message: `${counted(branches.length, 'branch', 'branches')}, ${counted(tags.length, 'tag')}` };
}

function revisionCheck(report: Asked<SourceReport>): FieldCheckState | undefined {
  if (report.state === 'idle') return undefined;
  if (report.state === 'asking') return { kind: 'checking' };
  if (report.state === 'failed') return failed(report);
  const { commit } = report.value;
  return { kind: 'ok', message: `${commit.id.slice(0, 7)} "${commit.subject}" by ${commit.author}` };
}

function pathCheck(report: Asked<SourceReport>): FieldCheckState | undefined {
  if (report.state === 'asking') return { kind: 'checking' };
  // What is wrong with the revision is said there.
  if (report.state !== 'done') return undefined;
  const { problem, total, found, warnings } = report.value;
  if (problem !== undefined) return failed({ error: problem });
  if (total === 0) return { kind: 'warning', message: texts.noManifests, hint: texts.noManifestsHint };
  const words = total === found.length ? kindCounts(found.map(({ key }) => key.kind)) : `${counted(total, 'object')}`;
  const [warning] = warnings;
  return warning === undefined ? { kind: 'ok', message: words } : { kind: 'warning', message: words, hint: warning };
}

function Found({ report }: { readonly report: SourceReport }) {
  const [all, setAll] = useState(false);
  const shown = all ? report.found : report.found.slice(0, FIRST_SHOWN);
  return (
    <div className={styles.found}>
      <ul>
        {shown.map(({ key, origin }) => (
          <li key={`${origin.file}:${origin.line}`}>
            <KindGlyph kind={key.kind} />
            <span>{keyWords(key)}</span>
            <span className={styles.origin}>
              {origin.file}:{origin.line}
            </span>
          </li>
        ))}
      </ul>
      {report.total > shown.length && (
        <Button variant="quiet" onClick={() => setAll(true)} disabledReason={all ? texts.firstListed : undefined}>
          {counted(report.total - shown.length, 'more object')}
        </Button>
      )}
    </div>
  );
}
