import fc from 'fast-check';
import { fold, isRefused, narrowRefusal, refuse, type Refusal } from './decider';

const evolve = (state: readonly number[], event: number): readonly number[] => [...state, event];

describe('a history', () => {
  it('leads to a state, event by event', () => {
    expect(fold(evolve, [], [1, 2, 3])).toEqual([1, 2, 3]);
    expect(fold(evolve, [9], [])).toEqual([9]);
  });

  it('leads to the same state whether it is folded at once or in two parts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.array(fc.integer()), (early, late) => {
        expect(fold(evolve, fold(evolve, [], early), late)).toEqual(fold(evolve, [], [...early, ...late]));
      }),
    );
  });
});

describe('a refusal', () => {
  it('is distinguished from all other values', () => {
    expect(isRefused(refuse('too-late'))).toBe(true);
    for (const value of [[], {}, null, undefined, 'refused', 0]) expect(isRefused(value)).toBe(false);
  });

  it('has details when there are any', () => {
    expect(refuse('too-late')).toEqual({ refused: 'too-late' });
    expect(refuse('too-late', { by: 3 })).toEqual({ refused: 'too-late', details: { by: 3 } });
  });

  it('can be narrowed to the reasons of one command; other reasons throw', () => {
    const refusal: Refusal<'too-late' | 'too-early'> = refuse('too-late', { by: 3 });
    const narrowed: Refusal<'too-late'> = narrowRefusal(refusal, 'too-late');
    expect(narrowed).toEqual(refusal);
    expect(() => narrowRefusal(refusal, 'too-early')).toThrow('too-late');
  });
});
