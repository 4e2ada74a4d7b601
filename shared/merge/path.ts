/**
 * One step of a path, as FieldsV1 writes it (structured-merge-diff fieldpath/serialize-pe.go):
 *
 *   f:replicas                                a field of a map
 *   k:{"containerPort":80,"protocol":"TCP"}   the item of a list that has these keys, sorted by name
 *   v:"web"                                   the member of a set
 *   i:0                                       a position in a list
 *
 * The text is canonical: two elements are the same exactly if their texts are.
 */
export type PathElement = string;
export type Path = readonly PathElement[];
