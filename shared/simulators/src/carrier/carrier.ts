import { type HttpAnswer, type HttpRequest, json, type Reply, serve } from '../http-server';
import { createKeyring, type SavedAnswer } from '../idempotency';
import { openStateFile, type StateFile } from '../state-file';
import { createWebhookSender, type Parcelled, type WebhookSender, type WebhookTarget } from '../webhook-sender';
import { createAnnouncer } from './announcer';
import { createApi } from './api';
import { createDepot, type Depot } from './depot';
import type { CarrierEvent, CarrierShipment } from './records';

export type CarrierOptions = {
  /** 0 takes a free one. */
  readonly port: number;
  readonly apiKey: string;
  readonly webhook?: WebhookTarget;
  /** The milliseconds between two tracking updates. Defaults to 5000. */
  readonly stepMs?: number;
  /** True when shipments move automatically (default). */
  readonly autopilot?: boolean;
  /** The file that keeps the state between starts. */
  readonly stateFile?: string;
};

export type Carrier = {
  readonly url: string;
  readonly stop: () => Promise<void>;
  /** The next scan of a parcel happens now; undefined when it has arrived, is lost or cancelled. */
  readonly advance: (trackingNumber: string) => CarrierEvent | undefined;
  readonly shipments: () => readonly CarrierShipment[];
  /** The next `count` API requests are answered with that status and not done. */
  readonly failNext: (count: number, status: number) => void;
  /** The next `count` API requests are done and never answered. */
  readonly loseNextAnswers: (count: number) => void;
  /** While on, API requests are neither done nor answered. */
  readonly hang: (on: boolean) => void;
  readonly setWebhook: (url: string, secret: string) => void;
  /** The number of events that are not yet accepted. */
  readonly pendingWebhooks: () => number;
};

type Memory = {
  readonly shipments: readonly CarrierShipment[];
  readonly answers: readonly SavedAnswer<HttpAnswer>[];
  readonly events: readonly Parcelled[];
};

type Line = Pick<Carrier, 'failNext' | 'hang' | 'loseNextAnswers'> & { readonly handle: (request: HttpRequest) => Promise<Reply> };

/** The line between the callers and the API, with the faults a test asks for. */
const createLine = (api: (request: HttpRequest) => Reply): Line => {
  let failure = { left: 0, status: 500 };
  let lost = 0;
  let hanging = false;
  const reply = (request: HttpRequest): Reply => {
    if (request.path.startsWith('/labels/')) return api(request);
    if (hanging) return 'silence';
    if (failure.left > 0) {
      failure = { ...failure, left: failure.left - 1 };
      return json(failure.status, { errors: [{ field: '', message: 'the carrier has a bad day' }] });
    }
    const answer = api(request);
    if (lost === 0) return answer;
    lost -= 1;
    return 'silence';
  };
  return {
    handle: (request) => Promise.resolve(request).then(reply),
    failNext: (count, status) => void (failure = { left: count, status }),
    loseNextAnswers: (count) => void (lost = count),
    hang: (on) => void (hanging = on),
  };
};

/** Starts the fictitious carrier "swiftpost" on loopback. */
export const startCarrier = async (options: CarrierOptions): Promise<Carrier> => {
  const file: StateFile<Memory> = openStateFile<Memory>(options.stateFile, () => ({
    shipments: depot.all(),
    answers: keyring.saved(),
    events: webhooks.pending(),
  }));
  const memory = file.load() ?? { shipments: [], answers: [], events: [] };
  const keyring = createKeyring<HttpAnswer>(memory.answers);
  const webhooks: WebhookSender = createWebhookSender({
    signatureHeader: 'X-Swiftpost-Signature',
    target: options.webhook,
    changed: file.changed,
  });
  const depot: Depot = createDepot({
    shipments: memory.shipments,
    announce: createAnnouncer(webhooks),
    changed: file.changed,
    stepMs: options.autopilot === false ? undefined : (options.stepMs ?? 5000),
  });
  const api = createApi({ apiKey: options.apiKey, depot, keyring, baseUrl: () => server.url, changed: file.changed });
  const line = createLine(api);
  const server = await serve(options.port, line.handle);
  let unsent = Promise.resolve();
  for (const event of memory.events) unsent = webhooks.send(event, unsent);

  return {
    url: server.url,
    stop: async () => {
      depot.stop();
      file.changed();
      webhooks.stop();
      await server.close();
      file.close();
    },
    advance: depot.advance,
    shipments: depot.all,
    failNext: line.failNext,
    loseNextAnswers: line.loseNextAnswers,
    hang: line.hang,
    setWebhook: (url, secret) => webhooks.setTarget({ url, secret }),
    pendingWebhooks: () => webhooks.pending().length,
  };
};
