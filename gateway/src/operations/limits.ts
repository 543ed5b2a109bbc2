import { Kind, type DocumentNode, type FragmentDefinitionNode, type GraphQLError, type SelectionSetNode } from 'graphql';
import { refusal } from '../core/refusals';

/** How much one client may ask for. What is over a limit is refused before it costs anything. */
export type Limits = {
  readonly maxBodyBytes: number;
  readonly maxWebhookBytes: number;
  readonly maxDocumentLength: number;
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxRootFields: number;
  /** Fields after fragments are spread; keeps the planner from a document that is small only on paper. */
  readonly maxFields: number;
  /** Objects that an operation may bring back by estimate; see cost.ts. */
  readonly maxCost: number;
  /** How long a list is taken to be when nothing says it. */
  readonly assumedListSize: number;
  readonly maxOperationsPerSocket: number;
  readonly maxSocketsPerIdentity: number;
  readonly maxSockets: number;
  readonly maxSocketMessageBytes: number;
  /** Results that may wait for one subscriber; with one more it is cut. */
  readonly maxQueuedResults: number;
  /** Bytes that may wait in one socket; with more it is cut. */
  readonly maxSocketBufferBytes: number;
};

export const defaultLimits: Limits = {
  maxBodyBytes: 1_048_576,
  maxWebhookBytes: 262_144,
  maxDocumentLength: 50_000,
  maxTokens: 3_000,
  maxDepth: 12,
  maxAliases: 30,
  maxRootFields: 10,
  maxFields: 2_000,
  maxCost: 50_000,
  assumedListSize: 10,
  maxOperationsPerSocket: 50,
  maxSocketsPerIdentity: 20,
  maxSockets: 10_000,
  maxSocketMessageBytes: 262_144,
  maxQueuedResults: 128,
  maxSocketBufferBytes: 8_388_608,
};

type Extent = { readonly depth: number; readonly fields: number };

const none: Extent = { depth: 0, fields: 0 };

/** Measures a selection with its fragments spread. Each fragment is measured once, or doubling ones would never end. */
const extents = (fragments: ReadonlyMap<string, FragmentDefinitionNode>): ((selections: SelectionSetNode) => Extent) => {
  const measured = new Map<string, Extent>();
  const ofFragment = (name: string): Extent => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    // A fragment that contains itself measures nothing here; validation refuses it.
    measured.set(name, none);
    const fragment = fragments.get(name);
    const extent = fragment === undefined ? none : of(fragment.selectionSet);
    measured.set(name, extent);
    return extent;
  };
  const of = ({ selections }: SelectionSetNode): Extent =>
    selections.reduce<Extent>((sum, selection) => {
      if (selection.kind === Kind.FIELD) {
        // Introspection has limits of its own among the validation rules, and is deep by nature.
        if (selection.name.value.startsWith('__')) return sum;
        const inner = selection.selectionSet === undefined ? none : of(selection.selectionSet);
        return { depth: Math.max(sum.depth, inner.depth + 1), fields: sum.fields + inner.fields + 1 };
      }
      const inner = selection.kind === Kind.FRAGMENT_SPREAD ? ofFragment(selection.name.value) : of(selection.selectionSet);
      return { depth: Math.max(sum.depth, inner.depth), fields: sum.fields + inner.fields };
    }, none);
  return of;
};

const rootFields = (selections: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): number => {
  const names = new Set<string>();
  const visited = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) names.add(selection.alias?.value ?? selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || visited.has(selection.name.value)) continue;
      visited.add(selection.name.value);
      const fragment = fragments.get(selection.name.value);
      if (fragment !== undefined) collect(fragment.selectionSet);
    }
  };
  collect(selections);
  return names.size;
};

const aliasesIn = ({ selections }: SelectionSetNode): number =>
  selections.reduce((sum, selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return sum;
    const inner = selection.selectionSet === undefined ? 0 : aliasesIn(selection.selectionSet);
    return sum + inner + (selection.kind === Kind.FIELD && selection.alias !== undefined ? 1 : 0);
  }, 0);

const executable = (document: DocumentNode) =>
  document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION ? [definition] : [],
  );

/** What of a document is over a limit. Looks at the syntax only, so that it can come before validation. */
export const overLimits = (document: DocumentNode, limits: Limits): readonly GraphQLError[] => {
  const definitions = executable(document);
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const measure = extents(fragments);
  const depth = Math.max(0, ...operations.map(({ selectionSet }) => measure(selectionSet).depth));
  const fields = Math.max(0, ...operations.map(({ selectionSet }) => measure(selectionSet).fields));
  const roots = Math.max(0, ...operations.map(({ selectionSet }) => rootFields(selectionSet, fragments)));
  const aliases = definitions.reduce((sum, { selectionSet }) => sum + aliasesIn(selectionSet), 0);
  return [
    ...(depth > limits.maxDepth
      ? [refusal('QUERY_TOO_DEEP', `The operation is ${depth} levels deep; ${limits.maxDepth} are allowed`)]
      : []),
    ...(fields > limits.maxFields ? [refusal('QUERY_TOO_COMPLEX', `The operation selects more than ${limits.maxFields} fields`)] : []),
    ...(roots > limits.maxRootFields
      ? [refusal('TOO_MANY_ROOT_FIELDS', `The operation has ${roots} root fields; ${limits.maxRootFields} are allowed`)]
      : []),
    ...(aliases > limits.maxAliases
      ? [refusal('TOO_MANY_ALIASES', `The document has ${aliases} aliases; ${limits.maxAliases} are allowed`)]
      : []),
  ];
};
