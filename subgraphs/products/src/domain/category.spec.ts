import fc from 'fast-check';
import { idOf, isRefused, type CategoryId } from '@marketplace/kernel';
import { createCategory, evolveCategory, moveCategory, renameCategory, type Category } from './category';

const id = (n: number): CategoryId => idOf(`c${n.toString()}`);

type Tree = ReadonlyMap<CategoryId, Category>;

const childrenOf = (tree: Tree, parent: CategoryId): readonly Category[] => [...tree.values()].filter(({ path }) => path.at(-2) === parent);

const heightOf = (tree: Tree, category: CategoryId): number =>
  1 + Math.max(0, ...childrenOf(tree, category).map((child) => heightOf(tree, child.id)));

type Command = { readonly kind: 'create' | 'move'; readonly which: number; readonly parent: number | undefined };

const commandLists = fc.array(
  fc.record({ kind: fc.constantFrom('create', 'move'), which: fc.nat(12), parent: fc.option(fc.nat(12), { nil: undefined }) }),
  { maxLength: 60 },
);

/** The path of a category after a move: replaces the previous path of the moved category at its start. */
const movedPath = (path: readonly CategoryId[], [from, to]: readonly [readonly CategoryId[], readonly CategoryId[]]) =>
  from.every((step, depth) => path[depth] === step) ? [...to, ...path.slice(from.length)] : path;

/** The tree as the table stores it: a move rewrites the paths of all descendants. */
const grow = (commands: readonly Command[]): Tree => {
  const tree = new Map<CategoryId, Category>();
  for (const { kind, which, parent } of commands) {
    const above = parent === undefined ? undefined : tree.get(id(parent));
    if (parent !== undefined && above === undefined) continue;
    const known = tree.get(id(which));
    if (kind === 'create' && known === undefined) {
      const event = createCategory({ id: id(which), name: `Category ${which.toString()}` }, above);
      if (!isRefused(event)) tree.set(id(which), evolveCategory(undefined, event));
    }
    if (kind === 'move' && known !== undefined) {
      const event = moveCategory({ category: known, height: heightOf(tree, known.id) }, above);
      if (event === undefined || isRefused(event) || event.type !== 'CategoryMoved') continue;
      for (const each of tree.values()) tree.set(each.id, { ...each, path: movedPath(each.path, [event.previousPath, event.path]) });
    }
  }
  return tree;
};

describe('the category tree', () => {
  it('has no cycles and at most six levels, however categories are created and moved', () => {
    fc.assert(
      fc.property(commandLists, (commands) => {
        for (const { id: own, path } of grow(commands).values()) {
          expect(new Set(path).size).toBe(path.length);
          expect(path.at(-1)).toBe(own);
          expect(path.length).toBeLessThanOrEqual(6);
        }
      }),
    );
  });

  it('has the path of the parent at the start of every path', () => {
    fc.assert(
      fc.property(commandLists, (commands) => {
        const tree = grow(commands);
        for (const { path } of tree.values()) {
          const parent = path.at(-2);
          expect(parent === undefined ? [] : tree.get(parent)?.path).toEqual(path.slice(0, -1));
        }
      }),
    );
  });
});

describe('a category', () => {
  const jackets: Category = { id: id(1), name: 'Jackets', slug: 'jackets', path: [id(0), id(1)] };

  it('keeps its slug when it is renamed, and does nothing when the name is the same', () => {
    const event = renameCategory(jackets, ' Coats ');
    expect(event).toEqual({ type: 'CategoryRenamed', name: 'Coats' });
    expect(renameCategory(jackets, 'Jackets')).toBeUndefined();
    expect(renameCategory(jackets, '')).toMatchObject({ refused: 'category-name-invalid' });
  });

  it('cannot be moved into itself or a descendant, or too deep', () => {
    const place = { category: jackets, height: 2 };
    expect(moveCategory(place, jackets)).toMatchObject({ refused: 'category-below-itself' });
    expect(moveCategory(place, { path: [id(0), id(1), id(2)] })).toMatchObject({ refused: 'category-below-itself' });
    expect(moveCategory(place, { path: [5, 6, 7, 8, 9].map(id) })).toMatchObject({ refused: 'category-too-deep' });
    expect(moveCategory(place, { path: [5, 6, 7, 8].map(id) })).toMatchObject({ path: [...[5, 6, 7, 8].map(id), id(1)] });
    expect(moveCategory(place, { path: [id(0)] })).toBeUndefined();
    expect(moveCategory(place, undefined)).toEqual({ type: 'CategoryMoved', path: [id(1)], previousPath: jackets.path });
  });
});
