import { after, seconds } from '@marketplace/kernel';
import { evolve } from './evolve';
import { initial } from './payment';
import { authorized, at, requested } from './payment.fixtures';
import { isTimedOut, nextAttemptTime, retryDelay } from './policies';
import { needsMethod, nextRequest } from './provider-request';

const waiting = evolve(initial, requested);

describe('retries', () => {
  it('double their delay each time, up to a minute', () => {
    expect([1, 2, 3, 4, 7, 8, 50].map(retryDelay)).toEqual([500, 1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  });

  it('include a last attempt at the timeout of an authorisation', () => {
    expect(nextAttemptTime(waiting, 7, after(at, seconds(40)))).toBe(after(at, seconds(60)));
    expect(nextAttemptTime(waiting, 1, after(at, seconds(40)))).toBe(after(at, seconds(40.5)));
  });

  it('end after a minute for an authorisation only', () => {
    expect(isTimedOut(waiting, after(at, seconds(59)))).toBe(false);
    expect(isTimedOut(waiting, after(at, seconds(60)))).toBe(true);
    expect(isTimedOut(evolve(waiting, authorized), after(at, seconds(600)))).toBe(false);
  });
});

describe('the next request', () => {
  it('has the same key in every attempt', () => {
    expect(nextRequest(waiting)).toEqual(nextRequest(evolve(initial, requested)));
    expect(nextRequest(waiting)).toMatchObject({ kind: 'authorize', key: expect.stringMatching(/:authorize$/) });
  });

  it('does not need the payment method once the provider has a reference', () => {
    expect(needsMethod(waiting)).toBe(true);
    expect(needsMethod(evolve(waiting, authorized))).toBe(false);
  });
});
