import { parseArgs } from 'node:util';
import { getOperationAST, parse, GraphQLError } from 'graphql';
import { signIn } from '../client/accounts';
import { graphClient } from '../client/graph-client';
import { graphStream } from '../client/graph-stream';

/** An operation to send, and the account that sends it; without an account it is sent as a guest. */
export type Operation = { readonly document: string; readonly variables: Readonly<Record<string, unknown>>; readonly email?: string };

const usage = `npm run graphql -- '<operation>' [--variables '<JSON object>'] [--as <e-mail of a demo account>]`;

const variablesOf = (text: string): Operation['variables'] => {
  const variables: unknown = JSON.parse(text);
  if (typeof variables !== 'object' || variables === null) throw new Error(usage);
  return variables as Operation['variables'];
};

/** Reads the command line. An unknown option, a missing operation or invalid JSON ends it with the usage. */
export const operationOf = (args: readonly string[]): Operation => {
  try {
    const options = { as: { type: 'string' }, variables: { type: 'string', default: '{}' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [document, ...others] = positionals;
    if (document === undefined || others.length > 0) throw new Error(usage);
    return { document, variables: variablesOf(values.variables), ...(values.as === undefined ? {} : { email: values.as }) };
  } catch {
    throw new Error(usage);
  }
};

const kindOf = (document: string): string => {
  try {
    return getOperationAST(parse(document))?.operation ?? 'query';
  } catch (error) {
    if (error instanceof GraphQLError) throw new Error(`The operation is invalid. ${error.message}`, { cause: error });
    throw error;
  }
};

/** Sends an operation and passes each result on: one for a query or a mutation, one per event for a subscription. */
export const sendOperation = async (
  url: string,
  { document, variables, email }: Operation,
  onResult: (data: unknown) => void,
): Promise<void> => {
  const kind = kindOf(document);
  const account = email === undefined ? undefined : await signIn(url, email);
  if (kind !== 'subscription') {
    onResult(await (account ?? graphClient({ url })).request(document, variables));
    return;
  }
  if (account === undefined) throw new Error('A subscription needs an account. Add --as buyer1@demo.test.');
  const stream = graphStream(`${url.replace('http', 'ws')}/graphql`, account.token);
  try {
    for await (const data of stream.follow(document, variables)) onResult(data);
  } finally {
    await stream.close();
  }
};
