/** An error of the whole operation, such as UNAUTHENTICATED, or of a field that its context could not resolve. */
type GraphQLError = {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string };
};
type Answer<Data> = { readonly data?: Data | null; readonly errors?: readonly GraphQLError[] };
type Session = { readonly url: string; readonly accessToken: () => Promise<string> };

const open = async ({ url, accessToken }: Session, accept: string, body: object): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${await accessToken()}` },
    body: JSON.stringify(body),
  });

/** Sends a query or a mutation. */
export const request = async <Data>(session: Session, query: string, variables: object = {}): Promise<Answer<Data>> => {
  const response = await open(session, 'application/graphql-response+json, application/json', { query, variables });
  return (await response.json()) as Answer<Data>;
};

/** Follows a subscription over server-sent events. Ends with the stream; breaking out of the loop closes it. */
export const subscribe = async function* <Data>(
  session: Session,
  query: string,
  variables: object = {},
): AsyncGenerator<Answer<Data>, void, undefined> {
  const response = await open(session, 'text/event-stream', { query, variables });
  if (response.body === null) return;
  let buffered = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    buffered += chunk;
    const messages = buffered.split('\n\n');
    buffered = messages.pop() ?? '';
    for (const message of messages) {
      const event = /^event: (.*)$/m.exec(message)?.[1];
      if (event === 'complete') return;
      if (event === 'next') yield JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? '{}') as Answer<Data>;
    }
  }
};
