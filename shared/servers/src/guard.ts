import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/** Ends a server when our process ends without having stopped it, however it ends. */
export type Guard = {
  /** The server's command line. It must be given `pipe` as its fourth file. */
  readonly guarded: (command: string, args: readonly string[]) => { readonly command: string; readonly args: readonly string[] };
  readonly pipe: Writable;
  /** Ends the guard: the server has ended, and its number may soon be that of another process. */
  readonly release: () => void;
};

/**
 * The first line names the server, the second one releases the guard. Without a second line our process has ended: the
 * server gets SIGINT, and SIGKILL where that does not help. The start time tells it from a later process of the same number,
 * and a zombie counts as gone.
 */
const script = `
trap '' HUP INT TERM
identity() {
  if [ -r "/proc/$1/stat" ]; then
    read -r line < "/proc/$1/stat" || return
    set -- \${line##*) }
    [ "$1" = Z ] || echo "\${20}"
  elif [ ! -r /proc/self/stat ]; then
    ps -o lstart= -p "$1"
  fi
} 2> /dev/null
read -r pid || exit 0
before=$(identity "$pid")
read -r word && exit 0
left=200
while [ -n "$before" ] && [ "$(identity "$pid")" = "$before" ]; do
  [ $left = 200 ] && kill -INT "$pid"
  [ $left = 0 ] && kill -KILL "$pid" && exit 0
  left=$((left - 1))
  sleep 0.1 || sleep 1
done`;

/** The server names itself before it begins, so that there is no moment in which it runs and its guard does not know it. */
const introduce = 'echo $$ >&3; exec 3>&-; exec "$@"';

/**
 * Starts a guard: a shell in a session of its own, so that Ctrl-C in the terminal does not end it. It reads from a pipe that
 * the system closes when our process ends.
 */
export const startGuard = (): Guard => {
  const shell = spawn('sh', ['-c', script, 'marketplace-guard'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  const pipe = shell.stdin as Socket;
  // Without a shell there is no guard, and no server either.
  shell.on('error', () => undefined);
  pipe.on('error', () => undefined);
  shell.unref();
  pipe.unref();
  return {
    guarded: (command, args) => ({ command: 'sh', args: ['-c', introduce, 'sh', command, ...args] }),
    pipe,
    release: () => void pipe.end('released\n'),
  };
};
