import type { ComponentProps } from 'react';
import type { Route } from '../state/route.ts';
import { formatRoute } from '../state/route.ts';

export interface LinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  readonly to: Route;
}

/** A link to a place in Drydock: a real address, so that it can be copied, and opened by any key that opens links. */
export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a {...rest} href={formatRoute(to)}>
      {children}
    </a>
  );
}
