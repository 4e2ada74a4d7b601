/** Files as they come from an Argo CD of years: everything in them is kept, and what has no effect here is named. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resourceRefusal } from '../projects/index.ts';
import { createProjectStore } from './projectStore.ts';
import { createApplicationStore } from './store.ts';

const PROJECT = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: payments
  namespace: argocd
  labels:
    app.kubernetes.io/managed-by: Helm # by the platform's chart
  finalizers:
    - resources-finalizer.argocd.argoproj.io
spec:
  description: Everything that moves money
  sourceRepos:
    - https://git.example.com/payments/*
    - '!https://git.example.com/payments/sandbox'
  sourceNamespaces:
    - payments-apps
  destinations:
    - server: https://kubernetes.default.svc
      name: in-cluster
      namespace: payments-*
  destinationServiceAccounts:
    - server: https://kubernetes.default.svc
      namespace: payments-*
      defaultServiceAccount: deployer
  permitOnlyProjectScopedClusters: true
  clusterResourceWhitelist:
    - group: ''
      kind: Namespace
  clusterResourceBlacklist:
    - group: ''
      kind: Namespace
      name: kube-*
  namespaceResourceBlacklist:
    - group: ''
      kind: ResourceQuota
  signatureKeys:
    - keyID: 4AEE18F83AFDEB23
  roles:
    - name: ci # the pipeline
      policies:
        - p, proj:payments:ci, applications, sync, payments/*, allow
      jwtTokens:
        - iat: 1535390316
  syncWindows:
    - kind: deny
      schedule: '0 22 * * 5'
      duration: 60h
      applications:
        - '*'
      manualSync: true
      timeZone: Europe/Berlin
      andOperator: false
      overrunPolicy: finish
`;

const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ledger
  namespace: argocd
  annotations:
    argocd.argoproj.io/refresh: hard
    notifications.argoproj.io/subscribe.on-sync-failed.slack: payments # their channel
  finalizers:
    - resources-finalizer.argocd.argoproj.io
spec:
  project: payments
  source:
    repoURL: https://git.example.com/payments/ledger.git
    targetRevision: v1.*
    path: deploy
    directory:
      recurse: true
      jsonnet:
        tlas:
          - name: env
            value: prod
  sourceHydrator:
    drySource: {repoURL: https://git.example.com/payments/ledger.git, path: deploy, targetRevision: main}
  destination:
    server: https://kubernetes.default.svc
    namespace: payments-ledger
  info:
    - name: Runbook
      value: https://wiki.example.com/ledger
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
    managedNamespaceMetadata:
      labels:
        pod-security.kubernetes.io/enforce: baseline
    retry:
      limit: 3
      refresh: true
      backoff: {duration: 10s, factor: 2, maxDuration: 5m}
  revisionHistoryLimit: 5
operation:
  initiatedBy: {username: ci}
status:
  sync: {status: Synced}
`;

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-brought-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

it('an AppProject: kept to the letter, what is not enforced is named', async () => {
  const project = await createProjectStore(home).create(PROJECT, 'argocd.yaml');
  expect(await readFile(project.file, 'utf8')).toBe(PROJECT);
  expect(project.warnings).toEqual(
    ['spec.syncWindows[].overrunPolicy', 'spec.sourceNamespaces', 'spec.destinationServiceAccounts', 'spec.permitOnlyProjectScopedClusters', 'spec.signatureKeys', 'spec.roles'].map((field) => `${field} is kept, but has no effect here.`),
  );
  const destination = { name: 'in-cluster', server: 'https://kubernetes.default.svc', namespace: 'payments-a' };
  const namespaces = (name: string) => resourceRefusal(project, { group: '', kind: 'Namespace', namespace: '', name }, destination);
  expect(namespaces('payments-a')).toBeUndefined();
  expect(namespaces('kube-system')).toContain('clusterResourceBlacklist has "/Namespace/kube-*"');
});

it('an Application: kept but for a uid of its own, what has no effect is named', async () => {
  const application = await createApplicationStore(home).create(APPLICATION, 'argocd.yaml');
  const text = await readFile(application.file, 'utf8');
  const { uid: _own, ...metadata } = parse(text).metadata;
  expect({ ...parse(text), metadata }).toEqual(parse(APPLICATION));
  expect(text).toContain('# their channel');
  expect(text).toContain(`uid: ${application.uid}`);
  for (const field of ['spec.source.directory.jsonnet', 'spec.sourceHydrator', 'spec.syncPolicy.retry.refresh']) expect(application.warnings).toContain(`${field} is kept, but has no effect here yet.`);
  expect(application.warnings).toHaveLength(3);
  expect(application.manifest).toMatchObject({ operation: { initiatedBy: { username: 'ci' } }, spec: { sourceHydrator: { drySource: { path: 'deploy' } } } });
});
