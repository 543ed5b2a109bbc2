import { GraphQLError, Kind, parse, type DocumentNode, type ExecutionResult, type SelectionSetNode } from 'graphql';
import { defined } from '@marketplace/kernel';
import type { SubgraphRequest, SubgraphTransport } from '@marketplace/platform';

/** The error of fields whose service is unavailable. */
export const unavailable = (service: string, path?: GraphQLError['path']): GraphQLError =>
  new GraphQLError(`The ${service} service is currently unavailable.`, {
    ...defined({ path }),
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', service },
  });

// Errors received over HTTP are plain objects and may have no extensions.
const codeOf = (error: { readonly extensions?: Readonly<Record<string, unknown>> }): unknown => error.extensions?.['code'];

const isFault = (error: GraphQLError): boolean => {
  const code = codeOf(error);
  return code === undefined || code === 'INTERNAL_SERVER_ERROR';
};

const isUnavailable = (error: GraphQLError): boolean => codeOf(error) === 'SUBGRAPH_UNAVAILABLE';

const responseNames = ({ selections }: SelectionSetNode): readonly string[] =>
  selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value];
    return selection.kind === Kind.INLINE_FRAGMENT ? responseNames(selection.selectionSet) : [];
  });

/** The root fields of a fetch; empty for a fetch of entities. */
const rootFieldsOf = (document: DocumentNode): readonly string[] => {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const names = operation === undefined ? [] : responseNames(operation.selectionSet);
  return names.includes('_entities') ? [] : names;
};

/** One error per root field with its path, or one error without a path for a fetch of entities. */
const errorsPerRootField = (service: string, { document, query }: SubgraphRequest): readonly GraphQLError[] => {
  const fields = rootFieldsOf(document ?? parse(query));
  return fields.length === 0 ? [unavailable(service)] : fields.map((field) => unavailable(service, [field]));
};

const hasFieldPath = ({ path }: GraphQLError): boolean => path !== undefined && path[0] !== '_entities';

/** The errors of an unavailable subgraph: unreachable, or failing because it is not ready. */
const unavailabilityErrors = (service: string, errors: readonly GraphQLError[], request: SubgraphRequest): readonly GraphQLError[] => {
  const typed = errors.filter((error) => !isFault(error) && !isUnavailable(error));
  const missing = errors.filter((error) => isFault(error) || isUnavailable(error));
  const withPaths = missing.every(hasFieldPath)
    ? missing.map(({ path }) => unavailable(service, path))
    : errorsPerRootField(service, request);
  return [...typed, ...withPaths];
};

/**
 * Reports an unavailable subgraph as `SUBGRAPH_UNAVAILABLE`. A subgraph in this process is always reachable, but its database
 * may not be. So an internal error of a subgraph that is not ready means that it is unavailable.
 */
export const withAvailability = (transport: SubgraphTransport, isReady: () => Promise<boolean>): SubgraphTransport => {
  const { name } = transport;
  const resultOf = async (request: SubgraphRequest): Promise<ExecutionResult> => {
    try {
      return await transport.execute(request);
    } catch (error) {
      if (await isReady()) throw error;
      return { errors: [unavailable(name)] };
    }
  };
  return {
    ...transport,
    execute: async (request) => {
      const result = await resultOf(request);
      const { errors } = result;
      if (errors === undefined) return result;
      const isDown = errors.some(isUnavailable) || (errors.some(isFault) && !(await isReady()));
      return isDown ? { ...result, errors: unavailabilityErrors(name, errors, request) } : result;
    },
  };
};
