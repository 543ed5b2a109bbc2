import { after, idOf, instant, minutes } from '@marketplace/kernel';
import { addressOf } from './address';
import { emailOf, checkPassword, exceedsAttemptLimit } from './credentials';
import { isUsable, maySendMail, resetMailInterval, type PasswordReset } from './password-reset';
import { profileOf } from './user';

const at = instant('2026-11-21T08:30:00Z');
const address = { name: 'Ada Lind', line1: 'Hafenstr. 1', city: 'Kiel', postalCode: '24103', countryCode: 'DE' };

describe('an e-mail address', () => {
  it('keeps its letter case and is trimmed', () => {
    expect(emailOf(' Ada@Lind.example ')).toBe('Ada@Lind.example');
  });

  it.each(['', 'ada', 'ada@lind', 'a da@lind.example', 'ada@@lind.example', 'ada@lind.exam\u0000ple', `${'a'.repeat(250)}@b.de`])(
    'cannot be %j',
    (text) => {
      expect(emailOf(text)).toBeUndefined();
    },
  );
});

describe('a password', () => {
  it('has 10 to 200 characters of any kind', () => {
    expect(checkPassword('          ', 'password')).toBeUndefined();
    expect(checkPassword('ninechars', 'password')).toMatchObject({ refused: 'password-too-short', details: { path: ['password'] } });
    expect(checkPassword('x'.repeat(201), 'newPassword')).toMatchObject({
      refused: 'password-too-long',
      details: { path: ['newPassword'] },
    });
  });

  it('can be tried ten times', () => {
    expect(exceedsAttemptLimit(10)).toBe(false);
    expect(exceedsAttemptLimit(11)).toBe(true);
  });
});

describe('a profile', () => {
  it('has a name and a language', () => {
    expect(profileOf({ displayName: ' Ada ', locale: 'de-CH' })).toEqual({ displayName: 'Ada', locale: 'de-CH' });
    expect(profileOf({ displayName: '', locale: 'de' })).toMatchObject({ refused: 'display-name-invalid' });
    expect(profileOf({ displayName: 'Ada', locale: 'German' })).toMatchObject({ refused: 'locale-invalid' });
  });
});

describe('an address', () => {
  it('is trimmed and has no empty lines', () => {
    expect(addressOf({ ...address, city: ' Kiel ', line2: ' ', phone: ' 0431 1 ' })).toEqual({ ...address, phone: '0431 1' });
  });

  it('reports the invalid line', () => {
    expect(addressOf({ ...address, city: ' ' })).toMatchObject({ refused: 'address-invalid', details: { path: ['city'] } });
    expect(addressOf({ ...address, line2: 'x'.repeat(201) })).toMatchObject({ refused: 'address-invalid', details: { path: ['line2'] } });
    expect(addressOf({ ...address, countryCode: 'ZZ' })).toMatchObject({ refused: 'country-unknown' });
  });
});

describe('a password reset', () => {
  const reset: PasswordReset = { id: idOf('reset'), userId: idOf('user'), requestedAt: at, status: 'OPEN' };

  it('works once, for half an hour', () => {
    expect(isUsable(reset, after(at, minutes(29)))).toBe(true);
    expect(isUsable(reset, after(at, minutes(30)))).toBe(false);
    expect(isUsable({ ...reset, status: 'USED' }, at)).toBe(false);
  });

  it('is not mailed again within a minute', () => {
    expect(maySendMail(undefined, at)).toBe(true);
    expect(maySendMail(at, after(at, minutes(0.9)))).toBe(false);
    expect(maySendMail(at, after(at, resetMailInterval))).toBe(true);
  });
});
