// Loaded into every child of run.mjs. When the launcher goes, in whatever way, its channel closes, and the child is asked
// to stop as by SIGTERM, unless a signal asked already (Ctrl-C reaches the launcher and the child at once). CommonJS, so
// that any Node can preload it.
const GRACE_MS = 20_000;

// Worker threads preload it too, and have no channel.
if (process.channel) {
  let asked = false;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(name, () => {
      asked = true;
      if (process.listenerCount(name) > 0) return;
      // Nobody else listens. A terminal that was closed is no reason to drop what was begun: those who can stop in order
      // listen to SIGTERM. Otherwise the signal does what it always does.
      if (name !== 'SIGHUP' || !process.emit('SIGTERM', 'SIGTERM', 15)) process.kill(process.pid, name);
    });
  }
  // For npm, which takes note of signals and works on to its end.
  const atOnce = process.env.DRYDOCK_GUARD === 'at-once';
  delete process.env.DRYDOCK_GUARD;
  process.once('disconnect', () => {
    if (atOnce) process.kill(process.pid, 'SIGKILL');
    setTimeout(() => process.exit(143), GRACE_MS).unref();
    if (!asked) process.emit('SIGTERM', 'SIGTERM', 15);
  });
  process.channel.unref();
  // What the child forks has a channel of its own, whose end must not stop it.
  process.execArgv = process.execArgv.filter((argument) => argument !== `--require=${__filename}`);
}
