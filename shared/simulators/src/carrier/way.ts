import type { Manner, ParcelStatus, Recipient, ShipmentOrder, Step } from './records';

type Hubs = readonly [depot: string, first: string, second: string];

const hubs: Readonly<Record<string, Hubs>> = {
  AU: ['Sydney depot', 'Sydney Parcel Facility', 'Melbourne Airport West'],
  BR: ['São Paulo depot', 'Cajamar sorting centre', 'Rio de Janeiro sorting centre'],
  CA: ['Toronto depot', 'Hamilton hub', 'Montréal hub'],
  DE: ['Berlin depot', 'Leipzig hub', 'Cologne hub'],
  ES: ['Madrid depot', 'Zaragoza hub', 'Barcelona hub'],
  FR: ['Paris depot', 'Roissy hub', 'Lyon hub'],
  GB: ['London depot', 'Coventry hub', 'Warrington hub'],
  IN: ['Mumbai depot', 'Bhiwandi hub', 'Delhi NCR hub'],
  IT: ['Milan depot', 'Bergamo hub', 'Bologna hub'],
  JP: ['Tokyo depot', 'Haneda Chronogate', 'Atsugi hub'],
  NL: ['Amsterdam depot', 'Utrecht hub', 'Eindhoven hub'],
  PL: ['Warsaw depot', 'Łódź hub', 'Wrocław hub'],
  US: ['New York depot', 'Memphis hub', 'Louisville hub'],
};

const abroad: Hubs = ['Leipzig depot', 'Leipzig international hub', 'Customs clearance'];

// The words are magic wherever the recipient's name or second address line has them.
const has = ({ name, line2 }: Recipient, word: string): boolean => `${name} ${line2 ?? ''}`.includes(word);

const step = (status: ParcelStatus, location: string, description: string): Step => ({ status, location, description });

/** Every scan of a parcel from the depot to the door. */
export const wayOf = ({ recipient }: ShipmentOrder): readonly Step[] => {
  const { city, countryCode } = recipient;
  const [depot, first, second] = hubs[countryCode] ?? abroad;
  const start = [step('PICKED_UP', depot, 'The parcel was picked up.'), step('IN_TRANSIT', first, 'The parcel was sorted.')];
  if (has(recipient, 'LOST')) return [...start, step('LOST', first, 'The parcel cannot be found.')];
  const outForDelivery = step('OUT_FOR_DELIVERY', city, 'The parcel is in the delivery vehicle.');
  const attempted = [outForDelivery, step('DELIVERY_ATTEMPTED', city, 'The recipient was not available. We will try again.')];
  return [
    ...start,
    step('IN_TRANSIT', second, 'The parcel has left the hub for its destination.'),
    ...(has(recipient, 'FAIL_FIRST_ATTEMPT') ? attempted : []),
    outForDelivery,
    step('DELIVERED', city, 'The parcel was handed over.'),
  ];
};

export const mannerOf = (recipient: Recipient): Manner => {
  if (has(recipient, 'OUT_OF_ORDER')) return 'shuffled';
  return has(recipient, 'DUPLICATE') ? 'twice' : 'in-order';
};

const dayMs = 24 * 60 * 60 * 1000;

export const estimateOf = ({ service }: ShipmentOrder, from: Date): { readonly from: string; readonly to: string } => {
  const [soonest, latest] = service === 'EXPRESS' ? [1, 2] : [3, 5];
  const inDays = (days: number): string => new Date(from.getTime() + days * dayMs).toISOString();
  return { from: inDays(soonest), to: inDays(latest) };
};
