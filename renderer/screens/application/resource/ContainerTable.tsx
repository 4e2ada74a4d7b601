import type { ContainerStatus } from '../../../../shared/model/details.ts';
import { StateShape } from '../../../components/StateShape.tsx';
import { containerShape, isSaid } from './containers.ts';
import styles from './resource.module.css';
import { resourceTexts } from './texts.ts';

const texts = resourceTexts.containers;

interface ContainerTableProps {
  readonly containers: readonly ContainerStatus[];
  /** What was said above already, and need not be said of a container again. */
  readonly said: readonly string[];
}

/** The containers of a pod, with what each does and why it does not. */
export function ContainerTable({ containers, said }: ContainerTableProps) {
  return (
    <table className={styles.containers} aria-label={texts.title}>
      <thead>
        <tr>
          <th scope="col">{texts.name}</th>
          <th scope="col">{texts.image}</th>
          <th scope="col">{texts.state}</th>
          <th scope="col" data-align="end">
            {texts.restarts}
          </th>
        </tr>
      </thead>
      {containers.map((container) => (
        <tbody key={container.name}>
          <tr>
            <th scope="row">
              {container.name}
              {container.init && <span className={styles.tag}>{texts.init}</span>}
            </th>
            <td>
              <code>{container.image}</code>
            </td>
            <td>
              <ContainerState container={container} />
            </td>
            <td data-align="end">{container.restarts}</td>
          </tr>
          {container.message !== undefined && !isSaid(container.message, said) && (
            <tr>
              <td colSpan={4} className={styles.message}>
                {container.message}
              </td>
            </tr>
          )}
        </tbody>
      ))}
    </table>
  );
}

function ContainerState({ container }: { readonly container: ContainerStatus }) {
  const { tone, words } = containerShape(container);
  return (
    <StateShape label={words} tone={tone} size={14} withLabel>
      {tone === 'ok' && <circle cx="8" cy="8" r="5.6" fill="currentColor" stroke="none" />}
      {tone === 'idle' && <path d="m4 8.4 2.6 2.6 5.4-6" />}
      {tone === 'busy' && <circle cx="8" cy="8" r="5.6" strokeDasharray="22 14" />}
      {tone === 'bad' && <path d="M8 2 15 14H1ZM8 6.5v3M8 11.8v.1" />}
    </StateShape>
  );
}
