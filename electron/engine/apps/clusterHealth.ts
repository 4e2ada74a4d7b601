import { errorShape } from '../../../shared/model/errors.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import { ApiError, getObject } from '../cluster/index.ts';
import { hasHealthRule } from '../health/index.ts';
import type { LuaRunner } from '../scripts/index.ts';
import type { ArgoCdRules } from './argocdRules.ts';
import { argoCdRules, NO_RULES } from './argocdRules.ts';
import type { Customizations } from './customizations.ts';
import { customizationsOf, joinCustomizations, NO_CUSTOMIZATIONS, readCustomizations } from './customizations.ts';
import type { ScriptedHealth } from './scriptedHealth.ts';
import { createScriptedHealth } from './scriptedHealth.ts';

/** The health of one cluster's objects. */
export interface ClusterHealth extends ScriptedHealth {
  /**
   * Reads the scripts: Argo CD's in the cluster once a connection, the folder when it is another one, both anew after
   * `forget`. Throws where the cluster does not answer.
   */
  prepare(): Promise<void>;
  forget(): void;
  readonly customizations: Customizations;
  /** What argocd-cm says beside its scripts. */
  readonly rules: ArgoCdRules;
  /** Whether objects of a kind can have a health, so that they have to be read whole. */
  hasRule(group: string, kind: string): boolean;
  /** Why scripts of the folder do not count, as a sentence. */
  readonly problem: string | undefined;
}

/** What the settings say now. */
export interface HealthChoices {
  /** The folder of scripts; empty for none. */
  readonly folder: string;
  /** Whether the cluster's argocd-cm counts. */
  readonly argoCd: boolean;
}

/** What was read from the cluster's argocd-cm. */
interface ArgoCd {
  readonly scripts: Customizations;
  readonly rules: ArgoCdRules;
}

/** The clusters' healths, made when they are first asked for and gone with their cluster. */
export function createClusterHealths(lua: LuaRunner, choices: () => HealthChoices): (cluster: Cluster) => ClusterHealth {
  const byCluster = new WeakMap<Cluster, ClusterHealth>();
  return (cluster) => {
    const known = byCluster.get(cluster) ?? createClusterHealth(cluster, lua, choices);
    byCluster.set(cluster, known);
    return known;
  };
}

function createClusterHealth(cluster: Cluster, lua: LuaRunner, choices: () => HealthChoices): ClusterHealth {
  let inCluster: Promise<ArgoCd> | undefined;
  let inFolder: { readonly folder: string; readonly read: Promise<{ readonly found: Customizations; readonly problem?: string }> } | undefined;
  let customizations = NO_CUSTOMIZATIONS;
  let rules = NO_RULES;
  let problem: string | undefined;
  const scripted = createScriptedHealth(() => customizations, lua);
  return {
    ...scripted,
    async prepare() {
      const { folder: wanted, argoCd } = choices();
      if (argoCd) {
        inCluster ??= readFromCluster(cluster).catch((error: unknown) => {
          inCluster = undefined;
          throw error;
        });
      }
      if (inFolder?.folder !== wanted) inFolder = { folder: wanted, read: readFolder(wanted) };
      const [own, files] = await Promise.all([argoCd ? inCluster : undefined, inFolder.read]);
      // As in Argo CD, where argocd-cm overrides what comes with it.
      customizations = joinCustomizations(own?.scripts ?? NO_CUSTOMIZATIONS, files.found);
      rules = own?.rules ?? NO_RULES;
      cluster.exclude(rules === NO_RULES ? undefined : rules.excludes);
      problem = files.problem;
    },
    forget() {
      inCluster = undefined;
      inFolder = undefined;
    },
    get customizations() {
      return customizations;
    },
    get rules() {
      return rules;
    },
    hasRule: (group, kind) => hasHealthRule(group, kind) || customizations.health(group, kind) !== undefined,
    get problem() {
      return problem;
    },
  };
}

async function readFolder(folder: string): Promise<{ readonly found: Customizations; readonly problem?: string }> {
  if (folder === '') return { found: NO_CUSTOMIZATIONS };
  try {
    return { found: await readCustomizations(folder) };
  } catch (error) {
    const { message, hint } = errorShape(error);
    return { found: NO_CUSTOMIZATIONS, problem: hint === undefined ? message : `${message} ${hint}` };
  }
}

/** Read by its path: what it excludes may be its own kind. */
const CONFIG_MAP: ApiResource = { group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', namespaced: true, verbs: ['get'] };

async function readFromCluster(cluster: Cluster): Promise<ArgoCd> {
  let configMap: KubeObject | undefined;
  try {
    configMap = await getObject(cluster.client, CONFIG_MAP, 'argocd', 'argocd-cm');
  } catch (error) {
    // Who may not read it has nothing of it.
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
  }
  return configMap === undefined ? { scripts: NO_CUSTOMIZATIONS, rules: NO_RULES } : { scripts: customizationsOf(configMap), rules: argoCdRules(configMap, cluster.server) };
}
