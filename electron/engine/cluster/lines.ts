/**
 * Splits a byte stream into lines, as watches and logs send them. Chunks are joined only at a line's end, so a large
 * object that arrives in many pieces is copied once. What of a line is beyond `maxLine` characters is dropped as it
 * comes. Empty lines are passed over.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, maxLine = Infinity): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let length = 0;
  const add = (text: string): void => {
    const kept = length + text.length > maxLine ? text.slice(0, maxLine - length) : text;
    length += kept.length;
    if (kept !== '') parts.push(kept);
  };
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      add(text.slice(start, end));
      const line = parts.join('');
      parts = [];
      length = 0;
      start = end + 1;
      if (line !== '') yield line;
    }
    if (start < text.length) add(text.slice(start));
  }
  add(decoder.decode());
  const last = parts.join('');
  if (last !== '') yield last;
}
