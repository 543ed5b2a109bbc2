import { GraphQLError } from 'graphql';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { idOf, isId, isRefused, refuse, type OrderId, type Refusal, type ShipmentId } from '@marketplace/kernel';
import type { Live } from '@marketplace/platform';
import {
  badUserInput,
  command,
  sourceIsWired,
  toUserErrors,
  unauthenticated,
  type GraphContext,
  type Messages,
} from '@marketplace/platform/graphql';
import type { ShipmentView, ShipmentViews, TrackingEntry } from '../../application/ports';
import type { Shipments } from '../../application/shipments';
import { isFinal } from '../../domain/shipment';
import {
  OrderType,
  ShipmentDispatchInput,
  ShipmentDispatchPayload,
  ShipmentEventType,
  ShipmentTrackingEventType,
  ShipmentType,
  toEventType,
  toShipmentType,
  toTrackingType,
} from './shipment.types';

const messages: Messages = {
  'shipment-not-found': 'There is no such shipment.',
  'shipment-not-labelled': 'The carrier has not given this parcel a label yet.',
  'shipment-cancelled': 'This shipment was cancelled.',
};

@ArgsType()
export class ShipmentTrackingArgs {
  @Field(() => ID, { description: 'The shipment to follow.' })
  shipmentId!: string;

  @Field(() => String, { nullable: true, description: 'The cursor of the last event seen; without it the whole history comes first.' })
  after?: string | null;
}

type Services = { readonly shipments: Shipments; readonly views: ShipmentViews; readonly live: Live };
type Line = TrackingEntry & { readonly shipment: ShipmentView };

const notFound = (): GraphQLError => new GraphQLError('There is no such shipment.', { extensions: { code: 'NOT_FOUND' } });

const versionOf = (cursor: string | null | undefined): number => {
  if (cursor === undefined || cursor === null) return 0;
  if (!/^\d{1,9}$/.test(cursor)) throw badUserInput('`after` is not a cursor of this shipment.');
  return Number(cursor);
};

/** A story that has come to its end. */
const past = async function* (lines: readonly Line[]): AsyncGenerator<Line, void> {
  await Promise.resolve();
  yield* lines;
};

@Resolver(() => ShipmentType)
export class ShipmentResolver {
  constructor(private readonly services: Services) {}

  /** Finds a shipment for who asks; somebody else's does not exist. */
  private async visible(id: string, context: GraphContext): Promise<ShipmentView | undefined> {
    if (!isId(id)) return undefined;
    const { views, shipments } = this.services;
    const byId = async (ids: readonly string[]) =>
      new Map((await views.byIds(ids as readonly ShipmentId[])).map((each) => [each.state.parties.id as string, each]));
    const view = await context.loaders.get('shipments', byId).load(id);
    return view !== undefined && shipments.mayRead(context.actor, view.state.parties) ? view : undefined;
  }

  /** Answers `Shipment` references of other contexts. */
  async reference(id: string, context: GraphContext): Promise<ShipmentType | null> {
    const view = await this.visible(id, context);
    return view === undefined ? null : toShipmentType(view);
  }

  @Query(() => ShipmentType, {
    nullable: true,
    description: "One shipment of yours: as its buyer, its seller's staff or an operator. Null when there is none.",
  })
  shipment(
    @Arg('id', () => ID, { description: 'The id of the shipment.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<ShipmentType | null> {
    return this.reference(id, context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The label to print; for the seller's staff and operators, null for everybody else and until there is one.",
  })
  labelUrl(@Root() { view: { state } }: ShipmentType, @Ctx() { actor }: GraphContext): string | null {
    return this.services.shipments.mayHandle(actor, state.parties) && 'label' in state ? state.label.labelUrl : null;
  }

  @FieldResolver(() => [ShipmentEventType], { description: 'Everything that happened to it so far, in the order in which it was told.' })
  async events(@Root() { id, version }: ShipmentType, @Ctx() context: GraphContext): Promise<readonly ShipmentEventType[]> {
    // Under a subscription the loaders live on, so what they remember is remembered per version.
    const load = async (keys: readonly string[]) => {
      const lines = await this.services.views.tracking(keys.map((key) => idOf(key.slice(0, 36))));
      return new Map(keys.map((key) => [key, lines.get(key.slice(0, 36)) ?? []]));
    };
    return ((await context.loaders.get('tracking', load).load(`${id}@${version.toString()}`)) ?? []).map(toEventType);
  }

  @Mutation(() => ShipmentDispatchPayload, {
    description:
      "Says that the carrier has taken a parcel; for the seller's staff and operators. Errors: SHIPMENT_NOT_FOUND, SHIPMENT_NOT_LABELLED, SHIPMENT_CANCELLED.",
  })
  async shipmentDispatch(
    @Arg('input', () => ShipmentDispatchInput) input: ShipmentDispatchInput,
    @Ctx() context: GraphContext,
  ): Promise<ShipmentDispatchPayload> {
    if (context.actor.kind !== 'user') throw unauthenticated();
    const outcome: ShipmentId | Refusal = isId(input.shipmentId)
      ? await command<ShipmentId>(context, {
          operation: 'shipmentDispatch',
          input,
          run: (cause) => this.services.shipments.dispatch(idOf(input.shipmentId), cause),
          replay: (id) => Promise.resolve(idOf(id)),
        })
      : refuse('shipment-not-found');
    if (isRefused(outcome)) return { shipment: null, userErrors: toUserErrors(outcome, messages) };
    return { shipment: await this.reference(outcome, context), userErrors: [] };
  }

  /** The stream behind shipmentTracking. Somebody else's shipment is NOT_FOUND; one that has ended is told to its end. */
  async follow({ shipmentId, after }: ShipmentTrackingArgs, context: GraphContext): Promise<AsyncIterable<Line>> {
    const version = versionOf(after);
    const { views, live } = this.services;
    const view = await this.visible(shipmentId, context);
    if (view === undefined) throw notFound();
    const id = view.state.parties.id;
    const read = (since: number): Promise<readonly Line[]> => views.trackingAfter(id, since);
    if (isFinal(view.state.status)) return past(await read(version));
    return live.follow({ aggregateId: id, after: version, read, version: (line) => line.version, until: (line) => line.final });
  }

  @Subscription(() => ShipmentTrackingEventType, {
    description:
      'What happens to a shipment of yours: its history after the cursor first, then live; nothing is missed or repeated. Ends with the shipment.',
    subscribe: sourceIsWired,
  })
  shipmentTracking(@Root() line: Line, @Args() _args: ShipmentTrackingArgs): ShipmentTrackingEventType {
    return toTrackingType(line, line.shipment);
  }
}

@Resolver(() => OrderType)
export class OrderShipmentsResolver {
  constructor(private readonly services: Pick<Services, 'shipments' | 'views'>) {}

  @FieldResolver(() => [ShipmentType], {
    nullable: true,
    description: 'What of the order leaves the warehouses; empty until the order is paid.',
  })
  async shipments(@Root() { id }: OrderType, @Ctx() context: GraphContext): Promise<readonly ShipmentType[]> {
    if (!isId(id)) return [];
    const { views, shipments } = this.services;
    const load = async (ids: readonly string[]) => {
      const found = new Map<string, ShipmentView[]>();
      for (const view of await views.ofOrders(ids as readonly OrderId[])) {
        const { orderId } = view.state.parties;
        found.set(orderId, [...(found.get(orderId) ?? []), view]);
      }
      return found;
    };
    const all = (await context.loaders.get('shipmentsOfOrders', load).load(id)) ?? [];
    return all.filter((view) => shipments.mayRead(context.actor, view.state.parties)).map(toShipmentType);
  }
}
