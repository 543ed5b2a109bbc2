import { setTimeout as pause } from 'node:timers/promises';
import type { API, Client } from '@opensearch-project/opensearch';
import { z } from 'zod';
import type { Alert } from '@marketplace/application';
import type { DocumentChange } from '../../application/ports';
import type { DocumentMirror, MirroredIndex } from '../../application/follow.job';
import { writeTimeout } from './connection';
import { callClient, OpenSearchFault } from './fault';
import { indexDocument } from './index-document';
import { alias, allIndices, indexOf, indexTemplate, mappingVersion, versionOf } from './index-template';

const indexShape = z.object({
  aliases: z.record(z.string(), z.unknown()).default({}),
  mappings: z.object({ _meta: z.object({ shape: z.number() }).optional() }).optional(),
  settings: z.object({ index: z.object({ uuid: z.string() }) }),
});

const itemShape = z.object({
  _id: z.string(),
  status: z.number(),
  error: z.object({ type: z.string(), reason: z.string().nullish() }).optional(),
});
const bulkShape = z.object({ items: z.array(z.record(z.string(), itemShape)) });

type Item = z.output<typeof itemShape>;

export type MirrorOptions = {
  readonly client: Client;
  readonly alert: Alert;
  /** The delays before retries of a rejected batch, in milliseconds. */
  readonly delays?: readonly number[];
};

const defaultDelays = [100, 300, 1_000, 3_000];
const [conflict, notFound, tooMany] = [409, 404, 429];

/** Uses the sequence number as external version: withRetries and late changes have no effect, including deletions. */
const operations = (version: number, { seq, productId, document }: DocumentChange): readonly object[] => {
  const action = { _index: indexOf(version), _id: productId, version: Number(seq), version_type: 'external' };
  return document === null ? [{ delete: action }] : [{ index: action }, indexDocument(document)];
};

/** True if the write succeeded, a newer version is already indexed, or the document to delete does not exist. */
const isApplied = ({ status, error }: Item): boolean =>
  error === undefined || status === conflict || (status === notFound && error.type === 'not_found');

const isBusy = ({ status }: Item): boolean => status === tooMany || status === 503;

/** Copies documents to the indices of a cluster. */
export const openSearchMirror = ({ client, alert, delays = defaultDelays }: MirrorOptions): DocumentMirror => {
  const send = async (version: number, changes: readonly DocumentChange[]): Promise<readonly Item[]> => {
    const body = changes.flatMap((change) => operations(version, change)) as API.Bulk_RequestBody;
    const answer = await callClient(client.bulk({ body }, { requestTimeout: writeTimeout }));
    return bulkShape.parse(answer.body).items.flatMap((item) => Object.values(item));
  };

  const withRetries = async <T>(work: () => Promise<T>): Promise<T> => {
    for (const delay of delays) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof OpenSearchFault) || !error.isTransient) throw error;
        await pause(delay);
      }
    }
    return work();
  };

  const write: DocumentMirror['write'] = async (version, changes) => {
    const rejected: Item[] = [];
    const remaining = await withRetries(async () => {
      let waiting = changes;
      for (const delay of [...delays, 0]) {
        const items = await send(version, waiting);
        rejected.push(...items.filter((item) => !isApplied(item) && !isBusy(item)));
        const busy = new Set(items.filter(isBusy).map(({ _id }) => _id));
        waiting = waiting.filter(({ productId }) => busy.has(productId));
        if (waiting.length === 0) return 0;
        await pause(delay);
      }
      return waiting.length;
    });
    if (remaining > 0) throw new OpenSearchFault(`has no capacity for ${remaining.toString()} documents`, tooMany);
    for (const { _id, error } of rejected)
      alert('opensearch-document-rejected', { productId: _id, type: error?.type, reason: error?.reason });
    return rejected.length;
  };

  const indices = async (): Promise<readonly MirroredIndex[]> => {
    const found = await callClient(
      client.indices.get({ index: allIndices, filter_path: ['*.aliases', '*.mappings._meta', '*.settings.index.uuid'] }),
    );
    return Object.entries(z.record(z.string(), indexShape).parse(found.body)).flatMap(([name, { aliases, mappings, settings }]) => {
      const version = versionOf(name);
      if (version === undefined) return [];
      const own = mappings?._meta?.shape ?? 0;
      const mapping = own === mappingVersion ? 'current' : own < mappingVersion ? 'older' : 'newer';
      return [{ version, id: settings.index.uuid, isLive: Object.hasOwn(aliases, alias), mapping }];
    });
  };

  return {
    indices,
    create: async (version) => {
      await callClient(
        client.indices.putIndexTemplate(
          { name: alias, body: indexTemplate as API.Indices_PutIndexTemplate_RequestBody },
          { requestTimeout: writeTimeout },
        ),
      );
      await callClient(client.indices.create({ index: indexOf(version) }, { requestTimeout: writeTimeout }));
      const created = (await indices()).find((index) => index.version === version);
      if (created === undefined) throw new OpenSearchFault('an index is missing right after its creation', undefined);
      return created.id;
    },
    write,
    goLive: async (version, replaced) => {
      await callClient(client.indices.refresh({ index: indexOf(version) }, { requestTimeout: writeTimeout }));
      const actions = [
        ...replaced.map((other) => ({ remove: { index: indexOf(other), alias } })),
        { add: { index: indexOf(version), alias } },
      ];
      await callClient(client.indices.updateAliases({ body: { actions } }, { requestTimeout: writeTimeout }));
    },
    drop: async (version) => {
      await callClient(client.indices.delete({ index: indexOf(version), ignore_unavailable: true }, { requestTimeout: writeTimeout }));
    },
  };
};
