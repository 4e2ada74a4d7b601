import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import type { ContextInfo } from '../../shared/model/context.ts';
import { SANDBOX_CONTEXT } from '../../shared/model/context.ts';
import type { LoopEvent } from '../../shared/model/events.ts';
import type { ActivityEntry, ContextState, HomeChange, HomeMessage, HomeState } from '../../shared/model/home.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { ApplicationView } from '../../shared/model/view.ts';
import type { Engine } from '../engine/index.ts';
import { openActivity } from './activity.ts';
import { contextFacts } from './contextFacts.ts';
import { summaryOf } from './summary.ts';

/** What a home state is made from besides its engine. */
export interface HomeStateOptions {
  readonly version: string;
  /** The server of the sandbox that this host runs, if it does. */
  readonly sandbox: string | undefined;
  readonly onError: (error: unknown) => void;
}

/** The state that lists are made of, kept current and told to whoever follows it. */
export interface HomeStateSource {
  /** Tells a snapshot at once, then changes in batches; returns how to stop. */
  subscribe(listener: (message: HomeMessage) => void): Promise<() => void>;
  /** Takes in what the reconcile loop tells. */
  loopEvent(event: LoopEvent): void;
  note(entry: Omit<ActivityEntry, 'id' | 'time'>): void;
  /** Files were changed by a request: looks at them now. */
  filesChanged(): void;
  close(): Promise<void>;
}

/** At most ten messages a second (DESIGN "The contract"). */
const BATCH_MS = 100;
const FILES_QUIET_MS = 100;

export async function openHomeState(engine: Engine, options: HomeStateOptions): Promise<HomeStateSource> {
  const listeners = new Set<(message: HomeMessage) => void>();
  const views = new Map<string, ApplicationView>();
  let pending: HomeChange[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sentAt = -BATCH_MS;
  let stored = await engine.list();
  let projects = await engine.projects.list();
  const activity = await openActivity(engine.home, (entry) => push({ type: 'activity', entry }), options.onError);

  function push(change: HomeChange): void {
    if (listeners.size === 0) return;
    const same = (other: HomeChange) =>
      change.type === 'application' ? other.type === 'application' && other.application.name === change.application.name : other.type === change.type && change.type !== 'activity' && change.type !== 'removed';
    pending = [...pending.filter((other) => !same(other)), change];
    // The first change after a pause is told at once; those that follow it wait for each other.
    timer ??= setTimeout(
      () => {
        timer = undefined;
        sentAt = performance.now();
        const changes = pending;
        pending = [];
        for (const listener of listeners) listener({ type: 'changes', changes });
      },
      Math.max(0, sentAt + BATCH_MS - performance.now()),
    );
  }

  function contextState(context: ContextInfo, rules: Settings['contexts']): ContextState {
    return { ...contextFacts(context, rules, engine.connections.state(context.name)), builtIn: context.name === SANDBOX_CONTEXT && context.server === options.sandbox };
  }

  async function contexts(): Promise<Extract<HomeChange, { type: 'contexts' }>> {
    const { contexts: known, files, problems } = engine.contexts();
    const { contexts: rules } = await engine.settings();
    return { type: 'contexts', contexts: known.map((context) => contextState(context, rules)), kubeconfig: { files, problems } };
  }

  async function snapshot(): Promise<HomeState> {
    const { type: _type, ...where } = await contexts();
    const example = await engine.example.state();
    return {
      home: engine.home,
      version: options.version,
      user: userInfo().username,
      ...where,
      applications: stored.applications.map((application) => summaryOf(application, views.get(application.name))),
      broken: stored.broken,
      projects: projects.projects,
      brokenProjects: projects.broken,
      settings: await engine.settings(),
      activity: activity.entries,
      ...(example === undefined ? {} : { example }),
    };
  }

  const report = (work: () => Promise<void>) => void work().catch(options.onError);
  const contextsChanged = () => report(async () => push(await contexts()));

  let reading: Promise<void> = Promise.resolve();
  function filesChanged(): void {
    reading = reading
      .then(async () => {
        const before = stored;
        stored = await engine.list();
        projects = await engine.projects.list();
        push({ type: 'projects', ...projects });
        for (const { name } of before.applications) if (!stored.applications.some((application) => application.name === name)) push({ type: 'removed', name });
        for (const application of stored.applications) push({ type: 'application', application: summaryOf(application, views.get(application.name)) });
        push({ type: 'broken', broken: stored.broken });
        push({ type: 'settings', settings: await engine.settings() });
        push({ type: 'example', example: await engine.example.state() });
        push(await contexts());
      })
      .catch(options.onError);
  }

  const unsubscribe = engine.subscribe((event) => {
    if (event.type === 'removed') {
      views.delete(event.name);
      return filesChanged();
    }
    const { view } = event;
    const before = views.get(view.metadata.name)?.status.sync.revision;
    views.set(view.metadata.name, view);
    // A commit to the example by hand changes what its button offers.
    if (view.status.sync.revision !== before) report(async () => push({ type: 'example', example: await engine.example.state() }));
    const application = stored.applications.find((item) => item.name === view.metadata.name);
    if (application === undefined) filesChanged();
    else push({ type: 'application', application: summaryOf(application, view) });
  });
  const unwatchConnections = engine.connections.subscribe(contextsChanged);
  const unwatchKubeconfig = engine.watchKubeconfig(contextsChanged);
  const folder = join(engine.home, 'applications');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let quiet: NodeJS.Timeout | undefined;
  const projectFolder = join(engine.home, 'projects');
  await mkdir(projectFolder, { recursive: true, mode: 0o700 });
  const watchers = [folder, projectFolder].map((each) =>
    watch(each, () => {
      clearTimeout(quiet);
      quiet = setTimeout(filesChanged, FILES_QUIET_MS);
    }),
  );

  return {
    async subscribe(listener) {
      // What happens while the snapshot is made comes after it.
      let early: HomeMessage[] | undefined = [];
      const deliver = (message: HomeMessage) => {
        if (early === undefined) listener(message);
        else early.push(message);
      };
      const stop = () => void listeners.delete(deliver);
      listeners.add(deliver);
      try {
        listener({ type: 'snapshot', state: await snapshot() });
      } catch (error) {
        stop();
        throw error;
      }
      for (const message of early) listener(message);
      early = undefined;
      return stop;
    },
    loopEvent(event) {
      if (event.type === 'syncing') activity.add({ application: event.application, kind: 'sync-started', text: `Began to sync by itself: ${event.why}.`, failed: false });
      else if (event.type === 'synced') {
        const { application, phase, message } = event.operation;
        activity.add({ application, kind: phase === 'Succeeded' ? 'sync-finished' : 'sync-failed', text: `${phase}: ${message}.`, failed: phase !== 'Succeeded' });
      } else if (event.type === 'sync-failed') activity.add({ application: event.application, kind: 'sync-failed', text: event.error.message, failed: true });
      else if (event.type === 'paused') activity.add({ application: event.application, kind: 'problem', text: event.message, failed: true });
      else if (event.type === 'problem') activity.add({ kind: 'problem', text: event.error.message, failed: true });
    },
    note: (entry) => activity.add(entry),
    filesChanged,
    async close() {
      clearTimeout(timer);
      clearTimeout(quiet);
      for (const watcher of watchers) watcher.close();
      unwatchKubeconfig();
      unsubscribe();
      unwatchConnections();
      await reading;
      await activity.flush();
    },
  };
}
