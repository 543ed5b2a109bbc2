import { linesOf } from '../domain/seller-orders';
import { delivery, quoteRefusals, usd, type Plan } from './scenario.fixtures';
import type { Participant, World } from './world.fixtures';

/** Answers every request with a quote, and keeps no state. */
export const createShipping = (world: World): Participant => ({
  handle: ({ checkoutId, body }) => {
    if ('event' in body) return;
    const problem = planOf(world, checkoutId)?.problem;
    const reason = problem === undefined ? undefined : quoteRefusals[problem];
    const publication = { from: 'shipping', aggregate: checkoutId, checkoutId } as const;
    if (reason !== undefined) return world.publish(publication, { type: 'ShippingQuoteRejected', reason });
    world.publish(publication, {
      type: 'ShippingQuoted',
      quotes: linesOf(body.checkout).map(({ sellerId }) => ({
        sellerId,
        optionId: 'standard',
        carrier: 'swiftpost',
        service: 'STANDARD',
        price: usd(delivery),
        estimatedDelivery: { from: world.now, to: world.now },
      })),
    });
  },
  timers: () => [],
});

/** The plan of a checkout. Ids count from one. */
export const planOf = ({ scenario }: World, checkoutId: string): Plan | undefined => scenario.plans[Number(checkoutId.slice(1)) - 1];
