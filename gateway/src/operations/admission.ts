import { createHash } from 'node:crypto';
import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { coded, refusal } from '../core/refusals';
import { costOf } from './cost';
import { overLimits, type Limits } from './limits';
import type { Supergraph } from './supergraph';

/** An operation as a client sent it. */
export type GraphRequest = {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
};

/** An operation that is valid, within the limits, and has all its variables. */
export type Admitted = {
  /** The SHA-256 of the document's text. */
  readonly key: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
};

export type Admission = {
  /** Everything that can be refused before a subgraph is asked, the same for every protocol. */
  readonly admit: (request: GraphRequest) => Admitted | readonly GraphQLError[];
  /** A document that was found good lately, by the SHA-256 of its text. */
  readonly known: (key: string) => DocumentNode | undefined;
};

export type AdmissionOptions = { readonly supergraph: Supergraph; readonly limits: Limits; readonly introspection: boolean };

export const isAdmitted = (answer: Admitted | readonly GraphQLError[]): answer is Admitted => 'document' in answer;

const parsed = (query: string, limits: Limits): DocumentNode | readonly GraphQLError[] => {
  if (query.length > limits.maxDocumentLength) {
    return [refusal('QUERY_TOO_LONG', `The document is longer than ${limits.maxDocumentLength} characters`)];
  }
  try {
    return parse(query, { maxLexicalTokens: limits.maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return error.message.includes('tokens. Parsing aborted')
      ? [refusal('TOO_MANY_TOKENS', `The document has more than ${limits.maxTokens} tokens`)]
      : [coded(error, 'GRAPHQL_PARSE_FAILED')];
  }
};

/** What a check of a document's text found. */
type Checked = { readonly key: string; readonly document: DocumentNode | readonly GraphQLError[] };

/** Documents are checked once and remembered, the bad ones too: a client in a loop must not cost a validation each time. */
export const admissionTo = ({ supergraph, limits, introspection }: AdmissionOptions): Admission => {
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const byKey = new Map<string, DocumentNode>();
  // Bounded by their text, not only by number: an attacker's documents are all as long as allowed.
  const documents = new LRUCache<string, Checked>({ max: 2_000, maxSize: 2_000_000, dispose: ({ key }) => byKey.delete(key) });
  const check = (query: string): DocumentNode | readonly GraphQLError[] => {
    const document = parsed(query, limits);
    if (!('kind' in document)) return document;
    const over = overLimits(document, limits);
    if (over.length > 0) return over;
    const errors = validate(supergraph.api, document, rules, { maxErrors: 20 });
    return errors.length === 0 ? document : errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
  };
  const checkedOf = (query: string): Checked => {
    const known = documents.get(query);
    if (known !== undefined) return known;
    const document = check(query);
    const checked = { key: createHash('sha256').update(query).digest('hex'), document };
    // One that is too long is refused before it is read, and would push out many others.
    if (query.length > limits.maxDocumentLength) return checked;
    documents.set(query, checked, { size: query.length + 1 });
    if ('kind' in document) byKey.set(checked.key, document);
    return checked;
  };
  return {
    known: (key) => byKey.get(key),
    admit: ({ query, operationName, variables: given }) => {
      const { key, document } = checkedOf(query);
      if (!('kind' in document)) return document;
      const operation = getOperationAST(document, operationName);
      if (!operation) return [refusal('OPERATION_RESOLUTION_FAILURE', 'operationName must name one of the operations in the document')];
      const values = getVariableValues(supergraph.api, operation.variableDefinitions ?? [], given ?? {}, { maxErrors: 20 });
      if (values.errors !== undefined) return values.errors.map((error) => coded(error, 'BAD_USER_INPUT'));
      const variables = values.coerced;
      const cost = costOf({ schema: supergraph.api, document, operation, variables, assumedListSize: limits.assumedListSize });
      if (cost > limits.maxCost) {
        return [
          refusal(
            'QUERY_TOO_COMPLEX',
            `The operation may bring back ${cost} objects; ${limits.maxCost} are allowed. Ask for smaller pages`,
          ),
        ];
      }
      return { key, document, operation, operationName: operation.name?.value, variables };
    },
  };
};
