import { StartFailure } from '@marketplace/servers';
import { z } from 'zod';

/** The reason why a mutation changed nothing. */
export type UserError = { readonly code: string; readonly message: string };

/** The payload of a mutation: the result, or the errors that prevented it. */
export type Payload<Name extends string, T> = Readonly<Record<Name, T | null>> & { readonly userErrors: readonly UserError[] };

/** The error codes of a payload. */
export const codesOf = ({ userErrors }: { readonly userErrors: readonly UserError[] }): readonly string[] =>
  userErrors.map(({ code }) => code);

/** A GraphQL client of the gateway. */
export type GraphClient = {
  readonly request: <T>(document: string, variables?: Readonly<Record<string, unknown>>) => Promise<T>;
};

const answerShape = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() })).optional(),
});

/** A top-level GraphQL error: not signed in, malformed, over a limit, or an internal error. */
export class GraphError extends Error {
  constructor(
    message: string,
    readonly codes: readonly string[],
  ) {
    super(message);
    this.name = 'GraphError';
  }
}

/** Returns a valid access token. Called before each request. */
export type TokenSource = () => Promise<string>;

type ClientOptions = { readonly url: string; readonly token?: TokenSource };

/** Creates a client. The caller's type must match the document. */
export const graphClient = ({ url, token }: ClientOptions): GraphClient => ({
  request: async <T>(document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${await token()}` }) },
      body: JSON.stringify({ query: document, variables }),
    });
    const { data, errors = [] } = answerShape.parse(await response.json());
    if (errors.length === 0) return data as T;
    const codes = errors.flatMap(({ extensions }) => extensions?.code ?? []);
    throw new GraphError(errors.map(({ message }) => message).join('; '), codes);
  },
});

const isAlive = (url: string): Promise<boolean> =>
  fetch(`${url}/health/live`, { signal: AbortSignal.timeout(3_000) }).then(
    (response) => response.ok,
    () => false,
  );

/** Throws with advice if no marketplace is running. */
export const requireMarketplace = async (url: string, command: string): Promise<void> => {
  if (!(await isAlive(url)))
    throw new StartFailure(
      `No marketplace is running at ${url}. Start one in another terminal with npm start, or set its port: PORT=… npm run ${command}`,
    );
};
