/**
 * The GitOps engine: Git on one side, clusters on the other, plain data in between. It knows no Electron and no page;
 * the terminal and the host use it through `createEngine`.
 *
 * The rooms' arrows run one way: apps -> sync -> plan -> diff, render, health, tree, describe -> git, cluster, scripts -> shared.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { StoredApplication } from '../../shared/model/application.ts';
import { syncPolicyOf } from '../../shared/model/application.ts';
import { isReadOnlyContext } from '../../shared/model/context.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import type { ResourceKey } from '../../shared/model/kube.ts';
import { keyText, keyWords } from '../../shared/model/kube.ts';
import type { RemovalResult } from '../../shared/model/operation.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Controller, ControllerDependencies, Followed, HealthCase, HealthChoices, Rendered, Residents } from './apps/index.ts';
import {
  automatedRollback,
  createApplicationStore,
  createBindings,
  contextIn,
  createChildFiles,
  createClusterHealths,
  createClusters,
  createConnections,
  createController,
  createDestinations,
  createExample,
  createGovernor,
  createHousehold,
  createHub,
  createLoops,
  createProjectStore,
  createSchemaSource,
  createSourceReader,
  diffRevisions,
  execInPod,
  findHistory,
  followEvents,
  followNetwork,
  followResource,
  followTree,
  followViews,
  followWorkloadLogs,
  forwardPort,
  inspectDestination,
  inspectSource,
  isMissing,
  listActions,
  offerResume,
  readLog,
  readOperations,
  readPlan,
  readRecords,
  readSettings,
  removeRecords,
  repositoryRefs,
  resumeOperation,
  runAction,
  shownObjects,
  syncWithRetries,
  testHealthScripts,
  writeFileAtomic,
  writeSettings,
} from './apps/index.ts';
import type { Cluster, WriteAccess } from './cluster/index.ts';
import { createKubeconfigSource, openCluster } from './cluster/index.ts';
import { createMasker } from './diff/index.ts';
import type { Engine, EngineOptions, RemovalRequest } from './engine.ts';
import { createJqRunner, createLuaRunner } from './scripts/index.ts';
import { createGit } from './git/index.ts';


export { kubeconfigFiles } from './cluster/index.ts';
export { unifiedDiff } from './diff/index.ts';
export type { HealthCase } from './apps/index.ts';

export type { CommandRequest, Engine, EngineEvent, EngineOptions, LogRequest, SyncCall } from './engine.ts';
export type { ForwardRequest, RunningCommand } from './apps/index.ts';

const PLAN_KEY_BYTES = 32;
/** Longer than the 30 s that a pod's containers usually have to end. */
const DELETION_WAIT_MS = 60_000;

/** What is made once, when it is first needed. */
interface Core {
  settings: Settings;
  readonly planKey: Uint8Array;
  readonly git: ReturnType<typeof createGit>;
  readonly sources: ReturnType<typeof createSourceReader>;
}

/** Opens the engine of a home. Nothing is read or contacted until it is asked for; `close` must be called. */
export function createEngine(options: EngineOptions): Engine {
  const { home } = options;
  const env = options.env ?? process.env;
  const now = options.now ?? (() => new Date());
  const store = createApplicationStore(home);
  const projects = createProjectStore(home);
  const bindings = createBindings(home);
  const controllers = new Map<string, Controller>();
  const hub = createHub();
  const liveListeners = new Map<string, Set<() => void>>();
  const mask = createMasker(randomBytes(32));
  const schemas = createSchemaSource();
  const jq = createJqRunner();
  const lua = createLuaRunner();
  /** What the settings said of health when they were last read or saved. */
  let healthChoices: HealthChoices = { folder: '', argoCd: true };
  const healthOf = createClusterHealths(lua, () => healthChoices);
  const username = userInfo().username;
  let core: Promise<Core> | undefined;
  const kubeconfig = createKubeconfigSource(env, options.extraKubeconfigs);
  const destinations = createDestinations(kubeconfig, bindings);
  const clusters = createClusters({
    kubeconfig,
    open: (config) => openCluster(config.context, config, join(home, 'cache'), writeFileAtomic, { env, access: () => writeAccess(config.context), version: options.version }),
    inUse: (cluster) => [...controllers.values()].some((controller) => controller.cluster === cluster),
    onLeft: (context) => connections.forget(context),
  });
  const connections = createConnections({ clusterOf: clusters.of, inUse: (context) => using(context).length > 0, onRecovered: (context) => using(context).forEach(wake), now });
  const closing = new AbortController();
  let closed = false;
  let unwatchKubeconfig: (() => void) | undefined;

  function ready(): Promise<Core> {
    if (closed) throw new DrydockError('cancelled', 'The engine is closed.');
    core ??= open().catch((error: unknown) => {
      // A broken settings file can be corrected while Drydock runs.
      core = undefined;
      throw error;
    });
    return core;
  }

  async function open(): Promise<Core> {
    const settings = await readSettings(home);
    healthChoices = choicesOf(settings);
    const git = createGit({ cacheDir: join(home, 'cache', 'git'), idleTimeout: settings.git.timeoutSeconds * 1_000, environment: env });
    return { settings, planKey: await readPlanKey(home), git, sources: createSourceReader(git) };
  }

  async function writeAccess(context: string): Promise<WriteAccess> {
    const { contexts: rules } = (await ready()).settings;
    if (!isReadOnlyContext(context, rules.readOnly)) return 'all';
    return rules.readOnlyDryRun ? 'dry-run' : 'none';
  }

  /** The applications that go to a context. */
  function using(context: string): Controller[] {
    const settle = destinations.settler();
    return [...controllers.values()].filter(({ application }) => contextIn(settle(application)) === context);
  }

  function wake(controller: Controller): void {
    for (const listener of liveListeners.get(controller.application.name) ?? []) listener();
  }

  /** Applications whose context leads elsewhere now, or nowhere, or somewhere at last, look again. */
  function kubeconfigChanged(): void {
    const settle = destinations.settler();
    for (const controller of controllers.values()) {
      const context = contextIn(settle(controller.application));
      let cluster: Cluster | undefined;
      try {
        if (context !== undefined) cluster = clusters.of(context);
      } catch {
        // The application itself says why its context cannot be used, when it is compared.
      }
      if (cluster !== controller.cluster) wake(controller);
    }
    clusters.settle();
  }

  const loops = createLoops({
    home,
    store,
    hub,
    now,
    async settings() {
      const opened = await ready();
      return () => opened.settings;
    },
    controllerOf: (name) => controllerOf(name),
    listenLive,
  });

  /** The home's applications, for those that render others. */
  const residents: Residents = {
    home,
    files: createChildFiles(store, { ...projects, remove: removeProject }),
    hub,
    destinations,
    running: () => loops.running,
    existing: (name) => controllers.get(name),
    controllerOf: (name) => controllerOf(name),
    remove: (name, way) => removeApplication(name, way),
  };

  const govern = createGovernor({
    store,
    projects,
    contexts: () => kubeconfig.current().contexts,
    destinationOf: destinations.of,
    async view(name) {
      const controller = await controllerOf(name);
      return controller.view.status.reconciledAt === undefined ? controller.refresh('fetch') : controller.view;
    },
  });

  async function controllerOf(name: string): Promise<Controller> {
    const application = await store.get(name);
    const known = controllers.get(name);
    if (known !== undefined && known.application.uid === application.uid) {
      known.update(application);
      return known;
    }
    known?.close();
    const controller = newController(application, await ready(), {
      onLiveChange: () => wake(controller),
      onView: (view) => {
        hub.tell({ type: 'view', view });
        clusters.settle();
      },
    });
    controllers.set(name, controller);
    unwatchKubeconfig ??= kubeconfig.subscribe(kubeconfigChanged);
    return controller;
  }

  function newController(application: StoredApplication, opened: Core, told: Pick<ControllerDependencies, 'onLiveChange' | 'onView'>): Controller {
    return createController(application, {
      home,
      sources: opened.sources,
      cluster: clusters.of,
      schemas,
      jq,
      household: createHousehold(residents, () => opened.settings.contexts),
      healthOf,
      destinationOf: destinations.of,
      contextOf: destinations.contextOf,
      govern,
      isReadOnly: (context) => isReadOnlyContext(context, opened.settings.contexts.readOnly),
      planKey: opened.planKey,
      mask,
      now,
      deletionWaitMs: options.deletionWaitMs ?? DELETION_WAIT_MS,
      ...told,
      onContact: (context, error) => connections.note(context, error),
    });
  }

  function listenLive(name: string, listener: () => void): () => void {
    const listeners = liveListeners.get(name) ?? new Set();
    liveListeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  async function followed(name: string): Promise<Followed> {
    return { controller: await controllerOf(name), hub, healthOf, liveChanges: (wake) => listenLive(name, wake), looped: () => loops.has(name) };
  }

  /** Deletes an application as `Engine.remove` says. */
  async function removeApplication(name: string, { cascade, propagation = 'foreground', force = false, revision, signal }: RemovalRequest, onResult?: (result: RemovalResult) => void): Promise<readonly RemovalResult[]> {
    const controller = await controllerOf(name);
    const results = force ? [] : await controller.remove({ way: { cascade, propagation }, onResult, revision, signal });
    if (results.some((result) => result.status === 'Failed')) return results;
    controller.close();
    controllers.delete(name);
    await store.remove(name);
    await removeRecords(home, name);
    await bindings.forget(controller.application.uid);
    hub.tell({ type: 'removed', name });
    return results;
  }

  async function removeProject(name: string): Promise<void> {
    const used = (await store.list()).applications.filter(({ spec }) => spec.project === name).map((application) => application.name);
    if (used.length > 0) throw new DrydockError('usage', `The project ${name} was not deleted: ${used.slice(0, 10).join(', ')}${used.length > 10 ? ` and ${used.length - 10} more` : ''} ${used.length === 1 ? 'is' : 'are'} in it.`, { hint: 'Move them to another project first (app set NAME --project OTHER).' });
    await projects.remove(name);
  }

  /** Only what is in the application's tree is its to act upon. */
  async function actionInput(name: string, key: ResourceKey, signal: AbortSignal | undefined) {
    const controller = await controllerOf(name);
    const cluster = controller.connect();
    const ensureOwn = async () => {
      const { tree: { nodes } } = await controller.tree(signal);
      if (!nodes.some((node) => keyText(node.key) === keyText(key))) throw new DrydockError('not-found', `${keyWords(key)} is no resource of ${name}.`, { hint: 'See "app resources --tree" for those it has.' });
    };
    return { cluster, health: healthOf(cluster), lua, key, ensureOwn, signal };
  }

  async function rollbackSource(name: string, historyId: number) {
    const { history } = await readRecords(home, name);
    const entry = findHistory(name, history, historyId);
    return { source: entry.source, revision: entry.revision };
  }

  /** An application's source at a revision, after fetching Git; what its project forbids is not read. */
  async function renderAt(name: string, revision: string | undefined, signal: AbortSignal | undefined): Promise<Rendered> {
    const application = await store.get(name);
    const { source } = application.spec;
    await govern(application, source.repoURL);
    return (await ready()).sources.read(source, revision ?? source.targetRevision ?? '', 'fetch', signal);
  }

  return {
    home,
    projects: {
      ...projects,
      remove: removeProject,
    },
    contexts() {
      const { contexts, files, problems } = kubeconfig.current();
      return { contexts, files, problems };
    },
    watchKubeconfig: (listener) => kubeconfig.subscribe(listener),
    list: () => store.list(),
    create: (yaml, from) => store.create(yaml, from),
    async view(name, depth, signal) {
      return (await controllerOf(name)).refresh(depth, signal);
    },
    async follow(name, onView, signal) {
      await followViews(await followed(name), onView, signal);
    },
    async plan(name, choices, depth = 'fetch', signal, revision) {
      const controller = await controllerOf(name);
      const from = revision === undefined ? undefined : { source: controller.application.spec.source, revision };
      return controller.plan(choices, { ...(from === undefined ? {} : { from }), depth, signal });
    },
    async manifests(name, { source, revision }, signal) {
      if (source === 'git') return shownObjects((await renderAt(name, revision, signal)).manifests.map(({ object }) => object), mask);
      return shownObjects(await (await controllerOf(name)).liveObjects(signal), mask);
    },
    async diffRevisions(name, from, to, signal) {
      const [before, after] = await Promise.all([renderAt(name, from, signal), renderAt(name, to, signal)]);
      return diffRevisions(before, after, mask);
    },
    async sync(plan, call = {}) {
      const controller = await controllerOf(plan.application);
      const { retry, timeoutSeconds, signal, ...rest } = call;
      return within(timeoutSeconds, signal, (stop) => {
        const request = { plan, initiatedBy: { username, automated: false }, signal: stop, ...rest };
        return retry === undefined ? controller.sync(request) : syncWithRetries(controller, request, retry);
      });
    },
    async resumePlan(name, signal) {
      return offerResume(home, await controllerOf(name), signal);
    },
    async resume(name, operation, call = {}) {
      return resumeOperation(home, await controllerOf(name), operation, username, call);
    },
    terminate(name) {
      if (controllers.get(name)?.terminate() !== true) throw new DrydockError('not-found', `No sync of ${name} runs here that could be stopped.`);
    },
    async history(name) {
      await store.get(name);
      return (await readRecords(home, name)).history;
    },
    async rollbackPlan(name, historyId, choices, signal) {
      const controller = await controllerOf(name);
      if (syncPolicyOf(controller.application.spec).automated) throw automatedRollback(controller.application);
      return controller.plan(choices, { from: await rollbackSource(name, historyId), signal });
    },
    async rollback(plan, historyId, call = {}) {
      const controller = await controllerOf(plan.application);
      const from = await rollbackSource(plan.application, historyId);
      return controller.sync({ plan, from, initiatedBy: { username, automated: false }, ...call });
    },
    async tree(name, signal) {
      return (await (await controllerOf(name)).tree(signal)).tree;
    },
    async network(name, signal) {
      return (await (await controllerOf(name)).tree(signal, true)).network ?? { nodes: [], edges: [] };
    },
    async orphans(name, signal) {
      return (await controllerOf(name)).orphans(signal);
    },
    async removalHooks(name, signal) {
      return (await controllerOf(name)).removalHooks(signal);
    },
    remove: removeApplication,
    run: (emit) => loops.run(emit),
    read: (name) => store.read(name),
    replace: (name, yaml, base) => store.replace(name, yaml, base),
    set: (name, changes) => store.set(name, changes),
    async draftPlan(yaml, signal) {
      const controller = newController(store.check(yaml, 'the new application'), await ready(), { onLiveChange: ignore, onView: ignore });
      try {
        return await controller.plan({ prune: false, automatic: false, adopt: false }, { depth: 'known', signal });
      } finally {
        controller.close();
      }
    },
    refs: async (repoURL, signal) => repositoryRefs((await ready()).git, repoURL, signal),
    async inspectSource(question, signal) {
      const { git, sources } = await ready();
      return inspectSource(git, sources, question, signal);
    },
    inspectDestination: async (context, namespace, signal) => inspectDestination(clusters.of(context), namespace, signal),
    connections,
    settings: async () => (await ready()).settings,
    async saveSettings(settings) {
      const opened = await ready();
      await writeSettings(home, settings);
      opened.settings = settings;
      healthChoices = choicesOf(settings);
      return settings;
    },
    example: createExample(home, env, store),
    subscribe: (listener) => hub.subscribe(listener),
    async followTree(name, onTree, signal) {
      await followTree(await followed(name), onTree, signal);
    },
    async followNetwork(name, onNetwork, signal) {
      await followNetwork(await followed(name), onNetwork, signal);
    },
    async followResource(name, key, onDetails, signal) {
      await followResource(await followed(name), { key, mask }, onDetails, signal);
    },
    async followEvents(name, onEvents, signal) {
      await followEvents(await followed(name), onEvents, signal);
    },
    async logs({ name, ...request }, onChunk, signal) {
      await readLog((await controllerOf(name)).connect(), request, onChunk, signal);
    },
    async workloadLogs(name, request, onChunk, signal) {
      await followWorkloadLogs(await followed(name), request, onChunk, signal);
    },
    async bind(name, context) {
      const controller = await controllerOf(name);
      await destinations.bind(controller.application, context);
      wake(controller);
      return controller.refresh('known');
    },
    contextOf: async (name) => (await controllerOf(name)).connect().context,
    async exec({ name, ...request }, onOutput, signal) {
      return execInPod((await controllerOf(name)).connect(), request, onOutput, AbortSignal.any([signal, closing.signal]));
    },
    async forward(name, request, onEvent, signal) {
      await forwardPort((await controllerOf(name)).connect(), request, onEvent, AbortSignal.any([signal, closing.signal]));
    },
    actions: async (name, key, signal) => listActions(await actionInput(name, key, signal)),
    runAction: async (name, key, action, signal) => runAction(await actionInput(name, key, signal), action),
    async operations(name) {
      await store.get(name);
      return readOperations(home, name);
    },
    async recordedPlan(name, operation) {
      await store.get(name);
      return readPlan(home, name, operation);
    },
    requestCount: clusters.requestCount,
    async close() {
      closed = true;
      closing.abort();
      unwatchKubeconfig?.();
      connections.close();
      for (const controller of controllers.values()) controller.close();
      await Promise.all([clusters.close(), jq.close(), lua.close()]);
      const opened = await core?.catch(() => undefined);
      await opened?.git.close();
    },
  };
}

/** Runs the cases of Argo CD's health scripts below a folder, each told as it went. Wants no home and no cluster. Throws `usage` where nothing can be run. */
export async function testHealth(folder: string, onCase: (result: HealthCase) => void): Promise<void> {
  const lua = createLuaRunner();
  try {
    await testHealthScripts(folder, lua, onCase);
  } finally {
    await lua.close();
  }
}

/** Work that is stopped, with that as the signal's reason, when it takes longer. */
async function within<T>(seconds: number | undefined, signal: AbortSignal | undefined, work: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
  if (seconds === undefined) return work(signal);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DrydockError('timeout', `Stopped after ${seconds} ${seconds === 1 ? 'second' : 'seconds'} (--timeout)`)), seconds * 1_000);
  try {
    return await work(signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

function choicesOf({ health, argocd }: Settings): HealthChoices {
  return { folder: health.scripts, argoCd: argocd.configMap };
}

function ignore(): void {
  // A draft is nobody's: what is learned of it goes to whoever asked.
}

/** The key under which plan ids are hashed; made once, readable by its owner only. */
async function readPlanKey(home: string): Promise<Uint8Array> {
  const file = join(home, 'plan.key');
  try {
    return await readFile(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  await writeFileAtomic(file, randomBytes(PLAN_KEY_BYTES));
  return readFile(file);
}
