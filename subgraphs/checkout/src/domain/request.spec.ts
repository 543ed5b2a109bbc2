import { checkRequest, type PaymentMethod } from './request';

const check = (paymentMethod: PaymentMethod) =>
  checkRequest({
    shippingAddress: { name: 'Ada', line1: 'Street 1', city: 'Berlin', postalCode: '10115', countryCode: 'DE' },
    expectedCartVersion: 1,
    shippingOptionIds: [],
    paymentMethod,
  });

describe('a payment method', () => {
  it('is a card or cash on delivery', () => {
    for (const method of [{ token: 'pm_1' }, { token: 'pm_1', cashOnDelivery: false }, { cashOnDelivery: true }])
      expect(check(method)).toBeUndefined();
  });

  it('is never both, and never neither', () => {
    for (const method of [{}, { cashOnDelivery: false }, { token: '' }, { token: 'a b' }, { token: 'x'.repeat(201) }])
      expect(check(method)).toMatchObject({ refused: 'invalid-payment-method', details: { path: ['paymentMethod', 'token'] } });
    expect(check({ token: 'pm_1', cashOnDelivery: true })).toMatchObject({
      refused: 'invalid-payment-method',
      details: { path: ['paymentMethod'] },
    });
  });
});
