/** What is wrong with a JSON text, or undefined. The values themselves are read as YAML, which knows the lines. */
export function jsonProblem(text: string): { readonly line: number; readonly message: string } | undefined {
  const body = text.replace(/^\ufeff/, '');
  try {
    JSON.parse(body);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = /at position (\d+)/.exec(error.message)?.[1];
    const line = position === undefined ? body.split('\n').length : body.slice(0, Number(position)).split('\n').length;
    return { line, message: error.message.replace(/ in JSON at position \d+.*| \(line \d+ column \d+\)| in JSON$/gs, '') };
  }
}
