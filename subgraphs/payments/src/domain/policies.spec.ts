import { after, seconds } from '@marketplace/kernel';
import { evolve } from './evolve';
import { initial } from './payment';
import { authorized, at, requested } from './payment.fixtures';
import { mustGiveUp, nextTryAt, retryDelay } from './policies';
import { needsMethod, nextStep } from './steps';

const waiting = evolve(initial, requested);

describe('asking again', () => {
  it('waits twice as long each time, a minute at most', () => {
    expect([1, 2, 3, 4, 7, 8, 50].map(retryDelay)).toEqual([500, 1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  });

  it('asks a last time at the very end of the patience for an authorisation', () => {
    expect(nextTryAt(waiting, 7, after(at, seconds(40)))).toBe(after(at, seconds(60)));
    expect(nextTryAt(waiting, 1, after(at, seconds(40)))).toBe(after(at, seconds(40.5)));
  });

  it('gives up an authorisation after a minute, and nothing else', () => {
    expect(mustGiveUp(waiting, after(at, seconds(59)))).toBe(false);
    expect(mustGiveUp(waiting, after(at, seconds(60)))).toBe(true);
    expect(mustGiveUp(evolve(waiting, authorized), after(at, seconds(600)))).toBe(false);
  });
});

describe('the next step', () => {
  it('has the same key however often it is taken', () => {
    expect(nextStep(waiting)).toEqual(nextStep(evolve(initial, requested)));
    expect(nextStep(waiting)).toMatchObject({ kind: 'authorize', key: expect.stringMatching(/:authorize$/) });
  });

  it('lets go of the payment method as soon as the provider has a name for the payment', () => {
    expect(needsMethod(waiting)).toBe(true);
    expect(needsMethod(evolve(waiting, authorized))).toBe(false);
  });
});
