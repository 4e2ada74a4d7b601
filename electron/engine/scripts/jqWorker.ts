import { parentPort } from 'node:worker_threads';
import loading from 'jq-web';
import type { JqAnswer, JqQuestion } from './jq.ts';
import type { WorkerMessage } from './runner.ts';

/** The thread of jq. What it is asked came from the engine; what jq prints is JSON. */
void loading.then((jq) => {
  const send = (message: WorkerMessage<JqAnswer>): void => parentPort?.postMessage(message);
  parentPort?.on('message', (question: JqQuestion) => send({ kind: 'answer', answer: answerOf(question) }));
  send({ kind: 'ready' });

  function answerOf({ json, expression }: JqQuestion): JqAnswer {
    try {
      // `del(e)` of Argo CD deletes just these paths.
      return { paths: JSON.parse(jq.raw(json, `[path(${expression})]`, ['-c'])) };
    } catch (error) {
      return { error: wordsOf(error instanceof Error ? error.message : String(error)) };
    }
  }
});

/** jq's own first sentence, without where it was read from. */
function wordsOf(text: string): string {
  const line = text.split('\n').find((each) => each.startsWith('jq: error')) ?? text.split('\n')[0] ?? '';
  return line.replace(/^jq: error(?: \(at [^)]*\))?: /, '').replace(/ \(Unix shell quoting issues\?\) at <top-level>, line \d+:$/, '').trim();
}
