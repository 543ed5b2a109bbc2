import type { Health } from '../transports/health';
import { json, type Reply } from './reply';

/** The description of a service on the start page and in `/health/services`. */
export type ServiceDescription = {
  readonly name: string;
  readonly title: string;
  /** The features that still work without the service. A service without this text is critical. */
  readonly optional?: string;
};

/** The names of the services that are not critical. */
export const optionalServices = (services: readonly ServiceDescription[]): readonly string[] =>
  services.filter(({ optional }) => optional !== undefined).map(({ name }) => name);

export type DegradationOptions = {
  readonly health: Health;
  readonly services: readonly ServiceDescription[];
  /** Names of the services that do not affect readiness. */
  readonly optional: readonly string[];
};

const degradationMessage = (name: string, services: readonly ServiceDescription[]): string =>
  `${name} is degraded: ${services.find((service) => service.name === name)?.optional ?? 'its data is unavailable until it recovers'}`;

/** The reply of `/health/services`: the state of every service and the impact of unreachable ones. */
export const servicesReply = async ({ health, services: known, optional }: DegradationOptions): Promise<Reply> => {
  const states = [...(await health.cached())];
  const services = Object.fromEntries(states.map(([name, reachable]) => [name, { reachable, critical: !optional.includes(name) }]));
  const degraded = states.flatMap(([name, reachable]) => (reachable ? [] : [{ service: name, says: degradationMessage(name, known) }]));
  return json(200, { degraded, services });
};

/** The reply of `/health/ready`: ready when all critical services are reachable. */
export const readinessReply = async ({ health, optional }: Omit<DegradationOptions, 'services'>): Promise<Reply> => {
  const states = [...(await health.check())];
  const ready = states.every(([name, reachable]) => reachable || optional.includes(name));
  return json(ready ? 200 : 503, { ready, subgraphs: Object.fromEntries(states) });
};
