import { randomBytes } from 'node:crypto';
import { createSeal } from './seal';

const key = randomBytes(32).toString('base64');
const address = { name: 'Ada', lines: ['Gasse 1', '1010 Wien'], note: 'ключ 🗝' };

describe('a seal', () => {
  const { seal, open } = createSeal(key);

  it('decrypts what it encrypted', () => {
    expect(open(seal(address))).toEqual(address);
  });

  it('encrypts the same value differently each time', () => {
    expect(seal(address)).not.toBe(seal(address));
    expect(Buffer.from(seal(address).split('.')[3] ?? '', 'base64url').toString()).not.toContain('Gasse');
  });

  it('rejects modified values', () => {
    const parts = seal(address).split('.');
    for (const position of [1, 2, 3]) {
      const bytes = Buffer.from(parts[position] ?? '', 'base64url');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      expect(() => open(parts.with(position, bytes.toString('base64url')).join('.'))).toThrow();
    }
  });

  it('rejects a truncated tag', () => {
    const parts = seal(address).split('.');
    const tag = Buffer.from(parts[2] ?? '', 'base64url');
    for (const length of [4, 8, 12, 15]) {
      expect(() => open(parts.with(2, tag.subarray(0, length).toString('base64url')).join('.'))).toThrow();
    }
  });

  it('rejects another key, and other texts', () => {
    expect(() => createSeal(randomBytes(32).toString('base64')).open(seal(address))).toThrow();
    for (const text of ['', 'k1', 'k1.a.b.c', 'k2.a.b.c', `${seal(address)}.more`]) expect(() => open(text)).toThrow();
  });

  it('requires a key of 32 bytes, and does not reveal it', () => {
    const short = randomBytes(31).toString('base64');
    expect(() => createSeal(short)).toThrow('32 bytes');
    expect(() => createSeal(short)).not.toThrow(short);
  });
});
