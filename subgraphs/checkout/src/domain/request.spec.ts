import { checkRequest, type AskedMethod } from './request';

const asking = (paymentMethod: AskedMethod) =>
  checkRequest({
    shippingAddress: { name: 'Ada', line1: 'Street 1', city: 'Berlin', postalCode: '10115', countryCode: 'DE' },
    expectedCartVersion: 1,
    shippingOptionIds: [],
    paymentMethod,
  });

describe('a way to pay', () => {
  it('is a card or cash at the door', () => {
    for (const method of [{ token: 'pm_1' }, { token: 'pm_1', cashOnDelivery: false }, { cashOnDelivery: true }])
      expect(asking(method)).toBeUndefined();
  });

  it('is never both, and never neither', () => {
    for (const method of [{}, { cashOnDelivery: false }, { token: '' }, { token: 'a b' }, { token: 'x'.repeat(201) }])
      expect(asking(method)).toMatchObject({ refused: 'invalid-payment-method', details: { path: ['paymentMethod', 'token'] } });
    expect(asking({ token: 'pm_1', cashOnDelivery: true })).toMatchObject({
      refused: 'invalid-payment-method',
      details: { path: ['paymentMethod'] },
    });
  });
});
