import { availabilityStatus, eventsSince, noAvailability, publishedState, type Availability } from './availability';

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

  it('is low at the threshold of the seller', () => {
    expect(availabilityStatus(having(6, { lowStockThreshold: 10 }))).toBe('LOW_STOCK');
    expect(availabilityStatus(having(1, { lowStockThreshold: 0 }))).toBe('IN_STOCK');
  });

  it('is a backorder only when nothing is in stock', () => {
    expect(availabilityStatus(having(0, { backorderable: 3 }))).toBe('BACKORDER');
    expect(availabilityStatus(having(1, { backorderable: 3 }))).toBe('LOW_STOCK');
  });
});

describe('availability events', () => {
  const hadStock = publishedState(having(1));
  const since = (before: Availability | undefined, now: Availability) =>
    eventsSince(before === undefined ? undefined : publishedState(before, hadStock), publishedState(now));

  it('report a change, and nothing when nothing has changed', () => {
    expect(since(having(20), having(19))).toEqual(['AvailabilityChanged']);
    expect(since(having(20), having(20))).toEqual([]);
    expect(since(undefined, having(20))).toEqual(['AvailabilityChanged']);
  });

  it('report once that a variant runs low', () => {
    expect(since(having(20), having(5))).toEqual(['AvailabilityChanged', 'LowStockReached']);
    expect(since(having(5), having(4))).toEqual(['AvailabilityChanged']);
    expect(since(having(5), having(0))).toEqual(['AvailabilityChanged']);
    expect(since(undefined, having(3))).toEqual(['AvailabilityChanged', 'LowStockReached']);
    expect(since(undefined, having(0))).toEqual(['AvailabilityChanged']);
  });

  it('report that a variant runs low when its seller raises the threshold', () => {
    expect(since(having(20), having(20, { lowStockThreshold: 30 }))).toEqual(['LowStockReached']);
  });

  it('do not report a first delivery as back in stock', () => {
    const never = publishedState(having(0));
    const first = publishedState(having(3), never);
    expect(eventsSince(never, first)).toEqual(['AvailabilityChanged', 'LowStockReached']);
    expect(eventsSince(never, publishedState(having(20), never))).toEqual(['AvailabilityChanged']);
    const soldOut = publishedState(having(0), first);
    expect(eventsSince(soldOut, publishedState(having(2), soldOut))).toEqual(['AvailabilityChanged', 'BackInStock']);
  });

  it('report that a variant is back in stock, however few units', () => {
    expect(since(having(0), having(2))).toEqual(['AvailabilityChanged', 'BackInStock']);
    expect(since(having(0, { backorderable: 9 }), having(2))).toEqual(['AvailabilityChanged', 'BackInStock']);
    expect(since(having(1), having(2))).toEqual(['AvailabilityChanged']);
    expect(since(undefined, having(20))).toEqual(['AvailabilityChanged']);
  });
});
