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

const betweenLooksMilliseconds = 500;

type Refusable = { readonly userErrors: readonly UserError[] };

const refusal = ({ userErrors }: Refusable): Error => new Error(userErrors.map(({ message }) => message).join(' ') || 'This was refused.');

const lineOf = ({ phase, events, sources, lastError }: BuildAnswer): string => {
  if (lastError !== null) return `waits: ${lastError}`;
  const reading = sources.find(({ isDone }) => !isDone);
  return phase === 'REPLAYING' && reading !== undefined
    ? `${events.toString()} events so far, reading those of ${reading.producer}`
    : `${events.toString()} events are in, working off what is left`;
};

/** Says how far it is whenever that changes, until the new version is live. */
const followBuild = async (client: GraphClient, begun: BuildAnswer, tell: ProgressLogger): Promise<void> => {
  const part = `version ${begun.version.toString()}`;
  let [build, told]: [BuildAnswer, string] = [begun, ''];
  while (build.phase === 'REPLAYING' || build.phase === 'DRAINING') {
    const line = lineOf(build);
    if (line !== told) tell(part, line);
    told = line;
    await pause(betweenLooksMilliseconds);
    const { searchBuild } = await client.request<{ searchBuild: BuildAnswer | null }>(documents.follow, { id: begun.id });
    if (searchBuild === null) throw new Error('The build is gone.');
    build = searchBuild;
  }
  if (build.phase === 'CANCELLED') throw new Error('Somebody has cancelled the build; the live version is the one before.');
  const skipped = build.skipped === 0 ? '' : `; ${build.skipped.toString()} could not be read again, the logs have their ids`;
  const setAside = build.setAside === 0 ? '' : `; ${build.setAside.toString()} could not be worked in, searchLag says why`;
  tell(part, `live, made of ${build.events.toString()} events${skipped}${setAside}`);
};

type VersionPayload = Refusable & { readonly version: { readonly version: number } | null };

const perform = async (client: GraphClient, { model, deed }: ReindexCommand, tell: ProgressLogger): Promise<void> => {
  const variables = { input: { model } };
  if (deed === 'rebuild') {
    const { searchIndexRebuild } = await client.request<{ searchIndexRebuild: Refusable & { build: BuildAnswer | null } }>(
      documents.rebuild,
      variables,
    );
    if (searchIndexRebuild.build === null) throw refusal(searchIndexRebuild);
    await followBuild(client, searchIndexRebuild.build, tell);
    return;
  }
  const payloads = await client.request<Record<string, VersionPayload>>(documents[deed], variables);
  for (const payload of Object.values(payloads)) {
    if (payload.version === null) throw refusal(payload);
    tell(`version ${payload.version.version.toString()}`, deed === 'rollback' ? 'live again' : 'given up; the live version stays');
  }
};

const main = async (): Promise<void> => {
  const command = reindexCommand(process.argv.slice(3));
  const { url, operator = demoOperator } = reindexEnv();
  await requireMarketplace(url, 'reindex');
  await perform(await signIn(url, operator.email, operator.password), command, progressLogger());
};

main().catch(exitWithError);
