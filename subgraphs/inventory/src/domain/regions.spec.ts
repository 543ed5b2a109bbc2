import { distanceBetween, regionOf } from './regions';

describe('distance', () => {
  it.each([
    ['DE', 'DE', 0],
    ['NL', 'DE', 1],
    ['PL', 'DE', 2],
    ['CN', 'JP', 1],
    ['CN', 'DE', 2],
    ['US', 'MX', 2],
  ])('from %s to %s is %p', (from, to, distance) => {
    expect(distanceBetween(from, to)).toBe(distance);
    expect(distanceBetween(to, from)).toBe(distance);
  });

  it('is the longest to and from an unknown country, except within it', () => {
    expect(distanceBetween('ZZ', 'ZZ')).toBe(0);
    expect(distanceBetween('ZZ', 'XX')).toBe(2);
    expect(regionOf('ZZ')).toBeUndefined();
  });
});
