import fc from 'fast-check';
import { idOf, instant, isRefused } from '@marketplace/kernel';
import { decide } from './decide';
import { decideInTurn, type Request } from './in-turn';
import { movementsOf } from './movements';
import type { Reservation } from './reservation';
import type { Line, StockLevel } from './stock';
import { backorderable, level, line, mug, shirt } from './stock.fixtures';

const expiresAt = instant('2026-11-21T08:45:00Z');

const request = (name: string, lines: readonly Line[], reservation?: Reservation): Request => ({
  terms: { reservationId: idOf(name), checkoutId: idOf(name), countryCode: 'DE', lines },
  expiresAt,
  reservation,
});

const typesOf = (requests: readonly Request[], stock: readonly StockLevel[]): readonly string[] =>
  decideInTurn(requests, stock).map((events) => events.map((event) => event.type).join());

describe('requests that are decided in turn', () => {
  it('are served in order of arrival until nothing is left', () => {
    const buyers = ['first', 'second', 'third'].map((name) => request(name, [line(shirt, 2)]));
    expect(typesOf(buyers, [level('DE-1', shirt, 5)])).toEqual(['StockReserved', 'StockReserved', 'StockRejected']);
  });

  it('leave what a greedy one could not get to those behind it', () => {
    const buyers = [request('greedy', [line(shirt, 6)]), request('modest', [line(shirt, 5)])];
    expect(typesOf(buyers, [level('DE-1', shirt, 5)])).toEqual(['StockRejected', 'StockReserved']);
  });

  it('go on to backorders when the shelf is empty, and then to nothing', () => {
    const buyers = ['first', 'second', 'third'].map((name) => request(name, [line(shirt, 1)]));
    const decided = decideInTurn(buyers, [backorderable(1, level('DE-1', shirt, 1))]);
    expect(
      decided.map(([event]) => (event?.type === 'StockReserved' ? event.allocations.map((each) => each.backordered) : event?.type)),
    ).toEqual([[0], [1], 'StockRejected']);
  });

  it('change nothing where they were carried out before', () => {
    const again = request('again', [line(shirt, 5)], {
      status: 'REJECTED',
      ref: { reservationId: idOf('again'), checkoutId: idOf('again') },
    });
    expect(typesOf([again, request('new', [line(shirt, 5)])], [level('DE-1', shirt, 5)])).toEqual(['', 'StockReserved']);
  });

  it('are decided as if each had been written before the next was read', () => {
    const quantities = fc.record({ shirts: fc.integer({ min: 1, max: 4 }), mugs: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(quantities, { maxLength: 20 }), (wishes) => {
        const requests = wishes.map(({ shirts, mugs }, n) => request(n.toString(), [line(shirt, shirts), line(mug, mugs)]));
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
        expect(decideInTurn(requests, start)).toEqual(oneByOne);
      }),
    );
  });
});
