import { ComboField } from '../../components/ComboField.tsx';
import { useHome } from '../../state/home.ts';
import { newTexts } from './texts.ts';

const texts = newTexts.name;

/** The project of an application, of those there are; one that is not there yet may be named, and is said to be missing. */
export function ProjectField({ value, onChange }: { readonly value: string; readonly onChange: (project: string) => void }) {
  const projects = useHome(({ state }) => state?.projects) ?? [];
  const broken = useHome(({ state }) => state?.brokenProjects) ?? [];
  const known = projects.find((project) => project.name === (value === '' ? 'default' : value));
  const problem = broken.find((project) => project.name === value)?.error;
  return (
    <ComboField
      label={texts.project}
      mono
      value={value}
      onChange={onChange}
      suggestions={projects.map(({ name, spec }) => ({ value: name, ...(spec.description === undefined ? {} : { detail: spec.description }) }))}
      check={known !== undefined ? { kind: 'ok', message: known.spec.description || texts.projectThere } : { kind: 'error', message: problem?.message ?? texts.projectMissing(value) }}
    />
  );
}
