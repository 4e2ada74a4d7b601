import { stage, type Requirement } from './stage.ts';

/**
 * What becomes of pods on simulated nodes.
 *
 * A pod becomes Running and Ready at once; one that is meant to end (restartPolicy other than Always: Jobs, hook pods)
 * succeeds half a second later; a deleted one goes at once. Tests that need something else say so by an annotation on
 * the pod (on a workload: on its template):
 *
 *   test.drydock.dev/pod: pending   stays Pending, as while its image is pulled
 *                         no-image  stays Pending with ImagePullBackOff
 *                         unready   runs, but its readiness probe never succeeds
 *                         crash     restarts for ever with CrashLoopBackOff
 *                         fail      ends with exit code 1 (restartPolicy other than Always)
 *                         endless   never ends, whatever its restartPolicy
 */

const BEHAVIOUR = '.metadata.annotations["test.drydock.dev/pod"]';
const ALIVE: Requirement = { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' };
const phase = (value: string): Requirement => ({ key: '.status.phase', operator: 'In', values: [value] });
const behaves = (...values: string[]): Requirement => ({ key: BEHAVIOUR, operator: 'In', values });
const behavesNot = (...values: string[]): Requirement => ({ key: BEHAVIOUR, operator: 'NotIn', values });
/** Only once per pod: the first stage gives it a start time. */
const NEW: Requirement = { key: '.status.startTime', operator: 'DoesNotExist' };
const ENDS: Requirement = { key: '.spec.restartPolicy', operator: 'In', values: ['Never', 'OnFailure'] };

/** kwok's stages for pods. */
export function podStages(): object[] {
  const waiting = (name: string, reason: string, message: string): object =>
    stage('Pod', `pod-${name}`, [ALIVE, phase('Pending'), NEW, behaves(name)], {
      statusTemplate: podStatus('Pending', false, `waiting: { reason: ${reason}, message: "${message}" }`),
    });
  const ending = (name: string, result: string, exitCode: number, when: Requirement): object =>
    stage('Pod', name, [ALIVE, phase('Running'), ENDS, when], { statusTemplate: endedStatus(result, exitCode) }, 500);
  return [
    stage('Pod', 'pod-run', [ALIVE, phase('Pending'), NEW, behavesNot('pending', 'no-image', 'unready', 'crash')], {
      statusTemplate: podStatus('Running', true, 'running: { startedAt: {{ Now | Quote }} }'),
    }),
    waiting('pending', 'ContainerCreating', ''),
    waiting('no-image', 'ImagePullBackOff', 'Back-off pulling image'),
    stage('Pod', 'pod-unready', [ALIVE, phase('Pending'), NEW, behaves('unready')], {
      statusTemplate: podStatus('Running', false, 'running: { startedAt: {{ Now | Quote }} }'),
    }),
    stage('Pod', 'pod-crash', [ALIVE, phase('Pending'), NEW, behaves('crash')], {
      statusTemplate: podStatus(
        'Running',
        false,
        'waiting: { reason: CrashLoopBackOff, message: "back-off 10s restarting failed container" }',
        `restartCount: 3
  lastState: { terminated: { exitCode: 1, reason: Error, startedAt: {{ Now | Quote }}, finishedAt: {{ Now | Quote }} } }`,
      ),
    }),
    ending('pod-succeed', 'Succeeded', 0, behavesNot('fail', 'endless', 'unready', 'crash')),
    ending('pod-fail', 'Failed', 1, behaves('fail')),
    stage('Pod', 'pod-delete', [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }], { delete: true }),
  ];
}

function podStatus(podPhase: string, ready: boolean, state: string, more = 'restartCount: 0'): string {
  const condition = (type: string, holds: boolean, reason: string): string =>
    `- { type: ${type}, status: "${holds ? 'True' : 'False'}", lastTransitionTime: {{ Now | Quote }}` +
    `${holds ? '' : `, reason: ${reason}`} }`;
  return `
phase: ${podPhase}
startTime: {{ Now | Quote }}
conditions:
${condition('PodReadyToStartContainers', podPhase === 'Running', 'ContainersNotStarted')}
${condition('Initialized', true, '')}
${condition('Ready', ready, 'ContainersNotReady')}
${condition('ContainersReady', ready, 'ContainersNotReady')}
{{ range .spec.readinessGates }}
- { type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ Now | Quote }} }
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: ${String(ready)}
  started: ${String(ready)}
  state: { ${state} }
  ${more}
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  restartCount: 0
  {{ if eq .restartPolicy "Always" }}
  started: true
  state: { running: { startedAt: {{ Now | Quote }} } }
  {{ else }}
  state:
    terminated: { exitCode: 0, reason: Completed, startedAt: {{ Now | Quote }}, finishedAt: {{ Now | Quote }} }
  {{ end }}
{{ end }}
{{ $hostIPs := NodeIPsWith .spec.nodeName }}
{{ with $hostIPs }}
hostIP: {{ index . 0 | Quote }}
hostIPs:
{{ range . }}
- { ip: {{ . | Quote }} }
{{ end }}
{{ end }}
{{ $podIPs := PodIPsWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
{{ with $podIPs }}
podIP: {{ index . 0 | Quote }}
podIPs:
{{ range . }}
- { ip: {{ . | Quote }} }
{{ end }}
{{ end }}
`;
}

function endedStatus(podPhase: string, exitCode: number): string {
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  return `
phase: ${podPhase}
conditions:
- { type: Ready, status: "False", reason: Pod${podPhase === 'Succeeded' ? 'Completed' : 'Failed'}, lastTransitionTime: {{ Now | Quote }} }
- { type: ContainersReady, status: "False", reason: Pod${podPhase === 'Succeeded' ? 'Completed' : 'Failed'}, lastTransitionTime: {{ Now | Quote }} }
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: false
  started: false
  restartCount: 0
  state:
    terminated: { exitCode: ${exitCode}, reason: ${reason}, startedAt: {{ Now | Quote }}, finishedAt: {{ Now | Quote }} }
{{ end }}
`;
}
