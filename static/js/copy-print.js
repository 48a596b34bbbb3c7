// Buttons that copy a document to the clipboard or print the page.
import { showToast } from "./dialogs.js";

const copy = async (button) => {
  button.disabled = true;
  try {
    const response = await fetch(button.dataset.copy, { headers: { Accept: "text/plain" } });
    if (!response.ok) throw new Error(response.statusText);
    await navigator.clipboard.writeText(await response.text());
    showToast({ text: button.dataset.copied });
  } catch {
    // No permission to write to the clipboard: open the document instead.
    location.assign(button.dataset.copy);
  } finally {
    button.disabled = false;
  }
};

export const start = () => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy], [data-print]");
    if (button?.dataset.copy) copy(button);
    else if (button) window.print();
  });
};
