import { createElement, useState } from 'react';
import * as diff from '../components/diff/stories.tsx';
import * as graph from '../components/graph/stories.tsx';
import * as logs from '../components/logs/stories.tsx';
import { SelectField } from '../components/SelectField.tsx';
import styles from './gallery.module.css';

const STORIES = new Map(Object.entries({ ...graph, ...diff, ...logs }).map(([name, story]) => [name, createElement(story)]));

/** The large components, one at a time: graphs to a thousand nodes, diffs, logs. */
export function Stories() {
  const [name, setName] = useState('SmallGraph');
  return (
    <section className={styles.stories}>
      <SelectField label="Story" value={name} onChange={setName} options={[...STORIES.keys()].map((value) => ({ value, label: value }))} />
      <div className={styles.story}>{STORIES.get(name)}</div>
    </section>
  );
}
