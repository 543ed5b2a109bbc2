import fc from 'fast-check';
import { after, days, elapsed, epochMilliseconds, hours, instant, isBefore, minutes, seconds } from './time';

const noon = instant('2026-11-21T12:00:00Z');

describe('an instant', () => {
  it('has one text for each point in time', () => {
    const same = [
      '2026-11-21T12:00:00.000Z',
      '2026-11-21T13:00:00+01:00',
      '2026-11-21 12:00:00+00',
      epochMilliseconds(noon),
      new Date(noon),
    ];
    expect(same.map((value) => instant(value))).toEqual(same.map(() => '2026-11-21T12:00:00.000Z'));
  });

  it('is not created from an invalid date', () => {
    for (const value of ['', 'soon', '2026-13-01T00:00:00Z', Number.NaN, 'infinity']) expect(() => instant(value)).toThrow(RangeError);
  });

  it('moves by durations, and sorts as text', () => {
    expect(after(noon, minutes(90))).toBe('2026-11-21T13:30:00.000Z');
    expect(after(noon, days(-1))).toBe('2026-11-20T12:00:00.000Z');
    expect([seconds(60), minutes(60), hours(24)]).toEqual([minutes(1), hours(1), days(1)]);
    const moment = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }).map((date) => instant(date));
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        expect(isBefore(a, b)).toBe(epochMilliseconds(a) < epochMilliseconds(b));
        expect(after(a, elapsed(a, b))).toBe(b);
      }),
    );
  });
});
