import { expect, it } from 'vitest';
import type { StoredApplication } from '../../../shared/model/application.ts';
import { applicationSpecSchema } from '../../../shared/model/application.ts';
import type { ApplicationView, SyncStatus } from '../../../shared/model/view.ts';
import type { HealthStatus } from '../../../shared/model/health.ts';
import { waitsOf } from './dependsOn.ts';

const spec = applicationSpecSchema.parse({ source: { repoURL: 'x' }, destination: {} });
const application = (name: string, dependsOn: string): StoredApplication => ({ name, uid: name, file: name, spec, warnings: [], manifest: { metadata: { annotations: { 'drydock.dev/depends-on': dependsOn } } } });
const view = (name: string, sync: SyncStatus, health: HealthStatus): ApplicationView => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, uid: name },
  spec,
  status: { sync: { status: sync }, health: { status: health }, resources: [], history: [], conditions: [] },
});

/** Applications by whom they depend on; `asked` collects who was compared. */
function home(applications: Readonly<Record<string, string>>, asked: string[] = []) {
  const states: Readonly<Record<string, readonly [SyncStatus, HealthStatus]>> = { behind: ['OutOfSync', 'Healthy'], ill: ['Synced', 'Degraded'], dark: ['Unknown', 'Unknown'] };
  return {
    application: async (name: string) => (applications[name] === undefined ? undefined : application(name, applications[name])),
    async view(name: string) {
      asked.push(name);
      const [sync, health] = states[name] ?? ['Synced', 'Healthy'];
      return view(name, sync, health);
    },
  };
}

it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['nobody', { app: '' }, []],
  ['one that is ready', { app: 'db', db: '' }, []],
  ['several, spaces and repetitions do not count', { app: ' db, cache,db ,', db: '', cache: '' }, []],
  ['one that is not there', { app: 'db' }, ['It waits for db, and there is no application of that name that can be read (drydock.dev/depends-on).']],
  ['some that are not ready', { app: 'behind,ill,db,dark', behind: '', ill: '', dark: '', db: '' }, ['It waits for behind, which is OutOfSync and Healthy.', 'It waits for ill, which is Synced and Degraded.', 'It waits for dark, which is Unknown and Unknown.']],
  ['not what those wait for', { app: 'db', db: 'behind', behind: '' }, []],
])('%s', async (_what, applications, expected) => {
  expect(await waitsOf(application('app', applications['app'] ?? ''), home(applications))).toEqual(expected);
});

it.each<[string, Readonly<Record<string, string>>, string]>([
  ['itself', { app: 'app' }, 'app -> app'],
  ['each other', { app: 'db', db: 'app' }, 'app -> db -> app'],
  ['a long way', { app: 'a', a: 'b,c', b: '', c: 'app' }, 'app -> a -> c -> app'],
  ['a circle further on', { app: 'a', a: 'b', b: 'c', c: 'b' }, 'b -> c -> b'],
])('a circle is named, and nobody in it is compared: %s', async (_what, applications, circle) => {
  const asked: string[] = [];
  expect(await waitsOf(application('app', applications['app'] ?? ''), home(applications, asked))).toEqual([`app depends on a circle: ${circle}. It is not synced by itself until drydock.dev/depends-on of one of them is corrected.`]);
  expect(asked).toEqual([]);
});

it('the same application by two ways is no circle', async () => {
  expect(await waitsOf(application('app', 'a,b'), home({ a: 'c', b: 'c', c: '' }))).toEqual([]);
});
