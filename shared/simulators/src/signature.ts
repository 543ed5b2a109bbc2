import { createHmac } from 'node:crypto';

/** The signature header of webhooks: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.rawBody">`. */
export const webhookSignature = (secret: string, rawBody: string, unixSeconds: number): string => {
  const digest = createHmac('sha256', secret).update(`${unixSeconds}.${rawBody}`).digest('hex');
  return `t=${unixSeconds},v1=${digest}`;
};
