import { after, isRefused, seconds, type Instant } from '@marketplace/kernel';
import { decide } from '../domain/decide';
import { labelBackoff, labelBackoffAfterRejection } from '../domain/label-retry';
import type { Carrier, CarrierHealth, LabelRequest, Ports } from './ports';
import { carrierCause } from './shipments';

const batch = 20;
/** Longer than any carrier's answer may take; a process that dies with a claim delays its labels by this much. */
const lease = seconds(30);

type Outcome = { readonly carrier: string; readonly endpoint: string; readonly error?: string };

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);

const healthOf = (outcomes: readonly Outcome[], at: Instant): readonly CarrierHealth[] =>
  [...new Set(outcomes.map((outcome) => outcome.carrier))].map((carrier) => {
    const own = outcomes.filter((outcome) => outcome.carrier === carrier);
    const error = own.find((outcome) => outcome.error !== undefined)?.error;
    const succeeded = own.filter((outcome) => outcome.error === undefined).length;
    return { carrier, endpoint: own[0]?.endpoint ?? '', succeeded, at, ...(error === undefined ? {} : { error }) };
  });

/**
 * Asks carriers for the labels that are due. Each shipment fails for itself: a carrier that is down delays its own labels,
 * with growing pauses, and nothing else; the order stays paid.
 */
export const createCarrierLabels = ({ shipments, carriers, clock, report }: Pick<Ports, 'shipments' | 'carriers' | 'clock' | 'report'>) => {
  const label = async (request: LabelRequest, carrier: Carrier): Promise<string | undefined> => {
    const { id } = request.shipment.state.parties;
    const answer = await carrier.requestLabel(request);
    if (answer.kind === 'rejected') {
      report('a carrier refuses a parcel', { shipmentId: id, carrier: carrier.name, reason: answer.reason });
      await shipments.postponeLabel(id, after(clock(), labelBackoffAfterRejection), answer.reason);
      return answer.reason;
    }
    const { estimatedDelivery } = answer;
    const decision = decide({ type: 'RecordLabel', label: answer.label, estimatedDelivery, at: clock() }, request.shipment.state);
    // Cancelled meanwhile: the label stays unused, which costs nothing.
    const { shipment } = request;
    if (!isRefused(decision) && decision.length > 0) await shipments.save({ shipment, events: decision }, carrierCause(shipment));
    return undefined;
  };

  const attempt = async (request: LabelRequest): Promise<Outcome> => {
    const { id } = request.shipment.state.parties;
    const carrier = carriers.find(request.carrier);
    const outcome = { carrier: request.carrier, endpoint: carrier?.endpoint ?? '' };
    try {
      if (carrier === undefined) throw new Error(`there is no carrier ${request.carrier}`);
      const rejection = await label(request, carrier);
      return rejection === undefined ? outcome : { ...outcome, error: rejection };
    } catch (error) {
      report('a label could not be had', { shipmentId: id, carrier: request.carrier, attempts: request.attempts, error: messageOf(error) });
      await shipments.postponeLabel(id, after(clock(), labelBackoff(request.attempts)), messageOf(error));
      return { ...outcome, error: messageOf(error) };
    }
  };

  /** Does everything that is due now; returns how many labels were asked for. */
  return async (): Promise<number> => {
    let asked = 0;
    for (;;) {
      const at = clock();
      const requests = await shipments.claimUnlabelled({ at, until: after(at, lease), limit: batch });
      if (requests.length > 0) await carriers.report(healthOf(await Promise.all(requests.map(attempt)), clock()));
      asked += requests.length;
      if (requests.length < batch) return asked;
    }
  };
};

export type CarrierLabels = ReturnType<typeof createCarrierLabels>;
