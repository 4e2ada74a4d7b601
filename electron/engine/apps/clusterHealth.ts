import { errorShape } from '../../../shared/model/errors.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { Cluster } from '../cluster/index.ts';
import { ApiError, getObject } from '../cluster/index.ts';
import { hasHealthRule } from '../health/index.ts';
import type { LuaRunner } from '../scripts/index.ts';
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
  /** Whether objects of a kind can have a health, so that they have to be read whole. */
  hasRule(group: string, kind: string): boolean;
  /** Why scripts of the folder do not count, as a sentence. */
  readonly problem: string | undefined;
}

/** The clusters' healths, made when they are first asked for and gone with their cluster. `folder` is what the settings say now; empty for none. */
export function createClusterHealths(lua: LuaRunner, folder: () => string): (cluster: Cluster) => ClusterHealth {
  const byCluster = new WeakMap<Cluster, ClusterHealth>();
  return (cluster) => {
    const known = byCluster.get(cluster) ?? createClusterHealth(cluster, lua, folder);
    byCluster.set(cluster, known);
    return known;
  };
}

function createClusterHealth(cluster: Cluster, lua: LuaRunner, folder: () => string): ClusterHealth {
  let inCluster: Promise<Customizations> | undefined;
  let inFolder: { readonly folder: string; readonly read: Promise<{ readonly found: Customizations; readonly problem?: string }> } | undefined;
  let customizations = NO_CUSTOMIZATIONS;
  let problem: string | undefined;
  const scripted = createScriptedHealth(() => customizations, lua);
  return {
    ...scripted,
    async prepare() {
      inCluster ??= readFromCluster(cluster).catch((error: unknown) => {
        inCluster = undefined;
        throw error;
      });
      const wanted = folder();
      if (inFolder?.folder !== wanted) inFolder = { folder: wanted, read: readFolder(wanted) };
      const [own, files] = await Promise.all([inCluster, inFolder.read]);
      // As in Argo CD, where argocd-cm overrides what comes with it.
      customizations = joinCustomizations(own, files.found);
      problem = files.problem;
    },
    forget() {
      inCluster = undefined;
      inFolder = undefined;
    },
    get customizations() {
      return customizations;
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

async function readFromCluster(cluster: Cluster): Promise<Customizations> {
  const resource = (await cluster.discovery()).find('v1', 'ConfigMap');
  let configMap: KubeObject | undefined;
  try {
    configMap = resource === undefined ? undefined : await getObject(cluster.client, resource, 'argocd', 'argocd-cm');
  } catch (error) {
    // Who may not read it has no scripts of it.
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
  }
  return configMap === undefined ? NO_CUSTOMIZATIONS : customizationsOf(configMap);
}
