import { dueJob, type Job, type JobRun } from '@marketplace/application';
import { before, isRefused, minutes, type Cause, type Duration } from '@marketplace/kernel';
import type { Ports, StaleShipment } from './ports';
import type { Shipments } from './shipments';

type Dependencies = Pick<Ports, 'due' | 'carriers'> & {
  readonly recordScan: Shipments['recordScan'];
  /** The time without updates after which the carrier is queried. */
  readonly staleAfter: Duration;
};

/** Queries carriers about parcels without recent updates and records missing scans, because webhooks can get lost. */
export const syncCarrierStatus = ({ due, carriers, recordScan, staleAfter }: Dependencies): Job => {
  const sync = async (stale: StaleShipment, _cause: Cause, { alert, retry }: JobRun): Promise<number> => {
    const { id, carrier, trackingNumber } = stale;
    const scans = (await carriers.find(carrier)?.scansOf(trackingNumber)) ?? [];
    let recorded = 0;
    for (const scan of [...scans].sort((a, b) => a.sequence - b.sequence)) {
      // Retries only the write after a conflict, not the carrier request.
      const outcome = await retry(() => recordScan({ carrier, trackingNumber, scan }));
      if (isRefused(outcome)) alert('carrier-scan-refused', { shipmentId: id, reason: outcome.refused });
      else if (outcome === 'recorded') recorded += 1;
    }
    return recorded;
  };
  return dueJob<StaleShipment>({
    name: 'sync-carrier-status',
    every: minutes(1),
    due: (limit, now) => due.claimStale({ at: now, checkedBefore: before(now, staleAfter), limit }),
    handle: sync,
    onConflict: 'skip',
    onFailure: (error, { id, carrier }, { alert }) => {
      alert('carrier-status-sync-failed', { shipmentId: id, carrier, error: String(error).slice(0, 500) });
    },
    batch: 50,
    batches: 1,
  });
};
