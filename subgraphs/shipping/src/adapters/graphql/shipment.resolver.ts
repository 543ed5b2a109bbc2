import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { idOf, type OrderId, type ShipmentId } from '@marketplace/kernel';
import type { Live } from '@marketplace/platform';
import {
  argsType,
  byKey,
  entity,
  notFound,
  perRequest,
  SubscriptionFrom,
  t,
  versionAfter,
  type Entity,
  type GraphContext,
} from '@marketplace/platform/graphql';
import type { ShipmentView, ShipmentViews, TrackingEntry } from '../../application/ports';
import type { Shipments } from '../../application/shipments';
import { isFinal } from '../../domain/shipment';
import { OrderType, ShipmentEventType, ShipmentTrackingEventType, ShipmentType, toEventType, toShipmentType } from './shipment.types';

const ShipmentTrackingArgs = argsType({
  shipmentId: t.id('The shipment to follow.'),
  after: t.string('The cursor of the last event seen; without it the whole history comes first.').optional(),
});
type ShipmentTrackingArgs = InstanceType<typeof ShipmentTrackingArgs>;

type Line = TrackingEntry & { readonly shipment: ShipmentView };

type Rights = Pick<Shipments, 'mayRead' | 'labelUrl'>;

export const shipmentEntity = (views: ShipmentViews, { mayRead }: Rights): Entity<ShipmentView, ShipmentType> =>
  entity('Shipment', {
    load: async (ids: readonly ShipmentId[]) => byKey(await views.byIds(ids), ({ state }) => state.parties.id),
    mayRead: (actor, { state }) => mayRead(actor, state),
    toType: toShipmentType,
  });

/** The stream of a shipment that has ended. */
const past = async function* (lines: readonly Line[]): AsyncGenerator<Line, void> {
  await Promise.resolve();
  yield* lines;
};

type Services = {
  readonly shipment: Entity<ShipmentView, ShipmentType>;
  readonly shipments: Rights;
  readonly views: ShipmentViews;
  readonly live: Live;
};

@Resolver(() => ShipmentType)
export class ShipmentResolver {
  private readonly tracking;

  constructor(private readonly services: Services) {
    this.tracking = perRequest('tracking', services.views.tracking);
  }

  @Query(() => ShipmentType, {
    nullable: true,
    description: "One shipment of yours: as its buyer, its seller's staff or an operator. Null when there is none.",
  })
  shipment(
    @Arg('id', () => ID, { description: 'The id of the shipment.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<ShipmentType | null> {
    return this.services.shipment.show(id, context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The label to print; for the seller's staff and operators, null for everybody else and until there is one.",
  })
  labelUrl(@Root() { view: { state } }: ShipmentType, @Ctx() { actor }: GraphContext): string | null {
    return this.services.shipments.labelUrl(actor, state) ?? null;
  }

  @FieldResolver(() => [ShipmentEventType], { description: 'Everything that happened to it so far, in the order in which it was told.' })
  async events(@Root() { id }: ShipmentType, @Ctx() context: GraphContext): Promise<readonly ShipmentEventType[]> {
    return ((await this.tracking(context).load(id)) ?? []).map(toEventType);
  }

  /** The stream behind shipmentTracking. Somebody else's shipment is NOT_FOUND; of one that has ended, the stream ends too. */
  async follow({ shipmentId, after }: ShipmentTrackingArgs, context: GraphContext): Promise<AsyncIterable<Line>> {
    const { shipment, views, live } = this.services;
    const version = versionAfter(after, 'shipment');
    const view = await shipment.find(shipmentId, context);
    if (view === undefined) throw notFound('There is no such shipment.');
    const id: ShipmentId = idOf(shipmentId);
    const read = (since: number): Promise<readonly Line[]> => views.trackingAfter(id, since);
    if (isFinal(view.state.status)) return past(await read(version));
    return live.follow({ aggregateId: id, after: version, read, version: (line) => line.version, until: ({ isLast }) => isLast });
  }

  @SubscriptionFrom(() => ShipmentTrackingEventType, {
    description:
      'What happens to a shipment of yours: its history after the cursor first, then live; nothing is missed or repeated. Ends with the shipment.',
    args: ShipmentTrackingArgs,
    source: 'follow',
  })
  shipmentTracking(@Root() line: Line): ShipmentTrackingEventType {
    return Object.assign(toEventType(line), { shipment: toShipmentType(line.shipment) });
  }
}

const ofOrders = (views: ShipmentViews) =>
  perRequest('shipmentsOfOrders', async (ids: readonly OrderId[]) => {
    const found = new Map<string, ShipmentView[]>(ids.map((id) => [id, []]));
    for (const view of await views.ofOrders(ids)) found.get(view.state.parties.orderId)?.push(view);
    return found;
  });

@Resolver(() => OrderType)
export class OrderShipmentsResolver {
  private readonly ofOrder;

  constructor(private readonly services: Pick<Services, 'shipments' | 'views'>) {
    this.ofOrder = ofOrders(services.views);
  }

  @FieldResolver(() => [ShipmentType], {
    nullable: true,
    description: 'What of the order leaves the warehouses; empty until the order is paid.',
  })
  async shipments(@Root() { id }: OrderType, @Ctx() context: GraphContext): Promise<readonly ShipmentType[]> {
    const all = (await this.ofOrder(context).load(id)) ?? [];
    return all.filter(({ state }) => this.services.shipments.mayRead(context.actor, state)).map(toShipmentType);
  }
}
