import type { ComponentType } from 'react';
import { useState } from 'react';
import * as diff from '../components/diff/stories.tsx';
import * as graph from '../components/graph/stories.tsx';
import * as logs from '../components/logs/stories.tsx';
import { SelectField } from '../components/SelectField.tsx';
import styles from './gallery.module.css';

const STORIES: ReadonlyMap<string, ComponentType> = new Map(Object.entries({ ...graph, ...diff, ...logs }));

/** The large components, one at a time: graphs to a thousand nodes, diffs, logs. */
export function Stories() {
  const [name, setName] = useState('SmallGraph');
  const Story = STORIES.get(name);
  return (
    <section className={styles.stories}>
      <SelectField label="Story" value={name} onChange={setName} options={[...STORIES.keys()].map((value) => ({ value, label: value }))} />
      <div className={styles.story}>{Story !== undefined && <Story />}</div>
    </section>
  );
}
