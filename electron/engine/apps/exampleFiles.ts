/** The example's manifests: a few kinds that own others, small enough to be read at a glance. */
export function exampleFiles(): Readonly<Record<string, string>> {
  return {
    'README.md': README,
    'app/namespace.yaml': NAMESPACE,
    'app/settings.yaml': SETTINGS,
    'app/web.yaml': webManifest(1),
    'app/database.yaml': DATABASE,
    'app/report.yaml': REPORT,
  };
}

const README = `# The example of Drydock

A repository like any other: change a file below app/, commit, and see what Drydock makes of it.
`;

const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata:
  name: example
`;

const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: web-settings
data:
  GREETING: Hello from Git
  LOG_LEVEL: info
---
apiVersion: v1
kind: Secret
metadata:
  name: web-token
stringData:
  token: not-a-real-one
`;

/** The web server with so many replicas. */
export function webManifest(replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: mynginx
  labels:
    app: mynginx
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: mynginx
  template:
    metadata:
      labels:
        app: mynginx
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          ports:
            - containerPort: 80
          envFrom:
            - configMapRef:
                name: web-settings
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
---
apiVersion: v1
kind: Service
metadata:
  name: mynginx
spec:
  selector:
    app: mynginx
  ports:
    - port: 80
      targetPort: 80
`;
}

const DATABASE = `apiVersion: v1
kind: Service
metadata:
  name: database
spec:
  clusterIP: None
  selector:
    app: database
  ports:
    - port: 5432
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: database
spec:
  serviceName: database
  replicas: 1
  selector:
    matchLabels:
      app: database
  template:
    metadata:
      labels:
        app: database
    spec:
      containers:
        - name: postgres
          image: postgres:17
          env:
            - name: POSTGRES_HOST_AUTH_METHOD
              value: trust
          ports:
            - containerPort: 5432
`;

const REPORT = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: '0 6 * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: report
              image: busybox:1.37
              command: [sh, -c, 'echo all is well']
`;
