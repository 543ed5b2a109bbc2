import fc from 'fast-check';
import { newId } from '@marketplace/platform';
import { contextHarness, type ContextHarness } from '@marketplace/platform/testing';
import { otherContexts, productWith, cartClient, someBuyer, type CartView } from './carts.fixtures';
import { context } from './main';

type Step =
  | { readonly kind: 'add'; readonly goods: readonly { readonly which: number; readonly quantity: number }[] }
  | { readonly kind: 'update' | 'save' | 'unsave' | 'remove'; readonly lines: readonly number[]; readonly quantity: number }
  | { readonly kind: 'apply' | 'takeOff'; readonly code: string }
  | { readonly kind: 'deliver'; readonly countryCode: string; readonly options: readonly string[] };

const which = fc.nat({ max: 5 });
const quantity = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(-1, 999, 1_000));
const code = fc.constantFrom('ALPHA', 'beta', 'Gamma', 'DELTA', 'EPSILON', 'ZETA', 'no', '%%%');

/** Valid and invalid requests. Variant 4 is priced in euros, variant 5 does not exist; the stock of each is 30. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), goods: fc.array(fc.record({ which, quantity }), { minLength: 1, maxLength: 3 }) }),
  fc.record({
    kind: fc.constantFrom('update' as const, 'save' as const, 'unsave' as const, 'remove' as const),
    lines: fc.array(which, { minLength: 1, maxLength: 3 }),
    quantity,
  }),
  fc.record({ kind: fc.constantFrom('apply' as const, 'takeOff' as const), code }),
  fc.record({
    kind: fc.constant('deliver' as const),
    countryCode: fc.constantFrom('DE', 'us', 'X', 'DEU'),
    options: fc.constantFrom([], ['a'], ['a', 'b'], ['']),
  }),
);

describe('a change of a cart', () => {
  let harness: ContextHarness;
  let client: ReturnType<typeof cartClient>;
  let variants: readonly string[];

  beforeAll(async () => {
    harness = await contextHarness(context);
    client = cartClient(harness);
    const others = otherContexts(harness);
    const dollars = await others.published(productWith(['100', '250', '999', '1']));
    variants = [...dollars, await others.onSale('500', 'EUR'), newId()];
    for (const variantId of variants.slice(0, 5)) await others.available(variantId, 30);
  });
  afterAll(() => harness.stop());

  const lineAt = ({ lines, savedLines }: CartView, position: number): string => [...lines, ...savedLines][position]?.id ?? newId();

  const request = (cart: CartView, each: Step): readonly [Parameters<typeof client.mutate>[1], object] => {
    const cartId = cart.id;
    switch (each.kind) {
      case 'add':
        return ['cartLinesAdd', { lines: each.goods.map((good) => ({ variantId: variants[good.which], quantity: good.quantity })) }];
      case 'update':
        return ['cartLinesUpdate', { cartId, lines: each.lines.map((line) => ({ lineId: lineAt(cart, line), quantity: each.quantity })) }];
      case 'save':
        return ['cartLinesSave', { cartId, lineIds: each.lines.map((line) => lineAt(cart, line)) }];
      case 'unsave':
        return ['cartLinesUnsave', { cartId, lineIds: each.lines.map((line) => lineAt(cart, line)) }];
      case 'remove':
        return ['cartLinesRemove', { cartId, lineIds: each.lines.map((line) => lineAt(cart, line)) }];
      case 'apply':
        return ['cartCouponApply', { cartId, code: each.code }];
      case 'takeOff':
        return ['cartCouponRemove', { cartId, code: each.code }];
      case 'deliver':
        return ['cartDeliveryChoose', { cartId, countryCode: each.countryCode, shippingOptionIds: each.options }];
    }
  };

  it('is applied completely as answered, or is refused and changes nothing', async () => {
    const outcomes = { done: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const buyer = someBuyer();
        let known = await client.change(buyer, 'cartLinesAdd', { lines: [{ variantId: variants[0], quantity: 1 }] });
        for (const each of steps) {
          const [mutation, input] = request(known, each);
          const { cart, userErrors } = await client.mutate(buyer, mutation, input);
          const seen = await client.read(buyer);
          expect(seen).toEqual(cart ?? known);
          expect(cart === null).toBe(userErrors.length > 0);
          outcomes[cart === null ? 'refused' : 'done'] += 1;
          known = cart ?? known;
        }
      }),
      { numRuns: 30 },
    );
    expect(Math.min(outcomes.done, outcomes.refused)).toBeGreaterThan(20);
  });
});
