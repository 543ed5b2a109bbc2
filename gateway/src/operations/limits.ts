import { Kind, type DocumentNode, type FragmentDefinitionNode, type GraphQLError, type SelectionSetNode } from 'graphql';
import { refusal } from '../core/refusals';

/** Limits per request and per client. A request over a limit is rejected before it is executed. */
export type Limits = {
  readonly maxBodyBytes: number;
  readonly maxWebhookBytes: number;
  readonly maxDocumentLength: number;
  readonly maxTokens: number;
  /** The maximum depth of nested brackets of any kind, which parser and validator process recursively. */
  readonly maxNesting: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxRootFields: number;
  /** The maximum number of fields after fragments are expanded. Protects the planner from small documents that expand a lot. */
  readonly maxFields: number;
  /** The maximum estimated number of returned objects; see cost.ts. */
  readonly maxCost: number;
  /** The assumed length of a list without a page size. */
  readonly assumedListSize: number;
  readonly maxOperationsPerSocket: number;
  readonly maxSocketsPerIdentity: number;
  readonly maxSockets: number;
  readonly maxSocketMessageBytes: number;
  /** The maximum number of queued results per subscriber. A slower subscriber is disconnected. */
  readonly maxQueuedResults: number;
  /** The maximum number of buffered bytes per socket. A slower client is disconnected. */
  readonly maxSocketBufferBytes: number;
};

export const defaultLimits: Limits = {
  maxBodyBytes: 1_048_576,
  maxWebhookBytes: 262_144,
  maxDocumentLength: 50_000,
  maxTokens: 3_000,
  maxNesting: 100,
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

const bracketsAndTexts = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|#[^\n]*|[[\](){}]/g;

/** The depth of nested brackets in a document, outside of strings and comments. */
export const nestingOf = (document: string): number => {
  let [depth, deepest] = [0, 0];
  for (const [token] of document.matchAll(bracketsAndTexts)) {
    if (token === '(' || token === '[' || token === '{') depth += 1;
    if (token === ')' || token === ']' || token === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};

type Extent = { readonly depth: number; readonly fields: number };

const none: Extent = { depth: 0, fields: 0 };

/** Measures a selection with its fragments expanded. Each fragment is measured once: nested ones would grow exponentially. */
const extentMeasurer = (fragments: ReadonlyMap<string, FragmentDefinitionNode>): ((selections: SelectionSetNode) => Extent) => {
  const measured = new Map<string, Extent>();
  const ofFragment = (name: string): Extent => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    // A fragment that contains itself counts as empty here; validation rejects it.
    measured.set(name, none);
    const fragment = fragments.get(name);
    const extent = fragment === undefined ? none : of(fragment.selectionSet);
    measured.set(name, extent);
    return extent;
  };
  const of = ({ selections }: SelectionSetNode): Extent =>
    selections.reduce<Extent>((sum, selection) => {
      if (selection.kind === Kind.FIELD) {
        // Introspection is deep by nature and has a limit of its own (introspection.ts).
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

/** The errors of exceeded limits. Reads only the syntax, so it can run before validation. */
export const limitErrors = (document: DocumentNode, limits: Limits): readonly GraphQLError[] => {
  const definitions = executable(document);
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const measure = extentMeasurer(fragments);
  const depth = Math.max(0, ...operations.map(({ selectionSet }) => measure(selectionSet).depth));
  const fields = Math.max(0, ...operations.map(({ selectionSet }) => measure(selectionSet).fields));
  const roots = Math.max(0, ...operations.map(({ selectionSet }) => rootFields(selectionSet, fragments)));
  const aliases = definitions.reduce((sum, { selectionSet }) => sum + aliasesIn(selectionSet), 0);
  return [
    ...(depth > limits.maxDepth
      ? [refusal('QUERY_TOO_DEEP', `The operation is ${depth} levels deep; the limit is ${limits.maxDepth}`)]
      : []),
    ...(fields > limits.maxFields ? [refusal('QUERY_TOO_COMPLEX', `The operation selects more than ${limits.maxFields} fields`)] : []),
    ...(roots > limits.maxRootFields
      ? [refusal('TOO_MANY_ROOT_FIELDS', `The operation has ${roots} root fields; the limit is ${limits.maxRootFields}`)]
      : []),
    ...(aliases > limits.maxAliases
      ? [refusal('TOO_MANY_ALIASES', `The document has ${aliases} aliases; the limit is ${limits.maxAliases}`)]
      : []),
  ];
};
