/**
 * Rendering: the files of a source become manifests, each knowing the file, document and line it came from.
 *
 * Only plain directories are rendered so far; Kustomize and Helm are detected, so that it can be said. YAML is read
 * exactly as kubectl reads it (`scalar`, `yaml`), because what is compared must be what kubectl would have applied.
 * Everything here is pure: files in, manifests out.
 *
 * A problem never hides another one: each document is parsed by itself, and the error lists everything at once.
 */
export { detectSourceType } from './detect.ts';
export { renderDirectory } from './directory.ts';
export { compileGlob } from './glob.ts';
