import fc from 'fast-check';
import { idOf, type CategoryId } from '@marketplace/kernel';
import { wayTo, type CategoryMoves } from './shelves';

const id = (n: number): CategoryId => idOf(`c${n.toString()}`);
const way = (...steps: readonly number[]) => steps.map(id);

describe('the way to the category of a product', () => {
  it('is what the product told, while nothing has moved', () => {
    expect(wayTo(way(1, 2, 3), new Map())).toEqual(way(1, 2, 3));
    expect(wayTo([], new Map())).toEqual([]);
  });

  it('leads where a category above has gone', () => {
    expect(wayTo(way(1, 2, 3), new Map([[id(2), way(8, 9, 2)]]))).toEqual(way(8, 9, 2, 3));
    expect(wayTo(way(1, 2, 3), new Map([[id(3), way(3)]]))).toEqual(way(3));
  });

  it('leads where those have gone that it moved under', () => {
    const moves = new Map([
      [id(2), way(8, 9, 2)],
      [id(9), way(7, 9)],
    ]);
    expect(wayTo(way(1, 2, 3), moves)).toEqual(way(7, 9, 2, 3));
  });

  it('ends, whatever was told', () => {
    const ring = new Map([
      [id(1), way(2, 1)],
      [id(2), way(1, 2)],
    ]);
    expect(wayTo(way(1), ring)).toEqual(way(2, 1));
  });

  it('is that of the tree, whether the product told before or after the moves', () => {
    const moves = fc.array(fc.record({ which: fc.nat(7), to: fc.option(fc.nat(7), { nil: undefined }) }), { maxLength: 20 });
    fc.assert(
      fc.property(moves, fc.nat(20), (told, moment) => {
        const parents = new Map<number, number>();
        const pathOf = (n: number): readonly number[] => {
          const parent = parents.get(n);
          return parent === undefined ? [n] : [...pathOf(parent), n];
        };
        const known = new Map<CategoryId, readonly CategoryId[]>();
        let said = way(...pathOf(0));
        for (const [position, { which, to }] of told.entries()) {
          if (position === moment) said = way(...pathOf(0));
          if (to !== undefined && pathOf(to).includes(which)) continue;
          if (to === undefined) parents.delete(which);
          else parents.set(which, to);
          known.set(id(which), way(...pathOf(which)));
        }
        expect(wayTo(said, known satisfies CategoryMoves)).toEqual(way(...pathOf(0)));
      }),
    );
  });
});
