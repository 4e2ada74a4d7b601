import type { ApplicationForm } from './form.ts';

/** What each group of fields is given. */
export interface FieldsProps {
  readonly form: ApplicationForm;
  readonly change: (changes: Partial<ApplicationForm>) => void;
}
