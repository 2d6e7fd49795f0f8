// Light, dark, or as the system has it.
import { remember, remembered } from './storage';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

class ThemeChoice {
  choice = $state<Theme>(stored());

  start(): () => void {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => this.#apply(system.matches);
    apply();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }

  set(choice: Theme): void {
    this.choice = choice;
    remember('theme', choice);
    this.#apply(window.matchMedia('(prefers-color-scheme: dark)').matches);
  }

  next(): void {
    this.set(themes[(themes.indexOf(this.choice) + 1) % themes.length] ?? 'system');
  }

  #apply(systemIsDark: boolean): void {
    const dark = this.choice === 'dark' || (this.choice === 'system' && systemIsDark);
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  }
}

function stored(): Theme {
  const value = remembered('theme');
  return themes.find((theme) => theme === value) ?? 'system';
}

export const theme = new ThemeChoice();
