import { setTimeout as pause } from 'node:timers/promises';
import { signIn } from '../client/accounts';
import { reindexEnv } from '../client/env';
import { requireMarketplace, type GraphClient, type UserError } from '../client/graph-client';
import { exitWithError } from '../command/exit-with-error';
import { demoOperator } from '../command/logins';
import { progressLogger, type ProgressLogger } from '../command/progress-logger';
import { reindexCommand, type ReindexCommand } from './arguments';
import * as documents from './documents';
import type { BuildAnswer } from './documents';

const pollMilliseconds = 500;

type Refusable = { readonly userErrors: readonly UserError[] };

const refusal = ({ userErrors }: Refusable): Error =>
  new Error(userErrors.map(({ message }) => message).join(' ') || 'The request was rejected.');

const lineOf = ({ phase, events, sources, lastError }: BuildAnswer): string => {
  if (lastError !== null) return `waiting: ${lastError}`;
  const reading = sources.find(({ isDone }) => !isDone);
  return phase === 'REPLAYING' && reading !== undefined
    ? `${events.toString()} events, replaying ${reading.producer}`
    : `${events.toString()} events, catching up`;
};

/** Logs progress when it changes, until the new version is live. */
const followBuild = async (client: GraphClient, started: BuildAnswer, log: ProgressLogger): Promise<void> => {
  const topic = `version ${started.version.toString()}`;
  let [build, logged]: [BuildAnswer, string] = [started, ''];
  while (build.phase === 'REPLAYING' || build.phase === 'DRAINING') {
    const line = lineOf(build);
    if (line !== logged) log(topic, line);
    logged = line;
    await pause(pollMilliseconds);
    const { searchBuild } = await client.request<{ searchBuild: BuildAnswer | null }>(documents.follow, { id: started.id });
    if (searchBuild === null) throw new Error('The build does not exist any more.');
    build = searchBuild;
  }
  if (build.phase === 'CANCELLED') throw new Error('The build was cancelled; the previous version stays live.');
  const skipped = build.skipped === 0 ? '' : `; ${build.skipped.toString()} could not be replayed; their IDs are in the logs`;
  const setAside = build.setAside === 0 ? '' : `; ${build.setAside.toString()} could not be indexed; see searchLag`;
  log(topic, `live, built from ${build.events.toString()} events${skipped}${setAside}`);
};

type VersionPayload = Refusable & { readonly version: { readonly version: number } | null };

const perform = async (client: GraphClient, { model, action }: ReindexCommand, log: ProgressLogger): Promise<void> => {
  const variables = { input: { model } };
  if (action === 'rebuild') {
    const { searchIndexRebuild } = await client.request<{ searchIndexRebuild: Refusable & { build: BuildAnswer | null } }>(
      documents.rebuild,
      variables,
    );
    if (searchIndexRebuild.build === null) throw refusal(searchIndexRebuild);
    await followBuild(client, searchIndexRebuild.build, log);
    return;
  }
  const payloads = await client.request<Record<string, VersionPayload>>(documents[action], variables);
  for (const payload of Object.values(payloads)) {
    if (payload.version === null) throw refusal(payload);
    log(`version ${payload.version.version.toString()}`, action === 'rollback' ? 'live again' : 'cancelled; the live version stays');
  }
};

const main = async (): Promise<void> => {
  const command = reindexCommand(process.argv.slice(3));
  const { url, operator = demoOperator } = reindexEnv();
  await requireMarketplace(url, 'reindex');
  await perform(await signIn(url, operator.email, operator.password), command, progressLogger());
};

main().catch(exitWithError);
