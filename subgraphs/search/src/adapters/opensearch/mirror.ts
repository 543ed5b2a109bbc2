import { setTimeout as pause } from 'node:timers/promises';
import type { API, Client } from '@opensearch-project/opensearch';
import { z } from 'zod';
import type { Alert } from '@marketplace/application';
import type { DocumentChange } from '../../application/ports';
import type { Mirror, MirroredIndex } from '../../application/follow.job';
import { writePatience } from './connection';
import { calling, OpenSearchFault } from './fault';
import { indexDocument } from './index-document';
import { alias, allIndices, indexOf, indexTemplate, shape, versionOf } from './index-template';

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
  /** How long it waits before it tries a refused batch again. */
  readonly delays?: readonly number[];
};

const usualDelays = [100, 300, 1_000, 3_000];
const [conflict, notFound, tooMany] = [409, 404, 429];

/** The seq of a change is the version of its document: what comes again or late changes nothing, deletions included. */
const operations = (version: number, { seq, productId, document }: DocumentChange): readonly object[] => {
  const action = { _index: indexOf(version), _id: productId, version: Number(seq), version_type: 'external' };
  return document === null ? [{ delete: action }] : [{ index: action }, indexDocument(document)];
};

/** A newer version is there already, or what is to go has never been there. */
const isDone = ({ status, error }: Item): boolean =>
  error === undefined || status === conflict || (status === notFound && error.type === 'not_found');

const isBusy = ({ status }: Item): boolean => status === tooMany || status === 503;

/** The indices that a cluster holds for us. */
export const openSearchMirror = ({ client, alert, delays = usualDelays }: MirrorOptions): Mirror => {
  const send = async (version: number, changes: readonly DocumentChange[]): Promise<readonly Item[]> => {
    const body = changes.flatMap((change) => operations(version, change)) as API.Bulk_RequestBody;
    const answer = await calling(client.bulk({ body }, { requestTimeout: writePatience }));
    return bulkShape.parse(answer.body).items.flatMap((item) => Object.values(item));
  };

  const repeated = async <T>(work: () => Promise<T>): Promise<T> => {
    for (const delay of delays) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof OpenSearchFault) || !error.isPassing) throw error;
        await pause(delay);
      }
    }
    return work();
  };

  const write: Mirror['write'] = async (version, changes) => {
    const rejected: Item[] = [];
    const left = await repeated(async () => {
      let waiting = changes;
      for (const delay of [...delays, 0]) {
        const items = await send(version, waiting);
        rejected.push(...items.filter((item) => !isDone(item) && !isBusy(item)));
        const busy = new Set(items.filter(isBusy).map(({ _id }) => _id));
        waiting = waiting.filter(({ productId }) => busy.has(productId));
        if (waiting.length === 0) return 0;
        await pause(delay);
      }
      return waiting.length;
    });
    if (left > 0) throw new OpenSearchFault(`has no room for ${left.toString()} documents`, tooMany);
    for (const { _id, error } of rejected)
      alert('opensearch-document-refused', { productId: _id, type: error?.type, reason: error?.reason });
    return rejected.length;
  };

  const indices = async (): Promise<readonly MirroredIndex[]> => {
    const found = await calling(
      client.indices.get({ index: allIndices, filter_path: ['*.aliases', '*.mappings._meta', '*.settings.index.uuid'] }),
    );
    return Object.entries(z.record(z.string(), indexShape).parse(found.body)).flatMap(([name, { aliases, mappings, settings }]) => {
      const version = versionOf(name);
      if (version === undefined) return [];
      const own = mappings?._meta?.shape ?? 0;
      const fit = own === shape ? 'fits' : own < shape ? 'older' : 'newer';
      return [{ version, id: settings.index.uuid, isShown: Object.hasOwn(aliases, alias), fit }];
    });
  };

  return {
    indices,
    create: async (version) => {
      await calling(
        client.indices.putIndexTemplate(
          { name: alias, body: indexTemplate as API.Indices_PutIndexTemplate_RequestBody },
          { requestTimeout: writePatience },
        ),
      );
      await calling(client.indices.create({ index: indexOf(version) }, { requestTimeout: writePatience }));
      const made = (await indices()).find((index) => index.version === version);
      if (made === undefined) throw new OpenSearchFault('an index is gone as soon as it is made', undefined);
      return made.id;
    },
    write,
    show: async (version, instead) => {
      await calling(client.indices.refresh({ index: indexOf(version) }, { requestTimeout: writePatience }));
      const actions = [
        ...instead.map((other) => ({ remove: { index: indexOf(other), alias } })),
        { add: { index: indexOf(version), alias } },
      ];
      await calling(client.indices.updateAliases({ body: { actions } }, { requestTimeout: writePatience }));
    },
    drop: async (version) => {
      await calling(client.indices.delete({ index: indexOf(version), ignore_unavailable: true }, { requestTimeout: writePatience }));
    },
  };
};
