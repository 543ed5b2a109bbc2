import { contextEnvironment, parseEnv } from './env';

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

  it('takes an empty REDIS_URL for none, and tells nothing of a wrong one', () => {
    const withRedis = (url: string) => parseEnv(contextEnvironment, { ...complete, REDIS_URL: url }).REDIS_URL;
    expect(withRedis('')).toBeUndefined();
    expect(withRedis('rediss://:hunter2@cache.example:6380/1')).toBe('rediss://:hunter2@cache.example:6380/1');
    expect(() => withRedis('http://:hunter2@cache.example')).toThrow('REDIS_URL');
    expect(() => withRedis('http://:hunter2@cache.example')).not.toThrow('hunter2');
  });

  it('stops the start with the names of everything at fault, and no value', () => {
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
