import type { ApplicationSource, StoredApplication } from '../../../shared/model/application.ts';
import { policyOf, SEVERAL_SOURCES, severalSources, syncPolicyOf } from '../../../shared/model/application.ts';
import { isChildKey } from '../../../shared/model/children.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import type { ErrorShape } from '../../../shared/model/errors.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import type { Operation } from '../../../shared/model/operation.ts';
import type { Plan, SyncOptions } from '../../../shared/model/plan.ts';
import { plannedWrites } from '../../../shared/model/plan.ts';
import type { ApplicationCondition, ApplicationView, RefreshDepth } from '../../../shared/model/view.ts';
import { apiVersionOf, readOnlyError } from '../cluster/index.ts';
import { assessHealth } from '../health/index.ts';
import type { Row } from '../plan/index.ts';
import type { ArgoCdRules } from './argocdRules.ts';
import { NO_RULES } from './argocdRules.ts';
import { isChildScope } from './childFiles.ts';
import { createChildren } from './children.ts';
import type { Ignoring } from './ignoring.ts';
import { createIgnoring, sameIgnoring } from './ignoring.ts';
import { wantedNamespace } from './createNamespace.ts';
import type { Controller, ControllerDependencies, PlanRequest, PlanSource, SyncRequest } from './controlling.ts';
import { deeper } from './depth.ts';
import type { Evaluation } from './evaluate.ts';
import { evaluate, plannedRows, withLive } from './evaluate.ts';
import { readInventory } from './inventory.ts';
import { listOrphans } from './orphans.ts';
import { createOrphanWatch } from './orphanWatch.ts';
import { planApplication } from './planning.ts';
import type { RemovingInput } from './removing.ts';
import { removalHooks, removeApplication } from './removing.ts';
import { forbiddenWrites } from './forbidden.ts';
import type { Governance, Hold } from './governance.ts';
import { deniedRows, holdsOf } from './governance.ts';
import { createLink } from './link.ts';
import { liveScopes } from './liveSet.ts';
import { NO_RECORDS, readRecords } from './operations.ts';
import type { Records } from './operations.ts';
import type { Rendered } from './source.ts';
import { syncApplication } from './syncApplication.ts';
import { applicationTree } from './treeOf.ts';
import { applicationView } from './view.ts';
import { createBatch } from './whenever.ts';

const DEFAULT_HISTORY = 10;
/** A running sync tells a view this often at most (DESIGN "The contract"). */
const PROGRESS_MS = 100;

export function createController(initial: StoredApplication, dependencies: ControllerDependencies): Controller {
  const { home } = dependencies;
  let application = initial;
  /** Of the argocd-cm of the cluster that is linked. */
  let rules: ArgoCdRules = NO_RULES;
  let ignoring: Ignoring = createIgnoring(initial.spec, dependencies.jq);
  let evaluation: Evaluation | undefined;
  let comparedFile: StoredApplication['manifest'] | undefined;
  let closed = false;
  let rendered: Rendered | undefined;
  let error: ErrorShape | undefined;
  let governance: Governance | undefined;
  let notice: ApplicationCondition | undefined;
  let records: Records = NO_RECORDS;
  let running: Pick<Records, 'last' | 'lastTotal'> | undefined;
  let reconciledAt: string | undefined;
  const orphanWatch = createOrphanWatch();
  const link = createLink({
    dependencies,
    application: () => application,
    ignoring: () => ignoring,
    onMoved(live) {
      // Between two comparisons the same evaluation is told with what a script says now, and while a sync runs with what it wrote.
      if (!live || running !== undefined) progress.poke();
    },
  });
  const children = createChildren(dependencies.household, () => application, () => ignoring);
  children.subscribe(() => {
    if (running !== undefined) progress.poke();
    dependencies.onLiveChange();
  });
  let view = currentView();
  let queue: Promise<unknown> = Promise.resolve();
  let stop: AbortController | undefined;
  /** What was asked for while a sync ran. */
  let missed: RefreshDepth = 'known';
  const progress = createBatch(PROGRESS_MS, tell);

  /** One call after the other; those that come after the end are refused, or they would bring back what was removed. */
  function exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = (): Promise<T> => (closed ? Promise.reject(new DrydockError('cancelled', `${application.name} was removed.`)) : work());
    const result = queue.then(turn, turn);
    queue = result.catch(() => undefined);
    return result;
  }

  function currentView(): ApplicationView {
    return applicationView({
      application,
      destination: dependencies.destinationOf(application),
      context: link.current?.context,
      // What a sync writes and waits for is shown as it is, not as it was compared before.
      evaluation: running === undefined || link.current === undefined || evaluation === undefined ? evaluation : withLive(evaluation, current),
      commit: rendered?.commit,
      error,
      warnings: [...application.warnings, ...(rendered?.warnings ?? []), ...(link.current?.health.problem === undefined ? [] : [link.current.health.problem]), ...rules.problems],
      assess: (object) => (link.current === undefined ? assessHealth(object) : link.current.health.assess(object)),
      notes: notes(),
      records: { ...records, ...running },
      reconciledAt,
    });
  }

  /** An object of the application as it is known to be now. */
  function current(key: ResourceKey): KubeObject | undefined {
    return isChildKey(key) ? children.find(key) : link.current?.live.current(key);
  }

  /** What the project, its windows, other applications and the loop say of it. */
  function notes(): readonly ApplicationCondition[] {
    const { automated, selfHeal } = policyOf(application);
    const denied = governance === undefined || evaluation === undefined ? [] : [...deniedRows(governance, plannedRows(evaluation)).values()];
    return [
      ...[...new Set(denied.map(({ message }) => message))].map((message) => ({ type: 'ResourceBlocked', message })),
      ...(automated || selfHeal ? holds().map(({ condition }) => condition) : []),
      ...(orphanWatch.condition === undefined ? [] : [orphanWatch.condition]),
      ...(notice === undefined ? [] : [notice]),
    ];
  }

  function holds(): readonly Hold[] {
    return governance === undefined ? [] : holdsOf(governance, application, dependencies.now());
  }

  function tell(): void {
    progress.cancel();
    view = currentView();
    dependencies.onView(view);
  }

  function close(): void {
    closed = true;
    progress.cancel();
    children.close();
    link.disconnect();
  }

  async function compare(from: Rendered, depth: RefreshDepth, options: SyncOptions | undefined, signal?: AbortSignal): Promise<Evaluation> {
    const linked = link.connect();
    const { cluster, live, comparer, health } = linked;
    if (depth === 'hard') {
      cluster.forgetSchemas();
      comparer.forget();
      health.forget();
    }
    const [inventory] = await Promise.all([readInventory(home, application), health.prepare()]);
    if (health.rules !== rules) {
      rules = health.rules;
      ignoring = createIgnoring(application.spec, dependencies.jq, rules.ignoreDifferences);
      comparer.drop();
    }
    const firstContact = !linked.scanned && inventory.pin === undefined;
    const result = await evaluate({
      application,
      namespace: application.spec.destination.namespace ?? 'default',
      syncOptions: syncPolicyOf(application.spec).options,
      wantedNamespace: wantedNamespace(application.spec),
      manifests: from.manifests,
      cluster,
      live,
      comparer,
      children,
      options,
      recorded: inventory.scopes,
      depth: depth === 'hard' ? 'hard' : depth === 'fetch' ? 'retry' : 'known',
      scan: depth === 'hard' || firstContact,
      signal,
    });
    linked.scanned = true;
    await health.answered(result.rows.flatMap(({ live: object }) => object ?? []));
    return result;
  }

  /**
   * Reads a source while the cluster is being contacted: both are mostly waiting. What is wrong with Git is thrown
   * first, then what is wrong with the cluster, which would only fail again.
   */
  async function readBeside(source: ApplicationSource, revision: string, depth: RefreshDepth, signal?: AbortSignal, since?: number): Promise<Rendered> {
    const warming = warmUp().then(
      () => undefined,
      (reason: unknown) => ({ reason }),
    );
    const read = await dependencies.sources.read(source, revision, depth, signal, since).finally(() => warming);
    const failed = await warming;
    if (failed !== undefined) throw failed.reason;
    return read;
  }

  async function warmUp(): Promise<void> {
    const { cluster, live } = link.connect();
    const [discovery, inventory] = await Promise.all([cluster.discovery(), readInventory(home, application)]);
    const scopes = liveScopes([], inventory.scopes.filter((scope) => !isChildScope(scope)), discovery.preferred);
    live.prefetch(scopes);
    await Promise.all([...new Set(scopes.map(({ resource }) => apiVersionOf(resource)))].map((apiVersion) => cluster.openApi(apiVersion)));
  }

  async function refreshNow(depth: RefreshDepth, signal?: AbortSignal, since?: number): Promise<ApplicationView> {
    // The file may be edited while it is being compared.
    const of = application.manifest;
    try {
      running = undefined;
      records = await readRecords(home, application.name);
      rendered = await readFor(undefined, depth, signal, since);
      evaluation = await compare(rendered, depth, undefined, signal);
      error = undefined;
      await lookForOrphans(governance, evaluation, depth === 'hard');
    } catch (reason) {
      // Whoever asked has gone: that says nothing about the application.
      if (signal?.aborted === true) return view;
      // What was known is out of date now; showing it as current would be a guess.
      evaluation = undefined;
      error = errorShape(reason);
    }
    if (link.current !== undefined && signal?.aborted !== true) dependencies.onContact(link.current.context, error);
    comparedFile = of;
    compared();
    return view;
  }

  async function lookForOrphans(governed: Governance | undefined, found: Evaluation, anew: boolean): Promise<void> {
    if (governed === undefined) return;
    const { cluster } = link.connect();
    await orphanWatch.look(governed.project.spec.orphanedResources, anew, () => listOrphans({ cluster, application, governance: governed, evaluation: found }));
  }

  function compared(): void {
    reconciledAt = dependencies.now().toISOString();
    tell();
  }

  function governed(): Governance {
    if (governance === undefined) throw new DrydockError('internal', `${application.name} was planned before its project was asked.`);
    return governance;
  }

  function toPlan(from: Rendered, found: Evaluation, options: SyncOptions, context: string, rows: readonly Row[] = plannedRows(found), forbidden: ReadonlyMap<string, string> = new Map()): Plan {
    return planApplication({ application, dependencies, governance: governed(), context, from, found, options, rows, forbidden });
  }

  /** The plan, with what the user may not do in it blocked. */
  async function permittedPlan(from: Rendered, found: Evaluation, options: SyncOptions, context: string, signal?: AbortSignal): Promise<Plan> {
    const plan = toPlan(from, found, options, context);
    const forbidden = await forbiddenWrites(link.connect().cluster, plan, found, signal);
    return forbidden.size === 0 ? plan : toPlan(from, found, options, context, plannedRows(found), forbidden);
  }

  async function readFor(from: PlanSource | undefined, depth: RefreshDepth, signal?: AbortSignal, since?: number): Promise<Rendered> {
    const source = from?.source ?? application.spec.source;
    // Without a cluster there is nothing to compare with: this leaves the one before, and throws.
    if (dependencies.destinationOf(application).by === 'nobody') link.connect();
    try {
      // What a project forbids is not even fetched.
      governance = await dependencies.govern(application, source.repoURL);
    } catch (reason) {
      governance = undefined;
      throw reason;
    }
    if (from === undefined && severalSources(application.spec)) throw new DrydockError('render-unsupported', `${application.name}: spec.sources: ${SEVERAL_SOURCES}`, { hint: 'Use spec.source with one repository.' });
    return readBeside(source, from?.revision ?? source.targetRevision ?? '', depth, signal, since);
  }

  async function planNow(options: SyncOptions, { from, depth = 'known', signal }: PlanRequest): Promise<Plan> {
    const source = await readFor(from, depth, signal);
    const found = await compare(source, depth, options, signal);
    if (from === undefined) {
      rendered = source;
      evaluation = found;
      error = undefined;
      compared();
    }
    return permittedPlan(source, found, options, link.connect().context, signal);
  }

  /** Work that `terminate` can end as well. */
  async function stoppable<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const own = new AbortController();
    stop = own;
    try {
      return await work(signal === undefined ? own.signal : AbortSignal.any([signal, own.signal]));
    } finally {
      stop = undefined;
    }
  }

  function removing(): RemovingInput {
    const { planKey, mask, deletionWaitMs, now } = dependencies;
    return {
      home,
      application,
      children,
      linked: link.connect(),
      planKey,
      mask,
      deletionWaitMs,
      now,
      async read(revision, signal) {
        const from = revision === undefined ? undefined : { source: application.spec.source, revision };
        return { rendered: await readFor(from, 'fetch', signal), governance: governed() };
      },
    };
  }

  async function carryOut(request: SyncRequest, signal: AbortSignal): Promise<Operation> {
    const { plan } = request;
    if (dependencies.isReadOnly(plan.context)) throw readOnlyError(plan.context, `sync ${application.name}`);
    const { cluster, context, live, comparer, health } = link.connect();
    if (context !== plan.context) throw new DrydockError('plan-stale', `Nothing was written: ${application.name} goes to ${context} now, and the plan ${plan.id} was made for ${plan.context}.`, { hint: 'Look at the new plan.' });
    // The plan's own commit, not whatever the branch points to by now.
    const from = request.from ?? { source: application.spec.source, revision: plan.revision };
    const source = await readFor(from, 'known', signal);
    try {
      return await syncApplication({
        home,
        application,
        cluster,
        live,
        comparer,
        children,
        health,
        plan,
        kind: request.from === undefined ? 'sync' : 'rollback',
        source: { ...from.source },
        initiatedBy: request.initiatedBy,
        resume: request.resume,
        retry: request.retry,
        historyLimit: application.spec.revisionHistoryLimit ?? DEFAULT_HISTORY,
        confirmCluster: request.confirmCluster ?? false,
        deletionWaitMs: dependencies.deletionWaitMs,
        now: dependencies.now,
        async evaluate() {
          // A watch can lag behind; what a write is based on is read from the server itself.
          await live.relist();
          if (link.connect().cluster !== cluster) {
            throw new DrydockError('plan-stale', `Nothing more is written: the kubeconfig says something else about ${plan.context} since the plan was made.`, { hint: 'Look at the new plan.' });
          }
          const found = await compare(source, 'known', plan.options, signal);
          if (request.from === undefined) evaluation = found;
          return found;
        },
        replan: (found) => permittedPlan(source, found, plan.options, plan.context, signal),
        planOf: (rows, found) => toPlan(source, found, plan.options, plan.context, rows),
        onEvent: request.onEvent ?? (() => undefined),
        onProgress(last) {
          const first = running === undefined;
          running = { last, lastTotal: plannedWrites(plan).length };
          if (first) tell();
          else progress.poke();
        },
        signal,
      });
    } finally {
      const depth = missed;
      missed = 'known';
      await refreshNow(depth);
      // Whoever asked was not told what it found.
      if (depth !== 'known') dependencies.onLiveChange();
    }
  }

  /** The last comparison, made now where there is none. */
  async function evaluated(signal?: AbortSignal): Promise<Evaluation> {
    return (evaluation ??= await compare(await readFor(undefined, 'known', signal), 'known', undefined, signal));
  }

  return {
    get application() {
      return application;
    },
    get view() {
      return view;
    },
    get destination() {
      return dependencies.destinationOf(application);
    },
    get evaluation() {
      return evaluation;
    },
    get closed() {
      return closed;
    },
    get compared() {
      return comparedFile;
    },
    get cluster() {
      return link.current?.cluster;
    },
    holds,
    notice(condition) {
      if (condition?.message === notice?.message) return false;
      notice = condition;
      tell();
      return true;
    },
    async refresh(depth, signal, since) {
      if (running !== undefined) {
        missed = deeper(missed, depth);
        return view;
      }
      return exclusive(() => refreshNow(depth, signal, since)).catch((reason: unknown) => {
        if (closed) return view;
        throw reason;
      });
    },
    plan: (options, request = {}) => exclusive(() => planNow(options, request)),
    planOf: (rows) =>
      rendered === undefined || evaluation === undefined || link.current === undefined || governance === undefined
        ? undefined
        : toPlan(rendered, evaluation, { prune: false, adopt: false, automatic: false }, link.current.context, rows),
    sync: (request) => exclusive(() => stoppable(request.signal, (signal) => carryOut(request, signal))),
    terminate() {
      stop?.abort();
      return stop !== undefined;
    },
    removalHooks: (signal) => exclusive(() => removalHooks(removing(), signal)),
    remove: (call) =>
      exclusive(async () => {
        const { context } = link.connect();
        if (dependencies.isReadOnly(context)) throw readOnlyError(context, call.way.cascade ? `delete the resources of ${application.name}` : `take Drydock's marks off the resources of ${application.name}`);
        const results = await stoppable(call.signal, (signal) => removeApplication(removing(), call, signal));
        if (results.every((result) => result.status !== 'Failed')) close();
        return results;
      }),
    tree: (signal, network = false) =>
      exclusive(async () => {
        const { cluster } = link.connect();
        return applicationTree(cluster, await evaluated(signal), { application, healthOf: dependencies.healthOf, network });
      }),
    orphans: (signal) =>
      exclusive(async () => {
        const found = await evaluated(signal);
        governance ??= await dependencies.govern(application, application.spec.source.repoURL);
        const orphans = await listOrphans({ cluster: link.connect().cluster, application, governance, evaluation: found, signal });
        orphanWatch.take(orphans);
        tell();
        return orphans;
      }),
    liveObjects: (signal) => exclusive(async () => (await evaluated(signal)).rows.flatMap(({ live }) => live ?? [])),
    // Not by `connect`, which would take the cluster from a sync that runs.
    connect: () => dependencies.cluster(dependencies.contextOf(application)),
    update(next) {
      if (!sameIgnoring(application.spec, next.spec)) {
        ignoring = createIgnoring(next.spec, dependencies.jq, rules.ignoreDifferences);
        link.current?.comparer.drop();
      }
      application = next;
    },
    close,
  };
}
