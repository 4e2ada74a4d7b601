import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../shared/model/json.ts';
import type { Convert, KindSchema } from '../../shared/merge/index.ts';
import type { Answer, ApiClient } from './client.ts';
import { objectAt } from './client.ts';
import type { Judged, Write } from './judge.ts';
import { bare, judgeApply, judgeUpdate, withManaged } from './judge.ts';
import type { Kind } from './kinds.ts';
import { metadata } from './kinds.ts';
import { between, Random, spoiled } from './random.ts';
import type { Tally } from './tally.ts';

/** A kind at one version, with what the server publishes about it. */
export interface VersionedKind {
  readonly kind: Kind;
  readonly schema: KindSchema;
}

/** Nulls in applied configurations; none for custom resources, which are mostly refused for them. */
const NULLS = 0.02;
const STORE_ATTEMPTS = 5;
const MOVE_ATTEMPTS = 20;

export function pathOf(kind: Pick<Kind, 'apiVersion' | 'plural'>, namespace: string, name?: string): string {
  const root = kind.apiVersion.includes('/') ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`;
  return `${root}/namespaces/${namespace}/${kind.plural}${name === undefined ? '' : `/${name}`}`;
}

/** One stored object of a random configuration, and the random writes that are compared on it. */
export class Subject {
  readonly #api: ApiClient;
  readonly #versions: readonly VersionedKind[];
  readonly #random: Random;
  readonly #namespace: string;
  readonly #name: string;
  /** What each manager applied last. */
  readonly #applied = new Map<string, JsonObject>();
  readonly #live = new Map<VersionedKind, JsonObject>();

  /** Writes go to any of the versions, which must not need a conversion. */
  constructor(api: ApiClient, versions: readonly VersionedKind[], namespace: string, seed: number) {
    this.#api = api;
    this.#versions = versions;
    this.#random = new Random(seed, versions.some(({ schema }) => schema.zero['metadata'] === undefined) ? 0 : NULLS);
    this.#namespace = namespace;
    this.#name = `s${seed}`;
  }

  get #label(): string {
    return `${this.#versions[0]?.kind.kind ?? ''} ${this.#name}`;
  }

  /** Really applies a configuration; draws again where the server's validation refuses. */
  async store(manager: string): Promise<void> {
    const version = this.#random.pick(this.#versions);
    const query = { fieldManager: manager, force: 'true' };
    for (let attempt = 1; ; attempt++) {
      const configuration = quieted(this.#configuration(version, manager), version.kind.quiet);
      const answer = await this.#api.request('APPLY', this.#path(version), query, configuration);
      if (answer.status < 300) {
        this.#applied.set(manager, configuration);
        return this.#stored(version, answer);
      }
      if (answer.status !== 422 || attempt === STORE_ATTEMPTS) throw new Error(`${this.#label}: ${String(answer.body['message'])}`);
    }
  }

  /** Really replaces the object, as an editor would, by what a random apply leads to; lists of variables get duplicates. */
  async edit(): Promise<void> {
    const version = this.#random.pick(this.#versions);
    const configuration = quieted(this.#configuration(version, 'one'), version.kind.quiet);
    const target = await this.#api.request('APPLY', this.#path(version), { dryRun: 'All', fieldManager: 'one', force: 'true' }, configuration);
    if (target.status < 300) await this.#replace(version, withDuplicates(bare(target.body), this.#random), 'editor');
  }

  /** Really empties managedFields, as they are in objects from before server-side apply. */
  async forget(): Promise<void> {
    const version = this.#random.pick(this.#versions);
    await this.#replace(version, withManaged(await this.#liveAt(version), [{}]), 'nobody');
  }

  async #replace(version: VersionedKind, object: JsonObject, manager: string): Promise<void> {
    const { resourceVersion: _any, ...rest } = objectAt(object, 'metadata');
    const answer = await this.#api.request('PUT', this.#path(version), { fieldManager: manager }, { ...object, metadata: rest });
    if (answer.status < 300) this.#stored(version, answer);
    else if (answer.status !== 422) throw new Error(`${this.#label}: ${String(answer.body['message'])}`);
  }

  /** Compares some applies, and one of each other kind of write. */
  async compare(tally: Tally, applies: number): Promise<void> {
    for (let step = 0; step < applies; step++) {
      const version = this.#random.pick(this.#versions);
      const manager = this.#random.pick(['one', 'one', 'two']);
      const whole = this.#random.chance(0.1) ? (this.#applied.get(manager) ?? this.#configuration(version, manager)) : this.#configuration(version, manager);
      const named = { ...whole, apiVersion: version.kind.apiVersion };
      const applied = this.#random.chance(0.1) ? spoiled(named, this.#random) : named;
      const force = this.#random.chance(0.6);
      const judged = await this.#fresher(version, (write) => judgeApply(this.#api, { ...write, manager, applied, force }));
      tally.add(judged, `${this.#label} apply ${step} by ${manager}${force ? ', forced' : ''}`);
    }
    const version = this.#random.pick(this.#versions);
    tally.add(await this.#compareUpdate(version), `${this.#label} update`);
    tally.add(await this.#compareCreation(version), `${this.#label} creation`);
    if (version.kind.status !== undefined) tally.add(await this.#compareStatus(version, version.kind.status(this.#random)), `${this.#label} status`);
  }

  /** A PUT of what a random apply leads to, with another status. */
  async #compareUpdate(version: VersionedKind): Promise<Judged> {
    const configuration = this.#configuration(version, 'one');
    return this.#fresher(version, async (write) => {
      const target = await this.#api.request('APPLY', write.path, { dryRun: 'All', fieldManager: 'one', force: 'true' }, configuration);
      if (target.status >= 300) return { verdict: 'invalid' };
      const status = target.body['status'] === undefined ? {} : { status: { ...objectAt(target.body, 'status'), observedGeneration: 99 } };
      const updated = withDuplicates({ ...bare(target.body), ...status }, this.#random);
      return judgeUpdate(this.#api, { ...write, manager: 'editor', updated, verb: 'PUT' });
    });
  }

  async #compareCreation({ kind, schema }: VersionedKind): Promise<Judged> {
    const fresh = this.#fresh(kind);
    const updated = { ...fresh, metadata: { ...objectAt(fresh, 'metadata'), name: `${this.#name}-new` } };
    const { allocated = [] } = kind;
    return judgeUpdate(this.#api, { path: pathOf(kind, this.#namespace), kind: schema, manager: 'creator', updated, verb: 'POST', allocated });
  }

  async #compareStatus(version: VersionedKind, status: JsonObject): Promise<Judged> {
    const { apiVersion, kind } = version.kind;
    const applied = { apiVersion, kind, metadata: { name: this.#name, namespace: this.#namespace, labels: { ignored: 'yes' } }, status };
    return this.#fresher(version, (write) =>
      judgeApply(this.#api, { ...write, path: `${write.path}/status`, manager: 'three', applied, force: true, subresource: 'status' }),
    );
  }

  /** A configuration: a new one, or one between a new one and what the manager applied before. */
  #configuration({ kind }: VersionedKind, manager: string): JsonObject {
    const fresh = this.#fresh(kind);
    const before = this.#applied.get(manager);
    const mixed = before === undefined || this.#random.chance(0.3) ? fresh : between(before, fresh, this.#random);
    const identity = { name: this.#name, namespace: this.#namespace };
    return { ...mixed, apiVersion: kind.apiVersion, kind: kind.kind, metadata: { ...objectAt(mixed, 'metadata'), ...identity } };
  }

  #fresh({ apiVersion, kind, body }: Kind): JsonObject {
    return { apiVersion, kind, metadata: { ...metadata(this.#random), name: this.#name, namespace: this.#namespace }, ...body(this.#random) };
  }

  #path({ kind }: VersionedKind): string {
    return pathOf(kind, this.#namespace, this.#name);
  }

  #stored(version: VersionedKind, { body }: Answer): void {
    this.#live.clear();
    this.#live.set(version, body);
  }

  async #liveAt(version: VersionedKind): Promise<JsonObject> {
    const known = this.#live.get(version);
    if (known !== undefined) return known;
    const { body } = await this.#api.request('GET', this.#path(version));
    this.#live.set(version, body);
    return body;
  }

  /** All versions are converted into each other by the apiVersion alone. */
  readonly #convert: Convert = (object, apiVersion) => {
    const found = this.#versions.find(({ kind }) => kind.apiVersion === apiVersion);
    return found === undefined ? undefined : { object: { ...object, apiVersion }, schema: found.schema.schema };
  };

  /** Repeats a comparison on a newer live object as long as a controller changes it in between. */
  async #fresher(version: VersionedKind, compare: (write: Omit<Write, 'manager'> & { readonly live: JsonObject }) => Promise<Judged>): Promise<Judged> {
    const base = { path: this.#path(version), kind: version.schema, ...(this.#versions.length > 1 ? { convert: this.#convert } : {}) };
    for (let attempt = 0; ; attempt++) {
      const judged = await compare({ ...base, live: await this.#liveAt(version) });
      if (judged.verdict !== 'stale' && judged.difference === undefined) return judged;
      const moved = await this.#moved(version);
      if (judged.verdict !== 'stale' && !moved) return judged;
      if (attempt === MOVE_ATTEMPTS) return { verdict: 'stale', difference: 'the object does not come to rest' };
    }
  }

  /** Reads the object again; true if it was changed since. */
  async #moved(version: VersionedKind): Promise<boolean> {
    const before = objectAt(this.#live.get(version), 'metadata')['resourceVersion'];
    this.#live.clear();
    return objectAt(await this.#liveAt(version), 'metadata')['resourceVersion'] !== before;
  }
}

/**
 * The configuration with `quiet` laid over it, and without owners: an owner that does not exist makes the garbage
 * collector delete the object.
 */
function quieted(configuration: JsonObject, quiet: JsonObject = {}): JsonObject {
  const laid = overlay(configuration, quiet);
  const { ownerReferences: _owners, ...rest } = objectAt(laid, 'metadata');
  return { ...laid, metadata: rest };
}

function overlay(value: JsonObject, over: JsonObject): JsonObject {
  const out: Record<string, JsonValue | undefined> = { ...value };
  for (const name of Object.keys(over)) {
    const [below, above] = [out[name], over[name]];
    out[name] = isJsonObject(below) && isJsonObject(above) ? overlay(below, above) : above;
  }
  return out;
}

/** Doubles some variables of the pod template's containers, which a PUT may do and an apply may not. */
function withDuplicates(object: JsonObject, random: Random): JsonObject {
  const copy = structuredClone(object);
  const containers = objectAt(objectAt(objectAt(copy, 'spec'), 'template'), 'spec')['containers'];
  for (const container of isJsonArray(containers) ? containers : []) {
    const env = isJsonObject(container) ? container['env'] : undefined;
    if (isJsonArray(env) && env.length > 0 && random.chance(0.5)) (env as JsonValue[]).push({ name: 'A', value: random.pick(['8', '9']) });
  }
  return copy;
}
