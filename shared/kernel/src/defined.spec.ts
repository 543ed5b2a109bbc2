import { defined } from './defined';

describe('defined members', () => {
  it('leave out what is null or undefined, and nothing else', () => {
    expect(defined({ a: null, b: undefined, c: 0, d: '', e: false })).toEqual({ c: 0, d: '', e: false });
    expect(Object.keys(defined({ a: null, b: 1 }))).toEqual(['b']);
  });

  it('are optional if they can be null or undefined, and required otherwise', () => {
    const given: { readonly id: string; readonly endsAt: string | null } = { id: 'a', endsAt: null };
    const known: { readonly id: string; readonly endsAt?: string } = defined(given);
    expect(known).toEqual({ id: 'a' });
  });
});
