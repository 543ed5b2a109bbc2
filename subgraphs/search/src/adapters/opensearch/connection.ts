import { Client } from '@opensearch-project/opensearch';
import { defined } from '@marketplace/kernel';

/** The timeout of a search, after which the fallback answers. */
const searchTimeout = 2_000;
/** The timeout of a write. A batch of documents can take long. */
export const writeTimeout = 30_000;

/** A client for the cluster at a URL that may hold credentials. */
export const connect = (url: string): Client => {
  const { username, password, origin, pathname } = new URL(url);
  const credentials = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return new Client({
    node: `${origin}${pathname.replace(/\/$/, '')}`,
    ...defined({ auth: username === '' ? undefined : credentials }),
    // The callers decide when to retry; retries and pings of the client would interfere.
    maxRetries: 0,
    resurrectStrategy: 'none',
    requestTimeout: searchTimeout,
  });
};
