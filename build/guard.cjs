// Loaded into every child of run.mjs: when the launcher goes, in whatever way, its channel closes and the child stops.
process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(143), 20_000).unref();
});
process.channel?.unref();
// Workers that the child forks have channels of their own and must not be stopped by them.
process.execArgv = process.execArgv.filter((argument, index, all) => argument !== '--import' && all[index - 1] !== '--import');
