import fc from 'fast-check';
import { idOf, type CategoryId } from '@marketplace/kernel';
import { currentPath, type CategoryMoves } from './category-path';

const id = (n: number): CategoryId => idOf(`c${n.toString()}`);
const path = (...steps: readonly number[]) => steps.map(id);

describe('the current path to the category of a product', () => {
  it('is the published path while no category has moved', () => {
    expect(currentPath(path(1, 2, 3), new Map())).toEqual(path(1, 2, 3));
    expect(currentPath([], new Map())).toEqual([]);
  });

  it('follows an ancestor that has moved', () => {
    expect(currentPath(path(1, 2, 3), new Map([[id(2), path(8, 9, 2)]]))).toEqual(path(8, 9, 2, 3));
    expect(currentPath(path(1, 2, 3), new Map([[id(3), path(3)]]))).toEqual(path(3));
  });

  it('follows the new parents that have moved too', () => {
    const moves = new Map([
      [id(2), path(8, 9, 2)],
      [id(9), path(7, 9)],
    ]);
    expect(currentPath(path(1, 2, 3), moves)).toEqual(path(7, 9, 2, 3));
  });

  it('ends for any published path', () => {
    const cycle = new Map([
      [id(1), path(2, 1)],
      [id(2), path(1, 2)],
    ]);
    expect(currentPath(path(1), cycle)).toEqual(path(2, 1));
  });

  it('matches the tree, whether the product event came before or after the moves', () => {
    const moves = fc.array(fc.record({ which: fc.nat(7), to: fc.option(fc.nat(7), { nil: undefined }) }), { maxLength: 20 });
    fc.assert(
      fc.property(moves, fc.nat(20), (changes, publishedAt) => {
        const parents = new Map<number, number>();
        const pathOf = (n: number): readonly number[] => {
          const parent = parents.get(n);
          return parent === undefined ? [n] : [...pathOf(parent), n];
        };
        const known = new Map<CategoryId, readonly CategoryId[]>();
        let published = path(...pathOf(0));
        for (const [position, { which, to }] of changes.entries()) {
          if (position === publishedAt) published = path(...pathOf(0));
          if (to !== undefined && pathOf(to).includes(which)) continue;
          if (to === undefined) parents.delete(which);
          else parents.set(which, to);
          known.set(id(which), path(...pathOf(which)));
        }
        expect(currentPath(published, known satisfies CategoryMoves)).toEqual(path(...pathOf(0)));
      }),
    );
  });
});
