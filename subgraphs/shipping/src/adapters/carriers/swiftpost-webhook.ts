import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Retry } from '@marketplace/application';
import { elapsed, instant, isRefused, minutes, type Clock } from '@marketplace/kernel';
import type { WebhookHandler } from '@marketplace/platform';
import type { Shipments } from '../../application/shipments';
import { toScan, wireScan } from './swiftpost-scans';

const header = 'x-swiftpost-signature';
const tolerance = minutes(5);

export type SwiftpostWebhookOptions = {
  readonly secret: string;
  readonly clock: Clock;
  readonly retry: Retry;
  readonly recordScan: Shipments['recordScan'];
};

/** Verifies `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. Signatures older than five minutes are rejected as replays. */
const isSigned = (signature: string | undefined, rawBody: Buffer, { secret, clock }: SwiftpostWebhookOptions): boolean => {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature ?? '');
  const [, seconds, given] = match ?? [];
  if (seconds === undefined || given === undefined) return false;
  if (Math.abs(elapsed(instant(Number(seconds) * 1_000), clock())) > tolerance) return false;
  const expected = createHmac('sha256', secret).update(`${seconds}.`).update(rawBody).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
};

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/**
 * Handles swiftpost's scans. 2xx confirms that the scan is recorded, now or before. For any other status, swiftpost sends the
 * scan again, as is right for a parcel whose label is not saved yet.
 */
export const swiftpostWebhook =
  (options: SwiftpostWebhookOptions): WebhookHandler =>
  async ({ headers, rawBody, method }) => {
    if (method !== 'POST') return { status: 405, body: 'POST only' };
    if (!isSigned(headers[header], rawBody, options)) return { status: 401, body: 'invalid signature' };
    const body = rawBody.toString('utf8');
    const wire = wireScan.safeParse(parse(body));
    if (!wire.success) return { status: 400, body: 'invalid scan' };
    const { eventId, trackingNumber } = wire.data;
    const message = { carrier: 'swiftpost', eventId, trackingNumber, body };
    const outcome = await options.retry(() =>
      options.recordScan({ carrier: 'swiftpost', trackingNumber, scan: toScan(wire.data), message }),
    );
    return isRefused(outcome) ? { status: 404, body: 'unknown parcel' } : { status: 200, body: outcome };
  };
