import { z } from 'zod';
import { contextEnvironment, parseEnv, provided, setting, variablesOf } from './env';

const complete = {
  DATABASE_URL: 'postgres://orders:secret@localhost/orders_db',
  NATS_URL: 'nats://localhost:4222',
  IDENTITY_KEY: 'i'.repeat(32),
  SEALING_KEY: 's'.repeat(44),
};

describe('the environment', () => {
  it('is read with its defaults', () => {
    expect(parseEnv(contextEnvironment, complete)).toEqual({ ...complete, DATABASE_POOL_SIZE: 4, LOG_LEVEL: 'info' });
    expect(parseEnv(contextEnvironment, { ...complete, DATABASE_POOL_SIZE: '20' }).DATABASE_POOL_SIZE).toBe(20);
  });

  it('treats an empty REDIS_URL as absent, and does not reveal an invalid one', () => {
    const withRedis = (url: string) => parseEnv(contextEnvironment, { ...complete, REDIS_URL: url }).REDIS_URL;
    expect(withRedis('')).toBeUndefined();
    expect(withRedis('rediss://:hunter2@cache.example:6380/1')).toBe('rediss://:hunter2@cache.example:6380/1');
    expect(() => withRedis('http://:hunter2@cache.example')).toThrow('REDIS_URL');
    expect(() => withRedis('http://:hunter2@cache.example')).not.toThrow('hunter2');
  });

  it('lists the names of all invalid variables, without values', () => {
    const wrong = {
      ...complete,
      DATABASE_URL: 'hunter2',
      IDENTITY_KEY: 'hunter3',
      SEALING_KEY: undefined,
      DATABASE_POOL_SIZE: 'hunter4',
      LOG_LEVEL: 'hunter5',
    };
    const start = () => parseEnv(contextEnvironment, wrong);
    for (const name of ['DATABASE_URL', 'IDENTITY_KEY', 'SEALING_KEY', 'DATABASE_POOL_SIZE', 'LOG_LEVEL']) expect(start).toThrow(name);
    expect(start).not.toThrow('hunter');
    expect(start).not.toThrow('NATS_URL');
  });
});

describe('the variables of a context', () => {
  const env = z
    .object({
      API_KEY: provided('carrier-key', z.string().min(1)),
      PATIENCE_HOURS: setting('how long it waits', z.coerce.number().default(24)),
      WORDS: setting(
        'words that it does not like',
        z
          .string()
          .default('')
          .transform((text) => text.split(',')),
      ),
      ENGINE_URL: setting('an engine', z.url().optional(), 'http://127.0.0.1:9200'),
      TUNING: z.string().default('usual'),
    })
    .refine(() => true);

  it('are declared once, with their sources and defaults', () => {
    expect(variablesOf(env)).toEqual([
      { name: 'API_KEY', provided: 'carrier-key' },
      { name: 'PATIENCE_HOURS', setting: 'how long it waits', standard: '24' },
      { name: 'WORDS', setting: 'words that it does not like', standard: '' },
      { name: 'ENGINE_URL', setting: 'an engine', example: 'http://127.0.0.1:9200' },
    ]);
  });

  it('are parsed by their schema', () => {
    expect(parseEnv(env, { API_KEY: 'k', PATIENCE_HOURS: '2', WORDS: 'a,b' })).toEqual({
      API_KEY: 'k',
      PATIENCE_HOURS: 2,
      WORDS: ['a', 'b'],
      TUNING: 'usual',
    });
  });

  it('must be an object', () => {
    expect(() => variablesOf(z.string())).toThrow('z.object');
  });
});
