// Starts the window: finds the host, applies the theme, mounts the shell.
import { mount } from 'svelte';
import App from './features/shell/App.svelte';
import type { Host } from './host/host';
import { createTauriHost, isTauriWindow } from './host/tauri';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

async function openHost(): Promise<Host | null> {
  if (isTauriWindow()) return createTauriHost();
  // Dropped from the production bundle: the condition is known when it is built.
  if (import.meta.env.MODE !== 'production') {
    const { createFakeHost, askedIn } = await import('./host/fake');
    const { mode, stumble } = askedIn(window.location.search);
    return createFakeHost(mode, stumble);
  }
  return null;
}

async function start(): Promise<void> {
  const target = document.getElementById('app');
  if (!target) return;
  const host = await openHost();
  if (host) mount(App, { target, props: { host } });
  else target.textContent = 'This page belongs to the Clearpost window and does nothing elsewhere.';
}

void start();
