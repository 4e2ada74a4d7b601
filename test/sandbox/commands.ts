/** One command line; `NAMESPACE` stands for the run's own. */
export interface Command {
  readonly args: readonly string[];
  readonly input?: string;
  /** What must agree: everything, or the exit code alone where output tells how long things took. */
  readonly compare?: 'code';
}

const web = (image = 'nginx:1', replicas = 1): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: NAMESPACE, labels: { app: web } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - name: web
        image: ${image}
        ports: [{ containerPort: 80 }]
        env: [{ name: A, value: "1" }, { name: EMPTY, value: "" }]
        readinessProbe: { httpGet: { port: 80 } }
        resources: { requests: { cpu: 0.1, memory: 128Mi }, limits: { memory: 1024Mi } }
        volumeMounts: [{ name: config, mountPath: /c }]
      volumes: [{ name: config, configMap: { name: c } }]
`;

const others = `apiVersion: v1
kind: Service
metadata: { name: web, namespace: NAMESPACE }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: c, namespace: NAMESPACE }
data: { key: value }
---
apiVersion: v1
kind: Secret
metadata: { name: s, namespace: NAMESPACE }
stringData: { password: secret }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: cron, namespace: NAMESPACE }
spec:
  schedule: "0 0 1 1 *"
  jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: c, image: "busybox:1" }] } } } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: NAMESPACE }
spec: { rules: [{ host: web.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: rb, namespace: NAMESPACE }
roleRef: { kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io }
subjects: [{ kind: ServiceAccount, name: default, namespace: NAMESPACE }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: NAMESPACE }
spec: { maxReplicas: 3, minReplicas: 1, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: nothing } }
`;

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: gears.NAMESPACE.example.com }
spec:
  group: NAMESPACE.example.com
  scope: Namespaced
  names: { kind: Gear, plural: gears, shortNames: [gr] }
  versions:
  - name: v1
    served: true
    storage: true
    subresources: { status: {} }
    additionalPrinterColumns: [{ name: Size, type: integer, jsonPath: .spec.size }]
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          spec:
            type: object
            required: [size]
            properties:
              size: { type: integer, minimum: 1 }
              color: { type: string, default: red, enum: [red, blue] }
              items: { type: array, items: { type: object, required: [name], properties: { name: { type: string }, value: { type: string } } }, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name] }
          status: { type: object, x-kubernetes-preserve-unknown-fields: true }
`;

const gear = (spec: string): string => `apiVersion: NAMESPACE.example.com/v1
kind: Gear
metadata: { name: one, namespace: NAMESPACE }
spec: ${spec}
`;

const IN = ['-n', 'NAMESPACE'];
const dry = (kind: string, name: string): Command => ({ args: ['get', kind, name, ...IN, '-o', 'jsonpath={.spec}{.data}{.type}{.roleRef}{.subjects}'] });

/** In order: each builds on those before it. */
export const COMMANDS: readonly Command[] = [
  { args: ['create', 'namespace', 'NAMESPACE'] },
  { args: ['create', 'namespace', 'NAMESPACE'] },
  { args: ['get', 'namespace', 'NAMESPACE', '-o', 'jsonpath={.metadata.labels}{.spec}{.status}'] },
  { args: ['wait', '--for=create', 'serviceaccount/default', ...IN, '--timeout=20s'], compare: 'code' },
  { args: ['apply', '-f', '-'], input: web() },
  { args: ['apply', '-f', '-'], input: web('nginx:1') },
  { args: ['apply', '-f', '-'], input: others },
  { args: ['apply', '-f', '-'], input: others },
  { args: ['rollout', 'status', 'deploy/web', ...IN, '--timeout=30s'], compare: 'code' },
  { args: ['get', 'deploy', 'web', ...IN, '-o', 'jsonpath={.spec}'] },
  { args: ['get', 'deploy', 'web', ...IN, '-o', 'jsonpath={.metadata.managedFields[?(@.manager=="kubectl-client-side-apply")].fieldsV1}'] },
  dry('service', 'web'),
  dry('cronjob', 'cron'),
  dry('ingress', 'web'),
  dry('secret', 's'),
  dry('rolebinding', 'rb'),
  dry('hpa', 'web'),
  { args: ['wait', 'deploy/web', ...IN, '--for=condition=Available', '--timeout=30s'] },
  { args: ['get', 'deploy', ...IN] },
  { args: ['auth', 'can-i', 'create', 'deployments', ...IN] },
  { args: ['get', 'deploy', ...IN, '-o', 'wide'] },
  { args: ['get', 'svc,cm,secret,cronjob,ingress,rolebinding,sa', ...IN] },
  { args: ['get', 'pods', ...IN, '-l', 'app=web', '-o', 'jsonpath={.items[0].spec.containers}{.items[0].spec.tolerations}{.items[0].status.phase}{.items[0].status.qosClass}'] },
  { args: ['get', 'pods', ...IN, '-l', 'app=web', '-o', 'custom-columns=P:.status.phase,R:.spec.restartPolicy,S:.spec.serviceAccountName'] },
  { args: ['get', 'pods', ...IN, '-l', 'app!=web'] },
  { args: ['get', 'pods', ...IN, '--field-selector', 'status.phase=Running', '-o', 'name'] },
  { args: ['get', 'cm', 'nothing', ...IN] },
  { args: ['get', 'nonsense', ...IN] },
  { args: ['diff', '-f', '-'], input: web() },
  { args: ['diff', '-f', '-'], input: web('nginx:2'), compare: 'code' },
  { args: ['diff', '--server-side', '-f', '-'], input: web('nginx:2'), compare: 'code' },
  { args: ['apply', '--server-side', '--field-manager=other', '-f', '-'], input: web('nginx:2') },
  { args: ['apply', '--server-side', '--field-manager=other', '--force-conflicts', '-f', '-'], input: web('nginx:2') },
  { args: ['apply', '--server-side', '--field-manager=third', '-f', '-'], input: web('nginx:3', 2) },
  { args: ['apply', '--server-side', '-f', '-'], input: web('nginx:2').replace('replicas: 1', 'replicas: 1\n  nonsense: true') },
  // The quoted patch is Go's map after the server took its directives out.
  { args: ['apply', '-f', '-'], input: web('nginx:2').replace('replicas: 1', 'replicas: 1\n  nonsense: true'), compare: 'code' },
  { args: ['apply', '-f', '-', '--dry-run=server'], input: web('nginx:9') },
  { args: ['rollout', 'status', 'deploy/web', ...IN, '--timeout=30s'], compare: 'code' },
  { args: ['rollout', 'history', 'deploy/web', ...IN] },
  { args: ['set', 'image', 'deploy/web', 'web=nginx:3', ...IN] },
  { args: ['rollout', 'status', 'deploy/web', ...IN, '--timeout=30s'], compare: 'code' },
  { args: ['rollout', 'undo', 'deploy/web', ...IN], compare: 'code' },
  { args: ['rollout', 'status', 'deploy/web', ...IN, '--timeout=30s'], compare: 'code' },
  { args: ['get', 'deploy', 'web', ...IN, '-o', 'jsonpath={.spec.template.spec.containers[0].image} {.metadata.annotations.deployment\\.kubernetes\\.io/revision}'] },
  { args: ['scale', 'deploy/web', '--replicas=3', ...IN] },
  { args: ['scale', 'deploy/web', '--replicas=2', '--current-replicas=7', ...IN] },
  { args: ['wait', 'deploy/web', ...IN, '--for=jsonpath={.status.readyReplicas}=3', '--timeout=30s'] },
  { args: ['get', 'deploy', 'web', ...IN, '-o', 'jsonpath={.metadata.managedFields[?(@.subresource=="scale")].fieldsV1} at {.metadata.managedFields[?(@.subresource=="scale")].time}'] },
  { args: ['patch', 'deploy', 'web', ...IN, '-p', '{"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"B","value":"2"},{"name":"A","$patch":"delete"}]}]}}}}'] },
  { args: ['patch', 'deploy', 'web', ...IN, '--type=merge', '-p', '{"metadata":{"annotations":{"note":"x"}},"spec":{"minReadySeconds":0}}'] },
  { args: ['patch', 'deploy', 'web', ...IN, '--type=json', '-p', '[{"op":"replace","path":"/spec/replicas","value":2}]'] },
  { args: ['patch', 'deploy', 'web', ...IN, '--type=json', '-p', '[{"op":"test","path":"/spec/replicas","value":9}]'], compare: 'code' },
  { args: ['get', 'deploy', 'web', ...IN, '-o', 'jsonpath={.spec.replicas}{.spec.template.spec.containers[0].env}{.metadata.annotations.note}'] },
  { args: ['patch', 'deploy', 'web', ...IN, '--type=merge', '-p', '{"spec":{"selector":{"matchLabels":{"x":"y"}}}}'] },
  { args: ['patch', 'svc', 'web', ...IN, '--type=merge', '-p', '{"spec":{"clusterIP":"10.96.9.9"}}'] },
  { args: ['label', 'deploy', 'web', 'color=red', ...IN] },
  { args: ['annotate', 'deploy', 'web', 'why=because', ...IN] },
  { args: ['label', 'deploy', 'web', 'bad=a b', ...IN], compare: 'code' },
  { args: ['create', 'deployment', 'BadName', '--image=nginx', ...IN] },
  { args: ['create', 'cm', 'x', '--from-literal=a=b', '-n', 'not-there'] },
  { args: ['create', '-f', '-'], input: web().replace('name: web, ', 'name: wrong, ').replace('{ matchLabels: { app: web } }', '{ matchLabels: { app: other } }') },
  { args: ['rollout', 'restart', 'deploy/web', ...IN] },
  { args: ['rollout', 'status', 'deploy/web', ...IN, '--timeout=30s'], compare: 'code' },
  { args: ['describe', 'svc', 'web', ...IN], compare: 'code' },
  { args: ['describe', 'deploy', 'web', ...IN], compare: 'code' },
  { args: ['explain', 'deployment.spec.strategy'] },
  { args: ['apply', '-f', '-'], input: definition },
  { args: ['wait', 'crd', 'gears.NAMESPACE.example.com', '--for=condition=Established', '--timeout=20s'] },
  { args: ['api-resources', '--api-group=NAMESPACE.example.com'] },
  { args: ['api-resources', '--api-group=apps', '-o', 'wide'] },
  { args: ['apply', '--server-side', '-f', '-'], input: gear('{ size: 3, items: [{ name: a, value: x }] }') },
  { args: ['apply', '--server-side', '--field-manager=two', '-f', '-'], input: gear('{ size: 3, items: [{ name: b }] }') },
  { args: ['apply', '--server-side', '--field-manager=two', '-f', '-'], input: gear('{ size: 4 }') },
  { args: ['get', 'gears', ...IN] },
  { args: ['get', 'gear', 'one', ...IN, '-o', 'jsonpath={.spec} {.metadata.managedFields[*].fieldsV1} {.metadata.generation}'] },
  { args: ['apply', '-f', '-'], input: gear('{ size: 0 }') },
  { args: ['apply', '-f', '-'], input: gear('{ size: 1, color: green }') },
  { args: ['apply', '-f', '-'], input: gear('{ size: 2, nonsense: 1 }'), compare: 'code' },
  { args: ['delete', 'gear', 'one', ...IN] },
  { args: ['delete', 'crd', 'gears.NAMESPACE.example.com'] },
  { args: ['delete', 'deploy', 'web', ...IN, '--cascade=orphan'] },
  { args: ['get', 'rs', ...IN, '-o', 'jsonpath={.items[*].metadata.ownerReferences}'] },
  { args: ['delete', 'rs', '--all', ...IN], compare: 'code' },
  { args: ['delete', 'svc', 'web', 'nothing', ...IN] },
  { args: ['delete', 'namespace', 'NAMESPACE', '--timeout=60s'] },
  { args: ['get', 'namespace', 'NAMESPACE'] },
];
