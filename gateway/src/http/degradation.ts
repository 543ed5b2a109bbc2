import type { Health } from '../transports/health';
import { json, type Reply } from './reply';

/** What people are shown of a service, beside its name in the graph. */
export type ServiceDescription = {
  readonly name: string;
  readonly title: string;
  /** What still works without it. The marketplace does not go on without a service that says nothing. */
  readonly optional?: string;
};

/** The services without which the marketplace goes on. */
export const optionalAmong = (services: readonly ServiceDescription[]): readonly string[] =>
  services.filter(({ optional }) => optional !== undefined).map(({ name }) => name);

export type DegradationOptions = {
  readonly health: Health;
  readonly services: readonly ServiceDescription[];
  /** Names of services without which the gateway is ready all the same. */
  readonly optional: readonly string[];
};

const sentenceOf = (name: string, services: readonly ServiceDescription[]): string =>
  `${name} is degraded: ${services.find((service) => service.name === name)?.optional ?? 'what it owns is missing until it is back'}`;

/** The reply at `/health/services`: every service, and what it means that some are away. */
export const servicesReply = async ({ health, services: known, optional }: DegradationOptions): Promise<Reply> => {
  const states = [...(await health.lately())];
  const services = Object.fromEntries(states.map(([name, reachable]) => [name, { reachable, critical: !optional.includes(name) }]));
  const degraded = states.flatMap(([name, reachable]) => (reachable ? [] : [{ service: name, says: sentenceOf(name, known) }]));
  return json(200, { degraded, services });
};

/** The reply at `/health/ready`: ready as long as every service is there without which the marketplace does not go on. */
export const readinessReply = async ({ health, optional }: Omit<DegradationOptions, 'services'>): Promise<Reply> => {
  const states = [...(await health.check())];
  const ready = states.every(([name, reachable]) => reachable || optional.includes(name));
  return json(ready ? 200 : 503, { ready, subgraphs: Object.fromEntries(states) });
};
