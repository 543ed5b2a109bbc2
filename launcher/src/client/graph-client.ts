import { StartFailure } from '@marketplace/servers';
import { z } from 'zod';

/** Why a mutation changed nothing. */
export type UserError = { readonly code: string; readonly message: string };

/** What a mutation answers: the thing, or why there is none. */
export type Payload<Name extends string, T> = Readonly<Record<Name, T | null>> & { readonly userErrors: readonly UserError[] };

/** The codes of what was refused. */
export const codesOf = ({ userErrors }: { readonly userErrors: readonly UserError[] }): readonly string[] =>
  userErrors.map(({ code }) => code);

/** Speaks to the gateway as any client would. */
export type GraphClient = {
  readonly request: <T>(document: string, variables?: Readonly<Record<string, unknown>>) => Promise<T>;
};

const answerShape = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() })).optional(),
});

/** A top-level error of the graph: not logged in, malformed, too much, or a fault. */
export class GraphFault extends Error {
  constructor(
    message: string,
    readonly codes: readonly string[],
  ) {
    super(message);
    this.name = 'GraphFault';
  }
}

/** An access token that is good now; asked for before each use. */
export type TokenSource = () => Promise<string>;

type ClientOptions = { readonly url: string; readonly token?: TokenSource };

/** What is read is what was asked for: the document and the type that the caller gives belong together. */
export const graphClient = ({ url, token }: ClientOptions): GraphClient => ({
  request: async <T>(document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${await token()}` }) },
      body: JSON.stringify({ query: document, variables }),
    });
    const { data, errors = [] } = answerShape.parse(await response.json());
    if (errors.length === 0) return data as T;
    const codes = errors.flatMap(({ extensions }) => extensions?.code ?? []);
    throw new GraphFault(errors.map(({ message }) => message).join('; '), codes);
  },
});

const isAlive = (url: string): Promise<boolean> =>
  fetch(`${url}/health/live`, { signal: AbortSignal.timeout(3_000) }).then(
    (response) => response.ok,
    () => false,
  );

/** Says what to do where no marketplace answers. */
export const requireMarketplace = async (url: string, command: string): Promise<void> => {
  if (!(await isAlive(url)))
    throw new StartFailure(
      `No marketplace answers at ${url}. Start one in another terminal: npm start (or say where: PORT=… npm run ${command})`,
    );
};
