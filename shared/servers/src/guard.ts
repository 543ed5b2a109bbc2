import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/** Stops a server when this process exits without having stopped it. */
export type Guard = {
  /** The command line of the server. Its fourth file descriptor must be `pipe`. */
  readonly guarded: (command: string, args: readonly string[]) => { readonly command: string; readonly args: readonly string[] };
  readonly pipe: Writable;
  /** Releases the guard after the server has exited, because its PID can be reused. */
  readonly release: () => void;
};

/**
 * The first line has the PID of the server; the second one releases the guard. End of input without a second line means that this
 * process has exited: the server gets SIGINT, then SIGKILL. The start time detects a reused PID, and a zombie counts as exited.
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

/** Reports the PID before the server starts, so that the guard always knows a running server. */
const reportPid = 'echo $$ >&3; exec 3>&-; exec "$@"';

/**
 * Starts a guard: a shell in its own session, which Ctrl-C in the terminal does not reach. It reads from a pipe that the system
 * closes when this process exits.
 */
export const startGuard = (): Guard => {
  const shell = spawn('sh', ['-c', script, 'marketplace-guard'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  const pipe = shell.stdin as Socket;
  // Without a shell neither guard nor server can run.
  shell.on('error', () => undefined);
  pipe.on('error', () => undefined);
  shell.unref();
  pipe.unref();
  return {
    guarded: (command, args) => ({ command: 'sh', args: ['-c', reportPid, 'sh', command, ...args] }),
    pipe,
    release: () => void pipe.end('released\n'),
  };
};
