import { useState } from 'react';
import { ComboField } from '../components/ComboField.tsx';
import { SelectField } from '../components/SelectField.tsx';
import { TextField } from '../components/TextField.tsx';
import { Section } from './Section.tsx';

/** Fields with what was found out about them. */
export function Forms() {
  const [url, setUrl] = useState('https://git.example.com/team/shop.git');
  const [branch, setBranch] = useState('main');
  const [context, setContext] = useState('kind-dev');
  return (
    <Section title="Fields" column>
      <TextField label="Repository" mono value={url} onChange={setUrl} check={{ kind: 'ok', message: '4 branches, 12 tags. Last commit 5 min ago.' }} />
      <ComboField
        label="Revision"
        mono
        value={branch}
        onChange={setBranch}
        suggestions={[{ value: 'main', detail: 'branch' }, { value: 'release/1.0', detail: 'branch' }, { value: 'v1.0.3', detail: 'tag' }]}
        check={{ kind: 'checking' }}
      />
      <TextField
        label="Path"
        mono
        value="deploy/overlay"
        onChange={setUrl}
        hint="A folder in the repository."
        check={{ kind: 'error', message: 'No folder deploy/overlay at main.', hint: 'There is deploy/overlays.' }}
      />
      <SelectField
        label="Context"
        value={context}
        onChange={setContext}
        options={[
          { value: 'kind-dev', label: 'kind-dev' },
          { value: 'prod-eu', label: 'prod-eu' },
        ]}
        check={{ kind: 'warning', message: 'Server is v1.27: out of support.', hint: 'Everything that Drydock needs is there.' }}
      />
      <TextField label="Namespace" optional placeholder="default" value="" onChange={setUrl} />
      <TextField label="Name" disabled value="shop" onChange={setUrl} hint="Cannot be changed once it was synced." />
    </Section>
  );
}
