import { demoLogins } from '../command/logins';
import { welcomeCode } from '../demo/catalogue/promotions';
import type { Timings } from '../marketplace/timings';

type Ready = {
  readonly url: string;
  readonly wsUrl: string;
  readonly timings: Timings;
  /** True when the demo data is loaded. Otherwise only the operator account exists. */
  readonly hasDemoData: boolean;
};

export type Line = readonly [label: string, text: string];

const aligned = (lines: readonly Line[]): string => {
  const width = Math.max(...lines.map(([label]) => label.length)) + 3;
  return lines.map(([label, text]) => `  ${label.padEnd(width)}${text}`.trimEnd()).join('\n');
};

const emailsOf = (label: string): string => {
  const emails = demoLogins.filter((login) => login.label === label).map(({ email }) => email);
  const [first = '', last = first] = [emails[0], emails.at(-1)];
  return first === last ? first : `${first} to ${last}`;
};

const inSeconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

/** The banner after the start: addresses, accounts and commands. */
export const bannerOf = ({ url, wsUrl, timings, hasDemoData }: Ready, more: readonly Line[] = []): string => {
  const { port } = new URL(url);
  const portPrefix = port === '4000' ? '' : `PORT=${port} `;
  const demoOnly = (...lines: readonly Line[]): readonly Line[] => (hasDemoData ? lines : []);
  const lines: readonly Line[] = [
    ['Start page', `${url}/`],
    ['GraphQL', `${url}/graphql`],
    ['WebSocket', `${wsUrl}  (graphql-transport-ws)`],
    ['Health', `${url}/health/ready`],
    ['Metrics', `${url}/metrics`],
    ...more,
    ['', ''],
    ...demoOnly(['Buyers', emailsOf('buyer')], ['Sellers', emailsOf('seller')]),
    ['Operator', emailsOf('operator')],
    ['Password', demoLogins[0]?.password ?? ''],
    ...demoOnly(['Coupon', `${welcomeCode}: 10% off, up to $15.00`]),
    ['', ''],
    ...demoOnly(['Try it', `${portPrefix}npm run demo  (in a second terminal)`]),
    ['Stop', 'Ctrl-C keeps the data; `npm run reset` deletes it.'],
  ];
  return `\nThe marketplace is ready after ${inSeconds(timings['total'] ?? 0)}.\n\n${aligned(lines)}\n`;
};
