import { after, cartFrozen, coupon, freeDelivery, quoted, untilReserved } from './checkout.fixtures';
import { parcelsOf, sellersOf } from './seller-parts';

describe('the parts of a checkout', () => {
  it('are one parcel for each seller, with what it weighs and is worth', () => {
    expect(parcelsOf(after(cartFrozen).checkout)).toEqual([
      { sellerId: 'seller-1', weightGrams: 100, value: { amount: '1000', currency: 'USD' } },
      { sellerId: 'seller-2', weightGrams: 100, value: { amount: '1000', currency: 'USD' } },
    ]);
  });

  it('are one order for each seller, with its own lines and its own delivery', () => {
    expect(sellersOf(after(cartFrozen, quoted).checkout)).toMatchObject([
      { sellerId: 'seller-1', lines: [{ variantId: 'variant-of-seller-1' }], shipping: { price: { amount: '500', currency: 'USD' } } },
      { sellerId: 'seller-2', lines: [{ variantId: 'variant-of-seller-2' }], shipping: { price: { amount: '500', currency: 'USD' } } },
    ]);
  });

  it('have the discounts that were quoted, on the goods and on the delivery', () => {
    const [first, second] = sellersOf(after(...untilReserved).checkout);
    expect([first?.lines[0]?.discounts, first?.shipping.discounts]).toEqual([[coupon], undefined]);
    expect([second?.lines[0]?.discounts, second?.shipping.discounts]).toEqual([undefined, [freeDelivery]]);
    expect(first?.lines[0]).not.toHaveProperty('lineId');
  });

  it('are not made up for a seller whom nobody quoted a delivery for', () => {
    expect(() => sellersOf(after(cartFrozen).checkout)).toThrow('quoted nothing');
  });
});
