import { requested } from '../../domain/payment.fixtures';
import { eventFromJson, eventToJson } from './event-json';

const storedOf = (): Record<string, unknown> => JSON.parse(eventToJson(requested)) as Record<string, unknown>;

describe('an event in the history', () => {
  it('is read as it was written', () => {
    expect(eventFromJson(storedOf())).toEqual(requested);
  });

  it('is complete also where it is from before there were discounts and cash on delivery', () => {
    const old = storedOf() as { terms: { method?: string }; shares: { platformDiscount?: unknown }[] };
    delete old.terms.method;
    for (const share of old.shares) delete share.platformDiscount;
    expect(eventFromJson(old)).toEqual(requested);
  });
});
