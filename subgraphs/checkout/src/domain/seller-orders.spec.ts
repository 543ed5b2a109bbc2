import { after, cartFrozen, coupon, freeDelivery, quoted, untilReserved } from './checkout.fixtures';
import { parcelsOf, sellerOrdersOf } from './seller-orders';

describe('the orders of a checkout by seller', () => {
  it('ship in one parcel per seller, with its weight and value', () => {
    expect(parcelsOf(after(cartFrozen).checkout)).toEqual([
      { sellerId: 'seller-1', weightGrams: 100, value: { amount: '1000', currency: 'USD' } },
      { sellerId: 'seller-2', weightGrams: 100, value: { amount: '1000', currency: 'USD' } },
    ]);
  });

  it('have their own lines and their own delivery', () => {
    expect(sellerOrdersOf(after(cartFrozen, quoted).checkout)).toMatchObject([
      { sellerId: 'seller-1', lines: [{ variantId: 'variant-of-seller-1' }], shipping: { price: { amount: '500', currency: 'USD' } } },
      { sellerId: 'seller-2', lines: [{ variantId: 'variant-of-seller-2' }], shipping: { price: { amount: '500', currency: 'USD' } } },
    ]);
  });

  it('have the quoted discounts, on the goods and on the delivery', () => {
    const [first, second] = sellerOrdersOf(after(...untilReserved).checkout);
    expect([first?.lines[0]?.discounts, first?.shipping.discounts]).toEqual([[coupon], undefined]);
    expect([second?.lines[0]?.discounts, second?.shipping.discounts]).toEqual([undefined, [freeDelivery]]);
    expect(first?.lines[0]).not.toHaveProperty('lineId');
  });

  it('cannot be built for a seller without a delivery quote', () => {
    expect(() => sellerOrdersOf(after(cartFrozen).checkout)).toThrow('no delivery quote');
  });
});
