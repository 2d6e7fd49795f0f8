// Sets custom properties through the object model, which the content policy allows; style attributes it forbids.
import type { Attachment } from 'svelte/attachments';

export function vars(values: Record<string, string>): Attachment<HTMLElement> {
  return (element) => {
    for (const [name, value] of Object.entries(values)) element.style.setProperty(name, value);
  };
}
