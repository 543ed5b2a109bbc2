import { refuse } from '@marketplace/kernel';
import { mutation, mutations, pick, type Entity } from '@marketplace/platform/graphql';
import type { Shipments } from '../../application/shipments';
import { ShipmentDispatchInput, ShipmentDispatchPayload, type ShipmentType } from './shipment.types';

const messages = {
  'shipment-not-found': 'The shipment was not found.',
  'shipment-not-labelled': 'The carrier has not issued a label for this shipment yet. Try again later.',
  'shipment-cancelled': 'This shipment was cancelled.',
};

type Dependencies = { readonly shipments: Pick<Shipments, 'dispatch'>; readonly shipment: Entity<unknown, ShipmentType> };

export const shipmentMutations = ({ shipments, shipment }: Dependencies): object =>
  mutations({
    shipmentDispatch: mutation({
      description: "Records that a shipment was handed to the carrier. Only for the seller's staff and operators.",
      input: ShipmentDispatchInput,
      payload: ShipmentDispatchPayload,
      // An invalid ID gets the same answer as an unknown one.
      ids: { shipmentId: refuse('shipment-not-found') },
      errors: pick(messages, 'shipment-not-found', 'shipment-not-labelled', 'shipment-cancelled'),
      run: ({ shipmentId }, { cause }) => shipments.dispatch(shipmentId, cause),
      answer: async (id, context) => ({ shipment: await shipment.showChanged(id, context) }),
    }),
  });
