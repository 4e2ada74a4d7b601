import { stage, type Requirement } from './stage.ts';

/** The simulated nodes: plain Node objects, which kwok makes Ready and keeps alive. */

/** Node objects as they are posted to the API server. kwok fills in the rest of the status and keeps them alive. */
export function nodeObjects(count: number): readonly { readonly metadata: { readonly name: string } }[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `node-${index + 1}`;
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'topology.kubernetes.io/zone': `zone-${(index % 3) + 1}`,
        },
      },
      status: {
        allocatable: { cpu: '64', memory: '256Gi', pods: '2000', 'ephemeral-storage': '1Ti' },
        capacity: { cpu: '64', memory: '256Gi', pods: '2000', 'ephemeral-storage': '1Ti' },
      },
    };
  });
}

/** kwok's stages for nodes. */
export function nodeStages(): object[] {
  return [nodeReady(), nodeHeartbeat()];
}

const READY = '.status.conditions.[] | select( .type == "Ready" ) | .status';

const NODE_STATUS = `
conditions:
{{ range NodeConditions }}
- lastHeartbeatTime: {{ Now | Quote }}
  lastTransitionTime: {{ $.metadata.creationTimestamp | Quote }}
  message: {{ .message | Quote }}
  reason: {{ .reason | Quote }}
  status: {{ .status | Quote }}
  type: {{ .type | Quote }}
{{ end }}
addresses:
- { type: InternalIP, address: {{ NodeIP | Quote }} }
- { type: Hostname, address: {{ .metadata.name | Quote }} }
daemonEndpoints:
  kubeletEndpoint: { Port: {{ NodePort }} }
nodeInfo:
  architecture: amd64
  bootID: ""
  containerRuntimeVersion: kwok://{{ Version }}
  kernelVersion: kwok
  kubeProxyVersion: kwok-{{ Version }}
  kubeletVersion: kwok-{{ Version }}
  machineID: ""
  operatingSystem: linux
  osImage: kwok
  systemUUID: ""
phase: Running
`;

function nodeReady(): object {
  return stage('Node', 'node-ready', [{ key: READY, operator: 'NotIn', values: ['True'] }], { statusTemplate: NODE_STATUS });
}

/** The lease is what keeps a node Ready; the status follows every five minutes, as the kubelet reports it. */
function nodeHeartbeat(): object {
  const when: Requirement[] = [{ key: READY, operator: 'In', values: ['True'] }];
  return stage('Node', 'node-heartbeat', when, { statusTemplate: NODE_STATUS }, 300_000);
}
