import { z } from 'zod';

/**
 * A published event: its name, version and schema. A published version only gets optional additions. Any other change is a new
 * version, published beside the old one.
 */
export type EventContract<Data extends z.ZodType = z.ZodType> = {
  readonly context: string;
  readonly aggregate: string;
  readonly type: string;
  readonly version: number;
  readonly description: string;
  readonly data: Data;
  /** A valid instance, for documentation and for tests of consumers. */
  readonly example: z.output<Data>;
};

export const event = <Data extends z.ZodType>(contract: EventContract<Data>): EventContract<Data> => contract;

export type DataOf<Contract> = Contract extends EventContract<infer Data> ? z.output<Data> : never;

/** The envelope around the data of every message. It contains no personal data; in `data`, personal data is encrypted or absent. */
export const envelope = z.object({
  id: z.uuid(),
  type: z.string(),
  version: z.int(),
  context: z.string(),
  aggregate: z.object({ type: z.string(), id: z.string(), version: z.int() }),
  occurredAt: z.iso.datetime(),
  correlationId: z.string(),
  causationId: z.string().optional(),
  actor: z.string(),
  traceparent: z.string().optional(),
  data: z.unknown(),
});

export type Envelope<Data = unknown> = Omit<z.output<typeof envelope>, 'data'> & { readonly data: Data };

const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

/** The NATS subject of a contract: evt.<context>.<aggregate>.<event>.v<version>. */
export const subjectOf = (contract: Pick<EventContract, 'context' | 'aggregate' | 'type' | 'version'>): string =>
  `evt.${contract.context}.${kebab(contract.aggregate)}.${kebab(contract.type)}.v${contract.version.toString()}`;

/** An amount in minor units, as text: 12.50 USD is { amount: "1250", currency: "USD" }. */
export const moneyJson = z.object({ amount: z.string().regex(/^-?\d{1,20}$/), currency: z.string().length(3) });

/** The discount of one promotion, with its label and who funds it. */
export const discountShare = z.object({
  promotionId: z.uuid(),
  couponId: z.uuid().optional(),
  label: z.string().max(100),
  fundedBy: z.enum(['PLATFORM', 'SELLER']),
  amount: moneyJson,
});

/** Personal data, encrypted with the platform's key (AES-256-GCM). Only the contexts that need it decrypt it. */
export const sealed = z.string().max(4_000);

export const id = z.uuid();
export const at = z.iso.datetime();
export const quantity = z.int().positive();

const uuid = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** The IDs and values of the examples, the same in all contexts. */
export const sample = {
  user: uuid(1),
  owner: uuid(2),
  seller: uuid(3),
  product: uuid(4),
  variant: uuid(5),
  category: uuid(6),
  warehouse: uuid(7),
  cart: uuid(8),
  cartLine: uuid(9),
  checkout: uuid(10),
  order: uuid(11),
  orderItem: uuid(12),
  reservation: uuid(10),
  payment: uuid(13),
  shipment: uuid(14),
  reset: uuid(15),
  history: uuid(16),
  promotion: uuid(17),
  coupon: uuid(18),
  review: uuid(19),
  import: uuid(20),
  at: '2026-11-21T08:30:00.000Z',
  later: '2026-11-21T08:45:00.000Z',
  price: { amount: '1250', currency: 'USD' },
  total: { amount: '2500', currency: 'USD' },
} as const;
