import type { ApplicationSpec } from '../../../shared/model/application.ts';
import { infoLink } from '../../../shared/model/application.ts';
import styles from './Application.module.css';
import { applicationTexts } from './texts.ts';

/** What the application's file says about it for people; web addresses are links, everything else is text. */
export function Info({ lines }: { readonly lines: NonNullable<ApplicationSpec['info']> }) {
  if (lines.length === 0) return null;
  return (
    <dl className={styles.info} aria-label={applicationTexts.info}>
      {lines.map(({ name, value }, index) => {
        const link = infoLink(value);
        return (
          <div key={`${index} ${name}`}>
            <dt>{name}</dt>
            <dd>
              {link === undefined ? (
                value
              ) : (
                <a href={link} target="_blank" rel="noreferrer">
                  {value}
                </a>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
