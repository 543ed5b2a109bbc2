import { createHash } from 'node:crypto';
import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { withCode, refusal } from '../core/refusals';
import { costOf } from './cost';
import { introspectionLimit } from './introspection';
import { limitErrors, nestingOf, type Limits } from './limits';
import type { Supergraph } from './supergraph';

/** An operation as sent by a client. */
export type GraphRequest = {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
};

/** A valid operation within the limits, with coerced variables. */
export type Admitted = {
  /** The SHA-256 of the document. */
  readonly key: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
};

export type Admission = {
  /** Validates a request before any subgraph is called, for every protocol. */
  readonly admit: (request: GraphRequest) => Admitted | readonly GraphQLError[];
  /** A cached valid document, by its SHA-256. */
  readonly knownDocument: (key: string) => DocumentNode | undefined;
};

export type AdmissionOptions = { readonly supergraph: Supergraph; readonly limits: Limits; readonly introspection: boolean };

export const isAdmitted = (result: Admitted | readonly GraphQLError[]): result is Admitted => 'document' in result;

const parsed = (query: string, limits: Limits): DocumentNode | readonly GraphQLError[] => {
  if (query.length > limits.maxDocumentLength) {
    return [refusal('QUERY_TOO_LONG', `The document is longer than ${limits.maxDocumentLength} characters`)];
  }
  if (nestingOf(query) > limits.maxNesting) {
    return [refusal('QUERY_TOO_DEEP', `The document nests more than ${limits.maxNesting} brackets`)];
  }
  try {
    return parse(query, { maxLexicalTokens: limits.maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return error.message.includes('tokens. Parsing aborted')
      ? [refusal('TOO_MANY_TOKENS', `The document has more than ${limits.maxTokens} tokens`)]
      : [withCode(error, 'GRAPHQL_PARSE_FAILED')];
  }
};

/** GraphQL, "Single root field": whether a subscription has events must not depend on a condition. */
const conditionalRoots = (document: DocumentNode): readonly GraphQLError[] =>
  document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.SUBSCRIPTION) return [];
    const conditional = definition.selectionSet.selections.some(({ directives = [] }) =>
      directives.some(({ name }) => name.value === 'skip' || name.value === 'include'),
    );
    return conditional ? [refusal('GRAPHQL_VALIDATION_FAILED', 'The root field of a subscription cannot use @skip or @include')] : [];
  });

/** The cached result of checking a document. */
type CheckedDocument = { readonly key: string; readonly document: DocumentNode | readonly GraphQLError[] };

/** Checks documents once and caches the results, also of invalid ones: a client in a loop must not cost a validation each time. */
export const admissionTo = ({ supergraph, limits, introspection }: AdmissionOptions): Admission => {
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const introspectsTooMuch = introspectionLimit(supergraph.api);
  const byKey = new Map<string, DocumentNode>();
  // Limited by total length, not only by number: an attacker sends documents of the maximum length.
  const documents = new LRUCache<string, CheckedDocument>({ max: 2_000, maxSize: 2_000_000, dispose: ({ key }) => byKey.delete(key) });
  const check = (query: string): DocumentNode | readonly GraphQLError[] => {
    const document = parsed(query, limits);
    if (!('kind' in document)) return document;
    const exceeded = limitErrors(document, limits);
    if (exceeded.length > 0) return exceeded;
    if (introspectsTooMuch(document)) return [refusal('QUERY_TOO_COMPLEX', 'The operation introspects too much of the schema')];
    const conditional = conditionalRoots(document);
    if (conditional.length > 0) return conditional;
    const errors = validate(supergraph.api, document, rules, { maxErrors: 20 });
    return errors.length === 0 ? document : errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  };
  const checkedDocument = (query: string): CheckedDocument => {
    const known = documents.get(query);
    if (known !== undefined) return known;
    const document = check(query);
    const checked = { key: createHash('sha256').update(query).digest('hex'), document };
    // A document that is too long is rejected before parsing, and would evict many others.
    if (query.length > limits.maxDocumentLength) return checked;
    documents.set(query, checked, { size: query.length + 1 });
    if ('kind' in document) byKey.set(checked.key, document);
    return checked;
  };
  return {
    knownDocument: (key) => byKey.get(key),
    admit: ({ query, operationName, variables: given }) => {
      const { key, document } = checkedDocument(query);
      if (!('kind' in document)) return document;
      const operation = getOperationAST(document, operationName);
      if (!operation) return [refusal('OPERATION_RESOLUTION_FAILURE', 'operationName must name one of the operations in the document')];
      const values = getVariableValues(supergraph.api, operation.variableDefinitions ?? [], given ?? {}, { maxErrors: 20 });
      if (values.errors !== undefined) return values.errors.map((error) => withCode(error, 'BAD_USER_INPUT'));
      const variables = values.coerced;
      const cost = costOf({ schema: supergraph.api, document, operation, variables, assumedListSize: limits.assumedListSize });
      if (cost > limits.maxCost) {
        return [
          refusal('QUERY_TOO_COMPLEX', `The operation may return ${cost} objects; the limit is ${limits.maxCost}. Request smaller pages`),
        ];
      }
      return { key, document, operation, operationName: operation.name?.value, variables };
    },
  };
};
