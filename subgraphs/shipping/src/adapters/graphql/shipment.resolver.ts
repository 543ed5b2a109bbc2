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
  shipmentId: t.id('The ID of the shipment to follow.'),
  after: t.string('Returns events after this cursor. Default: from the first event.').optional(),
});
type ShipmentTrackingArgs = InstanceType<typeof ShipmentTrackingArgs>;

type TrackingLine = TrackingEntry & { readonly shipment: ShipmentView };

type ShipmentAccess = Pick<Shipments, 'mayRead' | 'labelUrl'>;

export const shipmentEntity = (views: ShipmentViews, { mayRead }: ShipmentAccess): Entity<ShipmentView, ShipmentType> =>
  entity('Shipment', {
    load: async (ids: readonly ShipmentId[]) => byKey(await views.byIds(ids), ({ state }) => state.parties.id),
    mayRead: (actor, { state }) => mayRead(actor, state),
    toType: toShipmentType,
  });

/** The stream of a shipment with a final status. */
const endedStream = async function* (lines: readonly TrackingLine[]): AsyncGenerator<TrackingLine, void> {
  await Promise.resolve();
  yield* lines;
};

type Dependencies = {
  readonly shipment: Entity<ShipmentView, ShipmentType>;
  readonly shipments: ShipmentAccess;
  readonly views: ShipmentViews;
  readonly live: Live;
};

@Resolver(() => ShipmentType)
export class ShipmentResolver {
  private readonly tracking;

  constructor(private readonly dependencies: Dependencies) {
    this.tracking = perRequest('tracking', dependencies.views.tracking);
  }

  @Query(() => ShipmentType, {
    nullable: true,
    description: "A shipment; null when it does not exist or you are not its buyer, its seller's staff or an operator.",
  })
  shipment(
    @Arg('id', () => ID, { description: 'The ID of the shipment.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<ShipmentType | null> {
    return this.dependencies.shipment.show(id, context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The URL of the label to print. Only for the seller's staff and operators; null for others, and until the carrier issues a label.",
  })
  labelUrl(@Root() { view: { state } }: ShipmentType, @Ctx() { actor }: GraphContext): string | null {
    return this.dependencies.shipments.labelUrl(actor, state) ?? null;
  }

  @FieldResolver(() => [ShipmentEventType], { description: 'The events of the shipment so far, in the order in which they were recorded.' })
  async events(@Root() { id }: ShipmentType, @Ctx() context: GraphContext): Promise<readonly ShipmentEventType[]> {
    return ((await this.tracking(context).load(id)) ?? []).map(toEventType);
  }

  /** The stream of `shipmentTracking`. A shipment of another user is NOT_FOUND. The stream ends with the final status. */
  async follow({ shipmentId, after }: ShipmentTrackingArgs, context: GraphContext): Promise<AsyncIterable<TrackingLine>> {
    const { shipment, views, live } = this.dependencies;
    const version = versionAfter(after, 'shipment');
    const view = await shipment.find(shipmentId, context);
    if (view === undefined) throw notFound('The shipment was not found.');
    const id: ShipmentId = idOf(shipmentId);
    const read = (since: number): Promise<readonly TrackingLine[]> => views.trackingAfter(id, since);
    if (isFinal(view.state.status)) return endedStream(await read(version));
    return live.follow({ aggregateId: id, after: version, read, version: (line) => line.version, until: ({ isLast }) => isLast });
  }

  @SubscriptionFrom(() => ShipmentTrackingEventType, {
    description:
      'The events of a shipment: first the history after the cursor, then live updates, without gaps or duplicates. Ends when the shipment reaches its final status.',
    args: ShipmentTrackingArgs,
    source: 'follow',
  })
  shipmentTracking(@Root() line: TrackingLine): ShipmentTrackingEventType {
    return Object.assign(toEventType(line), { shipment: toShipmentType(line.shipment) });
  }
}

const shipmentsByOrder = (views: ShipmentViews) =>
  perRequest('shipmentsOfOrders', async (ids: readonly OrderId[]) =>
    Map.groupBy(await views.ofOrders(ids), ({ state }) => state.parties.orderId),
  );

@Resolver(() => OrderType)
export class OrderShipmentsResolver {
  private readonly ofOrder;

  constructor(private readonly dependencies: Pick<Dependencies, 'shipments' | 'views'>) {
    this.ofOrder = shipmentsByOrder(dependencies.views);
  }

  @FieldResolver(() => [ShipmentType], {
    nullable: true,
    description: 'The shipments of the order; empty until the order is paid or placed with cash on delivery.',
  })
  async shipments(@Root() { id }: OrderType, @Ctx() context: GraphContext): Promise<readonly ShipmentType[]> {
    const all = (await this.ofOrder(context).load(id)) ?? [];
    return all.filter(({ state }) => this.dependencies.shipments.mayRead(context.actor, state)).map(toShipmentType);
  }
}
