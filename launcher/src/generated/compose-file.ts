import type { Variable } from '@marketplace/platform';
import type { Manifest } from '../contexts/manifests';
import { providerOf } from '../contexts/provided';
import { withBlock } from './blocks';

const valueOf = (variable: Variable): string =>
  'provided' in variable ? providerOf(variable.provided).compose : `\${${variable.name}:-${variable.standard ?? ''}}`;

const serviceOf = ({ name, variables }: Manifest): string => {
  const login = (role: string): string => `${name}_${role}:\${${name.toUpperCase()}_${role.toUpperCase()}_PASSWORD:?}`;
  return [
    `${name}:`,
    '  <<: *context',
    '  environment:',
    '    <<: *everywhere',
    `    CONTEXT: ${name}`,
    `    DATABASE_URL: postgres://${login('service')}@postgres:5432/${name}_db`,
    `    MIGRATION_URL: postgres://${login('owner')}@postgres:5432/${name}_db`,
    ...variables.map((variable) => `    ${variable.name}: ${valueOf(variable)}`),
  ].join('\n');
};

/** Generates the services of all contexts in docker-compose.yml, with the gateway's dependencies and URLs. */
export const composeFile = (text: string, manifests: readonly Manifest[]): string =>
  [
    { name: 'contexts', body: manifests.map(serviceOf).join('\n\n') },
    { name: 'what the gateway waits for', body: manifests.map(({ name }) => `${name}: { condition: service_healthy }`).join('\n') },
    { name: 'where the contexts are', body: manifests.map(({ name }) => `${name.toUpperCase()}_URL: http://${name}:4000`).join('\n') },
  ].reduce(withBlock, text);
