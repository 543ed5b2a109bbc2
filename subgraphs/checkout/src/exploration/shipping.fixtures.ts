import { linesOf } from '../domain/seller-parts';
import { delivery, quoteRefusals, usd, type Plan } from './scenario.fixtures';
import type { Participant, World } from './world.fixtures';

/** Quotes whenever it is asked, and promises nothing. */
export const createShipping = (world: World): Participant => ({
  hear: ({ checkoutId, body }) => {
    if ('says' in body) return;
    const trouble = planOf(world, checkoutId)?.trouble;
    const reason = trouble === undefined ? undefined : quoteRefusals[trouble];
    const saying = { from: 'shipping', aggregate: checkoutId, checkoutId } as const;
    if (reason !== undefined) return world.say(saying, { type: 'ShippingQuoteRejected', reason });
    world.say(saying, {
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

/** What a checkout was planned to be; ids count from one. */
export const planOf = ({ scenario }: World, checkoutId: string): Plan | undefined => scenario.plans[Number(checkoutId.slice(1)) - 1];
