import { defined } from './defined';

describe('defined members', () => {
  it('leave out what is null or undefined, and nothing else', () => {
    expect(defined({ a: null, b: undefined, c: 0, d: '', e: false })).toEqual({ c: 0, d: '', e: false });
    expect(Object.keys(defined({ a: null, b: 1 }))).toEqual(['b']);
  });

  it('may be absent where they may be nothing, and are there where they may not', () => {
    const given: { readonly id: string; readonly endsAt: string | null } = { id: 'a', endsAt: null };
    const known: { readonly id: string; readonly endsAt?: string } = defined(given);
    expect(known).toEqual({ id: 'a' });
  });
});
