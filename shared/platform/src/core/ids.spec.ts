import { isId } from '@marketplace/kernel';
import { newId, now } from './ids';

describe('a new id', () => {
  it('is a UUIDv7 with its creation time', () => {
    const before = Date.now();
    const id = newId();
    expect(isId(id)).toBe(true);
    expect(id).toMatch(/^.{14}7.{4}[89ab]/);
    const made = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now() + 100);
  });

  it('sorts after all earlier ones, even within a millisecond', () => {
    const ids = Array.from({ length: 50_000 }, () => newId());
    expect(ids.every((id, position) => position === 0 || id > (ids[position - 1] ?? ''))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('now', () => {
  it('is UTC with milliseconds', () => {
    expect(now()).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  });
});
