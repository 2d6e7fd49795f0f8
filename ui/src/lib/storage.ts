// The few things the window remembers about itself. Losing them is never an error.

export function remembered(key: string): string | null {
  try {
    return window.localStorage.getItem(`clearpost.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    window.localStorage.setItem(`clearpost.${key}`, value);
  } catch {
    // Storage can be switched off; the window then forgets.
  }
}
