import { GraphQLError, Kind, parse, type DocumentNode, type ExecutionResult, type SelectionSetNode } from 'graphql';
import type { SubgraphRequest, SubgraphTransport } from '@marketplace/platform';

/** The error of what a service owns while it cannot be reached. */
export const unavailable = (service: string, path?: GraphQLError['path']): GraphQLError =>
  new GraphQLError(`The ${service} service cannot be reached at the moment`, {
    ...(path === undefined ? {} : { path }),
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', service },
  });

// Errors that came over HTTP are plain objects, and may have no extensions.
const codeOf = (error: { readonly extensions?: Readonly<Record<string, unknown>> }): unknown => error.extensions?.['code'];

const isFault = (error: GraphQLError): boolean => {
  const code = codeOf(error);
  return code === undefined || code === 'INTERNAL_SERVER_ERROR';
};

const isAbsence = (error: GraphQLError): boolean => codeOf(error) === 'SUBGRAPH_UNAVAILABLE';

const namesIn = ({ selections }: SelectionSetNode): readonly string[] =>
  selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.alias?.value ?? selection.name.value];
    return selection.kind === Kind.INLINE_FRAGMENT ? namesIn(selection.selectionSet) : [];
  });

/** The fields of the root that a fetch is for; none for one that completes entities. */
const rootFieldsOf = (document: DocumentNode): readonly string[] => {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const names = operation === undefined ? [] : namesIn(operation.selectionSet);
  return names.includes('_entities') ? [] : names;
};

/** One error for each root field that is missing, at its place; one without a place for entities, which are many at many places. */
const placed = (service: string, { document, query }: SubgraphRequest): readonly GraphQLError[] => {
  const fields = rootFieldsOf(document ?? parse(query));
  return fields.length === 0 ? [unavailable(service)] : fields.map((field) => unavailable(service, [field]));
};

const hasPlace = ({ path }: GraphQLError): boolean => path !== undefined && path[0] !== '_entities';

/** The errors of a subgraph that is away, whether the way to it broke or everything within it. */
const errorsOfAbsence = (service: string, errors: readonly GraphQLError[], request: SubgraphRequest): readonly GraphQLError[] => {
  const typed = errors.filter((error) => !isFault(error) && !isAbsence(error));
  const missing = errors.filter((error) => isFault(error) || isAbsence(error));
  const atPlaces = missing.every(hasPlace) ? missing.map(({ path }) => unavailable(service, path)) : placed(service, request);
  return [...typed, ...atPlaces];
};

/**
 * Makes a transport say plainly when its subgraph is away. A subgraph in this process is never out of reach, but its
 * database may be, and then it breaks on everything: a fault of a subgraph that is not ready means that it is away.
 */
export const withAvailability = (transport: SubgraphTransport, isReady: () => Promise<boolean>): SubgraphTransport => {
  const { name } = transport;
  const answerTo = async (request: SubgraphRequest): Promise<ExecutionResult> => {
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
      const result = await answerTo(request);
      const { errors } = result;
      if (errors === undefined) return result;
      const isAway = errors.some(isAbsence) || (errors.some(isFault) && !(await isReady()));
      return isAway ? { ...result, errors: errorsOfAbsence(name, errors, request) } : result;
    },
  };
};
