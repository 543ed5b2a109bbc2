import { after, isRefused, milliseconds, type Instant } from '@marketplace/kernel';
import type { Ports, QuietShipment } from './ports';
import type { Shipments } from './shipments';

const batch = 50;

type Needs = Pick<Ports, 'shipments' | 'carriers' | 'report'> & {
  readonly recordScan: Shipments['recordScan'];
  /** How many milliseconds a parcel may be silent before its carrier is asked. */
  readonly patience: number;
};

/** Asks carriers about parcels that have gone quiet, and records what was missed: a webhook can be lost for good. */
export const createCarrierSync = ({ shipments, carriers, report, recordScan, patience }: Needs) => {
  const sync = async ({ id, carrier: name, trackingNumber }: QuietShipment): Promise<number> => {
    const scans = (await carriers.find(name)?.scansOf(trackingNumber)) ?? [];
    let recorded = 0;
    for (const scan of [...scans].sort((a, b) => a.sequence - b.sequence)) {
      const outcome = await recordScan({ carrier: name, trackingNumber, scan });
      if (isRefused(outcome)) report('a carrier tells of a parcel that cannot be', { shipmentId: id, reason: outcome.refused });
      else if (outcome === 'recorded') recorded += 1;
    }
    return recorded;
  };

  /** Returns how many sightings had been missed. */
  return async (at: Instant): Promise<number> => {
    const quiet = await shipments.claimQuiet({ at, quietSince: after(at, milliseconds(-patience)), limit: batch });
    let recorded = 0;
    for (const shipment of quiet) {
      try {
        recorded += await sync(shipment);
      } catch (error) {
        report('a carrier could not be asked about a parcel', {
          shipmentId: shipment.id,
          carrier: shipment.carrier,
          error: String(error).slice(0, 500),
        });
      }
    }
    return recorded;
  };
};
