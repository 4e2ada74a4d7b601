import { Banner } from '../../../components/Banner.tsx';
import { Button } from '../../../components/Button.tsx';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { settingsTexts as texts } from './texts.ts';
import styles from './settings.module.css';

/** The file is another by now: it can be loaded, and what was written can be taken along. */
export function Conflict({ text, onLoad }: { readonly text: string; readonly onLoad: () => void }) {
  return (
    <Banner
      tone="warn"
      actions={
        <>
          <CopyButton text={text} what={texts.keptText} />
          <Button onClick={onLoad}>{texts.loadAnew}</Button>
        </>
      }
    >
      {texts.conflict}
    </Banner>
  );
}

/** What was written before the file was loaded anew, to copy from. */
export function KeptText({ text, onDismiss }: { readonly text: string; readonly onDismiss: () => void }) {
  return (
    <section className={styles.kept} aria-label={texts.kept}>
      <header>
        <h3>{texts.kept}</h3>
        <CopyButton text={text} what={texts.keptText} />
        <Button variant="quiet" onClick={onDismiss}>
          {texts.keptDismiss}
        </Button>
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
