import type { JsonObject } from '../../../shared/model/json.ts';
import type { KindSchema } from '../../../shared/merge/index.ts';
import { schemaFromOpenApiV3 } from '../../../shared/merge/index.ts';
import type { Store } from '../store/store.ts';
import { decode } from './decode.ts';
import type { Decoded } from './decode.ts';
import { setDefaults } from './defaults.ts';
import type { Kind } from './kinds.ts';
import { BUILTIN_KINDS, groupVersion } from './kinds.ts';
import { builtinDocument, builtinDocumentNames, component, componentOf, documentName, makeDocument } from './openapi.ts';
import { pruneAndDefault } from './structural.ts';
import type { Dict } from './values.ts';
import { dict, isDict, items, nameOf, text, texts } from './values.ts';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const CRDS = 'customresourcedefinitions.apiextensions.k8s.io';

/** A custom kind's served version. */
export interface CustomVersion {
  readonly kind: Kind;
  readonly schema: Dict;
  /** `spec.versions[]` of its definition. */
  readonly version: Dict;
}

/** What is served: the built-in kinds and those of the CustomResourceDefinitions in the store. */
export class Registry {
  readonly #store: Store;
  readonly #components = new Map<Kind, string>();
  #custom: readonly CustomVersion[] | undefined;
  #documents = new Map<string, JsonObject>();

  constructor(store: Store) {
    this.#store = store;
    store.listen(({ resource }) => {
      if (resource !== CRDS) return;
      this.#custom = undefined;
      this.#documents = new Map();
    });
  }

  /** Custom kinds, each served version, the storage version of a kind first. */
  custom(): readonly CustomVersion[] {
    this.#custom ??= [...this.#store.all(CRDS)].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)).flatMap(customVersions);
    return this.#custom;
  }

  kinds(): readonly Kind[] {
    return [...BUILTIN_KINDS, ...this.custom().map(({ kind }) => kind)];
  }

  find(group: string, version: string, plural: string): Kind | undefined {
    return this.kinds().find((kind) => kind.group === group && kind.version === version && kind.plural === plural);
  }

  /** Any version of an object's kind, by its apiVersion and kind. */
  ofObject(apiVersion: string, name: string): Kind | undefined {
    return this.kinds().find((kind) => groupVersion(kind) === apiVersion && kind.kind === name);
  }

  builtin(kind: string): Kind {
    const found = BUILTIN_KINDS.find((each) => each.kind === kind);
    if (found === undefined) throw new Error(`${kind} is no built-in kind`);
    return found;
  }

  customOf(kind: Kind): CustomVersion | undefined {
    return kind.definition === undefined ? undefined : this.custom().find((each) => each.kind.kind === kind.kind && each.kind.group === kind.group && each.kind.version === kind.version);
  }

  /** The component that describes a built-in kind. */
  component(kind: Kind): string {
    let name = this.#components.get(kind);
    if (name === undefined) this.#components.set(kind, (name = componentOf(kind) ?? ''));
    return name;
  }

  /** The raw schema of a kind, for strategic patches. */
  rawSchema(kind: Kind): Dict {
    return component(this.component(kind)) ?? {};
  }

  mergeSchema(kind: Kind): KindSchema {
    const document = this.document(documentName(kind));
    const found = document === undefined ? undefined : schemaFromOpenApiV3(document).find(groupVersion(kind), kind.kind);
    if (found === undefined) throw new Error(`no schema for ${groupVersion(kind)} ${kind.kind}`);
    return found;
  }

  /** The names of all OpenAPI documents. */
  documentNames(): string[] {
    return [...new Set([...builtinDocumentNames(), ...this.custom().map(({ kind }) => documentName(kind))])];
  }

  document(name: string): JsonObject | undefined {
    const builtin = builtinDocument(name);
    if (builtin !== undefined) return builtin;
    const known = this.#documents.get(name);
    if (known !== undefined) return known;
    const versions = this.custom().filter(({ kind }) => documentName(kind) === name);
    if (versions.length === 0) return undefined;
    const document = makeDocument(customComponents(versions), versions.map(({ kind }) => kind));
    this.#documents.set(name, document);
    return document;
  }

  /** Decodes and defaults an object of a kind. */
  decode(kind: Kind, object: Dict): Decoded {
    const custom = this.customOf(kind);
    if (custom === undefined) {
      const decoded = decode(object, this.component(kind));
      setDefaults(kind, decoded.object);
      return decoded;
    }
    const meta = decode(dict(object['metadata']), OBJECT_META);
    const unknown: string[] = [];
    const pruned = pruneAndDefault(object, custom.schema, '', unknown, true);
    const body = isDict(pruned) ? pruned : {};
    return { object: { ...body, metadata: meta.object }, unknown: [...unknown, ...meta.unknown.map((field) => `metadata.${field}`)], wrong: meta.wrong };
  }
}

function customVersions(definition: Dict): CustomVersion[] {
  const spec = dict(definition['spec']);
  const names = dict(definition, 'status', 'acceptedNames')['kind'] === undefined ? dict(spec['names']) : dict(definition, 'status', 'acceptedNames');
  const versions = items(spec['versions']).filter((version) => version['served'] !== false);
  return versions.toSorted((a, b) => Number(b['storage'] === true) - Number(a['storage'] === true)).map((version) => {
    const subresources = dict(version['subresources']);
    const schema = dict(version, 'schema', 'openAPIV3Schema');
    return {
      version,
      schema,
      kind: {
        group: text(spec['group']),
        version: text(version['name']),
        kind: text(names['kind']),
        plural: text(names['plural']),
        singular: text(names['singular']) || text(names['kind']).toLowerCase(),
        namespaced: spec['scope'] === 'Namespaced',
        shortNames: texts(names['shortNames']),
        categories: texts(names['categories']),
        status: subresources['status'] !== undefined,
        scale: subresources['scale'] !== undefined,
        generation: 'all',
        definition: nameOf(definition),
      },
    };
  });
}

function customComponents(versions: readonly CustomVersion[]): Dict {
  const components: Dict = {};
  for (const name of [OBJECT_META, 'io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry', 'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference', 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1', 'io.k8s.apimachinery.pkg.apis.meta.v1.Time']) {
    const schema = component(name);
    if (schema !== undefined) components[name] = schema;
  }
  for (const { kind, schema } of versions) {
    const reversed = kind.group.split('.').toReversed().join('.');
    components[`${reversed}.${kind.version}.${kind.kind}`] = {
      ...schema,
      type: 'object',
      properties: {
        ...dict(schema['properties']),
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { allOf: [{ $ref: `#/components/schemas/${OBJECT_META}` }] },
      },
      'x-kubernetes-group-version-kind': [{ group: kind.group, version: kind.version, kind: kind.kind }],
    };
  }
  return components;
}
