import type { WebhookHandler } from '@marketplace/platform';

/** Serves the public keys of access tokens (RFC 7517) to whoever has to verify one. */
export const keySetRoute = (keySet: object): WebhookHandler => {
  const body = JSON.stringify(keySet);
  return ({ method }) =>
    Promise.resolve(method === 'GET' ? { status: 200, body, contentType: 'application/jwk-set+json' } : { status: 405, body: 'only GET' });
};
