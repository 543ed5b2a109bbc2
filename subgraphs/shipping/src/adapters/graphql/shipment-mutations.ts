import { refuse } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity } from '@marketplace/platform/graphql';
import type { Shipments } from '../../application/shipments';
import { ShipmentDispatchInput, ShipmentDispatchPayload, type ShipmentType } from './shipment.types';

const messages = {
  'shipment-not-found': 'There is no such shipment.',
  'shipment-not-labelled': 'The carrier has not given this parcel a label yet.',
  'shipment-cancelled': 'This shipment was cancelled.',
};

type Services = { readonly shipments: Pick<Shipments, 'dispatch'>; readonly shipment: Entity<unknown, ShipmentType> };

export const shipmentMutations = ({ shipments, shipment }: Services): object =>
  mutations({
    shipmentDispatch: mutation({
      description: "Says that the carrier has taken a parcel; for the seller's staff and operators.",
      input: ShipmentDispatchInput,
      payload: ShipmentDispatchPayload,
      // A malformed id is answered like an unknown one.
      ids: { shipmentId: refuse('shipment-not-found') },
      errors: pick(messages, 'shipment-not-found', 'shipment-not-labelled', 'shipment-cancelled'),
      run: ({ shipmentId }, { cause }) => shipments.dispatch(shipmentId, cause),
      answer: async (id, context) => ({ shipment: await shipment.showChanged(id, context) }),
    }),
  });
