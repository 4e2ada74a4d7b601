/** The story's Deployment. `replicas` absent leaves the field out; `image` and `annotations` as given. */
export function deployment(options: { readonly replicas?: number; readonly image?: string; readonly annotation?: string } = {}): string {
  const annotation = options.annotation === undefined ? '' : `\n  annotations:\n    example.com/note: ${options.annotation}`;
  const replicas = options.replicas === undefined ? '' : `\n  replicas: ${options.replicas}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: mynginx
  labels:
    run: mynginx${annotation}
spec:${replicas}
  selector:
    matchLabels:
      run: mynginx
  template:
    metadata:
      labels:
        run: mynginx
    spec:
      containers:
        - name: mynginx
          image: ${options.image ?? 'nginx'}
          ports:
            - containerPort: 80
`;
}

export const service = `apiVersion: v1
kind: Service
metadata:
  name: mynginx
  labels:
    run: mynginx
spec:
  ports:
    - port: 80
      protocol: TCP
      targetPort: 80
  selector:
    run: mynginx
`;
