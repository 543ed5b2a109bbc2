import { headerOf, type HttpAnswer, type HttpRequest, json, type Reply } from '../http-server';
import type { Keyring } from '../idempotency';
import type { Depot } from './depot';
import { labelPage } from './label';
import { type FieldError, readOrder } from './order';
import { type CarrierShipment, statusOf } from './records';

export type ApiParts = {
  readonly apiKey: string;
  readonly depot: Depot;
  readonly keyring: Keyring<HttpAnswer>;
  readonly baseUrl: () => string;
  readonly changed: () => void;
};

const problem = (status: number, ...errors: readonly FieldError[]): HttpAnswer => json(status, { errors });

const notFound = problem(404, { field: '', message: 'not found' });

const tracked = (shipment: CarrierShipment): object => ({
  trackingNumber: shipment.trackingNumber,
  shipmentId: shipment.id,
  reference: shipment.reference,
  status: statusOf(shipment),
  estimatedDelivery: shipment.estimatedDelivery,
  events: shipment.events,
});

const bookedBody = (shipment: CarrierShipment, baseUrl: string): object => ({
  id: shipment.id,
  reference: shipment.reference,
  trackingNumber: shipment.trackingNumber,
  labelUrl: `${baseUrl}/labels/${shipment.id}`,
  service: shipment.service,
  status: statusOf(shipment),
  estimatedDelivery: shipment.estimatedDelivery,
});

/** The HTTP API of the carrier, without network failures. */
export const createApi = ({ apiKey, depot, keyring, baseUrl, changed }: ApiParts): ((request: HttpRequest) => Reply) => {
  const booked = (shipment: CarrierShipment): object => bookedBody(shipment, baseUrl());

  const book = (body: string): HttpAnswer => {
    const checked = readOrder(body);
    return 'errors' in checked ? problem(422, ...checked.errors) : json(201, booked(depot.book(checked.order)));
  };

  const bookOnce = (request: HttpRequest): HttpAnswer => {
    const key = headerOf(request.headers, 'Idempotency-Key') ?? '';
    if (key === '') return problem(422, { field: 'Idempotency-Key', message: 'must not be empty' });
    const claim = keyring.claim(key, { path: request.path, parameters: request.body });
    if (claim.kind === 'replay') return { ...claim.answer, headers: { ...claim.answer.headers, 'Idempotent-Replayed': 'true' } };
    if (claim.kind !== 'first') return problem(409, { field: 'Idempotency-Key', message: 'was used for another request' });
    const answer = book(request.body);
    if (answer.status === 201) keyring.save(key, answer);
    else keyring.release(key);
    changed();
    return answer;
  };

  const cancel = (shipment: CarrierShipment): HttpAnswer => {
    const cancelled = depot.cancel(shipment);
    return cancelled === undefined
      ? problem(409, { field: 'status', message: 'the parcel has already left' })
      : json(200, booked(cancelled));
  };

  const onShipment = (id: string | undefined, answer: (shipment: CarrierShipment) => HttpAnswer): HttpAnswer => {
    const shipment = depot.find(id ?? '');
    return shipment === undefined ? notFound : answer(shipment);
  };

  return (request) => {
    const target = `${request.method} ${request.path}`;
    const idIn = (pattern: RegExp): string | undefined => pattern.exec(target)?.[1];
    const labelled = idIn(/^GET \/labels\/(\w+)$/);
    // The link works without authentication, like those of real carriers; the ID cannot be guessed.
    if (labelled !== undefined) return onShipment(labelled, labelPage);
    if (headerOf(request.headers, 'X-Api-Key') !== apiKey) return problem(401, { field: 'X-Api-Key', message: 'is not known' });
    if (target === 'POST /v1/shipments') return bookOnce(request);
    const followed = idIn(/^GET \/v1\/tracking\/(\w+)$/);
    const parcel = followed === undefined ? undefined : depot.track(followed);
    if (parcel !== undefined) return json(200, tracked(parcel));
    const cancelled = idIn(/^POST \/v1\/shipments\/(\w+)\/cancel$/);
    if (cancelled !== undefined) return onShipment(cancelled, cancel);
    return onShipment(idIn(/^GET \/v1\/shipments\/(\w+)$/), (shipment) => json(200, booked(shipment)));
  };
};
