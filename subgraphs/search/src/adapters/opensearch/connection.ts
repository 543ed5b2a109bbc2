import { Client } from '@opensearch-project/opensearch';

/** Beyond this a search is better answered by somebody else. */
const searchPatience = 2_000;
/** A batch of documents may take its time. */
export const writePatience = 30_000;

/** A client for the cluster at a URL that may hold credentials. */
export const connect = (url: string): Client => {
  const { username, password, origin, pathname } = new URL(url);
  const auth = username === '' ? {} : { auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) } };
  return new Client({
    node: `${origin}${pathname.replace(/\/$/, '')}`,
    ...auth,
    // Who calls knows when to try again, and a client that pings on its own would not.
    maxRetries: 0,
    resurrectStrategy: 'none',
    requestTimeout: searchPatience,
  });
};
