import type { Health } from '../transports/health';
import { json, type Reply } from './reply';

/** What still works without a service that is away, for the people who look at the page. */
const without: Readonly<Record<string, string>> = {
  search: 'browsing by category, product pages and checkout work',
  reviews: 'products are shown and sold, without their ratings and reviews',
  notifications: 'everything works, and messages are sent when it is back',
};

/** Without these the marketplace goes on; without any other one it does not. */
export const usuallyOptional: readonly string[] = ['search', 'reviews', 'notifications'];

const sentenceOf = (service: string): string => `${service} is degraded: ${without[service] ?? 'what it owns is missing until it is back'}`;

export type DegradationOptions = { readonly health: Health; readonly optional: readonly string[] };

/** The reply at `/health/services`: every service, and what it means that some are away. */
export const servicesReply = async ({ health, optional }: DegradationOptions): Promise<Reply> => {
  const states = [...(await health.lately())];
  const services = Object.fromEntries(states.map(([name, reachable]) => [name, { reachable, critical: !optional.includes(name) }]));
  const degraded = states.flatMap(([name, reachable]) => (reachable ? [] : [{ service: name, says: sentenceOf(name) }]));
  return json(200, { degraded, services });
};

/** The reply at `/health/ready`: ready as long as every service is there without which the marketplace does not go on. */
export const readinessReply = async ({ health, optional }: DegradationOptions): Promise<Reply> => {
  const states = [...(await health.check())];
  const ready = states.every(([name, reachable]) => reachable || optional.includes(name));
  return json(ready ? 200 : 503, { ready, subgraphs: Object.fromEntries(states) });
};
