import { serve, type HttpAnswer } from '../http-server';
import { createKeyring, type SavedAnswer } from '../idempotency';
import { randomId } from '../ids';
import { openStateFile, type StateFile } from '../state-file';
import { createWebhookSender, type Parcelled, type WebhookSender, type WebhookTarget } from '../webhook-sender';
import { createApi } from './api';
import { answerAuthentication } from './authentication-page';
import type { Trouble } from './cards';
import type { Books, Desk, EventType, Intent, Movement, Refund } from './records';
import type { Operation } from './routes';
import { createTroubles } from './troubles';

export type PaymentProviderOptions = {
  /** 0 takes a free one. */
  readonly port: number;
  /** The secret key (`sk_test_…`) that clients send as bearer token. */
  readonly secretKey: string;
  readonly webhook?: WebhookTarget;
  /** The file that keeps the state between starts. */
  readonly stateFile?: string;
};

/** The amounts of one payment, in the provider's smallest unit. */
export type LedgerLine = {
  readonly intentId: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: Intent['status'];
  readonly currency: string;
  readonly held: number;
  readonly captured: number;
  readonly refunded: number;
};

export type PaymentProvider = {
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly ledger: () => readonly LedgerLine[];
  readonly intents: () => readonly Intent[];
  /** Makes the next request of an operation fail. */
  readonly failNext: (operation: Operation, how: Trouble) => void;
  /** While on, every event is posted twice. */
  readonly duplicateWebhooks: (on: boolean) => void;
  readonly setWebhook: (url: string, secret: string) => void;
  /** The number of events that are not yet accepted. */
  readonly pendingWebhooks: () => number;
};

type Memory = {
  readonly intents: readonly Intent[];
  readonly refunds: readonly Refund[];
  readonly movements: readonly Movement[];
  readonly answers: readonly SavedAnswer<HttpAnswer>[];
  readonly events: readonly Parcelled[];
};

const now = (): number => Math.floor(Date.now() / 1000);

const byId = <T extends { readonly id: string }>(items: readonly T[]): Map<string, T> => new Map(items.map((item) => [item.id, item]));

const toLedgerLine = (intent: Intent): LedgerLine => ({
  intentId: intent.id,
  metadata: intent.metadata,
  status: intent.status,
  currency: intent.currency,
  held: intent.amountCapturable,
  captured: intent.amountReceived,
  refunded: intent.amountRefunded,
});

/** The API request that caused an event; missing for actions of the customer. */
type Origin = { readonly id: string | null; readonly key: string | null };

const eventOf = (type: EventType, object: object, request: Origin): Parcelled => {
  const id = randomId('evt_');
  const body = {
    id,
    object: 'event',
    api_version: '2025-09-30.clover',
    created: now(),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: request.id, idempotency_key: request.key },
    type,
  };
  return { id, body: JSON.stringify(body) };
};

type Publisher = { readonly announceFor: (origin: Origin) => Desk['announce']; readonly twice: (on: boolean) => void };

const createPublisher = (webhooks: WebhookSender): Publisher => {
  let copies = 1;
  return {
    announceFor: (origin) => (type, object) => {
      const event = eventOf(type, object, origin);
      for (let copy = 0; copy < copies; copy += 1) void webhooks.send(event);
    },
    twice: (on) => {
      copies = on ? 2 : 1;
    },
  };
};

/** Starts a payment provider with Stripe's protocol on the loopback interface. */
export const startPaymentProvider = async (options: PaymentProviderOptions): Promise<PaymentProvider> => {
  const file: StateFile<Memory> = openStateFile<Memory>(options.stateFile, () => ({
    intents: [...books.intents.values()],
    refunds: [...books.refunds.values()],
    movements: [...books.movements.values()],
    answers: keyring.saved(),
    events: webhooks.pending(),
  }));
  const memory = file.load() ?? { intents: [], refunds: [], movements: [], answers: [], events: [] };
  const books: Books = { intents: byId(memory.intents), refunds: byId(memory.refunds), movements: byId(memory.movements) };
  const keyring = createKeyring<HttpAnswer>(memory.answers);
  const webhooks: WebhookSender = createWebhookSender({
    signatureHeader: 'Stripe-Signature',
    target: options.webhook,
    changed: file.changed,
  });
  const troubles = createTroubles(books);
  const publisher = createPublisher(webhooks);
  const deskFor = (origin: Origin): Desk => ({ books, now, baseUrl: () => server.url, announce: publisher.announceFor(origin) });
  const api = createApi({ secretKey: options.secretKey, deskFor, keyring, troubles, changed: file.changed });
  const customerDesk = deskFor({ id: null, key: null });
  const server = await serve(options.port, async (request) => {
    const page = answerAuthentication(customerDesk, request);
    if (page === undefined) return api(request);
    file.changed();
    return page;
  });
  for (const event of memory.events) void webhooks.send(event);

  return {
    url: server.url,
    stop: async () => {
      file.changed();
      webhooks.stop();
      await server.close();
      file.close();
    },
    ledger: () => [...books.intents.values()].map(toLedgerLine),
    intents: () => [...books.intents.values()],
    failNext: troubles.failNext,
    duplicateWebhooks: publisher.twice,
    setWebhook: (url, secret) => webhooks.setTarget({ url, secret }),
    pendingWebhooks: () => webhooks.pending().length,
  };
};
