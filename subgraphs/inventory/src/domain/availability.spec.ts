import { availabilityStatus, newsSince, noAvailability, publishedState, type Availability } from './availability';

const having = (inStock: number, more: Partial<Availability> = {}): Availability => ({ ...noAvailability, inStock, ...more });

describe('availability', () => {
  it.each([
    [0, 'OUT_OF_STOCK'],
    [1, 'LOW_STOCK'],
    [5, 'LOW_STOCK'],
    [6, 'IN_STOCK'],
  ])('of %p is %s', (inStock, status) => {
    expect(availabilityStatus(having(inStock))).toBe(status);
  });

  it('is low where the seller says', () => {
    expect(availabilityStatus(having(6, { lowStockThreshold: 10 }))).toBe('LOW_STOCK');
    expect(availabilityStatus(having(1, { lowStockThreshold: 0 }))).toBe('IN_STOCK');
  });

  it('is a backorder only when nothing is there', () => {
    expect(availabilityStatus(having(0, { backorderable: 3 }))).toBe('BACKORDER');
    expect(availabilityStatus(having(1, { backorderable: 3 }))).toBe('LOW_STOCK');
  });
});

describe('news of availability', () => {
  const onceThere = publishedState(having(1));
  const since = (before: Availability | undefined, now: Availability) =>
    newsSince(before === undefined ? undefined : publishedState(before, onceThere), publishedState(now));

  it('tells a change, and nothing when nothing has changed', () => {
    expect(since(having(20), having(19))).toEqual(['AvailabilityChanged']);
    expect(since(having(20), having(20))).toEqual([]);
    expect(since(undefined, having(20))).toEqual(['AvailabilityChanged']);
  });

  it('tells once that a variant runs low', () => {
    expect(since(having(20), having(5))).toEqual(['AvailabilityChanged', 'LowStockReached']);
    expect(since(having(5), having(4))).toEqual(['AvailabilityChanged']);
    expect(since(having(5), having(0))).toEqual(['AvailabilityChanged']);
    expect(since(undefined, having(3))).toEqual(['AvailabilityChanged', 'LowStockReached']);
    expect(since(undefined, having(0))).toEqual(['AvailabilityChanged']);
  });

  it('tells that a variant runs low when its seller raises the threshold', () => {
    expect(since(having(20), having(20, { lowStockThreshold: 30 }))).toEqual(['LowStockReached']);
  });

  it('does not tell of a first delivery that the variant is back, or no longer low', () => {
    const never = publishedState(having(0));
    const first = publishedState(having(3), never);
    expect(newsSince(never, first)).toEqual(['AvailabilityChanged', 'LowStockReached']);
    expect(newsSince(never, publishedState(having(20), never))).toEqual(['AvailabilityChanged']);
    const soldOut = publishedState(having(0), first);
    expect(newsSince(soldOut, publishedState(having(2), soldOut))).toEqual(['AvailabilityChanged', 'BackInStock']);
  });

  it('tells that a variant is back, however little of it', () => {
    expect(since(having(0), having(2))).toEqual(['AvailabilityChanged', 'BackInStock']);
    expect(since(having(0, { backorderable: 9 }), having(2))).toEqual(['AvailabilityChanged', 'BackInStock']);
    expect(since(having(1), having(2))).toEqual(['AvailabilityChanged']);
    expect(since(undefined, having(20))).toEqual(['AvailabilityChanged']);
  });
});
