import fc from 'fast-check';
import { idOf, instant, isRefused } from '@marketplace/kernel';
import { decide } from './decide';
import { decideBatch, type ReservationRequest } from './decide-batch';
import { movementsOf } from './movements';
import type { Reservation } from './reservation';
import type { Line, StockLevel } from './stock';
import { backorderable, level, line, mug, shirt } from './stock.fixtures';

const expiresAt = instant('2026-11-21T08:45:00Z');

const request = (name: string, lines: readonly Line[], reservation?: Reservation): ReservationRequest => ({
  terms: { reservationId: idOf(name), checkoutId: idOf(name), countryCode: 'DE', lines },
  expiresAt,
  reservation,
});

const typesOf = (requests: readonly ReservationRequest[], stock: readonly StockLevel[]): readonly string[] =>
  decideBatch(requests, stock).map((events) => events.map((event) => event.type).join());

describe('a batch of requests', () => {
  it('is served in order of arrival until nothing is left', () => {
    const buyers = ['first', 'second', 'third'].map((name) => request(name, [line(shirt, 2)]));
    expect(typesOf(buyers, [level('DE-1', shirt, 5)])).toEqual(['StockReserved', 'StockReserved', 'StockRejected']);
  });

  it('leaves the stock of a rejected request to the next ones', () => {
    const buyers = [request('large', [line(shirt, 6)]), request('small', [line(shirt, 5)])];
    expect(typesOf(buyers, [level('DE-1', shirt, 5)])).toEqual(['StockRejected', 'StockReserved']);
  });

  it('is backordered when stock runs out, and rejected after the backorder limit', () => {
    const buyers = ['first', 'second', 'third'].map((name) => request(name, [line(shirt, 1)]));
    const decided = decideBatch(buyers, [backorderable(1, level('DE-1', shirt, 1))]);
    expect(
      decided.map(([event]) => (event?.type === 'StockReserved' ? event.allocations.map((each) => each.backordered) : event?.type)),
    ).toEqual([[0], [1], 'StockRejected']);
  });

  it('skips requests that were carried out before', () => {
    const repeated = request('repeated', [line(shirt, 5)], {
      status: 'REJECTED',
      ref: { reservationId: idOf('repeated'), checkoutId: idOf('repeated') },
    });
    expect(typesOf([repeated, request('new', [line(shirt, 5)])], [level('DE-1', shirt, 5)])).toEqual(['', 'StockReserved']);
  });

  it('is decided as if each request had been written before the next was read', () => {
    const quantities = fc.record({ shirts: fc.integer({ min: 1, max: 4 }), mugs: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(quantities, { maxLength: 20 }), (orders) => {
        const requests = orders.map(({ shirts, mugs }, n) => request(n.toString(), [line(shirt, shirts), line(mug, mugs)]));
        let stock = [level('DE-1', shirt, 9), backorderable(4, level('CN-1', shirt, 7)), level('DE-2', mug, 8), level('CN-1', mug, 5)];
        const oneByOne = requests.map(({ terms }) => {
          const events = decide({ type: 'ReserveStock', terms, expiresAt, stock }, undefined);
          if (isRefused(events)) throw new Error('refused');
          const moves = events.flatMap(movementsOf);
          stock = stock.map((each) =>
            moves
              .filter((move) => move.stockItemId === each.stockItemId)
              .reduce(
                (now, move) => ({
                  ...now,
                  available: now.available - move.reservedChange,
                  backorderable: now.backorderable - move.backorderedChange,
                }),
                each,
              ),
          );
          return events;
        });
        const start = [level('DE-1', shirt, 9), backorderable(4, level('CN-1', shirt, 7)), level('DE-2', mug, 8), level('CN-1', mug, 5)];
        expect(decideBatch(requests, start)).toEqual(oneByOne);
      }),
    );
  });
});
