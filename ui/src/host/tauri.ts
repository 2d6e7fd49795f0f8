// The host behind the real window. The only file that knows Tauri.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { createCommands, type Progress } from './generated';
import type { Host, Unsubscribe } from './host';

export function isTauriWindow(): boolean {
  return '__TAURI_INTERNALS__' in window;
}

export function createTauriHost(): Host {
  return {
    ...createCommands((name, args) => invoke(name, args)),
    onProgress: (callback) => subscribe<Progress>('progress', callback),
    onChanged: (callback) => subscribe<null>('changed', () => callback()),
  };
}

function subscribe<T>(event: string, callback: (payload: T) => void): Unsubscribe {
  const listening = listen<T>(event, (message) => callback(message.payload));
  return () => void listening.then((stop) => stop());
}
