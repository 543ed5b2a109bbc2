import { inBatches } from '@marketplace/application';
import { after, seconds, type Instant } from '@marketplace/kernel';
import { alertAfterFailures, labelBackoff, labelBackoffAfterRejection } from '../domain/label-retry';
import type { Carrier, CarrierHealth, LabelRequest, Ports } from './ports';

const batch = 20;
/** Longer than the timeout of a carrier request. If a process dies with a claim, its labels are delayed by this time. */
const lease = seconds(30);

type Dependencies = Pick<Ports, 'shipments' | 'due' | 'carriers' | 'clock' | 'alert' | 'systemCause'>;

/** The outcome of a request to a carrier; without an error, it succeeded. */
type Outcome = { readonly carrier: Carrier; readonly error: string | undefined };

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);

const healthOf = (outcomes: readonly Outcome[], at: Instant): readonly CarrierHealth[] =>
  [...new Set(outcomes.map(({ carrier }) => carrier))].map((carrier) => {
    const errors = outcomes.filter((outcome) => outcome.carrier === carrier).map(({ error }) => error);
    return { carrier, hasSucceeded: errors.includes(undefined), error: errors.find((error) => error !== undefined), at };
  });

/**
 * Requests the labels that are due. Each shipment fails independently: an unavailable carrier delays only its own labels,
 * with increasing delays, and the order stays paid.
 */
export const createLabelRequests = ({ shipments, due, carriers, clock, alert, systemCause }: Dependencies) => {
  /** Requests and records a label. Returns the reason if the carrier rejects the parcel. */
  const recordLabel = async (request: LabelRequest, carrier: Carrier): Promise<string | undefined> => {
    const { shipment } = request;
    const { id } = shipment.state.parties;
    const answer = await carrier.requestLabel(request);
    if (answer.kind === 'rejected') {
      alert('carrier-rejected-parcel', { shipmentId: id, carrier: carrier.name, reason: answer.reason });
      await due.postponeLabel(id, after(clock(), labelBackoffAfterRejection), answer.reason);
      return answer.reason;
    }
    const { label: given, estimatedDelivery } = answer;
    // Refused if the shipment was cancelled in the meantime. An unused label costs nothing.
    await shipments.execute(
      shipment,
      { type: 'RecordLabel', label: given, estimatedDelivery, at: clock() },
      systemCause(shipment.correlationId),
    );
    return undefined;
  };

  const postpone = async ({ shipment, attempts }: LabelRequest, error: string): Promise<void> => {
    const { id } = shipment.state.parties;
    if (attempts >= alertAfterFailures) alert('label-not-received', { shipmentId: id, carrier: shipment.carrier, attempts, error });
    await due.postponeLabel(id, after(clock(), labelBackoff(attempts)), error);
  };

  const attempt = async (request: LabelRequest): Promise<readonly Outcome[]> => {
    const carrier = carriers.find(request.shipment.carrier);
    if (carrier === undefined) {
      await postpone(request, `there is no carrier ${request.shipment.carrier}`);
      return [];
    }
    try {
      return [{ carrier, error: await recordLabel(request, carrier) }];
    } catch (fault) {
      const error = messageOf(fault);
      await postpone(request, error);
      return [{ carrier, error }];
    }
  };

  /** Requests all labels that are due. Returns the number of requests. */
  return (): Promise<number> =>
    inBatches<LabelRequest>({
      next: () => {
        const at = clock();
        return due.claimUnlabelled({ at, until: after(at, lease), limit: batch });
      },
      handle: async (requests) => {
        await carriers.report(healthOf((await Promise.all(requests.map(attempt))).flat(), clock()));
        return requests.length;
      },
      isMore: (requests) => requests.length === batch,
      maxBatches: Infinity,
    });
};
