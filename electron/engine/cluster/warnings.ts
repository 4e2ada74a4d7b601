/**
 * The API server's warnings in an answer's `Warning` headers (RFC 7234, 5.5; KEP-1693): those with code 299, each once.
 * What is no warning is passed over, as in client-go (apimachinery util/net/http.go, ParseWarningHeaders).
 */
export function warningsOf(header: string | readonly string[] | undefined): string[] {
  const found = new Set<string>();
  for (const line of header === undefined ? [] : typeof header === 'string' ? [header] : header) {
    for (const match of line.matchAll(/(\d{3}) \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const text = (match[2] ?? '').replaceAll(/\\(.)/g, '$1').trim();
      if (match[1] === '299' && text !== '') found.add(text);
    }
  }
  return [...found];
}
