import type { Dict } from '../model/values.ts';
import { count, dict, isDeleting, items, metadataOf, nameOf, namespaceOf, text, timestamp, uidOf } from '../model/values.ts';
import { ControllerClient, ownerReference } from './client.ts';
import { isActive, isReady, podOf } from './pods.ts';
import { nextTime } from './schedule.ts';

/** Jobs (pkg/controller/job): pods until enough have succeeded or too many have failed. */
export function syncJob(client: ControllerClient, namespace: string, name: string): void {
  const job = client.get('Job', namespace, name);
  if (job === undefined || isDeleting(job)) return;
  const spec = dict(job['spec']);
  const status = dict(job['status']);
  if (items(status['conditions']).some((each) => ['Complete', 'Failed'].includes(text(each['type'])) && each['status'] === 'True')) return;
  const pods = client.owned('Pod', job);
  const succeeded = pods.filter((pod) => dict(pod['status'])['phase'] === 'Succeeded').length;
  const failed = pods.filter((pod) => dict(pod['status'])['phase'] === 'Failed').length;
  const active = pods.filter(isActive);
  const now = client.now();
  const startTime = status['startTime'] ?? now;
  const finished = (type: string, reason: string, message: string, early: string): Dict => {
    const condition = (each: string): Dict => ({ type: each, status: 'True', reason, message, lastProbeTime: now, lastTransitionTime: now });
    return {
      ...(type === 'Complete' ? { completionTime: now } : {}),
      conditions: [condition(early), condition(type)],
      startTime,
      ...(succeeded > 0 ? { succeeded } : {}),
      ...(failed > 0 ? { failed } : {}),
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
    };
  };
  const completions = count(spec['completions'], 1);
  if (succeeded >= completions) {
    client.status('Job', job, finished('Complete', 'CompletionsReached', 'Reached expected number of succeeded pods', 'SuccessCriteriaMet'));
    client.event(job, 'Normal', 'Completed', 'Job completed', 'job-controller');
    return;
  }
  if (failed > count(spec['backoffLimit'], 6)) {
    for (const pod of active) client.delete('Pod', pod);
    client.status('Job', job, finished('Failed', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit', 'FailureTarget'));
    client.event(job, 'Warning', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit', 'job-controller');
    return;
  }
  if (spec['suspend'] === true) {
    for (const pod of active) client.delete('Pod', pod);
    return;
  }
  const wanted = Math.min(count(spec['parallelism'], 1), completions - succeeded);
  for (let missing = wanted - active.length; missing > 0; missing--) {
    const pod = client.create('Pod', namespace, podOf(job, dict(spec['template']), { generateName: `${name}-` }));
    if (pod === undefined) break;
    client.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${nameOf(pod)}`, 'job-controller');
  }
  const running = client.owned('Pod', job).filter(isActive);
  client.status('Job', job, {
    startTime,
    ...(running.length > 0 ? { active: running.length } : {}),
    ...(succeeded > 0 ? { succeeded } : {}),
    ...(failed > 0 ? { failed } : {}),
    ready: running.filter(isReady).length,
    terminating: 0,
    uncountedTerminatedPods: {},
  });
}

/** CronJobs (pkg/controller/cronjob), simply: a job at each time of the schedule, old ones removed. Returns ms to the next. */
export function syncCronJob(client: ControllerClient, namespace: string, name: string): number | undefined {
  const cron = client.get('CronJob', namespace, name);
  if (cron === undefined || isDeleting(cron)) return undefined;
  const spec = dict(cron['spec']);
  const now = client.world.now();
  const status = dict(cron['status']);
  const jobs = client.owned('Job', cron);
  const ended = (job: Dict, type: string): boolean => items(dict(job['status'])['conditions']).some((each) => each['type'] === type && each['status'] === 'True');
  for (const [type, limit] of [['Complete', 'successfulJobsHistoryLimit'], ['Failed', 'failedJobsHistoryLimit']] as const) {
    const done = jobs.filter((job) => ended(job, type)).toSorted((a, b) => (text(metadataOf(a)['creationTimestamp']) < text(metadataOf(b)['creationTimestamp']) ? -1 : 1));
    for (const job of done.slice(0, Math.max(0, done.length - count(spec[limit])))) client.delete('Job', job);
  }
  const since = Date.parse(text(status['lastScheduleTime']) || text(metadataOf(cron)['creationTimestamp']));
  const due = nextTime(text(spec['schedule']), since);
  const running = jobs.filter((job) => !ended(job, 'Complete') && !ended(job, 'Failed'));
  const next: Dict = { ...status };
  if (due !== undefined && due <= now && spec['suspend'] !== true && !(spec['concurrencyPolicy'] === 'Forbid' && running.length > 0)) {
    if (spec['concurrencyPolicy'] === 'Replace') for (const job of running) client.delete('Job', job);
    // What was missed while nothing ran is done once, for the last time that it was due.
    const latest = Math.floor(now / 60_000) * 60_000;
    const at = nextTime(text(spec['schedule']), latest - 1) === latest ? latest : due;
    const job = startJob(client, cron, at);
    next['lastScheduleTime'] = timestamp(at);
    if (job !== undefined) running.push(job);
  }
  const finished = jobs.map((job) => text(dict(job['status'])['completionTime'])).filter((time) => time !== '').sort().at(-1);
  if (finished !== undefined && finished > text(status['lastSuccessfulTime'])) next['lastSuccessfulTime'] = finished;
  if (running.length > 0) next['active'] = running.map((job) => ({ apiVersion: 'batch/v1', kind: 'Job', name: nameOf(job), namespace, uid: uidOf(job), resourceVersion: metadataOf(job)['resourceVersion'] }));
  else delete next['active'];
  client.status('CronJob', cron, next);
  const following = nextTime(text(spec['schedule']), now);
  return following === undefined ? undefined : following - now + 50;
}

function startJob(client: ControllerClient, cron: Dict, at: number): Dict | undefined {
  const template = dict(cron, 'spec', 'jobTemplate');
  const { labels, annotations } = dict(template['metadata']);
  const job = client.create('Job', namespaceOf(cron), {
    metadata: {
      name: `${nameOf(cron)}-${Math.floor(at / 60_000)}`,
      ...(labels === undefined ? {} : { labels: { ...dict(labels) } }),
      annotations: { ...dict(annotations), 'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(at) },
      ownerReferences: ownerReference(cron),
    },
    spec: structuredClone(dict(template['spec'])),
  });
  if (job !== undefined) client.event(cron, 'Normal', 'SuccessfulCreate', `Created job ${nameOf(job)}`, 'cronjob-controller');
  return job;
}
