import { createHmac, timingSafeEqual } from 'node:crypto';

const toleranceSeconds = 300;

const partsOf = (header: string): readonly (readonly [string, string])[] =>
  header.split(',').map((part) => {
    const [name = '', ...value] = part.trim().split('=');
    return [name, value.join('=')];
  });

const isSame = (given: string, expected: Buffer): boolean => {
  const bytes = Buffer.from(given, 'hex');
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
};

/** Checks a recent signature: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. One valid `v1` of several is enough. */
export const isSignedBy = (
  secret: string,
  request: { readonly header: string; readonly rawBody: Buffer; readonly unixSeconds: number },
): boolean => {
  const parts = partsOf(request.header);
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(time) || Math.abs(request.unixSeconds - Number(time)) > toleranceSeconds) return false;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(request.rawBody).digest();
  return parts.some(([name, value]) => name === 'v1' && isSame(value, expected));
};
