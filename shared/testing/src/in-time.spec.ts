import { inTime } from './in-time';

describe('work that must end', () => {
  it('returns what it came to', () => {
    expect(inTime(() => 7)).toBe(7);
  });

  it('is broken off when it does not', () => {
    expect(() => inTime(() => /^(a+)+$/.test(`${'a'.repeat(60)}!`), 5)).toThrow('timed out');
  });
});
