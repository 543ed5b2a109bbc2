export type Service = 'EXPRESS' | 'STANDARD';

export type Recipient = {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string;
  readonly city: string;
  readonly postalCode?: string;
  readonly region?: string;
  readonly countryCode: string;
  readonly phone?: string;
};

export type Parcel = { readonly weightGrams: number };

/** The amount to collect on delivery, as an exact decimal. */
export type CashOnDelivery = { readonly amount: string; readonly currency: string };

/** A validated request for a shipment. */
export type ShipmentOrder = {
  readonly reference: string;
  readonly service: Service;
  readonly recipient: Recipient;
  readonly parcels: readonly Parcel[];
  readonly cashOnDelivery?: CashOnDelivery;
};

export type ParcelStatus = 'DELIVERED' | 'DELIVERY_ATTEMPTED' | 'IN_TRANSIT' | 'LOST' | 'OUT_FOR_DELIVERY' | 'PICKED_UP';

export type Step = { readonly status: ParcelStatus; readonly location: string; readonly description: string };

/** A tracking update, as in the webhook and in the tracking list. */
export type CarrierEvent = Step & {
  readonly eventId: string;
  readonly trackingNumber: string;
  /** 1, 2, 3… for each parcel. */
  readonly sequence: number;
  readonly occurredAt: string;
};

export type CarrierShipment = ShipmentOrder & {
  readonly id: string;
  readonly trackingNumber: string;
  readonly createdAt: string;
  readonly estimatedDelivery: { readonly from: string; readonly to: string };
  readonly cancelled: boolean;
  /** The whole way, decided when the shipment is booked; the events are how much of it has happened. */
  readonly way: readonly Step[];
  readonly events: readonly CarrierEvent[];
};

/** The delivery order of a shipment's webhooks. */
export type Manner = 'in-order' | 'shuffled' | 'twice';

export const statusOf = (shipment: CarrierShipment): string => {
  if (shipment.cancelled) return 'CANCELLED';
  return shipment.events.at(-1)?.status ?? 'LABELLED';
};

export const isFinished = (shipment: CarrierShipment): boolean => shipment.cancelled || shipment.events.length >= shipment.way.length;
