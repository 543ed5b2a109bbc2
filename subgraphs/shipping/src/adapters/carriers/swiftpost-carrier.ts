import { Pool } from 'undici';
import { z } from 'zod';
import { defined, instant, isZero, toDecimal, type Money } from '@marketplace/kernel';
import type { Carrier, LabelAnswer, LabelRequest } from '../../application/ports';
import { toScan, wireScan } from './swiftpost-scans';

const name = 'swiftpost';
const timeoutMilliseconds = 5_000;

const text = z.string().nullish();
const addressShape = z.object({
  name: z.string(),
  line1: z.string(),
  line2: text,
  city: z.string(),
  postalCode: text,
  region: text,
  countryCode: z.string(),
  phone: text,
});

const timestamp = z.iso.datetime({ offset: true });
const bookedShape = z.object({
  trackingNumber: z.string().min(1),
  labelUrl: z.string().min(1),
  estimatedDelivery: z.object({ from: timestamp, to: timestamp }),
});
const refusedShape = z.object({ errors: z.array(z.object({ field: z.string(), message: z.string() })) });
const trackedShape = z.object({ events: z.array(wireScan) });

export type SwiftpostOptions = {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Decrypts an address. Only the carrier of the parcel may read it. */
  readonly open: (sealed: string) => unknown;
};

const truncated = (value: string, maxLength: number): string => value.trim().slice(0, maxLength);

const optional = (value: string | null | undefined, maxLength: number): string | undefined => {
  const result = truncated(value ?? '', maxLength);
  return result === '' ? undefined : result;
};

/** An address within the carrier's field lengths. Empty fields are left out. */
const recipientOf = (opened: unknown): object => {
  const address = addressShape.parse(opened);
  return defined({
    name: truncated(address.name, 60),
    line1: truncated(address.line1, 60),
    line2: optional(address.line2, 60),
    city: truncated(address.city, 60),
    postalCode: optional(address.postalCode, 12),
    region: optional(address.region, 40),
    countryCode: address.countryCode,
    phone: optional(address.phone, 20),
  });
};

/** The cash that the courier collects, if any. */
const cashOf = (due: Money | undefined): Readonly<Record<string, unknown>> =>
  due === undefined || isZero(due) ? {} : { cashOnDelivery: { amount: toDecimal(due), currency: due.currency } };

/** The invalid fields with their errors, without the values of the fields. */
const reasonOf = (body: unknown): string => {
  const refused = refusedShape.safeParse(body);
  return refused.success ? refused.data.errors.map(({ field, message }) => `${field} ${message}`).join('; ') : 'no reason given';
};

/** The carrier swiftpost, over its HTTP API. */
export const swiftpostCarrier = ({ baseUrl, apiKey, open }: SwiftpostOptions): Carrier & { readonly close: () => Promise<void> } => {
  const { origin, pathname } = new URL(baseUrl);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections: 16,
    connectTimeout: timeoutMilliseconds,
    headersTimeout: timeoutMilliseconds,
    bodyTimeout: timeoutMilliseconds,
  });

  const call = async (method: 'GET' | 'POST', path: string, sent?: { readonly key: string; readonly body: unknown }) => {
    const { statusCode, body } = await pool.request({
      method,
      path: `${prefix}${path}`,
      headers: {
        'x-api-key': apiKey,
        accept: 'application/json',
        ...defined({ 'content-type': sent && 'application/json', 'idempotency-key': sent?.key }),
      },
      signal: AbortSignal.timeout(timeoutMilliseconds),
      ...defined({ body: sent && JSON.stringify(sent.body) }),
    });
    const answer = await body.text();
    return { status: statusCode, read: (): unknown => JSON.parse(answer) };
  };

  const requestLabel = async ({ shipment, weightsGrams }: LabelRequest): Promise<LabelAnswer> => {
    const { id } = shipment.state.parties;
    const order = {
      reference: id,
      service: shipment.service,
      recipient: recipientOf(open(shipment.sealedAddress)),
      parcels: weightsGrams.map((weightGrams) => ({ weightGrams })),
      ...cashOf(shipment.cashDue),
    };
    const { status, read } = await call('POST', '/v1/shipments', { key: id, body: order });
    if (status === 422) return { kind: 'rejected', reason: reasonOf(read()) };
    if (status !== 201 && status !== 200) throw new Error(`${name} answers ${status.toString()}`);
    const { trackingNumber, labelUrl, estimatedDelivery } = bookedShape.parse(read());
    const window = { from: instant(estimatedDelivery.from), to: instant(estimatedDelivery.to) };
    return { kind: 'labelled', label: { carrier: name, trackingNumber, labelUrl }, estimatedDelivery: window };
  };

  return {
    name,
    endpoint: `${origin}${prefix}`,
    requestLabel,
    scansOf: async (trackingNumber) => {
      const { status, read } = await call('GET', `/v1/tracking/${encodeURIComponent(trackingNumber)}`);
      if (status !== 200) throw new Error(`${name} answers ${status.toString()}`);
      return trackedShape.parse(read()).events.map(toScan);
    },
    close: () => pool.destroy(),
  };
};
