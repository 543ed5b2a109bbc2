import { dueJob, type Job, type JobRun } from '@marketplace/application';
import { before, isRefused, minutes, type Cause, type Duration } from '@marketplace/kernel';
import type { Ports, StaleShipment } from './ports';
import type { Shipments } from './shipments';

type Dependencies = Pick<Ports, 'due' | 'carriers'> & {
  readonly recordScan: Shipments['recordScan'];
  /** How long a parcel may be silent before its carrier is asked. */
  readonly patience: Duration;
};

/** Asks carriers about parcels that they have not reported on for a while, and records the scans that were missed: a webhook can be lost for good. */
export const syncCarrierStatus = ({ due, carriers, recordScan, patience }: Dependencies): Job => {
  const sync = async (stale: StaleShipment, _cause: Cause, { alert, retry }: JobRun): Promise<number> => {
    const { id, carrier, trackingNumber } = stale;
    const scans = (await carriers.find(carrier)?.scansOf(trackingNumber)) ?? [];
    let recorded = 0;
    for (const scan of [...scans].sort((a, b) => a.sequence - b.sequence)) {
      // The carrier is not asked again because a write has lost a race.
      const outcome = await retry(() => recordScan({ carrier, trackingNumber, scan }));
      if (isRefused(outcome)) alert('carrier-scan-refused', { shipmentId: id, reason: outcome.refused });
      else if (outcome === 'recorded') recorded += 1;
    }
    return recorded;
  };
  return dueJob<StaleShipment>({
    name: 'sync-carrier-status',
    every: minutes(1),
    due: (limit, now) => due.claimStale({ at: now, heardBefore: before(now, patience), limit }),
    handle: sync,
    onLostRace: 'skip',
    onFailure: (error, { id, carrier }, { alert }) => {
      alert('carrier-not-asked-about-parcel', { shipmentId: id, carrier, error: String(error).slice(0, 500) });
    },
    batch: 50,
    batches: 1,
  });
};
