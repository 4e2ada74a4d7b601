import type { Settings } from '../../../shared/model/settings.ts';

/** The settings as a person types them. */
export interface SettingsForm {
  readonly pollSeconds: string;
  readonly pollJitterSeconds: string;
  readonly timeoutSeconds: string;
  /** Patterns, with commas between. */
  readonly protected: string;
  readonly readOnly: string;
  readonly readOnlyDryRun: boolean;
  readonly argocdConfigMap: boolean;
}

const MINIMUM = { pollSeconds: 1, pollJitterSeconds: 0, timeoutSeconds: 1 } as const;

export function formOfSettings({ git, contexts, argocd }: Settings): SettingsForm {
  return { pollSeconds: String(git.pollSeconds), pollJitterSeconds: String(git.pollJitterSeconds), timeoutSeconds: String(git.timeoutSeconds), protected: contexts.protected.join(', '), readOnly: contexts.readOnly.join(', '), readOnlyDryRun: contexts.readOnlyDryRun, argocdConfigMap: argocd.configMap };
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
    contexts: { ...before.contexts, protected: patternsOf(form.protected), readOnly: patternsOf(form.readOnly), readOnlyDryRun: form.readOnlyDryRun },
    argocd: { configMap: form.argocdConfigMap },
  };
}

function patternsOf(text: string): string[] {
  return text.split(',').map((pattern) => pattern.trim()).filter((pattern) => pattern !== '');
}

/** Whether saving would change anything. */
export function changedSettings(before: Settings, next: Settings): boolean {
  return JSON.stringify([before.git, before.contexts, before.argocd]) !== JSON.stringify([next.git, next.contexts, next.argocd]);
}
