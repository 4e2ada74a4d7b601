import type { Settings } from '../../../shared/model/settings.ts';

/** The settings as a person types them. */
export interface SettingsForm {
  readonly pollSeconds: string;
  readonly pollJitterSeconds: string;
  readonly timeoutSeconds: string;
  /** Patterns, with commas between. */
  readonly protected: string;
}

const MINIMUM = { pollSeconds: 1, pollJitterSeconds: 0, timeoutSeconds: 1 } as const;

export function formOfSettings({ git, contexts }: Settings): SettingsForm {
  return { pollSeconds: String(git.pollSeconds), pollJitterSeconds: String(git.pollJitterSeconds), timeoutSeconds: String(git.timeoutSeconds), protected: contexts.protected.join(', ') };
}

/** Why a field's text is no number of seconds that can be used. */
export function numberProblem(field: keyof typeof MINIMUM, text: string): string | undefined {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return 'A number of seconds.';
  return value < MINIMUM[field] ? `At least ${MINIMUM[field]}.` : undefined;
}

/** The settings that a form asks for; undefined where it cannot be read. */
export function settingsOfForm(form: SettingsForm, before: Settings): Settings | undefined {
  for (const field of ['pollSeconds', 'pollJitterSeconds', 'timeoutSeconds'] as const) if (numberProblem(field, form[field]) !== undefined) return undefined;
  return {
    ...before,
    git: { pollSeconds: Number(form.pollSeconds), pollJitterSeconds: Number(form.pollJitterSeconds), timeoutSeconds: Number(form.timeoutSeconds) },
    contexts: { protected: form.protected.split(',').map((pattern) => pattern.trim()).filter((pattern) => pattern !== '') },
  };
}

/** Whether saving would change anything. */
export function changedSettings(before: Settings, next: Settings): boolean {
  return JSON.stringify([before.git, before.contexts]) !== JSON.stringify([next.git, next.contexts]);
}
